import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fillClosures,
  readClosures,
} from '../../../functions/web/serve-pages/console/wizard/closures-form.ts';
import { filledOf, nearestWords } from '../../../functions/web/serve-pages/console/wizard/form.ts';
import {
  fillReceivers,
  readReceivers,
} from '../../../functions/web/serve-pages/console/wizard/receivers-form.ts';
import { fillRhythm, readRhythm } from '../../../functions/web/serve-pages/console/wizard/rhythm-form.ts';
import { fillTexts, readTexts } from '../../../functions/web/serve-pages/console/wizard/texts-form.ts';
import { LETTER_KINDS } from '../../../shared/schedule/mail-texts.ts';
import { type ScheduleRules, STANDARD_RULES } from '../../../shared/schedule/rules.ts';

const RULES: ScheduleRules = {
  ...STANDARD_RULES,
  final: null,
  assemblies: [{ from: '2026-09-01', to: '2026-09-18', name: '9月定例会' }],
  overrides: [
    { department: 'dep-civil', laddersOff: [-5, 7], dueLater: -2, copyChief: false, isMailed: true },
    { department: 'dep-farming', laddersOff: [], dueLater: 0, copyChief: true, isMailed: false },
  ],
};
const shown = fillRhythm(STANDARD_RULES);
const faultsOf = (parts: Record<string, string>) => {
  const read = readRhythm({ ...shown, ...parts }, STANDARD_RULES);
  return 'faults' in read ? read.faults : [];
};

describe('the forms of the rules', () => {
  it.each([
    ['standard', STANDARD_RULES],
    ['particular', RULES],
  ])('sent back as they were shown say the same %s rules', (_, rules) => {
    expect(readRhythm(fillRhythm(rules), rules)).toEqual({ rules });
    expect(readReceivers(fillReceivers(rules), rules)).toEqual({ rules });
    for (const kind of LETTER_KINDS)
      expect(readTexts(fillTexts(rules, kind), rules, kind)).toEqual({ rules });
  });

  it('take a day of the budget as people write it, and refuse what is none', () => {
    for (const text of ['11/5', '１１／５', '11月5日', '11-05'])
      expect(readRhythm({ ...shown, 'budget.request': text }, STANDARD_RULES)).toMatchObject({
        rules: { budget: { ...STANDARD_RULES.budget, request: '11-05' } },
      });
    expect(faultsOf({ 'budget.request': '2/30' })).toMatchObject([
      { field: 'budget.request', nearest: '10-31' },
    ]);
  });

  it('show closed days as they can be sent back, leave out a blank row, and name what is blank in another', () => {
    const closures = [
      { from: '2026-08-14', name: '開庁記念日' },
      { from: '2026-09-14', to: '2026-09-15', name: '改修' },
    ];
    const filled = fillClosures(closures);
    expect(readClosures(filled)).toEqual({ closures });
    const blanked = { ...filled, 'closures.0.from': '', 'closures.0.name': '' };
    expect(readClosures(blanked)).toEqual({ closures: closures.slice(1) });
    const half = { ...filled, 'closures.0.name': '', 'closures.1.from': '' };
    expect(readClosures(half)).toMatchObject({
      faults: [
        { field: 'closures.0.name', nearest: null },
        { field: 'closures.1.from', nearest: '2026-09-15' },
      ],
    });
  });

  it('change what was written, full-width digits too, and leave out a step that was blanked', () => {
    const read = readRhythm(
      { ...shown, sendAt: '10:30', 'regular.due.n': '８', 'regular.ladder.0.days': '' },
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
    [{ sendAt: '25:00' }, 'sendAt', '09:00'],
    [{ 'regular.due.n': '八' }, 'regular.due.n', 10],
    [{ 'regular.due.n': '40' }, 'regular.due.n', 23],
    [{ 'regular.ladder.1.days': '45' }, 'regular.ladder.1.days', -30],
    [{ 'regular.freezesAfter': '0' }, 'regular.freezesAfter', 1],
    [{ 'regular.freezesAfter': '' }, 'regular.freezesAfter', 10],
    [{ 'holdOffs.1.weekday': '3', 'holdOffs.1.from': '' }, 'holdOffs.1.from', null],
    [
      { 'assemblies.0.name': '定例会', 'assemblies.0.from': '9月', 'assemblies.0.to': '' },
      'assemblies.0.from',
      null,
    ],
  ])('name the field where %j was written, with the nearest value', (parts, field, nearest) => {
    expect(faultsOf(parts)).toContainEqual(expect.objectContaining({ field, nearest }));
  });

  it('take whatever a browser sends, and answer with rules or with faults', () => {
    const names = Object.keys(shown);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names, 'overrides.0.department'), fc.string()),
        (parts) => {
          const filled = filledOf({ ...shown, ...parts });
          for (const read of [readRhythm(filled, RULES), readReceivers(filled, RULES)])
            expect('rules' in read || read.faults.length > 0).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('offer the nearest value in words', () => {
    const fault = { field: 'sendAt', message: '' };
    expect(nearestWords({ ...fault, nearest: '08:30' })).toBe('使える最も近い値は「08:30」です。');
    expect(nearestWords({ ...fault, nearest: null })).toBe('');
  });
});
