import { parseQuarter } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import type { Store } from '../ports.ts';
import { rankClosedYear } from '../progress/rank-closed-year.ts';
import type { YearRank } from '../progress/year-end-rank.ts';
import type { ClosedYear } from '../report/year-ranks.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';
import { eachInTurn } from './each-in-turn.ts';
import type { City } from './load-city.ts';

/**
 * 年度末評価 of the last year before a round's that was closed. It reads the history of every initiative, so it is for
 * what is made once a quarter; a fourth quarter has its own ranks and reads nothing.
 */
export async function loadClosedYear(
  store: Pick<Store, 'loadHistory'>,
  { plan, directory }: Pick<City, 'plan' | 'directory'>,
  round: RoundId,
): Promise<ClosedYear | null> {
  const { fiscalYear, quarter } = parseQuarter(parseRoundId(round).quarter);
  const closed = (plan.closed ?? []).map(({ year }) => year).filter((year) => year < fiscalYear);
  if (quarter === 4 || closed.length === 0) return null;
  const year = Math.max(...closed);
  const ranks = new Map<Id, YearRank>();
  await eachInTurn(plan.initiatives, async (initiative) => {
    const { actuals } = await store.loadHistory(plan.id, initiative.id);
    const found = rankClosedYear({ plan, directory, initiative, actuals }, year);
    for (const [kpi, rank] of found) ranks.set(kpi, rank);
  });
  return { year, ranks };
}
