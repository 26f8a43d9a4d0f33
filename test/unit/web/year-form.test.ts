import { describe, expect, it } from 'vitest';
import { isYearTyped, readTargets } from '../../../functions/web/serve-pages/console/year-form.ts';
import { planYearRoll } from '../../../shared/plan/roll-year.ts';
import { aKpi, anInitiative, aPlan } from '../../support/builders.ts';

const kpis = [
  aKpi({ id: 'kpi-missing', name: '甲', targets: { 2026: 5 } }),
  aKpi({ id: 'kpi-standing', name: '乙', targets: { 2026: 5, 2027: 6 } }),
];
const roll = planYearRoll(aPlan({ initiatives: [anInitiative({ kpis })] }), 2027, new Set());
const read = (text: string) => readTargets(roll, { 'target-kpi-missing': text, 'target-kpi-standing': '1' });

describe('the form of the year’s turn', () => {
  it('takes figures as people type them, leaves a blank one unset, and touches no target that stands', () => {
    const targetsOf = (text: string) => {
      const found = read(text);
      return found.ok ? [...found.targets] : null;
    };
    expect(targetsOf('１，２００．５')).toEqual([['kpi-missing', 1200.5]]);
    expect(targetsOf('▲3')).toEqual([['kpi-missing', -3]]);
    expect(targetsOf(' ')).toEqual([]);
    expect(targetsOf('約30')).toBeNull();
  });

  it('knows the year however it is typed, and no other', () => {
    for (const text of ['2027', '２０２７', 'R9', 'r9', '令和9年度', '令和９'])
      expect(isYearTyped(text, 2027), text).toBe(true);
    for (const text of ['', '2026', '9', '令和8年度', '年度'])
      expect(isYearTyped(text, 2027), text).toBe(false);
  });
});
