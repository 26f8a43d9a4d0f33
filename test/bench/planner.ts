import { performance } from 'node:perf_hooks';
import { instantOf } from '../../shared/calendar/time.ts';
import { planMails } from '../../shared/schedule/planner.ts';
import type { World } from '../../shared/schedule/world.ts';
import { aContact, aDepartment, aDirectory, anInitiative, aPlan, aWorld } from '../support/builders.ts';

/** Planning a year of the largest city: time, growth and memory. */

const SIZES = [125, 250, 500];
const INITIATIVES_EACH = 4;
const FROM = instantOf('2026-07-01T00:00:00+09:00');
const TO = instantOf('2027-06-30T23:59:00+09:00');
const RUNS = 5;
const TIME_MAX_MS = 2000;
const HEAP_MAX_MB = 300;

function aCityOf(count: number): World {
  const ids = Array.from({ length: count }, (_, index) => `dep-${index}`);
  const directory = aDirectory({
    departments: ids.map((id, index) => aDepartment({ id, code: String(index + 1) })),
    contacts: ids.flatMap((department) => [
      aContact({ department, role: 'officer' }),
      aContact({ department, role: 'chief' }),
    ]),
  });
  const initiatives = ids.flatMap((department, index) =>
    Array.from({ length: INITIATIVES_EACH }, (_, place) =>
      anInitiative({
        id: `init-${index}-${place}`,
        code: `${index + 1}-${place + 1}`,
        owners: [{ department }],
      }),
    ),
  );
  return aWorld({ plan: aPlan({ initiatives }), directory });
}

let before: number | null = null;
let failed = false;
console.log('departments  initiatives  mails  ms (median)  ratio  heap MB');
for (const count of SIZES) {
  const world = aCityOf(count);
  planMails(world, FROM, TO);
  const times: number[] = [];
  let mails = 0;
  let heap = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    mails = planMails(world, FROM, TO).length;
    times.push(performance.now() - start);
    heap = Math.max(heap, process.memoryUsage().heapUsed / 1024 / 1024);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  const ratio = before === null ? '-' : (median / before).toFixed(2);
  console.log([count, count * INITIATIVES_EACH, mails, median.toFixed(0), ratio, heap.toFixed(0)].join('  '));
  failed ||= median > TIME_MAX_MS || heap > HEAP_MAX_MB;
  before = median;
}
if (failed) {
  console.error(`over the limit of ${TIME_MAX_MS} ms or ${HEAP_MAX_MB} MB`);
  process.exitCode = 1;
}
