import type { QuarterId } from '../../calendar/fiscal.ts';
import type { Directory } from '../../plan/directory.ts';
import type { Id } from '../../plan/ids.ts';
import type { Initiative, Pillar, Plan } from '../../plan/plan.ts';
import type { InitiativeStatus } from '../../progress/initiative-status.ts';
import type { Status } from '../../progress/judgement.ts';
import type { Round } from '../../round/round.ts';
import { announceChange, type Change } from '../announcement.ts';
import { reasonWithRule } from '../headquarters-parts.ts';
import type { HeadquartersPage } from '../headquarters-view.ts';

/** The statuses of one round by initiative. */
export type Statuses = ReadonlyMap<Id, InitiativeStatus>;

/** One quarter as the table knows it now, beside the page that told the headquarters of it. */
export interface QuarterFacts {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly round: Round;
  readonly quarter: QuarterId;
  readonly current: Statuses;
  readonly previous: Statuses;
  readonly beforePrevious: Statuses;
  /** The page that was released; null before. What it says goes before what was corrected later (decision 24). */
  readonly released: { readonly page: HeadquartersPage; readonly version: number } | null;
}

/** One initiative in one quarter: what was reported on, and what a correction made of it since. */
export interface QuarterLine {
  readonly sheet: Initiative;
  readonly pillar: Pillar;
  readonly status: Status;
  readonly reason: string;
  readonly change: Change | null;
  /** The two quarters before and this one, oldest first; null where there was no judgement. */
  readonly recent: readonly (Status | null)[];
  /** The status now, where it is another than was reported; null where nothing changed. */
  readonly correctedTo: Status | null;
}

const NOT_JUDGED = { status: 'not-reported', reason: '回答を待っています。' } as const;

/** Every initiative of the plan in a quarter, in the plan's order. One nobody has judged yet is 回答待ち. */
export function listLines(facts: QuarterFacts): QuarterLine[] {
  const { plan, current, previous, beforePrevious, released } = facts;
  const pillarOf = new Map(
    plan.pillars.flatMap((pillar) => pillar.directions.map(({ id }) => [id, pillar] as const)),
  );
  const reported = new Map(released?.page.annex.initiatives.map((line) => [line.initiative, line]));
  return plan.initiatives.map((sheet) => {
    const pillar = pillarOf.get(sheet.direction);
    if (!pillar) throw new RangeError(`initiative ${sheet.code} belongs to no pillar of the plan`);
    const now = current.get(sheet.id);
    const judged = now && { status: now.status, reason: reasonWithRule(now) };
    const { status, reason } = reported.get(sheet.id) ?? judged ?? NOT_JUDGED;
    const [last, earlier] = [previous, beforePrevious].map((round) => round.get(sheet.id)?.status ?? null);
    return {
      sheet,
      pillar,
      status,
      reason,
      change: announceChange(status, last ?? null, earlier ?? null),
      recent: [earlier ?? null, last ?? null, status],
      correctedTo: released !== null && now && now.status !== status ? now.status : null,
    };
  });
}
