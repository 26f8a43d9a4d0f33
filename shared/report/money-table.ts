import * as z from 'zod';
import { FiscalYear } from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import { compareCodes } from '../plan/asked.ts';
import type { Plan } from '../plan/plan.ts';
import { numberWords } from '../progress/number-words.ts';
import { type MoneyFigures, type MoneyOfYear, type MoneySums, saysAnything } from '../progress/sum-money.ts';

const Figures = z.strictObject({
  budget: z.number().nullable(),
  spent: z.number().nullable(),
  effectPlanned: z.number().nullable(),
  effectActual: z.number().nullable(),
}) satisfies z.ZodType<MoneyFigures>;

const MoneyLine = z.strictObject({
  level: z.enum(['initiative', 'pillar', 'plan']),
  /** 番号; of the whole plan, empty. */
  code: z.string(),
  name: z.string(),
  /** 算定根拠 of an initiative that has an effect of its own. */
  basis: z.string().nullable(),
  single: Figures,
  cumulative: Figures,
});
/** One line of 効果額・予算: an initiative, a pillar or the whole plan, in 千円. */
export type MoneyLine = z.infer<typeof MoneyLine>;

/**
 * What a plan costs and brings in one fiscal year and up to it: for the command line, the workbook, the pages. The lines
 * of initiatives add up to those of pillars, and these to the plan's: only one kind may be summed.
 */
export const MoneyTable = z.strictObject({
  year: FiscalYear,
  unit: z.literal('千円'),
  lines: z.array(MoneyLine),
});
export type MoneyTable = z.infer<typeof MoneyTable>;

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
export function moneyValues({ single, cumulative }: MoneyLine): (number | null)[] {
  return [...figuresInOrder(single), ...figuresInOrder(cumulative)];
}

function figuresInOrder({ budget, spent, effectPlanned, effectActual }: MoneyFigures): (number | null)[] {
  return [budget, spent, effectPlanned, effectActual];
}

/** The same as words for a page or a terminal: `1,200`, and 「－」 where nobody has given a figure. */
export function moneyWords({ single, cumulative }: MoneyLine): string[] {
  return [...figureWords(single), ...figureWords(cumulative)];
}

/** Said where nobody has given a figure, which is not the same as zero. */
export const UNKNOWN_FIGURE = '－';

/** 予算額, 執行額, 効果額（計画） and 効果額（実績） in words. */
export function figureWords(figures: MoneyFigures): string[] {
  return figuresInOrder(figures).map((value) => (value === null ? UNKNOWN_FIGURE : numberWords(value)));
}

/** `令和8年度、単位は千円。累計は計画の初年度から` */
export function moneyNote({ year, unit }: Pick<MoneyTable, 'year' | 'unit'>): string {
  return `${fiscalYearName(year)}、単位は${unit}。累計は計画の初年度から`;
}

/** How an effect is kept from being counted twice, in a sentence for whoever adds the lines up. */
export const COUNTED_ONCE = '複数の取組にまたがる効果額は取組の間で分け、一度だけ数えています。';

/** `3-2-1 …：廃止した事業の…`: how each effect was worked out. */
export function basisLines({ lines }: Pick<MoneyTable, 'lines'>): string[] {
  return lines.flatMap(({ code, name, basis }) => (basis === null ? [] : [`${code} ${name}：${basis}`]));
}
