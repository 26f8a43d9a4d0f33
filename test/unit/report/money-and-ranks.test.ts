import Excel from 'exceljs';
import { describe, expect, it } from 'vitest';
import { writeBook } from '../../../shared/adapters/spreadsheet/write-book.ts';
import { sumMoney } from '../../../shared/progress/sum-money.ts';
import { renderHeadquartersHtml } from '../../../shared/report/headquarters-html.tsx';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { renderHeadquartersText } from '../../../shared/report/headquarters-text.ts';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { cellsOf, TABLE_CELLS } from '../../../shared/report/plain-text.ts';
import { summariseProgressBook } from '../../../shared/report/progress-book.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { anInput, aPlan, aStanding, aStatus, aKpi as aStatusOfKpi } from './small-city.ts';

const base = aPlan();
const kpi = {
  id: 'minutes',
  name: '手続き時間',
  unit: '分',
  kind: 'level',
  polarity: 'down',
  layer: 'outcome',
  baseline: { value: 20, at: '2025Q4' },
  targets: { 2026: 15, 2028: 10 },
  frequency: { every: 'quarter' },
} as const;
const plan = aPlan({
  initiatives: base.initiatives.map((sheet) => {
    if (sheet.id === 'tablet') return { ...sheet, kpis: [kpi] };
    if (sheet.id !== 'arrears') return sheet;
    return {
      ...sheet,
      money: {
        basis: '徴収額の増',
        years: [{ year: 2026, budget: 1200, spent: 900, effectPlanned: 1001, effectActual: -500 }],
        shares: { arrears: 0.5, booking: 0.5 },
      },
    };
  }),
});
const input = anInput({
  plan,
  money: sumMoney(plan, new Map()),
  closedYear: {
    year: 2025,
    ranks: new Map([
      ['minutes', { rank: 'B', text: '年度末評価B（相当程度進展あり）：計画比90％、達成率40％' }],
    ]),
  },
  endings: [
    { initiative: 'contest', kind: 'abolished', on: '2026-08-20', reason: '役割を終えた（本部、会議録3）' },
    { initiative: 'outsourcing', kind: 'lapsed', on: '2026-03-31', reason: '続けるという決定がない。' },
  ],
});
const page = summariseForHeadquarters(input);

describe('year-end ranks, money and endings on the headquarters’ page', () => {
  it('count every effect once: initiatives add up to pillars, pillars to the plan', () => {
    const sum = (level: string, of: 'single' | 'cumulative') =>
      (page.annex.money?.lines ?? [])
        .filter((line) => line.level === level)
        .reduce((total, line) => total + (line[of].effectPlanned ?? 0), 0);
    for (const of of ['single', 'cumulative'] as const)
      expect([sum('initiative', of), sum('pillar', of), sum('plan', of)]).toEqual([1001, 1001, 1001]);
  });

  it('say the same as text and as HTML, within the width of a table', () => {
    const text = renderHeadquartersText(page);
    const html = renderHeadquartersHtml(page);
    expect(text.split('\n').filter((line) => cellsOf(line) > TABLE_CELLS)).toEqual([]);
    const flat = text.replace(/\s/g, '');
    for (const words of [
      '年度末評価（令和7年度）',
      '計画比90％',
      '徴収額の増',
      '積極的廃止',
      '期間満了（更新なし）',
      '令和8年3月末',
    ]) {
      expect(flat).toContain(words);
      expect(html).toContain(words);
    }
    expect(text).toMatch(/合計\s+1,200\s+900\s+1,001\s+-500/);
  });

  it('are read from a page stored before there were any', () => {
    const { yearRanks: _r, money: _m, endings: _e, ...older } = page.annex;
    const read = HeadquartersPage.parse({ ...page, annex: older });
    expect(read.annex).toMatchObject({ yearRanks: null, money: null, endings: [] });
  });

  it('are in a fourth quarter those just given, and not those of the year before', () => {
    const judgement = aStatus('on-track', {
      kpis: [{ ...aStatusOfKpi({ kpi: 'minutes' }), yearRank: { rank: 'S', text: '年度末評価S' } }],
    });
    const fourth = summariseForHeadquarters({
      ...input,
      round: { ...input.round, id: RoundId.parse('2026Q4') },
      standings: input.standings.map((one) =>
        one.initiative === 'tablet' ? aStanding({ initiative: 'tablet', judgement }) : one,
      ),
    });
    expect(fourth.annex.yearRanks).toMatchObject({ year: 2026, lines: [{ kpi: 'minutes', rank: 'S' }] });
  });

  it('have their own sheets in the workbook, money as numbers and nothing added up twice', async () => {
    const book = summariseProgressBook({ page, facts: input, past: [], sent: [] });
    const read = new Excel.Workbook();
    await read.xlsx.load(new Uint8Array(await writeBook(book)).buffer);
    const names = read.worksheets.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['年度末評価', '効果額', '終わった取組']));
    const sheet = read.getWorksheet('効果額');
    const rows = sheet?.getRows(4, 5)?.map((row) => [row.getCell(1).value, row.getCell(7).value]);
    expect(rows).toEqual([
      ['取組', -250],
      ['取組', -250],
      ['柱', -250],
      ['柱', -250],
      ['計画', -500],
    ]);
    expect(sheet?.getRow(4).getCell(7).numFmt).toBe('#,##0;△#,##0');
    expect(sheet?.rowCount).toBe(8);
  });
});
