import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectStore } from '../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../shared/adapters/s3/connect.ts';
import { connectSchedules } from '../../shared/adapters/scheduler/connect.ts';
import { createWorkshop } from '../../shared/adapters/workshop.ts';
import { type Clock, type Instant, instantOf } from '../../shared/calendar/time.ts';
import { Id } from '../../shared/plan/ids.ts';
import type { MailWorkshop, ObjectStore, Schedules, Store } from '../../shared/ports.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { connect } from '../local/clients.ts';
import { claimDataFolder, FolderInUseError } from '../local/data-folder.ts';
import { localWorkshop } from '../local/functions.ts';
import { startHost } from '../local/host.ts';
import { planInUse, setPlanInUse } from '../local/plan-in-use.ts';
import { LOCAL } from '../local/settings.ts';
import { type Given, Refusal } from './command.ts';
import { findDeployedStage } from './deployed-stage.ts';
import { findRunningSystem, type RunningSystem } from './running-system.ts';
import { explainStageFault } from './stage-faults.ts';

/** What a command on stored data works with. */
export interface Session {
  readonly store: Store;
  readonly objects: ObjectStore;
  /** For the mails a command has to write. */
  readonly workshop: MailWorkshop;
  readonly schedules: Schedules;
  readonly clock: Clock;
  readonly city: string;
  /** The plan the command speaks of. */
  readonly plan: string;
  /** The only plan that may be imported here; null where any may, and later commands then speak of that one. */
  readonly onlyPlan: string | null;
  /** Has later commands speak of `plan`. */
  adoptPlan(plan: string): void;
  /** Works off what was just written: events, schedules, mails. Hands back what is left to others, as a sentence. */
  settle(): Promise<string | null>;
}

/** Where a command works: on a data folder of this machine, or on a deployed stage. */
export type Place =
  | { readonly kind: 'folder'; readonly folder: string; readonly exists: boolean }
  | { readonly kind: 'stage'; readonly name: string; readonly outputs: string | undefined };

const STAGE_FOLLOWS =
  '予約とメールは、配備したシステムがこの書き込みを受けて、1分ほどのうちに合わせます（「schedule list」で確かめられます）。';

/** A command waits so long for the one before it, or for a system that is starting. */
const WAIT_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** Before the first round opens, so that a plan imported into an empty folder has its first round still to come. */
function firstInstant(): Instant {
  return instantOf(LOCAL.startsAt).subtract({ minutes: 1 });
}

/** The place a command was given. Throws a Refusal where it was given two. */
export function placeOf(given: Given): Place {
  const name = given.text('stage');
  const outputs = given.text('outputs');
  if (name === null) {
    if (outputs !== null) throw new Refusal('--outputs は --stage と一緒に指定してください。');
    const folder = given.text('data') ?? '.local';
    return { kind: 'folder', folder, exists: existsSync(folder) };
  }
  if (given.isGiven('data')) {
    throw new Refusal(
      `--data は手元のシステム、--stage は配備したシステム「${name}」を指すので、どちらか一つにしてください。`,
    );
  }
  return { kind: 'stage', name, outputs: outputs ?? undefined };
}

/**
 * Does some work on the data that was named: with the system that runs on the data folder, else with its parts,
 * started for the moment; or on a deployed stage, in the operator's own name. Without `creates`, a folder that is
 * not there is refused rather than made.
 */
export async function withSession<T>(
  given: Given,
  work: (session: Session) => Promise<T>,
  { creates = false } = {},
): Promise<T> {
  const place = placeOf(given);
  const plan = planGiven(given);
  if (place.kind === 'stage') return onStage(place, plan, work);
  const { folder, exists } = place;
  if (!creates && !exists) {
    throw new Refusal(
      `データのフォルダー「${folder}」がないので、npm start か「plan import」で作ってから実行してください。`,
    );
  }
  return onFolder(folder, (session) => work({ ...session, plan: plan ?? planInUse(folder) }));
}

function planGiven(given: Given): string | null {
  const text = given.text('plan');
  if (text === null || Id.safeParse(text).success) return text;
  throw new Refusal(
    `--plan の「${text}」は計画のIDではないので、半角の英小文字・数字・ハイフンで書いてください。`,
  );
}

/** On a deployed stage, with whatever credentials the SDK finds; the deployed functions do what follows a write. */
async function onStage<T>(
  { name, outputs }: Place & { kind: 'stage' },
  planAsked: string | null,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const deployed = findDeployedStage(name, outputs);
  const { stage, resources } = deployed;
  const { city, region, mail } = stage;
  const objects = connectObjects(resources, { region });
  const plan = planAsked ?? stage.plan;
  try {
    return await work({
      store: connectStore({ ...resources, CITY: city }, { region }),
      objects,
      workshop: createWorkshop({ CITY: city, REPLY_DOMAIN: mail.domain, FROM_ADDRESS: mail.from }, objects),
      schedules: connectSchedules(resources, { region }),
      clock: systemClock,
      city,
      plan,
      onlyPlan: plan,
      // The stage's file names its plan.
      adoptPlan: () => {},
      settle: async () => STAGE_FOLLOWS,
    });
  } catch (error) {
    throw explainStageFault(error, deployed);
  }
}

type FolderWork<T> = (session: Omit<Session, 'plan'>) => Promise<T>;

/** With the system that runs on a folder, else with its parts. */
async function onFolder<T>(dataFolder: string, work: FolderWork<T>): Promise<T> {
  const owner = await claimOrFind(dataFolder);
  if (typeof owner === 'function') return hostClaimed(dataFolder, owner, work);
  const adapters = connect(owner.endpoints);
  try {
    const { store, objects, schedules } = adapters;
    return await work({
      store,
      objects,
      workshop: localWorkshop(objects),
      schedules,
      clock: () => owner.now,
      ...ofFolder(dataFolder),
      settle: async () => {
        await owner.settle();
        return null;
      },
    });
  } finally {
    adapters.destroy();
  }
}

const ofFolder = (dataFolder: string) => ({
  city: LOCAL.city,
  onlyPlan: null,
  adoptPlan: (plan: string) => setPlanInUse(dataFolder, plan),
});

/** Starts the parts of the local system on a folder, does some work, and stops them again. */
export async function hostFor<T>(dataFolder: string, work: FolderWork<T>): Promise<T> {
  return hostClaimed(dataFolder, await claimDataFolder(dataFolder, CLAIM), work);
}

const CLAIM = { fresh: false, kind: 'command' } as const;

/**
 * The system that runs on a folder; else takes the folder, so that no other command starts the same parts: the first
 * to end would stop the database under the others. Waits up to a minute for whoever has it.
 */
async function claimOrFind(dataFolder: string): Promise<RunningSystem | (() => void)> {
  const end = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const running = await findRunningSystem(dataFolder);
    if (running) return running;
    try {
      return await claimDataFolder(dataFolder, CLAIM);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      if (performance.now() >= end) {
        throw new Refusal(
          `「${dataFolder}」を別のコマンドか、始まりかけのシステムが使っているので、終わるのを待ってから実行してください。`,
          { cause: error },
        );
      }
    }
    await sleep(POLL_MS);
  }
}

async function hostClaimed<T>(dataFolder: string, release: () => void, work: FolderWork<T>): Promise<T> {
  // Ctrl-C ends the process through `exit`, where the database that was started is ended with it.
  const stopOnSignal = () => process.exit(130);
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal);
  try {
    const host = await startHost({
      dataFolder,
      startsAt: firstInstant(),
      dynamodbEndpoint: process.env.DYNAMODB_ENDPOINT,
    });
    try {
      const { store, objects, schedules, now } = host;
      const workshop = localWorkshop(objects);
      const settle = async () => {
        await host.settle();
        return null;
      };
      return await work({ store, objects, workshop, schedules, clock: now, ...ofFolder(dataFolder), settle });
    } finally {
      await host.stop();
    }
  } finally {
    release();
    process.off('SIGINT', stopOnSignal).off('SIGTERM', stopOnSignal);
  }
}

/** Department codes for lists that make sense even before anything is imported. */
export async function departmentCodes({ store }: Session): Promise<(id: string) => string> {
  const directory = await store.loadDocument('directory', 'city');
  const codes = new Map(directory?.document.departments.map(({ id, code }) => [id, code]));
  return (id) => codes.get(id) ?? id;
}
