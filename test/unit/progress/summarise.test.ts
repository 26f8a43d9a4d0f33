import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import {
  type CountedStatus,
  listOverdueDepartments,
  summariseStatuses,
} from '../../../shared/progress/summarise.ts';
import { PILLARS } from './builders.ts';

const of = (initiative: string, direction: string, status: CountedStatus['status']) => ({
  initiative,
  direction,
  status,
});

describe('counts by pillar', () => {
  const current = [
    of('a1', 'dir-work', 'on-track'),
    of('a2', 'dir-talent', 'off-track'),
    of('a3', 'dir-efficiency', 'achieved'),
  ];
  const previous = [
    of('a1', 'dir-work', 'on-track'),
    of('a2', 'dir-talent', 'on-track'),
    of('a3', 'dir-efficiency', 'awaiting'),
  ];

  it('count every initiative once, under its pillar and in all', () => {
    const { pillars, total } = summariseStatuses(PILLARS, current, null);
    expect(
      pillars.map(({ pillar, counts }) => [pillar, counts['on-track'], counts['off-track'], counts.achieved]),
    ).toEqual([
      ['pillar-people', 1, 1, 0],
      ['pillar-digital', 0, 0, 1],
    ]);
    expect(Object.values(total.counts).reduce((sum, n) => sum + n, 0)).toBe(3);
    expect(total.difference).toBeNull();
  });

  it('tell the difference from the previous round', () => {
    const { pillars, total } = summariseStatuses(PILLARS, current, previous);
    expect(pillars[0]?.difference).toMatchObject({ 'on-track': -1, 'off-track': 1, achieved: 0 });
    expect(total.difference).toMatchObject({ 'on-track': -1, 'off-track': 1, achieved: 1, awaiting: -1 });
  });
});

describe('overdue departments', () => {
  const now = instantOf('2026-07-15T00:00:00Z');
  const request = (
    department: string,
    state: 'outstanding' | 'partial' | 'submitted' | 'nothing-to-report',
    dueAt: string,
  ) => ({
    department,
    state,
    dueAt,
  });

  it('are those past their own due instant with an answer missing, the longest first', () => {
    const requests = [
      request('dep-a', 'partial', '2026-07-14T08:00:00Z'),
      request('dep-b', 'outstanding', '2026-07-10T08:00:00Z'),
      request('dep-c', 'submitted', '2026-07-10T08:00:00Z'),
      request('dep-d', 'nothing-to-report', '2026-07-10T08:00:00Z'),
      request('dep-extended', 'outstanding', '2026-07-24T08:00:00Z'),
      request('dep-now', 'outstanding', '2026-07-15T00:00:00Z'),
    ];
    expect(listOverdueDepartments(requests, now)).toEqual([
      { department: 'dep-b', dueAt: '2026-07-10T08:00:00Z', isPartial: false },
      { department: 'dep-a', dueAt: '2026-07-14T08:00:00Z', isPartial: true },
    ]);
  });
});
