import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../../infra/cli/run-command-line.ts';

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command as a process of its own, as `npm run -s shinchoku -- …` does. */
export async function runShinchoku(
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  // A database of the test run's own would be shared by every data folder.
  const { DYNAMODB_ENDPOINT: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [path('node_modules/.bin/tsx'), path('infra/cli/shinchoku.ts'), ...args],
    { env: { ...env, ...extra }, stdio: ['ignore', 'pipe', 'pipe'] },
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

/** The same command line inside this process, where a process of its own would add nothing but its start. */
export async function runHere(args: readonly string[]) {
  const printed: string[] = [];
  const answers: unknown[] = [];
  const bytes: Uint8Array[] = [];
  const warned: string[] = [];
  const code = await runCommandLine(args, {
    print: (line) => printed.push(line),
    printJson: (value) => answers.push(value),
    printBytes: (part) => bytes.push(part),
    warn: (line) => warned.push(line),
  });
  return { code, printed, answers, bytes, warned };
}

/** The JSON answer of a command run inside this process. */
// biome-ignore lint/suspicious/noExplicitAny: the answer is what the test is about
export async function answerHere(args: readonly string[]): Promise<any> {
  const { code, printed, answers, warned } = await runHere([...args, '--json']);
  if (code !== 0 || printed.length > 0 || answers.length !== 1) {
    throw new Error(`exit ${code}, ${answers.length} answers: ${warned.join(' ')}`);
  }
  return JSON.parse(JSON.stringify(answers[0]));
}
