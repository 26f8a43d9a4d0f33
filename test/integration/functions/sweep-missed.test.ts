import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { OutboxEvent } from '../../../events/catalogue.ts';
import { createSweepMissed } from '../../../functions/schedule/sweep-missed/sweep-missed.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { activateRules } from '../../../shared/steps/activate-rules.ts';
import { createNoteStep } from '../../../shared/steps/note-step.ts';
import { loadStepPlan, schedulesOf } from '../../../shared/steps/planned-steps.ts';
import { aCity, aStep, OPENING, PLAN } from './a-city.ts';

const NOTHING = {
  foundMails: 0,
  unreadMails: 0,
  pendingMails: 0,
  unknownMails: 0,
  missedSteps: 0,
  scheduleDrift: 0,
  silentRounds: 0,
  openedCases: 0,
  deletedRecords: 0,
};
const REQUEST = 'plan-small/2026Q1/dep-civil/request';

/** The small city on the eve of its first round, swept for the first time. */
async function aSweptCity() {
  const city = await aCity({ at: '2026-06-30T12:00:00+09:00' });
  const { store, objects, clock } = city;
  let standing: readonly string[] = [];
  const sweepMissed = createSweepMissed({
    store,
    objects,
    listSchedules: async () => standing,
    clock: clock.now,
    city: 'small',
  });
  const noteStep = createNoteStep({ store, clock: clock.now });

  /** Has plan-schedules done its work, so that there is no drift but what a test makes. */
  async function laySchedules(): Promise<string[]> {
    const steps = await loadStepPlan(store, PLAN);
    const names = schedulesOf(steps, clock.now(), { city: 'small', plan: PLAN }).map(({ name }) => name);
    standing = names;
    return names;
  }

  /** What has gone into the outbox since this was last asked. */
  async function carry(): Promise<OutboxEvent[]> {
    const { Items = [] } = await city.table.documents.send(
      new ScanCommand({ TableName: city.table.tableName }),
    );
    const events = Items.filter(({ entity }) => entity === 'outbox').map(({ event }) =>
      OutboxEvent.parse(JSON.parse(String(event))),
    );
    const fresh = events.filter(({ id }) => !seen.has(id));
    for (const { id } of events) seen.add(id);
    return fresh.toSorted((a, b) => a.id.localeCompare(b.id));
  }
  const seen = new Set<string>();

  const sweep = async (at?: string) => {
    if (at) clock.set(at);
    await laySchedules();
    return sweepMissed(PLAN);
  };
  expect(await sweep()).toEqual(NOTHING);

  /** Opens the first round in time. */
  async function open(): Promise<void> {
    clock.set('2026-07-01T09:00:00+09:00');
    await city.openRound(OPENING);
    await noteStep(OPENING);
    for (const { value } of await store.list('mail', { state: 'pending' })) await city.deliver(value.id);
    await carry();
  }
  const findings = async (month = '2026-07') =>
    (await store.list('finding', { plan: PLAN, month })).map(({ value: { what, subject, dueAt } }) => [
      what,
      subject,
      dueAt,
    ]);

  return {
    ...city,
    sweep,
    sweepMissed,
    noteStep,
    carry,
    open,
    findings,
    leaveStanding: (names: readonly string[]) => {
      standing = names;
    },
    laySchedules,
  };
}

describe('a step whose schedule never fired', () => {
  it('is fired through the outbox, as the schedule would have, and found once', async () => {
    const city = await aSweptCity();
    expect(await city.sweep('2026-07-01T09:10:00+09:00')).toEqual(NOTHING);
    expect(await city.sweep('2026-07-01T09:15:00+09:00')).toMatchObject({ missedSteps: 1 });
    const [event, ...others] = await city.carry();
    expect(others).toEqual([]);
    if (event?.type !== 'step-fell-due.v1') throw new Error('no step was fired');
    expect(event.data).toEqual({ ...OPENING, target: 'open-round' });
    expect(await city.openRound(event.data)).toMatchObject({ outcome: 'opened', requests: 3 });
    await city.noteStep(event.data);
    expect(await city.findings()).toEqual([['step-late', '2026Q1/request', OPENING.scheduledAt]]);
    expect(await city.sweep('2026-07-01T09:30:00+09:00')).toMatchObject({ missedSteps: 0 });
  });

  it('is fired again, ever more rarely, until it has been done', async () => {
    const city = await aSweptCity();
    const fired = [];
    for (const time of ['09:15', '09:20', '09:30', '09:45', '10:00']) {
      const { missedSteps } = await city.sweep(`2026-07-01T${time}:00+09:00`);
      fired.push([missedSteps, (await city.carry()).length]);
    }
    expect(fired).toEqual([
      [1, 1],
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 1],
    ]);
    expect(await city.findings()).toHaveLength(1);
  });

  it('sends nothing twice where it had fired after all and only its mark was lost', async () => {
    const city = await aSweptCity();
    await city.open();
    const step = aStep('due-minus-5', '2026-07-07T09:00:00+09:00');
    city.clock.set('2026-07-07T09:00:00+09:00');
    await city.remind(step);
    const before = await city.store.list('mail', { state: 'pending' });
    expect(before.length).toBeGreaterThan(0);
    await city.sweep('2026-07-07T09:20:00+09:00');
    for (const event of await city.carry())
      if (event.type === 'step-fell-due.v1') await city.remind(event.data);
    expect(await city.store.list('mail', { state: 'pending' })).toEqual(before);
  });

  it('is given up a business day later, and reported once', async () => {
    const city = await aSweptCity();
    await city.open();
    await city.sweep('2026-07-06T12:00:00+09:00');
    await city.carry();
    expect((await city.sweep('2026-07-08T09:30:00+09:00')).missedSteps).toBeGreaterThan(0);
    expect((await city.carry()).filter(({ id }) => id.includes('due-minus-5'))).toEqual([]);
    expect(await city.findings()).toContainEqual([
      'step-missed',
      '2026Q1/due-minus-5',
      '2026-07-07T00:00:00.000Z',
    ]);
    expect((await city.sweep('2026-07-08T10:00:00+09:00')).missedSteps).toBe(0);
  });

  it('is none where it has been done, and what fell due before the first sweep is not its business', async () => {
    const city = await aSweptCity();
    await city.open();
    expect(await city.sweep('2026-07-01T12:00:00+09:00')).toEqual(NOTHING);
    const late = await aCity({ at: '2026-07-20T12:00:00+09:00' });
    const sweepMissed = createSweepMissed({
      store: late.store,
      objects: late.objects,
      listSchedules: async () => [],
      clock: late.clock.now,
      city: 'small',
    });
    expect(await sweepMissed(PLAN)).toMatchObject({ missedSteps: 0 });
  });
});

describe('a mail that came in', () => {
  it('and was never noted is brought into processing, once for each doubling of the time', async () => {
    const city = await aSweptCity();
    await city.open();
    await city.objects.put('inbound/lost', new TextEncoder().encode('Subject: x\r\n\r\nx'));
    expect(await city.sweep('2026-07-01T09:09:00+09:00')).toEqual(NOTHING);
    expect(await city.sweep('2026-07-01T09:15:00+09:00')).toMatchObject({ foundMails: 1, unreadMails: 0 });
    expect(await city.carry()).toMatchObject([
      {
        type: 'mail-found.v1',
        data: {
          received: 'lost',
          object: { key: 'inbound/lost', storedAt: '2026-07-01T00:00:00.000Z' },
          cause: 'no-row',
        },
      },
    ]);
    expect(await city.sweep('2026-07-01T09:18:00+09:00')).toMatchObject({ foundMails: 1 });
    expect(await city.carry()).toEqual([]);
    expect(await city.sweep('2026-07-01T09:45:00+09:00')).toMatchObject({ foundMails: 1, unreadMails: 1 });
    expect(await city.carry()).toHaveLength(1);
    expect(await city.findings()).toEqual([['mail-late', 'lost', '2026-07-01T00:00:00.000Z']]);
  });

  it('and was read is left alone', async () => {
    const city = await aSweptCity();
    await city.open();
    await city.reply({ to: REQUEST, text: '【1-A】32\r\n' });
    await city.carry();
    for (const { value } of await city.store.list('mail', { state: 'pending' })) await city.deliver(value.id);
    expect(await city.sweep('2026-07-01T12:00:00+09:00')).toEqual(NOTHING);
  });

  it('and was noted but never settled is read again after half an hour', async () => {
    const city = await aSweptCity();
    await city.open();
    const { id } = await city.reply({ to: REQUEST, text: '【1-A】32\r\n' });
    const row = await city.store.get('received', { id });
    if (!row) throw new Error('the reply left no row');
    const value = { ...row.value, state: 'received' } as const;
    await city.store.commit({
      writes: [{ kind: 'received', value, expected: row.revision }],
      audit: [],
      events: [],
    });
    await city.carry();
    expect(await city.sweep('2026-07-01T09:29:00+09:00')).toMatchObject({ foundMails: 0 });
    expect(await city.sweep('2026-07-01T09:30:00+09:00')).toMatchObject({ foundMails: 1, unreadMails: 1 });
    const [event] = (await city.carry()).filter(({ type }) => type === 'mail-found.v1');
    expect(event?.data).toEqual({ received: id, object: null, cause: 'stale' });
  });
});

describe('a mail that was decided', () => {
  it('and never left is put before the door again', async () => {
    const city = await aSweptCity();
    city.clock.set('2026-07-01T09:00:00+09:00');
    await city.openRound(OPENING);
    await city.noteStep(OPENING);
    await city.carry();
    expect(await city.sweep('2026-07-01T09:09:00+09:00')).toMatchObject({ pendingMails: 0 });
    expect(await city.sweep('2026-07-01T09:10:00+09:00')).toMatchObject({ pendingMails: 3 });
    const events = await city.carry();
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill('mail-queued.v1'));
    for (const { data } of events) if ('mail' in data) await city.deliver(data.mail);
    expect(city.handed).toHaveLength(3);
    expect(await city.sweep('2026-07-01T09:20:00+09:00')).toMatchObject({ pendingMails: 0 });
  });

  it('and may have left or not is asked for again once the queue has ceased to', async () => {
    const city = await aSweptCity();
    city.clock.set('2026-07-01T09:00:00+09:00');
    await city.openRound(OPENING);
    await city.noteStep(OPENING);
    city.answers.push({ outcome: 'unknown', reason: 'timeout' });
    await expect(city.deliver(REQUEST)).rejects.toThrow('outcome-unknown');
    for (const { value } of await city.store.list('mail', { state: 'pending' })) await city.deliver(value.id);
    await city.carry();
    expect(await city.sweep('2026-07-01T09:19:00+09:00')).toMatchObject({ unknownMails: 0 });
    expect(await city.sweep('2026-07-01T09:20:00+09:00')).toMatchObject({ unknownMails: 1, pendingMails: 0 });
    expect((await city.carry()).map(({ id }) => id)).toEqual([`mail-queued/${REQUEST}/unknown-1-0`]);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
  });
});

describe('the schedules', () => {
  it('are counted where they differ from the timetable, and mended once an hour at most', async () => {
    const city = await aSweptCity();
    const names = await city.laySchedules();
    const prefix = names[0]?.slice(0, 8) ?? '';
    city.leaveStanding([...names.slice(1), `${prefix}2026Q1-request-0123456789`, 'p000000-of-another-plan']);
    expect(await city.sweepMissed(PLAN)).toMatchObject({ scheduleDrift: 2 });
    expect(await city.sweepMissed(PLAN)).toMatchObject({ scheduleDrift: 2 });
    expect(await city.carry()).toMatchObject([{ type: 'timetable-changed.v1', data: { cause: 'drift' } }]);
  });
});

describe('rules that were activated', () => {
  it('and did not come into force within a quarter of an hour are brought before plan-schedules', async () => {
    const city = await aSweptCity();
    const act = { city: 'small', plan: PLAN, by: 'a', at: city.clock.now(), cause: 'console/1' };
    await activateRules(city.store, act, { rules: STANDARD_RULES, basedOn: 1, seen: null });
    await city.carry();
    await city.laySchedules();
    expect(await city.sweep('2026-06-30T12:24:00+09:00')).toMatchObject({ scheduleDrift: 0 });
    expect(await city.sweep('2026-06-30T12:25:00+09:00')).toMatchObject({ scheduleDrift: 1 });
    expect(await city.carry()).toMatchObject([{ type: 'timetable-changed.v1', data: { cause: 'drift' } }]);
  });
});

describe('an open round', () => {
  it('nobody has answered is silent from its third business day on, until somebody does', async () => {
    const city = await aSweptCity();
    await city.open();
    expect(await city.sweep('2026-07-03T12:00:00+09:00')).toMatchObject({ silentRounds: 0 });
    expect(await city.sweep('2026-07-06T09:00:00+09:00')).toMatchObject({ silentRounds: 1 });
    await city.reply({ to: REQUEST, text: '【1-A】32\r\n' });
    expect(await city.sweep('2026-07-06T10:00:00+09:00')).toMatchObject({ silentRounds: 0 });
  });
});

describe('a fault', () => {
  it('in one part keeps no other from its work, and the run is not taken for done', async () => {
    const city = await aSweptCity();
    const sweepMissed = createSweepMissed({
      store: city.store,
      objects: {
        list: async () => {
          throw new Error('the object store is away');
        },
        get: async () => undefined,
        put: async () => 'stored',
      },
      listSchedules: async () => [],
      clock: city.clock.now,
      city: 'small',
    });
    const before = await city.store.get('sweep', { plan: PLAN });
    city.clock.set('2026-07-01T09:30:00+09:00');
    await expect(sweepMissed(PLAN)).rejects.toThrow('1 parts of the sweep failed');
    expect((await city.carry()).map(({ type }) => type)).toContain('step-fell-due.v1');
    expect(await city.store.get('sweep', { plan: PLAN })).toEqual(before);
  });

  it('that no plan was imported yet keeps no mail from being found', async () => {
    const city = await aSweptCity();
    await city.objects.put('inbound/early', new Uint8Array([10]));
    city.clock.advance(600);
    const sweepMissed = createSweepMissed({
      store: city.table.store('empty'),
      objects: city.objects,
      listSchedules: async () => [],
      clock: city.clock.now,
      city: 'empty',
    });
    expect(await sweepMissed(PLAN)).toMatchObject({ foundMails: 1, scheduleDrift: 0 });
  });
});
