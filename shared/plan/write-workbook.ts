import { DEPARTMENT_COLUMNS, PILLAR_COLUMNS } from './columns.ts';
import { createDepartmentFinder } from './department-finder.ts';
import type { Contact, Department, Directory } from './directory.ts';
import type { Id } from './ids.ts';
import { createKpiNamer } from './kpi-names.ts';
import { cell, type DepartmentNamer, settableText, yearHeading } from './lay-out.ts';
import { isUnset, type Plan, type VisionGoal } from './plan.ts';
import { triggerRows } from './trigger-rows.ts';
import {
  APPROVAL_WORDS,
  DEPARTMENT_KIND_WORDS,
  KIND_WORDS,
  PERSPECTIVE_WORDS,
  POLARITY_WORDS,
  ROLE_WORDS,
  WISH_WORDS,
} from './words.ts';
import type { Cell, CellValue, Sheet, Workbook } from './workbook.ts';
import { layOutInitiative } from './write-sheet.ts';

/**
 * Lays a plan and its directory out as the workbook the secretariat works in: one sheet per initiative as the city
 * prints it, before them 計画, 部署, 連絡先 and 市. Reading it back gives the same plan, ids aside.
 */
export function layOutPlan(plan: Plan, directory: Directory): Workbook {
  const name = createDepartmentNamer(directory);
  const kpi = createKpiNamer(plan.initiatives);
  const codes = new Map(plan.initiatives.map(({ id, code }) => [id, code]));
  const names = { department: name, kpi, initiative: (id: Id) => codes.get(id) ?? id };
  const sheetNames = createSheetNames();
  return {
    sheets: [
      layOutFrame(plan, kpi),
      ...plan.initiatives.map((initiative) =>
        layOutInitiative(initiative, sheetNames(initiative.code), plan, names),
      ),
      layOutDepartments(directory.departments, name),
      layOutContacts(directory.contacts, name),
      layOutCity(directory),
    ],
  };
}

/** Excel takes a sheet's name once, whatever the case of its letters. */
function createSheetNames(): (code: string) => string {
  const used = new Set<string>();
  return (code) => {
    let name = code;
    for (let n = 2; used.has(name.toLowerCase()); n += 1) name = `${code} (${n})`;
    used.add(name.toLowerCase());
    return name;
  };
}

/** A department's name where that finds it again, else its code, else its id. */
function createDepartmentNamer({ departments }: Directory): DepartmentNamer {
  const find = createDepartmentFinder(departments);
  const known = new Map(departments.map((department) => [department.id, department]));
  return (id) => {
    const { name = id, code = id } = known.get(id) ?? {};
    return [name, code].find((word) => find(word) === id && !/[、，,;；:：\r\n]/u.test(word)) ?? id;
  };
}

function layOutFrame(plan: Plan, kpiName: (id: Id) => string): Sheet {
  const { vision, period, cutoffs, triggers } = plan;
  const span = ({ from, to }: Plan['period']) => `${yearHeading(from)}から${yearHeading(to)}`;
  const labelled = (label: string, value: CellValue) => [cell(label, 'label'), cell(value)];
  const values = vision.values.length === 0 ? [''] : vision.values;
  return {
    name: '計画',
    widths: [18, 40, 10, 16, 14, 26, 60],
    cells: [
      labelled('計画名', plan.title),
      labelled('計画期間', span(period)),
      labelled('ビジョン名', vision.title),
      labelled('ビジョンの期間', span(vision.period)),
      labelled('目指す姿', vision.desiredState),
      ...values.map((value, index) => [cell(index === 0 ? '大事にする価値' : null, 'label'), cell(value)]),
      labelled('順調の下限', cutoffs.onTrack),
      labelled('やや遅れの下限', cutoffs.atRisk),
      ...triggerRows(triggers).map(([label, value]) => labelled(label, value)),
      [],
      PILLAR_COLUMNS.map((text) => cell(text, 'column')),
      ...plan.pillars.flatMap((pillar) =>
        pillar.directions.map((direction) =>
          [
            pillar.code,
            pillar.name,
            pillar.short,
            pillar.perspective === undefined ? null : PERSPECTIVE_WORDS.write(pillar.perspective),
            direction.code,
            direction.name,
            direction.policy ?? null,
          ].map((value) => cell(value)),
        ),
      ),
      [],
      ...layOutGoals(plan, kpiName),
    ],
  };
}

const GOAL_COLUMNS = [
  '目標',
  '柱',
  '単位',
  '種別',
  '良い方向',
  '基準値',
  '基準時点',
  '目標年度',
  '目標値',
  '読み取る指標',
  '例示',
];

function layOutGoals({ vision, pillars }: Plan, kpiName: (id: Id) => string): Cell[][] {
  const row = (goal: VisionGoal): CellValue[] => [
    goal.name,
    pillars.find(({ id }) => id === goal.pillar)?.code ?? null,
    goal.unit,
    KIND_WORDS.write(goal.kind),
    POLARITY_WORDS.write(goal.polarity),
    settableText(isUnset(goal.baseline) ? goal.baseline : goal.baseline.value),
    isUnset(goal.baseline) ? null : goal.baseline.at,
    yearHeading(goal.targetYear),
    settableText(goal.target),
    goal.readFrom.map(kpiName).join('、'),
    goal.illustrative.join('、'),
  ];
  if (vision.goals.length === 0) return [];
  return [
    GOAL_COLUMNS.map((text) => cell(text, 'column')),
    ...vision.goals.map((goal) => row(goal).map((value) => cell(value))),
  ];
}

function layOutTable(name: string, columns: readonly string[], rows: CellValue[][], widths: number[]): Sheet {
  return {
    name,
    widths,
    cells: [
      columns.map((text) => cell(text, 'column')),
      ...rows.map((row) => row.map((value) => cell(value))),
    ],
  };
}

function layOutDepartments(departments: readonly Department[], name: DepartmentNamer): Sheet {
  return layOutTable(
    '部署',
    DEPARTMENT_COLUMNS,
    departments.map((department) => [
      department.code,
      department.name,
      DEPARTMENT_KIND_WORDS.write(department.kind),
      department.parent === undefined ? null : name(department.parent),
      department.headTitle,
      department.escalatesTo === undefined ? null : name(department.escalatesTo),
      department.successors.map(name).join('、'),
      APPROVAL_WORDS.write(department.approval),
      department.excelForm ? WISH_WORDS.write('yes') : null,
      department.from ?? null,
      department.to ?? null,
    ]),
    [12, 26, 12, 18, 24, 18, 18, 16, 12, 14, 14],
  );
}

function layOutContacts(contacts: readonly Contact[], name: DepartmentNamer): Sheet {
  return layOutTable(
    '連絡先',
    ['役割', '部署名', '職名', 'メールアドレス', '開始日', '終了日'],
    contacts.map((contact) => [
      ROLE_WORDS.write(contact.role),
      contact.department === null ? null : name(contact.department),
      contact.title ?? null,
      contact.address,
      contact.from ?? null,
      contact.to ?? null,
    ]),
    [12, 26, 30, 44, 14, 14],
  );
}

function layOutCity({ city, mailDomain, closures }: Directory): Sheet {
  const labelled = (label: string, value: CellValue) => [cell(label, 'label'), cell(value)];
  return {
    name: '市',
    widths: [22, 44, 14],
    cells: [
      labelled('市名', city.name),
      labelled('事務局', city.secretariat),
      labelled('電話', city.telephone),
      labelled('メールのドメイン', mailDomain),
      [],
      ['閉庁日の名称', '開始日', '終了日'].map((text) => cell(text, 'column')),
      ...closures.map(({ name, from, to }) => [name, from, to ?? null].map((value) => cell(value))),
    ],
  };
}
