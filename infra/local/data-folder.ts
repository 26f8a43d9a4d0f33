import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { startDynamoDb } from './dynamodb.ts';
import { tryLock } from './lock.ts';
import { isAlive } from './process.ts';
import { StartError } from './start-error.ts';

/** Raised whenever what lies in a data folder is no longer understood by the code before it. */
const FORMAT = 3;

const FormatFile = z.object({ format: z.number().int() });

/** `<data>/run.json`: how commands and scripts find the running system. */
export const RunFile = z.object({
  pid: z.number().int(),
  web: z.url(),
  smtp: z.string(),
  endpoints: z.object({ dynamodb: z.url(), s3: z.url(), scheduler: z.url(), ses: z.url() }),
});
export type RunFile = z.infer<typeof RunFile>;

/** Who has a data folder: the running system, or a command that started its parts for the moment. */
type OwnerKind = 'system' | 'command';

/** `<data>/owner.json`: who has the folder, for the sentence that refuses others; the lock beside it decides. */
const OwnerFile = z.object({ pid: z.number().int(), kind: z.enum(['system', 'command']) });

const LOCK_FILE = 'owner.lock';
const OWNER_FILE = 'owner.json';

/** Another process has the data folder. */
export class FolderInUseError extends StartError {}

/**
 * Makes a data folder ready and keeps it for this process until what is handed back is called, or the process ends.
 *
 * Emptied when asked to start afresh. Throws a FolderInUseError while another process has it, and a StartError
 * where another version made it, or where it is to be emptied and is not ours.
 */
export async function claimDataFolder(
  dataFolder: string,
  { fresh, kind }: { fresh: boolean; kind: OwnerKind },
): Promise<() => void> {
  // Looked at first, so that a folder which is refused gets no files of ours.
  if (fresh) refuseForeign(dataFolder);
  else refuseOtherVersion(dataFolder);
  mkdirSync(dataFolder, { recursive: true });
  const release = tryLock(join(dataFolder, LOCK_FILE));
  if (!release) throw inUse(dataFolder);
  try {
    writeFileSync(join(dataFolder, OWNER_FILE), JSON.stringify({ pid: process.pid, kind }));
    if (fresh) await emptyFolder(dataFolder);
    writeFileSync(join(dataFolder, 'format.json'), `${JSON.stringify({ format: FORMAT })}\n`);
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

function inUse(dataFolder: string): FolderInUseError {
  const otherFolder = 'stop it, or name another folder with --data';
  const running = readRunFile(dataFolder);
  if (running)
    return new FolderInUseError(
      `${dataFolder} is already in use by process ${running.pid} (${running.web}): ${otherFolder}`,
    );
  const { data: owner } = OwnerFile.safeParse(readJson(join(dataFolder, OWNER_FILE)));
  if (owner?.kind === 'command')
    return new FolderInUseError(
      `${dataFolder} is being used by a command (process ${owner.pid}): wait until it has ended, then start again`,
    );
  const who = owner ? `process ${owner.pid}, which is starting` : 'another process';
  return new FolderInUseError(`${dataFolder} is already in use by ${who}: ${otherFolder}`);
}

/** Whoever names a folder of their own by mistake must not lose it. */
function refuseForeign(dataFolder: string): void {
  if (!existsSync(dataFolder) || isOurs(dataFolder)) return;
  throw new StartError(
    `${dataFolder} was not made by this system and is not empty, so it is not deleted: name another folder with --data`,
  );
}

function refuseOtherVersion(dataFolder: string): void {
  const file = join(dataFolder, 'format.json');
  if (existsSync(file)) {
    const format = FormatFile.safeParse(readJson(file));
    if (format.data?.format !== FORMAT)
      throw foreign(dataFolder, `format ${format.data?.format ?? 'unknown'}`);
  } else if (existsSync(join(dataFolder, 'local.sqlite'))) {
    throw foreign(dataFolder, 'no format noted');
  }
}

async function emptyFolder(dataFolder: string): Promise<void> {
  // A database that outlived a killed run would go on writing into the folder that is about to vanish.
  if (existsSync(join(dataFolder, 'dynamodb'))) await (await startDynamoDb({ dataFolder })).stop();
  for (const name of readdirSync(dataFolder).filter((found) => !isOwnership(found)))
    rmSync(join(dataFolder, name), { recursive: true, force: true });
}

/** The files that say whose a folder is, the lock's own journal among them; they outlive what the folder holds. */
const isOwnership = (name: string) => name.startsWith(LOCK_FILE) || name === OWNER_FILE;

function foreign(dataFolder: string, what: string): StartError {
  return new StartError(
    `${dataFolder} was made by another version (${what}, expected format ${FORMAT}): start with --fresh to begin anew, or name another folder with --data`,
  );
}

/** What runs on a data folder; null where nothing does, or what did has died. */
export function readRunFile(dataFolder: string): RunFile | null {
  const file = join(dataFolder, 'run.json');
  if (!existsSync(file)) return null;
  const read = RunFile.safeParse(readJson(file));
  return read.success && isAlive(read.data.pid) ? read.data : null;
}

export function writeRunFile(dataFolder: string, content: RunFile): void {
  writeFileSync(join(dataFolder, 'run.json'), `${JSON.stringify(content, null, 2)}\n`);
}

export function removeRunFile(dataFolder: string): void {
  rmSync(join(dataFolder, 'run.json'), { force: true });
}

function isOurs(dataFolder: string): boolean {
  return (
    ['format.json', 'local.sqlite'].some((file) => existsSync(join(dataFolder, file))) ||
    readdirSync(dataFolder).every(isOwnership)
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
