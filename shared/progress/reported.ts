import type { QuarterId } from '../calendar/fiscal.ts';
import type { Cutoffs, Plan } from '../plan/plan.ts';
import type { RankScheme } from '../plan/rank-scheme.ts';
import type { UnitTotal } from './combine-units.ts';

/** What a department last said of a milestone. */
export interface MilestoneReport {
  /** The quarter in which it was done, else null. */
  readonly done: QuarterId | null;
  /** What the quarter's own answer says; null where the line is still blank. */
  readonly state: '済' | '実施中' | '未着手' | '延期' | null;
}

/** What became of the questions of a quarter, over all owner departments of one initiative. */
export interface Reported {
  readonly quarter: QuarterId;
  readonly cutoffs: Cutoffs;
  readonly period?: Plan['period'];
  /** The city's own rank words, where it has some. */
  readonly ranks?: RankScheme | undefined;
  /** While the round is open a blank is 報告待ち, once it is frozen 未報告. */
  readonly round: 'open' | 'frozen';
  /** Combined values by KPI id and quarter. */
  readonly actuals: Readonly<Record<string, Readonly<Record<string, UnitTotal>>>>;
  /** Values by KPI id and month (`2026-04`), of KPIs that are reported by month. */
  readonly monthly?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By milestone id; absent is the same as nothing said. */
  readonly milestones: Readonly<Record<string, MilestoneReport>>;
  /** Ids of KPIs and milestones, or the initiative's own, answered with 該当なし. */
  readonly excluded?: readonly string[];
  /** Ids of KPIs and milestones whose answer has arrived and is being looked at (確認中). */
  readonly underReview?: readonly string[];
  /** Names of units whose answer is there and does not count, because nobody has approved it (未決裁). */
  readonly unapproved?: readonly string[];
  /** What KPIs of the plan are called, by id, for a reason that has to name another one. */
  readonly kpiNames?: Readonly<Record<string, string>>;
  /** Values of the final stage are in, so that Q4 of a money KPI is no longer 速報. */
  readonly final?: boolean;
}
