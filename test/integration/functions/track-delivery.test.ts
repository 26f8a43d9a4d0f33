import { describe, expect, it } from 'vitest';
import { clearAddress } from '../../../shared/plan/undeliverable.ts';
import { aCity, OPENING } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';

async function aCityThatSent() {
  const city = await aCity();
  await city.openRound(OPENING);
  await city.deliver(REQUEST);
  return city;
}

describe('what the mail service reports', () => {
  it('of a delivery is recorded', async () => {
    const city = await aCityThatSent();
    expect(await city.report(REQUEST, 'Delivery')).toEqual({ outcome: 'recorded', disabled: 0 });
    expect(await city.mail(REQUEST)).toMatchObject({
      state: 'delivered',
      sentAt: '2026-07-01T00:00:00.000Z',
    });
  });

  it('of a lasting bounce is recorded with its kind', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Bounce', { bounceType: 'Permanent' });
    expect(await city.mail(REQUEST)).toMatchObject({ state: 'bounced', reason: 'bounce-general' });
  });

  it.each([
    ['a passing bounce', 'Bounce', 'Transient'],
    ['a delay', 'DeliveryDelay', undefined],
    ['an opening', 'Open', undefined],
  ] as const)('of %s changes nothing', async (_, eventType, bounceType) => {
    const city = await aCityThatSent();
    expect(await city.report(REQUEST, eventType, bounceType ? { bounceType } : {})).toEqual({
      outcome: 'nothing-new',
    });
    expect((await city.mail(REQUEST)).state).toBe('sent');
  });

  it.each([
    ['Reject', 'failed', 'reject'],
    ['Rendering Failure', 'failed', 'rendering-failure'],
    ['Complaint', 'bounced', 'complaint'],
  ] as const)('of a %s makes the mail %s', async (eventType, state, reason) => {
    const city = await aCityThatSent();
    await city.report(REQUEST, eventType);
    expect(await city.mail(REQUEST)).toMatchObject({ state, reason });
  });

  it('late or twice never takes back what is known already', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Delivery');
    expect(await city.report(REQUEST, 'Send')).toEqual({ outcome: 'nothing-new' });
    expect(await city.report(REQUEST, 'Delivery')).toEqual({ outcome: 'nothing-new' });
    await city.report(REQUEST, 'Bounce', { bounceType: 'Permanent' });
    expect(await city.report(REQUEST, 'Delivery')).toEqual({ outcome: 'nothing-new' });
    expect((await city.mail(REQUEST)).state).toBe('bounced');
  });

  it('at once by several messages ends in the weightiest', async () => {
    const city = await aCityThatSent();
    await Promise.all([
      city.report(REQUEST, 'Send'),
      city.report(REQUEST, 'Bounce', { bounceType: 'Permanent' }),
      city.report(REQUEST, 'Delivery'),
    ]);
    expect((await city.mail(REQUEST)).state).toBe('bounced');
  });

  it('of a delivery corrects a mail that was given up after a try of unknown outcome', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    city.answers.push({ outcome: 'unknown', reason: 'TimeoutError' });
    city.answers.push({ outcome: 'refused', reason: 'MessageRejected', retry: false });
    await expect(city.deliver(REQUEST)).rejects.toThrow('outcome-unknown');
    city.clock.advance(10 * 60);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'failed', reason: 'MessageRejected' });
    await city.report(REQUEST, 'Delivery');
    expect((await city.mail(REQUEST)).state).toBe('delivered');
  });

  it('of a mail that is none of ours is settled', async () => {
    const city = await aCityThatSent();
    expect(await city.report('somebody/else', 'Delivery')).toEqual({ outcome: 'unknown-mail' });
  });

  it('lets a later reply be found by the id the service gave the mail', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Delivery');
    expect(await city.store.get('sesMessage', { sesMessageId: 'ses-reported' })).toMatchObject({
      value: { mail: REQUEST },
    });
  });
});

const OFFICER = 'dep-civil-officer@small.example';
const CHIEF = 'dep-civil-chief@small.example';
const bounced = (...by: string[]) => ({ bounceType: 'Permanent', by }) as const;

describe('an address from which a mail comes back for good', () => {
  type City = Awaited<ReturnType<typeof aCityThatSent>>;
  const known = async (city: City, address = OFFICER) =>
    (await city.store.get('address', { address }))?.value ?? null;
  const audited = async (city: City) =>
    (await city.store.listAudit('2026-07-01')).filter(({ what }) => what === 'address.disabled');

  it('is out of use from then on, with mail and reason, in the transaction of the mail’s state', async () => {
    const city = await aCityThatSent();
    city.clock.advance(90);
    expect(await city.report(REQUEST, 'Bounce', bounced(OFFICER))).toEqual({
      outcome: 'recorded',
      disabled: 1,
    });
    expect(await known(city)).toEqual({
      address: OFFICER,
      spells: [{ since: '2026-07-01T00:01:30.000Z', reason: 'bounce-general', mail: REQUEST, cleared: null }],
    });
    expect(await audited(city)).toMatchObject([
      { actor: 'mail-service', subject: OFFICER, before: null, after: 'bounce-general' },
    ]);
  });

  it('is known whatever the case, with angle brackets or without', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Bounce', bounced('The officer <Dep-Civil-Officer@SMALL.example>'));
    expect(await known(city)).not.toBeNull();
  });

  it('is out of use after a complaint as well', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Complaint', { by: [OFFICER] });
    expect((await known(city))?.spells).toMatchObject([{ reason: 'complaint' }]);
  });

  it('stays in use where somebody took the mail out of the junk folder', async () => {
    const city = await aCityThatSent();
    const report = await city.report(REQUEST, 'Complaint', { feedback: 'not-spam', by: [OFFICER] });
    expect(report).toEqual({ outcome: 'nothing-new' });
    expect(await known(city)).toBeNull();
  });

  it('stays in use after a passing bounce', async () => {
    const city = await aCityThatSent();
    const report = await city.report(REQUEST, 'Bounce', { bounceType: 'Transient', by: [OFFICER] });
    expect(report).toEqual({ outcome: 'nothing-new' });
    expect(await known(city)).toBeNull();
  });

  it('is taken out of use once, however often the report comes', async () => {
    const city = await aCityThatSent();
    await Promise.all([1, 2, 3].map(() => city.report(REQUEST, 'Bounce', bounced(OFFICER))));
    city.clock.advance(60);
    expect(await city.report(REQUEST, 'Bounce', bounced(OFFICER))).toEqual({ outcome: 'nothing-new' });
    expect((await known(city))?.spells).toHaveLength(1);
    expect(await audited(city)).toHaveLength(1);
  });

  it('must be a receiver of that very mail: a report naming any other changes no address', async () => {
    const city = await aCityThatSent();
    const report = await city.report(REQUEST, 'Bounce', bounced(CHIEF, 'mayor@elsewhere.example'));
    expect(report).toEqual({ outcome: 'recorded', disabled: 0 });
    expect(await city.store.list('address', {})).toEqual([]);
  });

  it('may be one of several that tell of it one after the other', async () => {
    const city = await aCityThatSent();
    const mail = await city.store.get('mail', { id: REQUEST });
    if (!mail) throw new Error('no mail');
    const value = { ...mail.value, cc: [CHIEF] };
    await city.store.commit({
      writes: [{ kind: 'mail', value, expected: mail.revision }],
      audit: [],
      events: [],
    });
    await city.report(REQUEST, 'Bounce', bounced(OFFICER));
    expect(await city.report(REQUEST, 'Bounce', bounced(CHIEF))).toEqual({
      outcome: 'recorded',
      disabled: 1,
    });
    expect(await city.store.list('address', {})).toHaveLength(2);
  });

  it('is not taken out again by a mail that left before it was cleared, but by one that left after', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Bounce', bounced(OFFICER));
    const stored = await city.store.get('address', { address: OFFICER });
    city.clock.advance(60 * 60);
    const value = stored && clearAddress(stored.value, 'test', city.clock.now());
    if (!value) throw new Error('the address was in use');
    await city.store.commit({
      writes: [{ kind: 'address', value, expected: stored.revision }],
      audit: [],
      events: [],
    });
    city.clock.advance(60);
    const late = { ...bounced(OFFICER), sentAt: '2026-07-01T00:00:00.000Z' };
    expect(await city.report(REQUEST, 'Bounce', late)).toEqual({ outcome: 'nothing-new' });
    expect(await city.report(REQUEST, 'Bounce', bounced(OFFICER))).toMatchObject({ disabled: 1 });
    expect((await known(city))?.spells).toHaveLength(2);
  });
});
