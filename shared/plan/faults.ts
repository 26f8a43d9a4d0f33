import { fiscalYearName, fiscalYearShort } from '../calendar/japanese-date.ts';
import type { Directory } from './directory.ts';
import { findDirectoryFaults } from './directory-faults.ts';
import type { Fault } from './fault.ts';
import { findRepeats } from './fault.ts';
import { findKpiFaults, findKpiLinkFaults } from './kpi-faults.ts';
import { findMoneyFaults } from './money-faults.ts';
import {
  type ExitRule,
  type Initiative,
  isUnset,
  type Kpi,
  type Milestone,
  type Plan,
  type VisionGoal,
} from './plan.ts';

export type { Fault } from './fault.ts';

type Period = Plan['period'];

/**
 * Everything that joins the parts of a plan and does not hold: unknown departments, repeated codes, years outside
 * the period, rules that name nothing. All at once, never the first only; empty means the plan may be stored.
 *
 * The shape of each part is the schemas' business; this looks at what no single part can know.
 */
export function findPlanFaults(plan: Plan, directory: Directory): Fault[] {
  const kpis = new Map(
    plan.initiatives.flatMap((initiative) => initiative.kpis.map((kpi) => [kpi.id, kpi] as const)),
  );
  const initiatives = new Set(plan.initiatives.map(({ id }) => id));
  return [
    ...frameFaults(plan),
    ...repeatFaults(plan),
    ...plan.vision.goals.flatMap((goal, index) => goalFaults(goal, `vision.goals[${index}]`, plan, kpis)),
    ...plan.initiatives.flatMap((initiative, index) => [
      ...initiativeFaults(initiative, `initiatives[${index}]`, plan, directory),
      ...findMoneyFaults(initiative, `initiatives[${index}]`, plan.period, initiatives),
      ...initiative.kpis.flatMap((kpi, at) =>
        findKpiLinkFaults(kpi, `initiatives[${index}].kpis[${at}]`, initiative, kpis),
      ),
    ]),
    ...findDirectoryFaults(directory),
  ];
}

function frameFaults({ period, vision, cutoffs }: Plan): Fault[] {
  const faults: Fault[] = [];
  if (period.from > period.to) faults.push({ where: 'period', message: reversedYears('計画期間', period) });
  if (vision.period.from > vision.period.to) {
    faults.push({ where: 'vision.period', message: reversedYears('ビジョンの期間', vision.period) });
  }
  if (cutoffs.onTrack < cutoffs.atRisk) {
    faults.push({
      where: 'cutoffs',
      message: `判定基準が逆です。順調の下限（${cutoffs.onTrack}）は、やや遅れの下限（${cutoffs.atRisk}）以上にしてください。`,
    });
  }
  return faults;
}

function reversedYears(word: string, { from, to }: Period): string {
  return `${word}が${fiscalYearName(from)}から${fiscalYearName(to)}と逆です。終わりの年度を始まり以後にしてください。`;
}

/** Ids and codes are looked up across the whole plan, so a second one would hide the first. */
function repeatFaults(plan: Plan): Fault[] {
  const pillars = plan.pillars.map((item, i) => ({ item, where: `pillars[${i}]` }));
  const directions = plan.pillars.flatMap((pillar, i) =>
    pillar.directions.map((item, j) => ({ item, where: `pillars[${i}].directions[${j}]` })),
  );
  const initiatives = plan.initiatives.map((item, i) => ({ item, where: `initiatives[${i}]` }));
  const goals = plan.vision.goals.map((item, i) => ({ item, where: `vision.goals[${i}]` }));
  const parts = (
    of: (initiative: Initiative) => { kpis?: { id: string }[]; list: string; items: { id: string }[] },
  ) =>
    initiatives.flatMap(({ item, where }) => {
      const { list, items } = of(item);
      return items.map((part, j) => ({ item: part, where: `${where}.${list}[${j}]` }));
    });
  const kpis = parts(({ kpis: items }) => ({ list: 'kpis', items }));
  const milestones = parts(({ milestones: items }) => ({ list: 'milestones', items }));
  const rules = parts(({ exitRules }) => ({ list: 'exitRules', items: isUnset(exitRules) ? [] : exitRules }));
  return [
    ...repeats(pillars, 'id', 'ID'),
    ...repeats(pillars, 'code', '柱の番号'),
    ...repeats(directions, 'id', 'ID'),
    ...repeats(directions, 'code', '方向性の番号'),
    ...repeats(goals, 'id', 'ID'),
    ...repeats(initiatives, 'id', 'ID'),
    ...repeats(initiatives, 'code', '取り組みの番号'),
    ...repeats(initiatives, 'title', '取り組み名'),
    // One space for both, because a line of the form speaks of either by its id alone.
    ...repeats([...kpis, ...milestones], 'id', 'ID'),
    ...repeats(rules, 'id', 'ID'),
  ];
}

function repeats<K extends 'id' | 'code' | 'title', T extends Record<K, string>>(
  places: readonly { item: T; where: string }[],
  key: K,
  word: string,
): Fault[] {
  return [...findRepeats(places, ({ item }) => item[key])].map(([again, first]) => ({
    where: `${again.where}.${key}`,
    message: `${word}「${again.item[key]}」が ${first.where}.${key} と重複しています。別のものにしてください。`,
  }));
}

function goalFaults(goal: VisionGoal, where: string, plan: Plan, kpis: ReadonlyMap<string, Kpi>): Fault[] {
  const faults: Fault[] = [];
  if (!plan.pillars.some(({ id }) => id === goal.pillar)) {
    faults.push({
      where: `${where}.pillar`,
      message: `目標「${goal.name}」の柱「${goal.pillar}」が計画にありません。計画にある柱にしてください。`,
    });
  }
  if (!isWithin(goal.targetYear, plan.vision.period)) {
    faults.push({
      where: `${where}.targetYear`,
      message: `目標「${goal.name}」の年度が${outside(goal.targetYear, plan.vision.period, 'ビジョンの期間')}`,
    });
  }
  goal.readFrom.forEach((id, index) => {
    if (kpis.has(id)) return;
    faults.push({
      where: `${where}.readFrom[${index}]`,
      message: `目標「${goal.name}」が読む指標「${id}」が計画にありません。計画にある指標にしてください。`,
    });
  });
  return faults;
}

function initiativeFaults(initiative: Initiative, where: string, plan: Plan, directory: Directory): Fault[] {
  const name = `「${initiative.code} ${initiative.title}」`;
  const faults: Fault[] = [];
  if (!plan.pillars.some(({ directions }) => directions.some(({ id }) => id === initiative.direction))) {
    faults.push({
      where: `${where}.direction`,
      message: `${name}の方向性「${initiative.direction}」が計画にありません。柱の下にある方向性にしてください。`,
    });
  }
  if (initiative.kpis.length === 0 && initiative.milestones.length === 0) {
    faults.push({
      where: `${where}.kpis`,
      message: `${name}に指標も年度別取り組みもなく、照会することがありません。どちらかを書いてください。`,
    });
  }
  return [
    ...faults,
    ...ownerFaults(initiative, where, name, directory),
    ...initiative.kpis.flatMap((kpi, index) =>
      findKpiFaults(kpi, `${where}.kpis[${index}]`, initiative, plan.period),
    ),
    ...kpiNameFaults(initiative, where, name),
    ...milestoneFaults(initiative.milestones, where, name, plan.period),
    ...exitRuleFaults(initiative, where, name, plan.period),
    ...sunsetFaults(initiative, where, name, plan.period),
  ];
}

function ownerFaults(initiative: Initiative, where: string, name: string, directory: Directory): Fault[] {
  const faults: Fault[] = [];
  const { owners, related } = initiative;
  const known = (id: string) => directory.departments.find((department) => department.id === id);
  const unknown = (id: string) =>
    `${name}の部署「${id}」が部署一覧にありません。一覧にある部署にしてください。`;
  owners.forEach(({ department }, index) => {
    const at = `${where}.owners[${index}].department`;
    const found = known(department);
    if (!found) faults.push({ where: at, message: unknown(department) });
    else if (
      !directory.contacts.some((contact) => contact.role === 'officer' && contact.department === department)
    ) {
      faults.push({
        where: at,
        message: `${name}の所管部署「${found.name}」に担当者の連絡先がなく、照会を送れません。連絡先を加えてください。`,
      });
    }
    if (owners.findIndex((owner) => owner.department === department) < index) {
      faults.push({
        where: at,
        message: `${name}の所管部署「${found?.name ?? department}」が二度書かれています。`,
      });
    }
  });
  related.forEach((department, index) => {
    const at = `${where}.related[${index}]`;
    if (!known(department)) faults.push({ where: at, message: unknown(department) });
    else if (related.indexOf(department) < index || owners.some((owner) => owner.department === department)) {
      faults.push({
        where: at,
        message: `${name}の関係部署「${known(department)?.name}」は、すでに書かれています。`,
      });
    }
  });
  const leads = owners.filter(({ role }) => role === 'lead').length;
  if (leads !== 1) {
    faults.push({
      where: `${where}.owners`,
      message: `${name}の主となる所管部署が${leads}あります。主はちょうど一つにしてください。`,
    });
  }
  return faults;
}

function kpiNameFaults({ kpis }: Initiative, where: string, name: string): Fault[] {
  return [...findRepeats(kpis, (kpi) => kpi.name)].map(([again]) => ({
    where: `${where}.kpis[${kpis.indexOf(again)}].name`,
    message: `${name}に同じ名前の指標「${again.name}」が二つあります。名前を分けてください。`,
  }));
}

function milestoneFaults(
  milestones: readonly Milestone[],
  where: string,
  name: string,
  period: Period,
): Fault[] {
  const faults: Fault[] = [];
  milestones.forEach((milestone, index) => {
    const at = `${where}.milestones[${index}]`;
    if (!isWithin(milestone.fiscalYear, period)) {
      faults.push({
        where: `${at}.fiscalYear`,
        message: `${name}の年度別取り組み「${milestone.text}」の年度が${outside(milestone.fiscalYear, period, '計画期間')}`,
      });
    }
    if (!milestone.due.startsWith(String(milestone.fiscalYear))) {
      faults.push({
        where: `${at}.due`,
        message: `${name}の年度別取り組み「${milestone.text}」の期限（${milestone.due}）が、その年度（${fiscalYearShort(milestone.fiscalYear)}）の四半期ではありません。`,
      });
    }
  });
  for (const [again] of findRepeats(milestones, ({ item, fiscalYear }) => `${fiscalYear} ${item}`)) {
    faults.push({
      where: `${where}.milestones[${milestones.indexOf(again)}].item`,
      message: `${name}の項目「${again.item}」の${fiscalYearShort(again.fiscalYear)}が二つあります。一つのます目にまとめてください。`,
    });
  }
  return faults;
}

function exitRuleFaults(initiative: Initiative, where: string, name: string, period: Period): Fault[] {
  if (isUnset(initiative.exitRules)) return [];
  const judge = ({ measure }: ExitRule, at: string): Fault[] => {
    if (measure.on === 'status') return [];
    const faults: Fault[] = [];
    if (!initiative.kpis.some(({ id }) => id === measure.kpi)) {
      faults.push({
        where: `${at}.measure.kpi`,
        message: `${name}の撤退基準が指す指標「${measure.kpi}」が、この取り組みにありません。`,
      });
    }
    if (!isWithin(Number(measure.at.slice(0, 4)), period)) {
      faults.push({
        where: `${at}.measure.at`,
        message: `${name}の撤退基準の判定時期（${measure.at}）が、計画期間（${yearsText(period)}）の外です。`,
      });
    }
    return faults;
  };
  return initiative.exitRules.flatMap((rule, index) => judge(rule, `${where}.exitRules[${index}]`));
}

function sunsetFaults({ sunset }: Initiative, where: string, name: string, period: Period): Fault[] {
  if (isUnset(sunset) || sunset >= `${period.from}-04-01`) return [];
  return [
    {
      where: `${where}.sunset`,
      message: `${name}の終期（${sunset}）が、計画の始まり（${period.from}-04-01）より前です。`,
    },
  ];
}

function isWithin(year: number, { from, to }: Period): boolean {
  return from <= year && year <= to;
}

function yearsText({ from, to }: Period): string {
  return `${fiscalYearShort(from)}から${fiscalYearShort(to)}`;
}

function outside(year: number, period: Period, word: string): string {
  return `${fiscalYearName(year)}で、${word}（${yearsText(period)}）の外です。`;
}
