import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Measured {
  readonly headquartersMs: number;
  readonly secretariatMs: number;
  readonly peakMb: number;
}

/** Both digests of a plan of 10,000 initiatives with twelve quarters behind it, in a process of their own. */
export async function benchDigests(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<Measured>();
  const child = fork(fileURLToPath(new URL('./make-digests.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx', '--max-old-space-size=512'],
  });
  child.once('message', (message: Measured) => resolve(message));
  child.once('exit', (code) => reject(new Error(`the digests ended with ${code}`)));
  const { headquartersMs, secretariatMs, peakMb } = await promise;
  const all = headquartersMs + secretariatMs;
  const verdict = all <= 3000 && peakMb <= 512 ? 'reached' : 'MISSED';
  console.log(
    `digests A and B, 10,000 initiatives x 12 quarters: ${headquartersMs.toFixed(0)} + ${secretariatMs.toFixed(0)} ms (at most 3000), peak of the whole process ${peakMb.toFixed(0)} MB (at most 512)  ${verdict}`,
  );
}
