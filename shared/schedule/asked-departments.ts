import { firstDayOf, type QuarterId } from '../calendar/fiscal.ts';
import type { PlainDate } from '../calendar/time.ts';
import { compareCodes, isKpiAsked, leadOf, milestonesOf } from '../plan/asked.ts';
import { type Department, type Directory, findDepartment, isValidOn } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import { type Initiative, isUnset } from '../plan/plan.ts';
import { topicOf } from '../round/inquiry.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';
import { extraRoundOf } from './rules.ts';
import type { World } from './world.ts';

/** A department with the initiatives one round asks it about, in the order of their codes. */
export interface AskedDepartment {
  readonly department: Department;
  readonly initiatives: readonly Initiative[];
}

/**
 * Whom a round asks about what. An initiative past its 終期 is no longer asked, nor is a unit of which the round has
 * nothing to ask; a department that no longer exists on `date` is replaced by its successors (機構改革). An extra
 * round asks only the departments chosen for it, an inquiry (臨時照会) each of them about itself alone.
 */
export function askedDepartments(
  { plan, directory, rules }: Pick<World, 'plan' | 'directory' | 'rules'>,
  round: RoundId,
  date: PlainDate,
): AskedDepartment[] {
  const extra = extraRoundOf(rules, round);
  const chosen = extra?.inquiry ? [] : (extra?.departments ?? []);
  const topics = extra?.inquiry ? [topicOf(round, extra.inquiry, extra.departments)] : plan.initiatives;
  const byDepartment = new Map<Id, Initiative[]>();
  for (const initiative of topics) {
    for (const id of askedOwners(initiative, round)) {
      for (const department of standingDepartments(directory, id, date)) {
        const list = byDepartment.get(department.id);
        if (list) list.push(initiative);
        else byDepartment.set(department.id, [initiative]);
      }
    }
  }
  return [...byDepartment]
    .flatMap(([id, initiatives]) => {
      const department = findDepartment(directory, id);
      return department && (chosen.length === 0 || chosen.includes(id))
        ? [
            {
              department,
              initiatives: [...new Set(initiatives)].sort((a, b) => compareCodes(a.code, b.code)),
            },
          ]
        : [];
    })
    .sort((a, b) => compareCodes(a.department.code, b.department.code));
}

function askedOwners(initiative: Initiative, round: RoundId): Id[] {
  const { quarter, stage } = parseRoundId(round);
  if (!isUnset(initiative.sunset) && initiative.sunset < firstDayOf(quarter).toString()) return [];
  switch (stage) {
    case 'regular': {
      const lead = leadOf(initiative);
      const everyUnit = isAskedOfUnits(initiative, quarter);
      return initiative.owners.flatMap(({ department }) =>
        everyUnit || department === lead ? [department] : [],
      );
    }
    case 'handover':
      return [leadOf(initiative)];
    case 'registration':
    case 'inquiry':
      return initiative.owners.map(({ department }) => department);
    case 'final': {
      const asked = initiative.kpis.filter((kpi) => isKpiAsked(kpi, stage, quarter));
      if (asked.length === 0) return [];
      const everyUnit = asked.some(({ combine }) => combine !== 'lead');
      return everyUnit ? initiative.owners.map(({ department }) => department) : [leadOf(initiative)];
    }
  }
}

/** Units answer for their own values, or for the milestones where no value is due; the narrative is the lead's. */
function isAskedOfUnits(initiative: Initiative, quarter: QuarterId): boolean {
  const hasValue = initiative.kpis.some(
    (kpi) => kpi.combine !== 'lead' && isKpiAsked(kpi, 'regular', quarter),
  );
  return hasValue || milestonesOf(initiative, quarter).length > 0;
}

/** How many reorganisations a chain of successors is followed through before it is taken for a loop. */
const SUCCESSION_DEPTH_MAX = 8;

/** The department itself on a day it exists, else those that took over its work. */
function standingDepartments(directory: Directory, id: Id, date: PlainDate, depth = 0): Department[] {
  const department = findDepartment(directory, id);
  if (!department || depth > SUCCESSION_DEPTH_MAX) return [];
  if (isValidOn(department, date)) return [department];
  return department.successors.flatMap((successor) =>
    standingDepartments(directory, successor, date, depth + 1),
  );
}
