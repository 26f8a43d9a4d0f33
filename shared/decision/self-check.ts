import type { PlainDate } from '../calendar/time.ts';
import { Temporal } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import { type Initiative, isUnset } from '../plan/plan.ts';
import type { ReleasedDecision } from './case.ts';
import { type BudgetCalendar, dayWords, endDateFrom, sunsetLadder, sunsetStanding } from './sunset.ts';

/** What a department is asked about an end date that comes near: 自己点検 first, and once more before the day. */
export interface SunsetQuestion {
  readonly ask: 'self-check' | 'last-call';
  readonly endsOn: PlainDate;
  /** Tells the answers to this end date, and to this time of asking, from all others. */
  readonly subject: Id;
  /** What stands above the lines. */
  readonly quote: string;
}

/**
 * What a round that opens on `date` asks about an initiative's end date; null where nothing is due, or where the
 * headquarters has decided and released that it ends. Only released decisions count, for a question must not tell of
 * one that is not (decision 22).
 */
export function sunsetQuestion(
  { sunset }: Pick<Initiative, 'sunset'>,
  released: readonly Pick<ReleasedDecision, 'option' | 'until'>[],
  budget: BudgetCalendar,
  date: PlainDate,
): SunsetQuestion | null {
  if (isUnset(sunset) || released.some(({ option }) => option === 'abolish' || option === 'merge'))
    return null;
  const endsOn = endDateFrom(
    sunset,
    released.map(({ until }) => until),
  );
  const day = dayWords(endsOn);
  switch (sunsetStanding(sunsetLadder(endsOn, budget), date)) {
    case 'far':
    case 'lapsed':
      return null;
    case 'self-check':
    case 'judgement':
      return {
        ask: 'self-check',
        endsOn,
        subject: `sunset-${endsOn}-check`,
        quote: `終期は${day}です。続けるかどうかを、予算要求の前に本部が判断します。`,
      };
    case 'last-call':
      return {
        ask: 'last-call',
        endsOn,
        subject: `sunset-${endsOn}-last`,
        quote: `終期は${day}です。続けるという決定がなければ、終了します。`,
      };
  }
}

/** The lines in which a department answers about an end date, as they are kept. */
const LINES = { 'sunset-wish': 'wish', 'sunset-reason': 'reason', 'sunset-steps': 'steps' } as const;
type LineKind = keyof typeof LINES;

/** What a department said of an end date in one round. */
export interface SelfCheck {
  readonly round: string;
  readonly department: Id;
  readonly endsOn: PlainDate;
  /** 継続, 改善, 縮小, 廃止 or 統合; null where it did not choose. */
  readonly wish: string | null;
  /** 自己点検 */
  readonly reason: string | null;
  /** 終期までにすること */
  readonly steps: string | null;
}

interface Said {
  readonly round: string;
  readonly department: Id;
  readonly said: readonly { readonly kind: string; readonly subject: Id | null; readonly value: string }[];
}

const SUBJECT = /^sunset-(\d{4}-\d{2}-\d{2})-(?:check|last)$/;

const isLine = (kind: string): kind is LineKind => kind in LINES;

/** What departments said of end dates, oldest first: 自己点検票 as the headquarters sees it beside the case. */
export function readSelfChecks(statements: readonly Said[]): SelfCheck[] {
  return statements
    .flatMap(({ round, department, said }): SelfCheck[] => {
      const lines = said.flatMap(({ kind, subject, value }) => {
        const on = SUBJECT.exec(subject ?? '')?.[1];
        return isLine(kind) && on !== undefined ? [{ part: LINES[kind], on, value }] : [];
      });
      return [...Map.groupBy(lines, ({ on }) => on)].map(([on, own]) => {
        const of = (part: string) => own.find((line) => line.part === part)?.value ?? null;
        return {
          round,
          department,
          endsOn: Temporal.PlainDate.from(on),
          wish: of('wish'),
          reason: of('reason'),
          steps: of('steps'),
        };
      });
    })
    .sort((a, b) => a.round.localeCompare(b.round, 'en'));
}

/** The subjects of end dates that were answered in a quarter before the one given: they are not asked again. */
export function answeredSubjects(
  statements: readonly Said[],
  isBefore: (round: string) => boolean,
): ReadonlySet<Id> {
  return new Set(
    statements
      .filter(({ round }) => isBefore(round))
      .flatMap(({ said }) =>
        said.flatMap(({ kind, subject }) => (isLine(kind) && subject !== null ? [subject] : [])),
      ),
  );
}
