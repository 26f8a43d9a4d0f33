import { describe, expect, it } from 'vitest';
import type { SesReceipt } from '../../../events/mail-arrived.v1.ts';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { decideReprocess } from '../../../shared/steps/answers/reprocess.ts';
import { listMails } from '../../../shared/steps/list-mails.ts';
import { aContact, aDirectory } from '../../support/builders.ts';
import { aCity, OPENING, PLAN } from './a-city.ts';

const OFFICER = 'dep-civil-officer@small.example';
const ARRIVED_AT = '2026-07-02T10:00:00.000Z';

interface Reply {
  readonly id: string;
  readonly from?: string;
  /** What is written behind the line of the value. */
  readonly value?: string;
  /** Words above the form. */
  readonly note?: string;
  readonly headers?: readonly string[];
}

/** The small city on its first morning, with replies to the request of 土木管理課 as they lie in the object store. */
async function anAskedCity() {
  const city = await aCity({ at: '2026-07-01T09:00:00+09:00' });
  await city.openRound(OPENING);
  const request = await city.mail('plan-small/2026Q1/dep-civil/request');
  const sent = decodeMail((await city.objects.get(request.objectKey)) ?? new Uint8Array());
  const [replyTo] = sent.replyTo;

  /** Lays a reply into the object store, as SES does before it tells anybody. */
  async function lay({ id, from = OFFICER, value = '', note = '', headers = [] }: Reply): Promise<void> {
    const lines = request.text
      .split('\n')
      .map((line) => `> ${line}${/^【\d-[A-Z]】.*実績値/.test(line) ? value : ''}`);
    const head = [
      ...headers,
      `From: ${from}`,
      `To: ${replyTo?.address}`,
      `Message-ID: <${id}@small.example>`,
      'Subject: Re: request',
      'Content-Type: text/plain; charset=utf-8',
    ];
    const raw = [...head, '', note, ...lines, ''].join('\r\n');
    await city.objects.put(`inbound/${id}`, new TextEncoder().encode(raw));
  }

  const receiptOf = (id: string, at = ARRIVED_AT): SesReceipt => {
    const pass = { status: 'PASS' } as const;
    return {
      notificationType: 'Received',
      mail: { messageId: id, timestamp: at, source: OFFICER },
      receipt: {
        timestamp: at,
        recipients: [replyTo?.address ?? ''],
        spfVerdict: pass,
        dkimVerdict: pass,
        dmarcVerdict: pass,
        spamVerdict: pass,
        virusVerdict: pass,
        action: { type: 'S3', bucketName: 'b', objectKey: `inbound/${id}` },
      },
    };
  };
  const foundUnnoted = (id: string) =>
    city.receive.onFound({
      received: id,
      object: { key: `inbound/${id}`, storedAt: ARRIVED_AT },
      cause: 'no-row',
    });
  const received = async (id: string): Promise<ReceivedMail | undefined> =>
    (await city.store.get('received', { id }))?.value;
  const answers = async () =>
    (await listMails(city.store))
      .filter(({ id }) => id.startsWith('answer/'))
      .map(({ id, to }) => [id, ...to]);
  const stored = async () => {
    const versions = await city.store.list('submission', {
      plan: PLAN,
      round: '2026Q1',
      department: 'dep-civil',
    });
    const last = versions.at(-1)?.value;
    const value = Object.values(last?.fields ?? {}).find(({ kind }) => kind === 'actual');
    return { versions: versions.length, value: value?.value ?? null };
  };
  /** Sends a mail back by hand and reads it again, as the outbox would have it. */
  async function reprocess(id: string) {
    const at = city.clock.now();
    const decision = await decideReprocess(city.store, { city: 'small', id, by: 'test', at });
    if (decision.outcome !== 'sent-back') return { outcome: decision.outcome };
    expect(await city.store.commit(decision)).toBe('committed');
    return city.receive.onFound({ received: id, object: null, cause: 'reprocess' });
  }

  return { ...city, lay, receiptOf, foundUnnoted, received, answers, stored, reprocess };
}

describe('a mail whose receipt was lost', () => {
  it('is stored for a registered sender with a key, and the registered address is asked whether it was theirs', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'lost', value: '42' });
    city.clock.set('2026-07-02T20:00:00+09:00');
    expect(await city.foundUnnoted('lost')).toMatchObject({ outcome: 'applied' });
    expect(await city.stored()).toEqual({ versions: 1, value: 42 });
    expect(await city.answers()).toEqual([['answer/lost', OFFICER]]);
    const entry = await city.received('lost');
    expect(entry).toMatchObject({ state: 'applied', receivedAt: ARRIVED_AT, objectKey: 'inbound/lost' });
    expect(entry?.arrival?.verdicts.dmarc).toBe('PROCESSING_FAILED');
    expect((await city.mail('answer/lost')).text).toContain('心当たり');
    // Until now nobody knew it: what was planned between its arrival and now stays what it was.
    expect((await city.request('dep-civil')).value.events.map(({ at }) => at)).toEqual([
      isoUtc(instantOf('2026-07-02T20:00:00+09:00')),
    ]);
  });

  it('is held for any other sender', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'stranger', from: 'somebody@elsewhere.example', value: '42' });
    expect(await city.foundUnnoted('stranger')).toMatchObject({ outcome: 'held' });
    expect(await city.stored()).toEqual({ versions: 0, value: null });
  });

  it('takes the recipient from the line SES wrote on top of it', async () => {
    const city = await anAskedCity();
    const request = await city.mail('plan-small/2026Q1/dep-civil/request');
    const key = decodeMail((await city.objects.get(request.objectKey)) ?? new Uint8Array()).replyTo[0]
      ?.address;
    await city.lay({
      id: 'top',
      value: '42',
      headers: [
        'Return-Path: <dep-civil-officer@small.example>',
        `Received: from mail.small.example by inbound-smtp.ap-northeast-1.amazonaws.com\r\n with SMTP id top for ${key};\r\n Thu, 2 Jul 2026 10:00:00 +0000`,
      ],
    });
    await city.foundUnnoted('top');
    expect((await city.received('top'))?.arrival?.keyHashes).toEqual([request.keyHash]);
  });

  it('is not read a second time when its receipt comes after all', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'late', value: '42' });
    await city.foundUnnoted('late');
    expect(await city.receive.onArrived(city.receiptOf('late'))).toMatchObject({
      outcome: 'already-settled',
    });
    expect(await city.answers()).toHaveLength(1);
  });
});

describe('a mail noted and never settled', () => {
  it('is read with what SES said of it, which its row has kept, the key as a hash alone', async () => {
    let fails = true;
    const city = await anAskedCity();
    await city.lay({ id: 'stale', value: '42' });
    const { objects } = city;
    // The function dies after the row was noted, before anything was decided.
    const get = objects.get;
    objects.get = async (key) => (fails ? undefined : get(key));
    await expect(city.receive.onArrived(city.receiptOf('stale'))).rejects.toThrow('not in the object store');
    expect(await city.received('stale')).toBeUndefined();
    fails = false;
    await city.receive.onArrived(city.receiptOf('stale'));
    const entry = await city.received('stale');
    expect(entry?.arrival).toMatchObject({ envelopeSender: OFFICER, verdicts: { dmarc: 'PASS' } });
    expect(entry?.arrival?.keyHashes).toEqual([
      (await city.mail('plan-small/2026Q1/dep-civil/request')).keyHash,
    ]);
  });
});

describe('a settled mail sent back to be read again', () => {
  it('stores and answers nothing twice where it says what it said', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'same', value: '42' });
    await city.receive.onArrived(city.receiptOf('same'));
    const before = await city.request('dep-civil');
    expect(await city.reprocess('same')).toMatchObject({ outcome: 'applied' });
    expect(await city.stored()).toEqual({ versions: 1, value: 42 });
    expect(await city.answers()).toHaveLength(1);
    expect(await city.request('dep-civil')).toEqual(before);
    expect(await city.received('same')).toMatchObject({
      state: 'applied',
      again: { reading: 2, state: 'applied' },
    });
    const trail = await city.store.listAudit('2026-07-01');
    expect(trail.filter(({ what }) => what === 'reply.reprocessed')).toMatchObject([
      { cause: 'same/reading-2', actor: 'test', before: 'applied', after: 'received' },
    ]);
  });

  it('is applied where what kept it waiting has been mended, and answered then', async () => {
    const city = await anAskedCity();
    const from = 'newcomer@elsewhere.example';
    await city.lay({ id: 'held', from, value: '42' });
    expect(await city.receive.onArrived(city.receiptOf('held'))).toMatchObject({ outcome: 'held' });
    const told = await city.answers();
    const directory = aDirectory();
    const contacts = [...directory.contacts, aContact({ id: 'new', address: from })];
    await city.publish('directory', 'city', { ...directory, contacts }, 1);
    expect(await city.reprocess('held')).toMatchObject({ outcome: 'applied' });
    expect(await city.stored()).toEqual({ versions: 1, value: 42 });
    expect(await city.answers()).toEqual([...told, ['answer/held/reading-2', from]]);
  });

  it('tells nobody the same twice where it is held again for the same reason', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'words', note: 'おおむね予定どおりです。' });
    expect(await city.receive.onArrived(city.receiptOf('words'))).toMatchObject({ outcome: 'held' });
    expect(await city.reprocess('words')).toMatchObject({ outcome: 'held', reason: 'free-text' });
    expect(await city.reprocess('words')).toMatchObject({ outcome: 'held', reason: 'free-text' });
    expect(await city.answers()).toHaveLength(1);
  });

  it('never overwrites what came after it', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'older', value: '42' });
    await city.lay({ id: 'newer', value: '45' });
    await city.receive.onArrived(city.receiptOf('older'));
    await city.receive.onArrived(city.receiptOf('newer', '2026-07-03T10:00:00.000Z'));
    await city.reprocess('older');
    expect(await city.stored()).toEqual({ versions: 2, value: 45 });
  });

  it('does not carry out a second time what it commanded', async () => {
    const city = await anAskedCity();
    await city.lay({ id: 'extend', note: '延期 7/20' });
    await city.receive.onArrived(city.receiptOf('extend'));
    const before = await city.request('dep-civil');
    expect(before.value.events).toMatchObject([{ what: 'extended' }]);
    expect(await city.reprocess('extend')).toMatchObject({ outcome: 'applied' });
    expect(await city.request('dep-civil')).toEqual(before);
    expect(await city.answers()).toHaveLength(1);
  });

  it('is refused where it is not known, or not settled yet', async () => {
    const city = await anAskedCity();
    expect(await city.reprocess('nobody')).toEqual({ outcome: 'no-such-mail' });
    await city.lay({ id: 'twice', value: '42' });
    await city.receive.onArrived(city.receiptOf('twice'));
    const at = city.clock.now();
    const decision = await decideReprocess(city.store, { city: 'small', id: 'twice', by: 'test', at });
    if (decision.outcome === 'sent-back') await city.store.commit(decision);
    expect(await city.reprocess('twice')).toEqual({ outcome: 'not-settled-yet' });
  });
});
