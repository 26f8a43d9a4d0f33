import type { FiscalYear } from '../calendar/fiscal.ts';
import { quarterIndex } from '../calendar/fiscal.ts';
import { fiscalYearName, quarterName } from '../calendar/japanese-date.ts';
import type { Fault } from './fault.ts';
import { type Initiative, type Kpi, type Milestone, type Plan, targetValue } from './plan.ts';

/** The latest fiscal year that was closed; null before the first. What lies before it is closed with it. */
export function lastClosedYear({ closed }: Pick<Plan, 'closed'>): FiscalYear | null {
  return closed === undefined || closed.length === 0 ? null : Math.max(...closed.map(({ year }) => year));
}

/**
 * What a new version would change of the years that were closed: targets, planned milestones, and a KPI that had a
 * target. Empty means the version may be published. An initiative taken out whole is a decision about the years to
 * come, and a KPI counted in another unit keeps its past in the ledger: neither touches what was closed. A milestone
 * left undone may be put off into an open year; the ledger keeps its date.
 */
export function findClosedYearFaults(before: Plan | null, after: Plan): Fault[] {
  const year = before === null ? null : lastClosedYear(before);
  if (before === null || year === null) return [];
  const standing = new Map(
    after.initiatives.map((initiative, index) => [initiative.id, { initiative, index }]),
  );
  return before.initiatives.flatMap((was) => {
    const now = standing.get(was.id);
    if (now === undefined) return [];
    const where = `initiatives[${now.index}]`;
    return [
      ...kpiFaults(was, now.initiative, year, where),
      ...milestoneFaults(was, now.initiative, year, where),
    ];
  });
}

function kpiFaults(was: Initiative, now: Initiative, closed: FiscalYear, where: string): Fault[] {
  return was.kpis.flatMap((kpi) => {
    const index = now.kpis.findIndex(({ id }) => id === kpi.id);
    const next = now.kpis[index];
    if (next === undefined)
      return hadTargets(kpi, closed)
        ? [
            {
              where: `${where}.kpis`,
              message: `${nameOf(was)}の指標「${kpi.name}」には、締めた年度（${fiscalYearName(closed)}まで）の目標があるため、除けません。終えるときは、終わりの四半期（until）を書いてください。`,
            },
          ]
        : [];
    return next.unit === kpi.unit ? targetFaults(was, kpi, next, closed, `${where}.kpis[${index}]`) : [];
  });
}

function hadTargets({ targets }: Kpi, closed: FiscalYear): boolean {
  return Object.keys(targets).some((year) => Number(year) <= closed && targetValue(targets[year]) !== null);
}

function targetFaults(of: Initiative, was: Kpi, now: Kpi, closed: FiscalYear, where: string): Fault[] {
  const years = new Set([...Object.keys(was.targets), ...Object.keys(now.targets)]);
  return [...years].sort().flatMap((year) => {
    const [before, after] = [targetValue(was.targets[year]), targetValue(now.targets[year])];
    if (Number(year) > closed || before === after) return [];
    return [
      {
        where: `${where}.targets.${year}`,
        message: `${nameOf(of)}の指標「${was.name}」の${fiscalYearName(Number(year))}の目標は、年度を締めたため変えられません（締めた時は${before ?? '未設定'}、書かれたのは${after ?? '未設定'}）。元の値に戻してください。`,
      },
    ];
  });
}

function milestoneFaults(was: Initiative, now: Initiative, closed: FiscalYear, where: string): Fault[] {
  return was.milestones.flatMap((milestone) => {
    if (milestone.fiscalYear > closed) return [];
    const index = now.milestones.findIndex(({ id }) => id === milestone.id);
    const next = now.milestones[index] ?? findMoved(milestone, now.milestones, closed);
    if (next !== undefined && (isSame(milestone, next) || isPutOff(milestone, next, closed))) return [];
    return [
      {
        where: index < 0 ? `${where}.milestones` : `${where}.milestones[${index}]`,
        message: `${nameOf(was)}の${fiscalYearName(milestone.fiscalYear)}の年度別取り組み「${milestone.text}」（期限 ${quarterName(milestone.due)}）は、年度を締めたため変えることも除くこともできません。終わっていないときは、締めていない年度に延期してください。`,
      },
    ];
  });
}

/** Moving a cell into the column of a later year gives it another id. */
function findMoved({ item, text }: Milestone, now: readonly Milestone[], closed: FiscalYear) {
  return now.find((next) => next.item === item && next.text === text && next.fiscalYear > closed);
}

function isSame(was: Milestone, now: Milestone): boolean {
  return (
    was.item === now.item &&
    was.text === now.text &&
    was.due === now.due &&
    was.fiscalYear === now.fiscalYear &&
    was.key === now.key
  );
}

function isPutOff(was: Milestone, now: Milestone, closed: FiscalYear): boolean {
  return now.fiscalYear > closed && quarterIndex(now.due) > quarterIndex(was.due) && was.text === now.text;
}

function nameOf({ code, title }: Initiative): string {
  return `「${code} ${title}」`;
}
