import type { OutboxEvent } from '../../events/catalogue.ts';
import { type Instant, isoUtc } from '../calendar/time.ts';
import type { CommitOutcome, Store, Stored } from '../ports.ts';
import type { ActivationRecord, AuditEntry } from '../records.ts';
import { activationInstant, decideActivation } from '../schedule/activation.ts';
import type { ScheduleRules } from '../schedule/rules.ts';
import { publishVersion } from './publish-version.ts';

/** Who activates or takes back what, when, and by which act. */
export interface ActivationAct {
  readonly city: string;
  readonly plan: string;
  readonly by: string;
  readonly at: Instant;
  /** What caused it: the form of the console. */
  readonly cause: string;
}

/** The activation that waits for its instant, or null. */
export async function pendingActivation(
  store: Pick<Store, 'get'>,
  plan: string,
): Promise<ActivationRecord | null> {
  const stored = await store.get('activation', { plan });
  return stored?.value.state === 'pending' ? stored.value : null;
}

/**
 * Activates rules: they come into force ten minutes later, unless somebody takes them back. `seen` is the id of the
 * activation that waited when they were previewed, null for none: `conflict` where that has changed since, or other
 * rules are in force than those they were compared with.
 */
export async function activateRules(
  store: Pick<Store, 'get' | 'commit' | 'loadDocument'>,
  act: ActivationAct,
  asked: { readonly rules: ScheduleRules; readonly basedOn: number; readonly seen: string | null },
): Promise<CommitOutcome> {
  const { plan, by, at, cause } = act;
  const [stored, inForce] = await Promise.all([
    store.get('activation', { plan }),
    store.loadDocument('rules', plan),
  ]);
  const waiting = stored?.value.state === 'pending' ? stored.value : null;
  if ((waiting?.id ?? null) !== asked.seen || inForce?.version !== asked.basedOn) return 'conflict';
  const activatesAt = isoUtc(activationInstant(at));
  const value: ActivationRecord = {
    plan,
    id: cause,
    rules: asked.rules,
    basedOn: asked.basedOn,
    by,
    askedAt: isoUtc(at),
    activatesAt,
    state: 'pending',
  };
  return store.commit({
    writes: [{ kind: 'activation', value, expected: stored?.revision ?? null }],
    audit: [
      ...(waiting ? [entryOf(act, 'rules.superseded', `${waiting.by} ${waiting.activatesAt}`, cause)] : []),
      entryOf(act, 'rules.activated', `第${asked.basedOn}版`, activatesAt),
    ],
    events: [reconcile(act, 'rules-activated')],
  });
}

export type WithdrawOutcome = 'withdrawn' | 'nothing-waits' | 'conflict';

/** Takes an activation back before its instant; nothing else changes. */
export async function withdrawRules(
  store: Pick<Store, 'get' | 'commit'>,
  act: ActivationAct,
  id: string,
): Promise<WithdrawOutcome> {
  const stored = await store.get('activation', { plan: act.plan });
  if (!stored || stored.value.id !== id || stored.value.state !== 'pending') return 'nothing-waits';
  const outcome = await store.commit({
    writes: [
      { kind: 'activation', value: { ...stored.value, state: 'withdrawn' }, expected: stored.revision },
    ],
    audit: [entryOf(act, 'rules.withdrawn', stored.value.activatesAt, null)],
    events: [reconcile(act, 'rules-withdrawn')],
  });
  return outcome === 'committed' ? 'withdrawn' : 'conflict';
}

export type SettledActivation = 'nothing' | 'wait' | 'in-force' | 'overtaken';

/**
 * Puts activated rules into force once their instant has come: the version, its pointer and the end of the waiting are
 * one transaction, so that a run killed anywhere is finished by the next, and two at once publish once.
 */
export async function settleActivation(
  store: Pick<Store, 'get' | 'commit' | 'loadDocument' | 'publishDocument'>,
  { city, plan, now }: { readonly city: string; readonly plan: string; readonly now: Instant },
): Promise<SettledActivation> {
  const stored = await store.get('activation', { plan });
  if (!stored) return 'nothing';
  const inForce = await store.loadDocument('rules', plan);
  switch (decideActivation(stored.value, inForce?.version ?? 0, now)) {
    case 'nothing':
      return 'nothing';
    case 'wait':
      return 'wait';
    case 'publish':
      return publish(store, { city, plan, now }, stored);
    case 'give-up':
      return giveUp(store, { city, plan, now }, stored);
  }
}

async function publish(
  store: Pick<Store, 'loadDocument' | 'publishDocument'>,
  { city, plan, now }: { city: string; plan: string; now: Instant },
  { value, revision }: Stored<'activation'>,
): Promise<SettledActivation> {
  const { rules, basedOn, by, id: cause } = value;
  // A conflict means that it was taken back, superseded or published this moment; whoever did so has it reconciled.
  const version = { kind: 'rules', id: plan, document: rules, basedOn, reason: null } as const;
  const outcome = await publishVersion(store, { ...version, city, plan, by, at: now, cause }, [
    { kind: 'activation', value: { ...value, state: 'in-force' }, expected: revision },
  ]);
  return outcome === 'committed' ? 'in-force' : 'nothing';
}

async function giveUp(
  store: Pick<Store, 'commit'>,
  { city, plan, now }: { city: string; plan: string; now: Instant },
  { value, revision }: Stored<'activation'>,
): Promise<SettledActivation> {
  const act = { city, plan, by: 'plan-schedules', at: now, cause: value.id };
  const outcome = await store.commit({
    writes: [{ kind: 'activation', value: { ...value, state: 'overtaken' }, expected: revision }],
    audit: [entryOf(act, 'rules.overtaken', value.activatesAt, null)],
    events: [],
  });
  return outcome === 'committed' ? 'overtaken' : 'nothing';
}

function entryOf(
  { plan, by, at, cause }: ActivationAct,
  what: string,
  before: string | null,
  after: string | null,
): AuditEntry {
  return { at: isoUtc(at), cause, actor: by, what, subject: plan, before, after };
}

/** The schedule that wakes at the instant is made, or taken away, by the one who keeps all others. */
function reconcile({ city, plan, at, cause }: ActivationAct, because: string): OutboxEvent {
  return {
    id: `timetable-changed/${plan}/${cause}`,
    type: 'timetable-changed.v1',
    city,
    at: isoUtc(at),
    data: { plan, cause: because },
  };
}
