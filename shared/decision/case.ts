import * as z from 'zod';
import { Id } from '../plan/ids.ts';

/** 継続・改善・縮小・廃止・統合: what the headquarters chooses from. */
export const Option = z.enum(['continue', 'improve', 'reduce', 'abolish', 'merge']);
export type Option = z.infer<typeof Option>;

export const OPTION_WORDS: Record<Option, string> = {
  continue: '継続',
  improve: '改善',
  reduce: '縮小',
  abolish: '廃止',
  merge: '統合',
};

/** What put an initiative before the headquarters, once per trigger and occasion. */
export const Cause = z.object({
  /**
   * `exit`: a stop condition is met. `review`: something may have to change. `sunset`: its end date comes near.
   * `lapsed`: the end date passed without a decision to go on. `again`: the day named by an earlier decision has come.
   * What a person brings up, a change of law or of circumstances (R3), is a review too.
   */
  kind: z.enum(['exit', 'review', 'sunset', 'lapsed', 'again']),
  /** `E1` … `R4`, an exit rule's id, or the kind itself. */
  trigger: z.string().min(1),
  /** The quarter or day it was first met; with the trigger it is the occasion. */
  occasion: z.string().min(1),
  /** What happened, in counts the reader can check. */
  text: z.string().min(1),
  at: z.iso.datetime(),
});
export type Cause = z.infer<typeof Cause>;

/** What the headquarters decided, as recorded. */
export const Decision = z.object({
  option: Option,
  /** What is to be done, and for 継続 why, as it is quoted to the department. */
  text: z.string().min(1),
  decidedOn: z.iso.date(),
  decider: z.string().min(1),
  /** Where it is written down, as in 令和8年度第2回本部会議 会議録3. */
  minutes: z.string().min(1),
  /** 次回判定日; always there for 継続. */
  nextOn: z.iso.date().nullable(),
  /** The new end date, where one was near and the initiative goes on. */
  until: z.iso.date().nullable(),
  /** The initiative it is merged into. */
  into: Id.nullable(),
  recordedBy: z.string().min(1),
  recordedAt: z.iso.datetime(),
});
export type Decision = z.infer<typeof Decision>;

/**
 * 見直し判断: one question to the headquarters about one initiative. Open until a decision is recorded, known to
 * headquarters and secretariat alone until that is released (decision 22). Nothing stops by itself.
 */
export const DecisionCase = z.object({
  id: Id,
  initiative: Id,
  openedAt: z.iso.datetime(),
  causes: z.array(Cause).min(1),
  /** What each choice would mean here, as the secretariat prepares it; a choice without words is offered all the same. */
  options: z.array(z.object({ option: Option, text: z.string() })),
  /** Who decides. */
  decider: z.string().min(1),
  dueOn: z.iso.date(),
  state: z.enum(['open', 'decided', 'released']),
  decision: Decision.nullable(),
  releasedAt: z.iso.datetime().nullable(),
  releasedBy: z.string().nullable(),
});
export type DecisionCase = z.infer<typeof DecisionCase>;

/** A decision once released, as departments may see it. */
export const ReleasedDecision = z.object({
  initiative: Id,
  /** The case's id. */
  id: Id,
  option: Option,
  text: z.string(),
  decidedOn: z.iso.date(),
  releasedAt: z.iso.datetime(),
  /** The new end date, where one was near; null also for what was released before this was kept. */
  until: z.iso.date().nullable().default(null),
});
export type ReleasedDecision = z.infer<typeof ReleasedDecision>;

export const STATE_WORDS: Record<DecisionCase['state'], string> = {
  open: '判断待ち',
  decided: '決定済み（公表前）',
  released: '公表済み',
};

/** 本部 decides unless the secretariat names somebody else. */
export const DEFAULT_DECIDER = '行政経営戦略推進本部';
