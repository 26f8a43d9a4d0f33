import { atTokyo, type Instant, instantOf, isoUtc, tokyoDate } from '../../calendar/time.ts';
import type { CommandOutcome } from '../../mail/compose-receipt.ts';
import type { RequestEvent, RequestRecord } from '../../records.ts';

/** What one answer means for the request it answers. */
export interface Consequences {
  readonly hasFields: boolean;
  /** The submission version the answer leads to; null where it stores no field. */
  readonly version: number | null;
  readonly command: CommandOutcome | null;
  /** Initiatives that still miss a required answer. */
  readonly outstanding: readonly string[];
  /** Words without an answer, which a person has to read. */
  readonly isUnread: boolean;
  readonly afterFreeze: boolean;
  /** From when on the request counts it. */
  readonly settledAt: Instant;
}

/** The request as it stands once an answer is stored. After the freeze nothing but the version moves. */
export function requestAfter(request: RequestRecord, consequences: Consequences): RequestRecord {
  const { command, outstanding, hasFields, afterFreeze } = consequences;
  const version = consequences.version ?? request.version;
  if (afterFreeze) return { ...request, version };
  const answered = hasFields || command?.kind === 'nothing-to-report';
  const state =
    command?.kind === 'nothing-to-report' ? command.kind : outstanding.length === 0 ? 'submitted' : 'partial';
  return {
    ...request,
    version,
    dueAt: command?.kind === 'extended' ? dueInstant(request, command.until) : request.dueAt,
    state: answered ? state : request.state,
    events: [...request.events, ...requestEvents(consequences)],
  };
}

function requestEvents({
  settledAt,
  hasFields,
  command,
  outstanding,
  isUnread,
}: Consequences): RequestEvent[] {
  const at = isoUtc(settledAt);
  const events: RequestEvent[] = [];
  if (hasFields || command?.kind === 'nothing-to-report')
    events.push({ what: 'answered', at, outstanding: [...outstanding] });
  if (command?.kind === 'extended') events.push({ what: 'extended', at, until: command.until.toString() });
  // Whoever has written to us is not chased while the secretariat reads it.
  if (isUnread) events.push({ what: 'held', at });
  return events;
}

/** The extended day keeps the hour of the due date. */
function dueInstant({ dueAt }: RequestRecord, until: { toString(): string }): string {
  const hour = instantOf(dueAt)
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
  return isoUtc(atTokyo(tokyoDate(instantOf(`${until}T00:00:00+09:00`)), hour));
}
