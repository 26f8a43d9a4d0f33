import { describe, expect, it } from 'vitest';
import {
  fieldsOf,
  nearestWords,
  readRulesForm,
} from '../../../functions/web/serve-pages/console/rules-form.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';

const asShown = Object.fromEntries(fieldsOf(STANDARD_RULES).map(({ name, value }) => [name, value]));

describe('the form of the rhythm', () => {
  it('sent back as it was shown says the same rules', () => {
    expect(readRulesForm(asShown, STANDARD_RULES)).toEqual({ rules: STANDARD_RULES });
  });

  it('changes what was written, and leaves out a step that was blanked', () => {
    const read = readRulesForm(
      { ...asShown, sendAt: '10:30', 'regular.due': '8', 'regular.ladder.0.days': '' },
      STANDARD_RULES,
    );
    const { regular } = STANDARD_RULES;
    expect(read).toEqual({
      rules: {
        ...STANDARD_RULES,
        sendAt: '10:30',
        regular: { ...regular, due: { ...regular.due, n: 8 }, ladder: regular.ladder.slice(1) },
      },
    });
  });

  it.each([
    ['sendAt', '25:00'],
    ['regular.due', '八'],
    ['regular.ladder.1.days', '0'],
    ['regular.freezesAfter', '1.5'],
  ])('names the field %s where it says %s', (field, text) => {
    expect(readRulesForm({ ...asShown, [field]: text }, STANDARD_RULES)).toMatchObject({
      faults: [{ field }],
    });
  });

  it('offers the nearest value in words', () => {
    const fault = { field: 'sendAt', message: '' };
    expect(nearestWords({ ...fault, nearest: '08:30' })).toBe('使える最も近い値は8時30分です。');
    expect(nearestWords({ ...fault, nearest: -3 })).toBe('使える最も近い値は-3です。');
    expect(nearestWords({ ...fault, nearest: null })).toBe('');
  });
});
