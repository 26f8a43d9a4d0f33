import { type FiscalYear, parseQuarter, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import type { Id } from './ids.ts';
import type { Initiative, Kpi, Milestone, Plan } from './plan.ts';

/** Whether a KPI is part of the plan in a quarter: it may have joined later, and may have ended. */
export function isKpiAlive({ since, until }: Pick<Kpi, 'since' | 'until'>, quarter: QuarterId): boolean {
  const at = quarterIndex(quarter);
  return (
    (since === undefined || quarterIndex(since) <= at) && (until === undefined || at <= quarterIndex(until))
  );
}

/**
 * Whether a quarter is one a KPI is reported for (decision 6): every quarter, the end of each half-year, or the
 * quarter that holds its month.
 */
export function isKpiInSeason({ frequency }: Pick<Kpi, 'frequency'>, quarter: QuarterId): boolean {
  const { quarter: number } = parseQuarter(quarter);
  switch (frequency.every) {
    case 'quarter':
      return true;
    case 'half-year':
      return number % 2 === 0;
    case 'year':
      return Math.floor(((frequency.month + 8) % 12) / 3) + 1 === number;
  }
}

/**
 * Whether a KPI has final values beside the provisional ones of Q4: money of accounts that stay open until 31 May
 * (出納整理期間; Local Autonomy Act, article 235-5). A public enterprise's account closes on 31 March.
 */
export function hasFinalValue({ money, account }: Pick<Kpi, 'money' | 'account'>): boolean {
  return money && account !== 'enterprise';
}

/**
 * Whether a KPI's value is asked for in a round. One repeated from another initiative (再掲) is asked for where it
 * stands first, one that has ended or not yet joined nowhere.
 */
export function isKpiAsked(kpi: Kpi, stage: 'regular' | 'final' | 'handover', quarter: QuarterId): boolean {
  if (kpi.sharedFrom !== undefined || !isKpiAlive(kpi, quarter)) return false;
  switch (stage) {
    case 'final':
      return hasFinalValue(kpi) && parseQuarter(quarter).quarter === 4;
    case 'handover':
      return true;
    case 'regular':
      return isKpiInSeason(kpi, quarter);
  }
}

/** Whether a milestone is asked about in a fiscal year, until it is done: in its own, and in those it was carried into. */
export function isMilestoneOfYear(milestone: Milestone, year: FiscalYear): boolean {
  const { fiscalYear, carriedInto = fiscalYear } = milestone;
  return fiscalYear <= year && year <= Math.max(fiscalYear, carriedInto);
}

/** The milestones of an initiative that a quarter asks about. */
export function milestonesOf(initiative: Initiative, quarter: QuarterId): Milestone[] {
  const { fiscalYear } = parseQuarter(quarter);
  return initiative.milestones.filter((milestone) => isMilestoneOfYear(milestone, fiscalYear));
}

/** The initiatives a department answers for, as lead or as one unit of several, in the order of their codes. */
export function initiativesOf(plan: Plan, department: Id): Initiative[] {
  return plan.initiatives
    .filter(({ owners }) => owners.some((owner) => owner.department === department))
    .sort((a, b) => compareCodes(a.code, b.code));
}

/** Made once: a comparison that names its rules anew each time is slower by an order of magnitude. */
const CODES = new Intl.Collator('en', { numeric: true });

/** Orders codes as people read them: `1-2-10` after `1-2-9`. */
export function compareCodes(a: string, b: string): number {
  return CODES.compare(a, b);
}

/** The department that answers for all and writes the narrative: the lead, or the first owner named. */
export function leadOf(initiative: Initiative): Id {
  const lead = initiative.owners.find(({ role }) => role === 'lead') ?? initiative.owners[0];
  if (!lead) throw new RangeError(`initiative ${initiative.code} has no owner`);
  return lead.department;
}

/** Whether a department answers for the initiative as a whole; one that took the work over (機構改革) is not on the sheet and does. */
export function answersForAll(initiative: Initiative, department: Id): boolean {
  const isOwner = initiative.owners.some((owner) => owner.department === department);
  return !isOwner || leadOf(initiative) === department;
}
