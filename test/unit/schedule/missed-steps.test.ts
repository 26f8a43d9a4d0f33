import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptAt } from '../../../functions/schedule/sweep-missed/attempt.ts';
import { instantOf, Temporal } from '../../../shared/calendar/time.ts';
import { businessDayAfter } from '../../../shared/schedule/lateness.ts';
import { findMissedSteps, type StepMark } from '../../../shared/schedule/missed-steps.ts';
import { type Occurrence, planOccurrences } from '../../../shared/schedule/occurrences.ts';
import { targetOf } from '../../../shared/steps/planned-steps.ts';
import { aWorld } from '../../support/builders.ts';

const world = aWorld();
const START = instantOf('2026-07-01T00:00:00+09:00');
const END = instantOf('2026-10-01T00:00:00+09:00');
const due = planOccurrences(world, START, END).map((occurrence) => ({ occurrence }));
const at = (text: string) => instantOf(`${text}+09:00`);
const opened = new Set(['2026Q1'] as const);

const stepOf = (step: string) => {
  const found = due.find(({ occurrence }) => occurrence.step === step);
  if (!found) throw new Error(`no step ${step}`);
  return found;
};
const find = (steps: readonly { occurrence: Occurrence }[], now: string, marks: readonly StepMark[] = []) =>
  findMissedSteps(steps, { marks, opened, calendar: world.calendar, now: at(now) });
const markOf = (
  { occurrence: { round, step, at: when } }: { occurrence: Occurrence },
  state: StepMark['state'],
) => ({
  round,
  step,
  at: when,
  state,
});

describe('a step nobody has done', () => {
  // 2026-07-07 is a Tuesday; the reminder five business days before the due date goes that morning.
  const reminder = stepOf('due-minus-5');

  it('is fired until the next business day has begun and a whole day has passed', () => {
    expect(find([reminder], '2026-07-07T09:20:00')).toMatchObject([{ action: 'fire', isNew: true }]);
    expect(find([reminder], '2026-07-08T08:59:00')).toMatchObject([{ action: 'fire' }]);
    expect(find([reminder], '2026-07-08T09:00:00')).toMatchObject([{ action: 'give-up' }]);
  });

  it('is fired however late where the round cannot do without it', () => {
    for (const step of ['request', 'freeze', 'digest-draft'])
      expect(find([stepOf(step)], '2026-09-30T12:00:00')).toMatchObject([{ action: 'fire' }]);
    for (const step of ['due-plus-3', 'secretariat-digest', 'release-reminder'])
      expect(find([stepOf(step)], '2026-09-30T12:00:00')).toMatchObject([{ action: 'give-up' }]);
  });

  it('waits where its round has not opened, which is fired first', () => {
    const calendar = world.calendar;
    const steps = [stepOf('request'), reminder];
    const missed = findMissedSteps(steps, {
      marks: [],
      opened: new Set(),
      calendar,
      now: at('2026-07-07T10:00:00'),
    });
    expect(missed.map(({ planned }) => planned.occurrence.step)).toEqual(['request']);
  });

  it('is known already where it was fired late before, and done or given up once and for all', () => {
    expect(find([reminder], '2026-07-07T10:00:00', [markOf(reminder, 'late')])).toMatchObject([
      { action: 'fire', isNew: false },
    ]);
    for (const state of ['done', 'missed'] as const)
      expect(find([reminder], '2026-07-07T10:00:00', [markOf(reminder, state)])).toEqual([]);
  });
});

describe('whatever has been marked', () => {
  const state = fc.constantFrom('none', 'done', 'late', 'missed');
  const moment = fc
    .integer({ min: 0, max: 92 * 24 * 4 })
    .map((quarters) => START.add({ minutes: 15 * quarters }));

  it('each step is done, found once, or of a round that waits; none is forgotten and none is sent too late', () => {
    fc.assert(
      fc.property(
        fc.array(state, { minLength: due.length, maxLength: due.length }),
        moment,
        (states, now) => {
          const past = due.filter(({ occurrence }) => Temporal.Instant.compare(occurrence.at, now) <= 0);
          const marks = past.flatMap((step, index) => {
            const marked = states[index];
            return marked === 'done' || marked === 'late' || marked === 'missed'
              ? [markOf(step, marked)]
              : [];
          });
          const missed = findMissedSteps(past, { marks, opened, calendar: world.calendar, now });
          for (const [index, step] of past.entries()) {
            const found = missed.filter(({ planned }) => planned === step);
            const isSettled = states[index] === 'done' || states[index] === 'missed';
            const waits =
              !opened.has('2026Q1') ||
              (step.occurrence.round !== '2026Q1' && step.occurrence.action.does !== 'open');
            expect(found).toHaveLength(isSettled || waits ? 0 : 1);
            if (found[0]?.action !== 'fire' || targetOf(step.occurrence) !== 'remind') continue;
            const limit = businessDayAfter(step.occurrence.at, world.calendar);
            expect(Temporal.Instant.compare(now, limit)).toBe(-1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('asking again', () => {
  const since = at('2026-07-01T09:00:00');
  const after = (minutes: number) => attemptAt(since, since.add({ minutes }), 10);

  it('comes ever more rarely: after ten minutes, twenty, forty, eighty', () => {
    expect([0, 9, 10, 19, 20, 39, 40, 80].map(after)).toEqual([null, null, 0, 0, 1, 1, 2, 3]);
  });

  it('is the same asking until the time has doubled, and never more than twenty in a year', () => {
    const asked = Array.from({ length: (365 * 24 * 60) / 15 }, (_, index) => after(index * 15));
    expect(new Set(asked.filter((attempt) => attempt !== null)).size).toBeLessThan(20);
  });
});
