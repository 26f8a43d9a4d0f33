import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { startDynamoDb } from './dynamodb.ts';
import { isAlive } from './process.ts';
import { StartError } from './start-error.ts';

/** Raised whenever what lies in a data folder is no longer understood by the code before it. */
const FORMAT = 2;

const FormatFile = z.object({ format: z.number().int() });

/** `<data>/run.json`: how commands and scripts find the running system. */
export const RunFile = z.object({
  pid: z.number().int(),
  web: z.url(),
  smtp: z.string(),
  endpoints: z.object({ dynamodb: z.url(), s3: z.url(), scheduler: z.url(), ses: z.url() }),
});
export type RunFile = z.infer<typeof RunFile>;

/**
 * Makes a data folder ready: emptied when asked to start afresh, refused when another process runs on it or when
 * another version made it.
 */
export async function prepareDataFolder(dataFolder: string, { fresh }: { fresh: boolean }): Promise<void> {
  const running = readRunFile(dataFolder);
  if (running && running.pid !== process.pid) {
    throw new StartError(
      `${dataFolder} is already in use by process ${running.pid} (${running.web}): stop it, or name another folder with --data`,
    );
  }
  const command = readLockHolder(dataFolder);
  if (command !== null) {
    throw new StartError(
      `${dataFolder} is being used by a command (process ${command}): wait until it has ended, then start again`,
    );
  }
  if (fresh && existsSync(dataFolder)) {
    // Whoever names a folder of their own by mistake must not lose it.
    if (!isOurs(dataFolder)) {
      throw new StartError(
        `${dataFolder} was not made by this system and is not empty, so it is not deleted: name another folder with --data`,
      );
    }
    // A database that outlived a killed run would go on writing into the folder that is about to vanish.
    if (existsSync(join(dataFolder, 'dynamodb'))) await (await startDynamoDb({ dataFolder })).stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
  const file = join(dataFolder, 'format.json');
  if (existsSync(file)) {
    const format = FormatFile.safeParse(readJson(file));
    if (format.data?.format !== FORMAT)
      throw foreign(dataFolder, `format ${format.data?.format ?? 'unknown'}`);
  } else if (existsSync(join(dataFolder, 'local.sqlite'))) {
    throw foreign(dataFolder, 'no format noted');
  }
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ format: FORMAT })}\n`);
}

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
    readdirSync(dataFolder).length === 0
  );
}

/** The command that has the folder's database open for the moment; null where none lives. */
function readLockHolder(dataFolder: string): number | null {
  const file = join(dataFolder, 'cli.lock');
  if (!existsSync(file)) return null;
  const holder = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isInteger(holder) && holder !== process.pid && isAlive(holder) ? holder : null;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
