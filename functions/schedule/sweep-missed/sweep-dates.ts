import { isoUtc, Temporal, tokyoDate } from '../../../shared/calendar/time.ts';
import { datedCauses, endDateOf, sunsetLadder } from '../../../shared/decision/sunset.ts';
import type { DecisionCaseRecord } from '../../../shared/records.ts';
import { openCase, usualDueDay } from '../../../shared/steps/decision-cases.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import type { StepPlan } from '../../../shared/steps/planned-steps.ts';
import type { Sweep } from './sweep.ts';

/**
 * Lays before the headquarters what the calendar alone brings: an end date that comes near or has passed, and the day
 * on which an earlier decision is to be looked at again. How many cases were opened or added to.
 */
export async function sweepDates({ store, plan, now }: Sweep, { city }: StepPlan): Promise<number> {
  const cases = (await store.list('decisionCase', { plan })).map(({ value }) => value);
  const byInitiative = Map.groupBy(cases, ({ initiative }) => initiative);
  const [today, at] = [tokyoDate(now), isoUtc(now)];
  const { budget } = city.rules;
  const due = city.plan.initiatives.flatMap((initiative) => {
    const own: readonly DecisionCaseRecord[] = byInitiative.get(initiative.id) ?? [];
    const known = new Set(
      own.flatMap(({ causes }) => causes.map(({ trigger, occasion }) => `${trigger} ${occasion}`)),
    );
    const found = datedCauses(initiative, own, budget, today, at).filter(
      ({ trigger, occasion }) => !known.has(`${trigger} ${occasion}`),
    );
    return found.length === 0 ? [] : [{ initiative, found, endsOn: endDateOf(initiative, own) }];
  });
  await eachInTurn(due, async ({ initiative, found, endsOn }) => {
    const judgementBy = endsOn === null ? null : sunsetLadder(endsOn, budget).judgementBy;
    const isAhead = judgementBy !== null && Temporal.PlainDate.compare(today, judgementBy) < 0;
    const opened = await openCase(store, initiative.id, found, {
      plan,
      actor: 'rules',
      cause: `dates/${plan}/${today}`,
      dueOn: isAhead ? judgementBy : usualDueDay(city.calendar, now),
    });
    // Whoever was first has opened it, or the next sweep does.
    if (opened) await store.commit({ writes: [opened.write], audit: [opened.audit], events: [] });
  });
  return due.length;
}
