import type { BusinessCalendar } from '../calendar/business-days.ts';
import {
  addQuarters,
  fiscalYearOf,
  lastDayOf,
  parseQuarter,
  quarterId,
  quarterIndex,
} from '../calendar/fiscal.ts';
import { atTokyo, dateOf, type Instant, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import { hasFinalValue } from '../plan/asked.ts';
import type { Plan } from '../plan/plan.ts';
import { parseRoundId, type RoundId, roundId } from '../round/round.ts';
import {
  type DayRule,
  extraRhythm,
  extraRoundOf,
  type LadderStep,
  type Rhythm,
  type ScheduleRules,
} from './rules.ts';
import { sendingDay, sendingInstant } from './sending-days.ts';

/** The days one round runs on, before any department's own extension. */
export interface RoundTimetable {
  readonly round: RoundId;
  readonly rhythm: Rhythm;
  readonly opensOn: PlainDate;
  readonly dueOn: PlainDate;
  readonly freezesOn: PlainDate;
  readonly opensAt: Instant;
  readonly dueAt: Instant;
  readonly freezesAt: Instant;
}

/** The name of a ladder step; plain letters, because it becomes part of ids and schedule names. */
export function ladderStepId({ days }: Pick<LadderStep, 'days'>): string {
  return days < 0 ? `due-minus-${-days}` : `due-plus-${days}`;
}

/** Which of the rhythms a round runs by; null for one outside of them. */
export function rhythmNameOf(round: RoundId): 'regular' | 'fourthQuarter' | 'final' | 'handover' | null {
  const { quarter, stage, isTrial } = parseRoundId(round);
  if (isTrial || stage === 'registration' || stage === 'inquiry') return null;
  if (stage !== 'regular') return stage;
  return parseQuarter(quarter).quarter === 4 ? 'fourthQuarter' : 'regular';
}

/**
 * When a round opens, is due and freezes. Null where the rules hold no rhythm for its stage. It is never due on the
 * day it opens or before: an opening that an assembly put off takes the due date with it.
 */
export function timetableOf(
  round: RoundId,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
): RoundTimetable | null {
  const name = rhythmNameOf(round);
  if (name === null) return extraTimetable(round, rules, calendar);
  const rhythm = rules[name];
  if (!rhythm) return null;
  const { quarter } = parseRoundId(round);
  const lastMonth = lastDayOf(quarter).with({ day: 1 });
  const resolve = (rule: DayRule, opensOn: PlainDate | null): PlainDate => {
    switch (rule.on) {
      case 'nth-business-day':
        return calendar.nth(lastMonth.add({ months: rule.monthsAfterQuarter }), rule.n);
      case 'last-business-day':
        return calendar.lastOfMonth(lastMonth.add({ months: rule.monthsAfterQuarter }));
      case 'day':
        return calendar.onOrAfter(lastMonth.add({ months: rule.monthsAfterQuarter }).with({ day: rule.day }));
      case 'business-days-after-opening':
        return calendar.add(opensOn ?? lastMonth, rule.n);
    }
  };
  // The request is a mail like others: it waits for the end of an assembly.
  const opensOn = sendingDay(rules, calendar, resolve(rhythm.opens, null));
  const dueOn = laterOf(resolve(rhythm.due, opensOn), calendar.next(opensOn));
  return runOn(round, rhythm, { opensOn, dueOn }, rules, calendar);
}

/** An extra round runs on the days it was given, each moved as those of the rhythm are. */
function extraTimetable(
  round: RoundId,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
): RoundTimetable | null {
  const extra = extraRoundOf(rules, round);
  if (!extra) return null;
  const opensOn = sendingDay(rules, calendar, dateOf(extra.opensOn));
  const dueOn = laterOf(calendar.onOrAfter(dateOf(extra.dueOn)), calendar.next(opensOn));
  return runOn(round, extraRhythm(extra), { opensOn, dueOn }, rules, calendar);
}

function runOn(
  round: RoundId,
  rhythm: Rhythm,
  { opensOn, dueOn }: Pick<RoundTimetable, 'opensOn' | 'dueOn'>,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
): RoundTimetable {
  const freezesOn = calendar.add(dueOn, rhythm.freezesAfter);
  return {
    round,
    rhythm,
    opensOn,
    dueOn,
    freezesOn,
    opensAt: sendingInstant(rules, opensOn),
    dueAt: atTokyo(dueOn, rules.dueAt),
    freezesAt: atTokyo(freezesOn, rules.dueAt),
  };
}

const laterOf = (a: PlainDate, b: PlainDate) => (Temporal.PlainDate.compare(a, b) < 0 ? b : a);

/**
 * The rounds of a plan whose run touches the span of days, oldest first. A plan has four regular rounds a fiscal
 * year, a handover request each March, and a final round where a money KPI waits for its accounts to close; the
 * extra rounds come beside them.
 */
export function roundsBetween(
  plan: Plan,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
  from: Instant,
  to: Instant,
): RoundTimetable[] {
  const hasFinal = plan.initiatives.some(({ kpis }) => kpis.some(hasFinalValue));
  const firstYear = Math.max(
    plan.period.from,
    fiscalYearOf(tokyoDate(from)) - 1,
    parseQuarter(parseRoundId(rules.firstRound).quarter).fiscalYear,
  );
  const lastYear = Math.min(plan.period.to, fiscalYearOf(tokyoDate(to)));
  const found: RoundTimetable[] = rules.extraRounds.flatMap(({ round }) => {
    const timetable = timetableOf(round, rules, calendar);
    return timetable && touches(timetable, rules, calendar, from, to) ? [timetable] : [];
  });
  for (let fiscalYear = firstYear; fiscalYear <= lastYear; fiscalYear += 1) {
    const fourth = quarterId({ fiscalYear, quarter: 4 });
    const ids = [
      ...([1, 2, 3] as const).map((quarter) => roundId(quarterId({ fiscalYear, quarter }), 'regular')),
      roundId(fourth, 'handover'),
      roundId(fourth, 'regular'),
      ...(hasFinal ? [roundId(fourth, 'final')] : []),
    ];
    for (const id of ids) {
      if (parseRoundId(id).quarter < parseRoundId(rules.firstRound).quarter) continue;
      const timetable = timetableOf(id, rules, calendar);
      if (timetable && touches(timetable, rules, calendar, from, to)) found.push(timetable);
    }
  }
  return found.sort((a, b) => Temporal.Instant.compare(a.opensAt, b.opensAt));
}

function touches(
  timetable: RoundTimetable,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
  from: Instant,
  to: Instant,
): boolean {
  // The whole of its last day counts: mails may go out later in the day than answers are due.
  const last = atTokyo(releaseReminderOn(timetable, rules, calendar), '23:59');
  return Temporal.Instant.compare(timetable.opensAt, to) <= 0 && Temporal.Instant.compare(from, last) <= 0;
}

/** The business day on which the draft for the headquarters is made. */
export function draftOn(
  timetable: RoundTimetable,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
): PlainDate {
  return calendar.add(timetable.freezesOn, rules.draftAfterFreeze);
}

/** The business day on which the secretariat is reminded of a draft not yet released. */
export function releaseReminderOn(
  timetable: RoundTimetable,
  rules: ScheduleRules,
  calendar: BusinessCalendar,
): PlainDate {
  return calendar.add(draftOn(timetable, rules, calendar), rules.releaseReminderAfter);
}

/** The round asked before this one for the same kind of values: the regular round of the quarter before. */
export function previousRound(round: RoundId): RoundId {
  const { quarter, stage } = parseRoundId(round);
  return stage === 'regular' ? roundId(addQuarters(quarter, -1), 'regular') : roundId(quarter, 'regular');
}

/** Whether the colours of a round are marked 参考: it is one of the first this system ran (decision 23). */
export function isReferenceRound(round: RoundId, rules: ScheduleRules): boolean {
  const since =
    quarterIndex(parseRoundId(round).quarter) - quarterIndex(parseRoundId(rules.firstRound).quarter);
  return since < rules.referenceRounds;
}
