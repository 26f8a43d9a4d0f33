import type { Child } from 'hono/jsx';
import { PauseBanner } from '../../../functions/web/serve-pages/console/paused.tsx';
import { fullDateTime } from '../../../functions/web/serve-pages/look/words.ts';
import type { Instant } from '../../../shared/calendar/time.ts';
import { isoTokyo, tokyoTime } from '../../../shared/calendar/time.ts';
import type { PauseRecord } from '../../../shared/records/pause.ts';

export const STYLESHEET_PATH = '/assets/pages.css';

const ROOMS = [
  { path: '/', word: '概況' },
  { path: '/mailboxes', word: '受信箱' },
  { path: '/sent', word: '送信の記録' },
  { path: '/received', word: '受信の記録' },
] as const;

/** What surrounds every page. */
export interface Frame {
  readonly title: string;
  /** The room of the navigation the page belongs to. */
  readonly room: (typeof ROOMS)[number]['path'] | null;
  /** Where the page lies, so that a form of the frame comes back to it. */
  readonly path: string;
  readonly now: Instant;
  /** What falls due next, for the button that goes there; null where nothing is planned or known. */
  readonly next: { readonly at: Instant; readonly words: string } | null;
  /** Whether what is shown is the sample city's, of which most is invented. */
  readonly illustrative: boolean;
  /** The pause in force, which stands on every page. */
  readonly pause: PauseRecord | null;
  readonly notice?: string | null;
  readonly error?: { readonly text: string; readonly field?: string } | null;
}

/** A whole page as a string. */
export function renderPage(frame: Frame, content: Child): string {
  const page = (
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${frame.error ? 'エラー：' : ''}${frame.title}｜Shinchoku（この端末の中だけの画面）`}</title>
        <link rel="stylesheet" href={STYLESHEET_PATH} />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">
          本文へ移る
        </a>
        <Header frame={frame} />
        <ClockBar frame={frame} />
        <main id="main" tabindex={-1}>
          {frame.pause && <PauseBanner pause={frame.pause} />}
          {frame.error && <ErrorSummary error={frame.error} />}
          {frame.notice && (
            <p class="notice" role="status">
              {frame.notice}
            </p>
          )}
          {content}
        </main>
        <footer>
          <p>
            この画面は手元で試すためのものです。この端末の中だけで動き、実際のメールは送りません。
            {frame.illustrative && '部署の宛先と数値の多くは、見本として作った例示です。'}
          </p>
        </footer>
      </body>
    </html>
  );
  return `<!DOCTYPE html>${page.toString()}`;
}

function Header({ frame }: { frame: Frame }) {
  return (
    <header>
      <div class="wrap head">
        <p class="brand">
          <a href="/">Shinchoku</a> <span class="where">手元で試す画面</span>
          {frame.illustrative && (
            <span class="chip" title="見本として作った市のデータです">
              例示
            </span>
          )}
        </p>
        <nav aria-label="主な画面">
          <ul>
            <li>
              <a href="/console">事務局の画面</a>
            </li>
            {ROOMS.map(({ path, word }) => (
              <li>
                <a href={path} {...(path === frame.room ? { 'aria-current': 'page' } : {})}>
                  {word}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}

/** The clock stands still until somebody moves it, so that the means to do so stand beside it on every page. */
function ClockBar({ frame: { now, next, path } }: { frame: Frame }) {
  return (
    <section class="clock" aria-label="仮想の時計">
      <div class="wrap">
        <p class="time">
          <span class="label">いまの日時（仮想）</span>{' '}
          <time datetime={isoTokyo(now)}>{fullDateTime(now)}</time>
        </p>
        <div class="moves">
          <MoveForm path={path} name="by" value="P1D" word="1日進める" />
          {next && <MoveForm path={path} name="next" value="1" word="次の予定まで進める" />}
        </div>
        <p class="next">
          {next ? `次の予定　${fullDateTime(next.at)}　${next.words}` : '予定されている処理はありません。'}
        </p>
      </div>
    </section>
  );
}

function MoveForm({ path, name, value, word }: { path: string; name: string; value: string; word: string }) {
  return (
    <form method="post" action="/local/advance">
      <input type="hidden" name={name} value={value} />
      <input type="hidden" name="back" value={path} />
      <button type="submit">{word}</button>
    </form>
  );
}

/** Moves the clock to a day and hour of one's own. */
export function MoveToForm({ now, path, value }: { now: Instant; path: string; value?: string }) {
  const standing = tokyoTime(now).toPlainDateTime().toString({ smallestUnit: 'minute' });
  return (
    <form method="post" action="/local/advance" class="move-to">
      <input type="hidden" name="back" value={path} />
      <label for="local-time">日時を指定して進める</label>
      <div class="line">
        <input
          id="local-time"
          type="datetime-local"
          name="localTime"
          value={value ?? standing}
          min={standing}
          required
        />
        <button type="submit" class="quiet">
          この日時まで進める
        </button>
      </div>
      <p class="hint">途中に予定されたことは、順にすべて行います。時計は戻せません。</p>
    </form>
  );
}

function ErrorSummary({ error: { text, field } }: { error: { text: string; field?: string } }) {
  return (
    <div class="error" role="alert">
      <p>
        <span aria-hidden="true">！</span> {field ? <a href={`#${field}`}>{text}</a> : text}
      </p>
    </div>
  );
}

export function Illustrative() {
  return <span class="chip">例示</span>;
}

/** Newer and older pages of a list; nothing where all of it is in sight. */
export function Pager({
  page,
  pages,
  href,
}: {
  page: number;
  pages: number;
  href: (page: number) => string;
}) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label="ページの移動">
      {page > 1 ? <a href={href(page - 1)}>新しいほうへ</a> : <span class="hint">新しいほうへ</span>}
      <span>
        {page} / {pages}ページ
      </span>
      {page < pages ? <a href={href(page + 1)}>古いほうへ</a> : <span class="hint">古いほうへ</span>}
    </nav>
  );
}
