import { instantOf, isoUtc, Temporal } from '../../../shared/calendar/time.ts';
import type { Write } from '../../../shared/ports.ts';
import type { SweepRecord } from '../../../shared/records.ts';
import { findMissedSteps, type MissedStep, type StepMark } from '../../../shared/schedule/missed-steps.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { type PlannedStep, type StepPlan, targetOf } from '../../../shared/steps/planned-steps.ts';
import { attemptAt } from './attempt.ts';
import type { Sweep } from './sweep.ts';

/** Scheduler fires within the minute, and a step that failed once is tried again after twelve; what is not done by then was missed. */
const PATIENCE_MINUTES = 15;
/** The sweep looks so far back beyond its last run, for what it could not do then. */
const LOOK_BACK_HOURS = 7 * 24;
/** So many are mended in one run, the oldest first. */
const STEPS_MAX = 50;

/** Fires the steps that no schedule fired, and gives up those that come too late. How many were new. */
export async function sweepSteps(sweep: Sweep, steps: StepPlan, before: SweepRecord | null): Promise<number> {
  // What fell due before the first run was done, or not, without a mark.
  if (!before) return 0;
  const { now } = sweep;
  const started = instantOf(before.startedAt);
  const lookBack = instantOf(before.ranAt).subtract({ hours: LOOK_BACK_HOURS });
  const from = Temporal.Instant.compare(started, lookBack) < 0 ? lookBack : started;
  const until = now.subtract({ minutes: PATIENCE_MINUTES });
  if (Temporal.Instant.compare(until, from) < 0) return 0;
  const due = steps.between(from, until);
  const missed = findMissedSteps(due, {
    marks: await loadMarks(sweep, due),
    opened: new Set(steps.rounds.map(({ id }) => id)),
    calendar: steps.city.calendar,
    now,
  }).slice(0, STEPS_MAX);
  await eachInTurn(missed, (one) => settle(sweep, one));
  return missed.filter(({ isNew }) => isNew).length;
}

async function loadMarks({ store, plan }: Sweep, due: readonly PlannedStep[]): Promise<StepMark[]> {
  const rounds = [...new Set(due.map(({ occurrence }) => occurrence.round))];
  const stored = await Promise.all(rounds.map((round) => store.list('occurrence', { plan, round })));
  return stored.flat().map(({ value: { round, step, scheduledAt, state } }) => ({
    round,
    step,
    at: instantOf(scheduledAt),
    state,
  }));
}

async function settle(
  { store, city, plan, now }: Sweep,
  { planned, action, isNew }: MissedStep<PlannedStep>,
): Promise<void> {
  const { occurrence, rulesVersion } = planned;
  const { round, step } = occurrence;
  const attempt = attemptAt(occurrence.at, now, PATIENCE_MINUTES) ?? 0;
  const [at, scheduledAt] = [isoUtc(now), isoUtc(occurrence.at)];
  const isFired = action === 'fire';
  const what = isFired ? 'step-late' : 'step-missed';
  const mark = { plan, round, step, scheduledAt, state: isFired ? 'late' : 'missed', at } as const;
  const finding: Write = {
    kind: 'finding',
    value: { plan, at, what, subject: `${round}/${step}`, round, dueAt: scheduledAt },
    expected: 'any',
  };
  const event = {
    id: `step/${plan}/${round}/${step}/${scheduledAt}/late-${attempt}`,
    type: 'step-fell-due.v1',
    city,
    at,
    data: { plan, round, step, scheduledAt, rulesVersion, target: targetOf(occurrence) },
  } as const;
  // A conflict means that this very asking has been put already.
  await store.commit({
    writes: [{ kind: 'occurrence', value: mark, expected: 'any' }, ...(isNew || !isFired ? [finding] : [])],
    audit: [
      {
        at,
        cause: event.id,
        actor: 'sweep',
        what,
        subject: `${round}/${step}`,
        before: scheduledAt,
        after: action,
      },
    ],
    events: isFired ? [event] : [],
  });
}
