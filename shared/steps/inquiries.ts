import { fiscalYearOf, quarterOf } from '../calendar/fiscal.ts';
import { longDate, weekday } from '../calendar/japanese-date.ts';
import {
  atTokyo,
  dateOf,
  type Instant,
  instantOf,
  type PlainDate,
  Temporal,
  tokyoDate,
} from '../calendar/time.ts';
import { checkInquiry } from '../mail/check-inquiry.ts';
import { contactsOn, type Department, type Directory, findDepartment, isValidOn } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import type { Inquiry, InquiryPlan } from '../round/inquiry.ts';
import {
  INQUIRIES_MAX,
  inquiryRoundId,
  isOwed,
  parseRoundId,
  type Round,
  type RoundId,
  type UpdateRequest,
} from '../round/round.ts';
import type { RuleFault } from '../schedule/check-rules.ts';
import { type Absence, type PlannedMail, planAbsences, planMails } from '../schedule/planner.ts';
import { EXTRA_ROUNDS_MAX, type ExtraRound, extraRoundOf, type ScheduleRules } from '../schedule/rules.ts';
import { sendingDay } from '../schedule/sending-days.ts';
import { type RoundTimetable, timetableOf } from '../schedule/timetable.ts';
import type { World } from '../schedule/world.ts';
import { type ExtraAct, endRound, publishExtra, withExtra } from './extra-rounds.ts';
import { type City, loadCity, loadWorld } from './load-city.ts';

/** A day without any mail to those asked is looked for so far ahead. */
const FREE_DAY_MAX_DAYS = 90;
/** Business days from the opening on: with fewer, the one reminder would fall on the day of the request. */
const ANSWER_DAYS_MIN = 2;
/** Business days a department has to answer, where no due date was chosen. */
const INQUIRY_ANSWER_DAYS = 5;
/** An answer wanted later than this is a matter for the rhythm. */
const ANSWER_MAX_DAYS = 180;

/** Sections and bodies that exist on a day and have somebody to write to. */
export function departmentsToAsk(directory: Directory, date: PlainDate): Department[] {
  return directory.departments.filter(
    (department) =>
      isValidOn(department, date) &&
      (contactsOn(directory, 'officer', department.id, date).length > 0 ||
        contactsOn(directory, 'chief', department.id, date).length > 0),
  );
}

/** Those of them that own an initiative of a pillar. */
export function departmentsOfPillar(
  plan: Plan,
  pillar: Id,
  departments: readonly Department[],
): Department[] {
  const directions = new Set(
    plan.pillars.flatMap((own) => (own.id === pillar ? own.directions.map(({ id }) => id) : [])),
  );
  const owners = new Set(
    plan.initiatives.flatMap(({ direction, owners }) =>
      directions.has(direction) ? owners.map(({ department }) => department) : [],
    ),
  );
  return departments.filter(({ id }) => owners.has(id));
}

/**
 * The first day on or after `from` on which mails go and none of these departments gets one. A department gets one
 * mail a day, and an inquiry gives way to every other.
 */
function freeSendingDay(world: World, departments: readonly Id[], from: PlainDate): PlainDate {
  const until = from.add({ days: FREE_DAY_MAX_DAYS });
  const asked = new Set(departments);
  const taken = new Set(
    planMails(world, atTokyo(from, '00:00'), atTokyo(until, '23:59')).flatMap(({ department, at }) =>
      department !== null && asked.has(department) ? [tokyoDate(at).toString()] : [],
    ),
  );
  let day = sendingDay(world.rules, world.calendar, from);
  while (taken.has(day.toString())) day = sendingDay(world.rules, world.calendar, day.add({ days: 1 }));
  return day;
}

/** The first day an inquiry started now can go: tomorrow at the earliest, so that it can be seen and called off before. */
function earliestOpening(world: World, departments: readonly Id[], at: Instant): PlainDate {
  return freeSendingDay(world, departments, tokyoDate(at).add({ days: 1 }));
}

/** An inquiry as it would stand in the rules, with the mails that would go on its first day. */
export interface InquiryPreview {
  readonly city: City;
  readonly world: World;
  readonly extra: ExtraRound;
  readonly timetable: RoundTimetable;
  readonly mails: readonly PlannedMail[];
  /** Who gets none that day, and why. */
  readonly absences: readonly Absence[];
}

export type InquiryLook =
  | { readonly outcome: 'fits'; readonly preview: InquiryPreview }
  | { readonly outcome: 'faults'; readonly faults: readonly RuleFault[] };

/** Looks at what an inquiry would do, or what keeps it from being sent. Stores nothing. */
export async function previewInquiry(
  store: Store,
  city: City,
  planId: string,
  asked: InquiryPlan,
  at: Instant,
): Promise<InquiryLook> {
  const [world, rounds] = await Promise.all([
    loadWorld(store, city, planId),
    listInquiryRounds(store, planId),
  ]);
  const faults = [
    ...checkInquiry(asked),
    ...departmentFaults(city.directory, asked),
    ...dayFaults(world, asked, at),
  ];
  const number = nextNumber(city.rules, rounds, dateOf(asked.opensOn));
  if (number > INQUIRIES_MAX)
    faults.push({
      field: 'subject',
      message: `臨時照会は、1年度に${INQUIRIES_MAX}号までです。`,
      nearest: null,
    });
  if (faults.length > 0) return { outcome: 'faults', faults };
  const { departments, opensOn, dueOn, ...inquiry } = asked;
  const round = inquiryRoundId(quarterOf(dateOf(opensOn)), number);
  const extra: ExtraRound = { round, opensOn, dueOn, departments, inquiry };
  const rules = withExtra(withoutOld(city.rules, city), extra);
  const timetable = timetableOf(round, rules, city.calendar);
  if (!timetable) throw new RangeError(`the rules hold no days for ${round}`);
  const then = { ...city, rules };
  const seen = { ...world, rules };
  const isOfRound = ({ round: own }: { round: RoundId }) => own === round;
  const mails = planMails(seen, timetable.opensAt, timetable.opensAt).filter(isOfRound);
  if (mails.length === 0)
    return {
      outcome: 'faults',
      faults: [{ field: 'departments', message: '選んだ部署のどれにもメールが届きません。', nearest: null }],
    };
  const absences = planAbsences(seen, timetable.opensAt, timetable.opensAt).filter(isOfRound);
  return { outcome: 'fits', preview: { city: then, world: seen, extra, timetable, mails, absences } };
}

function departmentFaults(directory: Directory, { departments }: InquiryPlan): RuleFault[] {
  const unknown = departments.filter((id) => !findDepartment(directory, id));
  return unknown.length === 0
    ? []
    : [{ field: 'departments', message: `「${unknown.join('、')}」という部署はありません。`, nearest: null }];
}

function dayFaults(world: World, { opensOn, dueOn, departments }: InquiryPlan, at: Instant): RuleFault[] {
  const { calendar } = world;
  const [opening, due] = [dateOf(opensOn), dateOf(dueOn)];
  const earliest = tokyoDate(at).add({ days: 1 });
  const isTooEarly = Temporal.PlainDate.compare(opening, earliest) < 0;
  const free = freeSendingDay(world, departments, isTooEarly ? earliest : opening);
  if (!free.equals(opening))
    return [
      {
        field: 'opensOn',
        message: isTooEarly
          ? 'メールを送る日は、明日以降にしてください。'
          : 'その日は、閉庁日など送らない日か、選んだ部署に別のメールを送る日です（1日1通まで）。',
        nearest: free.toString(),
      },
    ];
  const first = calendar.add(opening, ANSWER_DAYS_MIN);
  if (Temporal.PlainDate.compare(due, first) < 0)
    return [
      {
        field: 'dueOn',
        message: `回答期限が早すぎます。送る日から${ANSWER_DAYS_MIN}開庁日は空けてください。`,
        nearest: first.toString(),
      },
    ];
  const last = calendar.onOrBefore(opening.add({ days: ANSWER_MAX_DAYS }));
  if (Temporal.PlainDate.compare(last, due) < 0)
    return [{ field: 'dueOn', message: '回答期限が遠すぎます。', nearest: last.toString() }];
  const closed = calendar.closedReason(due);
  return closed === null
    ? []
    : [
        {
          field: 'dueOn',
          message: `${longDate(due)}${weekday(due)}は閉庁日（${closed}）です。`,
          nearest: calendar.onOrAfter(due).toString(),
        },
      ];
}

/** Counted through the fiscal year; one that was opened keeps its number for good. */
function nextNumber(rules: ScheduleRules, rounds: readonly Round[], opensOn: PlainDate): number {
  const year = fiscalYearOf(opensOn);
  const numbers = [...rules.extraRounds.map(({ round }) => round), ...rounds.map(({ id }) => id)].flatMap(
    (id) => {
      const { quarter, number } = parseRoundId(id);
      return number !== null && Number(quarter.slice(0, 4)) === year ? [number] : [];
    },
  );
  return Math.max(0, ...numbers) + 1;
}

/** Where the rules are full, the inquiries that were over first leave: their rounds keep the version they opened with. */
function withoutOld(rules: ScheduleRules, { calendar }: Pick<City, 'calendar'>): ScheduleRules {
  if (rules.extraRounds.length < EXTRA_ROUNDS_MAX) return rules;
  const oldest = rules.extraRounds
    .filter(({ inquiry }) => inquiry !== null)
    .toSorted((a, b) => freezesOf(a).localeCompare(freezesOf(b)))[0];
  return { ...rules, extraRounds: rules.extraRounds.filter((extra) => extra !== oldest) };

  function freezesOf({ round }: ExtraRound): string {
    return timetableOf(round, rules, calendar)?.freezesOn.toString() ?? '';
  }
}

export type StartInquiryOutcome =
  | { readonly outcome: 'started'; readonly preview: InquiryPreview }
  | { readonly outcome: 'faults'; readonly faults: readonly RuleFault[] }
  /** Not the number of mails that go on the first day: somebody is added or lost since it was looked at. */
  | { readonly outcome: 'other-count'; readonly count: number }
  /** The rules were changed meanwhile, or a change of them waits for its instant. */
  | { readonly outcome: 'conflict' };

/**
 * Puts an inquiry into the schedule rules. From there on everything is as with any round: it stands in the year to
 * come with its mails, the schedules follow, and the functions open, remind and freeze. `count` is how many mails
 * the person expects on the first day.
 */
export async function startInquiry(
  store: Store,
  city: City,
  { asked, count }: { readonly asked: InquiryPlan; readonly count: number },
  act: ExtraAct,
): Promise<StartInquiryOutcome> {
  const look = await previewInquiry(store, city, act.plan, asked, act.at);
  if (look.outcome === 'faults') return look;
  const { preview } = look;
  if (preview.mails.length !== count) return { outcome: 'other-count', count: preview.mails.length };
  const reason = `臨時照会「${asked.subject}」`;
  const outcome = await publishExtra(store, act, preview.city.rules, city.rulesVersion, reason);
  return outcome === 'committed' ? { outcome: 'started', preview } : { outcome: 'conflict' };
}

/** `planned`: nothing has gone yet. `open`: it is asked, and answers come. `closed`: no longer. */
export type InquiryState = 'planned' | 'open' | 'closed';

/** An inquiry wherever it stands. */
export interface StandingInquiry {
  readonly round: RoundId;
  readonly inquiry: Inquiry;
  readonly state: InquiryState;
  readonly opensAt: Instant;
  readonly dueAt: Instant;
  readonly freezesAt: Instant;
  readonly departments: readonly Id[];
}

/** Every inquiry that was not called off before it went, the newest first. */
export async function listInquiries(store: Store, city: City, planId: string): Promise<StandingInquiry[]> {
  const rounds = await listInquiryRounds(store, planId);
  const opened = new Map(rounds.map((round) => [round.id, round]));
  const planned = city.rules.extraRounds.filter(
    ({ round, inquiry }) => inquiry !== null && !opened.has(round),
  );
  const found = await Promise.all([
    ...planned.map(({ round }) => standingOf(city, round, null)),
    ...rounds.map(async (round) => {
      // One that was closed early stands in the rules no more, but in those it opened with.
      const known = extraRoundOf(city.rules, round.id) ? city : await loadCity(store, planId, round);
      return standingOf(known, round.id, round);
    }),
  ]);
  return found.flatMap((each) => each ?? []).sort((a, b) => Temporal.Instant.compare(b.opensAt, a.opensAt));
}

/** One inquiry; null where there is none of that name. */
export async function findInquiry(
  store: Store,
  city: City,
  planId: string,
  round: RoundId,
): Promise<StandingInquiry | null> {
  const opened = (await store.get('round', { plan: planId, id: round }))?.value ?? null;
  const known =
    opened === null || extraRoundOf(city.rules, round) ? city : await loadCity(store, planId, opened);
  return standingOf(known, round, opened);
}

function standingOf({ rules, calendar }: City, round: RoundId, opened: Round | null): StandingInquiry | null {
  const extra = extraRoundOf(rules, round);
  const timetable = timetableOf(round, rules, calendar);
  if (!extra?.inquiry || !timetable) return null;
  const { inquiry, departments } = extra;
  const { opensAt, dueAt, freezesAt } = timetable;
  const state = opened === null ? 'planned' : opened.state === 'open' ? 'open' : 'closed';
  return { round, inquiry, departments, state, opensAt, dueAt, freezesAt };
}

async function listInquiryRounds(store: Store, planId: string): Promise<Round[]> {
  const rounds = await store.list('round', { plan: planId });
  return rounds.flatMap(({ value }) => (parseRoundId(value.id).stage === 'inquiry' ? [value] : []));
}

export type EndInquiryOutcome =
  | 'ended'
  /** It went, or was closed, or was called off before. */
  | 'not-so'
  | 'conflict';

/** Calls an inquiry off before it goes (`planned`), or closes it before its time (`open`); nothing else than what was meant. */
export async function endInquiry(
  store: Store,
  city: City,
  { round, meant }: { readonly round: RoundId; readonly meant: 'planned' | 'open' },
  act: ExtraAct,
): Promise<EndInquiryOutcome> {
  const standing = await findInquiry(store, city, act.plan, round);
  if (standing?.state !== meant) return 'not-so';
  return endRound(store, city, round, act);
}

/** When an inquiry that nobody dated goes and is due: the first free day, and some business days after it. */
export function usualDays(
  world: World,
  departments: readonly Id[],
  at: Instant,
): { readonly opensOn: PlainDate; readonly dueOn: PlainDate } {
  const opensOn = earliestOpening(world, departments, at);
  return { opensOn, dueOn: world.calendar.add(opensOn, INQUIRY_ANSWER_DAYS) };
}

/** Whether a department is overdue: the due date has passed and something is still missing. */
export function isOverdue(request: Pick<UpdateRequest, 'state' | 'dueAt'>, now: Instant): boolean {
  return isOwed(request) && Temporal.Instant.compare(instantOf(request.dueAt), now) < 0;
}
