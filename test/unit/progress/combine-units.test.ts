import { describe, expect, it } from 'vitest';
import { combineUnits } from '../../../shared/progress/combine-units.ts';
import { anInitiative } from './builders.ts';

const initiative = anInitiative({
  owners: [
    { department: 'dep-water', role: 'unit' },
    { department: 'dep-civil', role: 'lead' },
    { department: 'dep-farm', role: 'unit' },
  ],
});
const names: Record<string, string> = {
  'dep-water': '水道課',
  'dep-civil': '土木管理課',
  'dep-farm': '農業委員会',
};
const combine = (
  how: 'sum' | 'mean' | 'lead',
  values: Record<string, number | null>,
  excluded: string[] = [],
) => combineUnits({ kpi: { combine: how }, initiative, values, excluded, nameOf: (id) => names[id] ?? id });

describe('one KPI of several units', () => {
  const all = { 'dep-water': 0.1, 'dep-civil': 0.2, 'dep-farm': 0.6 };

  it('is their sum, without the noise of adding', () => {
    expect(combine('sum', all)).toEqual({ value: 0.9, partial: false, missing: [] });
  });

  it('is their mean', () => {
    expect(combine('mean', all).value).toBe(0.3);
  });

  it('is the lead department’s answer for all', () => {
    expect(combine('lead', all)).toEqual({ value: 0.2, partial: false, missing: [] });
    expect(combine('lead', { 'dep-water': 5 })).toEqual({
      value: null,
      partial: false,
      missing: ['土木管理課'],
    });
  });

  it('names a missing unit and does not take it for zero', () => {
    expect(combine('sum', { 'dep-water': 5, 'dep-civil': 0, 'dep-farm': null })).toEqual({
      value: 5,
      partial: true,
      missing: ['農業委員会'],
    });
    expect(combine('mean', { 'dep-water': 5, 'dep-civil': 1 }).value).toBe(3);
  });

  it('does not miss a unit to which the KPI does not apply', () => {
    expect(combine('sum', { 'dep-water': 5, 'dep-civil': 1 }, ['dep-farm'])).toMatchObject({
      value: 6,
      partial: false,
    });
  });

  it('does not count a department that is no owner', () => {
    expect(combine('sum', { ...all, 'dep-other': 100 }).value).toBe(0.9);
  });

  it('has no value where nobody answered', () => {
    expect(combine('sum', {})).toEqual({
      value: null,
      partial: false,
      missing: ['水道課', '土木管理課', '農業委員会'],
    });
  });
});
