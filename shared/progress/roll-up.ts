import type { RuleId, Status } from './judgement.ts';

/** Worst first. An unreported value is trouble of its own, so it stands above やや遅れ and no blank hides behind 順調. */
const WORST_FIRST: readonly Status[] = [
  'off-track',
  'not-reported',
  'at-risk',
  'under-review',
  'awaiting',
  'on-track',
  'achieved',
];

/** What decides only where nothing else does. */
const OTHERWISE: readonly Status[] = ['not-evaluable', 'awaiting', 'excluded'];

/** One part of an initiative: an outcome KPI or its milestones. */
export interface Part {
  readonly name: string;
  readonly status: Status;
  readonly rule: RuleId;
  readonly reason: string;
  /** Its value is not due this quarter, so that it says nothing unless nothing else speaks. */
  readonly notDue: boolean;
}

/**
 * The part that decides an initiative: the worst of outcome KPIs and milestones. A part that is not due, 評価不能 or
 * 対象外 decides only where no other can. Null where there are no parts.
 */
export function rollUp(parts: readonly Part[]): Part | null {
  const speaking = parts.filter(({ status, notDue }) => !notDue && WORST_FIRST.includes(status));
  const rank = ({ status }: Part, order: readonly Status[]) => order.indexOf(status);
  const pick = (candidates: readonly Part[], order: readonly Status[]) =>
    [...candidates].sort((a, b) => rank(a, order) - rank(b, order))[0] ?? null;
  return pick(speaking, WORST_FIRST) ?? pick(parts, OTHERWISE);
}
