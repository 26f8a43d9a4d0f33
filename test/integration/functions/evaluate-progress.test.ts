import { describe, expect, it } from 'vitest';
import type { Store } from '../../../shared/ports.ts';
import { aDepartment, aDirectory, aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';
import { aCity, aStep, type CityParts, OPENING, PLAN } from './a-city.ts';

const FREEZE = aStep('freeze', '2026-07-29T17:00:00+09:00');

async function anOpenCity(parts: CityParts = {}) {
  const city = await aCity(parts);
  await city.openRound(OPENING);
  city.clock.set('2026-07-03T10:00:00+09:00');
  return city;
}

type City = Awaited<ReturnType<typeof aCity>>;

const tablets = (value: number) =>
  [
    { initiative: 'init-tablets', kind: 'actual', subject: 'kpi-tablets', value },
    { initiative: 'init-tablets', kind: 'own-rating', value: '順調' },
  ] as const;

async function statusOf(city: City, initiative = 'init-tablets', round = '2026Q1') {
  const found = await city.store.get('status', { plan: PLAN, round, initiative });
  return found?.value.status;
}

const milestoneOf = async (city: City, initiative: string) =>
  (await city.store.list('milestone', { plan: PLAN, initiative })).map(({ value }) => value)[0];

describe('an answer', () => {
  it('is laid into the histories and judged', async () => {
    const city = await anOpenCity();
    const recorded = await city.answer('dep-civil', tablets(23));
    expect(await city.evaluate.onSubmission(recorded, 'test')).toEqual({ outcome: 'judged', initiatives: 1 });
    const [actual] = await city.store.list('actual', { plan: PLAN, initiative: 'init-tablets' });
    expect(actual?.value).toMatchObject({
      kpi: 'kpi-tablets',
      quarter: '2026Q1',
      stage: 'regular',
      value: 23,
    });
    expect(await statusOf(city)).toMatchObject({ quarter: '2026Q1', status: 'on-track' });
  });

  it('is judged alone: initiatives it does not touch are left as they are', async () => {
    const city = await anOpenCity();
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(23)), 'test');
    expect(await statusOf(city, 'init-farmland')).toBeUndefined();
  });

  it('corrected is judged as corrected', async () => {
    const city = await anOpenCity();
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(20)), 'test');
    const before = await statusOf(city);
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(23)), 'test');
    expect(before?.status).toBe('off-track');
    expect((await statusOf(city))?.status).toBe('on-track');
  });

  it('is kept in the words of its next step with the initiative, for the next form and the digests', async () => {
    const city = await anOpenCity();
    const words = [
      ...tablets(20),
      { initiative: 'init-tablets', kind: 'decide', value: '機種を改める' },
      { initiative: 'init-tablets', kind: 'act', value: '情報係、8月末' },
    ] as const;
    await city.evaluate.onSubmission(await city.answer('dep-civil', words), 'test');
    const { statements } = await city.store.loadHistory(PLAN, 'init-tablets');
    const receivedAt = '2026-07-03T01:00:00.000Z';
    expect(statements.map(({ round, said }) => ({ round, said }))).toEqual([
      {
        round: '2026Q1',
        said: [
          { kind: 'decide', subject: null, value: '機種を改める', receivedAt },
          { kind: 'act', subject: null, value: '情報係、8月末', receivedAt },
        ],
      },
    ]);
  });

  it('judged again leaves no second trace; a change of status leaves one with before and after', async () => {
    const city = await anOpenCity();
    const recorded = await city.answer('dep-civil', tablets(20));
    await city.evaluate.onSubmission(recorded, 'first');
    await city.evaluate.onSubmission(recorded, 'again');
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(23)), 'second');
    const trail = (await city.store.listAudit('2026-07-03')).filter(({ what }) => what === 'status.changed');
    expect(
      trail
        .map(({ cause, before }) => ({ cause, before }))
        .toSorted((a, b) => a.cause.localeCompare(b.cause)),
    ).toEqual([
      { cause: 'first', before: null },
      { cause: 'second', before: expect.stringMatching(/^off-track/) },
    ]);
  });

  it('to a round nobody opened is settled', async () => {
    const city = await aCity();
    const event = { plan: PLAN, round: '2026Q1', department: 'dep-civil', version: 1, initiatives: [] };
    expect(await city.evaluate.onSubmission(event, 'test')).toEqual({
      outcome: 'no-such-round',
      initiatives: 0,
    });
  });

  it('that comes while an older one is being judged is the one that counts', async () => {
    let interrupt: (() => Promise<void>) | null = null;
    const throughStore = (store: Store): Store => ({
      ...store,
      async commit(commit) {
        const next = interrupt;
        if (next && commit.writes.some(({ kind }) => kind === 'status')) {
          interrupt = null;
          await next();
        }
        return store.commit(commit);
      },
    });
    const city = await anOpenCity({ throughStore });
    const first = await city.answer('dep-civil', tablets(20));
    interrupt = async () => {
      const second = await city.answer('dep-civil', tablets(23));
      await city.evaluate.onSubmission(second, 'second');
    };
    await city.evaluate.onSubmission(first, 'first');
    expect((await statusOf(city))?.status).toBe('on-track');
    const [actual] = await city.store.list('actual', { plan: PLAN, initiative: 'init-tablets' });
    expect(actual?.value.value).toBe(23);
  });

  it('that is being judged while the round freezes does not thaw the status', async () => {
    let interrupt: (() => Promise<void>) | null = null;
    const throughStore = (store: Store): Store => ({
      ...store,
      async commit(commit) {
        const next = interrupt;
        if (next && commit.writes.some(({ kind }) => kind === 'status')) {
          interrupt = null;
          await next();
        }
        return store.commit(commit);
      },
    });
    const city = await anOpenCity({ throughStore });
    // The narrative alone: open, the value is awaited; frozen, it is not reported.
    const note = { initiative: 'init-tablets', kind: 'narrative', value: '機種を選定中' } as const;
    const recorded = await city.answer('dep-civil', [note]);
    interrupt = async () => {
      await city.evaluate.onFreeze(FREEZE, 'freeze');
    };
    await city.evaluate.onSubmission(recorded, 'answer');
    expect((await statusOf(city))?.status).toBe('not-reported');
  });
});

describe('a milestone', () => {
  const plan = aPlan({
    initiatives: [
      anInitiative({
        kpis: [],
        milestones: [aMilestone({ due: '2026Q1' })],
        exitRules: { unset: true, by: '2026-09-30' },
      }),
    ],
  });
  const said = (value: string) =>
    [
      { initiative: 'init-tablets', kind: 'milestone-status', subject: 'ms-select', value },
      { initiative: 'init-tablets', kind: 'own-rating', value: '順調' },
    ] as const;

  it('said to be done is done in this quarter', async () => {
    const city = await anOpenCity({ plan });
    await city.evaluate.onSubmission(await city.answer('dep-civil', said('済')), 'test');
    expect(await milestoneOf(city, 'init-tablets')).toMatchObject({ state: '済', doneIn: '2026Q1' });
  });

  it('taken back is judged open at once', async () => {
    const city = await anOpenCity({ plan });
    await city.evaluate.onSubmission(await city.answer('dep-civil', said('済')), 'test');
    const done = await statusOf(city);
    await city.evaluate.onSubmission(await city.answer('dep-civil', said('実施中')), 'test');
    expect(await milestoneOf(city, 'init-tablets')).toMatchObject({ state: '実施中', doneIn: null });
    const open = await statusOf(city);
    expect(open?.reason).not.toBe(done?.reason);
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    expect((await statusOf(city))?.status).toBe(open?.status);
  });
});

describe('the freeze', () => {
  it('judges every initiative that was asked about; what is blank is not reported', async () => {
    const city = await anOpenCity();
    await city.answer('dep-civil', tablets(23));
    expect(await city.evaluate.onFreeze(FREEZE, 'freeze')).toEqual({ outcome: 'frozen', initiatives: 3 });
    expect((await statusOf(city))?.status).toBe('on-track');
    expect((await statusOf(city, 'init-farmland'))?.status).toBe('not-reported');
    expect((await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.value.state).toBe('frozen');
  });

  it('names an initiative whose department no mail could reach', async () => {
    const contacts = aDirectory().contacts.filter(({ department }) => department !== 'dep-farming');
    const city = await anOpenCity({ directory: aDirectory({ contacts }) });
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    expect((await statusOf(city, 'init-farmland'))?.status).toBe('not-reported');
  });

  it('run again changes nothing', async () => {
    const city = await anOpenCity();
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    city.clock.advance(60);
    const before = await city.store.listAudit('2026-07-03');
    expect(await city.evaluate.onFreeze(FREEZE, 'freeze')).toEqual({ outcome: 'frozen', initiatives: 3 });
    expect(await city.store.listAudit('2026-07-03')).toEqual(before);
  });

  it('has the entries checked and evidence drawn once, and keeps what was noted of them', async () => {
    const city = await anOpenCity();
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(23)), 'test');
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    const where = { plan: PLAN, round: '2026Q1' };
    const [drawn] = await city.store.list('entryCheck', where);
    expect(drawn?.value).toMatchObject({
      rule: 'draw',
      kpi: 'kpi-tablets',
      text: expect.stringMatching(/乱数の種 2026Q1-[0-9a-f]{8}/),
      outcome: null,
    });
    if (!drawn) return;
    const outcome = { note: '配備の台帳で確かめた', by: 'jimukyoku', at: '2026-07-30T00:00:00.000Z' };
    const value = { ...drawn.value, outcome };
    await city.store.commit({ writes: [{ kind: 'entryCheck', value, expected: 1 }], audit: [], events: [] });
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    expect((await city.store.list('entryCheck', where)).map((check) => check.value)).toEqual([value]);
  });

  it('does not count an answer that came after it', async () => {
    const city = await anOpenCity();
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    const recorded = await city.answer('dep-civil', tablets(23));
    const [late] = await city.store.list('submission', { plan: PLAN, round: '2026Q1' });
    if (!late) throw new Error('nothing was stored');
    const value = { ...late.value, afterFreeze: true };
    await city.store.commit({
      writes: [{ kind: 'submission', value, expected: late.revision }],
      audit: [],
      events: [],
    });
    await city.evaluate.onSubmission(recorded, 'late');
    expect((await statusOf(city))?.status).toBe('not-reported');
  });

  it('planned with other rules than the round opened with does not freeze it', async () => {
    const city = await anOpenCity();
    const other = aStep('freeze', '2026-07-20T17:00:00+09:00', { rulesVersion: 2 });
    expect(await city.evaluate.onFreeze(other, 'freeze')).toEqual({ outcome: 'superseded', initiatives: 0 });
    expect((await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.value.state).toBe('open');
  });

  it('of a round nobody opened is settled', async () => {
    const city = await aCity();
    expect(await city.evaluate.onFreeze(FREEZE, 'freeze')).toEqual({
      outcome: 'no-such-round',
      initiatives: 0,
    });
  });

  it('of a handover judges nothing', async () => {
    const city = await aCity({ at: '2027-03-15T09:00:00+09:00' });
    await city.openRound(aStep('request', '2027-03-15T09:00:00+09:00', { round: '2026Q4H' }));
    const freeze = aStep('freeze', '2027-03-29T17:00:00+09:00', { round: '2026Q4H' });
    expect(await city.evaluate.onFreeze(freeze, 'freeze')).toEqual({ outcome: 'frozen', initiatives: 0 });
    expect(await statusOf(city, 'init-tablets', '2026Q4')).toBeUndefined();
  });
});

describe('several units', () => {
  const shared = anInitiative({
    owners: [{ department: 'dep-civil', role: 'lead' }, { department: 'dep-architecture' }],
    kpis: [aKpi({ combine: 'sum' })],
  });

  it('are added up, and the missing one is named', async () => {
    const city = await anOpenCity({ plan: aPlan({ initiatives: [shared] }) });
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(23)), 'test');
    expect((await statusOf(city))?.kpis[0]).toMatchObject({ actual: 23, missing: ['建築課'] });
    const value = { initiative: 'init-tablets', kind: 'actual', subject: 'kpi-tablets', value: 4 } as const;
    await city.evaluate.onSubmission(await city.answer('dep-architecture', [value]), 'test');
    expect((await statusOf(city))?.kpis[0]).toMatchObject({ actual: 27, missing: [] });
  });

  it('of which one was split up count through its successors', async () => {
    const departments = [
      ...aDirectory().departments.filter(({ id }) => id !== 'dep-architecture'),
      aDepartment({
        id: 'dep-architecture',
        code: '22',
        name: '建築課',
        to: '2026-03-31',
        successors: ['dep-north', 'dep-south'],
      }),
      aDepartment({ id: 'dep-north', code: '24', name: '北建築課' }),
      aDepartment({ id: 'dep-south', code: '25', name: '南建築課' }),
    ];
    const city = await anOpenCity({
      plan: aPlan({ initiatives: [shared] }),
      directory: aDirectory({ departments }),
    });
    const value = (number: number) =>
      ({ initiative: 'init-tablets', kind: 'actual', subject: 'kpi-tablets', value: number }) as const;
    await city.answer('dep-north', [value(3)]);
    await city.evaluate.onSubmission(await city.answer('dep-civil', tablets(20)), 'test');
    expect((await statusOf(city))?.kpis[0]).toMatchObject({ actual: 23, missing: ['南建築課'] });
  });
});

/** Counts what comes out of the store: each record of a list, each history, each document. */
function countReads() {
  const READS = ['get', 'list', 'loadHistory', 'loadDocument'];
  let records = 0;
  const throughStore = (store: Store): Store =>
    new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function' || !READS.includes(String(name))) return member;
        return async (...given: unknown[]) => {
          const found: unknown = await Reflect.apply(member, target, given);
          records += Array.isArray(found) ? found.length + 1 : 1;
          return found;
        };
      },
    });
  return { throughStore, records: () => records };
}

describe('what one new answer costs', () => {
  /** What evaluating one answer reads in a plan with so many other initiatives. */
  async function readsAmong(others: number): Promise<number> {
    const added = Array.from({ length: others }, (_, at) =>
      anInitiative({
        id: `init-other-${at}`,
        code: `9-9-${at}`,
        title: `ほかの取り組み${at}`,
        owners: [{ department: 'dep-farming', role: 'lead' }],
        kpis: [aKpi({ id: `kpi-other-${at}` })],
        milestones: [],
      }),
    );
    const plan = aPlan();
    const { throughStore, records } = countReads();
    const city = await anOpenCity({
      plan: { ...plan, initiatives: [...plan.initiatives, ...added] },
      throughStore,
    });
    const recorded = await city.answer('dep-civil', tablets(23));
    const before = records();
    expect(await city.evaluate.onSubmission(recorded, 'test')).toMatchObject({ outcome: 'judged' });
    return records() - before;
  }

  it('is as many reads in a plan of forty more initiatives as in one of two more', async () => {
    const few = await readsAmong(2);
    expect(few).toBeGreaterThan(0);
    expect(await readsAmong(40)).toBe(few);
  });
});

describe('the months answered beside a value', () => {
  it('lie with it in the initiative’s history, and are gone with neither', async () => {
    const initiative = anInitiative({ kpis: [aKpi({ monthly: true })] });
    const city = await aCity({ plan: aPlan({ initiatives: [initiative] }) });
    await city.openRound(OPENING);
    const reply = (text: string) => city.reply({ to: 'plan-small/2026Q1/dep-civil/request', text });
    const history = async () => {
      const { version } = (await city.request('dep-civil')).value;
      const key = { plan: PLAN, round: '2026Q1', department: 'dep-civil', version };
      await city.evaluate.onSubmission({ ...key, initiatives: [initiative.id] }, 'test');
      const { actuals } = await city.store.loadHistory(PLAN, initiative.id);
      return actuals.map(({ value, monthly }) => ({ value, monthly }));
    };
    await reply('【1-A】32\r\n【1-B】4月 20、5月 24、6月 32\r\n');
    const months = { '2026-04': 20, '2026-05': 24, '2026-06': 32 };
    expect(await history()).toEqual([{ value: 32, monthly: months }]);
    // What cannot be told apart is asked about, and what stood before stays.
    const { id } = await reply('【1-B】21、24、32\r\n');
    expect((await city.answersTo(id))[0]?.text.replaceAll(/\n　?/g, '')).toContain(
      '三つの月をすべて書いてください',
    );
    await reply('【1-A】33\r\n');
    expect(await history()).toEqual([{ value: 33, monthly: months }]);
  });
});
