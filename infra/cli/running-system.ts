import * as z from 'zod';
import { type Instant, instantOf } from '../../shared/calendar/time.ts';
import type { Endpoints } from '../local/clients.ts';
import { readRunFile } from '../local/data-folder.ts';
import { Refusal } from './command.ts';

/** A running system answers within this, unless it is putting its clock forward by much. */
const ANSWER_TIMEOUT_MS = 30_000;

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
  if (!run) return null;
  const state = await ask(run.web, '/local/state', 'GET');
  const { now } = State.parse(await state.json());
  return {
    endpoints: run.endpoints,
    now: instantOf(now),
    async settle() {
      await ask(run.web, '/local/settle', 'POST');
    },
  };
}

async function ask(web: string, path: string, method: 'GET' | 'POST'): Promise<Response> {
  const url = new URL(path, web);
  const response = await fetch(url, { method, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      const isSlow = cause instanceof Error && cause.name === 'TimeoutError';
      throw new Refusal(
        isSlow
          ? `動いているシステム（${web}）が${ANSWER_TIMEOUT_MS / 1000}秒のうちに答えないので、時計を進めているときは終わるのを待ってから実行してください。`
          : `動いているはずのシステム（${web}）につながらないので、npm start で始め直してください。`,
        { cause },
      );
    },
  );
  if (response.ok) return response;
  throw new Refusal(
    `動いているシステム（${url}）が ${response.status} を返したので、データのフォルダーの shinchoku.log を確かめてください。`,
  );
}
