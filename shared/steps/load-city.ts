import { type BusinessCalendar, createBusinessCalendar } from '../calendar/business-days.ts';
import { instantOf } from '../calendar/time.ts';
import type { Directory } from '../plan/directory.ts';
import type { Plan } from '../plan/plan.ts';
import type { Succession } from '../plan/succession.ts';
import type { AddressBook } from '../plan/undeliverable.ts';
import type { Store } from '../ports.ts';
import type { ScheduleRules } from '../schedule/rules.ts';
import type { World } from '../schedule/world.ts';
import { historyOf } from './request-history.ts';

/** The documents in force, or those a round pinned, with their versions. */
export interface City {
  readonly plan: Plan;
  readonly planVersion: number;
  readonly directory: Directory;
  readonly directoryVersion: number;
  readonly rules: ScheduleRules;
  readonly rulesVersion: number;
  readonly calendar: BusinessCalendar;
  /** What the plan goes on with of the one before; null where it follows none. */
  readonly succession: Succession | null;
}

/** Something every function needs was never imported: an operator's omission, said in one sentence. */
export class MissingDocumentError extends Error {
  constructor(kind: string, id: string) {
    super(`no ${kind} "${id}" has been imported: run "plan import" first`);
    this.name = 'MissingDocumentError';
  }
}

/** The plan and rules in force; with `pinned`, the versions a round opened with. The directory is always today's. */
export async function loadCity(
  store: Store,
  planId: string,
  pinned?: { planVersion: number; rulesVersion: number },
): Promise<City> {
  const [plan, rules, directory, succession] = await Promise.all([
    store.loadDocument('plan', planId, pinned?.planVersion),
    store.loadDocument('rules', planId, pinned?.rulesVersion),
    store.loadDocument('directory', 'city'),
    store.loadDocument('succession', planId),
  ]);
  if (!plan) throw new MissingDocumentError('plan', planId);
  if (!rules) throw new MissingDocumentError('schedule rules', planId);
  if (!directory) throw new MissingDocumentError('directory', 'city');
  return {
    plan: plan.document,
    planVersion: plan.version,
    directory: directory.document,
    directoryVersion: directory.version,
    rules: rules.document,
    rulesVersion: rules.version,
    calendar: createBusinessCalendar(directory.document.closures),
    succession: succession?.document ?? null,
  };
}

/**
 * The planner's world as the store knows it: documents, what became of each request so far, and who cannot be reached.
 *
 * `current` looks at open rounds only, which is all that what is still to come depends on; `all` also knows the
 * frozen ones, for planning a past day as it stood.
 */
export async function loadWorld(
  store: Store,
  city: City,
  planId: string,
  scope: 'current' | 'all' = 'current',
): Promise<World> {
  const [stored, undeliverable] = await Promise.all([
    store.list('round', { plan: planId }),
    loadAddressBook(store),
  ]);
  const rounds = stored.map(({ value }) => value);
  const looked = rounds.filter(({ state }) => scope === 'all' || state === 'open');
  const requests = (
    await Promise.all(looked.map(({ id }) => store.list('request', { plan: planId, round: id })))
  ).flat();
  return {
    plan: city.plan,
    directory: city.directory,
    rules: city.rules,
    calendar: city.calendar,
    history: requests.map(({ value }) => historyOf(value)),
    undeliverable,
    released: new Map(
      rounds.flatMap(({ id, releasedAt }) => (releasedAt === null ? [] : [[id, instantOf(releasedAt)]])),
    ),
  };
}

/** What is known of the addresses that take, or once took, no mail. */
export async function loadAddressBook(store: Store): Promise<AddressBook> {
  const addresses = await store.list('address', {});
  return new Map(addresses.map(({ value }) => [value.address, value]));
}
