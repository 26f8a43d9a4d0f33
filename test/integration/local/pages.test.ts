import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type IncomingMail, startSmtpDoor } from '../../../infra/local/smtp-door.ts';
import { instantOf, isoTokyo, isoUtc } from '../../../shared/calendar/time.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { aMailRecord, anOpenRound, aShownCity, NOW, OFFICER, REPLY_TO } from '../../support/local-web.ts';

async function textOf(response: Response | Promise<Response>): Promise<string> {
  return (await response).text();
}

const post = (body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': 'application/json', ...headers },
});
const form = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
});

describe('the clock', () => {
  it.each([
    ['{"to":"2026-07-10T12:00:00+09:00"}', '2026-07-10T12:00:00+09:00'],
    ['{"to":"2026-07-10T03:00:00Z"}', '2026-07-10T12:00:00+09:00'],
    ['{"by":"P1D"}', '2026-07-02T09:00:00+09:00'],
    ['{"by":"PT0S"}', NOW],
    ['{"next":true}', '2026-07-06T09:00:00+09:00'],
  ])('moves by %s to %s', async (body, now) => {
    const response = await aShownCity().web().request('/local/advance', post(body));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ now, fired: 3 });
  });

  it.each([
    ['{"to":"2026-07-10"}', 400],
    ['{"to":"2026-07-10T12:00:00"}', 400],
    ['{"by":"tomorrow"}', 400],
    ['{"by":"P20Y"}', 400],
    ['{"by":"P1D","to":"2026-07-10T12:00:00+09:00"}', 400],
    ['{}', 400],
    ['not json', 400],
    ['{"to":"2026-06-30T09:00:00+09:00"}', 409],
    ['{"by":"-P1D"}', 409],
  ])('refuses %s with %i and one sentence, and stays', async (body, status) => {
    const city = aShownCity();
    const response = await city.web().request('/local/advance', post(body));
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/。$/) });
    expect(isoTokyo(city.host.now())).toBe(NOW);
  });

  it('moves by a form to a Tokyo time and comes back to the page it was on', async () => {
    const city = aShownCity();
    const fields = { localTime: '2026-07-10T12:00', back: '/sent?state=sent' };
    const response = await city.web().request('/local/advance', form(fields));
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe('/sent?state=sent&notice=advanced&fired=3');
    expect(isoTokyo(city.host.now())).toBe('2026-07-10T12:00:00+09:00');
  });

  it.each(['//evil.example/', 'https://evil.example/', '/\\evil.example/', 'javascript:alert(1)'])(
    'never leads away to %s',
    async (back) => {
      const response = await aShownCity()
        .web()
        .request('/local/advance', form({ by: 'P1D', back }));
      expect(response.headers.get('Location')).toMatch(/^\/\?notice=advanced/);
    },
  );

  it('keeps what was typed and points to the field when the form cannot be followed', async () => {
    const response = await aShownCity()
      .web()
      .request('/local/advance', form({ localTime: '2026-06-01T09:00' }));
    expect(response.status).toBe(409);
    const page = await response.text();
    expect(page).toContain('<a href="#local-time">時計は戻せません。');
    expect(page).toContain('value="2026-06-01T09:00"');
  });

  it('settles, and tells where everything stands', async () => {
    const city = aShownCity({ records: anOpenRound() });
    const settled = vi.fn(async () => {});
    city.whenSettled(settled);
    const web = city.web();
    expect(await (await web.request('/local/settle', { method: 'POST' })).json()).toEqual({ now: NOW });
    expect(settled).toHaveBeenCalledOnce();
    expect(await (await web.request('/local/state')).json()).toMatchObject({
      now: NOW,
      next: { at: '2026-07-06T09:00:00+09:00', round: '2026Q1' },
      mailsSent: 0,
      rounds: [{ round: '2026Q1', state: 'open', requests: { outstanding: 1, submitted: 1 }, statuses: {} }],
    });
  });
});

describe('the overview', () => {
  it('says what to do where nothing has been imported', async () => {
    const page = await textOf(aShownCity({ isImported: false }).web().request('/'));
    expect(page).toContain('計画がまだ取り込まれていません。');
    expect(page).toContain('予定されている処理はありません。');
  });

  it('shows who has answered, and leads a newcomer to a request that waits', async () => {
    const city = aShownCity({ records: anOpenRound() });
    await city.mail();
    const page = await textOf(city.web().request('/'));
    expect(page).toContain('2部署のうち、回答済1、一部0、未回答1です。');
    expect(page).toContain('<a href="/mails/1?box=shuno%40iizuka.example">収納課への照会</a>');
    expect(page).toContain('まだ判定していません。');
    expect(page).toContain('例示');
  });
});

describe('mailboxes and mails', () => {
  it('sorts what was sent by receiver, the copies too', async () => {
    const city = aShownCity();
    await city.mail({ cc: ['shuno-kacho@iizuka.example'] });
    const web = city.web();
    expect(await textOf(web.request('/mailboxes'))).toContain('収納課長');
    for (const address of [OFFICER, 'shuno-kacho@iizuka.example', 'SHUNO@iizuka.example']) {
      const page = await textOf(web.request(`/mailboxes/${encodeURIComponent(address)}`));
      expect(page).toContain('【照会 7/14（火）まで】推進プラン進捗');
    }
    expect(await textOf(web.request('/mailboxes/shimin%40iizuka.example'))).toContain('メールはありません。');
    expect((await web.request('/mailboxes/nobody%40iizuka.example')).status).toBe(404);
  });

  it('can be stopped, so that mail comes back, and opened again', async () => {
    const city = aShownCity();
    const web = city.web();
    const path = `/mailboxes/${OFFICER}`;
    const stopped = await web.request(path, form({ dead: 'yes' }));
    expect([stopped.status, stopped.headers.get('Location')]).toEqual([
      303,
      `${path.replace('@', '%40')}?notice=mailbox-stopped`,
    ]);
    expect(city.host.mailboxes.isDead(OFFICER)).toBe(true);
    expect(await textOf(web.request(path))).toContain('受信箱を元に戻す');
    await web.request(path, form({ dead: 'no' }));
    expect(city.host.mailboxes.isDead(OFFICER)).toBe(false);
    expect((await web.request(path, form({ dead: 'perhaps' }))).status).toBe(404);
  });

  it('that take no mail say since when and why, and leave out what came back', async () => {
    const spell = { since: isoUtc(instantOf(NOW)), reason: 'bounce-noemail', mail: 'mail', cleared: null };
    const city = aShownCity({ records: { address: [{ address: OFFICER, spells: [spell] }] } });
    await city.mail({ subject: '戻ったメール' }, { returnedBy: [OFFICER] });
    const page = await textOf(city.web().request(`/mailboxes/${OFFICER}`));
    expect(page).toContain(
      '7/1（水）9時から、このアドレスへの送信を止めています。宛先のアドレスがありません。',
    );
    expect(page).toContain(`contacts clear ${OFFICER}`);
    expect(page).not.toContain('戻ったメール');
  });

  it('shows a mail as received, and runs nothing that is in it', async () => {
    const city = aShownCity();
    await city.mail({ subject: '<script>1</script>', text: '</pre><script>alert(1)</script>　全角\n' });
    const response = await city.web().request('/mails/1');
    const page = await response.text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;　全角');
    expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'none'");
  });

  it('shows the HTML of a mail in a sandbox of its own, with the text beside it', async () => {
    const city = aShownCity();
    await city.mail({ html: '<p style="color:red">本部資料</p>' });
    const web = city.web();
    expect(await textOf(web.request('/mails/1'))).toMatch(
      /<iframe[^>]* sandbox=""[^>]* src="\/mails\/1\/html"/,
    );
    expect(await textOf(web.request('/mails/1?view=text'))).not.toContain('<iframe');
    const html = await web.request('/mails/1/html');
    expect(await html.text()).toContain('本部資料');
    expect(html.headers.get('Content-Security-Policy')).toMatch(/^sandbox; default-src 'none'/);
  });

  it('gives the message as it lies in the outbox, and 404 for one that does not', async () => {
    const city = aShownCity();
    await city.mail();
    const web = city.web();
    const raw = await web.request('/mails/1/raw');
    expect(raw.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
    expect(await raw.text()).toMatch(/^From: .*<shinchoku@in.iizuka.example>\r$/m);
    for (const path of ['/mails/2', '/mails/1/html', '/mails/0', '/mails/x', '/nowhere']) {
      expect((await web.request(path)).status, path).toBe(404);
    }
  });
});

describe('replying', () => {
  async function aDoor() {
    const received: IncomingMail[] = [];
    const accept = async (mail: IncomingMail) => void received.push(mail);
    const door = await startSmtpDoor({ port: 0, domain: 'in.iizuka.example', accept });
    onTestFinished(() => door.stop());
    return { door, received };
  }

  it.each([
    [
      'marks',
      '2026年7月1日(水) 9:00 進捗照会 &lt;shinchoku@in.iizuka.example&gt;:\n&gt; 収納課長 様\n&gt; \n',
    ],
    ['outlook', '送信日時: 2026年7月1日 9:00\n宛先: shuno@iizuka.example\n件名: 【照会'],
    ['none', 'rows="24" required="">\n</textarea>'],
  ])('quotes as a mail client does: %s', async (quote, expected) => {
    const city = aShownCity();
    await city.mail();
    expect(await textOf(city.web().request(`/mails/1?quote=${quote}`))).toContain(expected);
  });

  it('sends a real mail back through the door, then shows where the receipt has arrived', async () => {
    const city = aShownCity();
    await city.mail();
    const { door, received } = await aDoor();
    city.whenSettled(() => city.mail({ subject: '【受付】推進プラン進捗' }));
    const web = city.web(door.port);
    const fields = { from: OFFICER, text: '> 【1-A】実績値（百万円）：７０\r\n', verdict: 'fail' };
    const response = await web.request('/mails/1', form(fields));
    expect(response.status).toBe(303);
    const location = response.headers.get('Location') ?? '';
    expect(location).toBe('/mailboxes/shuno%40iizuka.example?notice=replied');
    const page = await textOf(web.request(location));
    expect(page).toContain('返信しました。受付のメールが届いています。');
    expect(page).toContain('【受付】推進プラン進捗');

    const [mail] = received;
    expect(mail).toMatchObject({ envelopeFrom: OFFICER, recipients: [REPLY_TO] });
    const decoded = decodeMail(mail?.raw ?? new Uint8Array());
    const answered = decodeMail(new TextEncoder().encode(await textOf(web.request('/mails/1/raw'))));
    expect(decoded).toMatchObject({
      subject: 'Re: 【照会 7/14（火）まで】推進プラン進捗',
      date: '2026-07-01T00:00:00.000Z',
      inReplyTo: answered.messageId,
      references: [answered.messageId],
    });
    expect(decoded.text.trim()).toBe('> 【1-A】実績値（百万円）：７０');
    expect(Buffer.from(mail?.raw ?? []).toString()).toContain('X-Local-Verdicts: spf=FAIL');
  });

  it('hands out the form that came with a mail, and takes it back filled in with a reply', async () => {
    const city = aShownCity();
    const bytes = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x07]);
    const name = '進捗回答様式_収納課.xlsx';
    await city.mail({ attachments: [{ name, mediaType: 'application/octet-stream', bytes }] });
    const { door, received } = await aDoor();
    const web = city.web(door.port);
    expect(await textOf(web.request('/mails/1'))).toContain(`<a href="/mails/1/attachments/1">${name}</a>`);
    const file = await web.request('/mails/1/attachments/1');
    expect(file.headers.get('Content-Disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    );
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
    expect((await web.request('/mails/1/attachments/2')).status).toBe(404);

    const body = new FormData();
    body.set('from', OFFICER);
    body.set('text', '添付のとおり回答します。');
    body.set('file', new File([bytes], name));
    const response = await web.request('/mails/1', { method: 'POST', body });
    expect(response.status).toBe(303);
    const { attachments } = decodeMail(received[0]?.raw ?? new Uint8Array());
    expect(attachments).toMatchObject([{ name, office: bytes }]);
  });

  it('says so when no answer came of it', async () => {
    const city = aShownCity();
    await city.mail();
    const { door } = await aDoor();
    const response = await city.web(door.port).request('/mails/1', form({ from: OFFICER, text: '了解' }));
    expect(response.headers.get('Location')).toContain('notice=replied-silently');
  });

  it.each([
    [{ from: 'だれか', text: 'はい' }, 400, '#reply-from'],
    [{ from: OFFICER, text: ' \r\n' }, 400, '#reply-text'],
    [{ from: `${OFFICER}\r\nBcc: x@y.example`, text: 'はい' }, 400, '#reply-from'],
  ])('refuses %o and keeps what was typed', async (fields, status, anchor) => {
    const city = aShownCity();
    await city.mail();
    const response = await city.web().request('/mails/1', form(fields));
    expect(response.status).toBe(status);
    const page = await response.text();
    expect(page).toContain(`href="${anchor}"`);
    expect(page).toContain(fields.text.trim());
  });

  it('keeps what was typed when the door is shut', async () => {
    const city = aShownCity();
    await city.mail();
    const response = await city.web(1).request('/mails/1', form({ from: OFFICER, text: '書いた回答' }));
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('書いた回答');
  });
});

describe('the logs', () => {
  it('filters what was sent by state and gives the reason in words', async () => {
    const dropped = { id: 'x', state: 'dropped', reason: 'answered-meanwhile', subject: '【再送】' } as const;
    const city = aShownCity({
      records: { mail: [aMailRecord(), aMailRecord({ ...dropped, sesMessageId: null })] },
    });
    await city.mail();
    const web = city.web();
    expect(await textOf(web.request('/sent'))).toContain('すべて 2件');
    const page = await textOf(web.request('/sent?state=dropped'));
    expect(page).toContain('送る前に回答がありました。');
    expect(page).not.toContain('【照会】推進プラン進捗');
    expect(await textOf(web.request('/sent?state=nonsense'))).toContain('【照会】推進プラン進捗');
    expect(await textOf(web.request('/sent?state=failed'))).toContain('この状態のメールはありません。');
  });

  it('shows what came in with its state and reason, and pages of a hundred', async () => {
    const received = Array.from(
      { length: 101 },
      (_, index): ReceivedMail => ({
        id: `in-${index}`,
        objectKey: `inbound/${index}`,
        receivedAt: isoUtc(instantOf(NOW).add({ minutes: index })),
        state: 'held',
        reason: 'free-text',
        from: OFFICER,
        subject: `件名${index}番`,
        messageId: null,
        mail: null,
        round: '2026Q1',
        department: 'shuno',
        toConfirm: ['【1-A】約70'],
        via: 'mail',
        enteredBy: null,
        decision: null,
        arrival: null,
        again: null,
        redacted: null,
      }),
    );
    const web = aShownCity({ records: { received } }).web();
    const first = await textOf(web.request('/received'));
    expect(first).toContain('件名100番');
    expect(first).not.toContain('件名0番');
    expect(first).toContain('回答欄ではなく、文章で返信されています。');
    expect(first).toContain('【1-A】約70');
    expect(await textOf(web.request('/received?page=2'))).toContain('件名0番');
    expect(await textOf(web.request('/received?page=99'))).toContain('件名0番');
  });

  it('says what is there to do while they are empty', async () => {
    const web = aShownCity().web();
    expect(await textOf(web.request('/sent'))).toContain('まだ1通も送っていません。');
    expect(await textOf(web.request('/received'))).toContain('まだ1通も届いていません。');
  });
});

describe('other sites', () => {
  it.each<[Record<string, string>]>([
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
    [{ Origin: 'http://evil.example' }],
    [{ Origin: 'null' }],
    [{ Origin: 'http://localhost:1234' }],
  ])('cannot move anything: %o', async (headers) => {
    const city = aShownCity();
    const response = await city.web().request('/local/advance', post('{"by":"P1D"}', headers));
    expect(response.status).toBe(403);
    expect(isoTokyo(city.host.now())).toBe(NOW);
  });

  it('lets its own pages and programs that are no browser do so', async () => {
    const web = aShownCity().web();
    const own: Record<string, string>[] = [
      {},
      { Origin: 'http://localhost' },
      { 'Sec-Fetch-Site': 'same-origin' },
    ];
    for (const headers of own) {
      expect((await web.request('/local/advance', post('{"by":"P1D"}', headers))).status).toBe(200);
    }
  });

  it('does not answer to a foreign name that was made to point here', async () => {
    expect((await aShownCity().web().request('http://evil.example/local/state')).status).toBe(403);
  });

  it('serves its style from itself, tokens first', async () => {
    const response = await aShownCity().web().request('/assets/pages.css');
    const css = await response.text();
    expect(response.headers.get('Content-Type')).toContain('text/css');
    for (const [, name] of css.matchAll(/var\((--[a-z0-9-]+)/g)) expect(css).toContain(`${name}:`);
  });
});
