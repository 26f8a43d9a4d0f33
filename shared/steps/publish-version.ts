import type { OutboxEvent } from '../../events/catalogue.ts';
import { type Instant, isoUtc } from '../calendar/time.ts';
import type { CommitOutcome, DocumentKind, Documents, Store, Write } from '../ports.ts';

/** A next version of a document, and who publishes it why. */
export interface VersionChange<K extends DocumentKind> {
  readonly kind: K;
  /** What the document is stored under; a plan under its own id. */
  readonly id: string;
  readonly document: Documents[K];
  /** The version that was looked at, 0 before the first; `conflict` where another has come since. */
  readonly basedOn: number;
  /** The plan whose schedules follow the change. */
  readonly plan: string;
  readonly city: string;
  readonly by: string;
  readonly reason: string | null;
  readonly at: Instant;
  readonly cause: string;
  /** Before a first plan there is nothing to schedule, and the event would be refused until then. */
  readonly isBeforeFirstPlan?: boolean;
}

/** A plan that has ended was to be changed. */
export class PlanEndedError extends Error {
  constructor(plan: string, on: string) {
    super(`plan "${plan}" ended on ${on}: nothing of it can be changed any more`);
    this.name = 'PlanEndedError';
  }
}

async function refuseEnded(store: Pick<Store, 'loadDocument'>, plan: string): Promise<void> {
  const stored = await store.loadDocument('plan', plan);
  if (stored?.document.ended) throw new PlanEndedError(plan, stored.document.ended.on);
}

/**
 * Publishes the next version with its audit entry and the event that has the schedules of the plan reconciled;
 * `writes` are stored with it or not at all. Throws a {@link PlanEndedError} where plan or rules are those of a plan that
 * has ended.
 */
export async function publishVersion<K extends DocumentKind>(
  store: Pick<Store, 'loadDocument' | 'publishDocument'>,
  { kind, id, document, basedOn, plan, city, by, reason, at, cause, isBeforeFirstPlan }: VersionChange<K>,
  writes: readonly Write[] = [],
): Promise<CommitOutcome> {
  if (kind === 'plan' || kind === 'rules') await refuseEnded(store, plan);
  const version = basedOn + 1;
  const event: OutboxEvent = {
    // A plan's version has one event, wherever it is published.
    id: `timetable-changed/${plan}/${kind === 'plan' ? '' : `${kind}/`}${version}`,
    type: 'timetable-changed.v1',
    city,
    at: isoUtc(at),
    data: { plan, cause: `${kind}-published` },
  };
  const audit = {
    at: isoUtc(at),
    cause,
    actor: by,
    what: `${kind}.published`,
    subject: `${id}/v${version}`,
    before: basedOn === 0 ? null : `v${basedOn}`,
    after: `v${version}`,
    ...(reason === null ? {} : { reason }),
  };
  return store.publishDocument(kind, id, document, basedOn, audit, isBeforeFirstPlan ? [] : [event], writes);
}
