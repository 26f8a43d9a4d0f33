import type { Plan } from './plan.ts';
import type { PartEnd, PlanPart, Succession } from './succession.ts';
import { mapSuccession, PART_END_WORDS, partsOf } from './succession.ts';

/** One line of the mapping table, on paper, in a file and in a form alike. */
export interface SuccessionRow {
  /** `1-2-1` or `1-2-1/2` in the old plan; empty for a part that is new. */
  readonly from: string;
  /** 引継ぎ, 完了, 廃止, 他計画へ, 新規; empty where nothing was said. */
  readonly fate: string;
  /** The marks of the new plan's parts, `、` between several. */
  readonly to: string;
}

const SUCCEEDED = '引継ぎ';
export const NEW = '新規';
/** What may be said of an old part. */
export const OLD_FATES: readonly string[] = [SUCCEEDED, ...Object.values(PART_END_WORDS)];

/** The headings of the table as a file; those of names are for the reader and are not read back. */
export const SUCCESSION_HEADINGS = [
  '前の計画の記号',
  '前の計画の名称',
  '扱い',
  '次の計画の記号',
  '次の計画の名称',
] as const;

/** A line with the names for the reader. */
export interface NamedRow extends SuccessionRow {
  readonly fromName: string;
  readonly toName: string;
}

/** The table of a mapping: every part of the old plan, then the parts of the new one that go on with none. */
export function layOutSuccession(from: Plan, to: Plan, succession: Succession): NamedRow[] {
  const map = mapSuccession(from, to, succession);
  const marks = (parts: readonly PlanPart[]) => parts.map(({ mark }) => mark).join('、');
  const names = (parts: readonly PlanPart[]) => parts.map(({ name }) => name).join('、');
  return [
    ...map.old.map(({ part, fate }): NamedRow => {
      const known = { from: part.mark, fromName: part.name };
      if (fate.kind === 'succeeded')
        return { ...known, fate: SUCCEEDED, to: marks(fate.to), toName: names(fate.to) };
      const isOwn = fate.kind === 'ended' && fate.with === 'itself';
      return { ...known, fate: isOwn ? PART_END_WORDS[fate.end] : '', to: '', toName: '' };
    }),
    ...map.new.flatMap(({ part, fate }): NamedRow[] =>
      fate.kind === 'succeeds'
        ? []
        : [
            {
              from: '',
              fromName: '',
              fate: fate.kind === 'new' && fate.with === 'itself' ? NEW : '',
              to: part.mark,
              toName: part.name,
            },
          ],
    ),
  ];
}

/**
 * The lines of the table as a file, under its headings. Marks stand in brackets: a spreadsheet would take `1-2-1` for a
 * day in January.
 */
export function successionFileRows(rows: readonly NamedRow[]): (readonly string[])[] {
  const bracketed = (marks: string) =>
    marksIn(marks)
      .map((mark) => `[${mark}]`)
      .join('、');
  return [
    SUCCESSION_HEADINGS,
    ...rows.map(({ from, fromName, fate, to, toName }) => [
      bracketed(from),
      fromName,
      fate,
      bracketed(to),
      toName,
    ]),
  ];
}

/** A line that cannot be read, with what to write instead. */
export interface RowFault {
  /** The line's place, from 0. */
  readonly row: number;
  readonly message: string;
}

export type SuccessionReading =
  | { readonly ok: true; readonly succession: Succession }
  | { readonly ok: false; readonly faults: readonly RowFault[] };

/**
 * Reads the table back. Marks are matched whatever their width; an old part may stand on several lines, one for each
 * part it was split into. An empty line about a KPI leaves it to its initiative. Whether every part was spoken of is
 * asked by {@link findSuccessionFaults}.
 */
export function readSuccessionRows(rows: readonly SuccessionRow[], from: Plan, to: Plan): SuccessionReading {
  const [before, after] = [byMark(partsOf(from)), byMark(partsOf(to))];
  const faults: RowFault[] = [];
  const links: Succession['links'] = [];
  const ends: Succession['ends'] = [];
  const news: Succession['news'] = [];
  for (const [row, { from: oldMark, fate, to: newMarks }] of rows.entries()) {
    const fail = (message: string) => void faults.push({ row, message });
    const said = fate.normalize('NFKC').trim();
    const heirs = marksIn(newMarks).flatMap((mark) => {
      const part = after.get(mark);
      if (!part) fail(`次の計画に「${mark}」はありません。`);
      return part ?? [];
    });
    if (oldMark.trim() === '') {
      if (said === NEW) news.push(...heirs.map(({ level, id }) => ({ level, id })));
      else if (said !== '') fail(`前の計画の記号がない行の扱いは、「${NEW}」だけです。`);
      continue;
    }
    const old = before.get(plain(oldMark));
    if (!old) {
      fail(`前の計画に「${oldMark}」はありません。`);
      continue;
    }
    const end = endIn(said);
    if (end !== null && heirs.length > 0)
      fail(`「${said}」とした行には、次の計画の記号を書かないでください。`);
    else if (end !== null) ends.push({ level: old.level, id: old.id, end });
    else if (said !== '' && said !== SUCCEEDED)
      fail(`扱いの「${said}」は読めません。${OLD_FATES.join('、')} のどれかにしてください。`);
    else if (said === SUCCEEDED && heirs.length === 0 && marksIn(newMarks).length === 0)
      fail('引き継ぐ先の記号を書いてください。');
    for (const heir of end === null ? heirs : []) {
      if (heir.level === old.level) links.push({ level: old.level, from: old.id, to: heir.id });
      else fail('取り組みは取り組みに、指標は指標に引き継いでください。');
    }
  }
  return faults.length > 0
    ? { ok: false, faults }
    : {
        ok: true,
        succession: {
          from: from.id,
          to: to.id,
          links: distinct(links),
          ends: distinct(ends),
          news: distinct(news),
        },
      };
}

/** Brackets are those of the file. */
const plain = (mark: string) => mark.normalize('NFKC').replace(/[[\]]/gu, '').trim();

/** `1-2-1、1-2-2`: several marks in one cell, however they were parted. */
function marksIn(cell: string): string[] {
  return plain(cell)
    .split(/[、,，;\s]+/u)
    .filter((mark) => mark !== '');
}

const byMark = (parts: readonly PlanPart[]) => new Map(parts.map((part) => [plain(part.mark), part]));

function endIn(said: string): PartEnd | null {
  switch (said) {
    case PART_END_WORDS.done:
      return 'done';
    case PART_END_WORDS.abolished:
      return 'abolished';
    case PART_END_WORDS.moved:
      return 'moved';
    default:
      return null;
  }
}

const distinct = <T>(list: readonly T[]): T[] => [
  ...new Map(list.map((one) => [JSON.stringify(one), one])).values(),
];
