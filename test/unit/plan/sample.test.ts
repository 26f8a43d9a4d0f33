import { describe, expect, it } from 'vitest';
import { initiativesOf, isKpiAsked, leadOf } from '../../../shared/plan/asked.ts';
import { isUnset } from '../../../shared/plan/plan.ts';
import { listUnset } from '../../../shared/plan/unset.ts';
import { OWN_RATINGS } from '../../../shared/progress/rating-gap.ts';
import { MILESTONE_STATES } from '../../../shared/round/form.ts';
import { sampleCity, sampleText } from './builders.ts';
import { playScenario } from './play-scenario.ts';

const city = sampleCity();
const { plan, directory, actuals, scenario } = city;
const kpis = plan.initiatives.flatMap((initiative) => initiative.kpis.map((kpi) => ({ kpi, initiative })));
const tablets = plan.initiatives.find(({ title }) => title === '現場に持ち出せるタブレット端末の配備');

describe('the sample plan', () => {
  it('has the tree of the founding document: four pillars, two directions each, six goals, 24 initiatives', () => {
    expect(plan.pillars.map(({ name, directions }) => [name, directions.length])).toEqual([
      ['人', 2],
      ['情報・デジタル化', 2],
      ['財政', 2],
      ['施設・モノ', 2],
    ]);
    expect(plan.vision.goals).toHaveLength(6);
    expect(plan.initiatives).toHaveLength(24);
  });

  it('repeats the worked example word for word', () => {
    expect(tablets?.milestones.map(({ item, fiscalYear, text }) => [item, fiscalYear, text])).toEqual([
      ['対象業務の選定', 2024, '対象業務の選定（試行分）'],
      ['対象業務の選定', 2025, '対象業務の選定（本格実施分）'],
      ['対象業務の選定', 2026, '対象業務の見直し'],
      ['機種選定、見積もり、予算化', 2024, '試行分の機種選定と予算化'],
      ['機種選定、見積もり、予算化', 2025, '試行結果を踏まえた機種選定と予算化'],
      ['機種選定、見積もり、予算化', 2026, '機種選定と予算化'],
      ['試行⇒検証', 2024, '試行及び検証'],
      ['試行⇒検証', 2025, '検証結果を踏まえた導入'],
      ['試行⇒検証', 2026, '本格実施及び検証'],
    ]);
    expect(tablets?.precedents).toEqual(['飯塚市では企業局（水道課、下水道課）で実用化済み']);
  });

  it('marks what is invented in every initiative and every goal with an invented figure', () => {
    expect(plan.initiatives.filter(({ illustrative }) => illustrative.length === 0)).toEqual([]);
    expect(
      plan.vision.goals.filter(
        ({ target, illustrative }) => !isUnset(target) && !illustrative.includes('target'),
      ),
    ).toEqual([]);
    expect(tablets?.illustrative).not.toContain('milestones');
  });

  it('uses a mail domain that can never be the city’s', () => {
    const texts = ['plan', 'directory', 'actuals', 'scenario'].map(sampleText).join('');
    const domains = new Set([...texts.matchAll(/@([a-z.-]+)/gu)].map(([, domain]) => domain));
    expect([...domains]).toEqual(['iizuka.example']);
  });

  it('shows each kind of thing at least once', () => {
    const has = (test: (one: (typeof kpis)[number]) => boolean) => expect(kpis.some(test)).toBe(true);
    for (const kind of ['cumulative', 'level', 'rate']) has(({ kpi }) => kpi.kind === kind);
    for (const polarity of ['up', 'down', 'keep']) has(({ kpi }) => kpi.polarity === polarity);
    for (const every of ['quarter', 'half-year', 'year']) has(({ kpi }) => kpi.frequency.every === every);
    for (const account of ['general', 'special', 'enterprise'])
      has(({ kpi }) => kpi.money && kpi.account === account);
    for (const combine of ['sum', 'mean', 'lead']) has(({ kpi }) => kpi.combine === combine);
    expect(plan.initiatives.some((initiative) => initiative.kpis.length === 0)).toBe(true);
    expect(new Set(listUnset(plan).map(({ field }) => field.replace(/「.*/u, '')))).toEqual(
      new Set(['目的', '終期', '撤退基準', '見直し方針', '指標']),
    );
  });

  it('has about twenty owners, one of them with eight initiatives, and each can be written to and escalated', () => {
    const owners = [
      ...new Set(plan.initiatives.flatMap((initiative) => initiative.owners.map((o) => o.department))),
    ];
    expect(owners).toHaveLength(20);
    expect(Math.max(...owners.map((id) => initiativesOf(plan, id).length))).toBe(8);
    for (const id of owners) {
      const roles = directory.contacts.filter(({ department }) => department === id).map(({ role }) => role);
      expect(roles).toEqual(expect.arrayContaining(['officer', 'chief']));
      const target = directory.departments.find((department) => department.id === id)?.escalatesTo;
      expect(
        directory.contacts.some(({ role, department }) => role === 'head' && department === target),
      ).toBe(true);
    }
  });

  it('holds only letters every mail system carries', () => {
    // ISO-2022-JP carries JIS X 0208 only: no circled digits, no squared units, no Windows dashes, no emoji.
    const texts = plan.initiatives.flatMap(({ title, milestones, kpis: own }) => [
      title,
      ...milestones.flatMap(({ item, text }) => [item, text]),
      ...own.flatMap(({ name, unit }) => [name, unit]),
    ]);
    expect(texts.join('').match(/[①-⑳㈱㎡〜～―−\u{1f000}-\u{1ffff}]/gu)).toBeNull();
  });
});

describe('the sample year', () => {
  const owns = (department: string, id: string) =>
    kpis.some(
      ({ kpi, initiative }) =>
        kpi.id === id && initiative.owners.some((owner) => owner.department === department),
    );

  it('answers only what is asked, by those who are asked', () => {
    for (const { kpi: id, quarter, department } of scenario.actuals) {
      const found = kpis.find(({ kpi }) => kpi.id === id);
      expect(found && owns(department, id), `${id} ${department}`).toBe(true);
      expect(found && isKpiAsked(found.kpi, 'regular', quarter), `${id} ${quarter}`).toBe(true);
      if (found?.kpi.combine === 'lead') expect(department).toBe(leadOf(found.initiative));
    }
    for (const { kpi: id, department } of scenario.finals) {
      const found = kpis.find(({ kpi }) => kpi.id === id);
      expect(found && isKpiAsked(found.kpi, 'final', '2026Q4') && owns(department, id), id).toBe(true);
    }
  });

  it('leaves out whoever is silent', () => {
    const silent = new Set(scenario.silences.map(({ department, quarter }) => `${department} ${quarter}`));
    const spoken = [...scenario.actuals, ...scenario.answers].map(
      ({ department, quarter }) => `${department} ${quarter}`,
    );
    expect(spoken.filter((who) => silent.has(who))).toEqual([]);
  });

  it('answers every other initiative in every round, for this year’s milestones too', () => {
    const missing = plan.initiatives.flatMap((initiative) =>
      ([1, 2, 3, 4] as const).flatMap((n) => {
        const quarter = `${scenario.fiscalYear}Q${n}`;
        const department = leadOf(initiative);
        const isOut = [...scenario.silences, ...scenario.nothingToReport].some(
          (out) => out.department === department && out.quarter === quarter,
        );
        const said = scenario.answers.some(
          (a) => a.initiative === initiative.id && a.quarter === quarter && a.department === department,
        );
        const stood = initiative.milestones
          .filter(({ fiscalYear }) => fiscalYear === scenario.fiscalYear)
          .every(({ id }) => scenario.milestones.some((m) => m.milestone === id && m.quarter === quarter));
        return said !== isOut && stood !== (isOut && initiative.milestones.length > 0)
          ? []
          : [`${initiative.code} ${quarter}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('knows the past of every KPI and milestone it asks about', () => {
    const past = new Set(actuals.actuals.map(({ kpi }) => kpi));
    expect(kpis.filter(({ kpi }) => !past.has(kpi.id)).map(({ kpi }) => kpi.id)).toEqual([]);
    const done = new Set(actuals.milestones.map(({ milestone }) => milestone));
    const earlier = plan.initiatives.flatMap(({ milestones }) =>
      milestones.filter(({ fiscalYear }) => fiscalYear < scenario.fiscalYear),
    );
    expect(earlier.filter(({ id }) => !done.has(id))).toEqual([]);
  });

  it('speaks the words of the form', () => {
    for (const { state } of scenario.milestones) expect(MILESTONE_STATES).toContain(state);
    for (const { rating } of scenario.answers) expect(OWN_RATINGS).toContain(rating);
  });

  it('brings every status at least once, and a stop condition that is met', () => {
    const year = [...playScenario(city).values()].flat();
    expect(new Set(year.map(({ status }) => status))).toEqual(
      new Set(['achieved', 'on-track', 'at-risk', 'off-track', 'not-reported', 'not-evaluable', 'excluded']),
    );
    expect(year.flatMap(({ flags }) => flags.map(({ kind }) => kind))).toEqual(
      expect.arrayContaining(['exit-rule', 'near-exit-rule', 'partial', 'provisional', 'unset']),
    );
  });
});
