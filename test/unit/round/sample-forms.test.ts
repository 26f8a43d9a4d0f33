import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { formsOf, SAMPLE_FORMS } from '../../support/sample-forms.ts';
import { notJis } from '../report/jis.ts';

/** Every line of every form that breaks a rule, with where it stands. */
const offending = (breaks: (line: string) => boolean) =>
  SAMPLE_FORMS.flatMap(({ name, form }) => form.lines.filter(breaks).map((line) => `${name}: ${line}`));

const isAnchorLine = (line: string) => line.startsWith('【');

describe('every form of the sample year', () => {
  it('is there: twenty departments a quarter', () => {
    expect(SAMPLE_FORMS.length).toBeGreaterThan(80);
  });

  it('has lines of at most thirty full-width characters, thirty-one where an anchor stands', () => {
    expect(offending((line) => widthOf(line) > (isAnchorLine(line) ? 31 : 30))).toEqual([]);
  });

  it('has no line that ends in a space', () => {
    expect(offending((line) => line !== line.trimEnd())).toEqual([]);
  });

  it('has no line that begins like a list, a quotation, a rule or a mail header', () => {
    const forbidden =
      /^(?:[-*#>.]|\d+\.|From |_{3,}|={3,}|(?:件名|宛先|差出人|日時|From|To|Sent|Date|CC)\s*[:：])/i;
    expect(offending((line) => forbidden.test(line))).toEqual([]);
  });

  it('begins no line with a full stop or a closing bracket', () => {
    expect(offending((line) => /^　*[、。，．）」』】］〕・：；？！ー]/.test(line))).toEqual([]);
  });

  it('uses only characters that ISO-2022-JP carries', () => {
    const missing = SAMPLE_FORMS.flatMap(({ form }) => notJis(form.lines.join('\n').replace(/[｡-ﾟ]/g, '')));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('asks something about every initiative it lists, and ends where reading ends', () => {
    for (const { name, form } of SAMPLE_FORMS) {
      const asked = new Set(form.manifest.fields.map(({ initiative }) => initiative));
      const empty = form.manifest.sections.filter(({ initiative }) => !asked.has(initiative));
      expect({ name, empty }).toEqual({ name, empty: [] });
      expect(form.lines.at(-1)).toBe('【おわり】ここより下は読み取りません');
    }
  });

  it('gives every line an anchor of its own, with nothing after the colon', () => {
    for (const { form } of SAMPLE_FORMS) {
      const printed = form.lines.filter((line) => /^【\d/.test(line));
      expect(printed).toEqual(form.manifest.fields.map(({ anchor, label }) => `【${anchor}】${label}：`));
      expect(new Set(printed).size).toBe(printed.length);
    }
  });

  it('shows the last figure above every number it asks for', () => {
    for (const { form } of SAMPLE_FORMS) {
      const asked = form.manifest.fields.filter(({ input }) => input === 'number');
      const shown = form.lines.join('').match(/(?:前回|前年度) (?:なし|-?[\d,.]+)/g) ?? [];
      expect(shown).toHaveLength(asked.length);
    }
  });
});

describe('the longest form', () => {
  const { form } = formsOf('2026Q1').toSorted((a, b) => b.form.lines.length - a.form.lines.length)[0] ??
    SAMPLE_FORMS[0] ?? { form: null };

  it('asks about eight initiatives, all of them flagged, in fewer than 150 lines and 75 answers', () => {
    expect(form?.manifest.sections).toHaveLength(8);
    expect(form?.lines.length).toBeLessThan(150);
    expect(form?.manifest.fields.length).toBeLessThan(75);
  });
});
