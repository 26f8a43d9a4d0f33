import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import type { Directory } from '../plan/directory.ts';
import type { Fault } from '../plan/fault.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import { plainWord, readNumber, readQuarter } from '../plan/read-values.ts';
import { ALL_UNITS, type StoredActual, type StoredMilestone } from './build-input.ts';

/** Values and finished milestones as a file brings them. */
export interface ReportedValues {
  readonly actuals: readonly StoredActual[];
  readonly milestones: readonly StoredMilestone[];
}

export type ActualsReading =
  | ({ readonly ok: true } & ReportedValues)
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** A document of values; what else it holds (`illustrative`, notes) is not looked at. */
const ActualsDocument = z.object({
  actuals: z
    .array(
      z.object({
        /** The KPI's id, or 番号/指標名. */
        kpi: z.string(),
        quarter: QuarterId,
        value: z.number().nullable(),
        /** The department's id, code or name; absent where the value is that of all units together. */
        department: z.string().optional(),
        stage: z.enum(['regular', 'final']).default('regular'),
      }),
    )
    .default([]),
  milestones: z.array(z.object({ milestone: z.string(), done: QuarterId })).default([]),
});

type Named = Pick<Directory, 'departments'>;

/** Reads values from a document (YAML or JSON, already parsed). All faults at once, by path. */
export function readActualsDocument(document: unknown, plan: Plan, directory: Named): ActualsReading {
  const read = ActualsDocument.safeParse(document);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => ({ where: path.join('.'), message }));
    return { ok: false, faults };
  }
  const find = createFinder(plan, directory);
  const faults: Fault[] = [];
  const actuals = read.data.actuals.flatMap((row, at) => settle(row, `actuals.${at}`, find, faults));
  const known = new Set(plan.initiatives.flatMap(({ milestones }) => milestones.map(({ id }) => id)));
  const milestones = read.data.milestones.flatMap(({ milestone, done }, at): StoredMilestone[] => {
    if (known.has(milestone))
      return [{ milestone, department: ALL_UNITS, reportedFor: done, state: '済', doneIn: done }];
    faults.push({
      where: `milestones.${at}`,
      message: `「${milestone}」という年度別取り組みが計画にありません。`,
    });
    return [];
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, actuals, milestones };
}

const COLUMNS = {
  kpi: ['指標', '指標id', 'kpi'],
  quarter: ['四半期', '時期', 'quarter'],
  value: ['値', '実績', '実績値', 'value'],
  department: ['部署', '所管部署', 'department'],
} as const;

const HEADINGS = {
  kpi: headings('kpi'),
  quarter: headings('quarter'),
  value: headings('value'),
  department: headings('department'),
};

function headings(key: keyof typeof COLUMNS): ReadonlySet<string> {
  return new Set(COLUMNS[key].map((word) => plainWord(word)));
}

/** Reads values from a table: 指標 (its id, or 番号/指標名), 四半期, 実績値, and 部署 where units answer apart. */
export function readActualsTable(
  rows: readonly (readonly string[])[],
  plan: Plan,
  directory: Named,
): ActualsReading {
  const [head = [], ...body] = rows;
  const names = head.map((name) => plainWord(name));
  const column = (key: keyof typeof COLUMNS) => names.findIndex((name) => HEADINGS[key].has(name));
  const missing = (['kpi', 'quarter', 'value'] as const).filter((key) => column(key) < 0);
  if (missing.length > 0) {
    const wanted = missing.map((key) => `「${COLUMNS[key][0]}」`).join('、');
    return {
      ok: false,
      faults: [{ where: '1行目', message: `${wanted}の列がありません。見出しの行を加えてください。` }],
    };
  }
  const find = createFinder(plan, directory);
  const faults: Fault[] = [];
  const actuals = body.flatMap((cells, at): StoredActual[] => {
    const where = `${at + 2}行目`;
    const cell = (key: keyof typeof COLUMNS) => (cells[column(key)] ?? '').trim();
    if (cells.every((text) => text.trim() === '')) return [];
    const read = QuarterId.safeParse(readQuarter(cell('quarter')));
    const quarter = read.success ? read.data : null;
    const value = cell('value') === '' ? null : readNumber(cell('value'));
    if (quarter === null)
      faults.push({
        where,
        message: `「${cell('quarter')}」は四半期ではありません。2026Q1のように書いてください。`,
      });
    if (cell('value') !== '' && value === null)
      faults.push({ where, message: `「${cell('value')}」は数ではありません。` });
    if (quarter === null) return [];
    const department = cell('department');
    const row = { kpi: cell('kpi'), quarter, value, stage: 'regular' as const };
    return settle(department === '' ? row : { ...row, department }, where, find, faults);
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, actuals, milestones: [] };
}

interface Finder {
  kpi(text: string): Id | undefined;
  department(text: string): Id | undefined;
}

function createFinder({ initiatives }: Plan, { departments }: Named): Finder {
  const kpis = new Map(
    initiatives.flatMap(({ code, kpis: list }) =>
      list.flatMap(({ id, name }) => [
        [plainWord(id), id] as const,
        [plainWord(`${code}/${name}`), id] as const,
      ]),
    ),
  );
  const units = new Map(
    departments.flatMap(({ id, code, name }) =>
      [id, code, name].map((text) => [plainWord(text), id] as const),
    ),
  );
  return { kpi: (text) => kpis.get(plainWord(text)), department: (text) => units.get(plainWord(text)) };
}

type Written = Omit<StoredActual, 'department'> & { readonly department?: string | undefined };

function settle(row: Written, where: string, find: Finder, faults: Fault[]): StoredActual[] {
  const kpi = find.kpi(row.kpi);
  const department = row.department === undefined ? ALL_UNITS : find.department(row.department);
  if (kpi === undefined)
    faults.push({
      where,
      message: `「${row.kpi}」という指標が計画にありません。IDか「番号/指標名」で書いてください。`,
    });
  if (department === undefined)
    faults.push({ where, message: `「${row.department}」という部署が部署一覧にありません。` });
  return kpi === undefined || department === undefined ? [] : [{ ...row, kpi, department }];
}
