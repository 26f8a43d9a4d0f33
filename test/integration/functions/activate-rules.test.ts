import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TimetableChangedV1 } from '../../../events/timetable-changed.v1.ts';
import { createPlanSchedules } from '../../../functions/schedule/plan-schedules/plan-schedules.ts';
import { startLoopbackScheduler } from '../../../infra/local/loopback/scheduler.ts';
import { createQueues } from '../../../infra/local/queues.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createEventBridgeSchedules } from '../../../shared/adapters/scheduler/schedules.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { activateRules, settleActivation, withdrawRules } from '../../../shared/steps/activate-rules.ts';
import { loopbackConfig } from '../../support/aws.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { aCity, PLAN } from './a-city.ts';

const ASKED_AT = '2026-06-01T12:00:00+09:00';
const QUEUE_ARN = 'arn:aws:sqs:ap-northeast-1:000000000000:plan-schedules-queue';

/** The small city with a group on the loopback Scheduler, which fills the queue of plan-schedules. */
async function aScheduledCity() {
  const city = await aCity({ at: ASKED_AT });
  const db = openLocalState(aTemporaryFolder());
  const limits = { visibilitySeconds: 60, maxReceiveCount: 5 };
  const queues = createQueues({ db, clock: city.clock.now, queues: { 'plan-schedules-queue': limits } });
  const server = await startLoopbackScheduler({ db, clock: city.clock.now, queues });
  const client = new SchedulerClient(loopbackConfig(server.endpoint));
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  await client.send(new CreateScheduleGroupCommand({ Name: 'steps' }));
  const schedules = createEventBridgeSchedules({
    client,
    group: 'steps',
    targetArns: {
      'open-round': QUEUE_ARN,
      remind: QUEUE_ARN,
      'evaluate-progress': QUEUE_ARN,
      'send-digest': QUEUE_ARN,
      'plan-schedules': QUEUE_ARN,
    },
    roleArn: 'arn:aws:iam::000000000000:role/scheduler',
    deadLetterArn: QUEUE_ARN,
  });
  const { store, clock } = city;
  const { planSchedules } = createPlanSchedules({ store, schedules, clock: clock.now, city: 'small' });
  let acts = 0;
  const act = (by = 'a@small.example') => {
    acts += 1;
    return { city: 'small', plan: PLAN, by, at: clock.now(), cause: `console/${acts}` };
  };
  return {
    ...city,
    act,
    reconcile: () => planSchedules(PLAN, 'test'),
    activate: (sendAt: string, { basedOn = 1, seen = null as string | null, by = 'a@small.example' } = {}) =>
      activateRules(store, act(by), { rules: { ...STANDARD_RULES, sendAt }, basedOn, seen }),
    withdraw: (id: string) => withdrawRules(store, act(), id),
    settle: () => settleActivation(store, { city: 'small', plan: PLAN, now: clock.now() }),
    waiting: async () => (await schedules.list()).filter((name) => name.includes('rules-activation')),
    /** Fires what is due until then; the events that reached the queue. */
    wake(to: string) {
      for (;;) {
        const next = server.nextDue(clock.now(), instantOf(to));
        if (next === undefined) break;
        server.fire(next);
      }
      clock.set(to);
      return queues
        .receive('plan-schedules-queue', 100)
        .map(({ body }) => TimetableChangedV1.parse(JSON.parse(body)).data.cause);
    },
    inForce: async () => {
      const found = await store.loadDocument('rules', PLAN);
      return `${found?.version} ${found?.document.sendAt}`;
    },
    trail: async () => (await store.listAudit('2026-06-01')).map(({ what }) => what),
  };
}

describe('rules that were activated', () => {
  it('wait for a schedule of their own, which puts them into force once', async () => {
    const city = await aScheduledCity();
    expect(await city.activate('10:00')).toBe('committed');
    expect(await city.reconcile()).toMatchObject({ activation: 'wait' });
    expect(await city.waiting()).toHaveLength(1);
    expect(await city.inForce()).toBe('1 09:00');
    expect(city.wake('2026-06-01T12:10:00+09:00')).toEqual(['rules-activation']);
    expect(await city.reconcile()).toMatchObject({ activation: 'in-force' });
    expect(await city.inForce()).toBe('2 10:00');
    expect(await city.reconcile()).toMatchObject({ activation: 'nothing', created: 0, deleted: 0 });
    expect(await city.inForce()).toBe('2 10:00');
    expect(await city.trail()).toEqual(expect.arrayContaining(['rules.activated', 'rules.published']));
  });

  it('taken back in time leave no schedule and change nothing, even where it has fired', async () => {
    const city = await aScheduledCity();
    await city.activate('10:00');
    await city.reconcile();
    expect(await city.withdraw('console/1')).toBe('withdrawn');
    await city.reconcile();
    expect(await city.waiting()).toEqual([]);
    city.wake('2026-06-01T12:10:00+09:00');
    expect(await city.settle()).toBe('nothing');
    expect(await city.inForce()).toBe('1 09:00');
    expect(await city.withdraw('console/1')).toBe('nothing-waits');
    expect(await city.trail()).toContain('rules.withdrawn');
  });

  it('are superseded by later ones of somebody who saw them, and by nobody who did not', async () => {
    const city = await aScheduledCity();
    await city.activate('10:00');
    expect(await city.activate('11:00', { by: 'b@small.example' })).toBe('conflict');
    expect(await city.activate('11:00', { by: 'b@small.example', seen: 'console/1' })).toBe('committed');
    await city.reconcile();
    expect(await city.waiting()).toHaveLength(1);
    expect(await city.withdraw('console/1')).toBe('nothing-waits');
    city.wake('2026-06-01T12:10:00+09:00');
    await city.reconcile();
    expect(await city.inForce()).toBe('2 11:00');
    expect(await city.trail()).toContain('rules.superseded');
  });

  it('are given up where another version came into force another way', async () => {
    const city = await aScheduledCity();
    await city.activate('10:00');
    await city.publish('rules', PLAN, { ...STANDARD_RULES, sendAt: '08:45' }, 1);
    expect(await city.activate('11:00', { seen: 'console/1' })).toBe('conflict');
    city.wake('2026-06-01T12:10:00+09:00');
    expect(await city.settle()).toBe('overtaken');
    expect(await city.inForce()).toBe('2 08:45');
  });

  it('come into force once where two settle at the same moment', async () => {
    const city = await aScheduledCity();
    await city.activate('10:00');
    city.wake('2026-06-01T12:10:00+09:00');
    const outcomes = await Promise.all([city.settle(), city.settle(), city.settle()]);
    expect(outcomes.filter((outcome) => outcome === 'in-force')).toHaveLength(1);
    expect(await city.inForce()).toBe('2 10:00');
  });

  it('never come into force before their instant, after being taken back, or twice, whatever is done when', async () => {
    const step = fc.constantFrom('activate', 'withdraw', 'settle', 'wait-4', 'wait-11');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        const city = await aScheduledCity();
        let version = 1;
        let pending: { id: string; due: number } | null = null;
        for (const [index, one] of steps.entries()) {
          const minute = () => city.clock.now().epochMilliseconds / 60_000;
          if (one === 'activate') {
            const seen: string | null = pending?.id ?? null;
            const made = city.act();
            const rules = { ...STANDARD_RULES, sendAt: `10:${10 + index}` };
            expect(await activateRules(city.store, made, { rules, basedOn: version, seen })).toBe(
              'committed',
            );
            pending = { id: made.cause, due: minute() + 10 };
          } else if (one === 'withdraw') {
            expect(await city.withdraw(pending?.id ?? 'none')).toBe(pending ? 'withdrawn' : 'nothing-waits');
            pending = null;
          } else if (one === 'settle') {
            const isDue: boolean = pending !== null && pending.due <= minute();
            expect(await city.settle()).toBe(isDue ? 'in-force' : pending ? 'wait' : 'nothing');
            if (isDue) [version, pending] = [version + 1, null];
          } else city.clock.advance(60 * Number(one.slice(5)));
          expect((await city.store.loadDocument('rules', PLAN))?.version).toBe(version);
        }
      }),
      { numRuns: 6 },
    );
  });
});
