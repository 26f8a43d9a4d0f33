import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDataFolder } from '../../../infra/local/data-folder.ts';
import { type Host, readOutbox, startHost } from '../../../infra/local/host.ts';
import { loadSampleCity, seedSampleCity } from '../../../infra/local/seed.ts';
import { LOCAL } from '../../../infra/local/settings.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { Write } from '../../../shared/ports.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { serveState } from '../../support/state-server.ts';
import { answerHere, answerOf, runHere } from './run-shinchoku.ts';
import { aPlanFile } from './sample-files.ts';

/** A data folder on which the first round of the sample city has frozen and one department has answered. */
let data: string;

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

/** What the commands say of the escalations on the day before the first of them. */
let escalations: Awaited<ReturnType<typeof keepOneBack>>;

/** Keeps an escalation back from 財政課, lets it go, and keeps it back for good. */
async function keepOneBack() {
  const hold = ['escalation', 'hold', '--department', '財政課', '--by', '山田', '--data', data];
  const free = ['escalation', 'free', '--department', '財政課', '--by', '山田', '--data', data];
  const list = ['escalation', 'list', '--data', data];
  return {
    listed: await answerHere(list),
    held: (await runHere([...hold, '--reason', '電話で確認済み'])).printed,
    shown: (await runHere(list)).printed.join('\n'),
    again: await answerHere(hold),
    freed: await answerHere(free),
    freedAgain: (await runHere(free)).printed,
    forGood: await answerHere(hold),
    refused: [
      (await runHere(['escalation', 'hold', '--department', '宇宙課', '--by', '山田', '--data', data]))
        .warned,
      (await runHere([...hold, '--step', 'due-plus-99'])).warned,
    ].flat(),
  };
}

let host: Host;
let system: Awaited<ReturnType<typeof serveState>>;
let release: () => void;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'shinchoku-cli-'));
  release = await claimDataFolder(data, { fresh: false, kind: 'system' });
  host = await startHost({ dataFolder: data, startsAt: instantOf('2026-07-01T08:59:00+09:00') });
  await seedSampleCity(host);
  await host.settle();
  await host.advance(instantOf('2026-07-01T10:00:00+09:00'));
  await answer(host, 'zaisan-katsuyo@iizuka.example');
  // A mail that was stored and of which nobody was told: the system was killed in between.
  const absent = 'From: shuno@iizuka.example\r\nSubject: 自動応答\r\n\r\n不在です。\r\n';
  await host.objects.put('inbound/unannounced', new TextEncoder().encode(absent));
  await host.advance(instantOf('2026-07-16T13:00:00+09:00'));
  system = await serveState(host);
  escalations = await keepOneBack();
  await host.advance(instantOf('2026-07-30T12:00:00+09:00'));
}, 180_000);

afterAll(() => rmSync(data, { recursive: true, force: true }));

/** An address from which a mail came back on 20 July. */
function aDeadAddress(address: string): Write {
  const spell = { since: '2026-07-20T00:00:00.000Z', reason: 'bounce-noemail', mail: 'mail', cleared: null };
  return { kind: 'address', value: { address, spells: [spell] }, expected: null };
}

/** Ends the system, so that the commands have to start its parts themselves. */
async function stopSystem(): Promise<void> {
  system.stop();
  await host.stop();
  release();
}

describe('commands on stored data, with the system running', () => {
  afterAll(stopSystem);

  it('asks it for the present and reads what it stores', async () => {
    system.asked.length = 0;
    const mails = await answerOf(['mails', '--state', 'delivered', '--data', data]);

    expect(mails.length).toBeGreaterThan(20);
    expect(mails[0]).toMatchObject({
      kind: 'request',
      round: '2026Q1',
      state: 'delivered',
      sentAt: '2026-07-01T09:00:00+09:00',
      reason: null,
    });
    expect(system.asked).toEqual(['GET /local/state']);
  });

  it('keeps an escalation back the day before, and it does not leave', async () => {
    const { listed, held, shown, again, freed, freedAgain, forGood, refused } = escalations;
    expect(new Set(listed.map(({ step }: { step: string }) => step))).toEqual(new Set(['due-plus-3']));
    expect(held).toEqual(['財政課の「期限の3開庁日後の送信」（7/17（金）9時）を見送ります。']);
    expect(shown).toContain('見送り（山田、電話で確認済み）');
    expect([again, freed, forGood]).toMatchObject([
      { outcome: 'already' },
      { outcome: 'freed' },
      { outcome: 'held' },
    ]);
    expect(freedAgain.join()).toContain('見送っていません');
    expect(refused.join('\n')).toMatch(/宇宙課[\s\S]*escalation list/);
    const mails = await host.store.list('mail', {
      state: 'delivered',
      of: { plan: LOCAL.plan, round: '2026Q1' },
    });
    const told = mails
      .filter(({ value }) => value.step === 'due-plus-3')
      .map(({ value }) => value.department);
    expect(told).toHaveLength(listed.length - 1);
    expect(told).not.toContain('zaisei');
  });

  it('shows the stored values with codes, version and state', async () => {
    const args = ['submissions', '--round', '2026Q1', '--initiative', '4-2-1', '--data', data];
    const rows = await answerHere(args);

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
    const rows = await answerHere(['status', '--round', '2026Q1', '--data', data]);

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

  it('writes the ledger of opinions as a file, takes it back, and changes one with its reason', async () => {
    for (const name of ['ledger.csv', 'ledger.xlsx']) {
      const file = join(data, name);
      expect(await answerHere(['opinion', 'export', file, '--data', data])).toMatchObject({ opinions: 11 });
      const taken = await answerHere(['opinion', 'import', file, '--by', '担当', '--data', data]);
      expect(taken).toEqual({ added: 0, changed: 0, unchanged: 11, imported: true });
    }
    const set = ['opinion', 'set', '7', '--by', '担当', '--class', '参考', '--data', data];
    const refused = await runHere(set);
    expect([refused.code, refused.warned.join('')]).toEqual([2, expect.stringContaining('変える理由')]);
    await answerHere([...set, '--why', '参考事例の欄を設けたため']);
    const shown = await answerHere(['opinion', 'show', '7', '--data', data]);
    expect(shown).toMatchObject({ version: 2, changedBy: '担当', opinion: { class: 'noted' } });
    const open = await answerHere(['opinion', 'list', '--open', '--data', data]);
    expect(open.map(({ number }: { number: number }) => number)).toEqual([3, 4, 5, 8, 10]);
    const faulty = join(data, 'faulty.csv');
    writeFileSync(faulty, '意見,区分\nやめること,済み\n');
    const { code, printed } = await runHere(['opinion', 'import', faulty, '--dry-run', '--data', data]);
    expect([code, printed[0]]).toEqual([1, expect.stringContaining('2行目')]);
  });

  it('shows what an inquiry would send, sends it for the right count only, and calls it off', async () => {
    const file = join(data, 'inquiry.yaml');
    const question = '{ answer: number, words: 見回った数, unit: 件 }';
    const written = `subject: 空き家\nwords: 状況をうかがいます。\nquestions: [${question}]\ndepartments: [財政課, 収納課]\n`;
    writeFileSync(file, written);
    const inquiry = (...more: string[]) => answerHere(['inquiry', ...more, '--data', data]);
    const looked = await inquiry('new', file, '--dry-run');
    expect(looked).toMatchObject({ round: '2026Q2I01', isStarted: false, mails: 2 });
    expect(looked.text).toContain('【1-A】問1の実績値（件）：');
    const wrong = await runHere(['inquiry', 'new', file, '--by', '事務局', '--count', '3', '--data', data]);
    expect(wrong.warned.join()).toContain('送る日の通数は2です');
    expect(await inquiry('new', file, '--by', '事務局', '--count', '2')).toMatchObject({ isStarted: true });
    expect(await inquiry('list')).toMatchObject([{ round: '2026Q2I01', state: 'planned' }]);
    expect(await inquiry('cancel', '2026Q2I01', '--by', '事務局')).toMatchObject({ outcome: 'ended' });
    expect(await inquiry('list')).toEqual([]);
  });

  it('shows nothing of a round that has not been opened', async () => {
    expect(await answerHere(['status', '--round', '2026Q3', '--data', data])).toEqual([]);
    expect(await answerHere(['submissions', '--round', '2026Q3', '--data', data])).toEqual([]);
    expect(await answerHere(['mails', '--round', '2026Q3', '--data', data])).toEqual([]);
  });

  it('lists what waits for a person', async () => {
    expect(await answerHere(['held', '--data', data])).toEqual([]);
  });

  it('has a mail read that nobody was told of, and reads it again when asked to', async () => {
    expect((await host.store.get('received', { id: 'unannounced' }))?.value).toMatchObject({
      state: 'automatic',
      receivedAt: '2026-07-01T01:00:00.000Z',
    });
    const { code, printed } = await runHere([
      'held',
      'reprocess',
      'unannounced',
      '--by',
      '山田',
      '--data',
      data,
    ]);
    expect({ code, printed }).toEqual({
      code: 0,
      printed: ['「unannounced」を読み直しました（automatic → automatic）。'],
    });
    expect(await answerHere(['held', 'reprocess', 'unannounced', '--by', '山田', '--data', data])).toEqual({
      id: 'unannounced',
      before: 'automatic',
      state: 'automatic',
      reason: 'subject',
    });
  });

  it('previews with words, the receipt code masked', async () => {
    const span = ['--from', '2026-10-01', '--to', '2026-10-01'];
    const mails = await answerHere(['preview', ...span, '--render', '--data', data]);

    expect(mails).toHaveLength(20);
    expect(mails[0]).toMatchObject({ kind: 'request', round: '2026Q2', at: '2026-10-01T09:00:00+09:00' });
    expect(mails[0].text).toContain('【受付番号 ****-****】');
    expect(mails[0].why).toContain('令和8年度第2四半期');
  });

  it('lists what takes no mail, warns in the preview, and puts it back in use once', async () => {
    const [officer, chief] = ['nogyo-iinkai@iizuka.example', 'nogyo-iinkai-jicho@iizuka.example'];
    const { directory } = loadSampleCity();
    expect(directory.contacts.map(({ address }) => address)).toContain(officer);
    await host.store.commit({ writes: [officer, chief].map(aDeadAddress), audit: [], events: [] });

    const rows = await answerHere(['contacts', 'undeliverable', '--data', data]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      address: chief,
      since: '2026-07-20T09:00:00+09:00',
      reason: 'bounce-noemail',
      why: '宛先のアドレスがありません。',
      contacts: [{ department: '90', role: 'chief', title: '農業委員会事務局次長' }],
    });
    const shown = await runHere(['contacts', 'undeliverable', '--data', data]);
    expect(shown.printed.join('\n')).toMatch(
      /nogyo-iinkai@iizuka\.example +農業委員会 担当者 +7\/20（月） {2}宛先の/,
    );

    const span = ['--from', '2026-10-01', '--to', '2026-10-01', '--data', data];
    const { printed, warned } = await runHere(['preview', ...span]);
    expect(warned).toEqual([
      '農業委員会には送りません。登録された連絡先のどれにも届かないためです。連絡先を確かめてください。',
    ]);
    expect(printed.join('\n')).not.toContain(officer);

    for (const address of [officer, chief]) {
      const clear = ['contacts', 'clear', address.toUpperCase(), '--data', data];
      expect(await answerHere(clear)).toEqual({ address, outcome: 'cleared' });
      expect(await answerHere(clear)).toEqual({ address, outcome: 'already-cleared' });
    }
    expect(await answerHere(['contacts', 'undeliverable', '--data', data])).toEqual([]);
    expect(await host.store.listAudit('2026-07-30')).toContainEqual(
      expect.objectContaining({ actor: 'cli', what: 'address.cleared', subject: officer }),
    );
  });

  it('finds the schedules in line with the planner', async () => {
    expect(await answerHere(['schedule', 'apply', '--dry-run', '--data', data])).toMatchObject({
      create: [],
      remove: [],
    });
  });

  it('prints for a person, too', async () => {
    for (const args of [
      ['submissions', '--round', '2026Q1'],
      ['status', '--round', '2026Q1'],
      ['mails'],
      ['held'],
      ['contacts', 'undeliverable'],
      ['schedule', 'list'],
      ['preview', '--from', '2026-07-01', '--to', '2026-07-03', '--render'],
    ]) {
      const { code, printed, warned } = await runHere([...args, '--data', data]);

      expect({ code, warned }, args.join(' ')).toEqual({ code: 0, warned: [] });
      expect(printed.join('\n'), args.join(' ')).not.toMatch(/undefined|null|\[object/);
    }
  });

  it.each([
    { says: 'a round without a draft', args: ['release', '--round', '2026Q2'], names: '2026Q2' },
    {
      says: 'an initiative the plan does not have',
      args: ['submissions', '--round', '2026Q1', '--initiative', '9-9-9'],
      names: '9-9-9',
    },
    {
      says: 'to read a mail again that never came',
      args: ['held', 'reprocess', 'nobody', '--by', '山田'],
      names: 'nobody',
    },
    {
      says: 'to clear an address that is in use',
      args: ['contacts', 'clear', 'nobody@iizuka.example'],
      names: 'nobody@iizuka.example',
    },
    { says: 'a plan nobody imported', args: ['status', '--round', '2026Q1', '--plan', 'no-plan'], names: '' },
    {
      says: 'to preview a plan nobody imported',
      args: ['preview', '--from', '2026-07-01', '--to', '2026-07-01', '--plan', 'no-plan'],
      names: 'no-plan',
    },
  ])('refuses $says', async ({ args, names }) => {
    const { code, printed, warned } = await runHere([...args, '--data', data]);

    expect({ code, printed }).toEqual({ code: 2, printed: [] });
    expect(warned[0]).toContain(names);
  });

  it('has it work off what was written', async () => {
    const file = aPlanFile(data, (text) => text.replace(/^title: .*$/m, 'title: 改めた計画'));
    system.asked.length = 0;

    const done = await answerHere(['plan', 'import', file, '--data', data]);

    expect(done).toMatchObject({
      applied: true,
      version: 2,
      changes: [{ kind: 'changed', part: 'plan', fields: [{ now: '改めた計画' }] }],
      directory: null,
    });
    expect(system.asked).toEqual(['GET /local/state', 'POST /local/settle']);
    const plan = await host.store.loadDocument('plan', 'iizuka-plan-r6');
    expect(plan?.document.title).toBe('改めた計画');
    const audit = await host.store.listAudit('2026-07-30');
    expect(audit).toContainEqual(expect.objectContaining({ actor: 'cli', what: 'plan.published' }));
  });

  describe('question', () => {
    const question = (...more: string[]) => ['question', ...more, '--round', '2026Q1', '--data', data];

    it('puts a value under question, tells of it, and takes down how it ended', async () => {
      const kpi = '運営方法を見直した施設の数（計画期間の累計）';
      const whose = ['--department', '財産活用課', '--by', '事務局 山田'];
      const ask = question('ask', ...whose, '--kpi', kpi, '--text', '内訳は何ですか。', '--phone');
      expect(await answerHere(ask)).toEqual({ outcome: 'asked', number: 1, mailedTo: [] });
      expect((await runHere(ask)).warned.join()).toContain('すでに確認中');
      expect(await answerHere(question('list'))).toMatchObject([{ state: 'open', value: 32 }]);
      const settle = question('settle', '1', ...whose, '--note', '電話で確かめた');
      expect(await answerHere(settle)).toEqual({ outcome: 'settled', as: 'confirmed' });
      expect((await runHere(settle)).code).toBe(2);
    });
  });

  describe('progress path', () => {
    const path = (...more: string[]) => ['progress', 'path', '--data', data, ...more];

    it('writes proposals, names what is wrong in them by row, and records their approval', async () => {
      const file = join(data, 'paths.csv');
      expect((await runHere(path('--propose', '--initiative', '2-1-1', '--out', file))).code).toBe(0);
      const proposed = readFileSync(file, 'utf8');
      writeFileSync(file, proposed.replace('2026Q4: 60', '2026Q4: 61'));
      const wrong = await runHere(path(file, '--dry-run'));
      expect(wrong.code).toBe(1);
      expect(wrong.printed.join()).toContain('2行目「計画値」');
      writeFileSync(file, proposed);
      const unsigned = await runHere(path(file, '--by', '事務局 山田'));
      expect(unsigned.code).toBe(2);
      expect(unsigned.warned.join()).toContain('--approved-by');
      const signed = ['--by', '事務局 山田', '--approved-by', '副市長', '--reason', '計画の案の承認'];
      expect(await answerHere(path(file, ...signed))).toMatchObject({ applied: true });
      const again = await answerHere(path('--propose', '--initiative', '2-1-1'));
      expect(again).toMatchObject([{ kpi: 'tablet-count', approved: { path: { by: '副市長' } } }, {}]);
    });
  });

  describe('progress cutoffs', () => {
    const cutoffs = (...more: string[]) => ['progress', 'cutoffs', '--data', data, ...more];

    it('lists the cut-offs in force and the presets', async () => {
      const { printed } = await runHere(cutoffs());
      expect(printed.join('\n')).toMatch(/^今の基準　順調0\.95以上、やや遅れ0\.8以上\n標準　/);
    });

    it('shows first what would change, and changes nothing', async () => {
      const before = await host.store.loadDocument('plan', 'iizuka-plan-r6');
      const shown = await answerHere(cutoffs('--preset', '浜松', '--dry-run'));
      expect(shown).toMatchObject({
        round: '2026Q1',
        current: { onTrack: 0.95, atRisk: 0.8 },
        cutoffs: { onTrack: 0.95, atRisk: 0.95 },
        applied: false,
      });
      const { printed } = await runHere(cutoffs('--on-track', '0.8', '--at-risk', '0.6', '--dry-run'));
      expect(printed.join('\n')).toMatch(
        /この基準では\d+件が変わります（令和8年度第1四半期の\d+件のうち。指標では\d+件）。/,
      );
      expect((await host.store.loadDocument('plan', 'iizuka-plan-r6'))?.version).toBe(before?.version);
    });

    it('publishes a new version of the plan with its words, in the name of whoever asked', async () => {
      const before = (await host.store.loadDocument('plan', 'iizuka-plan-r6'))?.version ?? 0;
      const done = await answerHere(cutoffs('--preset', '多摩', '--by', '事務局 山田'));
      expect(done).toMatchObject({ applied: true, version: before + 1 });
      const plan = await host.store.loadDocument('plan', 'iizuka-plan-r6');
      expect(plan?.document).toMatchObject({ cutoffs: { onTrack: 1, atRisk: 0.6 }, ranks: { name: '多摩' } });
      expect(await answerHere(cutoffs('--preset', '標準', '--by', '事務局 山田'))).toMatchObject({
        applied: true,
      });
      expect((await host.store.loadDocument('plan', 'iizuka-plan-r6'))?.document.ranks).toBeUndefined();
    });

    it.each([
      [['--preset', '浜松'], '基準を変えるには --by'],
      [['--preset', 'どこか', '--dry-run'], '--preset の「どこか」という基準はない'],
      [['--on-track', '0.5', '--at-risk', '0.8', '--dry-run'], '--on-track を --at-risk 以上に'],
    ])('refuses %j in one sentence', async (given, sentence) => {
      const { code, warned } = await runHere(cutoffs(...given));
      expect(code).toBe(2);
      expect(warned.join()).toContain(sentence);
    });
  });
});

describe('commands on stored data, with no system running', () => {
  it('releases the draft once', async () => {
    const release = ['release', '--round', '2026Q1', '--data', data];

    expect(await answerOf(release)).toEqual({ round: '2026Q1', outcome: 'released' });
    expect(await answerOf(release)).toEqual({ round: '2026Q1', outcome: 'already-released' });
  });

  it('lets two commands at once take turns', async () => {
    const mails = ['mails', '--state', 'delivered', '--data', data];

    const [first, second]: { kind: string }[][] = await Promise.all([answerOf(mails), answerOf(mails)]);

    expect(first).toEqual(second);
    // The draft to the secretariat, and after its release the page to every member of the headquarters.
    expect(first?.filter(({ kind }) => kind === 'digest').length).toBeGreaterThan(1);
  });
});
