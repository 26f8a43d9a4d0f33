import type { FiscalYear } from '../calendar/fiscal.ts';
import { compareCodes } from '../plan/asked.ts';
import type { Plan } from '../plan/plan.ts';
import { numberWords } from '../progress/number-words.ts';
import { type MoneyFigures, type MoneyOfYear, type MoneySums, saysAnything } from '../progress/sum-money.ts';

/** One line of 効果額・予算: an initiative, a pillar or the whole plan, in 千円. */
export interface MoneyLine {
  readonly level: 'initiative' | 'pillar' | 'plan';
  /** 番号; of the whole plan, empty. */
  readonly code: string;
  readonly name: string;
  /** 算定根拠 of an initiative that has an effect of its own. */
  readonly basis: string | null;
  readonly single: MoneyFigures;
  readonly cumulative: MoneyFigures;
}

/** What a plan costs and brings in one fiscal year and up to it: for the command line, the workbook, the dashboard. */
export interface MoneyTable {
  readonly year: FiscalYear;
  readonly unit: '千円';
  readonly lines: readonly MoneyLine[];
}

/** The column headings beside 番号 and 取組, in the order of {@link moneyWords}. */
export const MONEY_HEADINGS = [
  '予算額',
  '執行額',
  '効果額（計画）',
  '効果額（実績）',
  '累計予算額',
  '累計執行額',
  '累計効果額（計画）',
  '累計効果額（実績）',
] as const;

/** Initiatives that say anything of money up to the year, then the pillars, then the plan as a whole. */
export function summariseMoney(plan: Plan, sums: MoneySums, year: FiscalYear): MoneyTable {
  const at = (years: readonly MoneyOfYear[] | undefined) => years?.find((line) => line.year === year);
  const line = (
    head: Pick<MoneyLine, 'level' | 'code' | 'name' | 'basis'>,
    years: readonly MoneyOfYear[] | undefined,
  ): MoneyLine[] => {
    const found = at(years);
    if (found === undefined || !saysAnything(found.cumulative)) return [];
    return [{ ...head, single: found.single, cumulative: found.cumulative }];
  };
  return {
    year,
    unit: '千円',
    lines: [
      ...plan.initiatives
        .toSorted((a, b) => compareCodes(a.code, b.code))
        .flatMap(({ id, code, title, money }) =>
          line(
            { level: 'initiative', code, name: title, basis: money?.basis ?? null },
            sums.initiatives.get(id),
          ),
        ),
      ...plan.pillars.flatMap(({ id, code, name }) =>
        line({ level: 'pillar', code, name, basis: null }, sums.pillars.get(id)),
      ),
      ...line({ level: 'plan', code: '', name: '合計', basis: null }, sums.plan),
    ],
  };
}

/** The figures of a line under {@link MONEY_HEADINGS}; null where nobody has given one. */
function moneyValues({ single, cumulative }: MoneyLine): (number | null)[] {
  const of = ({ budget, spent, effectPlanned, effectActual }: MoneyFigures) => [
    budget,
    spent,
    effectPlanned,
    effectActual,
  ];
  return [...of(single), ...of(cumulative)];
}

/** The same as words for a page or a terminal: `1,200`, and 「－」 where nobody has given a figure. */
export function moneyWords(line: MoneyLine): string[] {
  return moneyValues(line).map((value) => (value === null ? '－' : numberWords(value)));
}
