import { adoptDraftIds } from './adopt-ids.ts';
import { createDepartmentFinder } from './department-finder.ts';
import { createIdGiver, shortHash } from './derived-id.ts';
import type { Directory } from './directory.ts';
import { createDraftBook, type DraftBook } from './draft-book.ts';
import type { Fault } from './fault.ts';
import { createGrid, type Grid } from './grid.ts';
import type { Plan } from './plan.ts';
import { readDirectory } from './read-directory.ts';
import {
  createDirectionFinder,
  type FrameDraft,
  readFrame,
  resolveGoals,
  resolveKpis,
} from './read-frame.ts';
import { type InitiativeSource, readInitiative } from './read-initiative.ts';
import type { ReadingContext } from './read-kpi.ts';
import { resolveShares } from './read-money.ts';
import { isInitiativeSheet, readInitiativeSheet } from './read-sheet.ts';
import { readOneTable, readTables } from './read-table.ts';
import { plainWord } from './read-values.ts';
import { type PlanReading, settlePlan } from './settle.ts';
import { namePlacesByHeading, type Sheet, sheetPlaces, type Workbook } from './workbook.ts';

/** The most initiatives one plan holds; a file with more is no plan of a city. */
const INITIATIVE_COUNT_MAX = 10_000;

/** What is already stored, for what a spreadsheet leaves out: ids, the plan's frame, the list of departments. */
export interface KnownPlan {
  readonly plan: Plan | null;
  readonly directory: Directory | null;
  /** The day by which what is unset without a date is to be set; 30 September of the plan's last year unless given. */
  readonly unsetBy?: string;
}

export const NOTHING_KNOWN: KnownPlan = { plan: null, directory: null };

/** Reads a plan from a workbook laid out as the city's sheets, one an initiative, or as tables. */
export function readPlanWorkbook(workbook: Workbook, known: KnownPlan = NOTHING_KNOWN): PlanReading {
  const book = createDraftBook();
  for (const { name, hidden } of workbook.sheets) {
    if (hidden) book.note(`シート「${name}」`, '表示されていないシートのため、読みませんでした。');
  }
  const grids = workbook.sheets
    .filter(({ hidden }) => !hidden)
    .map((sheet) => createGrid(sheet, sheetPlaces(sheet.name), book));
  const named = (...names: string[]) =>
    grids.find(({ name }) => names.map(plainWord).includes(plainWord(name)));
  const parts = {
    frame: named('計画'),
    departments: named('部署'),
    contacts: named('連絡先'),
    city: named('市'),
  };
  const list = named('取り組み一覧', '取組一覧');
  const tables = list && {
    list,
    kpis: named('指標'),
    milestones: named('年度別取り組み', '年度別取組'),
    exitRules: named('撤退基準'),
    money: named('効果額・予算'),
  };
  const used = new Set([...Object.values(parts), ...Object.values(tables ?? {})]);
  const sheets = tables ? [] : grids.filter((grid) => !used.has(grid) && isInitiativeSheet(grid));
  for (const grid of grids) {
    if (used.has(grid) || sheets.includes(grid) || grid.rows === 0) continue;
    book.note(`シート「${grid.name}」`, '取り組みのシートではないため、読みませんでした。');
  }
  const sources = tables
    ? readTables(tables, book)
    : sheets.slice(0, INITIATIVE_COUNT_MAX + 1).map((grid) => readInitiativeSheet(grid, book));
  return assemble(sources, parts, known, book);
}

/** Reads a plan from the one table of a CSV file. Its places are named by row and heading. */
export function readPlanCsv(sheet: Sheet, known: KnownPlan = NOTHING_KNOWN): PlanReading {
  const book = createDraftBook();
  const sources = readOneTable(createGrid(sheet, namePlacesByHeading(sheet), book), book);
  return assemble(sources, {}, known, book);
}

interface Parts {
  readonly frame?: Grid | undefined;
  readonly departments?: Grid | undefined;
  readonly contacts?: Grid | undefined;
  readonly city?: Grid | undefined;
}

function assemble(
  sources: readonly InitiativeSource[],
  parts: Parts,
  known: KnownPlan,
  book: DraftBook,
): PlanReading {
  if (sources.length > INITIATIVE_COUNT_MAX) return { ok: false, faults: [TOO_MANY] };
  if (sources.length === 0) {
    return { ok: false, faults: book.faults.length > 0 ? book.faults : [NO_INITIATIVE] };
  }
  const directory = parts.departments
    ? readDirectory(
        { departments: parts.departments, contacts: parts.contacts, city: parts.city },
        known.directory,
        book,
      )
    : null;
  const departments = (directory ?? known.directory)?.departments;
  const context: Omit<ReadingContext, 'unsetBy'> = {
    book,
    giveId: createIdGiver(),
    // Without any list every name would be unknown; that there is none is said once instead.
    findDepartment: departments
      ? createDepartmentFinder(departments)
      : (name) => `stand-in-${shortHash(name)}`,
  };
  const frame = parts.frame
    ? readFrame(parts.frame, { ...context, unsetBy: known.unsetBy ?? '2100-03-31' })
    : known.plan;
  if (!frame) return { ok: false, faults: [...book.faults, NO_FRAME] };
  const unsetBy = known.unsetBy ?? `${frame.period.to}-09-30`;
  const findDirection = createDirectionFinder(frame.pillars);
  const initiatives = sources.map((source, index) =>
    readInitiative(source, `initiatives[${index}]`, findDirection, { ...context, unsetBy }),
  );
  const complete = parts.frame ? resolveGoals(frame, initiatives, { ...context, unsetBy }) : frame;
  const resolved = resolveShares(resolveKpis(initiatives, { ...context, unsetBy }), book);
  const imported = { ...complete, initiatives: resolved };
  const plan = known.plan ? adoptDraftIds(imported, known.plan) : imported;
  return settlePlan(
    {
      plan: parts.frame ? plan : { ...plan, ...keepReadable(plan, book) },
      directory,
      faults: book.faults,
      notes: book.notes,
      doubtful: book.doubtful,
      placeOf: book.placeOf,
    },
    known.directory,
  );
}

/** A goal taken over from the stored plan may read a KPI this file no longer has; it then reads the rest. */
function keepReadable(
  { vision, initiatives }: FrameDraft & { initiatives: { kpis: { id: string }[] }[] },
  book: DraftBook,
): Pick<FrameDraft, 'vision'> {
  const kpis = new Set(initiatives.flatMap((initiative) => initiative.kpis.map(({ id }) => id)));
  const goals = vision.goals?.map((goal) => {
    const readFrom = goal.readFrom?.filter((id) => kpis.has(id)) ?? [];
    if (readFrom.length < (goal.readFrom?.length ?? 0)) {
      book.note(
        '計画',
        `5年後の目標「${goal.name}」が読む指標がこのファイルにないため、その結び付きを外します。`,
      );
    }
    return { ...goal, readFrom };
  });
  return { vision: { ...vision, goals } };
}

const NO_FRAME: Fault = {
  where: '計画',
  message:
    '計画の名称・期間・柱が分かりません。ファイルにシート「計画」を加えるか、先に計画を取り込んでください。',
};

const TOO_MANY: Fault = {
  where: '取り組み',
  message: `取り組みが多すぎます。${INITIATIVE_COUNT_MAX}件までにしてください。`,
};

const NO_INITIATIVE: Fault = {
  where: '取り組み',
  message: '取り組みが一つもありません。取組方針のあるシートか、シート「取り組み一覧」が必要です。',
};
