import {
  type FiscalYear,
  parseQuarter,
  type QuarterId,
  quarterId,
  quarterIndex,
} from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import type { Money } from '../plan/money.ts';
import type { Kpi } from '../plan/plan.ts';
import { measureWords, numberWords } from './number-words.ts';

/** A year's spending beside what it brought. */
interface YearCost {
  readonly year: FiscalYear;
  /** 千円 */
  readonly spent: number;
  readonly count: number;
}

export interface CostRun {
  /** The years running whose cost lies above the limit, newest first. */
  readonly years: readonly FiscalYear[];
  /** `令和7年度：執行額5,730千円で4件、上限は1件当たり1,000千円` */
  readonly text: string;
}

/**
 * The years running, up to the last one known, in which an initiative spent more for each unit than the KPI allows.
 * A year is known once its spending is entered and its fourth quarter's value is there; what lies more than a year back
 * when `quarter` is judged is no news. Null where there is no such run. The limit is compared without dividing, so that
 * spending which brought nothing is above any.
 */
export function findCostRun(
  { unitCostMax, unit }: Pick<Kpi, 'unitCostMax' | 'unit'>,
  money: Money | undefined,
  values: Readonly<Record<string, number | null>>,
  quarter: QuarterId,
): CostRun | null {
  if (unitCostMax === undefined) return null;
  const known = yearsKnown(money, values, quarter);
  const [newest] = known;
  if (newest === undefined || newest.year < parseQuarter(quarter).fiscalYear - 1) return null;
  const isOver = ({ spent, count }: YearCost) => spent > unitCostMax * count;
  const end = known.findIndex((cost, index) => cost.year !== newest.year - index || !isOver(cost));
  const run = end === -1 ? known : known.slice(0, end);
  if (run.length === 0) return null;
  return {
    years: run.map(({ year }) => year),
    text: `${fiscalYearName(newest.year)}：執行額${numberWords(newest.spent)}千円で${measureWords(newest.count, unit)}、上限は1${unit}当たり${numberWords(unitCostMax)}千円`,
  };
}

/** Newest first. */
function yearsKnown(
  money: Money | undefined,
  values: Readonly<Record<string, number | null>>,
  quarter: QuarterId,
): YearCost[] {
  return (money?.years ?? [])
    .flatMap(({ year, spent }): YearCost[] => {
      const last = quarterId({ fiscalYear: year, quarter: 4 });
      const count = quarterIndex(last) <= quarterIndex(quarter) ? (values[last] ?? null) : null;
      return spent === undefined || count === null ? [] : [{ year, spent, count }];
    })
    .sort((a, b) => b.year - a.year);
}
