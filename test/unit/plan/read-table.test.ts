import { describe, expect, it } from 'vitest';
import { readPlanCsv, readPlanWorkbook } from '../../../shared/plan/read-workbook.ts';
import type { CellValue } from '../../../shared/plan/workbook.ts';
import { aDirectory, aPlan, aSheet, faultsOf, known, notesOf, planOf } from './builders.ts';

type Rows = CellValue[][];

const LIST: Rows = [
  ['番号', '取り組み名', '方向性', '取組方針', '所管部署', '目指す姿', '参考事例', '目的', '終期'],
  [
    '2-1-1',
    '端末の配備',
    '業務の効率化',
    '端末を配備する。',
    '土木管理課',
    '時間を短縮する。',
    '事例1\n事例2',
    '市民のため',
    '2029-03-31',
  ],
  ['2-1-2', '方針の策定', '2-1', '方針を定める。', '業務改善・DX推進課', '学べる。', null, null, null],
];
const KPIS: Rows = [
  ['番号', '指標名', '単位', '種別', '良い方向', '区分', '基準値', '基準時点', 'R6', 'R7', 'R8'],
  ['2-1-1', '端末数', '台', '時点値', '増加', '成果', 0, '2023Q4', 5, 20, 60],
  [null, '利用率', '％', '率', '増加', '成果', 10, '2023Q4', 20, 30, 40],
];
const MILESTONES: Rows = [
  ['番号', '項目', 'R6', 'R7', 'R8'],
  ['2-1-2', '策定', '骨子', '決定', '見直し'],
];
const EXIT_RULES: Rows = [
  ['番号', '撤退基準', '判定指標', '条件', '値', '判定時期', '措置'],
  ['2-1-1', '10台を下回るときは縮小する。', '端末数', '下回る', 10, '2026Q4', '縮小'],
];

const readTables = (list = LIST, kpis = KPIS, milestones = MILESTONES, exitRules = EXIT_RULES) =>
  readPlanWorkbook(
    {
      sheets: [
        aSheet('取り組み一覧', list),
        aSheet('指標', kpis),
        aSheet('年度別取り組み', milestones),
        aSheet('撤退基準', exitRules),
      ],
    },
    known(),
  );

describe('reading the table form', () => {
  it('joins initiatives, KPIs, milestones and exit rules by their number', () => {
    const { initiatives } = planOf(readTables());
    expect(initiatives).toMatchObject([
      {
        code: '2-1-1',
        precedents: ['事例1', '事例2'],
        kpis: [{ name: '端末数' }, { name: '利用率', kind: 'rate', targets: { 2026: 40 } }],
        milestones: [],
        exitRules: [{ action: 'reduce' }],
      },
      {
        code: '2-1-2',
        kpis: [],
        milestones: [{ text: '骨子' }, { text: '決定' }, { text: '見直し' }],
        exitRules: { unset: true },
      },
    ]);
  });

  it('names a row that belongs to no initiative', () => {
    const kpis = KPIS.map((row) => (row[0] === '2-1-1' ? row.with(0, '2-1-9') : row));
    expect(faultsOf(readTables(LIST, kpis, MILESTONES, []))).toEqual(
      [
        'シート「撤退基準」!A1 見出し（番号・撤退基準）の行が見つかりません。表の一番上に見出しを書いてください。',
        'シート「指標」!A2 番号「2-1-9」の取り組みが一覧にありません。一覧にある番号を書いてください。',
        'シート「指標」!A2 番号「」の取り組みが一覧にありません。一覧にある番号を書いてください。',
      ]
        .map((text) => text.replace('!A2 番号「」', '!A3 番号「」'))
        .concat([
          'シート「取り組み一覧」!A2 「2-1-1 端末の配備」に指標も年度別取り組みもなく、照会することがありません。どちらかを書いてください。',
        ]),
    );
  });

  it('notes a heading it does not know, so that a mistyped one is seen', () => {
    const list = LIST.map((row, index) => [...row, index === 0 ? '終期日' : null]);
    expect(notesOf(readTables(list))).toEqual([
      'シート「取り組み一覧」!J1 見出し「終期日」は決まった見出しではないため、読みませんでした。',
    ]);
  });

  it('refuses one heading twice', () => {
    const list = LIST.map((row) => [...row, row[3] ?? null]);
    expect(faultsOf(readTables(list))).toEqual([
      'シート「取り組み一覧」!J1 見出し「取組方針」が二つあります。一つにしてください。',
    ]);
  });

  it('reads departments, contacts and the city from sheets of their own, in any order of rows', () => {
    const reading = readPlanWorkbook(
      {
        sheets: [
          aSheet('取り組み一覧', LIST),
          aSheet('指標', KPIS),
          aSheet('年度別取り組み', MILESTONES),
          aSheet('部署', [
            ['部署コード', '部署名', '種類', '所属先', '長の職名', '最終連絡先', '決裁'],
            ['61', '土木管理課', '課', '都市建設部', '土木管理課長', '都市建設部', '課長の返信'],
            ['60', '都市建設部', '部局', null, '都市建設部長', null, '様式の課長確認'],
            ['11', '業務改善・DX推進課', '課', null, null, null],
          ]),
          aSheet('連絡先', [
            ['役割', '部署名', 'メールアドレス', '開始日'],
            ['担当者', '土木管理課', 'ｄｏｂｏｋｕ@city.example', '令和8年4月1日'],
            ['担当者', '業務改善・ＤＸ推進課', 'dx@city.example', null],
            ['代決者', '土木管理課', 'doboku-hosa@city.example', null],
            ['事務局', null, 'jimu@city.example', null],
          ]),
          aSheet('市', [
            ['市名', '見本市'],
            ['事務局', '推進本部事務局'],
            ['電話', '内線 1'],
            ['メールのドメイン', 'city.example'],
            [],
            ['閉庁日の名称', '開始日', '終了日'],
            ['開庁記念日', '2026/5/1', null],
          ]),
        ],
      },
      known({ directory: null }),
    );
    planOf(reading);
    expect(reading).toMatchObject({
      directory: {
        city: { name: '見本市' },
        departments: [
          { id: 'dep-61', parent: 'dep-60', escalatesTo: 'dep-60', approval: 'chief-reply' },
          { id: 'dep-60', kind: 'bureau', approval: 'form-line' },
          { id: 'dep-11', headTitle: '業務改善・DX推進課長', approval: 'form-line' },
        ],
        contacts: [
          { department: 'dep-61', address: 'doboku@city.example', from: '2026-04-01' },
          { department: 'dep-11' },
          { role: 'deputy', department: 'dep-61' },
          { role: 'secretariat', department: null },
        ],
        closures: [{ from: '2026-05-01', name: '開庁記念日' }],
      },
    });
  });

  const readDepartments = (rows: Rows) =>
    readPlanWorkbook(
      {
        sheets: [
          aSheet('取り組み一覧', LIST),
          aSheet('指標', KPIS),
          aSheet('年度別取り組み', MILESTONES),
          aSheet('部署', [['部署コード', '部署名', '種類'], ...rows]),
        ],
      },
      known(),
    );

  it('keeps the id of a department whose name or code stays, and drops the contacts of one that is gone', () => {
    const reading = readDepartments([
      ['61', '土木管理課', '課'],
      ['12', '業務改善・DX推進課', '課'],
      ['90', '農業委員会', '独立機関'],
    ]);
    planOf(reading);
    expect(reading).toMatchObject({
      directory: {
        departments: [{ id: 'doboku' }, { id: 'dx' }, { id: 'dep-90', kind: 'body' }],
        contacts: [{ id: 'c-dx' }, { id: 'c-doboku' }],
      },
    });
    expect(notesOf(reading)).toEqual(['連絡先 部署一覧からなくなった部署の連絡先1件を外します。']);
  });

  it('names two rows of one code, and does not take both for the stored department', () => {
    const reading = readDepartments([
      ['61', '土木管理課', '課'],
      ['11', '業務改善・DX推進課', '課'],
      ['61', '道路管理課', '課'],
    ]);
    expect(faultsOf(reading)).toEqual([
      'シート「部署」!A4 部署コード「61」が シート「部署」!A2 と重複しています。別の部署コードにしてください。',
    ]);
  });
});

const CSV: Rows = [
  [
    '番号',
    '取り組み名',
    '取組方針',
    '所管部署',
    '目指す姿',
    '指標名',
    '単位',
    '種別',
    '良い方向',
    '区分',
    '基準値',
    '基準時点',
    '項目',
    '撤退基準',
    '判定指標',
    '条件',
    '値',
    '判定時期',
    '措置',
    'R6(2024)',
    'R7(2025)',
    'R8(2026)',
  ],
  [
    '2-1-1',
    '端末の配備',
    '端末を配備する。',
    '土木管理課',
    '時間を短縮する。',
    '端末数',
    '台',
    '時点値',
    '増加',
    '成果',
    '0',
    '2023Q4',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '５',
    '20',
    '〇台',
  ],
  [
    null,
    null,
    null,
    null,
    null,
    '利用率',
    '％',
    '率',
    '増加',
    '成果',
    '10',
    '2023Q4',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '20',
    '30',
    '40％',
  ],
  [
    '2-1-1',
    null,
    null,
    '土木管理課',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '試行',
    null,
    null,
    null,
    null,
    null,
    null,
    '試行',
    '検証',
    null,
  ],
  [
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '40％を下回るとき',
    '利用率',
    '下回る',
    '40',
    '2026Q4',
    '廃止',
    null,
    null,
    null,
  ],
  [
    '2-1-2',
    '方針の策定',
    '方針を定める。',
    '建築課',
    '学べる。',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '策定',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    '決定',
  ],
];

const readCsv = (rows: Rows = CSV, before = known()) => readPlanCsv(aSheet('CSV', rows), before);

describe('reading the one table of a CSV file', () => {
  it('reads a KPI, an item or an exit rule from each row', () => {
    expect(planOf(readCsv()).initiatives).toMatchObject([
      {
        code: '2-1-1',
        direction: 'efficiency',
        kpis: [
          { name: '端末数', targets: { 2024: 5, 2025: 20, 2026: { unset: true } } },
          { name: '利用率', targets: { 2026: 40 } },
        ],
        milestones: [{ text: '試行' }, { text: '検証' }],
        exitRules: [{ text: '40％を下回るとき', action: 'abolish' }],
      },
      { code: '2-1-2', milestones: [{ text: '決定' }] },
    ]);
  });

  it('names faults by row and heading', () => {
    const rows = CSV.map((row) => [...row]);
    rows[1]?.splice(7, 1, '不明');
    rows[3]?.splice(3, 1, '建築課');
    rows[5]?.splice(3, 1, '水道課');
    expect(faultsOf(readCsv(rows))).toEqual([
      '4行目「所管部署」 「建築課」が、同じ番号の 2行目「所管部署」 の「土木管理課」と異なります。そろえてください。',
      '2行目「種別」 「不明」とありますが、年度累計・時点値・率 のどれかにしてください。',
      '6行目「所管部署」 「水道課」とありますが、部署一覧にある部署の名称にしてください。',
    ]);
  });

  it('refuses a KPI and an item in one row, whose years would be both', () => {
    const rows = CSV.map((row, index) => (index === 1 ? row.with(12, '試行') : row));
    expect(faultsOf(readCsv(rows))).toContain(
      '2行目「項目」 一つの行に「指標名」と「項目」があります。行を分けてください。',
    );
  });

  it('refuses a table without its headings', () => {
    expect(
      faultsOf(
        readCsv([
          ['a', 'b'],
          ['1', '2'],
        ]),
      ),
    ).toEqual([
      '1行目の1列目 見出し（番号・取り組み名）の行が見つかりません。表の一番上に見出しを書いてください。',
    ]);
  });

  it('keeps the ids of what the stored plan has already', () => {
    const before = planOf(readCsv());
    const stored = aPlan({
      ...before,
      initiatives: before.initiatives.map((item, n) => ({ ...item, id: `old-${n}` })),
    });
    const again = planOf(readCsv(CSV, { plan: stored, directory: aDirectory() }));
    expect(again).toEqual(stored);
  });
});
