import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSampleCity } from '../../../shared/adapters/document/sample-city.ts';
import { quarterIndex } from '../../../shared/calendar/fiscal.ts';
import { dateOf } from '../../../shared/calendar/time.ts';
import { leadOf } from '../../../shared/plan/asked.ts';
import { type ComposedForm, composeForm } from '../../../shared/round/compose-form.ts';
import { buildFormInitiatives, type PastValue } from '../../../shared/round/form-initiatives.ts';
import type { RoundId } from '../../../shared/round/round.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { askedDepartments } from '../../../shared/schedule/asked-departments.ts';
import { notJis } from '../report/jis.ts';

const text = (name: string) =>
  readFileSync(new URL(`../../../shared/plan/sample/${name}.yaml`, import.meta.url), 'utf8');
const { plan, directory, actuals } = readSampleCity({
  plan: text('plan'),
  directory: text('directory'),
  actuals: text('actuals'),
  scenario: text('scenario'),
});

const past: PastValue[] = actuals.actuals.map(({ kpi, quarter, value, department }) => {
  const initiative = plan.initiatives.find(({ kpis }) => kpis.some(({ id }) => id === kpi));
  return {
    kpi,
    quarter,
    value,
    stage: 'regular',
    department: department ?? (initiative ? leadOf(initiative) : ''),
  };
});

const ROUNDS: RoundId[] = ['2026Q1', '2026Q2', '2026Q3', '2026Q4H', '2026Q4', '2026Q4F'];

/** Every form of the sample year; with every initiative flagged, so that the longest of each is seen. */
function formsOf(round: RoundId): { name: string; form: ComposedForm }[] {
  return askedDepartments(plan, directory, round, dateOf('2026-07-01')).map(
    ({ department, initiatives: asked }) => {
      const initiatives = buildFormInitiatives({
        plan,
        department: department.id,
        round,
        asked,
        past: past.filter(({ quarter }) => quarterIndex(quarter) < quarterIndex('2026Q1')),
        done: new Set(),
        flagged: new Set(plan.initiatives.map(({ id }) => id)),
        handoverNotes: new Map(),
      });
      const form = composeForm({
        round,
        department: department.id,
        receiptCode: 'K7F3-9Q2M',
        initiatives,
        only: null,
      });
      return { name: `${round} ${department.name}`, form };
    },
  );
}

const FORMS = ROUNDS.flatMap(formsOf);

/** Every line of every form that breaks a rule, with where it stands. */
const offending = (breaks: (line: string) => boolean) =>
  FORMS.flatMap(({ name, form }) => form.lines.filter(breaks).map((line) => `${name}: ${line}`));

const isAnchorLine = (line: string) => line.startsWith('【');

describe('every form of the sample year', () => {
  it('is there: twenty departments a quarter', () => {
    expect(FORMS.length).toBeGreaterThan(80);
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
    const missing = FORMS.flatMap(({ form }) => notJis(form.lines.join('\n').replace(/[｡-ﾟ]/g, '')));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('asks something about every initiative it lists, and ends where reading ends', () => {
    for (const { name, form } of FORMS) {
      const asked = new Set(form.manifest.fields.map(({ initiative }) => initiative));
      const empty = form.manifest.sections.filter(({ initiative }) => !asked.has(initiative));
      expect({ name, empty }).toEqual({ name, empty: [] });
      expect(form.lines.at(-1)).toBe('【おわり】ここより下は読み取りません');
    }
  });

  it('gives every line an anchor of its own, with nothing after the colon', () => {
    for (const { form } of FORMS) {
      const printed = form.lines.filter((line) => /^【\d/.test(line));
      expect(printed).toEqual(form.manifest.fields.map(({ anchor, label }) => `【${anchor}】${label}：`));
      expect(new Set(printed).size).toBe(printed.length);
    }
  });

  it('shows the last figure above every number it asks for', () => {
    for (const { form } of FORMS) {
      const asked = form.manifest.fields.filter(({ input }) => input === 'number');
      const shown = form.lines.join('').match(/(?:前回|前年度) (?:なし|-?[\d,.]+)/g) ?? [];
      expect(shown).toHaveLength(asked.length);
    }
  });
});

describe('the longest form', () => {
  const { form } = formsOf('2026Q1').toSorted((a, b) => b.form.lines.length - a.form.lines.length)[0] ??
    FORMS[0] ?? { form: null };

  it('asks about eight initiatives, all of them flagged, in some hundred lines and fifty answers', () => {
    expect(form?.manifest.sections).toHaveLength(8);
    expect(form?.lines.length).toBeLessThanOrEqual(110);
    expect(form?.manifest.fields.length).toBeLessThanOrEqual(50);
  });
});
