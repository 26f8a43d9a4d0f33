import Excel from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeBook } from '../../../shared/adapters/spreadsheet/write-book.ts';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { summariseProgressBook } from '../../../shared/report/progress-book.ts';
import { aTellingInput } from '../report/small-city.ts';

const facts = aTellingInput();
const page = summariseForHeadquarters(facts);
const book = summariseProgressBook({
  page,
  facts,
  past: [
    {
      initiative: 'tablet',
      statuses: [{ quarter: '2025Q4', status: 'on-track' }],
      actuals: [{ kpi: 'minutes', quarter: '2025Q4', department: 'jinji', value: 14.5 }],
    },
  ],
  sent: [
    {
      at: '2026-07-01T00:00:00.000Z',
      kind: '照会',
      department: 'jinji',
      recipients: 1,
      subject: '=1+1',
      state: '配達済',
      reason: '',
    },
  ],
});

/** A second library reads what the first one wrote. */
let read: Excel.Workbook;
const sheet = (name: string) => {
  const found = read.getWorksheet(name);
  if (!found) throw new Error(`no sheet ${name}`);
  return found;
};

beforeAll(async () => {
  read = new Excel.Workbook();
  const bytes = await writeBook(book);
  await read.xlsx.load(new Uint8Array(bytes).buffer);
});

describe('the workbook of a quarter', () => {
  it('has a sheet for each view of it', () => {
    const names = ['概況', '推移', '取組一覧', '指標', '履歴', '判定理由', '送信記録'];
    expect(read.worksheets.map(({ name }) => name)).toEqual(names);
  });

  it('adds up by formulas that come to the totals of the page', () => {
    const totals = sheet('概況').getRow(8);
    const cached = page.table.columns.map((_, index) => totals.getCell(index + 2).result);
    expect(cached).toEqual(page.table.total.map(({ count }) => count));
    expect(totals.getCell(3).formula).toBe('SUM(C4:C7)');
  });

  it('holds numbers, shares and dates as such, and text as text', () => {
    const kpi = sheet('指標').getRow(4);
    expect(kpi.getCell(6)).toMatchObject({ value: 12, numFmt: '#,##0.##########' });
    expect(kpi.getCell(8)).toMatchObject({ value: 1, numFmt: '0.0%' });
    const end = sheet('取組一覧').getRow(4).getCell(10);
    expect(end).toMatchObject({ value: new Date('2029-03-31T00:00:00Z'), numFmt: 'yyyy/m/d' });
    const mail = sheet('送信記録').getRow(4);
    expect(mail.getCell(1).value).toEqual(new Date('2026-07-01T09:00:00Z'));
    expect(mail.getCell(5)).toMatchObject({ value: '=1+1', type: Excel.ValueType.String });
  });

  it('has a line for every initiative, value and reason', () => {
    expect(sheet('取組一覧').rowCount).toBe(3 + page.initiatives);
    expect(sheet('履歴').rowCount).toBe(3 + 2);
    const values = sheet('履歴').getRow(5).values;
    expect(values).toContain(14.5);
    const kpis = facts.standings.flatMap(({ judgement }) => judgement.kpis).length;
    expect(sheet('指標').rowCount).toBe(3 + kpis);
  });

  it('makes room for text that wraps, and for a heading that does', async () => {
    const told = ['短い文', 'あ'.repeat(24), `一行目\n二行目\n三行目`];
    const written = await writeBook({
      title: '例',
      sheets: [
        {
          ...{ name: '例', title: '例', note: '', hasTotals: false },
          columns: [
            { title: '理由', format: 'prose', width: 30 },
            { title: '長い見出しは折り返す', format: 'count', width: 8 },
          ],
          rows: told.map((text) => [text, 1]),
        },
      ],
    });
    const book = new Excel.Workbook();
    await book.xlsx.load(new Uint8Array(written).buffer);
    const heights = [3, 4, 5, 6].map((at) => book.worksheets[0]?.getRow(at).height);
    expect(heights).toEqual([45, undefined, 30, 45]);
  });

  it('filters below a head that stays in sight, and prints on A4 with the head on every page', () => {
    for (const each of read.worksheets) {
      expect(each.autoFilter, each.name).toMatch(/^A3:[A-Z]+\d+$/);
      expect(each.views[0], each.name).toMatchObject({ state: 'frozen', ySplit: 3 });
      expect(each.pageSetup, each.name).toMatchObject({
        paperSize: 9,
        orientation: 'landscape',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: '1:3',
      });
      expect(each.headerFooter.oddFooter, each.name).toContain('&P / &N');
    }
  });

  it('is the same bytes whenever it is written', async () => {
    expect(Buffer.from(await writeBook(book)).equals(Buffer.from(await writeBook(book)))).toBe(true);
  });
});
