import type { PlainDate } from '../calendar/time.ts';
import { shortHash, slugOf } from '../plan/derived-id.ts';
import type { Id } from '../plan/ids.ts';
import { type Cause, DEFAULT_DECIDER, type DecisionCase } from './case.ts';

const keyOf = ({ trigger, occasion }: Pick<Cause, 'trigger' | 'occasion'>) => `${trigger} ${occasion}`;

/**
 * What becomes of the cases of one initiative when causes are found: each occasion of a trigger is taken in once and
 * for ever; while a case is open what comes up meanwhile joins it, so that the headquarters decides once. Null where
 * all is known already. `dueOn` is asked for a new case only.
 */
export function decideOpening(
  initiative: Id,
  cases: readonly DecisionCase[],
  found: readonly Cause[],
  dueOn: PlainDate,
): DecisionCase | null {
  const known = new Set(cases.flatMap(({ causes }) => causes.map(keyOf)));
  const fresh = found.filter((cause) => {
    const isNew = !known.has(keyOf(cause));
    known.add(keyOf(cause));
    return isNew;
  });
  const [first] = fresh;
  if (first === undefined) return null;
  const open = cases.find(({ state }) => state === 'open');
  if (open) return { ...open, causes: [...open.causes, ...fresh] };
  return {
    id: `${slugOf(`case-${first.trigger}-${first.occasion}`).slice(0, 36)}-${shortHash(`${initiative} ${keyOf(first)}`)}`,
    initiative,
    openedAt: first.at,
    causes: fresh,
    options: [],
    decider: DEFAULT_DECIDER,
    dueOn: dueOn.toString(),
    state: 'open',
    decision: null,
    releasedAt: null,
    releasedBy: null,
  };
}

/** The gravest of its causes: what the case is called and ranked by. */
export function kindOfCase({ causes }: Pick<DecisionCase, 'causes'>): Cause['kind'] {
  const order = ['lapsed', 'exit', 'sunset', 'again', 'review'] as const;
  return order.find((kind) => causes.some((cause) => cause.kind === kind)) ?? 'review';
}

/** Open cases, the most urgent first: by what opened them, then by the day they are due. */
export function sortByUrgency<T extends Pick<DecisionCase, 'causes' | 'dueOn'>>(cases: readonly T[]): T[] {
  const ranks: Record<Cause['kind'], number> = { lapsed: 0, exit: 1, sunset: 2, again: 3, review: 4 };
  return cases.toSorted(
    (a, b) => ranks[kindOfCase(a)] - ranks[kindOfCase(b)] || a.dueOn.localeCompare(b.dueOn, 'en'),
  );
}
