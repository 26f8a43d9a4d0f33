import { readFileSync, statSync } from 'node:fs';
import type { Department } from '../../shared/plan/directory.ts';
import { RoundId } from '../../shared/round/round.ts';
import { type Given, Refusal } from './command.ts';
import type { Session } from './session.ts';

/** The largest mail that SES takes in; nothing else given to a command is larger. */
const FILE_BYTES_MAX = 40 * 1024 * 1024;

const FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'というファイルが見つからないので、ファイル名を確かめてください。',
  ENOTDIR: 'というファイルが見つからないので、ファイル名を確かめてください。',
  EACCES: 'を読む権限がないので、読めるファイルを指定してください。',
  EPERM: 'を読む権限がないので、読めるファイルを指定してください。',
  EISDIR: 'はフォルダーなので、ファイルを指定してください。',
};

/** The bytes of a file the person named. Throws a Refusal where it is missing, unreadable, empty or too large. */
export function readInputFile(path: string): Uint8Array {
  const bytes = attempt(path, () => {
    const { size } = statSync(path);
    if (size > FILE_BYTES_MAX) throw tooLarge(path, size);
    return readFileSync(path);
  });
  if (bytes.length > FILE_BYTES_MAX) throw tooLarge(path, bytes.length);
  if (bytes.length === 0) throw new Refusal(`「${path}」は空なので、内容のあるファイルを指定してください。`);
  return bytes;
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    throw new Refusal(`「${path}」${FAILURES[code] ?? `を読めません（${code || error.message}）。`}`, {
      cause: error,
    });
  }
}

function tooLarge(path: string, size: number): Refusal {
  const limit = FILE_BYTES_MAX / 1024 / 1024;
  return new Refusal(
    `「${path}」は${Math.ceil(size / 1024 / 1024)}MBあるので、${limit}MBまでのファイルにしてください。`,
  );
}

/** The `--round` given, or null where it was left out. */
export function roundGiven(given: Given): RoundId | null {
  const text = given.text('round');
  if (text === null) return null;
  const read = RoundId.safeParse(text);
  if (read.success) return read.data;
  throw new Refusal(
    `--round の「${text}」は回の名前ではないので、2026Q1、2026Q4F、2026Q4H のように書いてください。`,
  );
}

/** The `--round` of a command that cannot do without. */
export function requiredRound(given: Given): RoundId {
  const round = roundGiven(given);
  if (round === null) throw new Refusal('--round を 2026Q1 のように書いてください。');
  return round;
}

/** The department `--department` names by its code or its name, or null where it was left out. */
export async function departmentGiven(
  given: Given,
  { store }: Pick<Session, 'store'>,
): Promise<Department | null> {
  const text = given.text('department');
  if (text === null) return null;
  const directory = await store.loadDocument('directory', 'city');
  const found =
    directory?.document.departments.filter(({ code, name }) => code === text || name === text) ?? [];
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new Refusal(
    found.length > 1
      ? `--department の「${text}」という部署が${found.length}件あるので、部署の番号で書いてください。`
      : `--department の「${text}」という部署はないので、部署の番号か名前を部署一覧のとおりに書いてください。`,
  );
}
