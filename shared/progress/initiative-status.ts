import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { Id } from '../plan/ids.ts';
import { Judgement, RuleId, Status } from './judgement.ts';
import { YearRank } from './year-end-rank.ts';

/** What the secretariat or the headquarters should know of an initiative beside its status. None changes the status. */
export const FlagKind = z.enum([
  /** 撤退基準に該当: opens a decision case, never stops anything by itself. */
  'exit-rule',
  'near-exit-rule',
  /** 見直しの対象: opens a decision case too, about what has to change. */
  'review',
  'outlook',
  'worse-than-baseline',
  /** 遅れ twice running: 見直し. */
  'consecutive-off-track',
  'consecutive-not-reported',
  /** 認識差 between the owner's own view and the computed status. */
  'rating-gap',
  'partial',
  'stale',
  'not-evaluable',
  'postponed',
  'provisional',
  /** 未設定: purpose, exit rules or end date still to be set (decision 23). */
  'unset',
]);
export type FlagKind = z.infer<typeof FlagKind>;

export const Flag = z.object({
  kind: FlagKind,
  text: z.string(),
  /** The KPI, milestone or exit rule it speaks of; null where it is the initiative as a whole. */
  subject: z.string().nullable(),
  /** For what opens a decision case: the quarter in which it was first met, which tells one occasion from another. */
  since: QuarterId.optional(),
});
export type Flag = z.infer<typeof Flag>;

export const KpiStatus = z.object({
  kpi: Id,
  name: z.string(),
  /** Only an outcome decides the initiative's status; an output is shown beside it. */
  layer: z.enum(['outcome', 'output']),
  unit: z.string(),
  /** The value of the quarter, over all units; null where there is none. */
  actual: z.number().nullable(),
  /** Units whose value is missing from it, by name. */
  missing: z.array(z.string()),
  judgement: Judgement,
  /** 「残り3期で毎期1,200時間の削減が必要（直近600時間）」, or null where nothing is left to do. */
  pace: z.string().nullable(),
  /** 年度末評価, once the year's value is final; absent before and for what cannot be ranked. */
  yearRank: YearRank.optional(),
  /** The city's own word (計画通り, 着実), where its plan has a scheme that can tell; beside the status, never for it. */
  rankWord: z.string().optional(),
});
export type KpiStatus = z.infer<typeof KpiStatus>;

/** An initiative as judged for a quarter. */
export const InitiativeStatus = z.object({
  quarter: QuarterId,
  status: Status,
  rule: RuleId,
  reason: z.string(),
  kpis: z.array(KpiStatus),
  /** Null where the initiative has no milestone this quarter could be asked about. */
  milestones: Judgement.nullable(),
  /** Tags of the outcome KPIs, for the triggers of the quarters to come. */
  tags: z.array(z.string()),
  flags: z.array(Flag),
});
export type InitiativeStatus = z.infer<typeof InitiativeStatus>;

/** What a later quarter needs to know of an earlier one. An {@link InitiativeStatus} is one. */
export type PastStatus = Pick<InitiativeStatus, 'quarter' | 'status' | 'tags'>;
