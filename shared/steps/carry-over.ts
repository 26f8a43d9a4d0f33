import { type Instant, isoUtc } from '../calendar/time.ts';
import { nextNumber, type Opinion } from '../opinion/opinion.ts';
import type { Store } from '../ports.ts';
import type { OpinionRecord } from '../records.ts';
import { eachInTurn } from './each-in-turn.ts';
import { addCarriedOpinion, loadOpinions } from './opinions.ts';
import {
  type CarriedDecision,
  type CarriedOpinion,
  loadPair,
  loadSuccession,
  loadUnsettled,
} from './succession.ts';

export interface CarryAct {
  /** The new plan. */
  readonly plan: string;
  readonly at: Instant;
}

/** How much was carried over by this very run; what was there already is not counted. */
export type CarriedOver = { readonly opinions: number; readonly decisions: number };

const NOTHING: CarriedOver = { opinions: 0, decisions: 0 };

/**
 * Takes what is not settled in the plan before into the plan that follows it: opinions with a number of their own in
 * the new ledger, released decisions that nobody has reported done. The old rows stay as they are. Each goes in a
 * transaction of its own and is found done by a second run, so that it may be cut short anywhere; a decision that the
 * old plan releases later follows with the next run. Nothing happens where the plan follows none, and once the old
 * plan has ended.
 */
export async function carryOver(store: Store, { plan, at }: CarryAct): Promise<CarriedOver> {
  const stored = await loadSuccession(store, plan);
  if (!stored) return NOTHING;
  const { succession, version } = stored;
  const plans = await loadPair(store, succession);
  if (plans.from.ended) return NOTHING;
  const { opinions, decisions } = await loadUnsettled(store, plans, succession);
  const cause = `succession/${plan}/v${version}`;
  return {
    opinions: await carryOpinions(store, opinions, { plan, at, cause }),
    decisions: await carryDecisions(store, decisions, { plan, at, cause }),
  };
}

type Carrying = CarryAct & { readonly cause: string };

async function carryOpinions(
  store: Store,
  opinions: readonly CarriedOpinion[],
  { plan, at, cause }: Carrying,
): Promise<number> {
  const ledger = (await loadOpinions(store, plan)).map(({ value }) => value);
  const known = new Set(ledger.flatMap(({ carriedFrom }) => (carriedFrom ? [keyOf(carriedFrom)] : [])));
  let number = nextNumber(ledger.map(({ opinion }) => opinion));
  let carried = 0;
  for (const { record, object } of opinions) {
    const carriedFrom = { plan: record.plan, number: record.opinion.number };
    if (known.has(keyOf(carriedFrom))) continue;
    const opinion: Opinion = { ...record.opinion, object, number };
    const act = { plan, by: 'succession', at, cause, why: null, carriedFrom };
    // Somebody has just taken the number: what is left follows with the next run.
    if ((await addCarriedOpinion(store, act, opinion)) === 'conflict') return carried;
    number += 1;
    carried += 1;
  }
  return carried;
}

const keyOf = ({ plan, number }: NonNullable<OpinionRecord['carriedFrom']>) => `${plan} ${number}`;

async function carryDecisions(
  store: Store,
  decisions: readonly CarriedDecision[],
  { plan, at, cause }: Carrying,
): Promise<number> {
  let carried = 0;
  await eachInTurn(decisions, async ({ decision, heir }) => {
    const key = { plan, initiative: heir, id: decision.id };
    const outcome = await store.commit({
      writes: [{ kind: 'releasedDecision', value: { ...decision, ...key }, expected: null }],
      audit: [
        {
          at: isoUtc(at),
          cause,
          actor: 'succession',
          what: 'decision.carried-over',
          subject: `${heir}/${decision.id}`,
          before: `${decision.plan}/${decision.initiative}`,
          after: plan,
        },
      ],
      events: [],
    });
    // A conflict means that it was carried over before.
    if (outcome === 'committed') carried += 1;
  });
  return carried;
}
