import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instantOf } from '../../../shared/calendar/time.ts';
import {
  AddressHistory,
  addressKey,
  clearAddress,
  deliverable,
  recordRefusal,
  spellAt,
} from '../../../shared/plan/undeliverable.ts';
import { aContact, anAddressBook } from '../../support/builders.ts';

const START = instantOf('2026-07-01T09:00:00+09:00');
const minute = (count: number): Instant => START.add({ minutes: count });

/** What may happen to an address, a minute apart at most: a mail of some earlier minute comes back, or it is cleared. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('refused' as const), sent: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ what: fc.constant('cleared' as const) }),
  ),
  { maxLength: 40 },
);

/** Tells the happenings one after the other, one a minute; a mail cannot come back before it left. */
function tell(told: readonly { what: 'refused' | 'cleared'; sent?: number }[]): (AddressHistory | null)[] {
  let known: AddressHistory | null = null;
  return told.map(({ what, sent = 0 }, index) => {
    const at = minute(index + 1);
    const next: AddressHistory | null =
      what === 'cleared'
        ? known && clearAddress(known, 'test', at)
        : recordRefusal(known, {
            address: 'Officer@small.example',
            reason: 'bounce-general',
            mail: 'mail',
            sentAt: minute(Math.min(sent, index)),
            learnedAt: at,
          });
    known = next ?? known;
    return known;
  });
}

describe('an address over time', () => {
  it('is out of use from the first refusal until it is cleared, told twice or once', () => {
    fc.assert(
      fc.property(happenings, (told) => {
        const last = tell(told).at(-1);
        if (!last) return;
        AddressHistory.parse(last);
        const moments = last.spells.flatMap(({ since, cleared }) => [
          since,
          ...(cleared ? [cleared.at] : []),
        ]);
        expect(moments.toSorted()).toEqual(moments);
        expect(last.spells.slice(0, -1).every(({ cleared }) => cleared !== null)).toBe(true);
        const end = minute(told.length + 1);
        expect(spellAt(last, end) !== undefined).toBe(last.spells.at(-1)?.cleared === null);
      }),
    );
  });

  it('never changes what stood before', () => {
    fc.assert(
      fc.property(happenings, (told) => {
        const histories = tell(told);
        const last = histories.at(-1) ?? undefined;
        for (const [index, then] of histories.entries()) {
          const at = minute(index + 1).add({ seconds: 1 });
          expect(spellAt(last, at)?.since).toBe(spellAt(then ?? undefined, at)?.since);
        }
      }),
    );
  });

  it('is not taken out of use by a mail that left before it was cleared', () => {
    fc.assert(
      fc.property(happenings, (told) => {
        for (const { spells } of tell(told).filter((history) => history !== null)) {
          const [cleared] = spells.flatMap((spell) => spell.cleared?.at ?? []).slice(-1);
          if (cleared === undefined || spells.at(-1)?.cleared === null) continue;
          const refusal = { address: 'a@b.example', reason: 'complaint', mail: 'late' };
          const late = { ...refusal, sentAt: instantOf(cleared), learnedAt: minute(100) };
          expect(recordRefusal({ address: 'a@b.example', spells }, late)).toBeNull();
        }
      }),
    );
  });

  it('has nothing to clear where it is in use', () => {
    const [known] = tell([{ what: 'refused' }]);
    const cleared = known && clearAddress(known, 'somebody', minute(5));
    expect(cleared?.spells.at(-1)?.cleared).toEqual({ at: '2026-07-01T00:05:00.000Z', by: 'somebody' });
    expect(cleared && clearAddress(cleared, 'somebody else', minute(6))).toBeNull();
  });
});

describe('the contacts that mail reaches', () => {
  it('are told by their address, whatever its case, at the instant asked about', () => {
    const officer = aContact({ address: 'Officer@Small.example' });
    const chief = aContact({ role: 'chief' });
    const since = minute(10);
    const book = anAddressBook({ [addressKey(officer.address)]: [{ since, until: minute(20) }] });
    const reached = (at: Instant) => deliverable([officer, chief], book, at).map(({ role }) => role);
    expect(reached(since)).toEqual(['officer', 'chief']);
    expect(reached(since.add({ seconds: 1 }))).toEqual(['chief']);
    expect(reached(minute(20))).toEqual(['chief']);
    expect(reached(minute(21))).toEqual(['officer', 'chief']);
  });
});
