import { performance } from 'node:perf_hooks';
import { reconcile } from '../../functions/schedule/plan-schedules/reconcile.ts';
import type { NewSchedule } from '../../shared/ports.ts';
import { aScheduleGroup, GROUP_NOW, GROUP_PREFIX, schedulesFor } from '../support/schedule-group.ts';

/** Bringing five thousand schedules into line over HTTP: what is written, and that a run cut short comes to the same end. */

const COUNT = 5000;
const CHANGED = COUNT / 100;

const { schedules, proxy, stop } = await aScheduleGroup();
const wanted = (desired: readonly NewSchedule[]) => ({ desired, prefix: GROUP_PREFIX, now: GROUP_NOW });
const writes = () => (proxy.passed.get('POST') ?? 0) + (proxy.passed.get('DELETE') ?? 0);

async function timed(what: string, desired: readonly NewSchedule[]): Promise<number> {
  const before = writes();
  const start = performance.now();
  const { create, remove, unchanged } = await reconcile(schedules, wanted(desired));
  const ms = performance.now() - start;
  const made = writes() - before;
  console.log(
    `${what}: ${create.length} created, ${remove.length} deleted, ${unchanged} left; ${made} writes, ${ms.toFixed(0)} ms`,
  );
  return ms;
}

const all = await timed(`${COUNT} schedules laid`, schedulesFor(COUNT));
await timed('again', schedulesFor(COUNT));
const few = await timed('1 % changed', schedulesFor(COUNT, { changed: CHANGED }));
console.log(`1 % changed ÷ all laid: ${(few / all).toFixed(3)}`);

const desired = schedulesFor(COUNT, { changed: CHANGED, edition: 'newer' });
let left = CHANGED + CHANGED / 2;
proxy.decide((method) => (method === 'GET' || left-- > 0 ? 'pass' : 'refuse'));
const cutShort = await reconcile(schedules, wanted(desired)).then(
  () => false,
  () => true,
);
proxy.decide(() => 'pass');
await timed('after a kill in the middle', desired);
const standing = new Set(await schedules.list());
const isWhole = standing.size === COUNT && desired.every(({ name }) => standing.has(name));
console.log(`cut short: ${cutShort}; stands as wanted afterwards: ${isWhole}`);
if (!cutShort || !isWhole) process.exitCode = 1;
await stop();
