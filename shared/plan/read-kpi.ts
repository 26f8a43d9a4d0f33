import type * as z from 'zod';
import { isYearColumn } from './columns.ts';
import type { DepartmentFinder } from './department-finder.ts';
import type { DraftBook } from './draft-book.ts';
import type { Kpi } from './plan.ts';
import { oneLine, readNumber, readQuarter, saysUnsetFigure } from './read-values.ts';
import { createRowReader, type Located, type Row, type RowReader, unsetFrom } from './row.ts';
import {
  ACCOUNT_WORDS,
  COMBINE_WORDS,
  FREQUENCY_CHOICES,
  KIND_WORDS,
  LAYER_WORDS,
  POLARITY_WORDS,
  readFrequency,
  YES_WORDS,
} from './words.ts';

export type KpiDraft = z.input<typeof Kpi>;

/** What the readers of one file share. */
export interface ReadingContext {
  readonly book: DraftBook;
  /** The day by which what is unset without a date of its own is to be set. */
  readonly unsetBy: string;
  readonly findDepartment: DepartmentFinder;
  readonly giveId: (wish: string) => string;
}

/** Reads one row of the table of KPIs. */
export function readKpi(row: Row, path: string, id: string, context: ReadingContext): KpiDraft {
  const reader = createRowReader(row, path, context.book, context.unsetBy);
  const name = reader.needed('指標名', 'name');
  const unit = reader.needed('単位', 'unit');
  const kind = reader.word('種別', 'kind', KIND_WORDS) ?? 'level';
  const polarity = reader.word('良い方向', 'polarity', POLARITY_WORDS) ?? 'up';
  return {
    id,
    name,
    unit,
    kind,
    polarity,
    layer: readLayer(reader, context.book),
    baseline: readBaseline(reader, unit),
    targets: readTargets(reader, unit, context.unsetBy),
    frequency: readFrequencyCell(reader),
    ...present('monthly', readMonthly(reader)),
    account: reader.word('会計', 'account', ACCOUNT_WORDS, 'general') ?? 'general',
    money: reader.word('金額', 'money', YES_WORDS, 'no') === 'yes',
    ...present('effect', readEffect(reader)),
    combine: reader.word('合算方法', 'combine', COMBINE_WORDS, 'lead') ?? 'lead',
    tolerance: reader.number('許容差', 'tolerance', unit) ?? 0,
    ...present('range', readRange(reader, unit)),
    ...present('shares', readShares(reader)),
    ...present('path', readPath(reader, unit)),
    ...present('unitTargets', readUnitTargets(reader, unit, context.findDepartment)),
    ...present('definition', reader.text('定義', 'definition')),
    ...present('source', optionalLine(reader.text('出典', 'source'))),
    ...present('lag', reader.number('公表遅れ', 'lag', 'か月')),
    ...present('unitCostMax', reader.number('単位コスト上限', 'unitCostMax', '千円')),
    ...present('since', readQuarterCell(reader, '開始四半期', 'since')),
    ...present('until', readQuarterCell(reader, '終了四半期', 'until')),
    // Names still: which KPI they mean is known once every initiative is read (resolveKpis).
    ...present('mergedInto', optionalLine(reader.text('集約先', 'mergedInto'))),
    ...present('sharedFrom', optionalLine(reader.text('再掲元', 'sharedFrom'))),
  };
}

/** An absent optional field has no key at all, so that a plan read back equals the plan written. */
function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const entry: { [P in K]?: V } = {};
  if (value !== undefined) entry[key] = value;
  return entry;
}

function optionalLine(text: string | undefined): string | undefined {
  return text === undefined ? undefined : oneLine(text);
}

function readLayer(reader: RowReader, book: DraftBook): 'outcome' | 'output' {
  const layer = reader.word('区分', 'layer', LAYER_WORDS, 'outcome') ?? 'outcome';
  if (!reader.row.cells.has('区分')) {
    book.note(reader.row.place, '「区分」が空のため、成果の指標として読みました。');
  }
  return layer;
}

/** `73,000` with 基準時点 beside it, or `73,000（R4第4四半期）` in one cell. */
function readBaseline(reader: RowReader, unit: string): KpiDraft['baseline'] {
  return reader.settable('基準値', 'baseline', (cell) => {
    const [, head = cell.text, tail] = /^(.*?)[（(](.+)[）)]$/su.exec(cell.text) ?? [];
    const time =
      reader.row.cells.get('基準時点') ?? (tail === undefined ? undefined : { ...cell, text: tail });
    const value = readNumber(tail !== undefined && time?.text === tail ? head : cell.text, unit);
    const at = time === undefined ? null : readQuarter(time.text);
    if (value === null) reader.refuse('baseline', cell, '数');
    if (at === null) {
      reader.refuse(
        'baseline',
        time ?? { ...cell, text: '' },
        '基準値の時点を 2026Q1 や R8第1四半期 のように',
      );
    }
    return { value: value ?? 0, at: at ?? '1990Q1' };
  });
}

function readTargets(reader: RowReader, unit: string, unsetBy: string): KpiDraft['targets'] {
  const targets: KpiDraft['targets'] = {};
  for (const year of reader.row.cells.keys()) {
    if (!isYearColumn(year)) continue;
    const cell = reader.cell(year, `targets.${year}`);
    if (!cell || /^[-－ー―]$/u.test(cell.text)) continue;
    const value = readNumber(cell.text, unit);
    if (value === null && !saysUnsetFigure(cell.text)) {
      reader.refuse(`targets.${year}`, cell, `数（${unit}）か、決まっていないときは〇`);
    }
    targets[year] = value ?? unsetFrom(cell.text, unsetBy);
  }
  return targets;
}

function readFrequencyCell(reader: RowReader): KpiDraft['frequency'] {
  const cell = reader.cell('頻度', 'frequency');
  const read = cell && readFrequency(cell.text);
  if (cell && read === null) reader.refuse('frequency', cell, `${FREQUENCY_CHOICES} のどれか`);
  return read ?? { every: 'quarter' };
}

function readMonthly(reader: RowReader): true | undefined {
  return reader.word('月次', 'monthly', YES_WORDS, 'no') === 'yes' ? true : undefined;
}

function readEffect(reader: RowReader): true | undefined {
  return reader.word('効果額', 'effect', YES_WORDS, 'no') === 'yes' ? true : undefined;
}

function readQuarterCell(reader: RowReader, column: string, field: string): string | undefined {
  const cell = reader.cell(column, field);
  if (!cell) return undefined;
  const quarter = readQuarter(cell.text);
  if (quarter === null) reader.refuse(field, cell, '2026Q1 や R8第1四半期 のような四半期');
  return quarter ?? undefined;
}

function readRange(reader: RowReader, unit: string): [number, number] | undefined {
  const lower = reader.number('範囲下限', 'range', unit);
  const upper = reader.number('範囲上限', 'range', unit);
  const one = reader.row.cells.get('範囲下限') ?? reader.row.cells.get('範囲上限');
  if ((lower === undefined) !== (upper === undefined) && one) {
    reader.refuse('range', one, '範囲は下限と上限の両方を書くよう');
  }
  return lower === undefined || upper === undefined ? undefined : [lower, upper];
}

/** Four shares parted by 「・」 or 「、」. */
function readShares(reader: RowReader): KpiDraft['shares'] {
  const cell = reader.cell('四半期配分', 'shares');
  if (!cell) return undefined;
  const [first, second, third, fourth, ...more] = cell.text
    .split(/[・、,／/\s]+/u)
    .map((part) => readNumber(part));
  const isNumber = (value: number | null | undefined) => typeof value === 'number';
  if (isNumber(first) && isNumber(second) && isNumber(third) && isNumber(fourth) && more.length === 0) {
    return [first, second, third, fourth];
  }
  reader.refuse('shares', cell, '第1から第4四半期までの配分を 0.25・0.25・0.25・0.25 のように');
  return undefined;
}

/** `2026Q1: 35、2026Q2: 45` */
function readPath(reader: RowReader, unit: string): KpiDraft['path'] {
  const cell = reader.cell('計画値', 'path');
  return cell && readPairs(reader, 'path', cell, unit, readQuarter, '2026Q1: 35、2026Q2: 45 のような計画値');
}

/** `土木管理課: 16、建築課: 10` */
function readUnitTargets(reader: RowReader, unit: string, find: DepartmentFinder): KpiDraft['unitTargets'] {
  const cell = reader.cell('部署別目標', 'unitTargets');
  return (
    cell &&
    readPairs(
      reader,
      'unitTargets',
      cell,
      unit,
      find,
      '部署一覧にある名称を使い、土木管理課: 16 のような目標',
    )
  );
}

function readPairs(
  reader: RowReader,
  field: string,
  cell: Located,
  unit: string,
  readKey: (text: string) => string | null,
  expected: string,
): Record<string, number> {
  const pairs: Record<string, number> = {};
  for (const part of cell.text.split(/[、;；\r\n]+/u)) {
    const [, keyText = part, valueText = ''] = /^(.*)[:：](.*)$/su.exec(part) ?? [];
    const key = readKey(keyText.trim());
    const value = readNumber(valueText, unit);
    if (key === null || value === null || key in pairs)
      reader.refuse(field, { ...cell, text: part.trim() }, expected);
    else pairs[key] = value;
  }
  return pairs;
}
