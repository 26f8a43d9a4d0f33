import { describe, expect, it } from 'vitest';
import { createRemind } from '../../../functions/collect/remind/remind.ts';
import { writeForm } from '../../../shared/adapters/spreadsheet/form-writer.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { anInitiative, aPlan } from '../../support/builders.ts';
import { aCity, aStep, type CityParts, OPENING, PLAN } from './a-city.ts';

const FIVE_BEFORE = aStep('due-minus-5', '2026-07-07T09:00:00+09:00');

/** The city at nine on 7 July, its round open since the first. */
async function aCityFiveDaysBefore(parts: CityParts = {}) {
  const city = await aCity(parts);
  await city.openRound(OPENING);
  city.clock.set('2026-07-07T09:00:00+09:00');
  return city;
}

type City = Awaited<ReturnType<typeof aCity>>;

async function remindersOf(city: City): Promise<string[]> {
  const mails = await city.store.list('mail', { state: 'pending', of: { plan: PLAN, round: '2026Q1' } });
  return mails.flatMap(({ value }) => (value.kind === 'request' ? [] : [value.id])).toSorted();
}

const answeredAt = (at: string, outstanding: string[] = []) =>
  ({ what: 'answered', at, outstanding }) as const;

describe('a step of the ladder', () => {
  it('reminds everybody who has not answered', async () => {
    const city = await aCityFiveDaysBefore();
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'reminded', mails: 3 });
    expect(await city.mail('plan-small/2026Q1/dep-civil/due-minus-5')).toMatchObject({
      kind: 'reminder',
      state: 'pending',
      receiptCode: (await city.request('dep-civil')).value.receiptCode,
      scheduledAt: '2026-07-07T00:00:00.000Z',
    });
  });

  it('leaves alone who has answered', async () => {
    const city = await aCityFiveDaysBefore();
    await city.settle('dep-civil', { state: 'submitted', events: [answeredAt('2026-07-03T01:00:00.000Z')] });
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'reminded', mails: 2 });
    expect(await remindersOf(city)).not.toContain('plan-small/2026Q1/dep-civil/due-minus-5');
  });

  it('asks again only for what is blank, under the anchors of the request', async () => {
    const plan = aPlan({
      initiatives: [anInitiative(), anInitiative({ id: 'init-roads', code: '2-1-9', title: '道路台帳' })],
    });
    const city = await aCityFiveDaysBefore({ plan });
    city.clock.set('2026-07-03T10:00:00+09:00');
    await city.answer('dep-civil', [
      { initiative: 'init-tablets', kind: 'actual', subject: 'kpi-tablets', value: 25 },
      { initiative: 'init-tablets', kind: 'own-rating', value: '順調' },
      { initiative: 'init-roads', kind: 'own-rating', value: '順調' },
    ]);
    await city.settle('dep-civil', {
      state: 'partial',
      events: [answeredAt('2026-07-03T01:00:00.000Z', ['init-roads'])],
    });
    city.clock.set('2026-07-07T09:00:00+09:00');
    await city.remind(FIVE_BEFORE);
    const { text, manifest } = await city.mail('plan-small/2026Q1/dep-civil/due-minus-5');
    expect(text).toContain('まだ空いている行があります。');
    expect(text).toContain('対象　　　1件（2件のうち、空欄があるもの）');
    expect(text).not.toContain('■1 ');
    expect(manifest?.fields.map(({ anchor }) => anchor)).toEqual(['2-A', '2-B', '9-A', '9-B']);
  });

  it('tells the heads with one letter each, which nobody has to answer', async () => {
    const city = await aCityFiveDaysBefore();
    city.clock.set('2026-07-24T09:00:00+09:00');
    const outcome = await city.remind(aStep('due-plus-7', '2026-07-24T09:00:00+09:00'));
    expect(outcome).toEqual({ outcome: 'reminded', mails: 2 });
    expect(await city.mail('plan-small/2026Q1/dep-construction/due-plus-7')).toMatchObject({
      kind: 'escalation',
      to: ['dep-construction-head@small.example'],
      receiptCode: null,
      manifest: null,
      subject: '【お知らせ】推進プラン進捗 R8第1四半期 回答待ち2件',
    });
  });

  it('goes to the chief where the request came back from the officer, and to nobody where nobody is reached', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    for (const department of ['dep-civil', 'dep-farming']) {
      await city.deliver(`plan-small/2026Q1/${department}/request`);
      const by = [`${department}-officer@small.example`];
      await city.report(`plan-small/2026Q1/${department}/request`, 'Bounce', { bounceType: 'Permanent', by });
    }
    city.clock.set('2026-07-07T09:00:00+09:00');
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'reminded', mails: 2 });
    expect(await remindersOf(city)).toEqual([
      'plan-small/2026Q1/dep-architecture/due-minus-5',
      'plan-small/2026Q1/dep-civil/due-minus-5',
    ]);
    expect((await city.mail('plan-small/2026Q1/dep-civil/due-minus-5')).to).toEqual([
      'dep-civil-chief@small.example',
    ]);
  });

  it('writes why into the audit trail', async () => {
    const city = await aCityFiveDaysBefore();
    await city.remind(FIVE_BEFORE);
    const trail = await city.store.listAudit('2026-07-07');
    expect(
      trail
        .filter(({ what }) => what === 'reminder.sent')
        .map(({ subject }) => subject)
        .toSorted(),
    ).toEqual(['2026Q1/dep-architecture', '2026Q1/dep-civil', '2026Q1/dep-farming']);
  });
});

describe('a step that fires twice', () => {
  it('reminds nobody twice', async () => {
    const city = await aCityFiveDaysBefore();
    await city.remind(FIVE_BEFORE);
    const before = await city.mail('plan-small/2026Q1/dep-civil/due-minus-5');
    await city.remind(FIVE_BEFORE);
    expect(await city.mail('plan-small/2026Q1/dep-civil/due-minus-5')).toEqual(before);
    expect(await remindersOf(city)).toHaveLength(3);
  });

  it('at the same moment reminds nobody twice', async () => {
    const city = await aCityFiveDaysBefore();
    await Promise.all([city.remind(FIVE_BEFORE), city.remind(FIVE_BEFORE)]);
    expect(await remindersOf(city)).toHaveLength(3);
  });

  it('after a fault reminds those still missing', async () => {
    const city = await aCityFiveDaysBefore();
    let fails = true;
    const faulty = createRemind({
      store: city.store,
      writeForm,
      workshop: {
        ...city.workshop,
        compose: (parts) => {
          if (fails && parts.mailId.includes('dep-civil')) throw new Error('no ink');
          return city.workshop.compose(parts);
        },
      },
      clock: city.clock.now,
    });
    await expect(faulty(FIVE_BEFORE)).rejects.toThrow('1 of 3 failed');
    expect(await remindersOf(city)).toHaveLength(2);
    fails = false;
    await faulty(FIVE_BEFORE);
    expect(await remindersOf(city)).toHaveLength(3);
  });
});

describe('a step that should not remind', () => {
  it('because its round is not open', async () => {
    const city = await aCity({ at: '2026-07-07T09:00:00+09:00' });
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'round-not-open', mails: 0 });
  });

  it('because its round is frozen', async () => {
    const city = await aCityFiveDaysBefore();
    await city.evaluate.onFreeze(aStep('freeze', '2026-07-29T17:00:00+09:00'), 'test');
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'round-not-open', mails: 0 });
  });

  it('because it was planned with other rules', async () => {
    const city = await aCityFiveDaysBefore();
    const other = aStep('due-minus-5', '2026-07-07T09:00:00+09:00', { rulesVersion: 2 });
    expect(await city.remind(other)).toEqual({ outcome: 'superseded', mails: 0 });
  });

  it('because it is late by a business day, over a weekend too', async () => {
    const city = await aCityFiveDaysBefore();
    city.clock.set('2026-07-08T09:00:00+09:00');
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'too-late', mails: 0 });
    const friday = aStep('due-plus-3', '2026-07-17T09:00:00+09:00');
    city.clock.set('2026-07-21T00:00:00+09:00');
    expect(await city.remind(friday)).toEqual({ outcome: 'too-late', mails: 0 });
  });

  it('but late by less it does', async () => {
    const city = await aCityFiveDaysBefore();
    city.clock.set('2026-07-07T23:59:00+09:00');
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'reminded', mails: 3 });
  });

  it('because no step of the round falls at that instant', async () => {
    const city = await aCityFiveDaysBefore();
    expect(await city.remind(aStep('due-minus-5', '2026-07-07T09:30:00+09:00'))).toEqual({
      outcome: 'reminded',
      mails: 0,
    });
  });
});

describe('a due date that was moved', () => {
  it('brings the same steps again as mails of their own, with the new date', async () => {
    const city = await aCityFiveDaysBefore();
    await city.remind(FIVE_BEFORE);
    await city.settle('dep-civil', {
      events: [{ what: 'extended', at: '2026-07-08T01:00:00.000Z', until: '2026-07-24' }],
    });
    city.clock.set('2026-07-16T09:00:00+09:00');
    const again = aStep('due-minus-5', '2026-07-16T09:00:00+09:00');
    expect(await city.remind(again)).toEqual({ outcome: 'reminded', mails: 1 });
    expect((await city.mail('plan-small/2026Q1/dep-civil/due-minus-5-20260716')).subject).toContain(
      '7/24（金）まで',
    );
  });
});

describe('rules published while a round is open', () => {
  it('do not move the round they came too late for', async () => {
    const city = await aCityFiveDaysBefore();
    await city.publish('rules', PLAN, { ...STANDARD_RULES, sendAt: '10:00' }, 1);
    expect(await city.remind(FIVE_BEFORE)).toEqual({ outcome: 'reminded', mails: 3 });
  });
});
