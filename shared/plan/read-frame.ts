import type * as z from 'zod';
import { EXIT_COLUMNS, PILLAR_COLUMNS } from './columns.ts';
import { slugOf } from './derived-id.ts';
import type { DraftBook } from './draft-book.ts';
import { findTable, type Grid, readTable, type TableSearch } from './grid.ts';
import { createKpiFinder } from './kpi-names.ts';
import { createTaken, joinLabels, readLabels } from './labels.ts';
import { type Plan, STANDARD_CUTOFFS } from './plan.ts';
import type { DirectionFinder, InitiativeDraft } from './read-initiative.ts';
import type { ReadingContext } from './read-kpi.ts';
import { listItems, oneLine, plainWord, readFiscalYear, readNumber, readQuarter } from './read-values.ts';
import { createRowReader, type Row, type RowReader, unsetFrom } from './row.ts';
import { readTriggers, TRIGGER_LABELS } from './trigger-rows.ts';
import { KIND_WORDS, PERSPECTIVE_WORDS, POLARITY_WORDS } from './words.ts';

export type PlanInput = z.input<typeof Plan>;
/** All of a plan but its initiatives. */
export type FrameDraft = Omit<PlanInput, 'initiatives'>;
type GoalDraft = NonNullable<PlanInput['vision']['goals']>[number];

const LABELS: ReadonlySet<string> = new Set([
  '計画名',
  '計画期間',
  'ビジョン名',
  'ビジョンの期間',
  '目指す姿',
  '大事にする価値',
  '順調の下限',
  'やや遅れの下限',
  ...TRIGGER_LABELS,
]);

const PILLARS: TableSearch = {
  needed: ['柱番号', '方向性番号'],
  allows: (name) => PILLAR_COLUMNS.some((column) => column === name),
  notesUnknown: true,
};

const GOALS: TableSearch = {
  needed: ['目標', '目標年度'],
  allows: (name) => !EXIT_COLUMNS.has(name) && name !== '方向性',
  notesUnknown: true,
};

/** Reads the sheet 計画: the plan's name and period, its vision, pillars, directions and goals. */
export function readFrame(grid: Grid, context: ReadingContext): FrameDraft {
  const { book } = context;
  const taken = createTaken(grid);
  const pillars = findTable(grid, PILLARS, book);
  const goals = findTable(grid, GOALS, book);
  for (const head of [pillars, goals]) {
    for (const column of head?.columns.keys() ?? []) if (head) taken.take(head.row, column);
  }
  const labelled = readLabels(grid, taken, LABELS);
  const row: Row = { place: grid.place(0, 0), cells: joinLabels(labelled) };
  const reader = createRowReader(row, 'vision', book, context.unsetBy);
  const tree = pillars ? readPillars(readTable(grid, pillars, book, true), context) : [];
  if (!pillars)
    book.fault(
      row.place,
      '柱と方向性の表がありません。見出し「柱番号」「方向性番号」のある表を加えてください。',
    );
  const plan = createRowReader(row, 'plan', book, context.unsetBy);
  book.locate('title', row.cells.get('計画名')?.place ?? row.place);
  book.locate('period', row.cells.get('計画期間')?.place ?? row.place);
  const period = readPeriod(plan, '計画期間', 'period');
  return {
    id: `plan-${period.from}`,
    title: plan.needed('計画名', 'title'),
    period,
    vision: {
      title: reader.needed('ビジョン名', 'title'),
      period: readPeriod(reader, 'ビジョンの期間', 'vision.period'),
      desiredState: reader.neededParagraph('目指す姿', 'desiredState'),
      values: (labelled.get('大事にする価値') ?? []).map(({ text }) => oneLine(text)),
      goals: goals
        ? readTable(grid, goals, book, true).map((goal, index) => readGoal(goal, index, tree, context))
        : [],
    },
    pillars: tree,
    cutoffs: {
      onTrack: plan.number('順調の下限', 'cutoffs') ?? STANDARD_CUTOFFS.onTrack,
      atRisk: plan.number('やや遅れの下限', 'cutoffs') ?? STANDARD_CUTOFFS.atRisk,
    },
    triggers: readTriggers(
      (label) => plan.number(label, 'triggers'),
      (label) => row.cells.get(label)?.text,
    ),
  };
}

/** `R6(2024)からR8(2026)` or `R6～R8`. */
function readPeriod(reader: RowReader, column: string, path: string): PlanInput['period'] {
  const field = path.replace('vision.', '');
  const cell = reader.cell(column, field);
  if (!cell) reader.needed(column, field);
  const [from, to] = (cell?.text ?? '')
    .split(/から|～|〜|-|－|~/u)
    .map((text) => readFiscalYear(text.replace(/まで$/u, '')));
  if (typeof from === 'number' && typeof to === 'number') return { from, to };
  if (cell) reader.refuse(field, cell, 'R6(2024)からR8(2026)のような期間');
  return { from: 1990, to: 2100 };
}

/** One row a direction; the pillar's own cells may stay blank after its first row. */
function readPillars(rows: readonly Row[], context: ReadingContext): PlanInput['pillars'] {
  const pillars: PlanInput['pillars'] = [];
  for (const row of rows) {
    const code = row.cells.get('柱番号')?.text.normalize('NFKC');
    let pillar = code === undefined ? pillars.at(-1) : pillars.find((known) => known.code === code);
    if (!pillar) {
      const at = `pillars[${pillars.length}]`;
      const reader = createRowReader(row, at, context.book, context.unsetBy);
      const name = reader.needed('柱', 'name');
      const perspective = row.cells.has('視点')
        ? reader.word('視点', 'perspective', PERSPECTIVE_WORDS)
        : undefined;
      pillar = {
        id: context.giveId(`p-${slugOf(code ?? '')}`),
        code: reader.needed('柱番号', 'code').normalize('NFKC'),
        name,
        short: reader.text('略称', 'short') ?? name.slice(0, 4),
        ...(perspective === undefined ? {} : { perspective }),
        directions: [],
      };
      pillars.push(pillar);
    }
    const at = `pillars[${pillars.indexOf(pillar)}].directions[${pillar.directions.length}]`;
    const reader = createRowReader(row, at, context.book, context.unsetBy);
    const directionCode = reader.needed('方向性番号', 'code').normalize('NFKC');
    const policy = reader.text('取組方針', 'policy');
    pillar.directions.push({
      id: context.giveId(`d-${slugOf(directionCode)}`),
      code: directionCode,
      name: reader.needed('方向性名', 'name'),
      ...(policy === undefined ? {} : { policy }),
    });
  }
  return pillars;
}

function readGoal(
  row: Row,
  index: number,
  pillars: PlanInput['pillars'],
  context: ReadingContext,
): GoalDraft {
  const reader = createRowReader(row, `vision.goals[${index}]`, context.book, context.unsetBy);
  const name = reader.needed('目標', 'name');
  const unit = reader.needed('単位', 'unit');
  const pillarText = reader.needed('柱', 'pillar');
  const pillar = pillars.find((known) =>
    [known.code, known.name].map(plainWord).includes(plainWord(pillarText)),
  );
  const pillarCell = row.cells.get('柱');
  if (!pillar && pillarCell) reader.refuse('pillar', pillarCell, '柱の番号か名称');
  const yearCell = row.cells.get('目標年度');
  const targetYear = yearCell ? readFiscalYear(yearCell.text) : null;
  if (targetYear === null)
    reader.refuse('targetYear', yearCell ?? { text: '', place: row.place }, 'R10(2028)のような年度');
  return {
    id: context.giveId(`g-${slugOf(pillar?.code ?? '0')}-${index + 1}`),
    pillar: pillar?.id ?? 'stand-in',
    name,
    unit,
    kind: reader.word('種別', 'kind', KIND_WORDS) ?? 'level',
    polarity: reader.word('良い方向', 'polarity', POLARITY_WORDS) ?? 'up',
    baseline: reader.settable('基準値', 'baseline', (cell) => {
      const time = row.cells.get('基準時点');
      const value = readNumber(cell.text, unit);
      const at = time ? readQuarter(time.text) : null;
      if (value === null) reader.refuse('baseline', cell, '数');
      if (at === null)
        reader.refuse('baseline', time ?? { ...cell, text: '' }, '基準値の時点を 2023Q4 のように');
      return { value: value ?? 0, at: at ?? '1990Q1' };
    }),
    targetYear: targetYear ?? 2100,
    target: reader.settable('目標値', 'target', (cell) => {
      const value = readNumber(cell.text, unit);
      if (value === null) reader.refuse('target', cell, `数（${unit}）か、決まっていないときは〇`);
      return value ?? unsetFrom('', context.unsetBy);
    }),
    readFrom: listItems(reader.text('読み取る指標', 'readFrom') ?? ''),
    illustrative: listItems(reader.text('例示', 'illustrative') ?? ''),
  };
}

/** Goals name the KPIs they read as `1-1-1/時間外労働時間合計`; this turns the names into ids. */
export function resolveGoals(
  frame: FrameDraft,
  initiatives: readonly InitiativeDraft[],
  { book }: ReadingContext,
): FrameDraft {
  const find = createKpiFinder(initiatives);
  const goals = frame.vision.goals?.map((goal, index) => ({
    ...goal,
    readFrom: (goal.readFrom ?? []).flatMap((name) => {
      return find(name) ?? unknownKpi(name, `vision.goals[${index}].readFrom`, book) ?? [];
    }),
  }));
  return { ...frame, vision: { ...frame.vision, goals } };
}

/** KPIs name the one they went into (集約先) and the one they repeat (再掲元) in the same way. */
export function resolveKpis(
  initiatives: readonly InitiativeDraft[],
  { book }: ReadingContext,
): InitiativeDraft[] {
  const find = createKpiFinder(initiatives);
  return initiatives.map((initiative, i) => ({
    ...initiative,
    kpis: initiative.kpis.map((kpi, j) => {
      const resolved = { ...kpi };
      for (const field of ['mergedInto', 'sharedFrom'] as const) {
        const name = kpi[field];
        if (name === undefined) continue;
        resolved[field] =
          find(name) ?? unknownKpi(name, `initiatives[${i}].kpis[${j}].${field}`, book) ?? 'stand-in';
      }
      return resolved;
    }),
  }));
}

function unknownKpi(name: string, path: string, book: DraftBook): null {
  book.fault(
    book.placeOf(path),
    `「${name}」とありますが、この計画にある指標を 1-1-1/指標名 のように書いてください。`,
  );
  book.doubt(path);
  return null;
}

/** Finds a direction by `1-1`, 働き方改革の推進, or both together. */
export function createDirectionFinder(pillars: PlanInput['pillars']): DirectionFinder {
  const found = new Map<string, string>();
  for (const { directions } of pillars) {
    for (const { id, code, name } of directions) {
      for (const word of [name, code, `${code}${name}`]) found.set(plainWord(word), id);
    }
  }
  return (text) => found.get(plainWord(text)) ?? null;
}
