import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { ScheduleRules } from '../schedule/rules.ts';

const Instant = z.iso.datetime();

/**
 * Rules somebody has activated, and what became of that. One row for each plan: whoever activates later takes its
 * place. Until its instant nobody but the one who puts it into force reads the rules in it.
 */
export const ActivationRecord = z.object({
  plan: Id,
  /** What caused it; tells one activation from the next. */
  id: z.string().min(1),
  rules: ScheduleRules,
  /** The version in force when they were previewed: they replace that one and no other. */
  basedOn: z.number().int().min(1),
  by: z.string().min(1),
  askedAt: Instant,
  activatesAt: Instant,
  /**
   * `pending`: until its instant, or somebody takes it back. `overtaken`: another version came into force by another
   * way, so these were never compared with what is in force.
   */
  state: z.enum(['pending', 'withdrawn', 'in-force', 'overtaken']),
});
export type ActivationRecord = z.infer<typeof ActivationRecord>;

/** What one person has changed in the rules and not activated yet; kept between the steps, and from day to day. */
export const RulesDraft = z.object({
  plan: Id,
  /** The issuer's own id of the person. */
  person: z.string().min(1),
  rules: ScheduleRules,
  /** The version it began from. */
  basedOn: z.number().int().min(1),
  savedAt: Instant,
});
export type RulesDraft = z.infer<typeof RulesDraft>;
