import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { type Cause, DecisionCase } from '../../../shared/decision/case.ts';
import { decideOpening, kindOfCase, sortByUrgency } from '../../../shared/decision/open-case.ts';
import { aCase, aCause, aDecidedCase } from './builders.ts';

const DUE = dateOf('2026-08-28');
const open = (cases: readonly DecisionCase[], found: readonly Cause[]) =>
  decideOpening('init-tablets', cases, found, DUE);

describe('a case', () => {
  it('is opened by its first cause, with who decides and by when', () => {
    const opened = open([], [aCause()]);
    expect(opened).toMatchObject({ state: 'open', dueOn: '2026-08-28', decider: '行政経営戦略推進本部' });
    expect(DecisionCase.parse(opened)).toEqual(opened);
  });

  it('is opened once for an occasion, even after it was decided and while the run goes on', () => {
    expect(open([aCase()], [aCause({ text: '4四半期続けて遅れ' })])).toBeNull();
    expect(open([aDecidedCase()], [aCause()])).toBeNull();
    expect(open([aDecidedCase()], [aCause({ occasion: '2027Q1' })])).toMatchObject({ state: 'open' });
  });

  it('takes in what comes up while it is open, so that the headquarters decides once', () => {
    const joined = open([aCase()], [aCause({ kind: 'sunset', trigger: 'sunset', occasion: '2026-12-31' })]);
    expect(joined?.id).toBe('case-1');
    expect(joined?.causes.map(({ trigger }) => trigger)).toEqual(['E1', 'sunset']);
  });

  it('holds each occasion exactly once, in whatever order and however often it is found', () => {
    const anyCause = fc.record({
      trigger: fc.constantFrom('E1', 'E2', 'R1', 'sunset'),
      occasion: fc.constantFrom('2026Q1', '2026Q2', '2026Q3'),
    });
    const anyStep = fc.record({ found: fc.array(anyCause, { maxLength: 4 }), isDecided: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 8 }), (steps) => {
        let cases: DecisionCase[] = [];
        for (const { found, isDecided } of steps) {
          const next = open(cases, found.map(aCause));
          if (next) cases = [...cases.filter(({ id }) => id !== next.id), next];
          expect(cases.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(1);
          if (isDecided) cases = cases.map((one) => ({ ...one, state: 'decided' as const }));
        }
        const keys = (causes: readonly Pick<Cause, 'trigger' | 'occasion'>[]) =>
          causes.map(({ trigger, occasion }) => `${trigger} ${occasion}`).sort();
        const held = keys(cases.flatMap(({ causes }) => causes));
        expect(held).toEqual([...new Set(keys(steps.flatMap(({ found }) => found)))]);
        expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
      }),
    );
  });

  it('is as urgent as its gravest cause, then as its day', () => {
    const review = aCase({ id: 'case-r', causes: [aCause({ kind: 'review', trigger: 'R1' })] });
    const sunset = aCase({
      id: 'case-s',
      causes: [aCause({ kind: 'review' }), aCause({ kind: 'sunset', trigger: 'sunset' })],
    });
    const sooner = aCase({ id: 'case-e', dueOn: '2026-08-01' });
    expect(kindOfCase(sunset)).toBe('sunset');
    expect(sortByUrgency([review, sunset, aCase(), sooner]).map(({ id }) => id)).toEqual([
      'case-e',
      'case-1',
      'case-s',
      'case-r',
    ]);
  });
});
