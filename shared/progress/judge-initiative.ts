import { quarterIndex } from '../calendar/fiscal.ts';
import { type Initiative, STANDARD_TRIGGERS, type Triggers } from '../plan/plan.ts';
import { collectFlags } from './collect-flags.ts';
import { evaluateExitRules } from './evaluate-exit-rules.ts';
import type { InitiativeStatus, KpiStatus, PastStatus } from './initiative-status.ts';
import { judgePlanKpi } from './judge-plan-kpi.ts';
import { judgePlanMilestones } from './judge-plan-milestones.ts';
import type { Judgement, RuleId, Status } from './judgement.ts';
import { TAGS } from './judgement.ts';
import type { OwnConfidence, OwnRating } from './rating-gap.ts';
import type { Reported } from './reported.ts';
import { type Part, rollUp } from './roll-up.ts';
import { triggerTags } from './trigger-tags.ts';

/** All an initiative is judged from, as plain data: a deployed function and a preview in memory build the same. */
export interface InitiativeInput extends Reported {
  readonly initiative: Initiative;
  /** The initiative's status in earlier quarters, in any order; this quarter's own is not looked at. */
  readonly history?: readonly PastStatus[];
  /** 所管課の評価 and the confidence asked of a flagged initiative. */
  readonly ownRating?: OwnRating | null;
  readonly confidence?: OwnConfidence | null;
  readonly triggers?: Triggers;
}

/**
 * Judges an initiative for a quarter: every KPI, its milestones, the worst of outcome KPIs and milestones as its
 * status, and what else should be known as flags. Output KPIs are judged and shown, and do not decide.
 */
export function judgeInitiative(input: InitiativeInput): InitiativeStatus {
  const { initiative, quarter, triggers = STANDARD_TRIGGERS } = input;
  const reported = spreadExclusion(input);
  const kpis = initiative.kpis.map((kpi) => judgePlanKpi(kpi, reported));
  const milestones = judgePlanMilestones(initiative, reported);
  const decided = decideStatus(input, kpis, milestones);
  const tags = [
    ...new Set(kpis.flatMap(({ layer, judgement }) => (layer === 'outcome' ? judgement.tags : []))),
    ...triggerTags({ initiative, reported, kpis, triggers }),
  ];
  const history = [
    { quarter, status: decided.status, tags },
    ...(input.history ?? []).filter((past) => quarterIndex(past.quarter) < quarterIndex(quarter)),
  ].sort((a, b) => quarterIndex(b.quarter) - quarterIndex(a.quarter));
  const exits = evaluateExitRules({
    initiative,
    quarter,
    history,
    actuals: wholeActuals(input),
    triggers,
  });
  const flags = collectFlags({
    initiative,
    reported: input,
    status: decided.status,
    kpis,
    milestones,
    history,
    exits,
    ownRating: input.ownRating ?? null,
    confidence: input.confidence ?? null,
  });
  return { quarter, ...decided, kpis, milestones, tags, flags };
}

/** 該当なし for the initiative is 該当なし for each of its parts. */
function spreadExclusion(input: InitiativeInput): Reported {
  const { initiative, excluded = [] } = input;
  if (!excluded.includes(initiative.id)) return input;
  const parts = [...initiative.kpis, ...initiative.milestones].map(({ id }) => id);
  return { ...input, excluded: [...excluded, ...parts] };
}

interface Decided {
  readonly status: Status;
  readonly rule: RuleId;
  readonly reason: string;
}

function decideStatus(
  { initiative, excluded = [] }: InitiativeInput,
  kpis: readonly KpiStatus[],
  milestones: Judgement | null,
): Decided {
  if (excluded.includes(initiative.id)) {
    return { status: 'excluded', rule: '0', reason: '回答は該当なし（判定基準0）' };
  }
  const parts: Part[] = kpis
    .filter(({ layer }) => layer === 'outcome')
    .map(({ name, judgement }) => ({ name, notDue: judgement.tags.includes(TAGS.notDue), ...judgement }));
  if (milestones !== null) parts.push({ name: '年度別取り組み', notDue: false, ...milestones });
  const part = rollUp(parts);
  if (part === null) {
    const reason = '成果指標も期限の来る予定もないため評価できません（判定基準0）';
    return { status: 'not-evaluable', rule: '0', reason };
  }
  const { status, rule, name } = part;
  return { status, rule, reason: `${name}：${part.reason}` };
}

/** Exit rules look at whole totals only: one that is missing a unit neither fires nor clears a stop condition. */
function wholeActuals({ actuals }: InitiativeInput): Record<string, Record<string, number | null>> {
  return Object.fromEntries(
    Object.entries(actuals).map(([kpi, quarters]) => [
      kpi,
      Object.fromEntries(
        Object.entries(quarters).map(([at, { value, partial }]) => [at, partial ? null : value]),
      ),
    ]),
  );
}
