import { Fragment } from 'hono/jsx';
import { fullDateTime } from '../../../functions/web/serve-pages/look/words.ts';
import type { MailAttachment } from '../../../shared/reply/decode-mail.ts';
import type { OpenedMail } from './mailroom.ts';
import { mailboxPath } from './overview.tsx';
import {
  dateOfMail,
  people,
  type QuoteStyle,
  replySubject,
  replyTarget,
  type SenderVerdict,
} from './reply.ts';

/** What stands in the reply form: prefilled at first, what was typed after a fault. */
export interface ReplyDraft {
  readonly from: string;
  readonly text: string;
  readonly verdict: SenderVerdict;
}

export interface MailPageProps {
  readonly mail: OpenedMail;
  /** The receiver whose mailbox one comes from. */
  readonly box: string;
  readonly hasHtml: boolean;
  readonly view: 'html' | 'text';
  readonly quote: QuoteStyle;
  readonly draft: ReplyDraft;
  /** The field a fault is about. */
  readonly faultyField: string | null;
}

export function MailPage(props: MailPageProps) {
  const { mail, box, hasHtml, view } = props;
  return (
    <>
      <p class="back">
        <a href={mailboxPath(box)}>{box} の受信箱</a> <a href="#reply">返信の欄へ</a>
      </p>
      <h1>{mail.subject}</h1>
      <Headers mail={mail} />
      <section aria-labelledby="body">
        <h2 id="body">本文</h2>
        {hasHtml && <Views {...props} />}
        {view === 'html' ? (
          <iframe
            class="html-mail"
            title={`HTMLの本文：${mail.subject}`}
            sandbox=""
            src={`/mails/${mail.number}/html`}
          />
        ) : (
          <pre class="text-mail">{mail.decoded.text}</pre>
        )}
        <p>
          <a href={`/mails/${mail.number}/raw`}>メールの原文を見る</a>
        </p>
      </section>
      <ReplySection {...props} />
    </>
  );
}

/** The path of this very page, with what has been chosen on it. */
function pathOf({ mail, box, view, quote, hasHtml }: MailPageProps, change: Partial<MailPageProps>): string {
  const chosen = { box, view, quote, ...change };
  const query = new URLSearchParams({ box: chosen.box, quote: chosen.quote });
  if (hasHtml) query.set('view', chosen.view);
  return `/mails/${mail.number}?${query}`;
}

function Headers({ mail }: { mail: OpenedMail }) {
  const { decoded } = mail;
  const rows = [
    ['差出人', decoded.from ? people([decoded.from]) : ''],
    ['宛先', people(decoded.to)],
    ['CC', people(decoded.cc)],
    ['日時', fullDateTime(dateOfMail(mail))],
    ['件名', mail.subject],
  ].filter(([, value]) => value !== '');
  return (
    <dl class="headers">
      {rows.map(([name, value]) => (
        <Fragment>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
      {decoded.attachments.map((attachment, index) => (
        <>
          <dt>添付</dt>
          <dd>
            <Attachment attachment={attachment} path={`/mails/${mail.number}/attachments/${index + 1}`} />
          </dd>
        </>
      ))}
    </dl>
  );
}

function Attachment({ attachment, path }: { attachment: MailAttachment; path: string }) {
  const { name, contentType, office } = attachment;
  const shown = name ?? contentType;
  return office === null ? <span>{shown}</span> : <a href={path}>{shown}</a>;
}

function Views(props: MailPageProps) {
  const views = [
    { view: 'html', word: 'HTML版' },
    { view: 'text', word: 'テキスト版' },
  ] as const;
  return (
    <nav class="choices" aria-label="本文の表示">
      <ul>
        {views.map(({ view, word }) => (
          <li>
            <a href={pathOf(props, { view })} {...(view === props.view ? { 'aria-current': 'true' } : {})}>
              {word}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const QUOTES = [
  { quote: 'marks', word: '「>」を付けて引用' },
  { quote: 'outlook', word: 'Outlookの形で引用' },
  { quote: 'none', word: '引用しない' },
] as const;

function ReplySection(props: MailPageProps) {
  const { mail, draft, faultyField } = props;
  const target = replyTarget(mail);
  if (target === null) {
    return (
      <section aria-labelledby="reply">
        <h2 id="reply">返信</h2>
        <p class="empty">このメールには返信先がありません。</p>
      </section>
    );
  }
  const invalid = (field: string) => (faultyField === field ? { 'aria-invalid': 'true' as const } : {});
  return (
    <section aria-labelledby="reply">
      <h2 id="reply">返信</h2>
      <p>
        「：」の後ろに回答を書いて送ると、本物と同じ道を通って読み取られます。「延期
        7/24」「該当なし」のような短い返信も試せます。
      </p>
      <nav class="choices" aria-label="引用の形">
        <ul>
          {QUOTES.map(({ quote, word }) => (
            <li>
              <a
                href={`${pathOf(props, { quote })}#reply`}
                {...(quote === props.quote ? { 'aria-current': 'true' } : {})}
              >
                {word}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p class="hint">引用の形を変えると、書きかけの内容は消えます。</p>
      <form method="post" action={`${pathOf(props, {})}#main`} class="reply" enctype="multipart/form-data">
        <label for="reply-from">差出人</label>
        <p class="hint" id="reply-from-hint">
          ほかのアドレスに書き換えると、別の人からの返信を試せます。
        </p>
        <input
          id="reply-from"
          name="from"
          type="email"
          value={draft.from}
          required
          autocomplete="off"
          aria-describedby="reply-from-hint"
          {...invalid('reply-from')}
        />
        <dl class="headers">
          <dt>宛先</dt>
          <dd>{target}</dd>
          <dt>件名</dt>
          <dd>{replySubject(mail.decoded.subject)}</dd>
        </dl>
        <label for="reply-text">本文</label>
        {/* A parser drops the first line feed of a textarea, so one is put before the text. */}
        <textarea id="reply-text" name="text" rows={24} required {...invalid('reply-text')}>
          {`\n${draft.text}`}
        </textarea>
        <label for="reply-file">添付ファイル</label>
        <p class="hint" id="reply-file-hint">
          届いた回答様式（Excel）に記入したものを添付すると、様式での回答を試せます。
        </p>
        <input id="reply-file" name="file" type="file" aria-describedby="reply-file-hint" />
        <Verdict chosen={draft.verdict} />
        <button type="submit">返信する</button>
      </form>
    </section>
  );
}

function Verdict({ chosen }: { chosen: SenderVerdict }) {
  const options = [
    { value: 'pass', word: '確かめられた（ふつうの返信）' },
    { value: 'gray', word: '確かめられない（送信元の設定がない）' },
    { value: 'fail', word: '偽りと判定された（なりすまし）' },
  ] as const;
  return (
    <details open={chosen !== 'pass'}>
      <summary>送信元の確認の結果を変えて試す</summary>
      <label for="reply-verdict">受信サービスによる送信元の確認（SPF・DKIM・DMARC）</label>
      <select id="reply-verdict" name="verdict">
        {options.map(({ value, word }) => (
          <option value={value} selected={value === chosen}>
            {word}
          </option>
        ))}
      </select>
    </details>
  );
}
