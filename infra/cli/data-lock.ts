import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../local/process.ts';
import { Refusal } from './command.ts';

const WAIT_LIMIT_MS = 60_000;
const POLL_MS = 100;

/**
 * Lets one command at a time start the parts of a data folder: the first to end would stop the database under the
 * others. Waits up to a minute for the one before.
 */
export async function lockDataFolder(dataFolder: string): Promise<() => void> {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'cli.lock');
  const end = performance.now() + WAIT_LIMIT_MS;
  while (performance.now() < end) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch {
      // The holder was killed; one that has not written its number yet is given another turn.
      if (holderIsGone(file)) rmSync(file, { force: true });
      else await sleep(POLL_MS);
    }
  }
  throw new Refusal(
    `「${dataFolder}」を別のコマンドが使っているので、終わるのを待つか、${file} を消してから実行してください。`,
  );
}

function holderIsGone(file: string): boolean {
  try {
    const holder = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(holder) && !isAlive(holder);
  } catch {
    return false;
  }
}
