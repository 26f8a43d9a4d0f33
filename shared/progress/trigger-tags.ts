import { parseQuarter, quarterId } from '../calendar/fiscal.ts';
import type { Initiative, Kpi, Triggers } from '../plan/plan.ts';
import type { KpiStatus } from './initiative-status.ts';
import { TAGS } from './judgement.ts';
import { listActuals } from './list-actuals.ts';
import type { Reported } from './reported.ts';
import { recentStep } from './required-pace.ts';

/** What is kept of a quarter for the triggers of the quarters to come, beside the tags of its KPIs. */
export const TRIGGER_TAGS = {
  /** E3 */
  unproven: '検証が済み、成果はまだ遅れ',
  /** R2 */
  ahead: '計画を大きく上回る',
  /** R4 */
  outOfReach: '必要なペースが直近の実績を大きく上回る',
} as const;

interface TaggedInput {
  readonly initiative: Pick<Initiative, 'kpis' | 'milestones'>;
  readonly reported: Pick<Reported, 'quarter' | 'actuals' | 'milestones'>;
  readonly kpis: readonly KpiStatus[];
  readonly triggers: Triggers;
}

/** The marks of a quarter that E3, R2 and R4 count. Only outcomes are looked at, as for the status. */
export function triggerTags({ initiative, reported, kpis, triggers }: TaggedInput): string[] {
  const outcomes = kpis.filter(({ layer }) => layer === 'outcome');
  const ratios = outcomes.flatMap(({ judgement }) => judgement.ratio ?? []);
  const isLate = outcomes.some(({ judgement }) => judgement.status === 'off-track');
  const hasTrial = initiative.milestones.some(
    ({ id, item, text }) =>
      `${item}${text}`.includes(triggers.trialWord) && (reported.milestones[id]?.done ?? null) !== null,
  );
  const isOutOfReach = outcomes.some((outcome) => {
    const kpi = initiative.kpis.find(({ id }) => id === outcome.kpi);
    return kpi !== undefined && needsTooMuch(kpi, outcome, reported, triggers.paceTimes);
  });
  return [
    ...(isLate && hasTrial ? [TRIGGER_TAGS.unproven] : []),
    ...(ratios.length > 0 && ratios.every((ratio) => ratio >= triggers.aheadRatio)
      ? [TRIGGER_TAGS.ahead]
      : []),
    ...(isOutOfReach ? [TRIGGER_TAGS.outOfReach] : []),
  ];
}

/** Forecast to miss, while every quarter left would have to bring more than `times` what the last one brought. */
function needsTooMuch(
  kpi: Kpi,
  { judgement }: KpiStatus,
  { quarter, actuals }: TaggedInput['reported'],
  times: number,
): boolean {
  const { requiredPace: need, tags } = judgement;
  if (need === null || !tags.includes(TAGS.outlook)) return false;
  const values = Object.fromEntries(
    Object.entries(actuals[kpi.id] ?? {}).map(([at, { value, partial }]) => [at, partial ? null : value]),
  );
  const endsAt = quarterId({ fiscalYear: parseQuarter(quarter).fiscalYear, quarter: 4 });
  const recent = recentStep(kpi, listActuals(values, quarter), { endsAt });
  // A total that is to shrink has a need that is an allowance, to be stayed under.
  if (recent === null || (kpi.kind === 'cumulative' && kpi.polarity === 'down')) return false;
  return need > 0 ? need > times * recent : need < times * recent;
}
