import { fiscalYearName } from '../../calendar/japanese-date.ts';
import type { MoneyFigures } from '../../progress/sum-money.ts';
import { basisLines, COUNTED_ONCE, type MoneyLine, type MoneyTable, moneyNote } from '../money-table.ts';
import { countRanks, type YearRanks } from '../year-ranks.ts';
import type { PaperCell, PaperSection, PaperTable } from './paper.ts';

const COLUMNS = ['予算額', '執行額', '効果額（計画）', '効果額（実績）'] as const;

/** 効果額と予算, single-year and cumulative, with how each effect was worked out; nothing where there is no money. */
export function moneySections(money: MoneyTable | null, by: 'pillars' | 'initiatives'): PaperSection[] {
  const total = money?.lines.find(({ level }) => level === 'plan');
  if (money === null || total === undefined) return [];
  const lines = money.lines.filter(({ level }) => level === (by === 'pillars' ? 'pillar' : 'initiative'));
  const table = (caption: string, of: (line: MoneyLine) => MoneyFigures): PaperTable => ({
    caption,
    columns: [by === 'pillars' ? '柱' : '取り組み', ...COLUMNS],
    rows: lines.map((line) => moneyRow(`${line.code} ${line.name}`, of(line))),
    total: moneyRow('計', of(total)),
  });
  const bases = basisLines(money).map((line) => `算定根拠　${line}`);
  return [
    {
      heading: `効果額と予算（${fiscalYearName(money.year)}の単年度）`,
      paragraphs: [`${moneyNote(money)}。${COUNTED_ONCE}`, ...bases],
      table: table('単年度（千円）', ({ single }) => single),
    },
    {
      heading: '効果額と予算（計画の初年度からの累計）',
      paragraphs: [],
      table: table('累計（千円）', ({ cumulative }) => cumulative),
    },
  ];
}

function moneyRow(label: string, { budget, spent, effectPlanned, effectActual }: MoneyFigures): PaperCell[] {
  return [label, budget, spent, effectPlanned, effectActual];
}

/** 年度末評価 of the year a page tells of; nothing before one was given. */
export function rankSections(ranks: YearRanks | null): PaperSection[] {
  if (ranks === null) return [];
  return [
    {
      heading: `年度末評価（${fiscalYearName(ranks.year)}）`,
      paragraphs: [`${ranks.lines.length}指標のうち、${countRanks(ranks)}です。`],
      table: {
        caption: '指標ごとの評価',
        columns: ['番号', '取り組み', '指標', '評価', '説明'],
        rows: ranks.lines.map(({ code, title, name, rank, text }) => [code, title, name, rank, text]),
        total: null,
      },
    },
  ];
}
