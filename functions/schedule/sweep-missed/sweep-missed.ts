import {
  atTokyo,
  type Clock,
  type Instant,
  instantOf,
  isoUtc,
  Temporal,
  tokyoDate,
} from '../../../shared/calendar/time.ts';
import type { ObjectStore, Schedules, Store } from '../../../shared/ports.ts';
import { MissingDocumentError } from '../../../shared/steps/load-city.ts';
import {
  diffSchedules,
  loadStepPlan,
  namePrefix,
  type StepPlan,
  schedulesOf,
} from '../../../shared/steps/planned-steps.ts';
import { listPlansInCare } from '../../../shared/steps/plans-in-care.ts';
import type { Sweep } from './sweep.ts';
import { sweepDates } from './sweep-dates.ts';
import { type MailsInOutcome, sweepMailsIn } from './sweep-mails-in.ts';
import { sweepMailsOut } from './sweep-mails-out.ts';
import { sweepRetention } from './sweep-retention.ts';
import { sweepSteps } from './sweep-steps.ts';

/** On the morning of this business day after its opening a round has had some answer, or something is wrong. */
const SILENT_BUSINESS_DAYS = 3;

export interface SweepMissedDependencies {
  readonly store: Store;
  readonly objects: Pick<ObjectStore, 'list' | 'get' | 'put'>;
  readonly listSchedules: Schedules['list'];
  readonly clock: Clock;
  readonly city: string;
}

/** What was found, in counts. All zero is the rule. */
export type SweepOutcome = {
  /** Mails that came in and had not been read, now brought into processing. */
  readonly foundMails: number;
  /** Of these, and of those brought before, what has waited for more than half an hour. */
  readonly unreadMails: number;
  /** Mails that were decided and had not left, put before the door out again. */
  readonly pendingMails: number;
  /** Mails that may have left or not, and of which nobody has told for too long. */
  readonly unknownMails: number;
  /** Steps that fell due and did not happen, found for the first time. */
  readonly missedSteps: number;
  /** Schedules missing or too many; plan-schedules is asked to mend them. */
  readonly scheduleDrift: number;
  /** Open rounds that nobody has answered at all although they opened days ago. */
  readonly silentRounds: number;
  /** Decision cases that a day alone opened or added to: no fault, and told by no alarm. */
  readonly openedCases: number;
  /** What was past its years and is deleted now: texts, answers, entries of the trail. */
  readonly deletedRecords: number;
};

/**
 * Looks for what should have happened and did not, and has it happen: through the outbox, as everything does, so
 * that the functions it belongs to do it, in every plan that has not ended. Every part can be run again, and what was asked for once is not asked for
 * a second time at once. A fault in one part keeps no other from its work.
 */
export function createSweepMissed({ store, objects, listSchedules, clock, city }: SweepMissedDependencies) {
  /** Sweeps one plan; mails that came in and years that are over belong to the city, and go with the plan that is named. */
  async function sweepPlan(plan: string, received: typeof objects | null): Promise<SweepOutcome> {
    const now = clock();
    const sweep: Sweep = { store, city, plan, now };
    const before = (await store.get('sweep', { plan }))?.value ?? null;
    const steps = await loadStepPlan(store, plan).catch((error: unknown) => {
      // Before the first import there is no timetable to miss anything of; mails may come in all the same.
      if (error instanceof MissingDocumentError) return null;
      throw error;
    });
    const [mailsIn, mailsOut, missedSteps, scheduleDrift, openedCases, deletedRecords] = await allOf([
      received ? sweepMailsIn(sweep, received, before) : NO_MAILS_IN,
      sweepMailsOut(sweep),
      steps ? sweepSteps(sweep, steps, before) : 0,
      steps ? sweepSchedules(sweep, steps, listSchedules) : 0,
      // The days of a plan that has ended bring nothing before anybody any more.
      steps && !steps.city.plan.ended ? sweepDates(sweep, steps) : 0,
      received ? sweepRetention(sweep, received) : 0,
    ] as const);
    const { rawAfter, ...mails } = mailsIn;
    const ran = { plan, startedAt: before?.startedAt ?? isoUtc(now), ranAt: isoUtc(now), rawAfter };
    await store.commit({
      writes: [{ kind: 'sweep', value: ran, expected: 'any' }],
      audit: [],
      events: [],
    });
    const silentRounds = steps ? countSilentRounds(steps, now) : 0;
    return { ...mails, ...mailsOut, missedSteps, scheduleDrift, silentRounds, openedCases, deletedRecords };
  }

  return async function sweepMissed(plan: string): Promise<SweepOutcome> {
    const plans = await listPlansInCare(store, plan);
    const outcomes = await allOf(plans.map((one) => sweepPlan(one, one === plan ? objects : null)));
    return outcomes.reduce(together);
  };
}

const NO_MAILS_IN: MailsInOutcome = { foundMails: 0, unreadMails: 0, rawAfter: null };

/** What was found in two plans, counted together. */
function together(one: SweepOutcome, other: SweepOutcome): SweepOutcome {
  return {
    foundMails: one.foundMails + other.foundMails,
    unreadMails: one.unreadMails + other.unreadMails,
    pendingMails: one.pendingMails + other.pendingMails,
    unknownMails: one.unknownMails + other.unknownMails,
    missedSteps: one.missedSteps + other.missedSteps,
    scheduleDrift: one.scheduleDrift + other.scheduleDrift,
    silentRounds: one.silentRounds + other.silentRounds,
    openedCases: one.openedCases + other.openedCases,
    deletedRecords: one.deletedRecords + other.deletedRecords,
  };
}

/** Waits for all, whatever becomes of each; then throws all faults together. */
async function allOf<T extends readonly unknown[]>(
  parts: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(parts);
  const faults = settled.flatMap((part) => (part.status === 'rejected' ? [part.reason] : []));
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} parts of the sweep failed`);
  return Promise.all(parts);
}

/**
 * Compares the schedules with the timetable, and has plan-schedules mend a difference, once an hour at most; the same
 * for activated rules that nobody has put into force.
 */
async function sweepSchedules(
  { store, city, plan, now }: Sweep,
  steps: StepPlan,
  list: Schedules['list'],
): Promise<number> {
  const prefix = namePrefix({ city, plan });
  const standing = (await list()).filter((name) => name.startsWith(prefix));
  const { create, remove } = diffSchedules(schedulesOf(steps, now, { city, plan }), standing, now);
  // Activated rules whose instant has passed wait for plan-schedules as well, though no schedule tells of them.
  const isOverdue = steps.activation !== null && isPast(steps.activation.activatesAt, now);
  const drift = create.length + remove.length + (isOverdue ? 1 : 0);
  if (drift === 0) return 0;
  const at = isoUtc(now);
  const event = {
    id: `timetable-changed/${plan}/drift/${at.slice(0, 13)}`,
    type: 'timetable-changed.v1',
    city,
    at,
    data: { plan, cause: 'drift' },
  } as const;
  await store.commit({ writes: [], audit: [], events: [event] });
  return drift;
}

/** What is due is first left to its schedule for so long. */
const ACTIVATION_PATIENCE_MINUTES = 15;

const isPast = (activatesAt: string, now: Instant) =>
  Temporal.Instant.compare(instantOf(activatesAt).add({ minutes: ACTIVATION_PATIENCE_MINUTES }), now) <= 0;

/** Rounds in which not one department has answered although days have passed: replies may not reach us at all. */
function countSilentRounds({ rounds, history, city }: StepPlan, now: Instant): number {
  return rounds.filter(({ id, state, openedAt }) => {
    const asked = history.filter(({ round }) => round === id);
    const opened = tokyoDate(instantOf(openedAt));
    const expectedBy = atTokyo(city.calendar.add(opened, SILENT_BUSINESS_DAYS), city.rules.sendAt);
    return (
      state === 'open' &&
      asked.length > 0 &&
      asked.every(({ events }) => events.length === 0) &&
      Temporal.Instant.compare(expectedBy, now) <= 0
    );
  }).length;
}
