import { type FiscalYear, parseQuarter, type QuarterId, quarterIndex } from '../../calendar/fiscal.ts';
import type { DecisionCase, ReleasedDecision } from '../../decision/case.ts';
import { isSettled, type Opinion } from '../../opinion/opinion.ts';
import { isKpiAlive } from '../../plan/asked.ts';
import type { Directory } from '../../plan/directory.ts';
import type { Initiative, Kpi, Milestone, Plan } from '../../plan/plan.ts';
import { type StoredActual, type StoredMilestone, totalsByQuarter } from '../../progress/build-input.ts';
import type { InitiativeStatus, KpiStatus } from '../../progress/initiative-status.ts';
import type { Status } from '../../progress/judgement.ts';
import { rankClosedYear } from '../../progress/rank-closed-year.ts';
import { type MoneyOfYear, type MoneySums, saysAnything } from '../../progress/sum-money.ts';
import type { YearRank } from '../../progress/year-end-rank.ts';
import type { Inherited } from '../../round/inherited.ts';
import { reasonWithRule } from '../headquarters-parts.ts';
import type { ClosedYear } from '../year-ranks.ts';
import { type KpiFigure, traceKpi } from './kpi-figure.ts';

/** What a department said of the initiative in one quarter. */
export interface QuarterAnswer {
  readonly quarter: QuarterId;
  readonly narrative: string | null;
  readonly ownRating: string | null;
  readonly nextStep: string | null;
}

export interface SheetFacts {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly initiative: Initiative;
  /** The quarter the sheet speaks of; nothing of a later one is told. */
  readonly asOf: QuarterId;
  /** As reported on, where the quarter was released. */
  readonly reported: { readonly status: Status; readonly reason: string } | null;
  /** By quarter, oldest first, as judged now. */
  readonly statuses: readonly InitiativeStatus[];
  readonly actuals: readonly StoredActual[];
  readonly milestones: readonly StoredMilestone[];
  readonly decisions: readonly ReleasedDecision[];
  /** Cases not released; empty for whoever may not know of them (decision 22). */
  readonly cases: readonly DecisionCase[];
  readonly opinions: readonly Opinion[];
  readonly answers: readonly QuarterAnswer[];
  /** Effect and budget up to the quarter; null where the plan says nothing of money. */
  readonly money: MoneySums | null;
  /** What the plan before tells of it, where it goes on with something there. */
  readonly inherited?: readonly Inherited[];
}

export interface KpiPart {
  readonly kpi: Kpi;
  readonly figure: KpiFigure;
  /** Null where the quarter was not judged. */
  readonly judged: KpiStatus | null;
  /** 再掲: its values are reported with another initiative, and its chart stands there. */
  readonly isRepeated: boolean;
  /** 年度末評価 of the years closed before, newest first. */
  readonly pastRanks: readonly { readonly year: FiscalYear; readonly rank: YearRank }[];
}

export interface MilestonePart {
  readonly milestone: Milestone;
  /** 済, 実施中 …; null while nobody has said. */
  readonly state: string | null;
  readonly doneIn: QuarterId | null;
  /** 当初の期限, where it was put off since. */
  readonly originally: QuarterId | null;
  readonly slips: number;
}

export interface HistoryLine {
  readonly quarter: QuarterId;
  readonly status: Status;
  readonly reason: string;
}

/** 個票: one initiative with all that explains how it stands. */
export interface InitiativeSheet {
  readonly initiative: Initiative;
  readonly asOf: QuarterId;
  readonly standing: HistoryLine | null;
  /** The status now, where a correction made another of what was reported. */
  readonly correctedTo: HistoryLine | null;
  readonly kpis: readonly KpiPart[];
  readonly milestones: readonly MilestonePart[];
  /** Newest first. */
  readonly history: readonly HistoryLine[];
  readonly decisions: readonly ReleasedDecision[];
  readonly cases: readonly DecisionCase[];
  /** Unsettled ones first. */
  readonly opinions: readonly Opinion[];
  /** Newest first. */
  readonly answers: readonly QuarterAnswer[];
  /** Year by year until the quarter's own; empty where nothing is known of it. */
  readonly money: readonly MoneyOfYear[];
  readonly inherited: readonly Inherited[];
}

export function composeSheet(facts: SheetFacts): InitiativeSheet {
  const { initiative, asOf, reported, decisions, cases, opinions } = facts;
  const isTold = ({ quarter }: { readonly quarter: QuarterId }) =>
    quarterIndex(quarter) <= quarterIndex(asOf);
  const newestFirst = (a: { readonly quarter: QuarterId }, b: { readonly quarter: QuarterId }) =>
    quarterIndex(b.quarter) - quarterIndex(a.quarter);
  const ranks = rankPast(facts);
  const history = facts.statuses.filter(isTold).map(historyLine).sort(newestFirst);
  const current = facts.statuses.find(({ quarter }) => quarter === asOf) ?? null;
  const now = history.find(({ quarter }) => quarter === asOf) ?? null;
  return {
    initiative,
    asOf,
    standing: reported === null ? now : { quarter: asOf, ...reported },
    correctedTo: reported !== null && now !== null && now.status !== reported.status ? now : null,
    kpis: initiative.kpis
      .filter((kpi) => kpi.since === undefined || isKpiAlive({ since: kpi.since }, asOf))
      .map((kpi) => kpiPart(facts, kpi, current, ranks)),
    milestones: initiative.milestones.map((milestone) => milestonePart(facts, milestone)),
    history,
    decisions: decisions.toSorted((a, b) => b.decidedOn.localeCompare(a.decidedOn)),
    cases,
    opinions: opinions
      .filter(({ object }) => object.level === 'initiative' && object.initiative === initiative.id)
      .sort((a, b) => Number(isSettled(a)) - Number(isSettled(b)) || a.number - b.number),
    answers: facts.answers.filter(isTold).sort(newestFirst),
    money: (facts.money?.initiatives.get(initiative.id) ?? []).filter(
      ({ year, cumulative }) => year <= parseQuarter(asOf).fiscalYear && saysAnything(cumulative),
    ),
    inherited: facts.inherited ?? [],
  };
}

/** The ranks of the years closed before the sheet's own, newest first. */
function rankPast({ plan, directory, initiative, actuals, asOf }: SheetFacts): ClosedYear[] {
  return (plan.closed ?? [])
    .map(({ year }) => year)
    .filter((year) => year < parseQuarter(asOf).fiscalYear)
    .sort((a, b) => b - a)
    .map((year) => ({ year, ranks: rankClosedYear({ plan, directory, initiative, actuals }, year) }));
}

function historyLine({ quarter, status, reason, rule }: InitiativeStatus): HistoryLine {
  return { quarter, status, reason: reasonWithRule({ reason, rule }) };
}

function kpiPart(
  { plan, directory, initiative, actuals, asOf }: SheetFacts,
  kpi: Kpi,
  current: InitiativeStatus | null,
  ranks: readonly ClosedYear[],
): KpiPart {
  const totals = totalsByQuarter({
    kpi,
    initiative,
    actuals: actuals.filter((actual) => actual.kpi === kpi.id),
    directory,
  });
  // A part is not drawn beside wholes: the line would fall where nothing fell.
  const whole = Object.fromEntries(
    Object.entries(totals).map(([at, { value, partial }]) => [at, partial ? null : value]),
  );
  return {
    kpi,
    figure: traceKpi(kpi, plan, whole, asOf),
    judged: current?.kpis.find((status) => status.kpi === kpi.id) ?? null,
    isRepeated: kpi.sharedFrom !== undefined,
    pastRanks: ranks.flatMap(({ year, ranks: given }) => {
      const rank = given.get(kpi.id);
      return rank === undefined ? [] : [{ year, rank }];
    }),
  };
}

function milestonePart({ milestones, asOf }: SheetFacts, milestone: Milestone): MilestonePart {
  const said = milestones
    .filter((report) => report.milestone === milestone.id)
    .filter(({ reportedFor }) => quarterIndex(reportedFor) <= quarterIndex(asOf))
    .sort((a, b) => quarterIndex(a.reportedFor) - quarterIndex(b.reportedFor))
    .at(-1);
  const [first] = milestone.slips ?? [];
  return {
    milestone,
    state: typeof said?.state === 'string' ? said.state : null,
    doneIn: said?.doneIn ?? null,
    originally: first?.from ?? null,
    slips: milestone.slips?.length ?? 0,
  };
}
