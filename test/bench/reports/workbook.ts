import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, printRatio } from './measure.ts';

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
}

const RUNS = 3;
/**
 * Node lets garbage pile up in steps that double: which of them a writer just reaches would decide the peak, by some
 * 70 MB. Both get the same smaller room, so that the peak is what they hold.
 */
const YOUNG_GENERATION = '--max-semi-space-size=16';

/** Each writing has a process of its own, since what one leaves in memory must not count for the next. */
function measure(library: 'ours' | 'exceljs'): Promise<Measured> {
  const { promise, resolve, reject } = Promise.withResolvers<Measured>();
  const child = fork(fileURLToPath(new URL('./write-workbook.ts', import.meta.url)), [library], {
    execArgv: ['--import', 'tsx', YOUNG_GENERATION],
  });
  child.once('message', (message: Measured) => resolve(message));
  child.once('exit', (code) => reject(new Error(`the ${library} writer ended with ${code}`)));
  return promise;
}

/** A workbook of 10,000 rows of 20 columns: time, and the most memory beyond what stood before. */
export async function benchWorkbook(): Promise<void> {
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await measure('ours'));
    theirs.push(await measure('exceljs'));
  }
  const time = (all: Measured[]) => median(all.map(({ milliseconds }) => milliseconds));
  const memory = (all: Measured[]) => median(all.map(({ megabytes }) => megabytes));
  printRatio('workbook 10,000 x 20 against exceljs, time', time(ours), time(theirs), 'ms', 0.5);
  printRatio('workbook 10,000 x 20 against exceljs, memory', memory(ours), memory(theirs), 'MB', 0.5);
}
