import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { Cutoffs, Polarity } from '../plan/plan.ts';

/** 達成・順調・やや遅れ・遅れ・未報告・報告待ち・評価不能・対象外 */
export const Status = z.enum([
  'achieved',
  'on-track',
  'at-risk',
  'off-track',
  'not-reported',
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
  awaiting: '報告待ち',
  'not-evaluable': '評価不能',
  excluded: '対象外',
};

/** What `progress evaluate` takes: one KPI, its actuals and the quarter to judge (contract of the command line). */
export const JudgementInput = z.strictObject({
  kpi: z.strictObject({
    kind: z.enum(['level', 'cumulative', 'rate', 'milestone']),
    polarity: Polarity.default('up'),
    baseline: z.strictObject({ value: z.number(), at: QuarterId }).optional(),
    targets: z.record(z.string().regex(/^\d{4}$/), z.number()).default({}),
    path: z.record(QuarterId, z.number()).optional(),
    shares: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
    range: z.tuple([z.number(), z.number()]).optional(),
    tolerance: z.number().min(0).default(0),
    milestones: z
      .array(
        z.strictObject({
          item: z.string(),
          due: QuarterId,
          done: QuarterId.optional(),
          key: z.boolean().default(false),
        }),
      )
      .optional(),
    /** For the reason sentence only; `progress evaluate` may leave it out. */
    unit: z.string().optional(),
  }),
  actuals: z.record(QuarterId, z.number()).default({}),
  asOf: QuarterId,
  cutoffs: Cutoffs.optional(),
});
export type JudgementInput = z.infer<typeof JudgementInput>;

/** A status with all that explains it. Numbers are rounded to four decimals; absent ones are null. */
export const Judgement = z.object({
  status: Status,
  /** The rule of progress.md that decided, as in `5` or `5a`. */
  rule: z.string(),
  /** One Japanese sentence whose counts the reader can check. */
  reason: z.string(),
  /** 計画比: actual progress over planned progress. */
  ratio: z.number().nullable(),
  planned: z.number().nullable(),
  /** 到達度: progress from the baseline to the target. */
  attainment: z.number().nullable(),
  /** What every remaining quarter has to bring to reach the target. */
  requiredPace: z.number().nullable(),
  /** 先行き注意: the forecast in one sentence where there are points enough, else null. */
  outlook: z.string().nullable(),
  tags: z.array(z.string()),
});
export type Judgement = z.infer<typeof Judgement>;
