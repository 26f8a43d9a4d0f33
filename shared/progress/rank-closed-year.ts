import { type FiscalYear, quarterId } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import { buildInitiativeInput, type JudgingFacts } from './build-input.ts';
import { judgeInitiative } from './judge-initiative.ts';
import type { YearRank } from './year-end-rank.ts';

/** What a closed year is ranked from: the sheet and its history, as they are kept. */
export type ClosedYearFacts = Pick<JudgingFacts, 'plan' | 'directory' | 'initiative' | 'actuals' | 'shared'>;

/**
 * 年度末評価 of an initiative's KPIs for a year that was closed, by KPI. Closing a year keeps its targets from being
 * changed, so that the rank comes out the same whenever it is asked for. A value of money whose account stays open
 * until 31 May ranks once its final value is there. A KPI repeated from elsewhere (再掲) is ranked there.
 */
export function rankClosedYear(facts: ClosedYearFacts, year: FiscalYear): ReadonlyMap<Id, YearRank> {
  const quarter = quarterId({ fiscalYear: year, quarter: 4 });
  const { actuals, initiative } = facts;
  const ranked = (stage: 'regular' | 'final') =>
    judgeInitiative(
      buildInitiativeInput({
        ...facts,
        quarter,
        stage,
        round: 'frozen',
        milestones: [],
        answers: [],
        history: [],
      }),
    ).kpis;
  const [provisional, final] = [ranked('regular'), ranked('final')];
  const isFinal = (kpi: Id) =>
    actuals.some((actual) => actual.kpi === kpi && actual.quarter === quarter && actual.stage === 'final');
  const own = new Set(
    initiative.kpis.filter(({ sharedFrom }) => sharedFrom === undefined).map(({ id }) => id),
  );
  return new Map(
    provisional.flatMap((before, at) => {
      const { kpi, yearRank } = (isFinal(before.kpi) ? final[at] : undefined) ?? before;
      return yearRank === undefined || !own.has(kpi) ? [] : [[kpi, yearRank] as const];
    }),
  );
}
