import {
  type FiscalYear,
  fiscalYearOf,
  type QuarterId,
  quarterId,
  quarterIndex,
} from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import type { PlainDate } from '../calendar/time.ts';
import { compareCodes } from './asked.ts';
import { lastClosedYear } from './closed-years.ts';
import type { Id } from './ids.ts';
import { type Initiative, isUnset, type Kpi, type Milestone, type Plan, targetValue } from './plan.ts';

/**
 * What becomes of a milestone of the year that closes, or of one before it: done; carried into the next year; ended
 * with its initiative; or left to the next plan, where this one ends with the year.
 */
export type Disposition = 'done' | 'carried' | 'ended' | 'left';

export interface MilestoneLine {
  readonly initiative: Id;
  readonly code: string;
  readonly title: string;
  readonly milestone: Milestone;
  /** The date it was first due, however often it was put off since. */
  readonly original: QuarterId;
  /** How often it was put off. Being carried is no postponement: it goes on being late. */
  readonly slips: number;
  readonly becomes: Disposition;
}

export interface TargetLine {
  readonly initiative: Id;
  readonly code: string;
  readonly title: string;
  readonly kpi: Id;
  readonly name: string;
  readonly unit: string;
  /** The target of the year that closes; null where there was none. */
  readonly was: number | null;
  /** The next year's; null where it is missing. */
  readonly target: number | null;
  /** 設定期限, where the plan marks it 未設定. */
  readonly by: string | null;
}

/** One initiative that goes on, with what it plans for the next year. */
export interface NextYear {
  readonly initiative: Id;
  readonly code: string;
  readonly title: string;
  readonly milestones: readonly Milestone[];
}

/** 年度更新: everything that closing a fiscal year and beginning the next means for a plan. */
export interface YearRoll {
  readonly closing: FiscalYear;
  readonly to: FiscalYear;
  /** Whether the year was closed before: then nothing is left to do. */
  readonly isDone: boolean;
  /** Whether the plan ends with the year that closes: what is open goes to the next plan (承継). */
  readonly isLast: boolean;
  readonly milestones: readonly MilestoneLine[];
  readonly targets: readonly TargetLine[];
  readonly next: readonly NextYear[];
}

/**
 * Says what rolling a plan over to the fiscal year `to` means. `done` are the milestones reported done; every other one
 * of the years that close is carried, ended or left, so that none is lost.
 */
export function planYearRoll(plan: Plan, to: FiscalYear, done: ReadonlySet<Id>): YearRoll {
  const closing = to - 1;
  const last = lastClosedYear(plan);
  const isLast = closing >= plan.period.to;
  const initiatives = plan.initiatives.toSorted((a, b) => compareCodes(a.code, b.code));
  const going = isLast ? [] : initiatives.filter((initiative) => goesOn(initiative, to));
  return {
    closing,
    to,
    isLast,
    isDone: last !== null && last >= closing,
    milestones: initiatives.flatMap((initiative) =>
      initiative.milestones
        .filter(({ fiscalYear }) => fiscalYear <= closing)
        .map((milestone) => milestoneLine(initiative, milestone, { to, isLast, done })),
    ),
    targets: going.flatMap((initiative) =>
      initiative.kpis.filter((kpi) => needsTarget(kpi, to)).map((kpi) => targetLine(initiative, kpi, to)),
    ),
    next: going.map((initiative) => ({
      ...nameOf(initiative),
      milestones: initiative.milestones.filter(({ fiscalYear }) => fiscalYear === to),
    })),
  };
}

const nameOf = ({ id, code, title }: Initiative) => ({ initiative: id, code, title });

/** An initiative lapses on its 終期; where it is the year's last day or before, the next year asks nothing of it. */
function goesOn({ sunset }: Initiative, to: FiscalYear): boolean {
  return isUnset(sunset) || sunset >= `${to}-04-01`;
}

function milestoneLine(
  initiative: Initiative,
  milestone: Milestone,
  { to, isLast, done }: { to: FiscalYear; isLast: boolean; done: ReadonlySet<Id> },
): MilestoneLine {
  const open = (): Disposition => {
    if (!goesOn(initiative, to)) return 'ended';
    return isLast ? 'left' : 'carried';
  };
  return {
    ...nameOf(initiative),
    milestone,
    ...originalDue(milestone),
    becomes: done.has(milestone.id) ? 'done' : open(),
  };
}

/** The date a milestone was first due, and how often it was put off since. */
export function originalDue({ due, slips = [] }: Pick<Milestone, 'due' | 'slips'>): {
  readonly original: QuarterId;
  readonly slips: number;
} {
  return { original: slips[0]?.from ?? due, slips: slips.length };
}

/** One kept inside a range, repeated from another sheet, or ended before the year, needs no target of the year. */
function needsTarget({ polarity, range, sharedFrom, since, until }: Kpi, to: FiscalYear): boolean {
  const [first, last] = [
    quarterId({ fiscalYear: to, quarter: 1 }),
    quarterId({ fiscalYear: to, quarter: 4 }),
  ];
  return (
    sharedFrom === undefined &&
    !(polarity === 'keep' && range !== undefined) &&
    (until === undefined || quarterIndex(until) >= quarterIndex(first)) &&
    (since === undefined || quarterIndex(since) <= quarterIndex(last))
  );
}

function targetLine(initiative: Initiative, kpi: Kpi, to: FiscalYear): TargetLine {
  const next = kpi.targets[to];
  return {
    ...nameOf(initiative),
    kpi: kpi.id,
    name: kpi.name,
    unit: kpi.unit,
    was: targetValue(kpi.targets[to - 1]),
    target: targetValue(next),
    by: isUnset(next) ? next.by : null,
  };
}

/** Targets set with the roll, by KPI. A KPI that already has one is left alone: that is a revision of the plan. */
export type NewTargets = ReadonlyMap<Id, number>;

/** The plan with the year closed, what is undone carried on, and the missing targets that were given set. */
export function rollYear(plan: Plan, roll: YearRoll, targets: NewTargets, on: PlainDate): Plan {
  if (roll.isDone) return plan;
  const carried = new Set(
    roll.milestones.flatMap(({ becomes, milestone }) => (becomes === 'carried' ? [milestone.id] : [])),
  );
  const missing = new Set(roll.targets.flatMap(({ kpi, target }) => (target === null ? [kpi] : [])));
  return {
    ...plan,
    initiatives: plan.initiatives.map((initiative) => ({
      ...initiative,
      kpis: initiative.kpis.map((kpi) => {
        const target = missing.has(kpi.id) ? targets.get(kpi.id) : undefined;
        return target === undefined ? kpi : { ...kpi, targets: { ...kpi.targets, [roll.to]: target } };
      }),
      milestones: initiative.milestones.map((milestone) =>
        carried.has(milestone.id) ? { ...milestone, carriedInto: roll.to } : milestone,
      ),
    })),
    closed: [...(plan.closed ?? []), { year: roll.closing, on: on.toString() }],
  };
}

/** One line of 確認: what stands now and what will stand. */
export interface RollChange {
  readonly subject: string;
  readonly was: string;
  readonly now: string;
}

/** Exactly what the roll changes in the plan, line by line. Empty where it is done. */
export function describeRoll(roll: YearRoll, targets: NewTargets): RollChange[] {
  if (roll.isDone) return [];
  return [
    {
      subject: fiscalYearName(roll.closing),
      was: '計画の編集で変えられる',
      now: '締める（目標と予定は変えられず、締切後の回答と判定は訂正だけ）',
    },
    ...roll.milestones.flatMap(({ becomes, code, milestone }) =>
      becomes === 'carried'
        ? [
            {
              subject: `${code} 予定「${milestone.text}」`,
              was: `${fiscalYearName(milestone.carriedInto ?? milestone.fiscalYear)}に照会`,
              now: `${fiscalYearName(roll.to)}も照会（期限は変えない）`,
            },
          ]
        : [],
    ),
    ...roll.targets.flatMap(({ kpi, target, code, name, unit, by }) => {
      const given = target === null ? targets.get(kpi) : undefined;
      return given === undefined
        ? []
        : [
            {
              subject: `${code} 指標「${name}」の${fiscalYearName(roll.to)}の目標`,
              was: by === null ? '未設定' : `未設定（設定期限 ${by}）`,
              now: `${given}${unit}`,
            },
          ];
    }),
  ];
}

/** Why a plan cannot be rolled over to a year that its period has nothing to do with; null where it can. */
export function whyNotRolled({ period }: Plan, { closing }: YearRoll): string | null {
  if (period.from <= closing && closing <= period.to) return null;
  return `${fiscalYearName(closing)}は計画期間（${fiscalYearName(period.from)}から${fiscalYearName(period.to)}まで）の外なので、締められません。`;
}

/** The fiscal year to roll over to: the one that has begun, until the year before it is closed; then the next. */
export function nextRollTo(plan: Plan, today: PlainDate): FiscalYear {
  const year = fiscalYearOf(today);
  const last = lastClosedYear(plan);
  const isOpen = year - 1 >= plan.period.from && (last === null || last < year - 1);
  return isOpen ? year : year + 1;
}
