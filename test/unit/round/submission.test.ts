import { describe, expect, it } from 'vitest';
import { SubmissionRecord } from '../../../shared/records/submission.ts';
import { isCounting, NO_APPROVAL_NEEDED, Submission } from '../../../shared/round/submission.ts';

const WRITTEN = {
  round: '2026Q1',
  department: 'dep-civil',
  version: 1,
  via: 'mail',
  receivedAt: '2026-07-03T00:00:00.000Z',
  fields: {},
  comment: null,
};

describe('a version of an answer', () => {
  it('from before approvals were kept needed none, and counts', () => {
    const version = SubmissionRecord.parse({ ...WRITTEN, plan: 'plan-small' });
    expect(version.approval).toEqual(NO_APPROVAL_NEEDED);
    expect(isCounting(version)).toBe(true);
  });

  it.each([
    ['not-needed', true],
    ['awaiting', false],
    ['approved', true],
    ['returned', false],
  ])('whose approval is %s counts: %s', (state, counts) => {
    const approval = { ...NO_APPROVAL_NEEDED, state };
    expect(isCounting(Submission.parse({ ...WRITTEN, approval }))).toBe(counts);
    expect(isCounting(Submission.parse({ ...WRITTEN, approval, afterFreeze: true }))).toBe(false);
  });
});
