import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tryLock, waitForLock } from '../../../infra/local/lock.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';

/** Another process that takes the lock, says so, and keeps it until it is killed. */
async function heldByAnotherProcess(file: string) {
  const url = new URL('../../../infra/local/lock.ts', import.meta.url).href;
  const program = `
    const { tryLock } = await import(${JSON.stringify(url)});
    globalThis.release = tryLock(${JSON.stringify(file)});
    console.log(globalThis.release ? 'held' : 'refused');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { child, said: String(said).trim() };
}

describe('a lock', () => {
  it('is had by one process at a time, and freed when that one is killed', async () => {
    const file = join(aTemporaryFolder(), 'a.lock');
    const { child, said } = await heldByAnotherProcess(file);

    expect(said).toBe('held');
    expect(tryLock(file)).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = tryLock(file);
    expect(release).not.toBeNull();
    expect((await heldByAnotherProcess(file)).said).toBe('refused');
    release?.();
  });

  it('is had once even within one process, and can be let go of twice', () => {
    const file = join(aTemporaryFolder(), 'a.lock');
    const release = tryLock(file);

    expect(tryLock(file)).toBeNull();
    release?.();
    release?.();
    tryLock(file)?.();
  });

  it('is waited for until its holder lets go', async () => {
    const file = join(aTemporaryFolder(), 'a.lock');
    const release = tryLock(file);
    const waiting = waitForLock(file, 30_000);

    expect(await waitForLock(file, 0)).toBeNull();
    release?.();
    const next = await waiting;
    expect(next).not.toBeNull();
    next?.();
  });
});
