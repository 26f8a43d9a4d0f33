import { fiscalYearName } from '../../../../../shared/calendar/japanese-date.ts';
import type { MoneyFigures, MoneyOfYear } from '../../../../../shared/progress/sum-money.ts';
import type { Overview } from '../../../../../shared/report/dashboard/overview.ts';
import {
  basisLines,
  COUNTED_ONCE,
  figureWords,
  type MoneyLine,
  moneyNote,
} from '../../../../../shared/report/money-table.ts';
import { countRanks } from '../../../../../shared/report/year-ranks.ts';
import { RowTable } from '../../look/parts.tsx';

const FIGURES = ['予算額', '執行額', '効果額（計画）', '効果額（実績）'] as const;

/** 効果額と予算 of the whole plan: of the year alone, and from the plan's first year on. */
export function MoneySection({ overview: { money } }: { overview: Overview }) {
  if (money === null || money.lines.length === 0) return null;
  const sums = money.lines.filter(({ level }) => level !== 'initiative');
  const own = money.lines.filter(({ level }) => level === 'initiative');
  const rows = (lines: readonly MoneyLine[], of: (line: MoneyLine) => MoneyFigures) =>
    lines.map((line) => ({ cells: [`${line.code} ${line.name}`.trim(), ...figureWords(of(line))] }));
  const bases = basisLines(money);
  return (
    <section aria-labelledby="money">
      <h2 id="money">効果額と予算</h2>
      <p>{`${moneyNote(money)}。${COUNTED_ONCE}`}</p>
      <RowTable
        caption="柱ごとの金額（単年度）"
        columns={['柱', ...FIGURES]}
        rows={rows(sums, ({ single }) => single)}
      />
      <RowTable
        caption="柱ごとの金額（累計）"
        columns={['柱', ...FIGURES]}
        rows={rows(sums, ({ cumulative }) => cumulative)}
      />
      <details>
        <summary>取組ごとの金額と算定根拠を見る</summary>
        <RowTable
          caption="取組ごとの金額（単年度）"
          columns={['取組', ...FIGURES]}
          rows={rows(own, ({ single }) => single)}
        />
        <RowTable
          caption="取組ごとの金額（累計）"
          columns={['取組', ...FIGURES]}
          rows={rows(own, ({ cumulative }) => cumulative)}
        />
        {bases.length > 0 && <h3>効果額の算定根拠</h3>}
        <ul>
          {bases.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** 年度末評価: how many of each rank, and all of them behind it. */
export function RankSection({ overview: { yearRanks } }: { overview: Overview }) {
  if (yearRanks === null) return null;
  return (
    <section aria-labelledby="ranks">
      <h2 id="ranks">{`年度末評価（${fiscalYearName(yearRanks.year)}）`}</h2>
      <p>{`${yearRanks.lines.length}指標のうち、${countRanks(yearRanks)}です。`}</p>
      <details>
        <summary>指標ごとの評価を見る</summary>
        <RowTable
          caption="指標ごとの年度末評価"
          columns={['取組', '指標', '評価', '説明']}
          rows={yearRanks.lines.map(({ code, title, name, rank, text }) => ({
            cells: [`${code} ${title}`, name, rank, text],
          }))}
        />
      </details>
    </section>
  );
}

/** 終わった取組: what was stopped by a decision, and apart from it what ran out. */
export function EndingSection({ overview: { endings } }: { overview: Overview }) {
  if (endings.length === 0) return null;
  return (
    <section aria-labelledby="endings">
      <h2 id="endings">終わった取組</h2>
      <RowTable
        caption={`${endings.length}件`}
        columns={['取組', '終わり方', '時期', '理由']}
        rows={endings.map(({ code, title, how, when, reason }) => ({
          cells: [`${code} ${title}`, how, when, reason],
        }))}
      />
    </section>
  );
}

/** 効果額と予算 of one initiative, year by year: its own part of every effect. */
export function SheetMoney({ years, basis }: { years: readonly MoneyOfYear[]; basis: string | null }) {
  if (years.length === 0) return null;
  return (
    <section aria-labelledby="money">
      <h2 id="money">効果額と予算</h2>
      <RowTable
        caption="年度ごとの金額（千円）"
        columns={['年度', ...FIGURES, '累計効果額（計画）', '累計効果額（実績）']}
        rows={years.map(({ year, single, cumulative }) => ({
          cells: [fiscalYearName(year), ...figureWords(single), ...figureWords(cumulative).slice(2)],
        }))}
      />
      {basis !== null && <p>{`算定根拠：${basis}`}</p>}
    </section>
  );
}
