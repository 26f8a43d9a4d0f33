import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Instant, instantOf } from '../../shared/calendar/time.ts';
import type { Endpoints } from '../local/clients.ts';
import { isAlive } from '../local/process.ts';
import { Refusal } from './command.ts';

/** A running system answers within this, unless it is putting its clock forward by much. */
const ANSWER_TIMEOUT_MS = 30_000;

/** `<data>/run.json`, written by the running system and removed when it stops. */
const RunFile = z.object({
  web: z.url(),
  endpoints: z.object({ dynamodb: z.url(), s3: z.url(), scheduler: z.url(), ses: z.url() }),
  pid: z.int(),
});

const State = z.object({ now: z.iso.datetime({ offset: true }) });

export interface RunningSystem {
  readonly endpoints: Endpoints;
  readonly now: Instant;
  /** Has it work off what was just written. */
  settle(): Promise<void>;
}

/** The system that runs on a data folder, or null where none does. Refuses where one runs but does not answer. */
export async function findRunningSystem(dataFolder: string): Promise<RunningSystem | null> {
  const run = readRunFile(dataFolder);
  if (!run || !isAlive(run.pid)) return null;
  const state = await ask(run.web, '/local/state', 'GET');
  // The process of that number is another one by now: the system was killed and left its file behind.
  if (state === null) return null;
  const { now } = State.parse(await state.json());
  return {
    endpoints: run.endpoints,
    now: instantOf(now),
    async settle() {
      if (!(await ask(run.web, '/local/settle', 'POST'))) {
        throw new Refusal(
          `書き込みはできましたが、動いていたシステム（${run.web}）が止まっています。npm start で続きを処理します。`,
        );
      }
    },
  };
}

function readRunFile(dataFolder: string): z.infer<typeof RunFile> | null {
  try {
    return RunFile.parse(JSON.parse(readFileSync(join(dataFolder, 'run.json'), 'utf8')));
  } catch {
    return null;
  }
}

/** The answer, or null where nobody listens. */
async function ask(web: string, path: string, method: 'GET' | 'POST'): Promise<Response | null> {
  try {
    const response = await fetch(new URL(path, web), {
      method,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (response.ok) return response;
    throw new Refusal(
      `動いているシステム（${web}${path}）が ${response.status} を返しました。システムの記録を確かめてください。`,
    );
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new Refusal(
        `動いているシステム（${web}）が${ANSWER_TIMEOUT_MS / 1000}秒のうちに答えませんでした。時計を進めている間は、終わるのを待ってください。`,
      );
    }
    return null;
  }
}
