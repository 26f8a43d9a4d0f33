import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplyToCompose } from '../../infra/local/departments/compose-reply.ts';
import { LOCAL } from '../../infra/local/settings.ts';
import { isoTokyo } from '../../shared/calendar/time.ts';
import type { ReceivedMail, RequestRecord, SubmissionRecord } from '../../shared/records.ts';
import { type ArrivedMail, aReplyTo, type StartedCity, startCity } from '../support/running-system.ts';

const SECRETARIAT = 'suishin-jimukyoku@iizuka.example';
const ROUND = { plan: LOCAL.plan, round: '2026Q1' } as const;

/** One city for the whole file: each test answers for a department of its own, and the clock only goes forward. */
let city: StartedCity;

beforeAll(async () => {
  city = await startCity();
});

afterAll(() => city.stop());

const officer = (department: string) => `${department}@iizuka.example`;

/** The first mail of this kind in a mailbox. */
function mailOf(address: string, kind: string): ArrivedMail {
  const found = city.mailsTo(address).find(({ subject }) => subject.startsWith(`【${kind}`));
  if (!found) throw new Error(`${address} has no 【${kind}`);
  return found;
}

const requestTo = (department: string) => mailOf(officer(department), '照会');

interface Effect {
  /** What left because of it. */
  readonly answers: ArrivedMail[];
  /** What the books say of it. */
  readonly received: ReceivedMail;
}

/** Hands bytes to the SMTP door and lets the system work them off. */
async function deliver(message: { raw: Buffer; envelope: { from: string; to: string[] } }): Promise<Effect> {
  const sentBefore = city.host.sent().length;
  const known = new Set((await city.received()).map(({ id }) => id));
  await city.transport.sendMail(message);
  await city.host.settle();
  const [received, ...others] = (await city.received()).filter(({ id }) => !known.has(id));
  if (!received || others.length > 0) throw new Error(`one mail came in, ${others.length + 1} are noted`);
  return { answers: city.mails(sentBefore), received };
}

/** Replies to a mail as its receiver would. */
function reply(mail: ArrivedMail, changes: Partial<ReplyToCompose> = {}): Promise<Effect> {
  return deliver(aReplyTo(mail, city.host.now(), changes));
}

async function requestOf(department: string): Promise<RequestRecord> {
  const found = await city.host.store.get('request', { ...ROUND, department });
  if (!found) throw new Error(`no request of ${department}`);
  return found.value;
}

async function submissionsOf(department: string): Promise<SubmissionRecord[]> {
  const found = await city.host.store.list('submission', { ...ROUND, department });
  return found.map(({ value }) => value).sort((a, b) => a.version - b.version);
}

/** What is stored for a department, by the anchor of its form. */
async function storedBy(department: string): Promise<Record<string, unknown>> {
  const latest = (await submissionsOf(department)).at(-1);
  const asked = await city.host.store.get('mail', { id: `iizuka-plan-r6/2026Q1/${department}/request` });
  const fields = asked?.value.manifest?.fields ?? [];
  return Object.fromEntries(
    Object.values(latest?.fields ?? {}).map((stored) => {
      const field = fields.find(
        ({ kind, subject, initiative }) =>
          kind === stored.kind && subject === stored.subject && initiative === stored.initiative,
      );
      return [field?.anchor ?? '?', stored.value];
    }),
  );
}

const to = (mails: readonly ArrivedMail[]) =>
  mails.flatMap(({ sent }) => sent.destinations).toSorted((a, b) => a.localeCompare(b));

describe('a reply in the quoted form', () => {
  it('is stored with its values, and the receipt says what was and what is', async () => {
    const answers = { '1-A': '42', '9-A': '生涯 学', '9-B': '済' };
    const { received, answers: mails } = await reply(requestTo('shogai-gakushu'), { answers });
    expect(received).toMatchObject({ state: 'applied', round: '2026Q1', department: 'shogai-gakushu' });
    expect(await storedBy('shogai-gakushu')).toEqual({ '1-A': 42, '9-A': '生涯 学', '9-B': '済' });
    expect(await requestOf('shogai-gakushu')).toMatchObject({ state: 'submitted' });
    expect(to(mails)).toEqual([officer('shogai-gakushu')]);
    expect(mails[0]?.subject).toMatch(/^【受付】/);
    expect(mails[0]?.text).toMatch(/実績値　42％（前回31％から11％増）/);
    expect(mails[0]?.inReplyTo).toMatch(/^<reply-\d+@mail\.iizuka\.example>$/);
  });

  it('is read in ISO-2022-JP under an Outlook header block without any quote mark', async () => {
    const { received } = await reply(requestTo('shuno'), {
      client: 'outlook-ja',
      charset: 'iso-2022-jp',
      transferEncoding: '7bit',
      answers: {
        '1-A': '実施中',
        '1-B': '済',
        '1-C': '６８',
        '1-D': '電話催告を始めた。\n①夜間窓口は9月から。',
        '1-E': '順調です。',
        '9-A': '髙﨑',
        '9-B': '済',
      },
      signature: '--\n収納課\n電話 0948-00-0000',
    });
    expect(received.state).toBe('applied');
    expect(await storedBy('shuno')).toEqual({
      '1-A': '実施中',
      '1-B': '済',
      '1-C': 68,
      '1-D': '電話催告を始めた。\n①夜間窓口は9月から。',
      '1-E': '順調',
      '9-A': '髙﨑',
      '9-B': '済',
    });
  });

  it.each([
    ['a filled copy above the quotation', 'suido', { placement: 'copied-above', client: 'outlook-ja' }],
    [
      'bare anchor lines above it',
      'gyomu-kaizen-dx',
      { placement: 'anchors-only', client: 'thunderbird-ja' },
    ],
    ['lines below each quoted line', 'toshi-keikaku', { placement: 'below', client: 'gmail-ja' }],
  ] as const)('is read from %s', async (_, department, change) => {
    const answers = { '1-A': '済', '1-B': '実施中' };
    const { received } = await reply(requestTo(department), { ...change, answers });
    expect(received.state).toBe('applied');
    expect(await storedBy(department)).toEqual(answers);
    expect(await requestOf(department)).toMatchObject({ state: 'partial' });
  });

  it('that answers a part is completed by a second one, which leaves the first as it was', async () => {
    const request = requestTo('kenchiku');
    await reply(request, { answers: { '1-A': '3' } });
    const { answers: mails } = await reply(request, { answers: { '1-B': '７９.５分' } });
    expect(await storedBy('kenchiku')).toEqual({ '1-A': 3, '1-B': 79.5 });
    expect((await submissionsOf('kenchiku')).map(({ version }) => version)).toEqual([1, 2]);
    expect(mails[0]?.text).toContain('79.5分（前回84分から4.5分減）');
  });

  it('is stored even where one line cannot be read; that line is quoted back and asked again', async () => {
    const { received, answers: mails } = await reply(requestTo('hisho-koho'), {
      answers: { '1-A': '17,400人', '1-C': '順調、一部遅れ' },
    });
    expect(received).toMatchObject({ state: 'applied', toConfirm: [expect.stringContaining('一部遅れ')] });
    expect(await storedBy('hisho-koho')).toEqual({ '1-A': 17_400 });
    expect(mails[0]?.text).toContain('受け取った行　「順調、一部遅れ」');
    expect(mails[0]?.text).toMatch(/^【1-C】所管課の評価.*：$/m);
  });

  // A department of its own each: that nothing was written is told a department once a day.
  it.each([
    ['outlook-ja', 'jinji'],
    ['gmail-ja', 'kosodate-shien'],
    ['thunderbird-ja', 'doboku-kanri'],
    ['groupware', 'doboku-kensetsu'],
    ['groupware-marks', 'nogyo-iinkai'],
    ['phone', 'zaisan-katsuyo'],
  ] as const)(
    'that quotes all of it in the way of %s and answers nothing stores nothing, and is told so',
    async (client, department) => {
      const { received, answers: mails } = await reply(requestTo(department), { client });
      expect(received).toMatchObject({ state: 'applied', reason: 'nothing-answered' });
      expect(await submissionsOf(department)).toEqual([]);
      expect(await requestOf(department)).toMatchObject({ state: 'outstanding', version: 0 });
      expect(to(mails)).toEqual([officer(department)]);
      expect(mails[0]?.text).toContain('回答が書かれていませんでした');
    },
  );
});

describe('a short reply', () => {
  it('該当なし settles the request and asks nothing more', async () => {
    const { received, answers: mails } = await reply(requestTo('sports-shinko'), { note: '該当なしです。' });
    expect(received.state).toBe('applied');
    expect(await requestOf('sports-shinko')).toMatchObject({ state: 'nothing-to-report' });
    expect(mails[0]?.text).toContain('「該当なし」として受け付けました');
  });

  it('延期 to a closed day moves the due date to the next business day and says so', async () => {
    // 2026-07-20 is Marine Day, a Monday.
    const { received, answers: mails } = await reply(requestTo('kosodate-shien'), { note: '延期 7/20' });
    expect(received.state).toBe('applied');
    expect(await requestOf('kosodate-shien')).toMatchObject({ dueAt: '2026-07-21T08:00:00.000Z' });
    const said = mails[0]?.text.replace(/\n/g, '');
    expect(said).toContain('回答期限を令和8年7月21日（火）に延ばしました。');
    expect(said).toMatch(/7\/20.{0,5}は閉庁日のため、次の開庁日としました。/);
  });

  it('with words only is held for the secretariat, and the sender need do nothing', async () => {
    const { received, answers: mails } = await reply(requestTo('shoko-kanko'), {
      note: 'お世話になっております。\nおおむね予定どおりに進んでいます。',
    });
    expect(received).toMatchObject({ state: 'held', reason: 'free-text' });
    expect(await submissionsOf('shoko-kanko')).toEqual([]);
    expect(mails[0]?.text.replace(/\n/g, '')).toContain('返信の必要はありません');
  });

  it('with nothing in it at all is answered that nothing was written', async () => {
    const request = requestTo('shimin');
    const [key] = request.replyTo;
    const { received, answers: mails } = await deliver({
      raw: Buffer.from(
        `From: ${officer('shimin')}\r\nTo: ${key?.address}\r\nSubject: Re:\r\nMessage-ID: <empty@mail.iizuka.example>\r\n\r\n`,
      ),
      envelope: { from: officer('shimin'), to: [key?.address ?? ''] },
    });
    expect(received).toMatchObject({ state: 'applied', reason: 'nothing-answered' });
    expect(to(mails)).toEqual([officer('shimin')]);
    expect(mails[0]?.text).toContain('回答が書かれていませんでした');
  });
});

describe('a sender', () => {
  const ANSWERS = { answers: { '1-A': '5' } };

  it('outside the city with the key in hand is held; only the registered address hears of it', async () => {
    const from = { address: 'somebody@mail.example', name: '外の人' };
    const { received, answers: mails } = await reply(requestTo('gesuido'), { ...ANSWERS, from });
    expect(received).toMatchObject({ state: 'held', reason: 'outside-sender', from: from.address });
    expect(to(mails)).toEqual([officer('gesuido')]);
    expect(mails[0]?.text.replace(/\n/g, '')).toContain('登録されていない差出人から');
    expect(await submissionsOf('gesuido')).toEqual([]);
  });

  it('of a domain that only begins like ours is outside', async () => {
    const from = { address: 'gesuido@iizuka.example.evil.example', name: '下水道課' };
    const { received, answers: mails } = await reply(requestTo('gesuido'), { ...ANSWERS, from });
    expect(received).toMatchObject({ state: 'held', reason: 'outside-sender' });
    // The registered address has heard of such a sender today already.
    expect(mails).toEqual([]);
  });

  it('that fails DMARC is held, and nobody is answered', async () => {
    const headers = { 'X-Local-Verdicts': 'spf=FAIL; dkim=FAIL; dmarc=FAIL; policy=reject' };
    const { received, answers: mails } = await reply(requestTo('gesuido'), { ...ANSWERS, headers });
    expect(received).toMatchObject({ state: 'held', reason: 'dmarc-failed' });
    expect(mails).toEqual([]);
    expect(await submissionsOf('gesuido')).toEqual([]);
  });

  it('with a virus is quarantined, and only the registered address hears of it', async () => {
    const headers = { 'X-Local-Verdicts': 'virus=FAIL' };
    const { received, answers: mails } = await reply(requestTo('gesuido'), { ...ANSWERS, headers });
    expect(received).toMatchObject({ state: 'quarantined', reason: 'virus' });
    expect(to(mails)).toEqual([officer('gesuido')]);
    expect(await submissionsOf('gesuido')).toEqual([]);
  });

  it('unknown and without a key is held in silence', async () => {
    const from = { address: 'advert@mail.example', name: '広告' };
    const { received, answers: mails } = await deliver({
      raw: Buffer.from(
        `From: ${from.address}\r\nTo: ${LOCAL.fromAddress}\r\nSubject: hello\r\nMessage-ID: <ad@mail.example>\r\n\r\nbuy\r\n`,
      ),
      envelope: { from: from.address, to: [LOCAL.fromAddress] },
    });
    expect(received).toMatchObject({ state: 'held', reason: 'no-key-unknown-sender', department: null });
    expect(mails).toEqual([]);
  });

  it('registered but without a key is held and told how to answer', async () => {
    const from = officer('gesuido');
    const { received, answers: mails } = await deliver({
      raw: Buffer.from(
        `From: ${from}\r\nTo: ${LOCAL.fromAddress}\r\nSubject: q\r\nMessage-ID: <q@mail.iizuka.example>\r\n\r\nplease\r\n`,
      ),
      envelope: { from, to: [LOCAL.fromAddress] },
    });
    expect(received).toMatchObject({ state: 'held', reason: 'no-key' });
    expect(to(mails)).toEqual([from]);
    expect(mails[0]?.subject).toContain('どの照会への回答か分かりませんでした');
  });

  it('unverified (GRAY) is believed, and the registered address is asked whether it was really theirs', async () => {
    const headers = { 'X-Local-Verdicts': 'spf=GRAY; dkim=GRAY; dmarc=GRAY' };
    const { received, answers: mails } = await reply(requestTo('gesuido'), {
      answers: { '1-A': '8' },
      headers,
    });
    expect(received.state).toBe('applied');
    expect(await storedBy('gesuido')).toEqual({ '1-A': 8 });
    expect(to(mails)).toEqual([officer('gesuido')]);
    expect(mails[0]?.text.replace(/\n/g, '')).toContain('お心当たりがない場合は');
  });

  it("from another department with this one's key is believed as a colleague; both are answered", async () => {
    const from = { address: officer('zaisei'), name: '財政課' };
    const { received, answers: mails } = await reply(requestTo('korei-kaigo'), {
      answers: { '1-A': '19.5' },
      from,
    });
    expect(received).toMatchObject({ state: 'applied', department: 'korei-kaigo', from: from.address });
    expect(await storedBy('korei-kaigo')).toEqual({ '1-A': 19.5 });
    expect((await requestOf('zaisei')).version).toBe(0);
    expect(to(mails)).toEqual([officer('korei-kaigo'), from.address]);
  });

  it('whose client ignores Reply-To is found by the mail it refers to', async () => {
    const { received } = await reply(requestTo('nogyo-iinkai'), {
      to: LOCAL.fromAddress,
      answers: { '1-A': '3' },
    });
    expect(received).toMatchObject({ state: 'applied', department: 'nogyo-iinkai' });
    expect(await storedBy('nogyo-iinkai')).toEqual({ '1-A': 3 });
  });

  it('that is our own address is a loop, and is never answered', async () => {
    const receipt = mailOf(officer('nogyo-iinkai'), '受付');
    const from = { address: LOCAL.fromAddress, name: '進捗照会' };
    const { received, answers: mails } = await reply(receipt, { from, answers: {} });
    expect(received).toMatchObject({ state: 'automatic' });
    expect(mails).toEqual([]);
  });
});

describe('a delivery', () => {
  it('that comes twice is stored once and answered once', async () => {
    const message = aReplyTo(requestTo('doboku-kensetsu'), city.host.now(), {
      answers: { '1-A': '7', '1-B': '80', '2-A': '14' },
    });
    const first = await deliver(message);
    const second = await deliver(message);
    expect(first.received.state).toBe('applied');
    expect(first.answers).toHaveLength(1);
    expect(second.received).toMatchObject({ state: 'duplicate', reason: `of ${first.received.id}` });
    expect(second.answers).toEqual([]);
    expect(await submissionsOf('doboku-kensetsu')).toHaveLength(1);
  });

  it('that comes twice in one breath is stored once and answered once', async () => {
    const message = aReplyTo(requestTo('jutaku'), city.host.now(), { answers: { '1-A': '3' } });
    const before = city.host.sent().length;
    await Promise.all([city.transport.sendMail(message), city.transport.sendMail(message)]);
    await city.host.settle();
    // The loser of the race for the same record is tried again after the queue's wait.
    await city.host.advance(city.host.now().add({ minutes: 30 }));
    expect(await submissionsOf('jutaku')).toHaveLength(1);
    expect(city.mails(before)).toHaveLength(1);
    const states = (await city.received()).filter(({ department }) => department === 'jutaku');
    expect(states.map(({ state }) => state).toSorted()).toEqual(['applied', 'duplicate']);
  });

  it('of 5 MB of text is held whole, and the sender is told that a person looks', async () => {
    const request = requestTo('zaisan-katsuyo');
    const message = aReplyTo(request, city.host.now(), {
      answers: { '1-A': '済' },
      note: '長い文です。\n'.repeat(300_000),
    });
    expect(message.raw.length).toBeGreaterThan(5_000_000);
    const { received, answers: mails } = await deliver(message);
    expect(received).toMatchObject({ state: 'held', reason: 'too-large' });
    expect(await submissionsOf('zaisan-katsuyo')).toEqual([]);
    expect(to(mails)).toEqual([officer('zaisan-katsuyo')]);
  });

  it('that no person wrote is noted as automatic and not answered', async () => {
    const { received, answers: mails } = await reply(requestTo('zaisei'), {
      note: '自動応答: 本日は不在にしております。',
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    expect(received).toMatchObject({ state: 'automatic', reason: 'auto-submitted' });
    expect(mails).toEqual([]);
    expect(await requestOf('zaisei')).toMatchObject({ state: 'outstanding' });
  });

  it('of a bounce, from nobody, is noted and not answered', async () => {
    const request = requestTo('zaisei');
    const { received, answers: mails } = await deliver({
      ...aReplyTo(request, city.host.now(), {
        from: { address: 'mailer-daemon@iizuka.example', name: 'Mail Delivery System' },
      }),
      envelope: { from: '', to: [request.replyTo[0]?.address ?? ''] },
    });
    expect(received.state).toBe('automatic');
    expect(mails).toEqual([]);
  });

  it('for another domain is refused at the door', async () => {
    const { raw } = aReplyTo(requestTo('zaisei'), city.host.now());
    const envelope = { from: officer('zaisei'), to: ['somebody@elsewhere.example'] };
    await expect(city.transport.sendMail({ raw, envelope })).rejects.toThrow(/550/);
  });
});

describe('as the round goes on', () => {
  it('reminds the department that was given more time before its own day, not before the old one', async () => {
    await city.advance('2026-07-22T12:00:00+09:00');
    const reminders = city
      .mailsTo(officer('kosodate-shien'))
      .filter(({ subject }) => !subject.startsWith('【照会') && !subject.startsWith('【受付'))
      .map(({ sent, subject }) => `${isoTokyo(sent.sentAt).slice(5, 16)} ${subject.slice(0, 12)}`);
    // Five and one business days before 7/21, and the day after: 7/20 is closed.
    expect(reminders.map((line) => line.slice(0, 11))).toEqual(['07-13T09:00', '07-17T09:00', '07-22T09:00']);
    const others = city
      .mailsTo(officer('zaisei'))
      .map(({ sent }) => isoTokyo(sent.sentAt).slice(5, 16))
      .filter((at) => at.endsWith('09:00'));
    expect(others).toEqual(expect.arrayContaining(['07-07T09:00', '07-13T09:00', '07-15T09:00']));
  });

  it('no longer writes to those who have answered in full or have nothing to report', async () => {
    for (const department of ['shogai-gakushu', 'shuno', 'sports-shinko']) {
      const mails = city.mailsTo(officer(department)).map(({ subject }) => subject.slice(0, 3));
      expect(mails).toEqual(['【照会', '【受付']);
    }
  });

  it('leaves alone whoever wrote words that wait for the secretariat', () => {
    const mails = city.mailsTo(officer('shoko-kanko')).map(({ subject }) => subject.slice(0, 3));
    expect(mails).toEqual(['【照会', '【受付']);
  });

  it('holds an answer after the freeze as a correction that does not count', async () => {
    await city.advance('2026-07-30T12:00:00+09:00');
    const round = await city.host.store.get('round', { plan: LOCAL.plan, id: '2026Q1' });
    expect(round?.value.state).toBe('frozen');
    const before = await city.host.store.list('status', ROUND);
    const request = await requestOf('shimin');
    const { received, answers: mails } = await reply(requestTo('shimin'), { answers: { '1-C': '10' } });
    expect(received).toMatchObject({ state: 'held', reason: 'after-freeze' });
    expect(to(mails)).toEqual([officer('shimin')]);
    expect(mails[0]?.text.replace(/\n/g, '')).toContain('訂正として預かり');
    expect(await city.host.store.list('status', ROUND)).toEqual(before);
    expect(await requestOf('shimin')).toEqual({ ...request, version: request.version + 1 });
    expect(await submissionsOf('shimin')).toMatchObject([{ afterFreeze: true, version: 1 }]);
  });

  it('lets nobody but the secretariat release the paper, and nobody who is not proved', async () => {
    await city.advance('2026-07-31T12:00:00+09:00');
    const draft = mailOf(SECRETARIAT, '案');
    const colleague = { address: officer('zaisei'), name: '財政課' };
    const unproved = { 'X-Local-Verdicts': 'spf=GRAY; dkim=GRAY; dmarc=GRAY' };
    for (const change of [{ from: colleague }, { headers: unproved }]) {
      const { received } = await reply(draft, { note: '発信', ...change });
      expect(received.state).toBe('held');
    }
    const [digest] = await city.host.store.list('digest', ROUND);
    expect(digest?.value.state).toBe('draft');
  });

  it('sends the paper to all eleven of the headquarters when the secretariat answers 発信, once', async () => {
    const draft = mailOf(SECRETARIAT, '案');
    const { received, answers: mails } = await reply(draft, { note: '発信' });
    expect(received.state).toBe('applied');
    const papers = mails.filter(({ sent }) => !sent.destinations.includes(SECRETARIAT));
    expect(papers).toHaveLength(11);
    expect(new Set(to(papers)).size).toBe(11);
    expect(to(papers)).toContain('shicho@iizuka.example');
    const answer = mails.find(({ sent }) => sent.destinations.includes(SECRETARIAT));
    expect(answer?.text).toContain('11名に送りました');

    const second = await reply(draft, { note: '発信します。' });
    expect(to(second.answers)).toEqual([SECRETARIAT]);
    expect(second.answers[0]?.text).toContain('すでに発信済みです');
    const [digest] = await city.host.store.list('digest', ROUND);
    expect(digest?.value).toMatchObject({ state: 'sent', releasedBy: SECRETARIAT });
  });

  it('leaves no mail of anybody without an end, and none in a dead-letter queue', async () => {
    const open = (await city.received()).filter(({ state }) => state === 'received' || state === 'failed');
    expect(open).toEqual([]);
    const held = Object.entries(city.host.queues.depths()).filter(
      ([, { ready, waiting, inFlight }]) => ready + waiting + inFlight > 0,
    );
    expect(held).toEqual([]);
  });
});
