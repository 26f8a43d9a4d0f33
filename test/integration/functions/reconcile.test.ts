import { describe, expect, it, onTestFinished } from 'vitest';
import { reconcile } from '../../../functions/schedule/plan-schedules/reconcile.ts';
import type { NewSchedule } from '../../../shared/ports.ts';
import type { Fate } from '../../support/faulty-proxy.ts';
import { createRandom } from '../../support/random.ts';
import { aScheduleGroup, GROUP_NOW, GROUP_PREFIX, schedulesFor } from '../../support/schedule-group.ts';

const COUNT = 120;
const RUNS_MAX = 60;

async function aGroup() {
  const group = await aScheduleGroup();
  onTestFinished(group.stop);
  return group;
}

const wanted = (desired: readonly NewSchedule[]) => ({ desired, prefix: GROUP_PREFIX, now: GROUP_NOW });
const namesOf = (desired: readonly NewSchedule[]) => desired.map(({ name }) => name).toSorted();

describe('schedules brought into line', () => {
  it('cost a write for what changed and for nothing else', async () => {
    const { schedules, proxy } = await aGroup();
    await reconcile(schedules, wanted(schedulesFor(COUNT)));
    const [createdBefore, deletedBefore] = [proxy.passed.get('POST') ?? 0, proxy.passed.get('DELETE') ?? 0];
    const changed = schedulesFor(COUNT, { changed: 2 });
    expect(await reconcile(schedules, wanted(changed))).toMatchObject({ unchanged: COUNT - 2 });
    expect((proxy.passed.get('POST') ?? 0) - createdBefore).toBe(2);
    expect((proxy.passed.get('DELETE') ?? 0) - deletedBefore).toBe(2);
    expect((await schedules.list()).toSorted()).toEqual(namesOf(changed));
  });

  it.each([1, 2])(
    'come to the same end whatever fails on the way: throttled, answer lost, connection refused (seed %i)',
    async (seed) => {
      const { schedules, proxy } = await aGroup();
      await reconcile(schedules, wanted(schedulesFor(COUNT)));
      const random = createRandom(seed);
      const faults: readonly Fate[] = ['throttle', 'lose-answer', 'refuse'];
      proxy.decide(() => (random.chance(0.3) ? random.pick(faults) : 'pass'));
      const desired = schedulesFor(COUNT, { changed: 80 });
      let failedRuns = 0;
      for (let run = 0; run < RUNS_MAX; run += 1) {
        try {
          await reconcile(schedules, wanted(desired));
          break;
        } catch {
          failedRuns += 1;
        }
      }
      expect(failedRuns).toBeGreaterThan(0);
      expect(failedRuns).toBeLessThan(RUNS_MAX);
      proxy.decide(() => 'pass');
      expect((await schedules.list()).toSorted()).toEqual(namesOf(desired));
    },
  );

  it('killed after any number of writes and run again end as if nothing had happened', async () => {
    const { schedules, proxy } = await aGroup();
    let edition = 'first';
    await reconcile(schedules, wanted(schedulesFor(COUNT, { changed: 20, edition })));
    for (const writes of [0, 1, 7, 20, 21, 33, 39]) {
      edition = `after-${writes}`;
      const desired = schedulesFor(COUNT, { changed: 20, edition });
      let left = writes;
      proxy.decide((method) => (method === 'GET' || left-- > 0 ? 'pass' : 'refuse'));
      await expect(reconcile(schedules, wanted(desired))).rejects.toThrow();
      proxy.decide(() => 'pass');
      await reconcile(schedules, wanted(desired));
      expect((await schedules.list()).toSorted()).toEqual(namesOf(desired));
    }
  });

  it('are never without the new one while the old one is gone', async () => {
    const { schedules, proxy } = await aGroup();
    await reconcile(schedules, wanted(schedulesFor(COUNT)));
    proxy.decide((method) => (method === 'DELETE' ? 'refuse' : 'pass'));
    const desired = schedulesFor(COUNT, { changed: 5 });
    await expect(reconcile(schedules, wanted(desired))).rejects.toThrow('5 of 5 failed');
    expect(await schedules.list()).toEqual(expect.arrayContaining(namesOf(desired)));
  });
});
