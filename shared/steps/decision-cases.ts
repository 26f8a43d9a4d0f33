import type { BusinessCalendar } from '../calendar/business-days.ts';
import { type Instant, isoUtc, type PlainDate, tokyoDate } from '../calendar/time.ts';
import { type Cause, OPTION_WORDS, Option } from '../decision/case.ts';
import { checkDecision, type DecisionEntry, type DecisionFault } from '../decision/check-decision.ts';
import { decideOpening } from '../decision/open-case.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import type { Commit, Store, Stored, Write } from '../ports.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import type { AuditEntry, DecisionCaseRecord, ReleasedDecisionRecord } from '../records.ts';

/** How long the headquarters has for a case that no budget presses; the secretariat may name another day. */
const DECIDE_WITHIN_DAYS = 30;

/** What a judgement of a frozen round brings before the headquarters. */
export function causesOf({ flags }: Pick<InitiativeStatus, 'flags'>, at: string): Cause[] {
  return flags.flatMap(({ kind, text, subject, since }): Cause[] =>
    (kind === 'exit-rule' || kind === 'review') && subject !== null && since !== undefined
      ? [{ kind: kind === 'review' ? 'review' : 'exit', trigger: subject, occasion: since, text, at }]
      : [],
  );
}

/** Who found the causes, and when the case they open is due. */
export interface Opening {
  readonly plan: Id;
  readonly actor: string;
  readonly cause: string;
  readonly dueOn: PlainDate;
}

export function usualDueDay(calendar: BusinessCalendar, now: Instant): PlainDate {
  return calendar.onOrAfter(tokyoDate(now).add({ days: DECIDE_WITHIN_DAYS }));
}

/**
 * What has to be stored so that these causes stand before the headquarters; null where they do already. It belongs
 * into the commit of whatever found them: the case's revision keeps two finders apart.
 */
export async function openCase(
  store: Pick<Store, 'list'>,
  initiative: Id,
  found: readonly Cause[],
  { plan, actor, cause, dueOn }: Opening,
): Promise<{ write: Write; audit: AuditEntry } | null> {
  if (found.length === 0) return null;
  const cases = await store.list('decisionCase', { plan, initiative });
  const next = decideOpening(
    initiative,
    cases.map(({ value }) => value),
    found,
    dueOn,
  );
  if (next === null) return null;
  const before = cases.find(({ value }) => value.id === next.id) ?? null;
  return {
    write: { kind: 'decisionCase', value: { ...next, plan }, expected: before?.revision ?? null },
    audit: {
      at: next.causes.at(-1)?.at ?? next.openedAt,
      cause,
      actor,
      what: before === null ? 'decision.opened' : 'decision.joined',
      subject: `${initiative}/${next.id}`,
      before: null,
      after: next.causes
        .slice(before?.value.causes.length ?? 0)
        .map(({ trigger }) => trigger)
        .join(', '),
    },
  };
}

/** Longer, and the reason no longer fits the headquarters' page. */
const REASON_CHARACTERS_MAX = 100;

/** Who opens a case by hand, about which initiative, and why. */
export interface ManualOpening {
  readonly plan: Id;
  /** The initiative's code, as people know it. */
  readonly code: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

export type ManualOpeningOutcome =
  | { readonly outcome: 'opened'; readonly initiative: Id; readonly id: Id }
  /** The same day has brought the same initiative up by hand before. */
  | { readonly outcome: 'known' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * Lays an initiative before the headquarters because of what no figure shows: R3, a change of law or of circumstances
 * (環境変化・制度改正). The day is the occasion; while a case is open the reason joins it.
 */
export async function openByHand(
  store: Pick<Store, 'list' | 'commit'>,
  { initiatives }: Pick<Plan, 'initiatives'>,
  calendar: BusinessCalendar,
  { plan, code, reason, by, at, cause }: ManualOpening,
): Promise<ManualOpeningOutcome> {
  const why = reason.replace(/\s+/g, ' ').trim();
  const initiative = initiatives.find((one) => one.code === code.trim());
  if (!initiative) return { outcome: 'refused', message: '取組の番号が計画にありません。例：2-1-2' };
  if (why === '' || [...why].length > REASON_CHARACTERS_MAX)
    return {
      outcome: 'refused',
      message: `理由を${REASON_CHARACTERS_MAX}字までで書いてください。例：法改正により対象が変わった`,
    };
  const found: Cause = {
    kind: 'review',
    trigger: 'R3',
    occasion: tokyoDate(at).toString(),
    text: `環境変化・制度改正（${why}）`,
    at: isoUtc(at),
  };
  const opened = await openCase(store, initiative.id, [found], {
    plan,
    actor: by,
    cause,
    dueOn: usualDueDay(calendar, at),
  });
  if (opened === null || opened.write.kind !== 'decisionCase') return { outcome: 'known' };
  const stored = await store.commit({ writes: [opened.write], audit: [opened.audit], events: [] });
  return stored === 'conflict'
    ? { outcome: 'conflict' }
    : { outcome: 'opened', initiative: initiative.id, id: opened.write.value.id };
}

/** Who acts on a case, and upon which revision of it. */
export interface CaseAct {
  readonly plan: Id;
  readonly initiative: Id;
  readonly id: Id;
  readonly basedOn: number;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

export type CaseOutcome =
  | { readonly outcome: 'done'; readonly record: DecisionCaseRecord }
  | { readonly outcome: 'no-such-case' }
  /** Somebody else was first: what stands there now. */
  | { readonly outcome: 'conflict'; readonly current: Stored<'decisionCase'> }
  /** The case is not in a state that allows it. */
  | { readonly outcome: 'refused'; readonly reason: 'not-open' | 'not-decided' }
  | { readonly outcome: 'faults'; readonly faults: readonly DecisionFault[] };

type CaseStore = Pick<Store, 'get' | 'commit'>;

/** What the secretariat prepares for the meeting. */
export interface Preparation {
  readonly options: readonly { readonly option: Option; readonly text: string }[];
  readonly decider: string;
  readonly dueOn: string;
}

/** What the form holds beside the decision, with a text for each option. */
export function readPreparation(entered: Readonly<Record<string, string>>): Preparation {
  return {
    options: Option.options.map((option) => ({ option, text: entered[`option-${option}`] ?? '' })),
    decider: (entered.decider ?? '').trim(),
    dueOn: entered.dueOn ?? '',
  };
}

/** Changes what is laid before the headquarters; only while nothing is decided. */
export async function prepareCase(
  store: CaseStore,
  act: CaseAct,
  { options, decider, dueOn }: Preparation,
): Promise<CaseOutcome> {
  return change(store, act, 'decision.prepared', ({ value }) => {
    if (value.state !== 'open') return { outcome: 'refused', reason: 'not-open' };
    if (decider === '' || !/^\d{4}-\d{2}-\d{2}$/.test(dueOn))
      return {
        outcome: 'faults',
        faults: [{ field: 'decider', message: '決定者と判断の期限（例：2026-08-20）を書いてください。' }],
      };
    const kept = options
      .filter(({ text }) => text.trim() !== '')
      .map(({ option, text }) => ({ option, text: text.trim() }));
    return { next: { ...value, options: kept, decider, dueOn }, also: [], words: `${dueOn} ${decider}` };
  });
}

/** Records what was decided. It stays between headquarters and secretariat until it is released. */
export async function recordDecision(
  store: CaseStore,
  act: CaseAct,
  plan: Plan,
  entry: DecisionEntry,
): Promise<CaseOutcome> {
  return change(store, act, 'decision.recorded', ({ value }) => {
    if (value.state === 'released') return { outcome: 'refused', reason: 'not-open' };
    const checked = checkDecision(entry, value, plan, tokyoDate(act.at));
    if (checked.faults.length > 0 || !('decision' in checked))
      return { outcome: 'faults', faults: checked.faults };
    const decision = { ...checked.decision, recordedBy: act.by, recordedAt: isoUtc(act.at) };
    const { decidedOn, minutes } = decision;
    return {
      next: { ...value, state: 'decided', decision },
      also: [],
      // The trail is read by more people than the case: what was decided stands there once it is released.
      words: `${decidedOn} ${minutes}`,
    };
  });
}

/** Releases a decision: from now on the department's next request quotes it and asks what came of it. */
export async function releaseDecision(store: CaseStore, act: CaseAct): Promise<CaseOutcome> {
  return change(store, act, 'decision.released', ({ value }) => {
    const { decision } = value;
    if (value.state !== 'decided' || decision === null) return { outcome: 'refused', reason: 'not-decided' };
    const releasedAt = isoUtc(act.at);
    const { option, text, decidedOn, until } = decision;
    const released: ReleasedDecisionRecord = {
      plan: value.plan,
      initiative: value.initiative,
      id: value.id,
      ...{ option, text, decidedOn, releasedAt, until },
    };
    return {
      next: { ...value, state: 'released', releasedAt, releasedBy: act.by },
      also: [{ kind: 'releasedDecision', value: released, expected: null }],
      words: OPTION_WORDS[option],
    };
  });
}

type Changed =
  | { readonly next: DecisionCaseRecord; readonly also: readonly Write[]; readonly words: string }
  | Exclude<CaseOutcome, { outcome: 'done' | 'conflict' | 'no-such-case' }>;

async function change(
  store: CaseStore,
  act: CaseAct,
  what: string,
  decide: (stored: Stored<'decisionCase'>) => Changed,
): Promise<CaseOutcome> {
  const { plan, initiative, id, basedOn, by, at, cause } = act;
  const key = { plan, initiative, id };
  const stored = await store.get('decisionCase', key);
  if (stored === null) return { outcome: 'no-such-case' };
  if (stored.revision !== basedOn) return { outcome: 'conflict', current: stored };
  const changed = decide(stored);
  if (!('next' in changed)) return changed;
  const commit: Commit = {
    writes: [{ kind: 'decisionCase', value: changed.next, expected: basedOn }, ...changed.also],
    audit: [
      {
        at: isoUtc(at),
        cause,
        actor: by,
        what,
        subject: `${initiative}/${id}`,
        before: stored.value.state,
        after: `${changed.next.state} ${changed.words}`,
      },
    ],
    events: [],
  };
  if ((await store.commit(commit)) === 'committed') return { outcome: 'done', record: changed.next };
  const current = await store.get('decisionCase', key);
  return current === null ? { outcome: 'no-such-case' } : { outcome: 'conflict', current };
}
