import { describe, expect, it } from 'vitest';
import { readPlanWorkbook } from '../../../shared/plan/read-workbook.ts';
import type { Cell, CellValue, Sheet } from '../../../shared/plan/workbook.ts';
import { aPlan, aSheet, faultsOf, known, notesOf, planOf } from './builders.ts';

type Rows = (CellValue | Cell)[][];
const wide = (value: CellValue, columns: number, rows = 1): Cell => ({ value, merged: { rows, columns } });
const covered: Cell = { value: null, merged: 'covered' };

const read = (...sheets: Sheet[]) => readPlanWorkbook({ sheets }, known());
const readRows = (rows: Rows, name = '2-1-1') => read(aSheet(name, rows));
const firstOf = (rows: Rows) => {
  const [initiative] = planOf(readRows(rows)).initiatives;
  if (!initiative) throw new Error('expected an initiative');
  return initiative;
};

/** The worked example of the founding document, side by side as it is printed there. */
const FOUNDING: Rows = [
  ['Ⅱ．プラン'],
  [wide('現場に持ち出せるタブレット端末の配備', 7), covered, covered, covered, covered, covered, covered],
  ['取り組みの概要', null, null, '年度別取り組み'],
  ['1.取組方針', '端末を配備し、\n現地に持ち出す。', null, '項目/年度', 'R6(2024)', 'R7(2025)', 'R8(2026)'],
  [
    '2.所管部署',
    '土木管理課',
    null,
    '対象業務の\n選定',
    '対象業務\nの選定\n（試行\n分）',
    '対象業務の選定（本格実施分）',
    '対象業務の見直し',
  ],
  [
    '3.関係部署',
    '業務改善・ＤＸ推進課',
    null,
    '試行⇒検証',
    '試行及び検証',
    '検証結果を踏まえた導入',
    '本格実施及び検証',
  ],
  ['4.目指す姿\n（3年後）', '時間を短縮する。'],
  ['5.目標値\n（KPI）', 'タブレット端末数：〇台\n（１課に〇台程度）'],
  ['6.参考事例', '飯塚市では企業局で実用化済み'],
];

/** The same with what the plan asks besides, one below the other. */
const FULL: Rows = [
  ['取り組み名', '現場に持ち出せるタブレット端末の配備'],
  ['番号', '２－１－１'],
  ['方向性', '2-1 業務の効率化'],
  ['1.取組方針', '端末を配備する。'],
  ['2.所管部署', '建築課、土木管理課（主）'],
  ['3.関係部署', 'なし'],
  ['4.目指す姿（3年後）', '時間を短縮する。'],
  ['5.目標値（KPI）', 'タブレット端末数：60台'],
  ['6.参考事例', '事例その1'],
  [null, '事例その2'],
  ['目的', '市民への対応を早める。'],
  ['終期', '令和11年3月31日'],
  ['見直し方針', '未設定（2026-08-31まで）'],
  [],
  ['項目/年度', '令和6年度', '令和7年度', '令和8年度'],
  ['試行', '試行及び検証', null, '本格実施【第２四半期まで・重点】'],
  [],
  [
    '指標名',
    '単位',
    '種別',
    '良い方向',
    '区分',
    '基準値',
    '基準時点',
    'R6(2024)',
    'R7(2025)',
    'R8(2026)',
    '頻度',
    '会計',
    '金額',
    '合算方法',
    '許容差',
    '四半期配分',
    '計画値',
    '部署別目標',
  ],
  [
    'タブレット端末数',
    '台',
    '時点値',
    '増加',
    '活動',
    '０',
    'R5第4四半期',
    5,
    '２０台',
    '６０',
    '半期',
    '特別会計',
    'はい',
    '合計',
    1,
    null,
    '2026Q1: 35、R8第2四半期：45',
    '土木管理課：40、建築課: 20',
  ],
  [
    '経費',
    '百万円',
    '年度累計',
    '減少',
    '成果',
    '1,200（2023Q4）',
    null,
    '〇',
    1000,
    '▲5',
    '年1回（3月）',
    null,
    null,
    null,
    null,
    '0.1・0.2・0.3・0.4',
  ],
  [],
  ['内容', '判定指標', '条件', '値', '判定時期', '措置'],
  ['10台を下回るときは縮小する。', 'タブレット端末数', '下回る', '10台', '2026Q4', '縮小'],
  ['遅れが3期続いたときは改める。', null, '遅れ', '3期', null, '手法変更'],
];

describe("reading the city's sheet", () => {
  it('reads the founding document as it stands, and tells what it assumed', () => {
    const reading = readRows(FOUNDING);
    const [initiative] = planOf(reading).initiatives;
    expect(initiative).toMatchObject({
      code: '2-1-1',
      title: '現場に持ち出せるタブレット端末の配備',
      direction: 'efficiency',
      policy: '端末を配備し、\n現地に持ち出す。',
      owners: [{ department: 'doboku', role: 'lead' }],
      related: ['dx'],
      desiredState: '時間を短縮する。',
      precedents: ['飯塚市では企業局で実用化済み'],
      purpose: { unset: true, by: '2026-09-30' },
      exitRules: { unset: true, by: '2026-09-30' },
      sunset: { unset: true, by: '2026-09-30' },
      review: { unset: true, by: '2026-09-30' },
    });
    expect(initiative?.kpis).toMatchObject([
      { name: 'タブレット端末数', unit: '台', targets: { 2026: { unset: true, by: '2026-09-30' } } },
    ]);
    expect(
      initiative?.milestones.map(({ item, fiscalYear, text, due }) => [item, fiscalYear, text, due]),
    ).toEqual([
      ['対象業務の選定', 2024, '対象業務の選定（試行分）', '2024Q4'],
      ['対象業務の選定', 2025, '対象業務の選定（本格実施分）', '2025Q4'],
      ['対象業務の選定', 2026, '対象業務の見直し', '2026Q4'],
      ['試行⇒検証', 2024, '試行及び検証', '2024Q4'],
      ['試行⇒検証', 2025, '検証結果を踏まえた導入', '2025Q4'],
      ['試行⇒検証', 2026, '本格実施及び検証', '2026Q4'],
    ]);
    expect(notesOf(reading)).toEqual([
      'シート「2-1-1」!B8 指標「タブレット端末数」に種別などの記載がないため、時点値・増加が良い・成果・四半期ごとの指標として読みました。',
    ]);
  });

  it('takes the deadline of what is unset from whoever imports', () => {
    const reading = readPlanWorkbook(
      { sheets: [aSheet('2-1-1', FOUNDING)] },
      known({ unsetBy: '2026-07-31' }),
    );
    expect(planOf(reading).initiatives[0]?.purpose).toEqual({ unset: true, by: '2026-07-31' });
  });

  it('reads all the plan asks besides', () => {
    const initiative = firstOf(FULL);
    expect(initiative).toMatchObject({
      id: 'tablets',
      code: '2-1-1',
      owners: [
        { department: 'kenchiku', role: 'unit' },
        { department: 'doboku', role: 'lead' },
      ],
      related: [],
      precedents: ['事例その1', '事例その2'],
      purpose: '市民への対応を早める。',
      sunset: '2029-03-31',
      review: { unset: true, by: '2026-08-31' },
    });
    expect(initiative.milestones).toMatchObject([
      { fiscalYear: 2024, text: '試行及び検証', due: '2024Q4', key: false },
      { fiscalYear: 2026, text: '本格実施', due: '2026Q2', key: true },
    ]);
    expect(initiative.kpis[0]).toEqual({
      id: 'count',
      name: 'タブレット端末数',
      unit: '台',
      kind: 'level',
      polarity: 'up',
      layer: 'output',
      baseline: { value: 0, at: '2023Q4' },
      targets: { 2024: 5, 2025: 20, 2026: 60 },
      path: { '2026Q1': 35, '2026Q2': 45 },
      frequency: { every: 'half-year' },
      account: 'special',
      money: true,
      combine: 'sum',
      tolerance: 1,
      unitTargets: { doboku: 40, kenchiku: 20 },
    });
    expect(initiative.kpis[1]).toMatchObject({
      kind: 'cumulative',
      polarity: 'down',
      baseline: { value: 1200, at: '2023Q4' },
      targets: { 2024: { unset: true, by: '2026-09-30' }, 2025: 1000, 2026: -5 },
      frequency: { every: 'year', month: 3 },
      shares: [0.1, 0.2, 0.3, 0.4],
    });
    expect(initiative.exitRules).toMatchObject([
      {
        id: 'x1',
        measure: { on: 'kpi', kpi: 'count', comparator: 'below', threshold: 10, at: '2026Q4' },
        action: 'reduce',
      },
      { measure: { on: 'status', status: 'off-track', consecutive: 3 }, action: 'change-method' },
    ]);
  });

  it('takes a target with no year of its own out of the plan, not as zero', () => {
    const rows = FULL.map((row) => (row[0] === 'タブレット端末数' ? row.with(7, '－').with(8, null) : row));
    expect(Object.keys(firstOf(rows).kpis[0]?.targets ?? {})).toEqual(['2026']);
  });

  it('names every fault by its cell, all at once', () => {
    const rows = FULL.map((row) => [...row]);
    const put = (label: string, column: number, value: CellValue) => {
      const row = rows.find(([first]) => first === label);
      if (row) row[column] = value;
    };
    put('方向性', 1, '9-9 どこか');
    put('2.所管部署', 1, '土木管理課、都市建設部各課など');
    put('終期', 1, '3年後');
    put('タブレット端末数', 2, 'なんとなく');
    put('タブレット端末数', 8, '約20');
    put('タブレット端末数', 17, '土木管理課：40、水道課: 20');
    put('経費', 1, null);
    put('経費', 15, '0.1・0.2・0.3・0.3');
    put('遅れが3期続いたときは改める。', 5, '様子を見る');
    expect(faultsOf(readRows(rows))).toEqual([
      'シート「2-1-1」!C19 「なんとなく」とありますが、年度累計・時点値・率 のどれかにしてください。',
      'シート「2-1-1」!I19 「約20」とありますが、数（台）か、決まっていないときは〇にしてください。',
      'シート「2-1-1」!R19 「水道課: 20」とありますが、部署一覧にある名称を使い、土木管理課: 16 のような目標にしてください。',
      'シート「2-1-1」!A20 「単位」が空です。値を書いてください。',
      'シート「2-1-1」!B3 「9-9 どこか」とありますが、計画の柱の下にある方向性の番号か名称にしてください。',
      'シート「2-1-1」!B5 「都市建設部各課など」とありますが、部署一覧にある部署の名称にしてください。',
      'シート「2-1-1」!F24 「様子を見る」とありますが、廃止・縮小・統合・手法変更 のどれかにしてください。',
      'シート「2-1-1」!B12 「3年後」とありますが、2027-03-31のような日付にしてください。',
      'シート「2-1-1」!P20 「2-1-1」の指標「経費」の四半期の配分の合計が0.9です。合計を1にしてください。',
    ]);
  });

  it('names years outside the period by the cell that gave them', () => {
    const rows = FULL.map((row) => row.map((value) => (value === '令和8年度' ? '令和9年度' : value)));
    expect(faultsOf(readRows(rows))).toEqual([
      'シート「2-1-1」!D16 「2-1-1 現場に持ち出せるタブレット端末の配備」の年度別取り組み「本格実施」の年度が令和9年度で、計画期間（R6からR8）の外です。',
    ]);
  });

  it('names a code used by two sheets, with both places', () => {
    const other = FULL.map((row) => (row[0] === '取り組み名' ? ['取り組み名', '別の取り組み'] : row));
    expect(faultsOf(read(aSheet('2-1-1', FULL), aSheet('2-1-2', other)))).toEqual([
      'シート「2-1-2」!B2 取り組みの番号「2-1-1」が シート「2-1-1」!B2 と重複しています。別のものにしてください。',
    ]);
  });

  it('says once what is missing where a sheet has hardly anything', () => {
    expect(faultsOf(readRows([['1.取組方針', '端末を配備する。']]))).toEqual([
      'シート「2-1-1」!A1 「取り組み名」が空です。値を書いてください。',
      'シート「2-1-1」!A1 「所管部署」が空です。値を書いてください。',
      'シート「2-1-1」!A1 「目指す姿」が空です。値を書いてください。',
      'シート「2-1-1」!A1 「2-1-1 -」に指標も年度別取り組みもなく、照会することがありません。どちらかを書いてください。',
    ]);
  });

  it('tells which cells it did not read', () => {
    const rows = [...FULL, [], ['備考', '担当者のメモ']];
    expect(notesOf(readRows(rows))).toEqual([
      'シート「2-1-1」!A26 「備考」は、どの項目のものか分からないため、読みませんでした。',
      'シート「2-1-1」!B26 「担当者のメモ」は、どの項目のものか分からないため、読みませんでした。',
    ]);
  });

  it('leaves other sheets alone, and says so', () => {
    const reading = read(aSheet('2-1-1', FULL), aSheet('メモ', [['打合せ', '4月']]), {
      ...aSheet('旧', FULL),
      hidden: true,
    });
    expect(planOf(reading).initiatives).toHaveLength(1);
    expect(notesOf(reading)).toEqual([
      'シート「旧」 表示されていないシートのため、読みませんでした。',
      'シート「メモ」 取り組みのシートではないため、読みませんでした。',
    ]);
  });
});

describe('merged cells', () => {
  it('takes a title and texts merged across, and a label merged down over the lines of its text', () => {
    const rows = FULL.map((row) => {
      if (row[0] === '取り組み名')
        return [row[0] ?? null, wide(String(row[1]), 4), covered, covered, covered];
      if (row[0] === '6.参考事例') return [wide('6.参考事例', 1, 2), row[1] ?? null];
      if (row[1] === '事例その2') return [covered, row[1]];
      return row;
    });
    expect(firstOf(rows)).toMatchObject({
      title: '現場に持ち出せるタブレット端末の配備',
      precedents: ['事例その1', '事例その2'],
    });
  });

  it('refuses one that spans two years, naming the cell', () => {
    const rows = FULL.map((row) =>
      row[0] === '試行' ? ['試行', wide('試行及び検証', 2), covered, '本格実施'] : row,
    );
    expect(faultsOf(readRows(rows))).toEqual([
      'シート「2-1-1」!B16 結合されたセルです。値がどの行と列のものか決められないため、結合を解き、一つずつ書いてください。',
    ]);
  });

  it('refuses one that spans two rows of a table', () => {
    const rows = FULL.map((row) => {
      if (row[0] === 'タブレット端末数' && row[1] === '台') return row.with(10, wide('半期', 1, 2));
      if (row[0] === '経費') return row.with(10, covered);
      return row;
    });
    expect(faultsOf(readRows(rows))).toEqual([
      'シート「2-1-1」!K19 結合されたセルです。値がどの行と列のものか決められないため、結合を解き、一つずつ書いてください。',
    ]);
  });

  it('takes a row of a table that is two rows high throughout', () => {
    const rows = FULL.flatMap((row) =>
      row[0] === '試行'
        ? [
            row.map((value) => (value === null ? null : wide(String(value), 1, 2))),
            row.map(() => covered),
            ['検証', '検証', null, null],
          ]
        : [row],
    );
    expect(firstOf(rows).milestones.map(({ item }) => item)).toEqual(['試行', '試行', '検証']);
  });

  it('refuses a value hidden under a merged cell, for nobody sees it', () => {
    const rows = FULL.map((row) =>
      row[0] === '目的'
        ? ['目的', wide('市民のため', 2), { value: '隠れた値', merged: 'covered' } satisfies Cell]
        : row,
    );
    expect(faultsOf(readRows(rows))).toEqual([
      'シート「2-1-1」!C11 結合されたセルの下に「隠れた値」が隠れています。結合を解き、見えるセルに書いてください。',
    ]);
  });
});

describe('what a workbook leaves out', () => {
  it('takes name, period, vision and pillars from the plan already stored', () => {
    const { initiatives, ...frame } = planOf(readRows(FULL));
    expect(initiatives).toHaveLength(1);
    const { initiatives: _, ...stored } = aPlan();
    expect(frame).toEqual(stored);
  });

  it('says so where there is no plan to take them from', () => {
    const reading = readPlanWorkbook({ sheets: [aSheet('2-1-1', FULL)] }, known({ plan: null }));
    expect(faultsOf(reading)).toEqual([
      '計画 計画の名称・期間・柱が分かりません。ファイルにシート「計画」を加えるか、先に計画を取り込んでください。',
    ]);
  });

  it('says so where there is no list of departments', () => {
    const reading = readPlanWorkbook({ sheets: [aSheet('2-1-1', FULL)] }, known({ directory: null }));
    expect(faultsOf(reading)).toEqual([
      '部署一覧 部署一覧がありません。ファイルに「部署」と「連絡先」を加えるか、先に部署一覧を取り込んでください。',
    ]);
  });

  it('says so where there is no initiative', () => {
    expect(faultsOf(read(aSheet('Sheet1', [])))).toEqual([
      '取り組み 取り組みが一つもありません。取組方針のあるシートか、シート「取り組み一覧」が必要です。',
    ]);
  });
});
