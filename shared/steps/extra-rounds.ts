import { addQuarters, quarterOf } from '../calendar/fiscal.ts';
import { type Instant, isoUtc, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { CommitOutcome, Store } from '../ports.ts';
import { parseRoundId, type RoundId, roundId, trialRoundId } from '../round/round.ts';
import { EXTRA_RHYTHM, type ExtraRound, extraRoundOf, type ScheduleRules } from '../schedule/rules.ts';
import { sendingDay } from '../schedule/sending-days.ts';
import { type RoundTimetable, timetableOf } from '../schedule/timetable.ts';
import { pendingActivation } from './activate-rules.ts';
import type { City } from './load-city.ts';
import { publishVersion } from './publish-version.ts';

/** So many business days a department has to answer, where no due date was chosen. */
const ANSWER_DAYS = 5;

/** Who starts or ends a round outside the rhythm, and by which act. */
export interface ExtraAct {
  readonly city: string;
  readonly plan: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

export type ExtraKind = 'registration' | 'trial';

/** The round of a kind that is started at an instant: round zero looks at the year, practice asks for the quarter that ended last. */
export function extraRoundIdAt(kind: ExtraKind, at: Instant): RoundId {
  const quarter = quarterOf(tokyoDate(at));
  return kind === 'trial' ? trialRoundId(addQuarters(quarter, -1)) : roundId(quarter, 'registration');
}

export const isOfKind = (kind: ExtraKind, id: RoundId): boolean => {
  const { stage, isTrial } = parseRoundId(id);
  return kind === 'trial' ? isTrial : stage === 'registration';
};

/** The round of a kind that stands in the rules, planned or running; null once it has frozen or was called off. */
export function standingExtra(
  kind: ExtraKind,
  { rules, calendar }: Pick<City, 'rules' | 'calendar'>,
  at: Instant,
): { readonly extra: ExtraRound; readonly timetable: RoundTimetable } | null {
  for (const extra of rules.extraRounds) {
    const timetable = isOfKind(kind, extra.round) ? timetableOf(extra.round, rules, calendar) : null;
    if (timetable && Temporal.Instant.compare(at, timetable.freezesAt) < 0) return { extra, timetable };
  }
  return null;
}

/** The days a round started now would run on: it opens on the next day mails go, so that it can be seen before it does. */
export function extraDays(
  { rules, calendar }: Pick<City, 'rules' | 'calendar'>,
  at: Instant,
): { readonly opensOn: PlainDate; readonly dueOn: PlainDate } {
  let opensOn = sendingDay(rules, calendar, tokyoDate(at).add({ days: 1 }));
  // A department gets one mail a day, and the second round of a day would go without its request.
  while (rules.extraRounds.some((extra) => extra.opensOn === opensOn.toString()))
    opensOn = sendingDay(rules, calendar, opensOn.add({ days: 1 }));
  return { opensOn, dueOn: calendar.add(opensOn, ANSWER_DAYS) };
}

/** The rules as they would be with such a round started at an instant, in the first quarter that has none. */
export function asIfStarted(
  kind: ExtraKind,
  city: Pick<City, 'rules' | 'calendar'>,
  at: Instant,
): ScheduleRules {
  const { opensOn, dueOn } = extraDays(city, at);
  let id = extraRoundIdAt(kind, at);
  while (extraRoundOf(city.rules, id)) {
    const next = addQuarters(parseRoundId(id).quarter, 1);
    id = kind === 'trial' ? trialRoundId(next) : roundId(next, 'registration');
  }
  return withExtra(city.rules, {
    round: id,
    opensOn: opensOn.toString(),
    dueOn: dueOn.toString(),
    departments: [],
    inquiry: null,
  });
}

export type StartExtraOutcome =
  | { readonly outcome: 'started'; readonly timetable: RoundTimetable }
  /** Such a round stands, or one of this very quarter was held. */
  | { readonly outcome: 'already' }
  /** The due date lies too near: the nearest that can stand. */
  | { readonly outcome: 'due-too-early'; readonly nearest: PlainDate }
  /** The rules were changed meanwhile, or a change of them waits for its instant. */
  | { readonly outcome: 'conflict' };

/**
 * Puts a round outside the rhythm into the schedule rules. From there on everything is as with any round: it stands
 * in the year to come with its mails, the schedules follow, and the functions open, remind and freeze.
 */
export async function startExtraRound(
  store: Store,
  city: City,
  { kind, departments, dueOn }: { kind: ExtraKind; departments: readonly Id[]; dueOn: PlainDate | null },
  act: ExtraAct,
): Promise<StartExtraOutcome> {
  const { rules, rulesVersion, calendar } = city;
  const round = extraRoundIdAt(kind, act.at);
  const held = await store.get('round', { plan: act.plan, id: round });
  if (held || extraRoundOf(rules, round) || standingExtra(kind, city, act.at)) return { outcome: 'already' };
  const days = extraDays(city, act.at);
  const nearest = calendar.next(days.opensOn);
  if (dueOn !== null && Temporal.PlainDate.compare(dueOn, nearest) < 0)
    return { outcome: 'due-too-early', nearest };
  const extra: ExtraRound = {
    round,
    opensOn: days.opensOn.toString(),
    dueOn: (dueOn ?? days.dueOn).toString(),
    departments: [...departments],
    inquiry: null,
  };
  const next = withExtra(rules, extra);
  const timetable = timetableOf(round, next, calendar);
  if (!timetable) throw new RangeError(`round ${round} is no extra round`);
  const outcome = await publishExtra(store, act, next, rulesVersion);
  return outcome === 'committed' ? { outcome: 'started', timetable } : { outcome: 'conflict' };
}

export type EndExtraOutcome = 'ended' | 'none' | 'conflict';

/**
 * Ends a round outside the rhythm before its time: what is open freezes as it stands, what is still to come never
 * goes. Killed between the two, it is ended by being ended again.
 */
export async function endExtraRound(
  store: Store,
  city: City,
  kind: ExtraKind,
  act: ExtraAct,
): Promise<EndExtraOutcome> {
  const standing = standingExtra(kind, city, act.at);
  return standing ? endRound(store, city, standing.extra.round, act) : 'none';
}

/** The rules with one more round outside the rhythm. */
export const withExtra = (rules: ScheduleRules, extra: ExtraRound): ScheduleRules => ({
  ...rules,
  extraRounds: [...rules.extraRounds, extra],
});

/** Freezes a round outside the rhythm where it is open, and takes it out of the rules. */
export async function endRound(
  store: Store,
  city: City,
  round: RoundId,
  act: ExtraAct,
): Promise<'ended' | 'conflict'> {
  const opened = await store.get('round', { plan: act.plan, id: round });
  if (opened?.value.state === 'open') {
    const outcome = await store.commit({
      writes: [{ kind: 'round', value: { ...opened.value, state: 'frozen' }, expected: opened.revision }],
      audit: [
        {
          at: isoUtc(act.at),
          cause: act.cause,
          actor: act.by,
          what: 'round.frozen',
          subject: round,
          before: 'open',
          after: 'ended by hand',
        },
      ],
      events: [],
    });
    if (outcome === 'conflict') return 'conflict';
  }
  const rules = {
    ...city.rules,
    extraRounds: city.rules.extraRounds.filter((extra) => extra.round !== round),
  };
  const outcome = await publishExtra(store, act, rules, city.rulesVersion);
  return outcome === 'committed' ? 'ended' : 'conflict';
}

/** A version of the rules that somebody has activated and that waits would be overtaken by this one: it goes first. */
export async function publishExtra(
  store: Store,
  act: ExtraAct,
  rules: ScheduleRules,
  basedOn: number,
  reason: string | null = null,
): Promise<CommitOutcome> {
  if (await pendingActivation(store, act.plan)) return 'conflict';
  return publishVersion(store, {
    ...act,
    kind: 'rules',
    id: act.plan,
    document: rules,
    basedOn,
    reason,
  });
}

/** How often an extra round writes to a department at most: the request and its reminders. */
export const EXTRA_MAILS_MAX = 1 + EXTRA_RHYTHM.ladder.length;
