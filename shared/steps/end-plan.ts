import { quarterId } from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../calendar/time.ts';
import { hasFinalValue } from '../plan/asked.ts';
import { lastClosedYear } from '../plan/closed-years.ts';
import type { Id } from '../plan/ids.ts';
import type { Store } from '../ports.ts';
import type { Round } from '../round/round.ts';
import { roundName } from '../schedule/why.ts';
import { pendingActivation } from './activate-rules.ts';
import { type City, loadCity } from './load-city.ts';
import { publishVersion } from './publish-version.ts';
import { findSuccessor } from './succession.ts';

/** What ending a plan would mean now. */
export interface EndPreview {
  readonly city: City;
  /** The day it ended; null while it runs. */
  readonly endedOn: string | null;
  /** Why it may not end yet, in Japanese; empty where it may. */
  readonly obstacles: readonly string[];
}

/** Looks at all that has to be over before a plan ends; stores nothing. */
export async function previewEnd(store: Store, plan: Id): Promise<EndPreview> {
  const [city, rounds, cases, successor, activation] = await Promise.all([
    loadCity(store, plan),
    store.list('round', { plan }),
    store.list('decisionCase', { plan }),
    findSuccessor(store, plan),
    pendingActivation(store, plan),
  ]);
  const undecided = cases.filter(({ value }) => value.state !== 'released').length;
  return {
    city,
    endedOn: city.plan.ended?.on ?? null,
    obstacles: [
      ...unfinished(
        city,
        rounds.map(({ value }) => value),
      ),
      ...(undecided > 0 ? [`決定か公表を待つ見直し判断が${undecided}件あります。`] : []),
      ...(activation === null ? [] : ['有効になるのを待つ送信設定があります。']),
      ...(successor === null ? ['次の計画への引継ぎが、まだ済んでいません。'] : []),
    ],
  };
}

/** The years and rounds of the plan that are not over. */
function unfinished({ plan, rules }: City, rounds: readonly Round[]): string[] {
  const { to } = plan.period;
  const last = lastClosedYear(plan);
  const open = rounds.filter(({ state }) => state === 'open');
  const final = `${quarterId({ fiscalYear: to, quarter: 4 })}F`;
  const awaitsFinal =
    rules.final !== null &&
    plan.initiatives.some(({ kpis }) => kpis.some(hasFinalValue)) &&
    !rounds.some(({ id }) => id === final);
  return [
    ...(last === null || last < to ? [`${fiscalYearName(to)}の年度更新が、まだ済んでいません。`] : []),
    ...open.map(({ id }) => `${roundName(id)}の照会が、まだ締め切られていません。`),
    ...(awaitsFinal ? [`${fiscalYearName(to)}の確定値の照会が、まだ始まっていません。`] : []),
  ];
}

export interface EndAct {
  readonly plan: Id;
  /** The plan's version that was looked at. */
  readonly basedOn: number;
  readonly by: string;
  readonly reason: string;
  readonly cityId: string;
  readonly at: Instant;
  readonly cause: string;
}

export type EndOutcome =
  | { readonly outcome: 'ended' | 'already-done' | 'conflict' }
  | { readonly outcome: 'refused'; readonly obstacles: readonly string[] };

/**
 * Ends a plan: from then on nothing of it is asked, sent or changed. Its pages, papers and records stay to be read.
 */
export async function endPlan(store: Store, act: EndAct): Promise<EndOutcome> {
  const { city, endedOn, obstacles } = await previewEnd(store, act.plan);
  if (endedOn !== null) return { outcome: 'already-done' };
  if (obstacles.length > 0) return { outcome: 'refused', obstacles };
  const { plan, basedOn, by, reason, cityId, at, cause } = act;
  const committed = await publishVersion(store, {
    kind: 'plan',
    id: plan,
    document: { ...city.plan, ended: { on: tokyoDate(at).toString() } },
    basedOn,
    plan,
    city: cityId,
    ...{ by, reason, at, cause },
  });
  return { outcome: committed === 'committed' ? 'ended' : 'conflict' };
}
