import { kpiColumns, MONEY_COLUMNS } from './columns.ts';
import { type CellNames, cell, type DepartmentNamer, settableText, yearHeading, yearsOf } from './lay-out.ts';
import { type ExitRule, type Initiative, isUnset, type Kpi, type Milestone, type Plan } from './plan.ts';
import {
  ACCOUNT_WORDS,
  ACTION_WORDS,
  COMBINE_WORDS,
  COMPARATOR_WORDS,
  EXIT_STATUS_WORDS,
  frequencyText,
  KIND_WORDS,
  LAYER_WORDS,
  POLARITY_WORDS,
} from './words.ts';
import type { Cell, CellValue, Sheet } from './workbook.ts';

/** The value beside a label spans these columns, so that long texts stay readable on paper. */
const VALUE_COLUMNS = 6;

const WIDTHS = [
  22, 24, 24, 24, 12, 12, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 12, 12, 22, 30, 40, 40, 24, 12, 12, 12,
  30, 30,
];

/** One initiative as the city prints it: its name, 取り組みの概要, 年度別取り組み, then what the plan asks besides. */
export function layOutInitiative(
  initiative: Initiative,
  sheetName: string,
  plan: Plan,
  names: CellNames,
): Sheet {
  const years = yearsOf(plan.period);
  return {
    name: sheetName,
    widths: WIDTHS,
    cells: [
      ...layOutOverview(initiative, plan, names),
      [],
      [cell('年度別取り組み', 'heading')],
      ['項目/年度', ...years.map(yearHeading)].map((text) => cell(text, 'column')),
      ...layOutMilestones(initiative.milestones, years),
      [],
      [cell('指標', 'heading')],
      kpiColumns(years.map(yearHeading)).map((text) => cell(text, 'column')),
      ...initiative.kpis.map((kpi) => kpiRow(kpi, years, names).map((value) => cell(value))),
      [],
      ...layOutExitRules(initiative),
      ...layOutMoney(initiative.money),
    ],
  };
}

function layOutOverview(initiative: Initiative, plan: Plan, names: CellNames): Cell[][] {
  const name = names.department;
  const direction = plan.pillars
    .flatMap(({ directions }) => directions)
    .find(({ id }) => id === initiative.direction);
  return [
    labelled('取り組み名', initiative.title, 'title'),
    labelled('番号', initiative.code),
    labelled('方向性', direction ? `${direction.code} ${direction.name}` : null),
    [],
    [cell('取り組みの概要', 'heading')],
    labelled('1.取組方針', initiative.policy),
    labelled('2.所管部署', ownersText(initiative, name)),
    labelled('3.関係部署', initiative.related.map(name).join('、')),
    labelled('4.目指す姿（3年後）', initiative.desiredState),
    labelled('5.目標値（KPI）', initiative.kpis.map(kpiSummary).join('\n')),
    ...(initiative.precedents.length === 0 ? [''] : initiative.precedents).map((precedent, index) =>
      labelled(index === 0 ? '6.参考事例' : null, precedent),
    ),
    labelled('目的', settableText(initiative.purpose)),
    labelled('終期', settableText(initiative.sunset)),
    labelled('見直し方針', settableText(initiative.review)),
    ...moneyLabels(initiative, names),
    labelled('例示', initiative.illustrative.map((item) => (item === '*' ? 'すべて' : item)).join('、')),
    ...(isUnset(initiative.exitRules) ? [labelled('撤退基準', settableText(initiative.exitRules))] : []),
  ];
}

function labelled(label: string | null, value: CellValue, look: 'title' | 'body' = 'body'): Cell[] {
  const covered: Cell[] = Array.from({ length: VALUE_COLUMNS - 1 }, () => ({
    value: null,
    merged: 'covered',
    look,
  }));
  return [cell(label, 'label'), { value, look, merged: { rows: 1, columns: VALUE_COLUMNS } }, ...covered];
}

/** The lead is marked only where it does not stand first. */
function ownersText({ owners }: Initiative, name: DepartmentNamer): string {
  return owners
    .map(({ department, role }, index) => name(department) + (role === 'lead' && index > 0 ? '（主）' : ''))
    .join('、');
}

/** `タブレット端末数：60台（R8）`, for the eye; the table below is what is read. */
function kpiSummary(kpi: Kpi): string {
  const [year, target] = Object.entries(kpi.targets).at(-1) ?? [];
  if (year === undefined || target === undefined) return `${kpi.name}：〇${kpi.unit}`;
  return `${kpi.name}：${isUnset(target) ? '〇' : target}${kpi.unit}（${yearHeading(Number(year))}）`;
}

/** One row an item; a due quarter other than the year's last, and weight, stand behind the text in 【】. */
function layOutMilestones(milestones: readonly Milestone[], years: readonly number[]): Cell[][] {
  const items = [...new Set(milestones.map(({ item }) => item))];
  const text = ({ text: what, due, key, fiscalYear }: Milestone) => {
    const quarter = due === `${fiscalYear}Q4` ? '' : `第${due.slice(-1)}四半期まで`;
    const marks = [quarter, key ? '重点' : ''].filter((mark) => mark !== '');
    return marks.length === 0 ? what : `${what}【${marks.join('・')}】`;
  };
  return items.map((item) => [
    cell(item, 'label'),
    ...years.map((year) => {
      const found = milestones.find((milestone) => milestone.item === item && milestone.fiscalYear === year);
      return cell(found ? text(found) : null);
    }),
  ]);
}

function kpiRow(kpi: Kpi, years: readonly number[], names: CellNames): CellValue[] {
  return [
    kpi.name,
    kpi.unit,
    KIND_WORDS.write(kpi.kind),
    POLARITY_WORDS.write(kpi.polarity),
    LAYER_WORDS.write(kpi.layer),
    settableText(isUnset(kpi.baseline) ? kpi.baseline : kpi.baseline.value),
    isUnset(kpi.baseline) ? null : kpi.baseline.at,
    ...years.map((year) => settableText(kpi.targets[String(year)] ?? '')),
    frequencyText(kpi.frequency),
    kpi.monthly ? 'はい' : null,
    ACCOUNT_WORDS.write(kpi.account),
    kpi.money ? 'はい' : 'いいえ',
    kpi.effect ? 'はい' : null,
    COMBINE_WORDS.write(kpi.combine),
    kpi.tolerance,
    kpi.range?.[0] ?? null,
    kpi.range?.[1] ?? null,
    kpi.shares?.join('・') ?? null,
    kpi.path ? pairsText(kpi.path, (quarter) => quarter) : null,
    kpi.unitTargets ? pairsText(kpi.unitTargets, names.department) : null,
    kpi.definition ?? null,
    kpi.source ?? null,
    kpi.lag ?? null,
    kpi.unitCostMax ?? null,
    kpi.since ?? null,
    kpi.until ?? null,
    kpi.mergedInto === undefined ? null : names.kpi(kpi.mergedInto),
    kpi.sharedFrom === undefined ? null : names.kpi(kpi.sharedFrom),
  ];
}

function moneyLabels({ money }: Initiative, names: CellNames): Cell[][] {
  const { basis, shares } = money ?? {};
  return [
    ...(basis === undefined ? [] : [labelled('算定根拠', basis)]),
    ...(shares === undefined ? [] : [labelled('効果の按分', pairsText(shares, names.initiative))]),
  ];
}

function layOutMoney(money: Initiative['money']): Cell[][] {
  if (money === undefined) return [];
  return [
    [],
    [cell('効果額・予算（千円）', 'heading')],
    MONEY_COLUMNS.map((text) => cell(text, 'column')),
    ...money.years.map(({ year, budget, spent, effectPlanned, effectActual }) =>
      [yearHeading(year), budget, spent, effectPlanned, effectActual].map((value) => cell(value ?? null)),
    ),
  ];
}

function pairsText(values: Record<string, number>, write: (key: string) => string): string {
  return Object.entries(values)
    .map(([key, value]) => `${write(key)}: ${value}`)
    .join('、');
}

function layOutExitRules({ exitRules, kpis }: Initiative): Cell[][] {
  if (isUnset(exitRules)) return [];
  const row = ({ text, measure, action }: ExitRule): CellValue[] =>
    measure.on === 'status'
      ? [
          text,
          null,
          EXIT_STATUS_WORDS.write(measure.status),
          measure.consecutive,
          null,
          ACTION_WORDS.write(action),
        ]
      : [
          text,
          kpis.find(({ id }) => id === measure.kpi)?.name ?? null,
          COMPARATOR_WORDS.write(measure.comparator),
          measure.threshold,
          measure.at,
          ACTION_WORDS.write(action),
        ];
  return [
    [cell('撤退基準', 'heading')],
    ['内容', '判定指標', '条件', '値', '判定時期', '措置'].map((text) => cell(text, 'column')),
    ...exitRules.map((rule) => row(rule).map((value) => cell(value))),
  ];
}
