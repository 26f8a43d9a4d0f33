import { fiscalYearName } from '../calendar/japanese-date.ts';
import type { MoneyFigures } from '../progress/sum-money.ts';
import type { Annex } from './headquarters-view.ts';
import {
  COUNTED_ONCE,
  figureWords,
  type MoneyLine,
  type MoneyTable,
  moneyNote,
  UNKNOWN_FIGURE,
} from './money-table.ts';
import { countRanks } from './year-ranks.ts';

/** A table of figures: the first column names its rows. */
interface AnnexTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of 別紙 that stands there only where it has something to tell, already in words for text and HTML alike. */
export interface AnnexPart {
  readonly heading: string;
  readonly notes: readonly string[];
  readonly tables: readonly AnnexTable[];
  readonly lines: readonly { readonly label: string; readonly text: string }[];
}

/** The parts that always have their number stand before these; the page itself points to some of them. */
export const ANNEX_FIXED = 5;

/** 年度末評価, 効果額と予算, 終わった取組. */
export function listAnnexParts({ yearRanks, money, endings }: Annex): AnnexPart[] {
  return [
    ...(yearRanks === null ? [] : [ranksPart(yearRanks)]),
    ...(money === null ? [] : [moneyPart(money)]),
    ...(endings.length === 0 ? [] : [endingsPart(endings)]),
  ];
}

function ranksPart(ranks: NonNullable<Annex['yearRanks']>): AnnexPart {
  return {
    heading: `年度末評価（${fiscalYearName(ranks.year)}）`,
    notes: [`${ranks.lines.length}指標のうち、${countRanks(ranks)}です。`],
    tables: [],
    lines: ranks.lines.map(({ code, name, text }) => ({ label: `${code} ${name}`, text })),
  };
}

const FIGURE_TITLES = ['予算額', '執行額', '効果額（計画）', '効果額（実績）'];

function moneyPart(money: MoneyTable): AnnexPart {
  const sums = money.lines.filter(({ level }) => level !== 'initiative');
  const table = (caption: string, of: (line: MoneyLine) => MoneyFigures): AnnexTable => ({
    caption,
    columns: ['', ...FIGURE_TITLES],
    rows: sums.map((line) => [line.name, ...figureWords(of(line))]),
  });
  return {
    heading: '効果額と予算',
    notes: [`${moneyNote(money)}。${COUNTED_ONCE}`],
    tables: [table('単年度', ({ single }) => single), table('累計', ({ cumulative }) => cumulative)],
    lines: money.lines
      .filter(({ level }) => level === 'initiative')
      .map((line) => ({ label: `${line.code} ${line.name}`, text: effectWords(line) })),
  };
}

const told = (name: string, figure: string | undefined) =>
  figure === undefined || figure === UNKNOWN_FIGURE ? `${name}は未記入` : `${name}${figure}`;

/** `効果額 計画40,000、実績－（累計 計画160,000、実績123,200）。予算額1,200、執行額900。算定根拠：…` */
function effectWords({ single, cumulative, basis }: MoneyLine): string {
  const [budget, spent, planned, actual] = figureWords(single);
  const [, , plannedSum, actualSum] = figureWords(cumulative);
  const hasEffect = cumulative.effectPlanned !== null || cumulative.effectActual !== null;
  const hasBudget = single.budget !== null || single.spent !== null;
  return [
    ...(hasEffect
      ? [
          `効果額 ${told('計画', planned)}、${told('実績', actual)}（累計 ${told('計画', plannedSum)}、${told('実績', actualSum)}）。`,
        ]
      : []),
    ...(hasBudget ? [`${told('予算額', budget)}、${told('執行額', spent)}。`] : []),
    ...(basis === null ? [] : [`算定根拠：${basis}`]),
  ].join('');
}

function endingsPart(endings: Annex['endings']): AnnexPart {
  return {
    heading: '終わった取組（積極的廃止・統合・期間満了）',
    notes: [],
    tables: [],
    lines: endings.map(({ code, title, how, when, reason }) => ({
      label: `${code} ${title}`,
      text: `${how}、${when}。${reason}`,
    })),
  };
}
