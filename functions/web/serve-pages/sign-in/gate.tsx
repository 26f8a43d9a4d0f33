import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Instant } from '../../../../shared/calendar/time.ts';
import type { ActivationRecord } from '../../../../shared/records/activation.ts';
import type { PauseRecord } from '../../../../shared/records/pause.ts';
import type { Log } from '../../../../shared/runtime/log.ts';
import { Notice } from '../look/page.tsx';
import type { Role } from './roles.ts';
import { isSameSecret, type Session, type Sessions } from './sessions.ts';

export const SESSION_COOKIE = 'shinchoku-session';
export const SIGN_IN_COOKIE = 'shinchoku-sign-in';
/** Left behind by signing out: the next to sign in on this machine is asked who they are. */
export const LEFT_COOKIE = 'shinchoku-left';

/** The one form field every form carries. */
export const CSRF_FIELD = 'csrf';

/**
 * `pause`, `pending`, `trial` and `plans` are set by the console's pages alone, which show them on each: sending stopped,
 * rules that wait to come into force, a 試行 running, several plans.
 */
export type GatedEnv = {
  Variables: {
    session: Session;
    pause?: PauseRecord | null;
    pending?: ActivationRecord | null;
    trial?: Trial | null;
    plans?: readonly PlanInView[];
  };
};

/** One of several plans, for whoever chooses which to look at. */
export interface PlanInView {
  readonly id: string;
  readonly title: string;
  readonly endedOn: string | null;
  /** Whether this page speaks of it. */
  readonly isShown: boolean;
}

/** A round for practice, planned or running. */
export interface Trial {
  readonly departments: readonly string[];
  readonly dueAt: Instant;
}

/** A browser says where a request came from; a page of ours never asks from elsewhere. */
export function isFromElsewhere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

async function bringsToken(c: Context, { csrf }: Session): Promise<boolean> {
  const { [CSRF_FIELD]: brought } = await c.req.parseBody();
  return typeof brought === 'string' && isSameSecret(brought, csrf);
}

/** Lets in who is signed in, and only with the forms of this very session; everybody else is sent to sign in. */
export function gate({ sessions, log }: { sessions: Sessions; log: Log }): MiddlewareHandler<GatedEnv> {
  return async (c, next) => {
    const secret = getCookie(c, SESSION_COOKIE);
    const session = secret === undefined ? null : await sessions.find(secret);
    if (!session) {
      if (secret !== undefined) log.warn('session.refused', { path: c.req.path });
      if (c.req.method !== 'GET')
        return c.html(
          <Notice title="もう一度サインインしてください">
            <p>サインインの期限が切れたため、送信した内容は保存していません。</p>
            <p>
              <a href="/sign-in">サインインする</a>
            </p>
          </Notice>,
          401,
        );
      return c.redirect(`/sign-in?to=${encodeURIComponent(c.req.path)}`);
    }
    if (c.req.method !== 'GET' && (isFromElsewhere(c) || !(await bringsToken(c, session)))) {
      log.warn('session.foreign-form', { path: c.req.path, by: session.email ?? session.name });
      return c.html(
        <Notice title="この操作は受け付けられません">
          <p>この画面から開いたフォームではないため、保存していません。画面を開き直してください。</p>
        </Notice>,
        403,
      );
    }
    c.set('session', session);
    return next();
  };
}

/** Lets in only who has one of these roles; the refusal names what is needed and whom to ask. */
export function only(log: Log, ...roles: readonly Role[]): MiddlewareHandler<GatedEnv> {
  return async (c, next) => {
    const session = c.get('session');
    if (roles.some((role) => session.roles.includes(role))) return next();
    log.warn('session.role-missing', { path: c.req.path, by: session.email ?? session.name });
    return c.html(
      <Notice title="この画面を使う権限がありません">
        <p>必要なときは、推進本部事務局の管理者にお申し出ください。</p>
        <p>
          <a href="/console">はじめの画面に戻る</a>
        </p>
      </Notice>,
      403,
    );
  };
}
