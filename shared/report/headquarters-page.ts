import type { Plan } from '../plan/plan.ts';
import type { Status } from '../progress/judgement.ts';
import { summariseStatuses } from '../progress/summarise.ts';
import { isJudged, parseRoundId } from '../round/round.ts';
import { listCases } from './decision-cases.ts';
import { summariseAnnex } from './headquarters-annex.ts';
import { type HeadquartersInput, joinStandings, type Standing } from './headquarters-input.ts';
import {
  isInvented,
  listApprovals,
  listConcerns,
  listGoals,
  listImprovements,
  summariseDecisions,
} from './headquarters-parts.ts';
import { HeadquartersPage } from './headquarters-view.ts';
import { composeSubject, describeOverview } from './headquarters-words.ts';
import { layOutTable, type StatusTable } from './status-table.ts';
import { traceTrend } from './trend.ts';

const APPROVALS_MAX = 3;
const CONCERNS_MAX = 5;
const IMPROVEMENTS_MAX = 3;

/**
 * One page for the mayor, the deputy mayor and the bureau heads: what changed, what to decide, why, what next.
 *
 * Order and headings are the secretariat's pattern. Refuses (RangeError) a plan whose initiatives are not all
 * judged, and a handover round, which the headquarters do not see.
 */
export function summariseForHeadquarters(input: HeadquartersInput): HeadquartersPage {
  const { quarter, stage } = parseRoundId(input.round.id);
  if (!isJudged(input.round.id))
    throw new RangeError(`round ${input.round.id} has no page for the headquarters`);
  const standings = joinStandings(input);
  const cases = listCases(standings, input);
  const table = tabulate(input.plan, standings);
  const approvals = listApprovals(cases, input.meeting);
  const concerns = listConcerns(standings);
  const improvements = listImprovements(standings);
  const goals = listGoals(input);
  const marks = [
    ...standings.map(({ sheet }) => isInvented(sheet)),
    ...goals.map((goal) => goal.illustrative),
  ];
  const whole = standings.filter(({ status }) => status === 'not-reported').length;
  return HeadquartersPage.parse({
    schema: 1,
    round: input.round.id,
    date: input.date.toString(),
    secretariat: input.directory.city.secretariat,
    provisional: input.round.provisional,
    reference: input.round.reference,
    illustrative: marks.every(Boolean) ? 'all' : marks.some(Boolean) ? 'some' : 'none',
    subject: composeSubject({ quarter, isFinal: stage === 'final', table, approvals: cases.length }),
    overview: describeOverview(standings, table),
    overviewEdited: false,
    approvals: approvals.slice(0, APPROVALS_MAX),
    approvalsMore: approvals.slice(APPROVALS_MAX).flatMap(({ initiatives }) => initiatives).length,
    initiatives: standings.length,
    table,
    trend: traceTrend(input.earlier, quarter, table),
    goals,
    concerns: concerns.slice(0, CONCERNS_MAX),
    concernsMore: Math.max(0, concerns.length - CONCERNS_MAX),
    improvements: improvements.slice(0, IMPROVEMENTS_MAX),
    improvementsMore: Math.max(0, improvements.length - IMPROVEMENTS_MAX),
    decisions: summariseDecisions(input.decisions),
    reviews: cases.length,
    waiting: {
      whole,
      partly: standings.filter(({ status, waiting }) => status !== 'not-reported' && waiting.length > 0)
        .length,
    },
    annex: summariseAnnex(standings, cases, input),
  });
}

/** Counts now and in the previous round; an initiative that was not judged then adds to the difference. */
function tabulate({ pillars }: Plan, standings: readonly Standing[]): StatusTable {
  const counted = (status: Status, { initiative, sheet }: Standing) => ({
    initiative,
    direction: sheet.direction,
    status,
  });
  const before = standings.flatMap((standing) =>
    standing.previous === null ? [] : [counted(standing.previous.status, standing)],
  );
  const now = standings.map((standing) => counted(standing.status, standing));
  return layOutTable(pillars, summariseStatuses(pillars, now, before.length === 0 ? null : before));
}
