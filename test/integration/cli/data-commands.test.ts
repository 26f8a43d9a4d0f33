import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDataFolder, removeRunFile, writeRunFile } from '../../../infra/local/data-folder.ts';
import { type Host, readOutbox, startHost } from '../../../infra/local/host.ts';
import { seedSampleCity } from '../../../infra/local/seed.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { answerOf, runShinchoku } from './run-shinchoku.ts';
import { aPlanFile } from './sample-files.ts';

/** A data folder on which the first round of the sample city has frozen and one department has answered. */
let data: string;

const startsAt = instantOf('2026-07-01T08:59:00+09:00');

/** Answers the first request that went to `address`, quoting it with every line filled in. */
async function answer(host: Host, address: string): Promise<void> {
  const request = readOutbox(host.outboxFolder)
    .map(({ bytes }) => decodeMail(bytes))
    .find(({ to }) => to.some((recipient) => recipient.address === address));
  const replyTo = request?.replyTo[0]?.address ?? '';
  const filled = (request?.text ?? '').split(/\r?\n/).map((line) => {
    if (!/^【\d+-[A-Z]】/.test(line)) return `> ${line}`;
    if (line.includes('実績値')) return `> ${line}32`;
    if (line.includes('済・実施中')) return `> ${line}実施中`;
    return line.includes('順調・') ? `> ${line}順調` : `> ${line}`;
  });
  const head = [
    `From: ${address}`,
    `To: ${replyTo}`,
    'Subject: Re: answer',
    'Message-ID: <answer@iizuka.example>',
    'Content-Type: text/plain; charset=utf-8',
  ];
  const raw = Buffer.from([...head, '', ...filled, ''].join('\r\n'));
  await host.accept({ envelopeFrom: address, recipients: [replyTo], raw });
  await host.settle();
}

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'shinchoku-cli-'));
  await prepareDataFolder(data, { fresh: false });
  const host = await startHost({ dataFolder: data, startsAt });
  try {
    await seedSampleCity(host);
    await host.settle();
    await host.advance(instantOf('2026-07-01T10:00:00+09:00'));
    await answer(host, 'zaisan-katsuyo@iizuka.example');
    await host.advance(instantOf('2026-07-30T12:00:00+09:00'));
  } finally {
    await host.stop();
  }
}, 180_000);

afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('commands on stored data, with no system running', () => {
  it('shows the stored values with codes, version and state', async () => {
    const rows = await answerOf([
      'submissions',
      '--round',
      '2026Q1',
      '--initiative',
      '4-2-1',
      '--data',
      data,
    ]);

    expect(rows).toContainEqual(
      expect.objectContaining({
        initiative: '4-2-1',
        department: '12',
        field: 'actual',
        kpi: 'reviewed-facilities',
        value: 32,
        version: 1,
        via: 'mail',
        receivedAt: '2026-07-01T10:00:00+09:00',
      }),
    );
    for (const row of rows) {
      expect(row.initiative).toBe('4-2-1');
      expect(['stored', 'to-confirm', 'after-freeze']).toContain(row.state);
    }
  });

  it('shows every asked initiative with status, rule and reason', async () => {
    const rows = await answerOf(['status', '--round', '2026Q1', '--data', data]);

    expect(rows).toHaveLength(24);
    for (const row of rows) {
      expect(row).toMatchObject({
        rule: expect.any(String),
        flags: expect.any(Array),
        kpis: expect.any(Array),
      });
      expect(row.reason).not.toBe('');
    }
  });

  it('shows the send log, all of it or one state', async () => {
    const all = await answerOf(['mails', '--data', data]);
    const bounced = await answerOf(['mails', '--state', 'bounced', '--data', data]);

    expect(all[0]).toMatchObject({
      kind: 'request',
      round: '2026Q1',
      state: 'delivered',
      sentAt: '2026-07-01T09:00:00+09:00',
      reason: null,
    });
    expect(bounced).toEqual([]);
  });

  it('lists what waits for a person', async () => {
    expect(await answerOf(['held', '--data', data])).toEqual([]);
  });

  it('previews with words, the receipt code masked', async () => {
    const span = ['--from', '2026-10-01', '--to', '2026-10-01'];
    const mails = await answerOf(['preview', ...span, '--render', '--data', data]);

    expect(mails).toHaveLength(20);
    expect(mails[0]).toMatchObject({ kind: 'request', round: '2026Q2', at: '2026-10-01T09:00:00+09:00' });
    expect(mails[0].text).toContain('【受付番号 ****-****】');
    expect(mails[0].why).toContain('令和8年度第2四半期');
  });

  it('finds the schedules in line with the planner', async () => {
    expect(await answerOf(['schedule', 'apply', '--dry-run', '--data', data])).toMatchObject({
      create: [],
      remove: [],
    });
  });

  it('releases the draft once', async () => {
    const release = ['release', '--round', '2026Q1', '--data', data];

    expect(await answerOf(release)).toEqual({ round: '2026Q1', outcome: 'released' });
    expect(await answerOf(release)).toEqual({ round: '2026Q1', outcome: 'already-released' });
    const mails: { kind: string; step: string }[] = await answerOf([
      'mails',
      '--state',
      'delivered',
      '--data',
      data,
    ]);
    // The draft to the secretariat, and after the release the page to every member of the headquarters.
    expect(mails.filter(({ kind }) => kind === 'digest').length).toBeGreaterThan(1);
  });

  it('refuses to release a round without a draft', async () => {
    const { code, stderr } = await runShinchoku(['release', '--round', '2026Q2', '--data', data]);

    expect(code).toBe(2);
    expect(stderr).toContain('2026Q2');
  });

  it('refuses an initiative the plan does not have', async () => {
    const args = ['submissions', '--round', '2026Q1', '--initiative', '9-9-9', '--data', data];
    const { code, stderr } = await runShinchoku(args);

    expect(code).toBe(2);
    expect(stderr).toContain('9-9-9');
  });

  it('lets two commands at once take turns', async () => {
    const both = await Promise.all([
      answerOf(['mails', '--data', data]),
      answerOf(['mails', '--data', data]),
    ]);

    expect(both[0]).toEqual(both[1]);
  });
});

describe('commands on stored data, with the system running', () => {
  let host: Host;
  let server: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    host = await startHost({ dataFolder: data, startsAt });
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      void host.settle().then(() => response.end(JSON.stringify({ now: isoTokyo(host.now()) })));
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const web = `http://127.0.0.1:${port}`;
    writeRunFile(data, { pid: process.pid, web, smtp: '127.0.0.1:1', endpoints: host.endpoints });
  }, 60_000);

  afterAll(async () => {
    removeRunFile(data);
    server.close();
    await host.stop();
  });

  it('asks it for the present and reads what it stores', async () => {
    const mails = await answerOf(['mails', '--state', 'delivered', '--data', data]);

    expect(mails.length).toBeGreaterThan(20);
    expect(asked).toEqual(['GET /local/state']);
  });

  it('has it work off what was written', async () => {
    const file = aPlanFile(data, (text) => text.replace(/^title: .*$/m, 'title: 改めた計画'));
    asked.length = 0;

    const done = await answerOf(['plan', 'import', file, '--data', data]);

    expect(done).toMatchObject({ applied: true, version: 2 });
    expect(asked).toEqual(['GET /local/state', 'POST /local/settle']);
    const plan = await host.store.loadDocument('plan', 'iizuka-plan-r6');
    expect(plan?.document.title).toBe('改めた計画');
    const audit = await host.store.listAudit('2026-07-30');
    expect(audit).toContainEqual(expect.objectContaining({ actor: 'cli', what: 'plan.published' }));
  });
});
