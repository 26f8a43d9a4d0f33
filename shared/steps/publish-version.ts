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

/**
 * Publishes the next version with its audit entry and the event that has the schedules of the plan reconciled;
 * `writes` are stored with it or not at all.
 */
export function publishVersion<K extends DocumentKind>(
  store: Pick<Store, 'publishDocument'>,
  { kind, id, document, basedOn, plan, city, by, reason, at, cause, isBeforeFirstPlan }: VersionChange<K>,
  writes: readonly Write[] = [],
): Promise<CommitOutcome> {
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
