import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { RequestRecord } from '../../../shared/records.ts';
import { type HistoryEvent, requestAsOf } from '../../../shared/schedule/world.ts';
import { requestSettled } from '../../../shared/steps/answers/request-after.ts';

const minute = (after: number) => instantOf('2026-07-01T09:00:00+09:00').add({ minutes: after });
const held = (after: number, source: string | null): HistoryEvent => ({
  what: 'held',
  at: minute(after),
  source,
});
const settled = (after: number, source: string | null): HistoryEvent => ({
  what: 'settled',
  at: minute(after),
  source,
});
const isHeld = (...events: HistoryEvent[]) => requestAsOf(events, minute(60)).held;

describe('a request whose reply waits for a person', () => {
  it('waits until that very reply is settled', () => {
    expect(isHeld(held(0, 'a'))).toBe(true);
    expect(isHeld(held(0, 'a'), settled(1, 'a'))).toBe(false);
    expect(isHeld(held(0, 'a'), held(1, 'b'), settled(2, 'a'))).toBe(true);
    expect(isHeld(held(0, 'a'), held(1, 'b'), settled(2, 'a'), settled(3, 'b'))).toBe(false);
  });

  it('is settled with any where it was held before each event named its reply', () => {
    expect(isHeld(held(0, null), settled(1, 'a'))).toBe(false);
    expect(isHeld(held(0, 'a'), held(1, 'b'), settled(2, null))).toBe(false);
  });

  it('waits no more once a proper answer has come', () => {
    expect(isHeld(held(0, 'a'), { what: 'answered', at: minute(1), outstanding: ['x'] })).toBe(false);
  });
});

describe('settling a reply', () => {
  const request = (events: RequestRecord['events']): RequestRecord => ({
    plan: 'plan-small',
    round: '2026Q1',
    department: 'dep-civil',
    receiptCode: 'K7F3-9Q2M',
    initiatives: [],
    state: 'outstanding',
    dueAt: '2026-07-14T08:00:00.000Z',
    version: 0,
    questions: [],
    events,
  });
  const heldBy = (source: string) => ({ what: 'held', at: '2026-07-01T00:00:00.000Z', source }) as const;

  it('adds what lets the department be chased again', () => {
    const after = requestSettled(request([heldBy('a')]), 'a', minute(5));
    expect(after.events.at(-1)).toEqual({ what: 'settled', at: '2026-07-01T00:05:00.000Z', source: 'a' });
  });

  it('changes nothing where that reply held nothing up, or was settled before', () => {
    const other = request([heldBy('b')]);
    expect(requestSettled(other, 'a', minute(5))).toBe(other);
    const before = requestSettled(request([heldBy('a')]), 'a', minute(5));
    expect(requestSettled(before, 'a', minute(6))).toBe(before);
  });
});
