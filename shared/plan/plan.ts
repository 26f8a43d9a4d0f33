import * as z from 'zod';
import { FiscalYear, QuarterId } from '../calendar/fiscal.ts';
import { Code, Id } from './ids.ts';
import { Money } from './money.ts';
import { RankScheme } from './rank-scheme.ts';

/** Longest texts of the sheet; a longer one belongs in a paper of its own. */
const Sentence = z.string().trim().min(1).max(200);
const Paragraph = z.string().trim().min(1).max(2000);

/**
 * What the founding document demands and a plan already in force lacks: 未設定, with the day by which the
 * department sets it (decision 23). It is listed, asked for and never evaluated as zero.
 */
export const Unset = z.strictObject({ unset: z.literal(true), by: z.iso.date() });
export type Unset = z.infer<typeof Unset>;

const settable = <T extends z.ZodType>(schema: T) => z.union([Unset, schema]);

export function isUnset(value: unknown): value is Unset {
  return typeof value === 'object' && value !== null && 'unset' in value && value.unset === true;
}

/** A target as a number; null where it is unset or there is none. */
export function targetValue(target: number | Unset | undefined): number | null {
  return typeof target === 'number' ? target : null;
}

/** How a KPI moves through the year: 年度累計, 時点値, 期間の率・平均. */
const KpiKind = z.enum(['cumulative', 'level', 'rate']);

/** Whether more is better, less is better, or the value is to stay inside a range. */
export const Polarity = z.enum(['up', 'down', 'keep']);
export type Polarity = z.infer<typeof Polarity>;

/** Asked every quarter, at the end of each half-year, or once a year for the quarter that holds `month`. */
export const Frequency = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('quarter') }),
  z.strictObject({ every: z.literal('half-year') }),
  z.strictObject({ every: z.literal('year'), month: z.number().int().min(1).max(12) }),
]);
export type Frequency = z.infer<typeof Frequency>;

/** Seasonal shares of a yearly total, first to fourth quarter. */
export const Shares = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Shares = z.infer<typeof Shares>;
/** What is planned for a yearly total of which nobody has said when it comes. */
export const EQUAL_SHARES: Shares = [0.25, 0.25, 0.25, 0.25];

/** Who approved a planned path or shares, on which day, and the first quarter they hold for. */
export const KpiApproval = z.strictObject({
  by: z.string().trim().min(1).max(60),
  on: z.iso.date(),
  from: QuarterId,
});
export type KpiApproval = z.infer<typeof KpiApproval>;

/**
 * What of a KPI was changed while the plan ran, kept by {@link keepLedgers} whenever a version is published. The
 * versions themselves hold everything; this is what a reason and a chart have to tell.
 */
export const KpiLedger = z.strictObject({
  /** Units it was counted in before, with the last quarter of each and the baseline as it stood then. */
  units: z
    .array(
      z.strictObject({
        unit: z.string().min(1).max(12),
        until: QuarterId,
        baseline: z.number().nullable(),
      }),
    )
    .max(20)
    .default([]),
  targets: z
    .array(
      z.strictObject({ year: FiscalYear, was: z.number(), now: z.number().nullable(), on: z.iso.date() }),
    )
    .max(60)
    .default([]),
  /** Earlier planned paths, with the day on which another took their place. */
  paths: z
    .array(
      z.strictObject({
        path: z.record(QuarterId, z.number()),
        on: z.iso.date(),
        /** Who had approved it, where anybody had. */
        by: z.string().optional(),
      }),
    )
    .max(20)
    .default([]),
  /** Earlier shares, with the last quarter that is judged by each. */
  shares: z
    .array(
      z.strictObject({
        shares: Shares,
        until: QuarterId,
        on: z.iso.date(),
        approval: KpiApproval.optional(),
      }),
    )
    .max(20)
    .default([]),
  /** The approvals that stand. What is changed afterwards without one is no longer approved. */
  approved: z.strictObject({ path: KpiApproval.optional(), shares: KpiApproval.optional() }).default({}),
});
export type KpiLedger = z.infer<typeof KpiLedger>;

export const Kpi = z.strictObject({
  id: Id,
  name: Sentence,
  unit: z.string().trim().min(1).max(12),
  kind: KpiKind,
  polarity: Polarity,
  /** 成果・活動の別. Only an outcome decides the initiative's status; an output is shown beside it. */
  layer: z.enum(['outcome', 'output']),
  baseline: settable(z.strictObject({ value: z.number(), at: QuarterId })),
  /** By fiscal year. A year the sheet marks 〇 is unset. */
  targets: z.record(z.string().regex(/^\d{4}$/), settable(z.number())),
  /** The planned path (計画値) by quarter where the department has set one; else progress.md's rule supplies it. */
  path: z.record(QuarterId, z.number()).optional(),
  /** Seasonal shares of a cumulative KPI, first to fourth quarter; they add up to 1. */
  shares: Shares.optional(),
  /** Lower and upper bound for polarity `keep`. */
  range: z.tuple([z.number(), z.number()]).optional(),
  /** Measurement tolerance (±) in the KPI's unit, for example a survey's sampling error. */
  tolerance: z.number().min(0).default(0),
  frequency: Frequency,
  /** 月次: its months are asked for beside the quarter, for the signs a month gives before the quarter does. */
  monthly: z.literal(true).optional(),
  /** 会計. With `money`, Q4 of a general or special account is provisional until the accounts close on 31 May. */
  account: z.enum(['general', 'special', 'enterprise']).default('general'),
  money: z.boolean().default(false),
  /** 効果額: its values are the effect of its initiative. Only for a yearly total of money. */
  effect: z.literal(true).optional(),
  /** 単位コストの上限, in 千円 for each unit: beyond it a year's spending asks whether to go on (E4). */
  unitCostMax: z.number().gt(0).max(1e12).optional(),
  /** How the values of several owner departments combine (decision 5). */
  combine: z.enum(['sum', 'mean', 'lead']).default('lead'),
  /** Each unit's own share of the target, by department id, where there is one. */
  unitTargets: z.record(Id, z.number()).optional(),
  definition: Paragraph.optional(),
  source: Sentence.optional(),
  /** 公表遅れ: whole months after a quarter's end until its figure exists at all. */
  lag: z.number().int().min(1).max(24).optional(),
  /** The first and the last quarter it is asked for and judged, where it joined or ended during the plan. */
  since: QuarterId.optional(),
  until: QuarterId.optional(),
  /** 集約: the KPI that took this one over when it ended. */
  mergedInto: Id.optional(),
  /** 再掲: the KPI of another initiative whose values this one repeats. Asked for and counted once, there. */
  sharedFrom: Id.optional(),
  ledger: KpiLedger.optional(),
});
export type Kpi = z.infer<typeof Kpi>;

/** One cell of 年度別取り組み: what is to happen on one item in one fiscal year. */
export const Milestone = z.strictObject({
  id: Id,
  /** 項目 */
  item: Sentence,
  fiscalYear: FiscalYear,
  text: Sentence,
  /** The quarter by whose end it is due; the fiscal year's last where the sheet says nothing. */
  due: QuarterId,
  key: z.boolean().default(false),
  /** The ledger of postponements, oldest first: the first `from` is the original date, which is never forgotten. */
  slips: z
    .array(z.strictObject({ from: QuarterId, to: QuarterId, on: z.iso.date() }))
    .max(20)
    .optional(),
  /**
   * 繰越: the last fiscal year it is asked about, where its own ended before it was done. Year, date and ledger stay
   * as they are, so that lateness counts from the original date.
   */
  carriedInto: FiscalYear.optional(),
});
export type Milestone = z.infer<typeof Milestone>;

/** 撤退基準: state and date decided beforehand, with the action it proposes. It never acts by itself. */
export const ExitRule = z.strictObject({
  id: Id,
  text: Sentence,
  measure: z.discriminatedUnion('on', [
    z.strictObject({
      on: z.literal('kpi'),
      kpi: Id,
      comparator: z.enum(['below', 'above']),
      threshold: z.number(),
      at: QuarterId,
    }),
    z.strictObject({
      on: z.literal('status'),
      status: z.enum(['off-track', 'not-reported']),
      consecutive: z.number().int().min(1).max(12),
    }),
  ]),
  action: z.enum(['abolish', 'reduce', 'merge', 'change-method']),
});
export type ExitRule = z.infer<typeof ExitRule>;

const Owner = z.strictObject({ department: Id, role: z.enum(['lead', 'unit']).default('lead') });

/** One sheet of the plan (取り組み). */
export const Initiative = z.strictObject({
  id: Id,
  code: Code,
  title: Sentence,
  direction: Id,
  /** 目的: whose situation changes, and how. */
  purpose: settable(Paragraph),
  policy: Paragraph,
  owners: z.array(Owner).min(1).max(40),
  related: z.array(Id).max(40).default([]),
  desiredState: Paragraph,
  kpis: z.array(Kpi).max(10),
  precedents: z.array(Paragraph).max(20).default([]),
  milestones: z.array(Milestone).max(60),
  exitRules: settable(z.array(ExitRule).min(1).max(10)),
  /** 終期: without a decision to go on, the initiative lapses on this day. */
  sunset: settable(z.iso.date()),
  /** 見直し方針: when and how the initiative itself is reviewed. */
  review: settable(Paragraph),
  /** 効果額・予算・執行, where the initiative has any. */
  money: Money.optional(),
  /** The parts that are invented for the sample city and shown as 例示; `*` marks the whole sheet. */
  illustrative: z.array(z.string()).default([]),
});
export type Initiative = z.infer<typeof Initiative>;

export const VisionGoal = z.strictObject({
  id: Id,
  pillar: Id,
  name: Sentence,
  unit: z.string().trim().min(1).max(12),
  kind: KpiKind,
  polarity: Polarity,
  baseline: settable(z.strictObject({ value: z.number(), at: QuarterId })),
  /** The fiscal year in which the vision ends and the goal is due. */
  targetYear: FiscalYear,
  target: settable(z.number()),
  /** The KPIs of the plan from which the goal's progress is read; empty where the secretariat reports it. */
  readFrom: z.array(Id).default([]),
  illustrative: z.array(z.string()).default([]),
});
export type VisionGoal = z.infer<typeof VisionGoal>;

/** The four perspectives of a balanced scorecard: 市民・財務・業務の進め方・人と組織の成長 */
export const Perspective = z.enum(['citizens', 'finance', 'process', 'growth']);
export type Perspective = z.infer<typeof Perspective>;

export const Direction = z.strictObject({ id: Id, code: Code, name: Sentence, policy: Paragraph.optional() });
export const Pillar = z.strictObject({
  id: Id,
  code: Code,
  name: Sentence,
  /** The name in tables, at most four characters. */
  short: z.string().min(1).max(4),
  /** Where the scorecard shows it; left out, what is usual for its name. */
  perspective: Perspective.optional(),
  directions: z.array(Direction).min(1).max(20),
});
export type Pillar = z.infer<typeof Pillar>;

/** Where 順調 ends and where やや遅れ ends, as ratios of actual to planned progress. Plan data, versioned. */
export const Cutoffs = z.strictObject({ onTrack: z.number().gt(0).lte(2), atRisk: z.number().gt(0).lte(2) });
export type Cutoffs = z.infer<typeof Cutoffs>;
export const STANDARD_CUTOFFS: Cutoffs = { onTrack: 0.95, atRisk: 0.8 };

/** How many judged quarters running fire a trigger; null switches it off. */
const Running = z.number().int().min(1).max(12).nullable();

/**
 * 見直しの引き金: what puts any initiative before the headquarters besides its own exit rules. E ask whether to go on,
 * R whether something has to change. Plan data, versioned.
 */
export const Triggers = z.strictObject({
  running: z
    .strictObject({
      /** 遅れ */
      E1: Running.default(3),
      /** 基準値より悪化 */
      E2: Running.default(2),
      /** The trial is done and the outcome still 遅れ. */
      E3: Running.default(1),
      /** A year's spending for each unit above the KPI's own limit; in fiscal years, not quarters. */
      E4: Running.default(1),
      /** 未報告 */
      E5: Running.default(2),
      /** 遅れ, sooner than E1. */
      R1: Running.default(2),
      /** Far ahead of the plan: is the target too low? */
      R2: Running.default(2),
      /** Forecast to miss, and the required pace is out of reach. */
      R4: Running.default(1),
    })
    .prefault({}),
  /** R2: the 計画比 from which an outcome is far ahead. */
  aheadRatio: z.number().gt(1).max(10).default(1.2),
  /** R4: how many times the recent pace is out of reach. */
  paceTimes: z.number().gt(1).max(100).default(2),
  /** E3: the word that tells a trial among the milestones. */
  trialWord: z.string().trim().min(1).max(20).default('検証'),
});
export type Triggers = z.infer<typeof Triggers>;
export type TriggerId = keyof Triggers['running'];
export const STANDARD_TRIGGERS: Triggers = Triggers.parse({});

const Period = z.strictObject({ from: FiscalYear, to: FiscalYear });

/**
 * A whole plan as one document: the tree of vision, pillars and directions, and every initiative's sheet.
 *
 * Immutable once imported; a change is a new version (decision 3). What joins its parts (unknown departments,
 * duplicate codes, years outside the period) is checked by {@link findPlanFaults}.
 */
export const Plan = z.strictObject({
  id: Id,
  title: Sentence,
  period: Period,
  vision: z.strictObject({
    title: Sentence,
    period: Period,
    desiredState: Paragraph,
    values: z.array(Sentence).max(10).default([]),
    goals: z.array(VisionGoal).max(30).default([]),
  }),
  pillars: z.array(Pillar).min(1).max(12),
  initiatives: z.array(Initiative).min(1).max(10_000),
  cutoffs: Cutoffs.default(STANDARD_CUTOFFS),
  triggers: Triggers.default(STANDARD_TRIGGERS),
  /** The city's own rank words beside the colours, where it has some. */
  ranks: RankScheme.optional(),
  /** 年度更新: the fiscal years that were closed, with the day; their targets and milestones stand. */
  closed: z
    .array(z.strictObject({ year: FiscalYear, on: z.iso.date() }))
    .max(40)
    .optional(),
  /** 計画の終了: from this day on nothing of it is asked, sent or changed any more. */
  ended: z.strictObject({ on: z.iso.date() }).optional(),
});
export type Plan = z.infer<typeof Plan>;
