import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command as a process of its own, as `npm run -s shinchoku -- …` does. */
export async function runShinchoku(args: readonly string[]): Promise<Finished> {
  // A database of the test run's own would be shared by every data folder.
  const { DYNAMODB_ENDPOINT: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [path('node_modules/.bin/tsx'), path('infra/cli/shinchoku.ts'), ...args],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), promise]);
  return { code, stdout, stderr };
}

/** The one JSON document on standard output. Throws where anything else stands there. */
export async function answerOf(args: readonly string[]) {
  const { code, stdout, stderr } = await runShinchoku([...args, '--json']);
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
