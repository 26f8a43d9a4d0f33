import { describe, expect, it } from 'vitest';
import { describeHoldReason, holdKindOf } from '../../../shared/reply/hold-reasons.ts';

describe('what a person decides about a reply that waits', () => {
  it.each([
    'dmarc-failed',
    'unreadable-sender',
    'outside-sender',
    'colleague-spam',
    'code-only-unverified',
    'no-key',
    'no-key-unknown-sender',
  ])('is whether it counts at all, where it was held for %s', (code) => {
    expect(holdKindOf(code)).toBe('sender-unproved');
    expect(describeHoldReason(code)).not.toBe(code);
  });

  it('is whether the approver decided at all, where nothing proves that it was them', () => {
    expect(holdKindOf('approval-unproved')).toBe('approval');
  });

  it('is whether a correction is adopted, where it came after the freeze', () => {
    expect(holdKindOf('after-freeze')).toBe('correction');
  });

  it.each(['free-text', 'hand-over', 'draft-sent-back', 'reader-failed', 'never-heard-of', null])(
    'is only that it was read, where it was held for %s',
    (code) => {
      expect(holdKindOf(code)).toBe('words');
    },
  );
});
