import { describe, expect, it } from 'vitest';
import { judge } from './builders.ts';

describe('rule 5a', () => {
  const kpi = {
    kind: 'cumulative',
    polarity: 'down',
    unit: '時間',
    baseline: { value: 73000, at: '2025Q4' },
    targets: { 2026: 68000, 2027: 64000 },
  };

  it('projects the total so far to the year', () => {
    expect(judge({ kpi, actuals: { '2026Q2': 34500 }, asOf: '2026Q2' })).toMatchObject({
      status: 'at-risk',
      rule: '5a',
      ratio: 0.8,
      planned: 68000,
      requiredPace: 16750,
      reason:
        '令和8年度の累計34,500時間（年間69,000時間に当たる）：基準73,000時間からの削減：計画5,000時間に対し4,000時間（80％、判定基準5a）',
    });
  });

  it.each([
    ['2026Q1', 17000, 'on-track'],
    ['2026Q3', 50000, 'on-track'],
    ['2026Q4', 68000, 'achieved'],
    ['2026Q4', 68100, 'on-track'],
    ['2026Q4', 69000, 'at-risk'],
    ['2026Q4', 72000, 'off-track'],
  ] as const)('judges %s at %d hours as %s: 達成 only when the year is over', (asOf, actual, status) => {
    expect(judge({ kpi, actuals: { [asOf]: actual }, asOf })).toMatchObject({ status, rule: '5a' });
  });

  it('tags a year that runs above the previous one', () => {
    expect(judge({ kpi, actuals: { '2026Q1': 19000 }, asOf: '2026Q1' })).toMatchObject({
      status: 'off-track',
      tags: expect.arrayContaining(['基準値より悪化']),
    });
  });

  it('takes the tolerance into account', () => {
    const tolerant = { ...kpi, tolerance: 2000 };
    expect(judge({ kpi: tolerant, actuals: { '2026Q4': 69500 }, asOf: '2026Q4' }).status).toBe('on-track');
  });

  it('measures the second year from the first one’s total', () => {
    const actuals = { '2026Q4': 66000, '2027Q4': 65000 };
    expect(judge({ kpi, actuals, asOf: '2027Q4' })).toMatchObject({ status: 'off-track', ratio: 0.5 });
  });

  it('measures from the baseline where the previous year already met this year’s target', () => {
    const actuals = { '2026Q4': 63000, '2027Q4': 64900 };
    expect(judge({ kpi, actuals, asOf: '2027Q4' })).toMatchObject({ status: 'at-risk', ratio: 0.9 });
  });

  it.each([
    [100, 'on-track'],
    [104, 'at-risk'],
    [106, 'off-track'],
  ])('keeps a total whose target equals its baseline on one side: %d is %s', (actual, status) => {
    const same = { ...kpi, baseline: { value: 100, at: '2025Q4' }, targets: { 2026: 100 } };
    expect(judge({ kpi: same, actuals: { '2026Q4': actual }, asOf: '2026Q4' })).toMatchObject({
      status,
      rule: '6',
    });
  });

  it('uses seasonal shares', () => {
    const seasonal = { ...kpi, shares: [0.4, 0.2, 0.2, 0.2] };
    expect(judge({ kpi: seasonal, actuals: { '2026Q1': 27200 }, asOf: '2026Q1' }).status).toBe('on-track');
  });
});

describe('rule 6', () => {
  const kpi = { kind: 'rate', polarity: 'keep', unit: '%', range: [95, 105] };
  it.each([
    [95, 'on-track'],
    [105, 'on-track'],
    [92.5, 'at-risk'],
    [107.5, 'at-risk'],
    [92.4, 'off-track'],
    [120, 'off-track'],
  ])('judges %d as %s', (actual, status) => {
    expect(judge({ kpi, actuals: { '2026Q4': actual }, asOf: '2026Q4' })).toMatchObject({
      status,
      rule: '6',
    });
  });

  it('skips rules 1 to 5, so that a value at its target is 順調 and not 達成', () => {
    const both = { ...kpi, baseline: { value: 90, at: '2025Q4' }, targets: { 2026: 100 } };
    expect(judge({ kpi: both, actuals: { '2026Q4': 100 }, asOf: '2026Q4' })).toMatchObject({
      status: 'on-track',
      rule: '6',
    });
  });

  it('widens やや遅れ to the tolerance', () => {
    const tolerant = { ...kpi, tolerance: 4 };
    expect(judge({ kpi: tolerant, actuals: { '2026Q4': 109 }, asOf: '2026Q4' }).status).toBe('at-risk');
  });

  it('compares a total with the range of its year', () => {
    const total = { ...kpi, kind: 'cumulative', unit: '件' };
    expect(judge({ kpi: total, actuals: { '2026Q2': 50 }, asOf: '2026Q2' })).toMatchObject({
      status: 'on-track',
      reason: '維持する範囲95件から105件に対し50件、年間100件相当（範囲内、判定基準6）',
    });
  });

  it.each([
    ['up', 90, 'on-track'],
    ['up', 88, 'at-risk'],
    ['up', 85.5, 'at-risk'],
    ['up', 85, 'off-track'],
    ['down', 90, 'on-track'],
    ['down', 94.5, 'at-risk'],
    ['down', 95, 'off-track'],
  ] as const)(
    'keeps a target equal to its baseline on one side: %s at %d is %s',
    (polarity, actual, status) => {
      const same = {
        kind: 'level',
        polarity,
        baseline: { value: 90, at: '2025Q4' },
        targets: { 2028: 90 },
      };
      expect(judge({ kpi: same, actuals: { '2026Q1': actual }, asOf: '2026Q1' })).toMatchObject({
        status,
        rule: '6',
      });
    },
  );
});

describe('rule 7', () => {
  const items = [
    { item: '業務の選定', due: '2026Q1', done: '2026Q1' },
    { item: '機種の選定', due: '2026Q2' },
    { item: '試行', due: '2026Q4' },
  ];
  const of = (milestones: unknown[], asOf: `${number}Q${1 | 2 | 3 | 4}`) =>
    judge({ kpi: { kind: 'milestone', milestones }, asOf });

  it.each([
    ['2025Q4', 'on-track', null],
    ['2026Q1', 'on-track', 1],
    ['2026Q2', 'at-risk', 0.5],
    ['2026Q3', 'at-risk', 0.5],
    ['2026Q4', 'off-track', 0.3333],
  ] as const)('in %s the table stands at %s', (asOf, status, ratio) => {
    expect(of(items, asOf)).toMatchObject({ status, rule: '7', ratio });
  });

  it('is 遅れ at once for a key item', () => {
    const key = items.map((item) => ({ ...item, key: true }));
    expect(of(key, '2026Q2')).toMatchObject({
      status: 'off-track',
      reason:
        '期限の来た2件の予定のうち1件が済み、重要な予定「機種の選定」が期限の四半期に終わらず（判定基準7）',
    });
  });

  it('forgets a delay once the item is done, and not before', () => {
    const slipped = [{ item: '選定', due: '2026Q2', done: '2026Q3' }];
    expect(of(slipped, '2026Q2').status).toBe('at-risk');
    expect(of(slipped, '2026Q3').status).toBe('on-track');
  });

  it('cannot judge an empty table', () => {
    expect(of([], '2026Q2')).toMatchObject({ status: 'not-evaluable', rule: '0' });
  });
});
