import * as z from 'zod';
import type { QuarterId } from '../../calendar/fiscal.ts';
import { Id } from '../../plan/ids.ts';
import type { Kpi } from '../../plan/plan.ts';
import type { Status } from '../judgement.ts';
import type { OwnConfidence } from '../rating-gap.ts';

/** The checks of entries (記入内容の確認), by the number they are known by; `draw` is the evidence asked for by lot. */
export const CheckRule = z.enum(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'draw']);
export type CheckRule = z.infer<typeof CheckRule>;

/** What the secretariat is asked to look at: an item, never a score of anybody. */
export const EntryCheck = z.object({
  rule: CheckRule,
  initiative: Id.nullable(),
  kpi: Id.nullable(),
  /** One sentence with the figures that led to it. */
  text: z.string(),
});
export type EntryCheck = z.infer<typeof EntryCheck>;

export const CHECK_WORDS: Record<CheckRule, string> = {
  C1: '計画値と同じ実績',
  C2: '計画をちょうど上回る値',
  C3: '切りのよい値',
  C4: '大きな変動',
  C5: '定義や目標の変更と改善',
  C6: '年度末への偏り',
  C7: '前回と同じ記述',
  C8: '達成見込みと判定の差',
  C9: '過去の値の訂正',
  C10: '活動は達成、成果は未確認',
  C11: '保つべき値の悪化',
  draw: '根拠の確認（抽出）',
};

/** One KPI with its values up to the quarter looked at, oldest first. */
export interface CheckedKpi {
  readonly kpi: Kpi;
  readonly points: readonly {
    readonly quarter: QuarterId;
    readonly value: number;
    readonly planned: number | null;
  }[];
  readonly status: Status | null;
  /** 計画比 of the quarter. */
  readonly ratio: number | null;
}

/** An initiative as the checks look at it. */
export interface CheckedInitiative {
  readonly id: Id;
  /** The department that answers for it, by name. */
  readonly lead: string;
  readonly quarter: QuarterId;
  readonly kpis: readonly CheckedKpi[];
  readonly status: Status | null;
  readonly statusBefore: Status | null;
  readonly confidence: OwnConfidence | null;
  readonly narrative: string | null;
  readonly narrativeBefore: string | null;
  /** KPIs whose definition, unit, baseline or target differ from those of the round before. */
  readonly redefined: readonly Id[];
  /** Values of earlier quarters that were changed since the round before. */
  readonly revised: readonly {
    readonly kpi: Id;
    readonly quarter: QuarterId;
    readonly before: number;
    readonly after: number;
  }[];
}
