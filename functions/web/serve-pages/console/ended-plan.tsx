import type { MiddlewareHandler } from 'hono';
import { longDate } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf } from '../../../../shared/calendar/time.ts';
import { Notice } from '../look/page.tsx';
import type { GatedEnv } from '../sign-in/gate.tsx';
import type { ConsoleWorld } from './world.ts';

/** Rooms in which something of one plan is changed. Contacts, replies that wait, retention and the trail are the city's. */
const ROOMS_OF_A_PLAN = [
  '/console/schedule',
  '/console/cutoffs',
  '/console/release',
  '/console/checks',
  '/console/decisions',
  '/console/opinions',
  '/console/inquiries',
  '/console/plan/',
  '/console/year',
  '/console/setup',
  '/console/replies/rounds',
] as const;

/** Refuses every change of a plan that has ended; all of it can still be read. */
export function refuseChangesOfEnded({ store, planId, log }: ConsoleWorld): MiddlewareHandler<GatedEnv> {
  return async (c, next) => {
    const { path } = c.req;
    if (c.req.method !== 'POST' || !ROOMS_OF_A_PLAN.some((room) => path.startsWith(room))) return next();
    const stored = await store.loadDocument('plan', planId);
    const ended = stored?.document.ended;
    if (!ended) return next();
    log.warn('plan.ended', { path });
    return c.html(
      <Notice title="この計画は終わっています">
        <p>
          「{stored.document.title}」は{longDate(dateOf(ended.on))}
          に終えたため、変更できません。何も保存していません。
        </p>
        <p>
          <a href="/console">はじめの画面に戻る</a>
        </p>
      </Notice>,
      409,
    );
  };
}
