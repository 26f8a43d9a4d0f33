import { type Directory, departmentName } from '../plan/directory.ts';
import type { Plan } from '../plan/plan.ts';
import type { CellValue, Sheet } from '../plan/workbook.ts';
import type { Opinion } from './opinion.ts';
import { OPINION_COLUMNS, type OpinionColumn } from './table.ts';
import { CLASS_WORDS, KIND_WORDS, LEVEL_WORDS, PUBLISHED_WORDS } from './words.ts';

/** Column widths in half-width characters; long texts get room. */
const WIDTHS: Partial<Record<OpinionColumn, number>> = {
  意見: 44,
  対応方針: 40,
  理由: 30,
  会議: 24,
  反映前: 30,
  反映後: 30,
};
const WIDTH = 13;

/** The ledger as a sheet that {@link readOpinionSheet} takes back unchanged. */
export function layOutOpinions(
  opinions: readonly Opinion[],
  { plan, directory }: { plan: Pick<Plan, 'initiatives'>; directory: Directory },
): Sheet {
  const rows = opinions.toSorted((a, b) => a.number - b.number);
  return {
    name: '対応状況',
    cells: [
      OPINION_COLUMNS.map((value) => ({ value, look: 'column' })),
      ...rows.map((opinion) =>
        OPINION_COLUMNS.map(
          (column) => ({ value: cellOf(opinion, column, plan, directory), look: 'body' }) as const,
        ),
      ),
    ],
    widths: OPINION_COLUMNS.map((column) => WIDTHS[column] ?? WIDTH),
  };
}

function cellOf(
  opinion: Opinion,
  column: OpinionColumn,
  { initiatives }: Pick<Plan, 'initiatives'>,
  directory: Directory,
): CellValue {
  const { object, reflected, department } = opinion;
  switch (column) {
    case '番号':
      return opinion.number;
    case '種類':
      return KIND_WORDS.write(opinion.kind);
    case '会議':
      return opinion.meeting;
    case '年月日':
      return opinion.raisedOn;
    case '意見':
      return opinion.text;
    case '対象':
      return LEVEL_WORDS.write(object.level);
    case '取組番号':
      return object.level === 'initiative'
        ? (initiatives.find(({ id }) => id === object.initiative)?.code ?? object.initiative)
        : null;
    case '区分':
      return CLASS_WORDS.write(opinion.class);
    case '理由':
      return opinion.reason;
    case '対応方針':
      return opinion.policy;
    case '所管課':
      return department === null ? null : departmentName(directory, department);
    case '期限':
      return opinion.due;
    case '反映箇所':
      return reflected?.where ?? null;
    case '反映前':
      return reflected?.before ?? null;
    case '反映後':
      return reflected?.after ?? null;
    case '公表':
      return PUBLISHED_WORDS.write(opinion.published ? 'yes' : 'no');
    case '例示':
      return opinion.illustrative.length === 0 ? null : opinion.illustrative.join('、');
  }
}

/** The ledger as the rows of a CSV file, its heading first. */
export function opinionRows(...laidOut: Parameters<typeof layOutOpinions>): (string | null)[][] {
  return layOutOpinions(...laidOut).cells.map((row) =>
    row.map(({ value }) => (value === null ? null : String(value))),
  );
}
