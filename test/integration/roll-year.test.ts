import { describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/calendar/time.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { Store } from '../../shared/ports.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { compareImport, publishImport } from '../../shared/steps/import-plan.ts';
import { applyRoll, previewRoll } from '../../shared/steps/roll-year.ts';
import { aDirectory, aKpi, aMilestone, anInitiative, aPlan } from '../support/builders.ts';
import { aTable } from './functions/a-store.ts';

const AT = instantOf('2026-05-20T01:00:00Z');

/** A plan in its second year, whose first is still to be closed; one of its two milestones was reported done. */
async function aPlanInItsSecondYear(firstRound: '2026Q1' | '2025Q3' = '2026Q1') {
  const store = (await aTable()).store();
  const initiative = anInitiative({
    kpis: [aKpi({ targets: { 2025: 5 } })],
    milestones: [
      aMilestone({ id: 'ms-done', item: '甲', fiscalYear: 2025, due: '2025Q3' }),
      aMilestone({ id: 'ms-late', item: '乙', fiscalYear: 2025, due: '2025Q4' }),
    ],
  });
  const plan = aPlan({ period: { from: 2025, to: 2027 }, initiatives: [initiative] });
  const note = (cause: string) => ({
    at: '2026-04-01T00:00:00Z',
    cause,
    actor: 'test',
    what: cause,
    subject: cause,
  });
  const audit = (cause: string) => ({ ...note(cause), before: null, after: 'v1' });
  await store.publishDocument('directory', 'city', aDirectory(), 0, audit('directory'), []);
  await store.publishDocument('rules', plan.id, { ...STANDARD_RULES, firstRound }, 0, audit('rules'), []);
  await store.publishDocument('plan', plan.id, plan, 0, audit('plan'), []);
  const done = {
    plan: plan.id,
    initiative: initiative.id,
    milestone: 'ms-done',
    department: initiative.owners[0]?.department ?? '',
    state: '済',
    reportedFor: '2025Q3',
    doneIn: '2025Q3',
  } as const;
  await store.commit({
    writes: [{ kind: 'milestone', value: done, expected: null }],
    audit: [],
    events: [],
  });
  return { store, plan };
}

const act = (by = 'jimukyoku', basedOn = 1) => ({
  to: 2026,
  targets: new Map([['kpi-tablets', 30]]),
  basedOn,
  by,
  reason: '令和8年度に入ったため',
  cityId: 'small',
  at: AT,
  cause: `test/${by}`,
});

const current = async (store: Store, { id }: Plan) => (await store.loadDocument('plan', id))?.document;

describe('rolling the year over', () => {
  it('closes the year, carries what is not done, sets what was missing and leaves a trail, in one publication', async () => {
    const { store, plan } = await aPlanInItsSecondYear();
    const { roll, obstacles } = await previewRoll(store, plan.id, 2026);
    expect(obstacles).toEqual([]);
    expect(roll.milestones.map(({ milestone, becomes }) => [milestone.id, becomes])).toEqual([
      ['ms-done', 'done'],
      ['ms-late', 'carried'],
    ]);
    expect(await applyRoll(store, plan.id, act())).toEqual({ outcome: 'rolled', version: 2 });
    const [initiative] = (await current(store, plan))?.initiatives ?? [];
    expect(initiative?.milestones.map(({ due, carriedInto }) => [due, carriedInto])).toEqual([
      ['2025Q3', undefined],
      ['2025Q4', 2026],
    ]);
    expect(initiative?.kpis[0]?.targets).toEqual({ 2025: 5, 2026: 30 });
    expect(await store.listAudit('2026-05-20')).toMatchObject([
      {
        what: 'plan.published',
        actor: 'jimukyoku',
        reason: '令和8年度に入ったため',
        before: 'v1',
        after: 'v2',
      },
    ]);
  });

  it('is done once, and lets one of two people do it', async () => {
    const { store, plan } = await aPlanInItsSecondYear();
    const outcomes = await Promise.all([
      applyRoll(store, plan.id, act('first')),
      applyRoll(store, plan.id, act('second')),
    ]);
    expect(outcomes.filter(({ outcome }) => outcome === 'rolled')).toHaveLength(1);
    expect(await applyRoll(store, plan.id, act('third'))).toEqual({ outcome: 'already-done' });
    expect((await store.listVersions('plan', plan.id)).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('has changed nothing where it is cut off, and goes through the next time', async () => {
    const { store, plan } = await aPlanInItsSecondYear();
    const cut: Store = { ...store, publishDocument: () => Promise.reject(new Error('cut off')) };
    await expect(applyRoll(cut, plan.id, act())).rejects.toThrow('cut off');
    expect(await current(store, plan)).toEqual(plan);
    expect(await applyRoll(store, plan.id, act())).toMatchObject({ outcome: 'rolled' });
  });

  it('waits until the year’s rounds have closed', async () => {
    const { store, plan } = await aPlanInItsSecondYear('2025Q3');
    expect(await applyRoll(store, plan.id, act())).toEqual({
      outcome: 'refused',
      obstacles: [
        '令和7年度第3四半期の照会が、まだ締め切られていません。',
        '令和7年度第4四半期の照会が、まだ締め切られていません。',
      ],
    });
  });

  it('lets no import change the closed year afterwards', async () => {
    const { store, plan } = await aPlanInItsSecondYear();
    await applyRoll(store, plan.id, act());
    const initiatives = plan.initiatives.map((one) => ({ ...one, kpis: [aKpi({ targets: { 2025: 4 } })] }));
    const revised = { ...plan, initiatives };
    const found = await compareImport(store, { ok: true, plan: revised, directory: null, notes: [] });
    expect(found.closedYearFaults.map(({ where }) => where)).toEqual(['initiatives[0].kpis[0].targets.2025']);
    const { to: _to, targets: _targets, basedOn: _basedOn, ...by } = act();
    await expect(publishImport(store, found, { ...by, city: 'small' })).rejects.toThrow('closed year');
  });
});
