import type { StepFellDueV1 } from '../../events/step-fell-due.v1.ts';
import { type Clock, instantOf, isoUtc } from '../calendar/time.ts';
import type { Store } from '../ports.ts';
import { RoundId } from '../round/round.ts';

/** Told once all of a step has been done. */
export type NoteStep = (step: StepFellDueV1['data']) => Promise<void>;

/**
 * Marks steps as done, so that the sweep can tell one that never fired from one with nothing to do. To be called
 * last: a step whose mark is missing is done once more, which does no harm.
 */
export function createNoteStep({ store, clock }: { store: Store; clock: Clock }): NoteStep {
  return async ({ plan, round, step, scheduledAt }) => {
    const value = {
      plan,
      round: RoundId.parse(round),
      step,
      scheduledAt: isoUtc(instantOf(scheduledAt)),
      state: 'done',
      at: isoUtc(clock()),
    } as const;
    await store.commit({ writes: [{ kind: 'occurrence', value, expected: 'any' }], audit: [], events: [] });
  };
}
