import { longDate } from '../calendar/japanese-date.ts';
import { dateOf, type Instant, instantOf, Temporal } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { DecisionCase } from './case.ts';
import { dayWords } from './sunset.ts';

/** How an initiative ended: by a decision to abolish or merge it, or because nobody prolonged it. */
export interface Ending {
  readonly initiative: Id;
  /** 積極的廃止, 統合, 期間満了 */
  readonly kind: 'abolished' | 'merged' | 'lapsed';
  /** The day it was decided, or the end date that passed. */
  readonly on: string;
  /** Why, in one sentence: what was decided, or that nothing was. */
  readonly reason: string;
}

export const ENDING_WORDS: Record<Ending['kind'], string> = {
  abolished: '積極的廃止',
  merged: '統合',
  lapsed: '期間満了（更新なし）',
};

/**
 * How initiatives ended, oldest first, each once. What merely ran out is told apart, so that it is not taken for a
 * decision to stop.
 */
export function listEndings(cases: readonly DecisionCase[]): Ending[] {
  return [...Map.groupBy(cases, ({ initiative }) => initiative)]
    .flatMap(([initiative, own]) => stopped(initiative, own) ?? lapsed(initiative, own) ?? [])
    .sort((a, b) => a.on.localeCompare(b.on, 'en') || a.initiative.localeCompare(b.initiative, 'en'));
}

function stopped(initiative: Id, own: readonly DecisionCase[]): Ending | null {
  const last = own
    .flatMap(({ decision }) => decision ?? [])
    .filter(({ option }) => option === 'abolish' || option === 'merge')
    .sort((a, b) => a.decidedOn.localeCompare(b.decidedOn, 'en'))
    .at(-1);
  if (last === undefined) return null;
  const kind = last.option === 'abolish' ? 'abolished' : 'merged';
  return { initiative, kind, on: last.decidedOn, reason: `${last.text}（${last.decider}、${last.minutes}）` };
}

function lapsed(initiative: Id, own: readonly DecisionCase[]): Ending | null {
  const on = own
    .flatMap(({ causes }) => causes.filter(({ kind }) => kind === 'lapsed'))
    .map(({ occasion }) => occasion)
    .sort()
    .at(-1);
  const isProlonged = own.some(({ decision }) => (decision?.until ?? '') > (on ?? ''));
  if (on === undefined || isProlonged) return null;
  return { initiative, kind: 'lapsed', on, reason: '続けるという決定がないまま終期を過ぎました。' };
}

/**
 * The endings that may be told outside the headquarters at a moment: decisions once released (decision 22), and end
 * dates that had passed by then. Of an initiative about which something is decided and not released nothing is told.
 */
export function endingsReleasedBy(cases: readonly DecisionCase[], moment: Instant): Ending[] {
  const isBy = (at: string | null) => at !== null && Temporal.Instant.compare(instantOf(at), moment) <= 0;
  const hidden = new Set(
    cases.flatMap(({ initiative, decision, releasedAt }) =>
      decision !== null && isBy(decision.recordedAt) && !isBy(releasedAt) ? [initiative] : [],
    ),
  );
  const known = cases
    .filter(({ initiative }) => !hidden.has(initiative))
    .map((one) => ({
      ...one,
      causes: one.causes.filter(({ at }) => isBy(at)),
      decision: isBy(one.releasedAt) ? one.decision : null,
    }));
  return listEndings(known);
}

/** `令和8年8月20日に決定`, `令和9年3月末`: when it ended, in words. */
export function endedOn({ kind, on }: Pick<Ending, 'kind' | 'on'>): string {
  const day = dateOf(on);
  return kind === 'lapsed' ? dayWords(day) : `${longDate(day)}に決定`;
}

/** How many there are of each kind. */
export function countEndings(cases: readonly DecisionCase[]): Record<Ending['kind'], number> {
  const endings = listEndings(cases);
  const of = (kind: Ending['kind']) => endings.filter((ending) => ending.kind === kind).length;
  return { abolished: of('abolished'), merged: of('merged'), lapsed: of('lapsed') };
}
