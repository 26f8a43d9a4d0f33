import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIELD,
  type FormTexts,
  fieldWord,
  readInitiativeForm,
  rebaseTexts,
  textsFrom,
  textsOf,
} from '../../../functions/web/serve-pages/console/initiative-form.ts';
import type { Initiative } from '../../../shared/plan/plan.ts';
import { sampleCity } from '../plan/builders.ts';

const { plan, directory } = sampleCity();
const beside = { plan, directory };
const first = (): Initiative => {
  const [initiative] = plan.initiatives;
  if (!initiative) throw new Error('the sample has initiatives');
  return initiative;
};
const read = (changes: FormTexts, base = first()) =>
  readInitiativeForm({ ...textsOf(base, beside), ...changes }, base, beside);
const faultsOf = (changes: FormTexts) => {
  const reading = read(changes);
  return reading.ok ? [] : reading.faults;
};
const [kpi] = first().kpis;
const target = FIELD.target(kpi?.id ?? '', 2026);

describe('the form of an initiative', () => {
  it('reads back what it shows, for every initiative of the sample', () => {
    for (const base of plan.initiatives) {
      const reading = read({}, base);
      expect(reading).toMatchObject({ ok: true });
      // What the form does not show, such as the order of the owners, stays too.
      if (reading.ok) expect(reading.plan).toEqual(plan);
    }
  });

  it('changes nothing but the lines that were changed', () => {
    const reading = read({ purpose: '新しい目的。', [target]: '61,000', sunset: '2030-03-31' });
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
    const { purpose, kpis, sunset, ...rest } = reading.initiative;
    expect({ purpose, sunset, value: kpis[0]?.targets[2026] }).toEqual({
      purpose: '新しい目的。',
      sunset: '2030-03-31',
      value: 61000,
    });
    const { purpose: _, kpis: __, sunset: ___, ...before } = first();
    expect(rest).toEqual(before);
  });

  it('takes a blank as unset, never as zero, and keeps the deadline it had', () => {
    const reading = read({ purpose: '', [target]: '〇' });
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
    expect(reading.initiative.purpose).toEqual({ unset: true, by: '2026-09-30' });
    expect(reading.initiative.kpis[0]?.targets[2026]).toMatchObject({ unset: true });
  });

  it('takes away an entry whose text was cleared, and adds the lines that say something', () => {
    const [gone] = first().milestones;
    const reading = read({
      [FIELD.milestone(gone?.id ?? '', 'text')]: '',
      [FIELD.milestone('new0', 'item')]: '周知',
      [FIELD.milestone('new0', 'text')]: '全課に説明する',
      [FIELD.milestone('new0', 'due')]: '2',
    });
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
    const { milestones } = reading.initiative;
    expect(milestones.some(({ id }) => id === gone?.id)).toBe(false);
    expect(milestones.at(-1)).toMatchObject({ item: '周知', due: '2026Q2', fiscalYear: 2026 });
  });

  it('tells every fault beside its line, all at once', () => {
    const faults = faultsOf({
      title: '',
      owners: '人事課\n存在しない課',
      [target]: 'たくさん',
      sunset: 'いつか',
      [FIELD.milestone('new1', 'item')]: '項目だけ',
    });
    expect(faults.map(({ field }) => field).sort()).toEqual(
      ['title', 'owners', target, 'sunset', FIELD.milestone('new1', 'text')].sort(),
    );
  });

  it('says beside the target what contradicts the rest of the plan', () => {
    const [fault] = faultsOf({ owners: '人事課\n人事課' });
    expect(fault).toMatchObject({ field: 'owners', message: expect.stringContaining('二度書かれています') });
  });

  it('never throws, and never stores what it could not read, whatever stands in its lines', () => {
    const names = Object.keys(textsOf(first(), beside));
    const anything = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '〇', '-1', '1e9', '2026-02-30', '人事課')),
    );
    fc.assert(
      fc.property(anything, (changes) => {
        const texts = textsFrom(changes, textsOf(first(), beside));
        const reading = readInitiativeForm(texts, first(), beside);
        if (reading.ok)
          expect(
            readInitiativeForm(
              textsOf(reading.initiative, { ...beside, plan: reading.plan }),
              reading.initiative,
              { ...beside, plan: reading.plan },
            ),
          ).toMatchObject({ ok: true });
        else expect(reading.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the second of two editors', () => {
  const was = textsOf(first(), beside);

  it('keeps what only the first changed, and puts the own changes on top', () => {
    const now = { ...was, purpose: '一人目の目的' };
    const { texts, both } = rebaseTexts({ ...was, title: '二人目の名' }, { was, now });
    expect(texts).toEqual({ ...now, title: '二人目の名' });
    expect(both).toEqual([]);
  });

  it('is told where both changed the same line, and what is gone', () => {
    const [gone] = first().milestones;
    const line = FIELD.milestone(gone?.id ?? '', 'text');
    const { [line]: _, ...rest } = was;
    const { texts, both } = rebaseTexts(
      { ...was, purpose: '二人目', [line]: '直した', [target]: '1' },
      { was, now: { ...rest, purpose: '一人目', [target]: '1' } },
    );
    expect(texts.purpose).toBe('二人目');
    expect(both.map((name) => fieldWord(name, first()))).toEqual(['目的', `年度別取り組み「${gone?.item}」`]);
  });
});
