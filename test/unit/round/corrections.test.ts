import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { asReportedOn, listCorrections } from '../../../shared/round/corrections.ts';
import { isCounting, NO_APPROVAL_NEEDED, Submission } from '../../../shared/round/submission.ts';

const KEY = 'ini-1/actual/kpi-1';
const BECAUSE = { approvedBy: '部長', approvedAt: '2026-08-03T01:00:00Z', reason: '集計の誤り' };

/** A version of 土木管理課 with one value, day by day from 1 July on. */
function aVersion(version: number, value: number, parts: Partial<Submission> = {}): Submission {
  const receivedAt = `2026-07-${String(version).padStart(2, '0')}T00:00:00Z`;
  return Submission.parse({
    round: '2026Q1',
    department: 'dep-civil',
    version,
    via: 'mail',
    receivedAt,
    fields: {
      [KEY]: {
        initiative: 'ini-1',
        kind: 'actual',
        subject: 'kpi-1',
        value,
        unit: '台',
        raw: String(value),
        confidence: 'high',
        receivedAt,
        source: `mail-${version}`,
      },
    },
    comment: null,
    ...parts,
  });
}

describe('the list of corrections', () => {
  it('says what was, what is, why and who, for a version that was let count after the freeze', () => {
    const listed = listCorrections([aVersion(2, 35, { correction: BECAUSE }), aVersion(1, 32)]);
    expect(listed).toMatchObject([
      { key: KEY, version: 2, before: { value: 32 }, after: { value: 35 }, correction: BECAUSE },
    ]);
  });

  it('leaves out what came in time, what waits, what was sent back and what changed nothing', () => {
    const returned = { ...NO_APPROVAL_NEEDED, state: 'returned' as const };
    expect(
      listCorrections([
        aVersion(1, 32),
        aVersion(2, 33),
        aVersion(3, 34, { afterFreeze: true }),
        aVersion(4, 35, { correction: BECAUSE, approval: returned }),
        aVersion(5, 33, { correction: BECAUSE }),
      ]),
    ).toEqual([]);
  });

  it('names what was blank before as such', () => {
    expect(listCorrections([aVersion(1, 32, { correction: BECAUSE })])).toMatchObject([{ before: null }]);
  });

  it('leads from what was reported at the freeze to what counts now, and knows each day between', () => {
    const versions = fc
      .array(fc.record({ value: fc.integer({ min: 0, max: 3 }), waits: fc.boolean() }), {
        minLength: 1,
        maxLength: 20,
      })
      .map((drawn) =>
        drawn.map(({ value, waits }, index) =>
          aVersion(
            index + 1,
            value,
            index === 0 ? {} : waits ? { afterFreeze: true } : { correction: BECAUSE },
          ),
        ),
      );
    fc.assert(
      fc.property(versions, (all) => {
        let value = all[0]?.fields[KEY]?.value;
        for (const { before, after } of listCorrections(all)) {
          expect(before?.value).toBe(value);
          value = after.value;
        }
        expect(value).toBe(all.filter(isCounting).at(-1)?.fields[KEY]?.value);
        for (const version of all) {
          const then = asReportedOn(all, instantOf(version.receivedAt));
          const expected = all.filter((one) => isCounting(one) && one.version <= version.version).at(-1);
          expect(then?.version).toBe(expected?.version);
        }
      }),
    );
  });

  it('counts a version from its approval, where that came later', () => {
    const approval = {
      ...NO_APPROVAL_NEEDED,
      state: 'approved' as const,
      at: '2026-07-20T00:00:00Z',
      by: 'chief@small.example',
      as: 'chief' as const,
    };
    const versions = [aVersion(1, 32), aVersion(2, 33, { approval })];
    expect(asReportedOn(versions, instantOf('2026-07-10T00:00:00Z'))?.version).toBe(1);
    expect(asReportedOn(versions, instantOf('2026-07-21T00:00:00Z'))?.version).toBe(2);
  });
});
