import { shortDate, shortDateTime } from '../calendar/japanese-date.ts';
import { dateOf, type Instant, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import { findDepartment } from '../plan/directory.ts';
import type { RoundId } from '../round/round.ts';
import { budgetFaults } from './check-budget.ts';
import { hourWords, RHYTHMS, type RhythmName, weekdayName } from './describe-rules.ts';
import { stepInstants } from './occurrences.ts';
import { planMails } from './planner.ts';
import type { RuleFault } from './rule-fault.ts';
import type { DayRule, LadderStep, Rhythm, ScheduleRules } from './rules.ts';
import { sendTimeOf } from './sending-days.ts';
import { type RoundTimetable, rhythmNameOf, roundsBetween, timetableOf } from './timetable.ts';
import { roundName } from './why.ts';
import type { World } from './world.ts';

export type { RuleFault };

/** A rule is tried out on the rounds of so many days, which holds every kind of round once. */
const TRIED_DAYS = 400;
/** How far a step of the ladder, or a count of days, can be moved to find one that can stand. */
const NEAREST_MAX = 30;

/** What rules are tried out in. */
export type CheckedWorld = Omit<World, 'history' | 'released' | 'undeliverable'>;

/**
 * What is wrong with rules: whatever would mail outside the hours or on a closed day, twice on one day, before the
 * request or from the freeze on, or nobody. Each rule is tried out on the rounds of the year to come, in this city's
 * calendar, because only there does it show.
 */
export function checkRules(city: CheckedWorld, now: Instant): RuleFault[] {
  const world: World = { ...city, history: [], released: new Map(), undeliverable: new Map() };
  const tooLong = silencedFor(world.rules);
  if (tooLong !== null) return [tooLong];
  const rounds = roundsBetween(
    world.plan,
    world.rules,
    world.calendar,
    now,
    now.add({ hours: 24 * TRIED_DAYS }),
  ).filter(({ opensAt }) => Temporal.Instant.compare(now, opensAt) <= 0);
  const faults = [
    ...hourFaults(world.rules),
    ...RHYTHMS.flatMap((name) => {
      const rhythm = world.rules[name];
      const own = rounds.filter(({ round }) => rhythmNameOf(round) === name);
      return rhythm === null ? [] : rhythmFaults(world, name, rhythm, own);
    }),
    ...overrideFaults(world, rounds),
    ...budgetFaults(world.rules.budget),
  ];
  return faults.length > 0 ? faults : silenceFaults(world, now);
}

/** A run of days without mail longer than this is a mistake. */
const SILENCE_MAX_DAYS = 90;
/** All of them together stay below a year, so that there is always a day to send on. */
const SILENCE_TOTAL_MAX_DAYS = 300;

function silencedFor({ assemblies }: ScheduleRules): RuleFault | null {
  const place = assemblies.findIndex(({ from, to }) => daysBetween(from, to) > SILENCE_MAX_DAYS);
  const found = assemblies[place];
  if (!found)
    return assemblies.reduce((sum, { from, to }) => sum + daysBetween(from, to), 0) > SILENCE_TOTAL_MAX_DAYS
      ? {
          field: 'assemblies',
          message: '送らない期間が合わせて長すぎ、送れる日がなくなります。減らしてください。',
          nearest: null,
        }
      : null;
  return {
    field: `assemblies.${place}.to`,
    message: `送らない期間が${SILENCE_MAX_DAYS}日を超えています。`,
    nearest: dateOf(found.from).add({ days: SILENCE_MAX_DAYS }).toString(),
  };
}

const daysBetween = (from: string, to: string) => dateOf(from).until(dateOf(to)).days;

/**
 * What goes wrong only because rules come into force at `at`: a round that the rules in force would still open, and
 * that by the new ones should have opened before, is never opened by either.
 */
export function checkSwitch(
  city: CheckedWorld,
  inForce: ScheduleRules,
  opened: ReadonlySet<RoundId>,
  at: Instant,
): RuleFault[] {
  const { plan, rules, calendar } = city;
  const isPast = (timetable: RoundTimetable | null) =>
    timetable !== null && Temporal.Instant.compare(timetable.opensAt, at) <= 0;
  return roundsBetween(plan, inForce, calendar, at, at.add({ hours: 24 * TRIED_DAYS })).flatMap(
    ({ round, opensAt }): RuleFault[] => {
      const own = timetableOf(round, rules, calendar);
      const name = rhythmNameOf(round);
      // A round outside the rhythm has days of its own, which no rule of the rhythm moves.
      if (name === null) return [];
      if (opened.has(round) || own === null || !isPast(own) || Temporal.Instant.compare(opensAt, at) <= 0)
        return [];
      const { opens } = own.rhythm;
      const later = (n: number) =>
        timetableOf(round, { ...rules, [name]: { ...own.rhythm, opens: { ...opens, n } } }, calendar);
      const nearest = 'n' in opens ? nearestTo(opens.n, (n) => n >= 1 && n <= 23 && !isPast(later(n))) : null;
      return [
        {
          field: `${name}.opens.n`,
          message: `${roundName(round)}の照会を送る日（${shortDate(own.opensOn)}）が過ぎているため、照会が始まりません。`,
          nearest,
        },
      ];
    },
  );
}

function hourFaults(rules: ScheduleRules): RuleFault[] {
  const { sendAt, sendWindow, holdOffs } = rules;
  const { earliest, latest } = sendWindow;
  const sent = sendTimeOf(rules);
  if (sendAt !== sent)
    return [
      {
        field: 'sendAt',
        message: `送信時刻${hourWords(sendAt)}は、送ってよい時間（${hourWords(earliest)}から${hourWords(latest)}まで）の外です。`,
        nearest: sent,
      },
    ];
  const held = holdOffs.filter(({ from }) => from <= sendAt).map(({ weekday }) => weekday);
  return new Set(held).size < held.length
    ? [
        {
          field: 'holdOffs',
          message: `${held.map(weekdayName).join('、')}：同じ曜日を二度止めています。1つにしてください。`,
          nearest: null,
        },
      ]
    : [];
}

function rhythmFaults(
  world: World,
  name: RhythmName,
  rhythm: Rhythm,
  rounds: readonly RoundTimetable[],
): RuleFault[] {
  const dueFault = dueFaults(world, name, rhythm, rounds);
  // The ladder counts from the due date: with that wrong, whatever is said of a step would be wrong too.
  if (dueFault.length > 0) return dueFault;
  return rhythm.ladder.flatMap((step, index): RuleFault[] => {
    const others = rhythm.ladder.filter((_, place) => place !== index);
    const reason = whyNot(world, rounds, step, others);
    if (reason === null) return [];
    const nearest = nearestTo(
      step.days,
      (days) => days !== 0 && whyNot(world, rounds, { ...step, days }, others) === null,
    );
    return [{ field: `${name}.ladder.${index}.days`, message: reason, nearest }];
  });
}

/** The day the due rule names, before it is moved behind the opening. */
function dueFaults(
  { calendar, rules }: World,
  name: RhythmName,
  rhythm: Rhythm,
  rounds: readonly RoundTimetable[],
): RuleFault[] {
  for (const { opensOn, dueOn } of rounds) {
    const closed = closedDay(calendar, rhythm.due, opensOn, dueOn);
    if (closed !== null) return [{ field: `${name}.due`, message: closed.message, nearest: closed.nearest }];
    if (dueOn.equals(calendar.next(opensOn)) && rhythm.ladder.some(({ days }) => days < 0)) {
      const { due } = rhythm;
      const nearest = 'n' in due ? due.n + Math.max(...rhythm.ladder.map(({ days }) => -days)) : null;
      return [
        {
          field: `${name}.due`,
          message: `期限${shortDate(dueOn)}${hourWords(rules.dueAt)}が照会${shortDate(opensOn)}の翌開庁日以前になり、期限前の再送ができません。`,
          nearest,
        },
      ];
    }
  }
  return [];
}

/** A count of business days that runs out of its month names a day the secretariat did not mean. */
function closedDay(
  calendar: World['calendar'],
  rule: DayRule,
  opensOn: PlainDate,
  dueOn: PlainDate,
): { message: string; nearest: number } | null {
  if (rule.on !== 'nth-business-day') return null;
  const first = dueOn.with({ day: 1 });
  const isNth = calendar.nth(first, rule.n).equals(dueOn);
  if (isNth || Temporal.PlainDate.compare(dueOn, calendar.next(opensOn)) === 0) return null;
  const month = first.subtract({ months: 1 });
  let count = 0;
  for (let day = 1; day <= month.daysInMonth; day += 1)
    if (calendar.isBusinessDay(month.with({ day }))) count += 1;
  return {
    message: `${month.month}月の開庁日は${count}日しかなく、第${rule.n}開庁日がありません。`,
    nearest: count,
  };
}

/** Why a step of the ladder cannot stand beside the others, or null. */
function whyNot(
  world: World,
  rounds: readonly RoundTimetable[],
  step: LadderStep,
  others: readonly LadderStep[],
): string | null {
  if (others.some(({ days }) => days === step.days))
    return `期限の${wordsOf(step)}の連絡が二度あり、同じ日に2通送ることになります。`;
  const reasons = rounds.map((round) => whyNotIn(world, round, step, others));
  // A step that an assembly swallows once in a year still does its work in the other rounds.
  return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}

function whyNotIn(
  world: World,
  timetable: RoundTimetable,
  step: LadderStep,
  others: readonly LadderStep[],
): string | null {
  const own = stepsOf(world, timetable, [step])[0];
  const planned = world.calendar.add(timetable.dueOn, step.days);
  if (!own) {
    if (Temporal.PlainDate.compare(planned, timetable.opensOn) <= 0)
      return `期限の${wordsOf(step)}（${shortDate(planned)}）は照会${shortDate(timetable.opensOn)}以前で、誰にも送りません。`;
    return step.days < 0
      ? `期限の${wordsOf(step)}（${shortDate(planned)}）は送らない日で、次に送れる日は期限を過ぎます。`
      : `期限の${wordsOf(step)}（${shortDate(planned)}）は、締切${shortDateTime(timetable.freezesAt)}より後です。締切後は送りません。`;
  }
  const clash = stepsOf(world, timetable, others).some(({ at }) => tokyoDate(at).equals(tokyoDate(own.at)));
  return clash ? `${shortDate(tokyoDate(own.at))}に2通送ることになります。1つの課に1日1通までです。` : null;
}

function stepsOf(world: World, timetable: RoundTimetable, ladder: readonly LadderStep[]) {
  const rhythm = { ...timetable.rhythm, ladder: [...ladder] };
  return stepInstants(world, { ...timetable, rhythm }, [], null);
}

const wordsOf = ({ days }: LadderStep) => `${Math.abs(days)}開庁日${days < 0 ? '前' : '後'}`;

/** The whole number nearest to the one refused that can stand; the smaller move first, then the later. */
function nearestTo(refused: number, canStand: (value: number) => boolean): number | null {
  for (let away = 1; away <= 2 * NEAREST_MAX; away += 1) {
    const found = [refused - Math.sign(refused) * away, refused + Math.sign(refused) * away].find(
      (value) => Math.abs(value) <= NEAREST_MAX && canStand(value),
    );
    if (found !== undefined) return found;
  }
  return null;
}

function overrideFaults(
  { rules, directory, calendar }: World,
  rounds: readonly RoundTimetable[],
): RuleFault[] {
  const seen = new Set<string>();
  return rules.overrides.flatMap(({ department, dueLater }, index): RuleFault[] => {
    const field = `overrides.${index}`;
    const known = findDepartment(directory, department);
    if (!known)
      return [
        {
          field: `${field}.department`,
          message: `部署「${department}」は登録がなく、誰にも送りません。`,
          nearest: null,
        },
      ];
    if (seen.has(department))
      return [
        { field: `${field}.department`, message: `${known.name}の設定が二度あります。`, nearest: null },
      ];
    seen.add(department);
    const fits = (later: number) =>
      rounds.every(({ dueOn, opensOn, freezesOn }) => {
        const own = later === 0 ? dueOn : calendar.add(dueOn, later);
        return Temporal.PlainDate.compare(opensOn, own) < 0 && Temporal.PlainDate.compare(own, freezesOn) < 0;
      });
    if (dueLater === 0 || fits(dueLater)) return [];
    const nearest = nearestTo(dueLater, fits);
    return [
      {
        field: `${field}.dueLater`,
        message: `${known.name}の期限が、照会の日以前または締切以後になります。`,
        nearest,
      },
    ];
  });
}

/** Rules that mail no department in a whole year are no rhythm. */
function silenceFaults(world: World, now: Instant): RuleFault[] {
  const mails = planMails(world, now, now.add({ hours: 24 * TRIED_DAYS }));
  return mails.some(({ department }) => department !== null)
    ? []
    : [
        {
          field: 'firstRound',
          message:
            'この設定では、1年の間どの課にもメールを送りません。始める四半期と計画の期間をお確かめください。',
          nearest: null,
        },
      ];
}
