import { describe, expect, it } from 'vitest';
import { planMails } from '../../../shared/schedule/planner.ts';
import { loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { sendTestMail } from '../../../shared/steps/send-test-mail.ts';
import { aCity, aStep, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const ROUND = { plan: PLAN, round: '2026Q1' } as const;

/** The small city with its first round open. */
async function anOpenRound() {
  const city = await aCity();
  await city.openRound(OPENING);
  return city;
}

const newest = async (city: Awaited<ReturnType<typeof aCity>>) =>
  (await city.store.list('submission', { ...ROUND, department: 'dep-civil' }))
    .map(({ value }) => value)
    .at(-1);

const valueAt = async (city: Awaited<ReturnType<typeof aCity>>, kind: string) =>
  Object.values((await newest(city))?.fields ?? {}).find((field) => field.kind === kind)?.value;

describe('a mail sent to try it out', () => {
  it('goes as any other, and whatever is answered to it is never an answer', async () => {
    const city = await anOpenRound();
    const { store, workshop, clock } = city;
    const now = clock.now();
    const small = await loadCity(store, PLAN);
    const world = await loadWorld(store, small, PLAN);
    const mail = planMails(world, now, now).find(({ department }) => department === 'dep-civil');
    if (!mail) throw new Error('nobody is asked');
    const to = 'secretariat@small.example';
    const act = {
      store,
      workshop,
      city: small,
      world,
      planId: PLAN,
      to,
      by: to,
      at: now,
      cause: 'console/1',
    };
    expect(await sendTestMail(act, mail)).toBe('committed');
    const sent = await city.mail('test/console/1');
    expect(sent).toMatchObject({ kind: 'test', round: null, department: null, to: [to], receiptCode: null });
    expect(sent.subject).toMatch(/^【試し送り】【照会 7\/14（火）まで】/);
    expect(await city.deliver(sent.id)).toMatchObject({ outcome: 'sent' });
    const { sesMessageId } = await city.mail(sent.id);

    const text = '【1-A】32\r\n【1-C】順調\r\n';
    const keyed = await city.reply({ to: sent.id, text, from: to });
    expect(keyed.outcome).toBe('held');
    const headers = [`In-Reply-To: <${sesMessageId}@ap-northeast-1.amazonses.com>`];
    const referred = await city.reply({ to: sent.id, text: `${text}続き`, from: to, headers });
    expect(referred).toMatchObject({ outcome: 'held', reason: 'answers-a-test' });
    expect((await city.answersTo(referred.id))[0]?.subject).toContain('試し送り');
    expect(await newest(city)).toBeUndefined();
  });
});

describe('a reply', () => {
  it('is stored with what it says, judged later by event, and answered once', async () => {
    const city = await anOpenRound();
    city.clock.set('2026-07-10T10:00:00+09:00');
    const { outcome, id } = await city.reply({ to: REQUEST, text: '【1-A】32\r\n【1-C】順調\r\n' });
    expect(outcome).toBe('applied');
    expect(await valueAt(city, 'actual')).toBe(32);
    expect(await city.answersTo(id)).toHaveLength(1);
  });

  it('93: that was held back on its way does not undo the correction sent after it, and says so', async () => {
    const city = await anOpenRound();
    city.clock.set('2026-07-10T12:00:00+09:00');
    await city.reply({ to: REQUEST, text: '【1-A】32\r\n', sentAt: '2026-07-10T11:59:00+09:00' });
    const late = await city.reply({
      to: REQUEST,
      text: '【1-A】30\r\n',
      sentAt: '2026-07-10T09:00:00+09:00',
    });
    expect(late).toMatchObject({ outcome: 'applied', reason: 'outdated' });
    expect(await valueAt(city, 'actual')).toBe(32);
    const [receipt] = await city.answersTo(late.id);
    expect(receipt?.text).toContain('これより後に送られた回答');
    expect(receipt?.text).toContain('実績値　30台');
  });

  it('sent before the freeze and delayed for hours by the gateway is in time; one sent after waits', async () => {
    const city = await anOpenRound();
    const { freezesAt } = (await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.value ?? {};
    if (!freezesAt) throw new Error('the round does not freeze');
    city.clock.set(freezesAt);
    await city.evaluate.onFreeze(aStep('freeze', freezesAt), 'freeze');
    const minutesBefore = new Date(Date.parse(freezesAt) - 600_000).toISOString();
    city.clock.set(new Date(Date.parse(freezesAt) + 3_600_000).toISOString());
    const delayed = await city.reply({ to: REQUEST, text: '【1-A】32\r\n', sentAt: minutesBefore });
    expect(delayed).toMatchObject({ outcome: 'applied', reason: null });
    expect((await newest(city))?.afterFreeze).toBe(false);
    const after = await city.reply({ to: REQUEST, text: '【1-A】33\r\n' });
    expect(after).toMatchObject({ outcome: 'held', reason: 'after-freeze' });
  });
});

describe('the limits on answers', () => {
  it('tell once a day what cannot be read, and again on the next day', async () => {
    const city = await anOpenRound();
    const words = (text: string) => city.reply({ to: REQUEST, text });
    const first = await words('来週お送りします。\r\n');
    const second = await words('もう少しお待ちください。\r\n');
    expect([first, second]).toMatchObject([
      { outcome: 'held', reason: 'free-text', unsaid: 0 },
      { outcome: 'held', reason: 'free-text', unsaid: 1 },
    ]);
    expect(await city.answersTo(second.id)).toEqual([]);
    city.clock.set('2026-07-02T09:00:00+09:00');
    expect(await words('本日中に。\r\n')).toMatchObject({ unsaid: 0 });
  });

  it('leave the third mail of the same text unanswered, and store it all the same', async () => {
    const city = await anOpenRound();
    const outcomes = [];
    for (let time = 0; time < 3; time += 1)
      outcomes.push(await city.reply({ to: REQUEST, text: '【1-A】32\r\n' }));
    expect(outcomes.map(({ outcome, unsaid }) => [outcome, unsaid])).toEqual([
      ['applied', 0],
      ['applied', 0],
      ['applied', 1],
    ]);
    expect((await newest(city))?.version).toBe(3);
  });

  it('end a conversation of machines after ten answers about one mail of ours', async () => {
    const city = await anOpenRound();
    const unsaid = [];
    for (let time = 0; time < 12; time += 1)
      unsaid.push((await city.reply({ to: REQUEST, text: `【1-A】${30 + time}\r\n` })).unsaid);
    expect(unsaid).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it('never answer a forged sender, whatever the tally', async () => {
    const city = await anOpenRound();
    const forged = await city.reply({ to: REQUEST, text: '【1-A】99\r\n', dmarc: 'FAIL' });
    expect(forged).toMatchObject({ outcome: 'held', reason: 'dmarc-failed', unsaid: 0 });
    expect(await city.answersTo(forged.id)).toEqual([]);
  });
});
