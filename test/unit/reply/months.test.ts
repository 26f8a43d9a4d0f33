import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  monthlyLabel,
  monthsOf,
  readMonthlyLabel,
  readMonths,
  writeMonths,
} from '../../../shared/plan/monthly.ts';
import { normaliseMonths } from '../../../shared/reply/normalise-months.ts';
import type { FormField } from '../../../shared/round/form.ts';

const asking = (unit = '件', quarter: Parameters<typeof monthlyLabel>[1] = '2026Q1'): FormField => ({
  anchor: '1-B',
  kind: 'monthly',
  input: 'text',
  label: monthlyLabel(unit, quarter),
  initiative: null,
  subject: null,
});
const read = (raw: string, field = asking()) => {
  const { kind, ...more } = normaliseMonths(raw, field);
  return 'value' in more ? more.value : `?${kind === 'unclear' && 'reason' in more ? more.reason : ''}`;
};

describe('the months of a quarter', () => {
  it.each([
    '4月 120、5月 130、6月 140',
    '4月120 5月130 6月140',
    '４月：１２０　５月：１３０　６月：１４０',
    '4月は120件、5月は130件、6月は140件です。',
    '4月分 120,5月分 130,6月分 140',
    '・4月 120\n・5月 130\n・6月 140',
    '6月 140、4月 120、5月 130',
  ])('are read from %j', (raw) => {
    expect(read(raw)).toBe('4月 120、5月 130、6月 140');
  });

  it('keep grouped digits, units in other sizes and months without a value', () => {
    expect(read('4月 1,200、5月 1,300、6月 12,000')).toBe('4月 1200、5月 1300、6月 12000');
    expect(read('4月 120万円、5月 130万円、6月 140万円', asking('千円'))).toBe(
      '4月 1200、5月 1300、6月 1400',
    );
    expect(read('4月 120、5月 130、6月 未集計')).toBe('4月 120、5月 130、6月 なし');
    expect(read('1月 5、2月 6、3月 7', asking('件', '2026Q4'))).toBe('1月 5、2月 6、3月 7');
  });

  it.each([
    ['numbers without their months', '120、130、140'],
    ['a month left out', '4月 120、5月 130'],
    ['a month named twice', '4月 120、4月 130、6月 140'],
    ['a month of another quarter', '4月 120、5月 130、7月 140'],
    ['a span of months', '4月から6月 390'],
    ['two values for a month', '4月 120、130、6月 140'],
    ['a sum beside the months', '4月 120、5月 130、6月 140、合計 390'],
    ['a month run into a number', '4月 1205月 130、6月 140'],
    ['a value that is about so much', '4月 約120、5月 130、6月 140'],
    ['a range', '4月 100～120、5月 130、6月 140'],
    ['another unit', '4月 120人、5月 130人、6月 140人'],
    ['words before the months', '昨年4月 120、5月 130、6月 140'],
    ['no number at all', '4月 なし、5月 なし、6月 なし'],
  ])('are asked about for %s', (_, raw) => {
    expect(read(raw)).toMatch(/^\?/);
  });

  it('may have nothing to tell', () => {
    expect(read('未集計')).toBeNull();
  });

  it('are told by the label alone', () => {
    const label = monthlyLabel('百万円', '2026Q4');
    expect(label).toBe('月別の値（百万円、1月・2月・3月）');
    expect(readMonthlyLabel(label)).toEqual({ unit: '百万円', months: [1, 2, 3] });
    expect(readMonthlyLabel('実績値（件）')).toBeNull();
  });

  it('lie in the calendar year their fiscal year’s quarter has', () => {
    expect(readMonths('1月 5、2月 なし、3月 -7.5', '2026Q4')).toEqual({ '2027-01': 5, '2027-03': -7.5 });
  });
});

describe('whatever the months are', () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 1_000_000 }),
    fc.integer({ min: 0, max: 100_000 }).map((n) => n / 10),
  );
  const quarter = fc.constantFrom('2026Q1', '2026Q2', '2026Q3', '2026Q4' as const);

  it('what is stored is read again as itself', () => {
    fc.assert(
      fc.property(value, value, value, quarter, (a, b, c, at) => {
        const [first = 0, second = 0, third = 0] = monthsOf(at);
        const stored = writeMonths({ [first]: a, [second]: b, [third]: c }, monthsOf(at));
        expect(read(stored, asking('件', at))).toBe(stored);
        expect(Object.values(readMonths(stored, at))).toEqual([a, b, c]);
      }),
    );
  });

  it('no month ever gets another one’s value, whatever stands between them', () => {
    const between = fc.constantFrom(
      '',
      ' ',
      '、',
      ',',
      '，',
      '\n',
      '/',
      '；',
      '。',
      '・',
      ' と ',
      '-',
      '～',
      '（',
      '円',
    );
    const lead = fc.constantFrom('', ' ', '：', '=', 'は', '分', '末', '→', '（', '約');
    const piece = fc.record({ month: fc.constantFrom(3, 4, 5, 6, 7, 14), lead, value, between });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
        const raw = pieces.map((p) => `${p.month}月${p.lead}${p.value}${p.between}`).join('');
        const stored = normaliseMonths(raw, asking());
        if (stored.kind !== 'value' || typeof stored.value !== 'string') return;
        // It may ask about anything; what it takes is exactly what each month was written with.
        expect(pieces.map(({ month }) => month).toSorted()).toEqual([4, 5, 6]);
        for (const { month, value: meant } of pieces)
          expect(readMonths(stored.value, '2026Q1')[`2026-0${month}`], raw).toBe(meant);
      }),
      { numRuns: 3000 },
    );
  });
});
