import { parseQuarter, type QuarterId, type QuarterNumber } from '../calendar/fiscal.ts';
import type { Id } from './ids.ts';
import type { Initiative, Kpi, Milestone, Plan } from './plan.ts';

/**
 * Whether a KPI's value is asked for in a quarter (decision 6): every quarter, at the end of each half-year, or in
 * the quarter that holds its month. The final stage asks only for money of accounts that stay open until 31 May
 * (出納整理期間; Local Autonomy Act, article 235-5); a public enterprise's account closes on 31 March.
 */
export function isKpiAsked(
  kpi: Kpi,
  stage: 'regular' | 'final' | 'handover',
  quarter: QuarterNumber,
): boolean {
  if (stage === 'final') return kpi.money && kpi.account !== 'enterprise' && quarter === 4;
  if (stage === 'handover') return true;
  switch (kpi.frequency.every) {
    case 'quarter':
      return true;
    case 'half-year':
      return quarter % 2 === 0;
    case 'year':
      return Math.floor(((kpi.frequency.month + 8) % 12) / 3) + 1 === quarter;
  }
}

/** The milestones of an initiative that a quarter asks about: this fiscal year's, until they are done. */
export function milestonesOf(initiative: Initiative, quarter: QuarterId): Milestone[] {
  const { fiscalYear } = parseQuarter(quarter);
  return initiative.milestones.filter((milestone) => milestone.fiscalYear === fiscalYear);
}

/** The initiatives a department answers for, as lead or as one unit of several, in the order of their codes. */
export function initiativesOf(plan: Plan, department: Id): Initiative[] {
  return plan.initiatives
    .filter(({ owners }) => owners.some((owner) => owner.department === department))
    .sort((a, b) => compareCodes(a.code, b.code));
}

/** Orders codes as people read them: `1-2-10` after `1-2-9`. */
export function compareCodes(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The department that answers for all and writes the narrative: the lead, or the first owner named. */
export function leadOf(initiative: Initiative): Id {
  const lead = initiative.owners.find(({ role }) => role === 'lead') ?? initiative.owners[0];
  if (!lead) throw new RangeError(`initiative ${initiative.code} has no owner`);
  return lead.department;
}
