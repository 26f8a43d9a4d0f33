import { isDeepStrictEqual } from 'node:util';
import { isoUtc } from '../../../../../shared/calendar/time.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import type { City } from '../../../../../shared/steps/load-city.ts';
import type { Session } from '../../sign-in/sessions.ts';
import type { ConsoleWorld } from '../world.ts';

/** What somebody has changed so far, and the version it began from. */
export interface Draft {
  readonly rules: ScheduleRules;
  readonly basedOn: number;
}

type DraftWorld = Pick<ConsoleWorld, 'store' | 'planId' | 'clock'>;

/**
 * A person's draft, or the rules in force where they have none, or have had theirs come into force. The rounds outside
 * the rhythm are always those in force: a draft, or a version gone back to, would call off one started since.
 */
export async function loadDraft({ store, planId }: DraftWorld, session: Session, city: City): Promise<Draft> {
  const stored = await store.get('rulesDraft', { plan: planId, person: session.subject });
  const inForce = { rules: city.rules, basedOn: city.rulesVersion };
  if (!stored) return inForce;
  const { extraRounds } = city.rules;
  const rules = { ...stored.value.rules, extraRounds };
  return isDeepStrictEqual(rules, city.rules) ? inForce : { rules, basedOn: stored.value.basedOn };
}

/** Keeps a person's draft; nobody else writes it, so that the last of their own pages stands. */
export async function saveDraft(
  { store, planId, clock }: DraftWorld,
  session: Session,
  { rules, basedOn }: Draft,
): Promise<void> {
  const value = { plan: planId, person: session.subject, rules, basedOn, savedAt: isoUtc(clock()) };
  await store.commit({ writes: [{ kind: 'rulesDraft', value, expected: 'any' }], audit: [], events: [] });
}
