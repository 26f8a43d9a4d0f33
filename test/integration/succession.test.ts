import { describe, expect, it } from 'vitest';
import { createPlanSchedules } from '../../functions/schedule/plan-schedules/plan-schedules.ts';
import { createSweepMissed } from '../../functions/schedule/sweep-missed/sweep-missed.ts';
import { instantOf, isoUtc } from '../../shared/calendar/time.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { Succession } from '../../shared/plan/succession.ts';
import type { NewSchedule, Schedules, Store, Write } from '../../shared/ports.ts';
import { composeForm } from '../../shared/round/compose-form.ts';
import { RoundId } from '../../shared/round/round.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { endPlan, previewEnd } from '../../shared/steps/end-plan.ts';
import { loadFormInitiatives } from '../../shared/steps/form-facts.ts';
import { loadCity } from '../../shared/steps/load-city.ts';
import { loadOpinions, saveOpinion } from '../../shared/steps/opinions.ts';
import { PlanEndedError, publishVersion } from '../../shared/steps/publish-version.ts';
import { applySuccession, previewSuccession } from '../../shared/steps/succession.ts';
import { aDirectory, aKpi, anInitiative, aPlan } from '../support/builders.ts';
import { aMemoryTable } from './functions/a-store.ts';

const AT = instantOf('2026-06-01T00:00:00Z');
/** Before the old plan's last quarter is asked. */
const EARLY = instantOf('2026-04-10T00:00:00Z');
const OLD = 'plan-old';
const NEXT = 'plan-next';

const oldPlan = (): Plan => aPlan({ id: OLD, title: '第1次', period: { from: 2024, to: 2025 } });

/** The next plan: the first initiative goes on with the same KPI, the third in another unit, the second ends. */
const nextPlan = (): Plan =>
  aPlan({
    id: NEXT,
    title: '第2次',
    period: { from: 2026, to: 2028 },
    initiatives: [
      anInitiative({ id: 'init-field', code: '1-1', kpis: [aKpi({ id: 'kpi-field' })] }),
      anInitiative({
        id: 'init-land',
        code: '1-2',
        title: '農地情報の公開',
        owners: [{ department: 'dep-farming' }],
        kpis: [aKpi({ id: 'kpi-share', name: '公開した農地の割合', unit: '％' })],
      }),
    ],
  });

const MAPPING: Succession = {
  from: OLD,
  to: NEXT,
  links: [
    { level: 'initiative', from: 'init-tablets', to: 'init-field' },
    { level: 'kpi', from: 'kpi-tablets', to: 'kpi-field' },
    { level: 'initiative', from: 'init-farmland', to: 'init-land' },
    { level: 'kpi', from: 'kpi-ledger', to: 'kpi-share' },
  ],
  ends: [{ level: 'initiative', id: 'init-outsourcing', end: 'moved' }],
  news: [],
};

/** Two plans in one table, the old one with values, an open opinion and a released decision. */
async function aCityBetweenPlans() {
  const store = (await aMemoryTable()).store();
  const audit = (cause: string) => ({
    ...{ at: isoUtc(AT), cause, actor: 'test', what: cause, subject: cause },
    ...{ before: null, after: 'v1' },
  });
  await store.publishDocument('directory', 'city', aDirectory(), 0, audit('directory'), []);
  for (const plan of [oldPlan(), nextPlan()]) {
    const rules = { ...STANDARD_RULES, firstRound: RoundId.parse(plan.id === OLD ? '2024Q1' : '2026Q1') };
    await store.publishDocument('rules', plan.id, rules, 0, audit(`rules-${plan.id}`), []);
    await store.publishDocument('plan', plan.id, plan, 0, audit(plan.id), []);
  }
  const actual = (initiative: string, kpi: string, department: string, value: number): Write => ({
    kind: 'actual',
    value: {
      ...{ plan: OLD, initiative, kpi, quarter: '2025Q4', stage: 'regular', department, value },
      ...{ confidence: 'high', illustrative: false },
    },
    expected: null,
  });
  const decision: Write = {
    kind: 'releasedDecision',
    value: {
      ...{ plan: OLD, initiative: 'init-tablets', id: 'case-1', option: 'improve' },
      ...{ text: '対象を絞る', decidedOn: '2026-03-01', releasedAt: '2026-03-02T00:00:00Z', until: null },
    },
    expected: null,
  };
  await store.commit({
    writes: [
      actual('init-tablets', 'kpi-tablets', 'dep-civil', 40),
      actual('init-farmland', 'kpi-ledger', 'dep-farming', 700),
      decision,
    ],
    audit: [],
    events: [],
  });
  await addOpinion(store, 1, 'init-tablets', 'under-way');
  await addOpinion(store, 2, 'init-tablets', 'reflected');
  await addOpinion(store, 3, 'init-outsourcing', 'later');
  return store;
}

async function addOpinion(
  store: Store,
  number: number,
  initiative: string,
  is: 'under-way' | 'reflected' | 'later',
) {
  const act = { plan: OLD, by: 'test', at: AT, cause: `opinion-${number}`, why: null };
  const world = { plan: oldPlan(), directory: aDirectory() };
  const saved = await saveOpinion(
    store,
    world,
    act,
    {
      ...{ number, kind: 'council', meeting: '第1回', raisedOn: '2025-08', text: `意見${number}` },
      ...{ object: { level: 'initiative', initiative }, class: is, reason: null, policy: '進める' },
      department: null,
      due: null,
      reflected: is === 'reflected' ? { where: '計画書', before: null, after: null } : null,
      published: false,
      illustrative: [],
    },
    null,
  );
  expect(saved).toEqual({ outcome: 'added' });
}

const act = (parts: Partial<Parameters<typeof applySuccession>[1]> = {}) => ({
  ...{ from: OLD, to: NEXT, succession: MAPPING, basedOn: 0, by: '事務局', reason: '次期計画の開始' },
  ...{ cityId: 'small', at: AT, cause: 'test/succession' },
  ...parts,
});

/** The group of schedules, kept in a map. */
function aGroup(): Schedules & { readonly kept: Map<string, NewSchedule> } {
  const kept = new Map<string, NewSchedule>();
  return {
    kept,
    list: async () => [...kept.keys()],
    create: async (schedule) => {
      kept.set(schedule.name, schedule);
      return 'created';
    },
    delete: async (name) => (kept.delete(name) ? 'deleted' : 'not-there'),
  };
}

const plansIn = (group: ReturnType<typeof aGroup>) =>
  new Set([...group.kept.values()].map(({ input }) => JSON.parse(input).data.plan));

describe('the succession from one plan to the next', () => {
  it('says what it would do, and stores nothing', async () => {
    const store = await aCityBetweenPlans();
    const found = await previewSuccession(store, { from: OLD, to: NEXT }, MAPPING);
    expect(found.faults).toEqual([]);
    expect(found.counts).toMatchObject({ succeeded: { initiative: 2, kpi: 2 }, ended: { moved: 1 } });
    expect(found.unsettled).toMatchObject({ left: 1, undecided: 0 });
    expect(found.unsettled.opinions.map(({ record }) => record.opinion.number)).toEqual([1]);
    expect(found.unsettled.decisions.map(({ heir }) => heir)).toEqual(['init-field']);
    expect(await store.loadDocument('succession', NEXT)).toBeNull();
  });

  it('is applied in one publication with its trail; orphans refuse it, and the second of two is told', async () => {
    const store = await aCityBetweenPlans();
    const orphaned = await applySuccession(store, act({ succession: { ...MAPPING, ends: [] } }));
    expect(orphaned).toMatchObject({ outcome: 'refused', faults: [{ side: 'from' }] });
    expect(await applySuccession(store, act())).toEqual({ outcome: 'applied', version: 1 });
    expect(await applySuccession(store, act({ by: '別の人' }))).toEqual({ outcome: 'conflict' });
    const trail = await store.listAudit('2026-06-01');
    expect(trail.filter(({ what }) => what === 'succession.published')).toMatchObject([
      { actor: '事務局', reason: '次期計画の開始', subject: `${NEXT}/v1` },
    ]);
  });

  it('carries over what is not settled once, however often it is run', async () => {
    const store = await aCityBetweenPlans();
    await applySuccession(store, act());
    const schedules = aGroup();
    const { planSchedules } = createPlanSchedules({ store, schedules, clock: () => AT, city: 'small' });
    expect(await planSchedules(NEXT, 'succession-published')).toMatchObject({ carriedOver: 2 });
    expect(await planSchedules(NEXT, 'daily')).toMatchObject({ carriedOver: 0 });
    const ledger = (await loadOpinions(store, NEXT)).map(({ value }) => value);
    expect(ledger).toMatchObject([
      {
        carriedFrom: { plan: OLD, number: 1 },
        opinion: { number: 1, object: { level: 'initiative', initiative: 'init-field' } },
      },
    ]);
    const { decisions } = await store.loadHistory(NEXT, 'init-field');
    expect(decisions).toMatchObject([{ id: 'case-1', plan: NEXT, text: '対象を絞る' }]);
    expect((await store.loadHistory(OLD, 'init-tablets')).decisions).toHaveLength(1);
  });

  it('shows the new plan’s department where it comes from, each value in its own unit', async () => {
    const store = await aCityBetweenPlans();
    await applySuccession(store, act());
    const city = await loadCity(store, NEXT);
    const formFor = async (department: string, round: string) => {
      const id = RoundId.parse(round);
      const asked = city.plan.initiatives.filter(({ owners }) =>
        owners.some((owner) => owner.department === department),
      );
      const initiatives = await loadFormInitiatives(store, city, NEXT, id, department, asked);
      return composeForm({ round: id, department, receiptCode: 'AAAA-AAAA', initiatives, only: null }).lines;
    };
    const tablets = (await formFor('dep-civil', '2026Q1')).join('\n');
    expect(tablets).toContain('前計画からの経過');
    expect(tablets).toContain('前計画の実績 40台（R7第4四半期）');
    expect(tablets).not.toContain('数え方が違うため');
    const land = (await formFor('dep-farming', '2026Q1')).join('\n');
    expect(land).toContain('前計画の実績 700件（R7第4四半期）');
    expect(land).toContain('数え方が違うため、比べません');
    // In the second year the plan speaks for itself.
    expect((await formFor('dep-civil', '2027Q1')).join('\n')).not.toContain('前計画からの経過');
  });
});

describe('two plans that overlap', () => {
  it('are both looked after by the one daily run and the one sweep', async () => {
    const store = await aCityBetweenPlans();
    const schedules = aGroup();
    const { planSchedules } = createPlanSchedules({ store, schedules, clock: () => EARLY, city: 'small' });
    await planSchedules(NEXT, 'daily');
    expect(plansIn(schedules)).toEqual(new Set([OLD, NEXT]));
    const sweepMissed = createSweepMissed({
      ...{ store, listSchedules: schedules.list, clock: () => EARLY, city: 'small' },
      objects: { list: async () => [], get: async () => undefined, put: async () => 'stored' },
    });
    await sweepMissed(NEXT);
    expect(await store.get('sweep', { plan: OLD })).not.toBeNull();
    expect(await store.get('sweep', { plan: NEXT })).not.toBeNull();
  });
});

describe('the end of a plan', () => {
  it('waits for its last year, its rounds, its decisions and the plan that follows', async () => {
    const store = await aCityBetweenPlans();
    const { obstacles } = await previewEnd(store, OLD);
    expect(obstacles).toEqual([
      '令和7年度の年度更新が、まだ済んでいません。',
      '次の計画への引継ぎが、まだ済んでいません。',
    ]);
  });

  it('stops everything of it: no schedule stands, and nothing can be published', async () => {
    const store = await aCityBetweenPlans();
    await applySuccession(store, act());
    const edit = (document: Plan, basedOn: number) =>
      publishVersion(store, {
        ...{ kind: 'plan', id: OLD, document, basedOn, plan: OLD, city: 'small' },
        ...{ by: 'test', reason: null, at: AT, cause: `edit-${basedOn}` },
      });
    await edit({ ...oldPlan(), closed: [{ year: 2025, on: '2026-05-20' }] }, 1);
    const schedules = aGroup();
    const { planSchedules } = createPlanSchedules({ store, schedules, clock: () => EARLY, city: 'small' });
    await planSchedules(OLD, 'daily');
    expect(plansIn(schedules)).toContain(OLD);
    const ending = { plan: OLD, basedOn: 2, by: '事務局', reason: '計画期間の満了', cityId: 'small', at: AT };
    expect(await endPlan(store, { ...ending, cause: 'test/end' })).toEqual({ outcome: 'ended' });
    expect(await endPlan(store, { ...ending, cause: 'test/again' })).toEqual({ outcome: 'already-done' });
    await planSchedules(NEXT, 'daily');
    await planSchedules(OLD, 'plan-published');
    expect(plansIn(schedules)).toEqual(new Set([NEXT]));
    await expect(edit(oldPlan(), 3)).rejects.toThrow(PlanEndedError);
  });
});
