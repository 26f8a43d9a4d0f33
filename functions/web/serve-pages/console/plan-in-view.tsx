import type { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { GatedEnv, PlanInView } from '../sign-in/gate.tsx';
import { CSRF_FIELD } from '../sign-in/gate.tsx';
import type { Session } from '../sign-in/sessions.ts';
import type { ConsoleWorld } from './world.ts';

/** Which plan somebody looks at, where the city has several. It is no secret, and only a plan that exists is obeyed. */
export const PLAN_COOKIE = 'shinchoku-plan';
const PATH = '/console/plan-in-view';

/** The plans there are, the newest first; the one in view is marked. One alone costs no read of its own. */
export async function listPlansInView({ store, planId }: ConsoleWorld): Promise<PlanInView[]> {
  const ids = await store.listDocuments('plan');
  if (ids.length < 2) return [];
  const loaded = await Promise.all(ids.map((id) => store.loadDocument('plan', id)));
  return loaded
    .flatMap((stored) => stored ?? [])
    .map(({ document: { id, title, period, ended } }) => ({
      ...{ id, title, from: period.from },
      endedOn: ended?.on ?? null,
      isShown: id === planId,
    }))
    .sort((a, b) => b.from - a.from || a.id.localeCompare(b.id, 'en'))
    .map(({ from: _, ...plan }) => plan);
}

/** Takes the choice of a plan; the next page speaks of that one. */
export function addPlanInView(
  pages: Hono<GatedEnv>,
  { store }: ConsoleWorld,
  { isSecure }: { readonly isSecure: boolean },
): void {
  pages.post(PATH, async (c) => {
    const { plan } = await c.req.parseBody();
    const known = await store.listDocuments('plan');
    if (typeof plan === 'string' && known.includes(plan))
      setCookie(c, PLAN_COOKIE, plan, { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure });
    return c.redirect('/console', 303);
  });
}

/** Stands above every page where there are several plans: which one it speaks of, and the way to the others. */
export function PlanSwitch({ plans, session }: { plans: readonly PlanInView[]; session: Session }) {
  return (
    <form method="post" action={PATH} class="line plan-switch">
      <input type="hidden" name={CSRF_FIELD} value={session.csrf} />
      <label for="plan-in-view">見ている計画</label>
      <select id="plan-in-view" name="plan">
        {plans.map(({ id, title, endedOn, isShown }) => (
          <option value={id} selected={isShown}>
            {title}
            {endedOn !== null && '（終了）'}
          </option>
        ))}
      </select>
      <button type="submit" class="quiet">
        切り替える
      </button>
    </form>
  );
}
