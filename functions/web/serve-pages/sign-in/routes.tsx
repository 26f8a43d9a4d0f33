import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Log } from '../../../../shared/runtime/log.ts';
import { Notice } from '../look/page.tsx';
import { type GatedEnv, gate, LEFT_COOKIE, SESSION_COOKIE, SIGN_IN_COOKIE } from './gate.tsx';
import type { Issuer } from './issuer.ts';
import type { Sessions } from './sessions.ts';

export interface SignInDependencies {
  readonly issuer: Issuer;
  readonly sessions: Sessions;
  /** Where browsers find us, without a slash at the end; what the issuer sends them back to. */
  readonly origin: string;
  readonly log: Log;
}

const CALLBACK = '/sign-in/callback';

/** Only a path of the console: an address elsewhere would send people off after signing in. */
const pathWithin = (to: string | undefined) => (to && /^\/console(\/[\w/.-]*)?$/.test(to) ? to : '/console');

/** Signing in and out: to the issuer, back with a code, and a session of our own. */
export function addSignInRoutes(
  pages: Hono<GatedEnv>,
  { issuer, sessions, origin, log }: SignInDependencies,
): void {
  const cookie = {
    path: '/',
    httpOnly: true,
    secure: origin.startsWith('https:'),
    // The issuer sends the browser back from another site; strict would lose the cookie on the way.
    sameSite: 'Lax',
  } as const;

  pages.get('/sign-in', async (c) => {
    const { url, underWay } = await issuer.begin(`${origin}${CALLBACK}`, {
      anew: getCookie(c, LEFT_COOKIE) !== undefined,
    });
    setCookie(
      c,
      SIGN_IN_COOKIE,
      await sessions.rememberSignIn(underWay, pathWithin(c.req.query('to'))),
      cookie,
    );
    return c.redirect(url);
  });

  pages.get(CALLBACK, async (c) => {
    const secret = getCookie(c, SIGN_IN_COOKIE);
    const left = secret === undefined ? null : await sessions.takeSignIn(secret);
    deleteCookie(c, SIGN_IN_COOKIE, cookie);
    const failed = (reason: string, error?: unknown) => {
      log.warn('sign-in.failed', { reason, error });
      return c.html(
        <Notice title="サインインできませんでした">
          <p>時間がたちすぎたか、途中で画面を閉じた可能性があります。</p>
          <p>
            <a href="/sign-in">もう一度サインインする</a>
          </p>
        </Notice>,
        401,
      );
    };
    if (!left) return failed('not-under-way');
    const cameBackTo = new URL(`${origin}${CALLBACK}${new URL(c.req.url).search}`);
    try {
      const who = await issuer.finish(cameBackTo, left);
      deleteCookie(c, LEFT_COOKIE, cookie);
      setCookie(c, SESSION_COOKIE, await sessions.open(who), cookie);
    } catch (error) {
      return failed('issuer', error);
    }
    return c.redirect(left.returnTo);
  });

  pages.use('/sign-out', gate({ sessions, log }));
  pages.post('/sign-out', async (c) => {
    const secret = getCookie(c, SESSION_COOKIE);
    if (secret !== undefined) await sessions.close(secret);
    deleteCookie(c, SESSION_COOKIE, cookie);
    setCookie(c, LEFT_COOKIE, '1', cookie);
    return c.html(
      <Notice title="サインアウトしました">
        <p>
          <a href="/sign-in">もう一度サインインする</a>
        </p>
      </Notice>,
    );
  });
}
