import { describe, expect, it } from 'vitest';
import { isSentBack, type RequestEvent } from '../../../shared/records/request.ts';

const at = '2026-07-03T00:00:00Z';
const RETURNED: RequestEvent = { what: 'returned', at, version: 1 };
const AWAITING: RequestEvent = { what: 'awaiting-approval', at, version: 1, outstanding: [] };
const HELD: RequestEvent = { what: 'held', at, source: 'm' };

describe('a request', () => {
  it('is sent back once 差戻し was the last word on it, whatever else happened since', () => {
    expect(isSentBack({ state: 'outstanding', events: [AWAITING, RETURNED, HELD] })).toBe(true);
    expect(isSentBack({ state: 'partial', events: [AWAITING, RETURNED] })).toBe(true);
  });

  it('is not sent back before, nor once it was answered again', () => {
    expect(isSentBack({ state: 'outstanding', events: [] })).toBe(false);
    expect(isSentBack({ state: 'awaiting-approval', events: [RETURNED, AWAITING] })).toBe(false);
    expect(
      isSentBack({ state: 'partial', events: [RETURNED, { what: 'answered', at, outstanding: ['i'] }] }),
    ).toBe(false);
  });
});
