import { describe, expect, it } from 'vitest';
import { announceChange } from '../../../shared/report/announcement.ts';

describe('what a page announces of a status', () => {
  it('says worse at once', () => {
    expect(announceChange('at-risk', 'on-track', 'on-track')).toEqual({ kind: 'worsened', from: 'on-track' });
    expect(announceChange('off-track', 'at-risk', null)).toEqual({ kind: 'worsened', from: 'at-risk' });
  });

  it('says better only after two periods above the one before them', () => {
    expect(announceChange('on-track', 'at-risk', 'at-risk')).toBeNull();
    expect(announceChange('on-track', 'on-track', 'at-risk')).toEqual({ kind: 'improved', from: 'at-risk' });
    expect(announceChange('on-track', 'at-risk', 'off-track')).toEqual({
      kind: 'improved',
      from: 'off-track',
    });
    expect(announceChange('on-track', 'on-track', null)).toBeNull();
  });

  it('takes a period without a judgement for neither, and looks past it for what became worse', () => {
    expect(announceChange('on-track', 'not-reported', 'off-track')).toBeNull();
    expect(announceChange('off-track', 'not-reported', 'on-track')).toEqual({
      kind: 'worsened',
      from: 'on-track',
    });
    expect(announceChange('not-reported', 'on-track', 'on-track')).toBeNull();
    expect(announceChange('off-track', null, null)).toBeNull();
  });

  it('stays silent where nothing changed', () => {
    expect(announceChange('off-track', 'off-track', 'off-track')).toBeNull();
  });
});
