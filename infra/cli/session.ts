import { existsSync } from 'node:fs';
import { type Clock, type Instant, instantOf } from '../../shared/calendar/time.ts';
import { Id } from '../../shared/plan/ids.ts';
import type { Schedules, Store } from '../../shared/ports.ts';
import { connect } from '../local/clients.ts';
import { prepareDataFolder } from '../local/data-folder.ts';
import { startHost } from '../local/host.ts';
import { planInUse } from '../local/plan-in-use.ts';
import { LOCAL } from '../local/settings.ts';
import { type Given, Refusal } from './command.ts';
import { lockDataFolder } from './data-lock.ts';
import { findRunningSystem } from './running-system.ts';

/** What a command on stored data works with. */
export interface Session {
  readonly store: Store;
  readonly schedules: Schedules;
  readonly clock: Clock;
  readonly city: string;
  /** The plan the command speaks of. */
  readonly plan: string;
  readonly dataFolder: string;
  /** Works off what was just written: events, schedules, mails. */
  settle(): Promise<void>;
}

/** Before the first round opens, so that a plan imported into an empty folder has its first round still to come. */
function firstInstant(): Instant {
  return instantOf(LOCAL.startsAt).subtract({ minutes: 1 });
}

/** The data folder a command was given. Refuses what no system stands behind yet. */
export function dataFolderOf(given: Given): string {
  const stage = given.text('stage');
  if (stage !== null) {
    throw new Refusal(
      `--stage ${stage} はAWSへの配備の機能と同時に提供するので、今は手元のシステムを --data で指定してください。`,
    );
  }
  return given.text('data') ?? '.local';
}

/**
 * Does some work on the data folder that was named: with the system that runs on it, else with its parts, started
 * for the moment. Without `creates`, a folder that is not there is refused rather than made.
 */
export async function withSession<T>(
  given: Given,
  work: (session: Session) => Promise<T>,
  { creates = false } = {},
): Promise<T> {
  const dataFolder = dataFolderOf(given);
  if (!creates && !existsSync(dataFolder)) {
    throw new Refusal(
      `データのフォルダー「${dataFolder}」がないので、npm start か「plan import」で作ってから実行してください。`,
    );
  }
  const plan = planGiven(given) ?? planInUse(dataFolder);
  const running = await findRunningSystem(dataFolder);
  if (!running) return hostFor(dataFolder, (session) => work({ ...session, plan }));
  const adapters = connect(running.endpoints);
  try {
    const { store, schedules } = adapters;
    const clock = () => running.now;
    return await work({
      store,
      schedules,
      clock,
      city: LOCAL.city,
      plan,
      dataFolder,
      settle: running.settle,
    });
  } finally {
    adapters.destroy();
  }
}

function planGiven(given: Given): string | null {
  const text = given.text('plan');
  if (text === null || Id.safeParse(text).success) return text;
  throw new Refusal(
    `--plan の「${text}」は計画のIDではないので、半角の英小文字・数字・ハイフンで書いてください。`,
  );
}

/** Starts the parts of the local system on a folder, does some work, and stops them again. */
export async function hostFor<T>(
  dataFolder: string,
  work: (session: Omit<Session, 'plan'>) => Promise<T>,
): Promise<T> {
  // Ctrl-C ends the process through `exit`, where the database that was started is ended with it.
  const stopOnSignal = () => process.exit(130);
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal);
  const unlock = await lockDataFolder(dataFolder);
  try {
    await prepareDataFolder(dataFolder, { fresh: false });
    const host = await startHost({
      dataFolder,
      startsAt: firstInstant(),
      dynamodbEndpoint: process.env.DYNAMODB_ENDPOINT,
    });
    try {
      const { store, schedules, now } = host;
      const settle = async () => {
        await host.settle();
      };
      return await work({ store, schedules, clock: now, city: LOCAL.city, dataFolder, settle });
    } finally {
      await host.stop();
    }
  } finally {
    unlock();
    process.off('SIGINT', stopOnSignal).off('SIGTERM', stopOnSignal);
  }
}

/** Department codes for lists that make sense even before anything is imported. */
export async function departmentCodes({ store }: Session): Promise<(id: string) => string> {
  const directory = await store.loadDocument('directory', 'city');
  const codes = new Map(directory?.document.departments.map(({ id, code }) => [id, code]));
  return (id) => codes.get(id) ?? id;
}
