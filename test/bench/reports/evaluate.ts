import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { INITIATIVES, type Judged, QUARTERS } from './large-plan.ts';

const SECONDS_MAX = 2;
const MEGABYTES_MAX = 512;

/** Each in a process of its own that Node runs by itself, as the deployed function does: no loader marks its functions. */
function judge(past: number): Promise<Judged> {
  const { promise, resolve, reject } = Promise.withResolvers<Judged>();
  const child = fork(fileURLToPath(new URL('./judge-plan.ts', import.meta.url)), [String(past)], {
    execArgv: [],
  });
  child.once('message', (message: Judged) => resolve(message));
  child.once('exit', (code) => reject(new Error(`judging ended with ${code}`)));
  return promise;
}

/** Judges 10,000 initiatives with three years behind them; says whether both bounds hold. */
export async function benchEvaluation(): Promise<boolean> {
  const last = await judge(0);
  const holds = last.seconds < SECONDS_MAX && last.megabytes < MEGABYTES_MAX;
  const every = await judge(QUARTERS - 1);
  const words = ({ seconds, megabytes }: Judged) => `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
  console.log(
    `judging ${INITIATIVES} initiatives with ${QUARTERS} quarters of values: ${words(last)} (at most ${SECONDS_MAX} s, ${MEGABYTES_MAX} MB)  ${holds ? 'reached' : 'MISSED'}`,
  );
  console.log(`the same anew for each of the ${QUARTERS} quarters: ${words(every)}`);
  return holds;
}
