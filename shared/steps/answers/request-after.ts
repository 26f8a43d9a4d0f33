import { atTokyo, type Instant, instantOf, isoUtc, tokyoDate } from '../../calendar/time.ts';
import type { CommandOutcome } from '../../mail/compose-receipt.ts';
import type { RequestEvent, RequestRecord } from '../../records.ts';

/** What one answer means for the request it answers. */
export interface Consequences {
  readonly hasFields: boolean;
  /** The submission version the answer leads to; null where it stores no field. */
  readonly version: number | null;
  readonly command: CommandOutcome | null;
  /** Whether that version waits for its approval: then nothing counts as answered yet. */
  readonly isAwaiting: boolean;
  /** Initiatives that still miss a required answer. */
  readonly outstanding: readonly string[];
  /** Words without an answer, which a person has to read. */
  readonly isUnread: boolean;
  /** It came after the freeze and waits to be adopted. */
  readonly afterFreeze: boolean;
  /** The received mail or the entry. */
  readonly source: string;
  /** From when on the request counts it. */
  readonly settledAt: Instant;
}

/** The request as it stands once an answer is stored. While a correction waits, nothing but the version moves. */
export function requestAfter(request: RequestRecord, consequences: Consequences): RequestRecord {
  const { command, outstanding, hasFields, isAwaiting, afterFreeze } = consequences;
  const version = consequences.version ?? request.version;
  if (afterFreeze) return { ...request, version };
  const answered = hasFields || command?.kind === 'nothing-to-report';
  const state = isAwaiting
    ? 'awaiting-approval'
    : stateOf({ nothingToReport: command?.kind === 'nothing-to-report', outstanding });
  return {
    ...request,
    version,
    dueAt: command?.kind === 'extended' ? dueInstant(request, command.until) : request.dueAt,
    state: answered ? state : request.state,
    events: [...request.events, ...requestEvents(version, consequences)],
  };
}

/** The request as it stands once a version has been approved: only now it is answered. */
export function requestApproved(
  request: RequestRecord,
  standing: Standing,
  decidedAt: Instant,
): RequestRecord {
  const outstanding = [...standing.outstanding];
  const event: RequestEvent = { what: 'answered', at: isoUtc(decidedAt), outstanding };
  return { ...request, state: stateOf(standing), events: [...request.events, event] };
}

/** The request once its last version has been sent back: what counted before counts still; null for nothing. */
export function requestReturned(
  request: RequestRecord,
  counting: Standing | null,
  decidedAt: Instant,
): RequestRecord {
  const event: RequestEvent = { what: 'returned', at: isoUtc(decidedAt), version: request.version };
  const state = counting ? stateOf(counting) : 'outstanding';
  return { ...request, state, events: [...request.events, event] };
}

/** What a version leaves open. */
export interface Standing {
  readonly nothingToReport: boolean;
  /** Initiatives that still miss a required answer. */
  readonly outstanding: readonly string[];
}

function stateOf({ nothingToReport, outstanding }: Standing): RequestRecord['state'] {
  if (nothingToReport) return 'nothing-to-report';
  return outstanding.length === 0 ? 'submitted' : 'partial';
}

function requestEvents(version: number, consequences: Consequences): RequestEvent[] {
  const { settledAt, source, hasFields, command, isAwaiting, isUnread } = consequences;
  const at = isoUtc(settledAt);
  const outstanding = [...consequences.outstanding];
  const events: RequestEvent[] = [];
  if (hasFields || command?.kind === 'nothing-to-report')
    events.push(
      isAwaiting
        ? { what: 'awaiting-approval', at, version, outstanding }
        : { what: 'answered', at, outstanding },
    );
  if (command?.kind === 'extended') events.push({ what: 'extended', at, until: command.until.toString() });
  // Whoever has written to us is not chased while the secretariat reads it.
  if (isUnread) events.push({ what: 'held', at, source });
  return events;
}

/**
 * The request once a person has dealt with a reply that waited: whoever is still missing an answer is chased again.
 * Unchanged, and so not to be written, where that reply was not what kept it from being chased.
 */
export function requestSettled(request: RequestRecord, source: string, at: Instant): RequestRecord {
  const isHeld = request.events.some(
    (event) => event.what === 'held' && (event.source === source || event.source === null),
  );
  const isSettled = request.events.some((event) => event.what === 'settled' && event.source === source);
  if (!isHeld || isSettled) return request;
  return { ...request, events: [...request.events, { what: 'settled', at: isoUtc(at), source }] };
}

/** The extended day keeps the hour of the due date. */
function dueInstant({ dueAt }: RequestRecord, until: { toString(): string }): string {
  const hour = instantOf(dueAt)
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
  return isoUtc(atTokyo(tokyoDate(instantOf(`${until}T00:00:00+09:00`)), hour));
}
