import { describe, expect, it } from 'vitest';
import { createSendContactChecks } from '../../../functions/collect/remind/send-contact-checks.ts';
import {
  addressesOfRun,
  contactCheckMailId,
  loadCheckReport,
  startContactCheck,
} from '../../../shared/steps/contact-checks.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { aCity, PLAN } from './a-city.ts';

const OFFICER = 'dep-civil-officer@small.example';
const CHIEF = 'dep-civil-chief@small.example';

/** The small city with a run of 疎通確認 whose mails have been written. */
async function aCheckedCity() {
  const city = await aCity();
  const send = createSendContactChecks({
    store: city.store,
    workshop: city.workshop,
    clock: city.clock.now,
  });
  const start = async (audience: 'everybody' | 'unconfirmed' = 'everybody') => {
    const act = { city: 'small', plan: PLAN, by: '事務局', at: city.clock.now(), cause: `test/${audience}` };
    const roles = ['officer', 'chief'] as const;
    return startContactCheck(city.store, await loadCity(city.store, PLAN), { ...act, roles, audience });
  };
  const checks = async () => {
    const { directory } = await loadCity(city.store, PLAN);
    return loadCheckReport(city.store, directory, { plan: PLAN, at: city.clock.now() });
  };
  const stateOf = async (address: string) =>
    (await checks()).groups
      .flatMap(({ contacts }) => contacts)
      .find(({ contact }) => contact.address === address);
  const mailTo = (address: string) => contactCheckMailId(PLAN, address, city.clock.now());
  return { ...city, send, start, stateOf, mailTo };
}

describe('a check of all contacts', () => {
  it('asks each address once, takes 「確認」 as a sign, and keeps anything else for the secretariat', async () => {
    const city = await aCheckedCity();
    const started = await city.start();
    expect(started).toMatchObject({
      outcome: 'started',
      run: { run: 1, replyBy: '2026-07-06T08:00:00.000Z' },
    });
    expect(await city.send({ plan: PLAN, run: 1 })).toMatchObject({ outcome: 'asked' });
    // Delivered twice, it writes nothing twice.
    await city.send({ plan: PLAN, run: 1 });
    const mail = await city.mail(city.mailTo(OFFICER));
    expect(mail).toMatchObject({ kind: 'contact-check', to: [OFFICER], state: 'pending' });
    expect(mail.text).toContain('届いたら「確認」と返信してください。');

    const confirmed = await city.reply({ to: mail.id, text: `確認です\r\n\r\n${mail.text}` });
    expect(confirmed).toMatchObject({ outcome: 'applied' });
    const [receipt] = await city.answersTo(confirmed.id);
    expect(receipt?.text).toContain('確認の返信を受け取りました。');
    expect(await city.stateOf(OFFICER)).toMatchObject({
      state: 'confirmed',
      check: { confirmed: { by: OFFICER } },
    });

    const words = await city.reply({ to: city.mailTo(CHIEF), text: '4月から担当が佐藤に代わりました。\r\n' });
    expect(words).toMatchObject({ outcome: 'held', reason: 'words-for-the-secretariat' });
    expect(await city.stateOf(CHIEF)).toMatchObject({
      state: 'replied',
      check: { comment: '4月から担当が佐藤に代わりました。' },
    });
  });

  it('is not taken for a confirmation where the mail comes back, or only its own text does', async () => {
    const city = await aCheckedCity();
    await city.start();
    await city.send({ plan: PLAN, run: 1 });
    const mail = await city.mail(city.mailTo(OFFICER));
    const quoted = mail.text.replaceAll(/^/gm, '> ');
    await city.reply({ to: mail.id, text: quoted });
    expect((await city.stateOf(OFFICER))?.state).not.toBe('confirmed');
    const chief = city.mailTo(CHIEF);
    await city.deliver(chief);
    city.clock.set('2026-07-01T09:05:00+09:00');
    await city.report(chief, 'Bounce', { bounceType: 'Permanent', by: [CHIEF] });
    expect(await city.stateOf(CHIEF)).toMatchObject({ state: 'bounced' });
  });

  it('asks nobody twice a day, and on another day only who has not confirmed where that is wanted', async () => {
    const city = await aCheckedCity();
    await city.start();
    await city.send({ plan: PLAN, run: 1 });
    await city.reply({ to: city.mailTo(OFFICER), text: '確認' });
    expect(await city.start()).toEqual({ outcome: 'nobody' });
    city.clock.set('2026-07-02T10:00:00+09:00');
    expect(await city.start('unconfirmed')).toMatchObject({ outcome: 'started', run: { run: 2 } });
    await city.send({ plan: PLAN, run: 2 });
    expect(await city.store.get('mail', { id: city.mailTo(OFFICER) })).toBeNull();
    expect((await city.mail(city.mailTo(CHIEF))).state).toBe('pending');
    expect(await city.stateOf(OFFICER)).toMatchObject({ state: 'confirmed' });
    const everybody = {
      plan: PLAN,
      at: city.clock.now(),
      roles: ['officer'] as const,
      audience: 'everybody' as const,
    };
    const { asked, askedToday } = await addressesOfRun(
      city.store,
      await loadCity(city.store, PLAN),
      everybody,
    );
    expect(asked.map(({ address }) => address)).toContain(OFFICER);
    expect(askedToday).toBeGreaterThan(0);
  });

  it('waits for an hour at which mails go', async () => {
    const city = await aCheckedCity();
    city.clock.set('2026-07-03T13:00:00+09:00');
    const started = await city.start();
    expect(started).toMatchObject({ outcome: 'quiet', why: '金曜日の12:00以降' });
    expect(started.outcome === 'quiet' && started.next.toString()).toBe('2026-07-06T00:00:00Z');
  });
});
