import { type Instant, tokyoDate } from '../calendar/time.ts';
import { reportChecks } from '../plan/contact-check.ts';
import type { AddressBook } from '../plan/undeliverable.ts';
import type { Store } from '../ports.ts';
import { type ParsedRound, parseRoundId, type Round } from '../round/round.ts';
import {
  judgeReadiness,
  READINESS_ITEMS,
  type Readiness,
  type ReadinessItem,
  type RoundProgress,
} from '../schedule/readiness.ts';
import { NO_ROUND } from './list-mails.ts';
import { loadAddressBook } from './load-city.ts';

/** The points of the checklist that leave no trace of their own. */
export const TICKED_BY_HAND: readonly ReadinessItem[] = ['wording'];

/**
 * How far the first day has come. Unlike everything else it also answers where nothing was imported yet: that is
 * where one begins. What the caller has read already need not be read again.
 */
export async function loadReadiness(
  store: Store,
  planId: string,
  at: Instant,
  known: { readonly rounds?: readonly Round[]; readonly undeliverable?: AddressBook } = {},
): Promise<Readiness[]> {
  const [plan, rules, directory, undeliverable, rounds, checks, roles, ticks, isSampleSent] =
    await Promise.all([
      store.loadDocument('plan', planId),
      store.loadDocument('rules', planId),
      store.loadDocument('directory', 'city'),
      known.undeliverable ?? loadAddressBook(store),
      known.rounds ?? loadRounds(store, planId),
      store.list('contactCheck', { plan: planId }),
      store.list('roleUse', {}),
      store.list('setupTick', { plan: planId }),
      hasSentSample(store, planId),
    ]);
  const progress = (isMeant: (round: ParsedRound) => boolean) => loadProgress(store, planId, rounds, isMeant);
  const [registration, trial] = await Promise.all([
    progress(({ stage }) => stage === 'registration'),
    progress(({ isTrial }) => isTrial),
  ]);
  const ticked = new Set(ticks.map(({ value }) => value.item));
  return judgeReadiness({
    at,
    plan: plan?.document ?? null,
    rules: rules?.document ?? null,
    directory: directory?.document ?? null,
    undeliverable,
    rolesUsed: new Set(roles.map(({ value }) => value.role)),
    checks:
      directory === null || checks.length === 0
        ? null
        : reportChecks(
            directory.document,
            checks.map(({ value }) => value),
            undeliverable,
            tokyoDate(at),
          ),
    registration,
    trial,
    isSampleSent,
    ticked: new Set(READINESS_ITEMS.filter((item) => ticked.has(item))),
  });
}

/** Mails of no round stand apart in the worklist; those tried out are among them. */
async function hasSentSample(store: Store, plan: string): Promise<boolean> {
  const left = await Promise.all(
    (['sent', 'delivered'] as const).map((state) =>
      store.list('mail', { state, of: { plan, round: NO_ROUND } }),
    ),
  );
  return left.flat().some(({ value }) => value.kind === 'test');
}

async function loadRounds(store: Store, plan: string): Promise<Round[]> {
  return (await store.list('round', { plan })).map(({ value }) => value);
}

/** How the latest round of a kind stands. */
async function loadProgress(
  store: Store,
  plan: string,
  rounds: readonly Round[],
  isMeant: (round: ParsedRound) => boolean,
): Promise<RoundProgress> {
  const latest = rounds
    .filter(({ id }) => isMeant(parseRoundId(id)))
    .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))[0];
  if (!latest) return { state: 'none' };
  const requests = await store.list('request', { plan, round: latest.id });
  const waiting = requests.flatMap(({ value: { state, department } }) =>
    state === 'submitted' || state === 'nothing-to-report' ? [] : [department],
  );
  return { state: latest.state === 'frozen' ? 'over' : 'open', waiting };
}
