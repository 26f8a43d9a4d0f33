import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type LoopbackSesOptions, startLoopbackSes } from '../../../infra/local/loopback/ses.ts';
import { createQueues } from '../../../infra/local/queues.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createSesMailer, MAIL_ID_TAG } from '../../../shared/adapters/ses/mailer.ts';
import { decodeTag, encodeTag } from '../../../shared/adapters/ses/tag.ts';
import { loopbackConfig } from '../../support/aws.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { aVirtualClock } from '../../support/virtual-clock.ts';

const FROM = 'shinchoku@in.iizuka.example';
const DEPARTMENT = 'soumu@city.iizuka.example';

const aMail = ({ mailId = '2026Q1/総務課/due+3', raw = aMessage() } = {}) => ({
  mailId,
  raw,
  from: FROM,
  recipients: [DEPARTMENT],
});

function aMessage(extra = '') {
  return new TextEncoder().encode(
    `From: =?UTF-8?B?6YCy5o2X54Wn5Lya?= <${FROM}>\r\nTo: ${DEPARTMENT}\r\nMessage-ID: <own@in.iizuka.example>\r\n` +
      `Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nSubject: =?UTF-8?B?6YCy5o2X?=\r\n =?UTF-8?B?54Wn5Lya?=\r\n${extra}\r\n本文\r\n`,
  );
}

type RoomOptions = Partial<LoopbackSesOptions> & { folder?: string };

async function aMailRoom({ folder = aTemporaryFolder(), ...options }: RoomOptions = {}) {
  const clock = aVirtualClock('2026-07-01T00:00:00Z');
  const db = openLocalState(folder);
  const queues = createQueues({
    db,
    clock: clock.now,
    queues: { feedback: { visibilitySeconds: 60, maxReceiveCount: 5 } },
  });
  const outboxFolder = join(folder, 'outbox');
  const events = { queues, queue: 'feedback' };
  const server = await startLoopbackSes({ db, clock: clock.now, outboxFolder, events, ...options });
  const client = new SESClient(loopbackConfig(server.endpoint));
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  return {
    clock,
    db,
    client,
    server,
    outboxFolder,
    mailer: createSesMailer({ client, configurationSet: 'shinchoku' }),
    files: () => readdirSync(outboxFolder).sort(),
    events: () => queues.receive('feedback', 100).map(({ body }) => JSON.parse(body)),
  };
}

describe('the mailer on the loopback SES', () => {
  it('sends a mail that lies in the outbox with the Message-ID and the Date of SES', async () => {
    const room = await aMailRoom();
    const result = await room.mailer.send(aMail());
    if (result.outcome !== 'sent') throw new Error(JSON.stringify(result));
    expect(room.files()).toEqual(['000001.eml']);
    const eml = readFileSync(join(room.outboxFolder, '000001.eml'), 'utf8');
    expect(eml).toContain(`Message-ID: <${result.sesMessageId}@ap-northeast-1.amazonses.com>\r\n`);
    expect(eml).toContain('Date: Wed, 01 Jul 2026 00:00:00 +0000\r\n');
    expect(eml).not.toMatch(/own@in|1970/);
    expect(eml).toContain('Subject: =?UTF-8?B?6YCy5o2X?=\r\n =?UTF-8?B?54Wn5Lya?=\r\n');
    expect(eml.slice(eml.indexOf('\r\n\r\n'))).toBe('\r\n\r\n本文\r\n');
    expect(room.server.sent()).toMatchObject([
      { number: 1, messageId: result.sesMessageId, source: FROM, destinations: [DEPARTMENT] },
    ]);
  });

  it('is told of Send and Delivery with the id of the mail in the tag', async () => {
    const room = await aMailRoom();
    const result = await room.mailer.send(aMail());
    const events = room.events();
    expect(events).toMatchObject([
      { source: 'aws.ses', 'detail-type': 'Email Sent', detail: { eventType: 'Send', send: {} } },
      {
        'detail-type': 'Email Delivered',
        time: '2026-07-01T00:00:00Z',
        detail: { eventType: 'Delivery', delivery: { recipients: [DEPARTMENT] } },
      },
    ]);
    for (const { detail } of events) {
      expect(detail.mail).toMatchObject({ destination: [DEPARTMENT], source: FROM });
      expect({ outcome: 'sent', sesMessageId: detail.mail.messageId }).toEqual(result);
      expect(decodeTag(detail.mail.tags[MAIL_ID_TAG][0])).toBe('2026Q1/総務課/due+3');
    }
  });

  it('is told of a bounce for the dead address and of delivery for the others', async () => {
    const room = await aMailRoom({ isDead: (address) => address === 'gone@city.iizuka.example' });
    await room.mailer.send({ ...aMail(), recipients: [DEPARTMENT, 'gone@city.iizuka.example'] });
    expect(
      room.events().map(({ detail }) => [detail.eventType, detail.bounce, detail.delivery]),
    ).toMatchObject([
      ['Send', undefined, undefined],
      [
        'Bounce',
        {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [{ emailAddress: 'gone@city.iizuka.example', status: '5.1.1' }],
        },
        undefined,
      ],
      ['Delivery', undefined, { recipients: [DEPARTMENT] }],
    ]);
    expect(room.server.sent()).toMatchObject([
      { destinations: [DEPARTMENT, 'gone@city.iizuka.example'], returnedBy: ['gone@city.iizuka.example'] },
    ]);
  });

  it('does not know whether a mail left when the answer is lost, though it did', async () => {
    const room = await aMailRoom({ faults: () => 'lost-response' });
    expect(await room.mailer.send(aMail())).toMatchObject({ outcome: 'unknown' });
    expect(room.files()).toEqual(['000001.eml']);
    expect(room.events()).toHaveLength(2);
  });

  it('tells a refusal that may pass from one that will not', async () => {
    const faults = ['throttle', 'reject', 'mail-from-not-verified', 'unavailable'] as const;
    const room = await aMailRoom({ faults: ({ number }) => faults[number - 1] ?? 'ok' });
    const send = () => room.mailer.send(aMail());
    expect(await send()).toEqual({ outcome: 'refused', reason: 'Throttling', retry: true });
    expect(await send()).toEqual({ outcome: 'refused', reason: 'MessageRejected', retry: false });
    const mailFrom = 'MailFromDomainNotVerifiedException';
    expect(await send()).toEqual({ outcome: 'refused', reason: mailFrom, retry: true });
    expect(await send()).toEqual({ outcome: 'unknown', reason: 'ServiceUnavailable' });
    expect(room.server.sent()).toEqual([]);
    expect(await send()).toMatchObject({ outcome: 'sent' });
  });

  it('knows that nothing left when SES could not be reached', async () => {
    const room = await aMailRoom();
    await room.server.stop();
    const refused = { outcome: 'refused', reason: 'ECONNREFUSED', retry: true };
    expect(await room.mailer.send(aMail())).toEqual(refused);
  });

  it('refuses a client that would send twice by retrying', async () => {
    const room = await aMailRoom();
    const client = new SESClient({ ...loopbackConfig(room.server.endpoint), maxAttempts: 3 });
    onTestFinished(() => client.destroy());
    const mailer = createSesMailer({ client, configurationSet: 'shinchoku' });
    await expect(mailer.send(aMail())).rejects.toThrow('make it with maxAttempts 1');
    expect(room.server.sent()).toEqual([]);
  });

  it('is refused what the real SES refuses', async () => {
    const room = await aMailRoom({ identities: ['in.iizuka.example'], configurationSets: ['shinchoku'] });
    const refusal = async (mail: Parameters<typeof room.mailer.send>[0]) => room.mailer.send(mail);
    const invalid = { outcome: 'refused', reason: 'InvalidParameterValue', retry: false };
    const large = aMessage(`X-Filler: ${'x'.repeat(10 * 1024 * 1024)}\r\n`);
    expect(await refusal(aMail({ raw: large }))).toEqual(invalid);
    const many = Array.from({ length: 51 }, (_, index) => `a${index}@city.iizuka.example`);
    expect(await refusal({ ...aMail(), recipients: many })).toEqual(invalid);
    const unverified = { ...aMail(), from: 'x@elsewhere.example' };
    expect(await refusal(unverified)).toEqual({ ...invalid, reason: 'MessageRejected' });
    const unknownSet = createSesMailer({ client: room.client, configurationSet: 'none' });
    const missing = { outcome: 'refused', reason: 'ConfigurationSetDoesNotExistException', retry: true };
    expect(await unknownSet.send(aMail())).toEqual(missing);
    expect(room.server.sent()).toEqual([]);
  });
});

describe('the loopback SES', () => {
  it('takes the envelope from the headers where none is given, and lets Bcc go', async () => {
    const room = await aMailRoom();
    const raw = aMessage('Cc: "Doe, J." <cc@city.iizuka.example>\r\nBcc: hidden@city.iizuka.example\r\n');
    await room.client.send(new SendRawEmailCommand({ RawMessage: { Data: raw } }));
    expect(room.server.sent()).toMatchObject([
      { source: FROM, destinations: [DEPARTMENT, 'cc@city.iizuka.example', 'hidden@city.iizuka.example'] },
    ]);
    expect(readFileSync(join(room.outboxFolder, '000001.eml'), 'utf8')).not.toMatch(/^bcc:/im);
    // Without a configuration set there is nobody to publish to.
    expect(room.events()).toEqual([]);
  });

  it('refuses a tag that the real one would refuse', async () => {
    const { client } = await aMailRoom();
    const Tags = [{ Name: MAIL_ID_TAG, Value: '2026Q1/soumu' }];
    const call = client.send(new SendRawEmailCommand({ RawMessage: { Data: aMessage() }, Tags }));
    await expect(call).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('goes on counting after a restart', async () => {
    const folder = aTemporaryFolder();
    const first = await aMailRoom({ folder });
    await first.mailer.send(aMail());
    await first.mailer.send(aMail());
    const second = await aMailRoom({ folder });
    await second.mailer.send(aMail());
    expect(second.files()).toEqual(['000001.eml', '000002.eml', '000003.eml']);
    expect(second.server.sent().map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('writes the file of a mail that was logged when the process was killed', async () => {
    const folder = aTemporaryFolder();
    const first = await aMailRoom({ folder });
    await first.mailer.send(aMail());
    const file = join(first.outboxFolder, '000001.eml');
    const message = readFileSync(file);
    // The state between the transaction and the file: the log still holds the message, the file is not there.
    first.db.prepare('UPDATE ses_sent SET raw = ?').run(message);
    rmSync(file);

    const second = await aMailRoom({ folder });
    expect(readFileSync(file)).toEqual(message);
    await second.mailer.send(aMail());
    expect(second.files()).toEqual(['000001.eml', '000002.eml']);
  });

  it('logs nothing of a mail whose events could not be queued', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => complaint.mockRestore());
    const folder = aTemporaryFolder();
    const db = openLocalState(folder);
    const clock = aVirtualClock('2026-07-01T00:00:00Z');
    const queues = createQueues({ db, clock: clock.now, queues: {} });
    const room = await aMailRoom({ folder, db, events: { queues, queue: 'nowhere' } });
    expect(await room.mailer.send(aMail())).toMatchObject({ outcome: 'unknown' });
    expect(room.files()).toEqual([]);
    expect(room.server.sent()).toEqual([]);
  });
});

describe('the mail-id tag', () => {
  it('carries any id there and back in characters SES allows', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(id, (text) => {
        const tag = encodeTag(text);
        expect(tag).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeTag(tag)).toBe(text);
      }),
    );
  });

  it('refuses what does not fit, and reads nothing it did not write', () => {
    expect(() => encodeTag('課'.repeat(40))).toThrow('256');
    expect(() => encodeTag('')).toThrow(RangeError);
    for (const foreign of ['', 'a b', '_g0', '_e5', 'a_']) expect(decodeTag(foreign)).toBeUndefined();
  });
});
