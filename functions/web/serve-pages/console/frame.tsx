import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { ActivationRecord } from '../../../../shared/records/activation.ts';
import type { PauseRecord } from '../../../../shared/records/pause.ts';
import { Document } from '../look/page.tsx';
import { CSRF_FIELD, type GatedEnv, type PlanInView, type Trial } from '../sign-in/gate.tsx';
import { ROLE_WORDS } from '../sign-in/roles.ts';
import type { Session } from '../sign-in/sessions.ts';
import { PauseBanner } from './paused.tsx';
import { PendingBanner } from './pending-banner.tsx';
import { PlanSwitch } from './plan-in-view.tsx';
import { TrialBanner } from './trial-banner.tsx';

/** The rooms of the console, by what one comes for. */
export const ROOMS = [
  { path: '/console', word: '今日', group: '照会' },
  { path: '/console/replies', word: '返信', group: '照会' },
  { path: '/console/inquiries', word: '臨時照会', group: '照会' },
  { path: '/console/calendar', word: '送信予定', group: '照会' },
  { path: '/console/mails', word: '送信の記録', group: '照会' },
  { path: '/console/dashboard', word: '概況', group: '進捗' },
  { path: '/console/decisions', word: '見直し判断', group: '進捗' },
  { path: '/console/opinions', word: '審議会意見', group: '進捗' },
  { path: '/console/checks', word: '記入内容の確認', group: '進捗' },
  { path: '/console/release', word: '本部資料', group: '報告' },
  { path: '/console/papers', word: '資料', group: '報告' },
  { path: '/console/plan', word: '取り組み', group: '計画' },
  { path: '/console/contacts', word: '連絡先', group: '計画' },
  { path: '/console/year', word: '年度更新', group: '計画' },
  { path: '/console/schedule', word: '送信設定', group: '設定' },
  { path: '/console/cutoffs', word: '判定基準', group: '設定' },
  { path: '/console/audit', word: '操作の記録', group: '設定' },
  { path: '/console/setup', word: '準備', group: '設定' },
] as const;
export type RoomPath = (typeof ROOMS)[number]['path'];
/** Where the dashboard stands; every address of it begins so. */
export const DASHBOARD = '/console/dashboard';

export interface FrameProps {
  readonly title: string;
  readonly room: RoomPath;
  readonly session: Session;
  readonly pause: PauseRecord | null;
  readonly pending: ActivationRecord | null;
  readonly trial: Trial | null;
  readonly plans: readonly PlanInView[];
  /** What has just been done, said at the top. */
  readonly notice?: string | null;
  /** What could not be done, why, and what to do instead. */
  readonly error?: Child;
  readonly children: Child;
}

function Links({ room }: { room: RoomPath }) {
  return (
    <ul>
      {[...Map.groupBy(ROOMS, ({ group }) => group)].map(([group, rooms]) => (
        <li>
          <span class="group">{group}</span>
          <ul>
            {rooms.map(({ path, word }) => (
              <li>
                <a href={path} {...(path === room ? { 'aria-current': 'page' } : {})}>
                  {word}
                </a>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** The rooms stand open where there is room for them; on a phone they are folded away, without a script. */
function Rooms({ room }: { room: RoomPath }) {
  return (
    <>
      <nav class="wrap rooms-open" aria-label="主な画面">
        <Links room={room} />
      </nav>
      <details class="wrap rooms-folded">
        <summary>{`画面を選ぶ（${ROOMS.find(({ path }) => path === room)?.word}）`}</summary>
        <nav aria-label="主な画面">
          <Links room={room} />
        </nav>
      </details>
    </>
  );
}

function Frame({ title, room, session, pause, pending, trial, plans, notice, error, children }: FrameProps) {
  return (
    <Document title={error ? `エラー：${title}` : title}>
      <a class="skip" href="#main">
        本文へ移る
      </a>
      <header>
        <div class="wrap head">
          <p class="brand">
            <a href="/console">進捗照会</a> <span class="where">事務局の画面</span>
          </p>
          <form method="post" action="/sign-out" class="line">
            <span>
              {session.name}
              <span class="where">{session.roles.map((role) => ROLE_WORDS[role]).join('・')}</span>
            </span>
            <CsrfField session={session} />
            <button type="submit" class="quiet">
              サインアウト
            </button>
          </form>
        </div>
        {plans.length > 0 && (
          <div class="wrap">
            <PlanSwitch plans={plans} session={session} />
          </div>
        )}
        <Rooms room={room} />
      </header>
      <main id="main" tabindex={-1}>
        {pause && <PauseBanner pause={pause} />}
        {pending && <PendingBanner pending={pending} />}
        {trial && <TrialBanner trial={trial} />}
        {error && (
          <div class="error" role="alert">
            <div>
              <span aria-hidden="true">！</span> {error}
            </div>
          </div>
        )}
        {notice && (
          <p class="notice" role="status">
            {notice}
          </p>
        )}
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  );
}

/** Stands in every form, or the form is refused. */
export function CsrfField({ session }: { session: Session }) {
  return <input type="hidden" name={CSRF_FIELD} value={session.csrf} />;
}

/** Answers with a page of the console. */
export function show(
  c: Context<GatedEnv>,
  props: Omit<FrameProps, 'session' | 'pause' | 'pending' | 'trial' | 'plans'>,
  status: 200 | 404 | 409 | 422 = 200,
): Response | Promise<Response> {
  const { session, pause = null, pending = null, trial = null, plans = [] } = c.var;
  return c.html(<Frame {...props} {...{ session, pause, pending, trial, plans }} />, status);
}
