import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;
const TERM_LIMIT_MS = 5_000;
const KILL_LIMIT_MS = 5_000;

export type ProcessEntry = { readonly pid: number; readonly args: readonly string[] };

/** Whether a process runs. One that has ended but is not yet collected by its parent does not run any more. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const stat = readProc(pid, 'stat');
  // The state follows the command in parentheses, which may itself hold parentheses.
  return stat === undefined || !'ZX'.includes(stat.slice(stat.lastIndexOf(')') + 2).charAt(0) || 'Z');
}

/** The processes whose command line satisfies `wanted`: from /proc, or from `ps` where there is no /proc. */
export function findProcesses(wanted: (args: readonly string[]) => boolean): readonly ProcessEntry[] {
  return listProcesses().filter(({ args }) => wanted(args));
}

function listProcesses(): readonly ProcessEntry[] {
  if (existsSync('/proc/self/cmdline')) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), args: (readProc(Number(name), 'cmdline') ?? '').split('\0') }));
  }
  try {
    return execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([pid, ...args]) => ({ pid: Number(pid), args }));
  } catch {
    // Neither /proc nor ps: nothing can be found, as on Windows, where a killed run's child is rare.
    return [];
  }
}

/** Asks a process to end, makes it end if it does not within five seconds, and waits until it has. */
export async function stopProcess(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  if (await endsWithin(pid, TERM_LIMIT_MS)) return;
  signal(pid, 'SIGKILL');
  if (await endsWithin(pid, KILL_LIMIT_MS)) return;
  throw new Error(`process ${pid} does not end`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile, which is what was wanted.
  }
}

async function endsWithin(pid: number, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (!isAlive(pid)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
