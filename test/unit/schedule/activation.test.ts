import { describe, expect, it } from 'vitest';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import { activationInstant, decideActivation } from '../../../shared/schedule/activation.ts';

const ASKED = instantOf('2026-06-01T12:00:00+09:00');
const AT = activationInstant(ASKED);
const pending = { state: 'pending', basedOn: 3, activatesAt: isoUtc(AT) } as const;

describe('rules that were activated', () => {
  it('come into force ten minutes later, the very instant included', () => {
    expect(isoUtc(AT)).toBe('2026-06-01T03:10:00.000Z');
    expect(decideActivation(pending, 3, AT.subtract({ seconds: 1 }))).toBe('wait');
    expect(decideActivation(pending, 3, AT)).toBe('publish');
    expect(decideActivation(pending, 3, AT.add({ hours: 24 }))).toBe('publish');
  });

  it('are given up where other rules came into force meanwhile, before their instant and after', () => {
    expect(decideActivation(pending, 4, ASKED)).toBe('give-up');
    expect(decideActivation(pending, 4, AT)).toBe('give-up');
  });

  it.each(['withdrawn', 'in-force', 'overtaken'] as const)('need nothing more once they are %s', (state) => {
    expect(decideActivation({ ...pending, state }, 3, AT)).toBe('nothing');
  });

  it('need nothing where nobody has activated any', () => {
    expect(decideActivation(null, 3, AT)).toBe('nothing');
  });
});
