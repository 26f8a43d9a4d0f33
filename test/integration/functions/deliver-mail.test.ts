import { describe, expect, it } from 'vitest';
import { NotYetError } from '../../../functions/mail/deliver-mail/deliver-mail.ts';
import type { MailRecord } from '../../../shared/records.ts';
import { pauseMails, resumeMails, waitingMails } from '../../../shared/steps/pause-mails.ts';
import { aCity, aStep, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const REMINDER = 'plan-small/2026Q1/dep-civil/due-minus-5';
const UNKNOWN = { outcome: 'unknown', reason: 'TimeoutError' } as const;

/** The city on 1 July, its requests rendered and waiting at the door. */
async function aCityWithRequests() {
  const city = await aCity();
  await city.openRound(OPENING);
  return city;
}

/** The city on 7 July, with the reminders of that day waiting at the door. */
async function aCityWithReminders() {
  const city = await aCityWithRequests();
  city.clock.set('2026-07-07T09:00:00+09:00');
  await city.remind(aStep('due-minus-5', '2026-07-07T09:00:00+09:00'));
  return city;
}

type City = Awaited<ReturnType<typeof aCity>>;

/** Writes a mail's row by hand, as an earlier invocation left it. */
async function leave(city: City, id: string, change: Partial<MailRecord>) {
  const stored = await city.store.get('mail', { id });
  if (!stored) throw new Error(`there is no mail ${id}`);
  const value = { ...stored.value, ...change };
  await city.store.commit({
    writes: [{ kind: 'mail', value, expected: stored.revision }],
    audit: [],
    events: [],
  });
}

describe('a mail at the door', () => {
  it('goes out as it was rendered, to everybody it names, and is remembered by the id of the service', async () => {
    const city = await aCityWithRequests();
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
    const mail = await city.mail(REQUEST);
    expect(mail).toMatchObject({
      state: 'sent',
      sentAt: '2026-07-01T00:00:00.000Z',
      sesMessageId: 'ses-1',
      attempts: 1,
      leaseUntil: null,
    });
    expect(city.handed).toEqual([
      {
        mailId: REQUEST,
        raw: city.objects.kept.get(mail.objectKey),
        from: 'shinchoku@in.small.example',
        recipients: ['dep-civil-officer@small.example'],
      },
    ]);
    expect(await city.store.get('sesMessage', { sesMessageId: 'ses-1' })).toMatchObject({
      value: { mail: REQUEST },
    });
  });

  it('goes out once, however often its message is delivered', async () => {
    const city = await aCityWithRequests();
    await city.deliver(REQUEST);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'already-settled' });
    expect(city.handed).toHaveLength(1);
  });

  it('goes out once when two take it at the same moment', async () => {
    const city = await aCityWithRequests();
    const settled = await Promise.allSettled([
      city.deliver(REQUEST),
      city.deliver(REQUEST),
      city.deliver(REQUEST),
    ]);
    expect(city.handed).toHaveLength(1);
    const refused = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of refused) expect(reason).toBeInstanceOf(NotYetError);
    expect((await city.mail(REQUEST)).state).toBe('sent');
  });

  it('with copies goes to them as well', async () => {
    const city = await aCityWithRequests();
    city.clock.set('2026-07-17T09:00:00+09:00');
    await city.remind(aStep('due-plus-3', '2026-07-17T09:00:00+09:00'));
    await city.deliver('plan-small/2026Q1/dep-civil/due-plus-3');
    expect(city.handed[0]?.recipients).toEqual([
      'dep-civil-officer@small.example',
      'dep-civil-chief@small.example',
    ]);
  });

  it('that nobody stored is no reason to try again', async () => {
    const city = await aCity();
    expect(await city.deliver('nothing')).toEqual({ outcome: 'already-settled', reason: 'no-such-mail' });
  });

  it('whose message is gone fails with the reason and is not sent empty', async () => {
    const city = await aCityWithRequests();
    city.objects.kept.clear();
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'failed', reason: 'message-missing' });
    expect(await city.mail(REQUEST)).toMatchObject({ state: 'failed', reason: 'message-missing' });
    expect(city.handed).toEqual([]);
  });
});

describe('a refusal', () => {
  it('that may pass is tried again', async () => {
    const city = await aCityWithRequests();
    city.answers.push({ outcome: 'refused', reason: 'Throttling', retry: true });
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: refused-for-now');
    expect(await city.mail(REQUEST)).toMatchObject({ state: 'pending', reason: 'Throttling', attempts: 1 });
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
    expect((await city.mail(REQUEST)).attempts).toBe(2);
  });

  it('that does not pass in eight tries is final', async () => {
    const city = await aCityWithRequests();
    for (let tried = 0; tried < 8; tried += 1)
      city.answers.push({ outcome: 'refused', reason: 'Throttling', retry: true });
    for (let tried = 1; tried < 8; tried += 1)
      await expect(city.deliver(REQUEST)).rejects.toThrow(NotYetError);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'failed', reason: 'Throttling' });
    expect((await city.mail(REQUEST)).state).toBe('failed');
  });

  it('of the mail itself is final at once', async () => {
    const city = await aCityWithRequests();
    city.answers.push({ outcome: 'refused', reason: 'MessageRejected', retry: false });
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'failed', reason: 'MessageRejected' });
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'already-settled' });
    expect(city.handed).toHaveLength(1);
  });
});

describe('a send of which the answer was lost', () => {
  it('is not repeated while a sign of it may still come', async () => {
    const city = await aCityWithRequests();
    city.answers.push(UNKNOWN);
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: outcome-unknown');
    expect(await city.mail(REQUEST)).toMatchObject({
      state: 'unknown',
      unknownSince: '2026-07-01T00:00:00.000Z',
      reason: 'TimeoutError',
    });
    city.clock.advance(9 * 60 + 59);
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: outcome-unknown');
    expect(city.handed).toHaveLength(1);
  });

  it('is known to have left once the service reports it, and is never sent again', async () => {
    const city = await aCityWithRequests();
    city.answers.push(UNKNOWN);
    await expect(city.deliver(REQUEST)).rejects.toThrow(NotYetError);
    expect(await city.report(REQUEST, 'Send')).toMatchObject({ outcome: 'recorded' });
    city.clock.advance(60 * 60);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'already-settled' });
    expect(city.handed).toHaveLength(1);
    expect(await city.mail(REQUEST)).toMatchObject({
      state: 'sent',
      sesMessageId: 'ses-reported',
      unknownSince: null,
    });
  });

  it('is sent again after ten minutes without any sign', async () => {
    const city = await aCityWithRequests();
    city.answers.push(UNKNOWN);
    await expect(city.deliver(REQUEST)).rejects.toThrow(NotYetError);
    city.clock.advance(10 * 60);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
    expect(city.handed).toHaveLength(2);
  });

  it('waits ten minutes anew when the answer is lost again', async () => {
    const city = await aCityWithRequests();
    city.answers.push(UNKNOWN, UNKNOWN);
    await expect(city.deliver(REQUEST)).rejects.toThrow(NotYetError);
    city.clock.advance(10 * 60);
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: outcome-unknown');
    city.clock.advance(5 * 60);
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: outcome-unknown');
    expect(city.handed).toHaveLength(2);
  });

  it('is not repeated to a department that has answered meanwhile', async () => {
    const city = await aCityWithReminders();
    city.answers.push(UNKNOWN);
    await expect(city.deliver(REMINDER)).rejects.toThrow(NotYetError);
    await city.settle('dep-civil', { state: 'submitted' });
    city.clock.advance(11 * 60);
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'answered-meanwhile' });
    expect(city.handed).toHaveLength(1);
    // It had left after all: its delivery is the truth.
    await city.report(REMINDER, 'Delivery');
    expect((await city.mail(REMINDER)).state).toBe('delivered');
  });
});

describe('a mail that another invocation holds', () => {
  it('is left to it while its lease lasts', async () => {
    const city = await aCityWithRequests();
    await leave(city, REQUEST, { state: 'claimed', attempts: 1, leaseUntil: '2026-07-01T00:02:00.000Z' });
    city.clock.advance(119);
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: claimed-by-another');
    expect(city.handed).toEqual([]);
  });

  it('may have left once the lease is over: it waits for a sign like any other', async () => {
    const city = await aCityWithRequests();
    await leave(city, REQUEST, { state: 'claimed', attempts: 1, leaseUntil: '2026-07-01T00:02:00.000Z' });
    city.clock.advance(120);
    await expect(city.deliver(REQUEST)).rejects.toThrow('not yet: outcome-unknown');
    expect(await city.mail(REQUEST)).toMatchObject({
      state: 'unknown',
      unknownSince: '2026-07-01T00:02:00.000Z',
    });
    city.clock.advance(10 * 60);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
  });

  it('that died in the middle of sending is found again', async () => {
    const city = await aCityWithRequests();
    city.answers.push(new Error('the process ended'));
    await expect(city.deliver(REQUEST)).rejects.toThrow('the process ended');
    expect((await city.mail(REQUEST)).state).toBe('claimed');
    city.clock.advance(2 * 60);
    await expect(city.deliver(REQUEST)).rejects.toThrow(NotYetError);
    city.clock.advance(10 * 60);
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
  });

  it('and of which the service reports before it can, stays as the service says', async () => {
    const city = await aCityWithRequests();
    city.answers.push(async () => {
      await city.report(REQUEST, 'Delivery');
      return { outcome: 'sent', sesMessageId: 'ses-1' };
    });
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
    expect((await city.mail(REQUEST)).state).toBe('delivered');
  });
});

describe('looked at once more before it goes, a reminder is dropped with the reason', () => {
  it.each(['submitted', 'nothing-to-report'] as const)(
    'where the department has answered: %s',
    async (state) => {
      const city = await aCityWithReminders();
      await city.settle('dep-civil', { state });
      expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'answered-meanwhile' });
      expect(await city.mail(REMINDER)).toMatchObject({
        state: 'dropped',
        reason: 'answered-meanwhile',
        attempts: 0,
      });
      expect(city.handed).toEqual([]);
    },
  );

  it('where a reply has come that the secretariat looks at', async () => {
    const city = await aCityWithReminders();
    const held = { what: 'held', at: '2026-07-06T23:59:59.000Z', source: null } as const;
    await city.settle('dep-civil', { events: [held] });
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'reply-held' });
  });

  it('but not where that reply has been settled without an answer', async () => {
    const city = await aCityWithReminders();
    const events = [
      { what: 'held', at: '2026-07-06T10:00:00.000Z', source: null } as const,
      { what: 'settled', at: '2026-07-06T11:00:00.000Z', source: null } as const,
    ];
    await city.settle('dep-civil', { events });
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'sent' });
  });

  it('where the due date has been moved since it was written, though not where it was before', async () => {
    const city = await aCityWithReminders();
    const extended = (at: string) => ({ what: 'extended', at, until: '2026-07-24' }) as const;
    await city.settle('dep-civil', { events: [extended('2026-07-07T00:00:30.000Z')] });
    await city.settle('dep-farming', { events: [extended('2026-07-02T00:00:00.000Z')] });
    city.clock.advance(60);
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'extended-meanwhile' });
    expect(await city.deliver('plan-small/2026Q1/dep-farming/due-minus-5')).toEqual({ outcome: 'sent' });
  });

  it('where it is late by a business day, as was noted when it was written', async () => {
    const city = await aCityWithReminders();
    expect((await city.mail(REMINDER)).expiresAt).toBe('2026-07-08T00:00:00.000Z');
    city.clock.set('2026-07-08T09:00:00+09:00');
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'too-late' });
  });

  it('but not where it is late by less', async () => {
    const city = await aCityWithReminders();
    city.clock.set('2026-07-08T08:59:59+09:00');
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'sent' });
  });

  it('where the rules it was planned with no longer hold for its round', async () => {
    const city = await aCityWithReminders();
    await leave(city, REMINDER, { rulesVersion: 2 });
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'superseded' });
  });

  it('where the round has been frozen, the letter to the head too', async () => {
    const city = await aCityWithRequests();
    city.clock.set('2026-07-24T09:00:00+09:00');
    await city.remind(aStep('due-plus-7', '2026-07-24T09:00:00+09:00'));
    const round = await city.store.get('round', { plan: PLAN, id: '2026Q1' });
    if (!round) throw new Error('the round is not open');
    await city.store.commit({
      writes: [{ kind: 'round', value: { ...round.value, state: 'frozen' }, expected: round.revision }],
      audit: [],
      events: [],
    });
    expect(await city.deliver('plan-small/2026Q1/dep-construction/due-plus-7')).toEqual({
      outcome: 'dropped',
      reason: 'round-frozen',
    });
  });
});

describe('a letter to a head', () => {
  it('goes though the head has no request of its own, and not a day late', async () => {
    const city = await aCityWithRequests();
    city.clock.set('2026-07-24T09:00:00+09:00');
    await city.remind(aStep('due-plus-7', '2026-07-24T09:00:00+09:00'));
    expect(await city.deliver('plan-small/2026Q1/dep-construction/due-plus-7')).toEqual({ outcome: 'sent' });
    city.clock.set('2026-07-27T09:00:00+09:00');
    expect(await city.deliver('plan-small/2026Q1/dep-farming/due-plus-7')).toEqual({
      outcome: 'dropped',
      reason: 'too-late',
    });
  });
});

describe('a mail that is late but still wanted', () => {
  it('a request goes however late: an unasked quarter helps nobody', async () => {
    const city = await aCityWithRequests();
    city.clock.set('2026-07-13T09:00:00+09:00');
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
  });

  it('an answer to a reply goes whatever its age and the state of the round', async () => {
    const city = await aCityWithRequests();
    await leave(city, REQUEST, { kind: 'receipt', scheduledAt: null, rulesVersion: null });
    await city.settle('dep-civil', { state: 'submitted' });
    city.clock.set('2026-09-01T09:00:00+09:00');
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
  });
});

describe('while sending is paused', () => {
  const act = (city: City, cause: string) =>
    ({ city: 'small', plan: PLAN, by: 'jimukyoku', at: city.clock.now(), cause }) as const;

  it('a mail waits, however often it is brought to the door, and goes once sending is resumed', async () => {
    const city = await aCityWithRequests();
    expect(await pauseMails(city.store, act(city, 'one'), '宛先の誤り')).toBe('paused');
    expect(await pauseMails(city.store, act(city, 'two'), '二度目')).toBe('already-paused');
    for (const _ of [1, 2]) expect(await city.deliver(REQUEST)).toEqual({ outcome: 'paused' });
    expect(city.handed).toEqual([]);
    expect(await resumeMails(city.store, act(city, 'three'))).toEqual({
      outcome: 'resumed',
      goes: 1,
      expires: 0,
    });
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
    expect(await resumeMails(city.store, act(city, 'four'))).toEqual({ outcome: 'not-paused' });
  });

  it('a reminder whose time has passed is named before, and expires when sending is resumed', async () => {
    const city = await aCityWithReminders();
    await pauseMails(city.store, act(city, 'one'), '確認中');
    await city.deliver(REQUEST);
    await city.deliver(REMINDER);
    city.clock.set('2026-07-08T09:00:00+09:00');
    const { goes, expires } = await waitingMails(city.store, PLAN, city.clock.now());
    expect([goes.map(({ id }) => id), expires.map(({ id }) => id)]).toEqual([[REQUEST], [REMINDER]]);
    await resumeMails(city.store, act(city, 'two'));
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
    expect(await city.deliver(REMINDER)).toEqual({ outcome: 'dropped', reason: 'too-late' });
  });

  it('an answer to a reply goes all the same', async () => {
    const city = await aCityWithRequests();
    await pauseMails(city.store, act(city, 'one'), '確認中');
    await leave(city, REQUEST, { kind: 'receipt' });
    expect(await city.deliver(REQUEST)).toEqual({ outcome: 'sent' });
  });
});
