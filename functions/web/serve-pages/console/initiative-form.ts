import type * as z from 'zod';
import { fiscalYearShort } from '../../../../shared/calendar/japanese-date.ts';
import { createDepartmentFinder } from '../../../../shared/plan/department-finder.ts';
import { createIdGiver, shortHash } from '../../../../shared/plan/derived-id.ts';
import { type Directory, departmentName } from '../../../../shared/plan/directory.ts';
import { type Fault, findPlanFaults } from '../../../../shared/plan/faults.ts';
import { describeIssues } from '../../../../shared/plan/issue-words.ts';
import { yearsOf } from '../../../../shared/plan/lay-out.ts';
import { Initiative, isUnset, type Kpi, type Plan, type Unset } from '../../../../shared/plan/plan.ts';
import { readDate, readNumber, saysUnsetFigure } from '../../../../shared/plan/read-values.ts';
import { excerpt } from '../../../../shared/plan/row.ts';

/** How many rows for new entries of 年度別取り組み the form offers at a time. */
export const NEW_MILESTONES = 3;
const UNSET_MARK = '〇';
const QUARTERS = [1, 2, 3, 4] as const;

/** What stands in each line of the form, by the line's name; names hold ids, so that they outlive a reordering. */
export type FormTexts = Readonly<Record<string, string>>;

/** What is wrong, beside the line it stands in; null where it is no line's alone. */
export interface FormFault {
  readonly field: string | null;
  readonly message: string;
}

/** The names of the lines, as the page and the reader both write them. */
export const FIELD = {
  target: (kpi: string, year: number) => `kpi.${kpi}.targets.${year}`,
  path: (kpi: string, year: number, quarter: number) => `kpi.${kpi}.path.${year}Q${quarter}`,
  milestone: (id: string, part: 'item' | 'text' | 'fiscalYear' | 'due' | 'key') => `milestone.${id}.${part}`,
  newMilestone: (index: number) => `new${index}`,
} as const;

/** What the documents in force say, for an initiative to be read against. */
export interface PlanBeside {
  readonly plan: Plan;
  readonly directory: Directory;
}

/** An initiative as the texts of its form. */
export function textsOf(initiative: Initiative, { plan, directory }: PlanBeside): FormTexts {
  const { title, purpose, policy, desiredState, owners, sunset, review, kpis, milestones } = initiative;
  const set = (value: string | Unset) => (isUnset(value) ? '' : value);
  const leadFirst = owners.toSorted((a, b) => Number(b.role === 'lead') - Number(a.role === 'lead'));
  return {
    title,
    purpose: set(purpose),
    policy,
    desiredState,
    owners: leadFirst.map(({ department }) => departmentName(directory, department)).join('\n'),
    sunset: set(sunset),
    review: set(review),
    ...Object.fromEntries(kpis.flatMap((kpi) => kpiTexts(kpi, plan))),
    ...Object.fromEntries(
      milestones.flatMap(({ id, item, fiscalYear, text, due, key }) => [
        [FIELD.milestone(id, 'item'), item],
        [FIELD.milestone(id, 'fiscalYear'), String(fiscalYear)],
        [FIELD.milestone(id, 'text'), text],
        [FIELD.milestone(id, 'due'), due.slice(-1)],
        [FIELD.milestone(id, 'key'), key ? 'yes' : 'no'],
      ]),
    ),
    ...Object.fromEntries(
      Array.from({ length: NEW_MILESTONES }, (_, index) => FIELD.newMilestone(index)).flatMap((id) => [
        [FIELD.milestone(id, 'item'), ''],
        [FIELD.milestone(id, 'fiscalYear'), String(plan.period.to)],
        [FIELD.milestone(id, 'text'), ''],
        [FIELD.milestone(id, 'due'), '4'],
        [FIELD.milestone(id, 'key'), 'no'],
      ]),
    ),
  };
}

function kpiTexts({ id, targets, path }: Kpi, { period }: Plan): [string, string][] {
  return yearsOf(period).flatMap((year): [string, string][] => {
    const target = targets[year];
    return [
      [FIELD.target(id, year), target === undefined ? '' : isUnset(target) ? UNSET_MARK : String(target)],
      ...QUARTERS.map((quarter): [string, string] => {
        const planned = path?.[`${year}Q${quarter}`];
        return [FIELD.path(id, year, quarter), planned === undefined ? '' : String(planned)];
      }),
    ];
  });
}

/** What came with a form, with line ends as they are stored; a line that did not come keeps what it said. */
export function textsFrom(form: Readonly<Record<string, unknown>>, base: FormTexts): FormTexts {
  return Object.fromEntries(
    Object.entries(base).map(([name, before]) => {
      const value = form[name];
      return [name, typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : before];
    }),
  );
}

/**
 * A form that was begun on one version, put on top of a later one: what its writer left as it was takes the later
 * text, and what both changed keeps the writer's. `both` names those lines, and those changed that are gone.
 */
export function rebaseTexts(
  mine: FormTexts,
  { was, now }: { readonly was: FormTexts; readonly now: FormTexts },
): { readonly texts: FormTexts; readonly both: readonly string[] } {
  const isMine = (name: string) => mine[name] !== undefined && mine[name] !== was[name];
  return {
    texts: Object.fromEntries(
      Object.entries(now).map(([name, text]) => [name, isMine(name) ? (mine[name] ?? text) : text]),
    ),
    both: Object.keys(was).filter(
      (name) => isMine(name) && was[name] !== now[name] && mine[name] !== now[name],
    ),
  };
}

export type FormReading =
  | { readonly ok: true; readonly plan: Plan; readonly initiative: Initiative }
  | { readonly ok: false; readonly faults: readonly FormFault[] };

/**
 * The plan with the initiative as the form has it, or everything that is wrong with it, line by line: what cannot be
 * read, what the schema refuses, and what no longer fits the rest of the plan.
 */
export function readInitiativeForm(texts: FormTexts, base: Initiative, beside: PlanBeside): FormReading {
  const faults: FormFault[] = [];
  const draft = draftOf(texts, base, beside, (field, message) => faults.push({ field, message }));
  const shape = Initiative.safeParse(draft, { reportInput: true });
  const fieldOf = (path: string) => fieldAt(path, draft);
  if (!shape.success)
    return { ok: false, faults: [...faults, ...told(describeIssues(shape.error.issues), fieldOf)] };
  const index = beside.plan.initiatives.findIndex(({ id }) => id === base.id);
  const plan = { ...beside.plan, initiatives: beside.plan.initiatives.with(index, shape.data) };
  const root = `initiatives[${index}].`;
  // What was wrong before, such as a contact ended since the import, is not this form's to mend.
  const known = new Set(findPlanFaults(beside.plan, beside.directory).map(({ message }) => message));
  const joined = findPlanFaults(plan, beside.directory).filter(({ message }) => !known.has(message));
  const all = [
    ...faults,
    ...told(joined, (path) => (path.startsWith(root) ? fieldOf(path.slice(root.length)) : null)),
  ];
  return all.length > 0 ? { ok: false, faults: all } : { ok: true, plan, initiative: shape.data };
}

function told(faults: readonly Fault[], fieldOf: (path: string) => string | null): FormFault[] {
  return faults.map(({ where, message }) => ({ field: fieldOf(where), message }));
}

type Draft = z.input<typeof Initiative>;
type Add = (field: string, message: string) => void;

function draftOf(texts: FormTexts, base: Initiative, beside: PlanBeside, fault: Add): Draft {
  const { plan } = beside;
  const text = (name: string) => texts[name] ?? '';
  const settable = (name: string, before: string | Unset): string | Unset =>
    text(name) === '' ? unsetLike(before, plan) : text(name);
  const sunset = settable('sunset', base.sunset);
  const date = typeof sunset === 'string' ? readDate(sunset) : null;
  if (typeof sunset === 'string' && date === null)
    fault('sunset', `「${excerpt(sunset)}」とありますが、2027-03-31のような日付にしてください。`);
  return {
    ...base,
    title: text('title'),
    purpose: settable('purpose', base.purpose),
    policy: text('policy'),
    desiredState: text('desiredState'),
    review: settable('review', base.review),
    sunset: typeof sunset === 'string' ? (date ?? base.sunset) : sunset,
    owners: readOwners(text('owners'), base, beside, fault),
    kpis: base.kpis.map((kpi) => readKpiTexts(kpi, text, plan, fault)),
    milestones: readMilestones(text, base, fault),
  };
}

/** 未設定 with the deadline it had, else by 30 September of the plan's last year, when the next budget is asked for. */
function unsetLike(before: unknown, { period }: Plan): Unset {
  return isUnset(before) ? before : { unset: true, by: `${period.to}-09-30` };
}

function readOwners(
  text: string,
  { owners }: Initiative,
  { directory }: PlanBeside,
  fault: Add,
): Draft['owners'] {
  const find = createDepartmentFinder(directory.departments);
  const names = text
    .split(/[\n、,]/u)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) fault('owners', '所管部署がありません。1行に1つ書いてください。');
  const read = names.flatMap((name, index): Draft['owners'] => {
    const department = find(name);
    if (department !== null) return [{ department, role: index === 0 ? 'lead' : 'unit' }];
    fault('owners', `「${excerpt(name)}」という部署はありません。部署一覧の名称かコードにしてください。`);
    return [];
  });
  // A stand-in, so that the rest is looked at too; the fault told keeps it from being stored.
  return read.length === names.length && read.length > 0 ? read : owners;
}

function readKpiTexts(kpi: Kpi, text: (name: string) => string, plan: Plan, fault: Add): Kpi {
  const number = (name: string): number | undefined => {
    if (text(name) === '') return undefined;
    const value = readNumber(text(name), kpi.unit);
    if (value === null) fault(name, `「${excerpt(text(name))}」とありますが、数にしてください。`);
    return value ?? undefined;
  };
  const [targets, path] = [{ ...kpi.targets }, { ...kpi.path }];
  for (const year of yearsOf(plan.period)) {
    const name = FIELD.target(kpi.id, year);
    const value = saysUnsetFigure(text(name)) ? unsetLike(kpi.targets[year], plan) : number(name);
    if (value === undefined) delete targets[year];
    else targets[year] = value;
    for (const quarter of QUARTERS) {
      const planned = number(FIELD.path(kpi.id, year, quarter));
      if (planned === undefined) delete path[`${year}Q${quarter}`];
      else path[`${year}Q${quarter}`] = planned;
    }
  }
  const { path: _, ...rest } = kpi;
  return { ...rest, targets, ...(Object.keys(path).length === 0 ? {} : { path }) };
}

/** The entries of the form; one whose text was cleared is gone, and each new line that says something is added. */
function readMilestones(
  text: (name: string) => string,
  { id, milestones }: Initiative,
  fault: Add,
): Draft['milestones'] {
  const giveId = createIdGiver(milestones.map((milestone) => milestone.id));
  const added = Array.from({ length: NEW_MILESTONES }, (_, index) => FIELD.newMilestone(index));
  return [...milestones.map((milestone) => milestone.id), ...added].flatMap((name): Draft['milestones'] => {
    const part = (of: Parameters<typeof FIELD.milestone>[1]) => text(FIELD.milestone(name, of));
    const known = milestones.find((milestone) => milestone.id === name);
    if (part('text') === '') {
      if (!known && part('item') !== '')
        fault(FIELD.milestone(name, 'text'), '内容が空です。書くか、項目も空欄にしてください。');
      return [];
    }
    const fiscalYear = Number(part('fiscalYear'));
    const wish = `m-${shortHash(`${id}${part('item')}${fiscalYear}${part('text')}`)}`;
    return [
      {
        ...known,
        id: known?.id ?? giveId(wish),
        item: part('item'),
        fiscalYear,
        text: part('text'),
        due: `${fiscalYear}Q${part('due')}`,
        key: part('key') === 'yes',
      },
    ];
  });
}

/** The line of the form in which a value at a path of the initiative is written; null where it has none. */
function fieldAt(path: string, { kpis, milestones }: Draft): string | null {
  const [, list, index, field] = /^(kpis|milestones)\[(\d+)\](?:\.(.+))?$/u.exec(path) ?? [];
  if (list === undefined) return /^[a-zA-Z]+/u.exec(path)?.[0] ?? null;
  const { id } = (list === 'kpis' ? kpis[Number(index)] : milestones[Number(index)]) ?? {};
  if (id === undefined) return null;
  return `${list === 'kpis' ? 'kpi' : 'milestone'}.${id}${field === undefined ? '' : `.${field}`}`;
}

/** `R8の目標` and the like: what a line in which two writers met is called. */
export function fieldWord(name: string, { kpis, milestones }: Initiative): string {
  const [kind = '', id = '', part = '', when = ''] = name.split('.');
  if (kind === 'kpi') {
    const kpi = kpis.find((one) => one.id === id)?.name ?? id;
    const year = fiscalYearShort(Number(when.slice(0, 4)));
    return part === 'targets'
      ? `指標「${kpi}」の${year}の目標`
      : `指標「${kpi}」の${year}第${when.slice(-1)}四半期の計画値`;
  }
  if (kind === 'milestone')
    return `年度別取り組み「${milestones.find((one) => one.id === id)?.item ?? '追加'}」`;
  return LINE_WORDS[kind] ?? kind;
}

/** The lines of the form that stand for themselves. */
export const LINE_WORDS: Readonly<Record<string, string>> = {
  title: '取り組み名',
  purpose: '目的',
  policy: '取組方針',
  desiredState: '目指す姿',
  owners: '所管部署',
  sunset: '終期',
  review: '見直し方針',
};
