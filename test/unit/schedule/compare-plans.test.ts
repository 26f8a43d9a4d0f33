import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { changesByDay, comparePlans } from '../../../shared/schedule/compare-plans.ts';
import { type PlannedMail, planMails } from '../../../shared/schedule/planner.ts';
import { type ScheduleRules, STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aWorld } from '../../support/builders.ts';

const FROM = instantOf('2026-06-30T12:00:00+09:00');
const TO = instantOf('2026-11-30T12:00:00+09:00');
const plan = (parts: Partial<ScheduleRules> = {}) =>
  planMails(aWorld({ rules: { ...STANDARD_RULES, ...parts } }), FROM, TO);
const { regular } = STANDARD_RULES;
const nameOf = ({ round, step, department, at, to, cc }: PlannedMail) =>
  `${round}/${step}/${department}@${isoTokyo(at)} ${to.join()} ${cc.join()}`;

/** Two plans differ by exactly what is said: the old one without what goes, with what comes, is the new one. */
function expectToAddUp(before: readonly PlannedMail[], after: readonly PlannedMail[]) {
  const changes = comparePlans(before, after);
  const gone = changes.flatMap((change) => ('before' in change ? [nameOf(change.before)] : []));
  const come = changes.flatMap((change) => ('after' in change ? [nameOf(change.after)] : []));
  const left = before.map(nameOf).filter((name) => !gone.includes(name));
  expect([...left, ...come].toSorted()).toEqual(after.map(nameOf).toSorted());
  expect(left.length + gone.length).toBe(before.length);
  return changes;
}

const someRules = fc
  .record({
    days: fc.uniqueArray(
      fc.integer({ min: -8, max: 9 }).filter((n) => n !== 0),
      { maxLength: 5 },
    ),
    n: fc.integer({ min: 8, max: 15 }),
    sendAt: fc.constantFrom('09:00', '10:00'),
    copyChief: fc.boolean(),
    final: fc.boolean(),
    overrides: fc.subarray([
      { department: 'dep-civil', laddersOff: [-5], dueLater: 2, copyChief: false, isMailed: true },
      { department: 'dep-farming', laddersOff: [], dueLater: 0, copyChief: true, isMailed: false },
    ]),
  })
  .map(({ days, n, sendAt, copyChief, final, overrides }) => ({
    sendAt,
    overrides,
    final: final ? STANDARD_RULES.final : null,
    regular: {
      ...regular,
      copyChief,
      due: { on: 'nth-business-day' as const, monthsAfterQuarter: 1, n },
      ladder: days.map((day) => ({ days: day, kind: 'overdue' as const, copyChief })),
    },
  }));

describe('the difference between two plans', () => {
  it('adds up, whatever the rules', () => {
    fc.assert(
      fc.property(someRules, someRules, (one, other) => {
        expectToAddUp(plan(one), plan(other));
      }),
      { numRuns: 15 },
    );
  });

  it('is nothing between a plan and itself', () => {
    expect(comparePlans(plan(), plan())).toEqual([]);
  });

  it('calls another hour a move, another copy another receiver, a step less a mail less', () => {
    const later = comparePlans(plan(), plan({ sendAt: '10:00' }));
    expect(new Set(later.map(({ change }) => change))).toEqual(new Set(['moved']));
    const copied = comparePlans(plan(), plan({ regular: { ...regular, copyChief: true } }));
    expect(new Set(copied.map(({ change }) => change))).toEqual(new Set(['readdressed']));
    const fewer = comparePlans(plan(), plan({ regular: { ...regular, ladder: regular.ladder.slice(1) } }));
    expect(new Set(fewer.map(({ change }) => change))).toEqual(new Set(['removed']));
  });

  it('stands on each day it touches, with the departments', () => {
    const due = { on: 'nth-business-day', monthsAfterQuarter: 1, n: 11 } as const;
    const days = changesByDay(comparePlans(plan(), plan({ regular: { ...regular, due } })));
    const [first] = days;
    expect(first?.day.toString()).toBe('2026-07-07');
    expect(first?.movedAway.map(({ department, to }) => `${department} ${to}`)).toContain(
      'dep-civil 2026-07-08',
    );
    const second = days.find(({ day }) => day.toString() === '2026-07-08');
    expect(second?.movedHere.map(({ department, from }) => `${department} ${from}`)).toContain(
      'dep-civil 2026-07-07',
    );
  });
});
