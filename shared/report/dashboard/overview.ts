import { quarterShort } from '../../calendar/japanese-date.ts';
import type { DecisionCase } from '../../decision/case.ts';
import { causeTexts } from '../../decision/cause-texts.ts';
import type { Id } from '../../plan/ids.ts';
import { type CountedStatus, summariseStatuses } from '../../progress/summarise.ts';
import type { EndingLine, GoalLine } from '../headquarters-view.ts';
import type { MoneyTable } from '../money-table.ts';
import { layOutTable, type StatusTable } from '../status-table.ts';
import { TREND_QUARTERS_MAX, type Trend, traceTrend } from '../trend.ts';
import type { YearRanks } from '../year-ranks.ts';
import type { QuarterFacts, QuarterLine, Statuses } from './quarter.ts';

/** Something the headquarters is asked, with the initiatives it is about. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly initiatives: readonly Id[];
}

/** A department somebody waits for, and how many initiatives it still answers for. */
export interface Waiting {
  readonly department: string;
  readonly count: number;
}

/** What a status table and a chart need besides a quarter's own facts. */
export interface OverviewFacts {
  readonly lines: readonly QuarterLine[];
  readonly goals: readonly GoalLine[];
  /** Open cases; empty for whoever may not know of them (decision 22). */
  readonly cases: readonly DecisionCase[];
  readonly mayKnowCases: boolean;
  readonly waiting: readonly Waiting[];
  /** 推移 of the last page released before this quarter; null where there was none. */
  readonly trendBefore: Trend | null;
  /** 効果額と予算 as they stand now; null where the plan says nothing of money. */
  readonly money: MoneyTable | null;
}

export interface Overview {
  /** 概況 as it was released; empty before. */
  readonly sentences: readonly string[];
  readonly table: StatusTable;
  readonly trend: Trend;
  readonly goals: readonly GoalLine[];
  /** Null for whoever may not know of open cases. */
  readonly questions: readonly Question[] | null;
  readonly waiting: readonly Waiting[];
  /** Initiatives a correction has moved since the release. */
  readonly corrected: number;
  /** 効果額と予算; null where there is nothing to show. */
  readonly money: MoneyTable | null;
  /** 年度末評価 as it was released; null before. */
  readonly yearRanks: YearRanks | null;
  /** 終わった取組 as released. */
  readonly endings: readonly EndingLine[];
}

/** 概況: a quarter that was released as it was reported on, one that was not as it stands now. */
export function summariseOverview(facts: QuarterFacts, more: OverviewFacts): Overview {
  const page = facts.released?.page ?? null;
  const table = page?.table ?? countNow(facts, more.lines);
  return {
    sentences: page?.overview ?? [],
    table,
    trend: page?.trend ?? extendTrend(more.trendBefore, facts, table),
    goals: page?.goals ?? more.goals,
    questions: more.mayKnowCases ? (page?.approvals ?? questionsOf(facts, more.cases)) : null,
    waiting: page === null ? more.waiting : waitingThen(page.annex.waiting),
    corrected: more.lines.filter(({ correctedTo }) => correctedTo !== null).length,
    money: page === null ? more.money : page.annex.money,
    yearRanks: page?.annex.yearRanks ?? null,
    endings: page?.annex.endings ?? [],
  };
}

function waitingThen(
  waiting: readonly { readonly department: string; readonly titles: readonly string[] }[],
): Waiting[] {
  return waiting.map(({ department, titles }) => ({ department, count: titles.length }));
}

function countNow({ plan, previous }: QuarterFacts, lines: readonly QuarterLine[]): StatusTable {
  const now = lines.map(({ sheet: { id, direction }, status }) => ({ initiative: id, direction, status }));
  return layOutTable(plan.pillars, summariseStatuses(plan.pillars, now, countedThen(lines, previous)));
}

function countedThen(lines: readonly QuarterLine[], statuses: Statuses): CountedStatus[] | null {
  if (statuses.size === 0) return null;
  return lines.flatMap(({ sheet: { id, direction } }) => {
    const then = statuses.get(id);
    return then === undefined ? [] : [{ initiative: id, direction, status: then.status }];
  });
}

/** What was told of the quarters before, with this one after it: no earlier round is counted again. */
function extendTrend(before: Trend | null, { quarter }: QuarterFacts, table: StatusTable): Trend {
  const own = traceTrend([], quarter, table);
  if (before === null) return own;
  const label = quarterShort(quarter);
  const columns = [...before.columns, ...own.columns.filter((status) => !before.columns.includes(status))];
  const laidOut = ({ columns: from, points }: Trend) =>
    points.map(({ label: of, counts }) => ({
      label: of,
      counts: columns.map((status) => counts[from.indexOf(status)] ?? 0),
    }));
  const earlier = laidOut(before).filter((point) => point.label !== label);
  return { columns, points: [...earlier.slice(1 - TREND_QUARTERS_MAX), ...laidOut(own)] };
}

function questionsOf({ plan }: QuarterFacts, cases: readonly DecisionCase[]): Question[] {
  const titles = new Map(plan.initiatives.map(({ id, title }) => [id, title]));
  return cases
    .filter(({ state }) => state === 'open')
    .map(({ initiative, causes }) => ({
      title: titles.get(initiative) ?? initiative,
      text: causeTexts(causes).join('、'),
      initiatives: [initiative],
    }));
}
