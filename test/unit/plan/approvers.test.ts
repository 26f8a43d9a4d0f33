import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { approverAs, approversOn } from '../../../shared/plan/directory.ts';
import { aContact, aDirectory } from '../../support/builders.ts';

const DAY = dateOf('2026-07-10');
const approversWith = (...contacts: Parameters<typeof aContact>[0][]) =>
  approversOn(aDirectory({ contacts: contacts.map((parts) => aContact(parts)) }), 'dep-civil', DAY);

describe('who approves an answer', () => {
  it('is the chief, and in the absence of the chief a deputy', () => {
    const approvers = approversWith({ role: 'chief' }, { role: 'deputy' }, { role: 'officer' });
    expect(approverAs(approvers, 'DEP-CIVIL-CHIEF@small.example')).toBe('chief');
    expect(approverAs(approvers, 'dep-civil-deputy@small.example')).toBe('deputy');
    expect(approverAs(approvers, 'dep-civil-officer@small.example')).toBeNull();
  });

  it('is one person once, however many posts they hold', () => {
    const address = 'one@small.example';
    const approvers = approversWith(
      { role: 'chief', address },
      { id: 'c-2', role: 'deputy', address },
      { id: 'c-3', role: 'deputy', address: 'two@small.example' },
    );
    expect(approvers).toEqual({ chiefs: [address], deputies: ['two@small.example'] });
    expect(approverAs(approvers, address)).toBe('chief');
  });

  it('is whoever holds the post on the day', () => {
    const approvers = approversWith(
      { role: 'chief', address: 'old@small.example', to: '2026-03-31' },
      { id: 'c-2', role: 'chief', address: 'new@small.example', from: '2026-04-01' },
    );
    expect(approvers.chiefs).toEqual(['new@small.example']);
  });
});
