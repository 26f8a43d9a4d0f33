import { rmSync, writeFileSync } from 'node:fs';
import { Refusal } from './command.ts';

const FAILURES: Readonly<Record<string, string>> = {
  EEXIST: 'はすでにあるので、別の名前にしてください。',
  ENOENT: 'のフォルダーがないので、あるフォルダーを指定してください。',
  ENOTDIR: 'のフォルダーがないので、あるフォルダーを指定してください。',
  EACCES: 'に書く権限がないので、書けるフォルダーを指定してください。',
  EPERM: 'に書く権限がないので、書けるフォルダーを指定してください。',
  EROFS: 'に書く権限がないので、書けるフォルダーを指定してください。',
};

/** Writes a file whole or not at all, and never over another. */
export function writeNewFile(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const says = FAILURES[code];
    if (says !== undefined) throw new Refusal(`「${file}」${says}`, { cause });
    // It was made, and the disk could not take all of it.
    rmSync(file, { force: true });
    throw new Refusal(`「${file}」を書き終えられませんでした（${code}）。`, { cause });
  }
}
