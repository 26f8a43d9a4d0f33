import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confirmationOf,
  type DraftNote,
  nextReleaseStep,
  type ReleaseRole,
} from '../../../shared/report/release-steps.ts';

const PEOPLE = ['a@small.example', 'b@small.example'];
const anyNote: fc.Arbitrary<DraftNote> = fc.record({
  kind: fc.constantFrom('comment', 'confirmed', 'returned'),
  at: fc.constant('2026-07-30T00:00:00.000Z'),
  by: fc.constantFrom(...PEOPLE),
  text: fc.constant(''),
});
const anyWish = fc.record({
  by: fc.constantFrom(...PEOPLE),
  roles: fc.uniqueArray(fc.constantFrom<ReleaseRole>('secretariat', 'releaser'), { minLength: 1 }),
});
const note = (kind: DraftNote['kind'], by = 'a@small.example'): DraftNote => ({
  kind,
  by,
  at: '2026-07-30T00:00:00.000Z',
  text: '',
});

describe('releasing a draft in two steps', () => {
  it('lets nobody release what nobody else has confirmed', () => {
    fc.assert(
      fc.property(fc.array(anyNote), anyWish, (notes, wish) => {
        if (nextReleaseStep('two', notes, wish) !== 'release') return;
        const last = notes.filter(({ kind }) => kind !== 'comment').at(-1);
        expect(last?.kind).toBe('confirmed');
        expect(last?.by).not.toBe(wish.by);
        expect(wish.roles).toContain('releaser');
      }),
    );
  });

  it('goes from the secretariat to a releaser, and back where it is returned', () => {
    const secretariat = { by: 'a@small.example', roles: ['secretariat'] } as const;
    const releaser = { by: 'b@small.example', roles: ['releaser'] } as const;
    expect(nextReleaseStep('two', [], releaser)).toBe('not-confirmed');
    expect(nextReleaseStep('two', [], secretariat)).toBe('confirm');
    const confirmed = [note('confirmed'), note('comment', 'b@small.example')];
    expect(nextReleaseStep('two', confirmed, secretariat)).toBe('awaits-releaser');
    expect(nextReleaseStep('two', confirmed, releaser)).toBe('release');
    expect(nextReleaseStep('two', confirmed, { ...secretariat, roles: ['secretariat', 'releaser'] })).toBe(
      'same-person',
    );
    const returned = [...confirmed, note('returned', 'b@small.example')];
    expect(confirmationOf(returned)).toBeNull();
    expect(nextReleaseStep('two', returned, secretariat)).toBe('confirm');
  });
});

it('takes no more than one step where the rules want one', () => {
  fc.assert(
    fc.property(fc.array(anyNote), anyWish, (notes, wish) => {
      expect(nextReleaseStep('one', notes, wish)).toBe('release');
    }),
  );
});
