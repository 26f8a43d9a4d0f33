import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplyToCompose } from '../../../infra/local/departments/compose-reply.ts';
import { LOCAL } from '../../../infra/local/settings.ts';
import { isoUtc } from '../../../shared/calendar/time.ts';
import type { RequestRecord, SubmissionRecord } from '../../../shared/records.ts';
import { type ArrivedMail, aReplyTo, type StartedCity, startCity } from '../../support/running-system.ts';
import { serveState } from '../../support/state-server.ts';
import { answerHere, runHere } from './run-shinchoku.ts';

const ROUND = { plan: LOCAL.plan, round: '2026Q1' } as const;
const STRANGER = { address: 'somebody@mail.example', name: '外の人' };

/** One city for the file: each test speaks for a department of its own, and the clock only goes forward. */
let city: StartedCity;
let system: Awaited<ReturnType<typeof serveState>>;

beforeAll(async () => {
  city = await startCity();
  system = await serveState(city.host);
}, 180_000);

afterAll(async () => {
  system.stop();
  await city.stop();
});

const officer = (department: string) => `${department}@iizuka.example`;
const data = () => ['--data', city.dataFolder];
const unwrapped = (text: string) => text.replaceAll(/\n　*/g, '');

/** Sends a reply to a department's request and returns the id it was received under. */
async function send(department: string, changes: Partial<ReplyToCompose>): Promise<string> {
  const request = city.mailsTo(officer(department)).find(({ subject }) => subject.startsWith('【照会'));
  if (!request) throw new Error(`${department} was not asked`);
  const { raw, envelope } = aReplyTo(request, city.host.now(), changes);
  const accepted = await city.host.accept({ envelopeFrom: envelope.from, recipients: envelope.to, raw });
  await city.host.settle();
  if (!accepted) throw new Error('the mail was not taken in');
  return accepted.messageId;
}

/** Runs a command and returns what left because of it. */
async function mailsOf(args: readonly string[]): Promise<{ answer: never; mails: ArrivedMail[] }> {
  const before = city.host.sent().length;
  const answer = (await answerHere([...args, ...data()])) as never;
  return { answer, mails: city.mails(before) };
}

async function refusalOf(args: readonly string[]): Promise<string> {
  const { code, printed, warned } = await runHere([...args, ...data()]);
  expect({ code, printed }).toEqual({ code: 2, printed: [] });
  return warned.join('\n');
}

async function received(id: string) {
  const found = await city.host.store.get('received', { id });
  return found?.value;
}

async function requestOf(department: string): Promise<RequestRecord | undefined> {
  return (await city.host.store.get('request', { ...ROUND, department }))?.value;
}

async function versionsOf(department: string): Promise<SubmissionRecord[]> {
  const found = await city.host.store.list('submission', { ...ROUND, department });
  return found.map(({ value }) => value).sort((a, b) => a.version - b.version);
}

const valuesOf = (version: SubmissionRecord | undefined) =>
  Object.values(version?.fields ?? {})
    .map(({ value }) => value)
    .toSorted();

const to = (mails: readonly ArrivedMail[]) => mails.flatMap(({ sent }) => sent.destinations);

/** Who is written to at the next step of the ladder. */
async function remindedOn(day: string): Promise<string[]> {
  const mails: { kind: string; to: string[] }[] = await answerHere([
    ...['preview', '--from', day, '--to', day],
    ...data(),
  ]);
  return mails.filter(({ kind }) => kind === 'reminder').flatMap((mail) => mail.to);
}

describe('a reply of a stranger who has the key', () => {
  it('is shown with what would be stored, and what can be done', async () => {
    const id = await send('gesuido', { from: STRANGER, answers: { '1-A': '5' } });

    const [row] = await answerHere(['held', ...data()]);
    expect(row).toMatchObject({ id, round: '2026Q1', reason: 'outside-sender', ageHours: 0 });

    const shown = await answerHere(['held', 'show', id, ...data()]);
    expect(shown).toMatchObject({
      kind: 'sender-unproved',
      from: STRANGER.address,
      reading: { fields: [{ anchor: '1-A', value: 5 }] },
    });
    const { printed } = await runHere(['held', 'show', id.slice(0, 8), ...data()]);
    const words = printed.join('\n');
    expect(words).toContain('市の外のアドレスから届きました');
    expect(words).toMatch(/登録　+【1-A】/);
    expect(words).not.toContain('?');
    expect(words).toContain('r-****@');
    expect(words).toContain(`held apply ${id.slice(0, 10)} --by 名前`);
    const { bytes } = await runHere(['held', 'show', id, '--raw', ...data()]);
    expect(Buffer.concat(bytes).toString()).toContain('From:');
  });

  it('is stored once it is applied; the registered address alone gets the receipt', async () => {
    const [row] = await answerHere(['held', ...data()]);
    const { mails } = await mailsOf(['held', 'apply', row.id, '--by', '山田']);

    expect(valuesOf((await versionsOf('gesuido')).at(-1))).toEqual([5]);
    expect(to(mails)).toEqual([officer('gesuido')]);
    expect(unwrapped(mails[0]?.text ?? '')).toContain('保留していた返信を、事務局が確かめて登録しました。');
    expect(city.mailsTo(STRANGER.address)).toEqual([]);
    expect(await received(row.id)).toMatchObject({ state: 'applied', decision: { by: '山田', note: null } });
    const audit = await city.host.store.listAudit('2026-07-01');
    expect(audit).toContainEqual(
      expect.objectContaining({
        actor: '山田',
        what: 'held.applied',
        subject: '2026Q1/gesuido',
        before: 'held: outside-sender; 1-A （空欄）',
        after: expect.stringContaining('1-A 5'),
      }),
    );
    const status = await city.host.store.list('status', ROUND);
    expect(status.length).toBeGreaterThan(0);
  });

  it('is settled once: the second secretary is told of the first', async () => {
    const id = await send('suido', { from: STRANGER, answers: { '1-A': '済' } });
    const outcomes = await Promise.all([
      runHere(['held', 'apply', id, '--by', '山田', ...data()]),
      runHere(['held', 'reject', id, '--by', '鈴木', '--reason', '本人でない', ...data()]),
    ]);

    expect(outcomes.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([0, 2]);
    const winner = (await received(id))?.decision?.by;
    const loser = outcomes.find(({ code }) => code === 2);
    expect(loser?.warned.join('')).toContain(`${winner}さんが`);
    expect(await versionsOf('suido')).toHaveLength(winner === '山田' ? 1 : 0);
  });

  it('stores nothing and tells nobody when it is rejected', async () => {
    const id = await send('jinji', { from: STRANGER, answers: { '1-A': '5' } });
    const { mails } = await mailsOf([
      'held',
      'reject',
      id,
      '--by',
      '山田',
      '--reason',
      '本人に確かめたが別人',
    ]);

    expect(mails).toEqual([]);
    expect(await versionsOf('jinji')).toEqual([]);
    expect(await received(id)).toMatchObject({
      state: 'rejected',
      decision: { by: '山田', note: '本人に確かめたが別人' },
    });
    expect(await refusalOf(['held', 'apply', id, '--by', '鈴木'])).toMatch(
      /山田さんが.*処理済みです（状態は「不採用」です）/,
    );
  });

  it('goes back to the registered address with the blank lines, which can be answered', async () => {
    const id = await send('jinji', { from: STRANGER, answers: { '1-B': '6' } });
    const note = '課の共有アドレスから返信してください。';
    const { mails } = await mailsOf(['held', 'return', id, '--by', '山田', '--note', note]);

    expect(to(mails)).toEqual([officer('jinji')]);
    const [mail] = mails;
    expect(unwrapped(mail?.text ?? '')).toContain(note);
    expect(mail?.text).toMatch(/^【1-A】/m);
    if (!mail) return;
    const { raw, envelope } = aReplyTo(mail, city.host.now(), { answers: { '1-C': '14.5' } });
    await city.host.accept({ envelopeFrom: envelope.from, recipients: envelope.to, raw });
    await city.host.settle();
    expect(valuesOf((await versionsOf('jinji')).at(-1))).toEqual([14.5]);
  });
});

describe('a reply of words', () => {
  it('stops the reminders until it is dealt with', async () => {
    const id = await send('shoko-kanko', { note: 'おおむね予定どおりに進んでいます。' });
    expect(await received(id)).toMatchObject({ state: 'held', reason: 'free-text' });
    expect(await remindedOn('2026-07-07')).not.toContain(officer('shoko-kanko'));

    const { mails } = await mailsOf(['held', 'apply', id, '--by', '山田', '--reason', '電話で確認した']);

    expect(mails).toEqual([]);
    expect(await received(id)).toMatchObject({ state: 'handled', decision: { note: '電話で確認した' } });
    await city.advance('2026-07-01T10:05:00+09:00');
    expect(await remindedOn('2026-07-07')).toContain(officer('shoko-kanko'));
  });

  it('goes back to its sender with what is still blank, and the department is chased again', async () => {
    const id = await send('shimin', { note: '少しお待ちください。' });
    const { mails } = await mailsOf([
      'held',
      'return',
      id,
      '--by',
      '山田',
      '--note',
      '数値だけでも書いてください。',
    ]);

    expect(to(mails)).toEqual([officer('shimin')]);
    expect(await received(id)).toMatchObject({ state: 'returned' });
    expect((await requestOf('shimin'))?.events.map(({ what }) => what)).toEqual(['held', 'settled']);
  });

  it('is not taken for settled while another one waits', async () => {
    const first = await send('zaisei', { note: 'ただいま確認しています。' });
    const second = await send('zaisei', { note: 'もう一つお知らせがあります。' });
    await mailsOf(['held', 'apply', first, '--by', '山田']);
    await city.advance('2026-07-01T10:10:00+09:00');

    expect(await received(second)).toMatchObject({ state: 'held' });
    expect(await remindedOn('2026-07-07')).not.toContain(officer('zaisei'));
  });

  it('that tells of a new officer changes no address by itself, and says so', async () => {
    const id = await send('toshi-keikaku', { note: '担当変更' });
    const { printed } = await runHere(['held', 'apply', id, '--by', '山田', ...data()]);
    expect(printed.join('\n')).toContain('連絡先は自動では変わりません');
    expect(await received(id)).toMatchObject({ state: 'handled' });
  });

  it('is rejected with a word to its sender, who was proved', async () => {
    const id = await send('zaisan-katsuyo', { note: 'この照会の意味が分かりません。' });
    const { mails } = await mailsOf([
      'held',
      'reject',
      id,
      '--by',
      '山田',
      '--reason',
      '電話で説明しました。',
    ]);
    expect(to(mails)).toEqual([officer('zaisan-katsuyo')]);
    expect(mails[0]?.subject).toMatch(/^【お知らせ】/);
    expect(mails[0]?.text).toContain('理由　電話で説明しました。');
  });
});

describe('a mail that names no request', () => {
  const raw = (from: string, id: string) =>
    Buffer.from(
      [
        `From: ${from}`,
        `To: ${LOCAL.fromAddress}`,
        'Subject: kaitou',
        `Message-ID: <${id}@mail.example>`,
        'Content-Type: text/plain; charset=utf-8',
        '',
        '1-A 7',
        '',
      ].join('\r\n'),
    );
  const arrive = async (from: string, id: string) => {
    const mail = { envelopeFrom: from, recipients: [LOCAL.fromAddress], raw: raw(from, id) };
    const accepted = await city.host.accept(mail);
    await city.host.settle();
    return accepted?.messageId ?? '';
  };

  it('is applied to the request a person names', async () => {
    const id = await arrive(officer('kosodate-shien'), 'no-key-1');
    expect(await received(id)).toMatchObject({ state: 'held', reason: 'no-key' });
    expect(await refusalOf(['held', 'apply', id, '--by', '山田'])).toContain('--round と --department');
    expect(await refusalOf(['held', 'apply', id, '--by', '山田', '--round', '2026Q1'])).toContain('両方');

    const request = ['--round', '2026Q1', '--department', '子育て支援課'];
    const { mails } = await mailsOf(['held', 'apply', id, '--by', '山田', ...request]);
    expect(to(mails)).toEqual([officer('kosodate-shien')]);
    expect(await received(id)).toMatchObject({ state: 'applied', department: 'kosodate-shien' });
    expect(valuesOf((await versionsOf('kosodate-shien')).at(-1))).toHaveLength(1);
  });

  it('of a stranger has nobody to go back to', async () => {
    const id = await arrive('advert@mail.example', 'no-key-2');
    const refusal = await refusalOf(['held', 'return', id, '--by', '山田', '--note', 'どの回ですか']);
    expect(refusal).toContain('返す宛先がない');
    expect(await received(id)).toMatchObject({ state: 'held' });
  });
});

describe('a mail with a virus', () => {
  it('is neither shown nor applied, and can be rejected', async () => {
    const headers = { 'X-Local-Verdicts': 'virus=FAIL' };
    const id = await send('hisho-koho', { headers, answers: { '1-A': '17,400' } });
    const { printed } = await runHere(['held', 'show', id, ...data()]);
    expect(printed.join('\n')).not.toContain('17,400');
    expect(await refusalOf(['held', 'show', id, '--raw'])).toContain('ウイルスの疑い');
    expect(await refusalOf(['held', 'apply', id, '--by', '山田'])).toContain('ウイルスの疑い');
    const { mails } = await mailsOf(['held', 'reject', id, '--by', '山田', '--reason', '送り直しを頼んだ']);
    expect(mails).toEqual([]);
    expect(await received(id)).toMatchObject({ state: 'rejected' });
  });
});

describe('what is typed wrong', () => {
  it.each([
    ['an id nobody received', ['held', 'show', 'ffffffffffff'], 'はない'],
    ['an id too short to mean one', ['held', 'show', 'ab'], '短すぎる'],
    ['no name', ['held', 'apply', 'abcdef', '--by', '　'], '--by'],
    ['no reason', ['held', 'reject', 'abcdef', '--by', '山田'], '--reason'],
    ['no note', ['held', 'return', 'abcdef', '--by', '山田'], '--note'],
  ])('%s is refused in a sentence', async (_, args, says) => {
    expect(await refusalOf(args)).toContain(says);
  });
});

describe('an answer given by phone or on paper', () => {
  const about = (department: string, via = 'phone') => [
    ...['reply', 'enter', '--round', '2026Q1', '--department', department],
    ...['--via', via, '--by', '佐藤', '--at', '2026-07-01T09:00'],
  ];
  const typed = (text: string): string => {
    const file = join(
      city.dataFolder,
      `typed-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.txt`,
    );
    writeFileSync(file, text);
    return file;
  };

  it('is shown as it is understood, and stored only when that is confirmed', async () => {
    const file = typed('1-A 済\n1-C じゅんちょう\n');
    const { printed } = await runHere([...about('高齢介護課'), file, ...data()]);
    expect(printed.join('\n')).toContain('まだ登録していません');
    expect(await versionsOf('korei-kaigo')).toEqual([]);
  });

  it('is stored as such, and the department is told what was noted in its name', async () => {
    const form = await runHere(['reply', 'form', '--round', '2026Q1', '--department', '65', ...data()]);
    expect(form.printed).toContain('【9-A】回答者：');
    const file = typed('9-A 電話 太郎\n');
    const { mails } = await mailsOf([...about('住宅課'), '--yes', file]);

    expect(to(mails)).toEqual([officer('jutaku')]);
    expect(unwrapped(mails[0]?.text ?? '')).toContain(
      '電話でうかがった回答を、事務局が次のとおり記録しました。',
    );
    expect((await versionsOf('jutaku')).at(-1)).toMatchObject({ via: 'phone', enteredBy: '佐藤' });
    const rows: { via: string; enteredBy: string }[] = await answerHere([
      ...['submissions', '--round', '2026Q1'],
      ...data(),
    ]);
    expect(rows).toContainEqual(expect.objectContaining({ via: 'phone', enteredBy: '佐藤' }));
    expect(await refusalOf([...about('住宅課'), '--yes', file])).toContain('すでに登録されている');
  });

  it('with a line that has no meaning stores nothing unless the rest is wanted', async () => {
    const file = typed('9-A 書面 花子\n9-B たぶん\n');
    const args = [...about('都市計画課', 'paper'), '--yes'];
    expect(await refusalOf([...args, file])).toContain('--partial');
    expect(await versionsOf('toshi-keikaku')).toEqual([]);
    const { mails } = await mailsOf([...args, '--partial', file]);
    expect((await versionsOf('toshi-keikaku')).at(-1)).toMatchObject({ via: 'paper' });
    expect(unwrapped(mails[0]?.text ?? '')).toContain('書面でいただいた回答を');
  });

  it.each([
    ['no answer', '住宅課', ['phone'], 'こんにちは\n', '新しく登録できる回答がない'],
    ['another door', '住宅課', ['fax'], '9-A 電話\n', '--via'],
    ['a department nobody knows', '宇宙課', ['phone'], '9-A 電話\n', '--department'],
  ])('is refused with %s', async (_, department, [via], text, says) => {
    expect(await refusalOf([...about(department, via), '--yes', typed(text)])).toContain(says);
  });
});

/** Freezes the round as of a day ago: playing the month until its freeze would add nothing but time. */
async function freeze(): Promise<void> {
  const { store, now } = city.host;
  const round = await store.get('round', { plan: LOCAL.plan, id: ROUND.round });
  if (!round) throw new Error('the round is not open');
  const value = {
    ...round.value,
    state: 'frozen',
    freezesAt: isoUtc(now().subtract({ hours: 24 })),
  } as const;
  await store.commit({
    writes: [{ kind: 'round', value, expected: round.revision }],
    audit: [],
    events: [],
  });
}

const BY = ['--by', '山田'];
const CHECK = ['contacts', 'check', 'start', ...BY];

async function printedOf(args: readonly string[]): Promise<string> {
  const { code, printed, warned } = await runHere([...args, ...data()]);
  expect({ code, warned }).toEqual({ code: 0, warned: [] });
  return printed.join('\n');
}

describe('contacts check', () => {
  it('mails every chief once, and reports who has replied', async () => {
    const before = city.host.sent().length;
    const started = await answerHere([...CHECK, '--roles', 'chief', ...data()]);
    const left = city.mails(before);
    expect(started.run).toBe(1);
    expect(left).toHaveLength(started.addresses);
    expect(left[0]?.subject).toContain('確認');
    const report = await answerHere(['contacts', 'check', 'report', ...data()]);
    expect(report.counts).toMatchObject({ waiting: started.addresses, confirmed: 0 });
    expect(await printedOf(['contacts', 'check', 'report'])).not.toMatch(/undefined|null|\[object/);
  });

  it('asks no address twice a day, and no post nobody knows', async () => {
    expect(await refusalOf([...CHECK, '--roles', 'chief'])).toContain('1日に1');
    expect(await refusalOf([...CHECK, '--roles', 'king'])).toContain('king');
  });
});

describe('trial', () => {
  it('starts with the departments named, is to ask them the next day, and ends', async () => {
    const start = ['trial', 'start', '--departments', '財政課', ...BY];
    const started = await answerHere([...start, ...data()]);
    expect(started.round).toBe('2026Q1T');
    expect(await refusalOf(start)).toContain('trial end');
    const mails = await answerHere(['preview', '--from', '2026-07-02', '--to', '2026-07-02', ...data()]);
    expect(mails.map(({ round, to }: { round: string; to: string[] }) => [round, ...to])).toEqual([
      ['2026Q1T', officer('zaisei')],
    ]);
    expect(await printedOf(['trial', 'end', ...BY])).toContain('試行を終えました');
    expect(await printedOf(['trial', 'end', ...BY])).toContain('試行はしていません');
  });

  it('refuses a department nobody knows and a due date that is none', async () => {
    expect(await refusalOf(['trial', 'start', '--departments', '宇宙課', ...BY])).toContain('宇宙課');
    const due = ['trial', 'start', '--departments', '財政課', '--due', '7月14日', ...BY];
    expect(await refusalOf(due)).toContain('7月14日');
  });
});

describe('a correction after the freeze', () => {
  it('counts once it is adopted with a reason; another is rejected and gone', async () => {
    await send('kenchiku', { answers: { '1-A': '3', '1-B': '80' } });
    await freeze();
    const late = await send('kenchiku', { answers: { '1-A': '4' } });
    const other = await send('kenchiku', { answers: { '1-B': '70' } });
    expect(await received(late)).toMatchObject({ state: 'held', reason: 'after-freeze' });
    expect(await refusalOf(['held', 'apply', late, '--by', '山田'])).toContain('--reason');

    const { mails } = await mailsOf(['held', 'apply', late, '--by', '山田', '--reason', '集計もれ']);
    expect(to(mails)).toEqual([officer('kenchiku')]);
    expect(unwrapped(mails[0]?.text ?? '')).toContain('締切後の訂正を、事務局が採用しました。');
    expect((await versionsOf('kenchiku')).at(-1)).toMatchObject({
      afterFreeze: false,
      correction: { approvedBy: '山田', reason: '集計もれ', approvedAt: isoUtc(city.host.now()) },
    });
    expect(valuesOf((await versionsOf('kenchiku')).at(-1))).toEqual([4, 80]);

    await mailsOf(['held', 'reject', other, '--by', '山田', '--reason', '根拠がない']);
    const rows: { state: string; value: unknown; correction: unknown }[] = await answerHere([
      ...['submissions', '--round', '2026Q1'],
      ...data(),
    ]);
    expect(rows.filter(({ state }) => state === 'after-freeze')).toEqual([]);
    expect(rows).toContainEqual(
      expect.objectContaining({
        value: 4,
        state: 'stored',
        correction: expect.objectContaining({ reason: '集計もれ' }),
      }),
    );
  });

  it('by phone needs a reason, and counts with it', async () => {
    const file = join(city.dataFolder, 'late.txt');
    writeFileSync(file, '9-A 電話 次郎\n');
    const args = [
      'reply',
      'enter',
      '--round',
      '2026Q1',
      '--department',
      '住宅課',
      '--via',
      'phone',
      '--by',
      '佐藤',
    ];
    expect(await refusalOf([...args, '--yes', file])).toContain('--reason');
    await mailsOf([...args, '--reason', '電話での訂正', '--approved-by', '部長', '--yes', file]);
    expect((await versionsOf('jutaku')).at(-1)).toMatchObject({
      afterFreeze: false,
      correction: { approvedBy: '部長', reason: '電話での訂正' },
    });
    const errata = await answerHere(['reply', 'corrections', '--round', '2026Q1', ...data()]);
    expect(errata).toContainEqual(
      expect.objectContaining({ department: 'jutaku', after: '電話 次郎', reason: '電話での訂正' }),
    );
  });

  it('of a stranger needs a reason as well', async () => {
    const id = await send('doboku-kanri', { from: STRANGER, answers: { '1-A': '済' } });
    expect(await refusalOf(['held', 'apply', id, '--by', '山田'])).toContain('--reason');
    await mailsOf(['held', 'apply', id, '--by', '山田', '--reason', '本人に確かめた']);
    expect((await versionsOf('doboku-kanri')).at(-1)).toMatchObject({
      correction: { reason: '本人に確かめた' },
    });
  });
});
