import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createInbound } from '../../../infra/local/inbound.ts';
import { startLoopbackS3 } from '../../../infra/local/loopback/s3.ts';
import { createQueues } from '../../../infra/local/queues.ts';
import { type IncomingMail, startSmtpDoor } from '../../../infra/local/smtp-door.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { aVirtualClock } from '../../support/virtual-clock.ts';

const DOMAIN = 'in.iizuka.example';
const OURS = `r-abc@${DOMAIN}`;
const DEPARTMENT = 'soumu@city.iizuka.example';

async function aDoor(accept: (mail: IncomingMail) => Promise<void>) {
  const door = await startSmtpDoor({ port: 0, domain: DOMAIN, accept });
  onTestFinished(() => door.stop());
  const client = createTransport({ host: door.host, port: door.port, ignoreTLS: true });
  onTestFinished(() => client.close());
  return {
    door,
    send: (raw: string | Buffer, to: readonly string[] = [OURS]) =>
      client.sendMail({ envelope: { from: DEPARTMENT, to: [...to] }, raw }),
  };
}

describe('the SMTP door', () => {
  it('hands a mail on to the byte, and answers only when it is in safe keeping', async () => {
    const mails: IncomingMail[] = [];
    const kept = Promise.withResolvers<void>();
    const { send } = await aDoor(async (mail) => {
      mails.push(mail);
      await kept.promise;
    });
    const raw = Buffer.concat([
      Buffer.from('From: a@b.example\r\nSubject: \x1b$B2sEz\x1b(B\r\n\r\n.dot at line start\r\n', 'latin1'),
      Buffer.from([0x82, 0xa0, 0x0d, 0x0a]),
    ]);
    let answered = false;
    const sending = send(raw).then((result) => {
      answered = true;
      return result;
    });
    await vi.waitFor(() => expect(mails).toHaveLength(1));
    expect(answered).toBe(false);
    kept.resolve();
    expect((await sending).response).toMatch(/^250/);
    expect(mails[0]).toMatchObject({ envelopeFrom: DEPARTMENT, recipients: [OURS] });
    expect(Buffer.from(mails[0]?.raw ?? [])).toEqual(raw);
  });

  it('tells the sender to try again when the mail could not be kept', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => complaint.mockRestore());
    const { send } = await aDoor(() => Promise.reject(new Error('disk full')));
    await expect(send('Subject: a\r\n\r\n')).rejects.toMatchObject({ responseCode: 451 });
  });

  it('refuses other domains, and mails over 40 MB', async () => {
    const mails: IncomingMail[] = [];
    const { send } = await aDoor(async (mail) => void mails.push(mail));
    const elsewhere = send('Subject: a\r\n\r\n', [DEPARTMENT]);
    await expect(elsewhere).rejects.toMatchObject({ responseCode: 550 });
    const large = Buffer.alloc(41 * 1024 * 1024, 'x'.repeat(70) + '\r\n');
    await expect(send(large)).rejects.toMatchObject({ responseCode: 552 });
    expect(mails).toEqual([]);
  });

  it('takes a bounce, whose sender is empty, and outlives a client that breaks off', async () => {
    const mails: IncomingMail[] = [];
    const { door } = await aDoor(async (mail) => void mails.push(mail));
    const broken = createConnection(door.port, door.host);
    await once(broken, 'data');
    broken.write(`EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<${OURS}>\r\nDATA\r\nSubject: half`);
    broken.resetAndDestroy();
    await once(broken, 'close');
    const bounce = createConnection(door.port, door.host);
    onTestFinished(() => void bounce.destroy());
    let talk = '';
    bounce.on('data', (data) => {
      talk += data;
    });
    // A client that talks before the greeting is turned away.
    await once(bounce, 'data');
    for (const line of [
      'EHLO a',
      'MAIL FROM:<>',
      `RCPT TO:<${OURS}>`,
      'DATA',
      'Subject: b\r\n\r\n.',
      'QUIT',
    ]) {
      bounce.write(`${line}\r\n`);
      const length = talk.length;
      await vi.waitFor(() => expect(talk.length).toBeGreaterThan(length));
    }
    expect(mails.map(({ raw }) => Buffer.from(raw).toString())).toEqual(['Subject: b\r\n\r\n']);
    expect(mails[0]?.envelopeFrom).toBe('');
  });

  it('names the port and the option when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const starting = startSmtpDoor({ port, domain: DOMAIN, accept: async () => {} });
    await expect(starting).rejects.toThrow(`port ${port} for incoming mail is already in use`);
    await expect(starting).rejects.toThrow('--smtp-port');
  });
});

async function anInbound() {
  const clock = aVirtualClock('2026-07-10T12:00:00+09:00');
  const db = openLocalState(aTemporaryFolder());
  const queues = createQueues({
    db,
    clock: clock.now,
    queues: { in: { visibilitySeconds: 60, maxReceiveCount: 5 } },
  });
  const steps: string[] = [];
  const stored = new Map<string, Uint8Array>();
  const badVerdicts: string[] = [];
  const inbound = createInbound({
    put: (bucket, key, bytes) => {
      steps.push(queues.depths().in?.ready === 0 ? 'stored before it was queued' : 'stored too late');
      stored.set(`${bucket}/${key}`, bytes);
    },
    queues,
    clock: clock.now,
    bucket: 'mail',
    queue: 'in',
    domain: DOMAIN,
    onBadVerdict: (part) => badVerdicts.push(part),
  });
  const accept = async (headers: string, recipients = [OURS]) => {
    const raw = Buffer.from(`From: "総務, 課" <${DEPARTMENT}>\r\nTo: ${OURS}\r\n${headers}\r\n本文\r\n`);
    const received = await inbound.accept({ envelopeFrom: DEPARTMENT, recipients, raw });
    const [message] = queues.receive('in', 1);
    const envelope = JSON.parse(message?.body ?? '{"Message":"null"}');
    return { raw, received, envelope, notification: JSON.parse(envelope.Message) };
  };
  return { accept, stored, steps, badVerdicts };
}

describe('inbound mail', () => {
  it('stores the raw mail first, then queues the notification in its SNS envelope', async () => {
    const { accept, stored, steps } = await anInbound();
    const { raw, received, envelope, notification } = await accept('Subject: =?UTF-8?B?5Zue562U?=\r\n a\r\n');
    expect(steps).toEqual(['stored before it was queued']);
    expect(received?.objectKey).toBe(`inbound/${received?.messageId}`);
    expect(stored.get(`mail/${received?.objectKey}`)).toEqual(raw);
    expect(envelope).toMatchObject({ Type: 'Notification', Timestamp: '2026-07-10T03:00:00.000Z' });
    const pass = { status: 'PASS' };
    expect(notification).toMatchObject({
      notificationType: 'Received',
      mail: {
        timestamp: '2026-07-10T03:00:00.000Z',
        source: DEPARTMENT,
        messageId: received?.messageId,
        destination: [OURS],
        headersTruncated: false,
        commonHeaders: {
          returnPath: DEPARTMENT,
          from: [DEPARTMENT],
          to: [OURS],
          subject: '=?UTF-8?B?5Zue562U?= a',
        },
      },
      receipt: {
        timestamp: '2026-07-10T03:00:00.000Z',
        recipients: [OURS],
        spamVerdict: pass,
        virusVerdict: pass,
        spfVerdict: pass,
        dkimVerdict: pass,
        dmarcVerdict: pass,
        action: { type: 'S3', bucketName: 'mail', objectKey: received?.objectKey },
      },
    });
    expect(notification.receipt).not.toHaveProperty('dmarcPolicy');
  });

  it('takes its verdicts from the trial header, and PASS for what it cannot read', async () => {
    const { accept, badVerdicts } = await anInbound();
    const verdicts =
      'X-Local-Verdicts: spf=FAIL; DKIM=gray;\r\n dmarc=FAIL; policy=reject; spam=perhaps; colour=red\r\n';
    const { notification } = await accept(verdicts);
    expect(notification.receipt).toMatchObject({
      spfVerdict: { status: 'FAIL' },
      dkimVerdict: { status: 'GRAY' },
      dmarcVerdict: { status: 'FAIL' },
      dmarcPolicy: 'reject',
      spamVerdict: { status: 'PASS' },
      virusVerdict: { status: 'PASS' },
    });
    expect(badVerdicts).toEqual(['spam=perhaps', 'colour=red']);
  });

  it('cuts headers off where SES does, and takes no mail for others', async () => {
    const { accept, stored } = await anInbound();
    const { notification } = await accept(`X-Long: ${'x'.repeat(11_000)}\r\n`);
    expect(notification.mail.headersTruncated).toBe(true);
    expect(notification.mail.headers.map(({ name }: { name: string }) => name)).toEqual(['From', 'To']);
    const { received } = await accept('', [DEPARTMENT]);
    expect(received).toBeUndefined();
    expect(stored.size).toBe(1);
  });

  it('can keep the raw mail in the loopback S3', async () => {
    const db = openLocalState(aTemporaryFolder());
    const clock = aVirtualClock('2026-07-10T12:00:00+09:00').now;
    const s3 = await startLoopbackS3({ db, clock, buckets: ['mail'] });
    onTestFinished(() => s3.stop());
    const queues = createQueues({ db, clock, queues: { in: { visibilitySeconds: 60, maxReceiveCount: 5 } } });
    const inbound = createInbound({
      put: s3.put,
      queues,
      clock,
      bucket: 'mail',
      queue: 'in',
      domain: DOMAIN,
    });
    const received = await inbound.accept({
      envelopeFrom: '',
      recipients: [OURS],
      raw: Buffer.from('a: b\r\n\r\nc'),
    });
    const answer = await fetch(`${s3.endpoint}/mail/${received?.objectKey}`);
    expect(await answer.text()).toBe('a: b\r\n\r\nc');
  });
});
