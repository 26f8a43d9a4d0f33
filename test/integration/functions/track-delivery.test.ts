import { describe, expect, it } from 'vitest';
import { aCity, OPENING } from './a-city.ts';

const REQUEST = '2026Q1/dep-civil/request';

async function aCityThatSent() {
  const city = await aCity();
  await city.openRound(OPENING);
  await city.deliver(REQUEST);
  return city;
}

describe('what the mail service reports', () => {
  it('of a delivery is recorded', async () => {
    const city = await aCityThatSent();
    expect(await city.report(REQUEST, 'Delivery')).toEqual({ outcome: 'recorded' });
    expect(await city.mail(REQUEST)).toMatchObject({
      state: 'delivered',
      sentAt: '2026-07-01T00:00:00.000Z',
    });
  });

  it('of a lasting bounce is recorded with its kind', async () => {
    const city = await aCityThatSent();
    await city.report(REQUEST, 'Bounce', 'Permanent');
    expect(await city.mail(REQUEST)).toMatchObject({ state: 'bounced', reason: 'bounce-general' });
  });

  it.each([
    ['a passing bounce', 'Bounce', 'Transient'],
    ['a delay', 'DeliveryDelay', undefined],
    ['an opening', 'Open', undefined],
  ] as const)('of %s changes nothing', async (_, eventType, bounceType) => {
    const city = await aCityThatSent();
    expect(await city.report(REQUEST, eventType, bounceType)).toEqual({ outcome: 'nothing-new' });
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
    await city.report(REQUEST, 'Bounce', 'Permanent');
    expect(await city.report(REQUEST, 'Delivery')).toEqual({ outcome: 'nothing-new' });
    expect((await city.mail(REQUEST)).state).toBe('bounced');
  });

  it('at once by several messages ends in the weightiest', async () => {
    const city = await aCityThatSent();
    await Promise.all([
      city.report(REQUEST, 'Send'),
      city.report(REQUEST, 'Bounce', 'Permanent'),
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
