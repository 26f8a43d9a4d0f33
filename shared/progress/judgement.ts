import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { Cutoffs, Polarity, Shares } from '../plan/plan.ts';

/** 達成・順調・やや遅れ・遅れ・未報告・確認中・報告待ち・評価不能・対象外 */
export const Status = z.enum([
  'achieved',
  'on-track',
  'at-risk',
  'off-track',
  'not-reported',
  'under-review',
  'awaiting',
  'not-evaluable',
  'excluded',
]);
export type Status = z.infer<typeof Status>;

export const STATUS_WORDS: Record<Status, string> = {
  achieved: '達成',
  'on-track': '順調',
  'at-risk': 'やや遅れ',
  'off-track': '遅れ',
  'not-reported': '未報告',
  'under-review': '確認中',
  awaiting: '報告待ち',
  'not-evaluable': '評価不能',
  excluded: '対象外',
};

/** What `progress evaluate` takes: one KPI, its actuals and the quarter to judge (contract of the command line). */
export const JudgementInput = z.strictObject({
  kpi: z.strictObject({
    kind: z.enum(['level', 'cumulative', 'rate', 'milestone']),
    /** Left out, a level or rate goes the way from its baseline to its target, and a cumulative goes up. */
    polarity: Polarity.optional(),
    baseline: z.strictObject({ value: z.number(), at: QuarterId }).optional(),
    /** By fiscal year; null is a target not yet set (〇), which is never taken for zero. */
    targets: z.record(z.string().regex(/^\d{4}$/), z.number().nullable()).default({}),
    path: z.record(QuarterId, z.number()).optional(),
    shares: Shares.optional(),
    /** Shares that were replaced, oldest first: quarters up to `until` are judged by them. */
    earlierShares: z
      .array(z.strictObject({ shares: Shares, until: QuarterId, approvedFrom: QuarterId.optional() }))
      .optional(),
    /** From this quarter on the shares are approved, so that what they plan is no 目安. */
    approvedFrom: QuarterId.optional(),
    range: z.tuple([z.number(), z.number()]).optional(),
    tolerance: z.number().min(0).default(0),
    milestones: z
      .array(
        z.strictObject({
          item: z.string(),
          due: QuarterId,
          done: QuarterId.optional(),
          /** 当初の期限 and how often it was put off since. */
          slipped: z.strictObject({ from: QuarterId, times: z.number().int().min(1) }).optional(),
          key: z.boolean().default(false),
        }),
      )
      .optional(),
    /** For the reason sentence only; `progress evaluate` may leave it out. */
    unit: z.string().optional(),
  }),
  /** Null is a blank, the same as no entry. Values of quarters after `asOf` are not looked at. */
  actuals: z.record(QuarterId, z.number().nullable()).default({}),
  asOf: QuarterId,
  cutoffs: Cutoffs.optional(),
  /** Values by month (`2026-04`), where the KPI is counted monthly: for signals only, never for the status. */
  monthly: z.record(z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/), z.number()).optional(),
});
export type JudgementInput = z.infer<typeof JudgementInput>;

/** The numeric KPI or list of milestones inside {@link JudgementInput}. */
export type JudgedKpi = JudgementInput['kpi'];

/** The rules of this folder's README, by the number shown beside every status. */
export const RuleId = z.enum(['0', '1', '2', '3', '4', '5', '5a', '6', '7']);
export type RuleId = z.infer<typeof RuleId>;

/** What a judgement may carry beside its status. */
export const TAGS = {
  worseThanBaseline: '基準値より悪化',
  outlook: '先行き注意',
  atTargetLevel: '目標水準',
  stale: '更新なし',
  notDue: '報告時期前',
  partial: '一部未報告',
  provisional: '速報',
} as const;

/** A status with all that explains it. Numbers are rounded to four decimals; absent ones are null. */
export const Judgement = z.object({
  status: Status,
  /** The rule that decided. */
  rule: RuleId,
  /** One Japanese sentence whose counts the reader can check, with the rule's number in it. */
  reason: z.string(),
  /** 計画比: actual progress over planned progress; for milestones, done over due. */
  ratio: z.number().nullable(),
  planned: z.number().nullable(),
  /** The planned value was drawn by the rule, not set by anybody: 目安. Absent where somebody set it. */
  isGuide: z.literal(true).optional(),
  /** 到達度: progress from the baseline to the target; for milestones, done over all. */
  attainment: z.number().nullable(),
  /** What every remaining quarter has to bring to reach the target, negative for a reduction. */
  requiredPace: z.number().nullable(),
  /** The forecast in one sentence where there are points enough, else null; the tag 先行き注意 says it falls short. */
  outlook: z.string().nullable(),
  tags: z.array(z.string()),
  /** Rule 10: the value beside the one before it, or that the difference is ばらつきの範囲. Absent for a first value. */
  step: z.string().optional(),
  /** What a monthly series asks to look at. Absent without one. */
  signals: z.array(z.string()).optional(),
});
export type Judgement = z.infer<typeof Judgement>;

/** What one rule decides; what it leaves out is null in the judgement. */
export interface Verdict {
  readonly status: Status;
  readonly rule: RuleId;
  readonly reason: string;
  readonly ratio?: number | null;
  readonly planned?: number | null;
  readonly attainment?: number | null;
  readonly tags?: readonly string[];
}
