import { type Instant, Temporal } from '../calendar/time.ts';
import type { Pillar } from '../plan/plan.ts';
import type { Status } from './judgement.ts';

type StatusCounts = Record<Status, number>;

export interface CountedStatus {
  readonly initiative: string;
  /** The direction the initiative belongs to, which names its pillar. */
  readonly direction: string;
  readonly status: Status;
}

interface PillarSummary {
  readonly pillar: string;
  readonly counts: StatusCounts;
  /** Against the previous round; null where there was none. */
  readonly difference: StatusCounts | null;
}

export interface PlanSummary {
  readonly pillars: readonly PillarSummary[];
  readonly total: Omit<PillarSummary, 'pillar'>;
}

function countEach(count: (status: Status) => number): StatusCounts {
  return {
    achieved: count('achieved'),
    'on-track': count('on-track'),
    'at-risk': count('at-risk'),
    'off-track': count('off-track'),
    'not-reported': count('not-reported'),
    'under-review': count('under-review'),
    awaiting: count('awaiting'),
    'not-evaluable': count('not-evaluable'),
    excluded: count('excluded'),
  };
}

function countStatuses(members: readonly CountedStatus[]): StatusCounts {
  return countEach((status) => members.filter((member) => member.status === status).length);
}

/**
 * Counts initiatives by status, for each pillar and in all, with the difference from the previous round. Pillars and
 * plans have counts, never averages: an average of colours hides the one that is red.
 */
export function summariseStatuses(
  pillars: readonly Pillar[],
  current: readonly CountedStatus[],
  previous: readonly CountedStatus[] | null,
): PlanSummary {
  const compare = (now: readonly CountedStatus[], before: readonly CountedStatus[] | null) => {
    const counts = countStatuses(now);
    const earlier = before === null ? null : countStatuses(before);
    const difference = earlier && countEach((status) => counts[status] - earlier[status]);
    return { counts, difference };
  };
  const belongs = (pillar: Pillar, members: readonly CountedStatus[]) =>
    members.filter(({ direction }) => pillar.directions.some(({ id }) => id === direction));
  return {
    pillars: pillars.map((pillar) => ({
      pillar: pillar.id,
      ...compare(belongs(pillar, current), previous && belongs(pillar, previous)),
    })),
    total: compare(current, previous),
  };
}

/** What is owed by one department, as far as being overdue goes. */
export interface AwaitedRequest {
  readonly department: string;
  readonly state: string;
  /** Its own due instant, ISO. */
  readonly dueAt: string;
}

export interface OverdueDepartment {
  readonly department: string;
  readonly dueAt: string;
  /** Whether some of its lines have been answered. */
  readonly isPartial: boolean;
}

/** The departments whose own due instant has passed with an answer still missing, the longest overdue first. */
export function listOverdueDepartments(
  requests: readonly AwaitedRequest[],
  now: Instant,
): OverdueDepartment[] {
  const due = (request: { dueAt: string }) => Temporal.Instant.from(request.dueAt);
  return requests
    .filter(({ state }) => state === 'outstanding' || state === 'partial')
    .filter((request) => Temporal.Instant.compare(due(request), now) < 0)
    .sort((a, b) => Temporal.Instant.compare(due(a), due(b)))
    .map(({ department, state, dueAt }) => ({ department, dueAt, isPartial: state === 'partial' }));
}
