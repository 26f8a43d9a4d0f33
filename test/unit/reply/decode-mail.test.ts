import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { encodeJapanese, type MailCharset } from '../../../infra/local/departments/encode-japanese.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { aReply } from '../../support/replies.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const crlf = (text: string) => text.replace(/\r?\n/g, '\r\n');
const decode = (text: string) => decodeMail(bytes(crlf(text)));
const base64 = (text: string, charset: MailCharset = 'utf-8') =>
  Buffer.from(encodeJapanese(text, charset)).toString('base64');

function multipart(subtype: string, parts: readonly string[], head = ''): string {
  return crlf(
    `From: a@iizuka.example\nSubject: x\n${head}MIME-Version: 1.0\nContent-Type: multipart/${subtype}; boundary="b1"\n\n` +
      `${parts.map((part) => `--b1\n${part}\n`).join('')}--b1--\n`,
  );
}
const PLAIN = 'Content-Type: text/plain; charset=utf-8\n\n';
const HTML = 'Content-Type: text/html; charset=utf-8\n\n';

describe('decodeMail', () => {
  it('edge 2: reads ISO-2022-JP in quoted-printable', () => {
    const mail = decodeMail(
      aReply({ charset: 'iso-2022-jp', transferEncoding: 'quoted-printable', answers: { '1-B': '３５台' } }),
    );
    expect(mail.text).toContain('【1-B】実績値（台）：３５台\r\n');
    expect(mail.charset).toBe('iso-2022-jp');
  });

  it('edge 3: reads ISO-2022-JP in base64', () => {
    const mail = decodeMail(
      aReply({ charset: 'iso-2022-jp', transferEncoding: 'base64', answers: { '1-B': '３５台' } }),
    );
    expect(mail.text).toContain('【1-B】実績値（台）：３５台\r\n');
  });

  it('edge 5: reads a mail without any MIME header', () => {
    const mail = decodeMail(
      Buffer.concat([
        bytes('From: a@iizuka.example\r\n\r\n'),
        encodeJapanese('実績値：35\r\n', 'iso-2022-jp'),
      ]),
    );
    expect(mail.text).toBe('実績値：35\r\n');
  });

  it.each(['iso-2022-jp', 'shift_jis', 'euc-jp', 'utf-8'] as const)(
    'edge 20: reads a subject and a name in raw %s',
    (charset) => {
      const head = encodeJapanese(
        'From: 土木管理課、ソ表 <a@iizuka.example>\r\nSubject: 進捗報告 表示\r\n\r\nx',
        charset,
      );
      const mail = decodeMail(head);
      expect(mail.subject).toBe('進捗報告 表示');
      expect(mail.from).toEqual({ address: 'a@iizuka.example', name: '土木管理課、ソ表' });
    },
  );

  it('edge 21: joins encoded words that were cut inside a character', () => {
    const whole = Buffer.from('進捗状況の報告');
    const words = [whole.subarray(0, 7), whole.subarray(7, 14), whole.subarray(14)]
      .map((part) => `=?UTF-8?B?${part.toString('base64')}?=`)
      .join('\n ');
    expect(decode(`Subject: Re: ${words} x\n\nx`).subject).toBe('Re: 進捗状況の報告 x');
  });

  it('edge 23: joins format=flowed with DelSp and leaves the quote marks', () => {
    const head = 'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n';
    const mail = decode(
      `${head}研修を \n実施した。\n> 【1-B】実績値（台）：\n>\n> 前 \n> 回 \n>> 別\n-- \n署名\n`,
    );
    expect(mail.text).toBe(
      '研修を実施した。\r\n> 【1-B】実績値（台）：\r\n>\r\n> 前回\r\n>> 別\r\n-- \r\n署名\r\n',
    );
  });

  it('edge 24: reads HTML only, as Outlook writes it', () => {
    const mail = decode(
      `${HTML}<html><head><style>p{color:red}</style><title>t</title></head><body><p class=MsoNormal>【1-B】実績値（台）：<b>35</b><o:p></o:p></p>` +
        '<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>&#12354;&amp;<span style="display:none">隠</span></p></body></html>',
    );
    expect(mail.text).toBe('【1-B】実績値（台）：35\n\nあ&');
  });

  it('edge 25: reads an HTML table cell by cell', () => {
    const mail = decode(
      `${HTML}<table><tr><td>【1-B】実績値（台）：</td><td>35</td></tr><tr><td>次</td></tr></table>`,
    );
    expect(mail.text).toBe('【1-B】実績値（台）：\t35\n次');
  });

  it('edge 26: keeps the HTML text where it says something else than the plain one', () => {
    const same = decode(
      multipart('alternative', [`${PLAIN}> 【1-B】35`, `${HTML}<blockquote>【1-B】35</blockquote>`]),
    );
    expect(same.htmlText).toBeNull();
    const other = decode(multipart('alternative', [`${PLAIN}【1-B】`, `${HTML}<p>【1-B】35</p>`]));
    expect([other.text, other.htmlText]).toEqual(['【1-B】', '【1-B】35']);
  });

  it('edge 27: takes the HTML where the plain text is blank', () => {
    expect(decode(multipart('alternative', [`${PLAIN}\n \n`, `${HTML}<p>【1-B】35</p>`])).text).toBe(
      '【1-B】35',
    );
  });

  it('edge 28: reads a text attachment apart, and as the text where there is no other', () => {
    const attachment = `Content-Disposition: attachment; filename="a.txt"\n${PLAIN}【1-B】35`;
    const both = decode(multipart('mixed', [`${PLAIN}添付します`, attachment]));
    expect(both.text).toBe('添付します');
    expect(both.attachedTexts).toEqual([{ name: 'a.txt', text: '【1-B】35' }]);
    expect(decode(multipart('mixed', [attachment])).text).toBe('【1-B】35');
  });

  it('edge 29: names what it does not open', () => {
    const tnef =
      'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\nAAECAw==';
    const mail = decode(multipart('mixed', [`${PLAIN}本文`, tnef]));
    expect(mail.attachments).toEqual([
      { name: 'winmail.dat', contentType: 'application/ms-tnef', size: 4, office: null },
    ]);
  });

  it('hands on the bytes of what may be our Excel form, whatever it is called', () => {
    const disguised =
      'Content-Type: image/png; name="form.png"\nContent-Transfer-Encoding: base64\n\nUEsDBAEC';
    const picture =
      'Content-Type: image/png; name="form.xlsx"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=';
    const { attachments } = decode(multipart('mixed', [`${PLAIN}添付します`, disguised, picture]));
    expect(attachments.map(({ office }) => office && [...office])).toEqual([
      [0x50, 0x4b, 0x03, 0x04, 0x01, 0x02],
      null,
    ]);
  });

  it('edge 30: reads the text of a signed mail and names the signature', () => {
    const signature =
      'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nAAAA';
    const mail = decode(multipart('signed', [`${PLAIN}本文`, signature]));
    expect([mail.text, mail.attachments[0]?.name]).toEqual(['本文', 'smime.p7s']);
  });

  it('edge 31: reads the text of a mail forwarded as an attachment', () => {
    const inner = `From: b@iizuka.example\nSubject: =?UTF-8?B?${base64('回答')}?=\n${PLAIN}【1-B】35`;
    const mail = decode(
      multipart('mixed', [`${PLAIN}転送します`, `Content-Type: message/rfc822\n\n${inner}`]),
    );
    expect(mail.text).toBe('転送します');
    expect(mail.attachedTexts).toEqual([{ name: '回答', text: '【1-B】35' }]);
    const encoded = `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${base64(inner)}`;
    expect(decode(multipart('mixed', [encoded])).attachedTexts[0]?.text).toBe('【1-B】35');
  });

  it('edge 32: holds nesting and sizes beyond the limits, and never throws on broken structure', () => {
    const deep = Array.from(
      { length: 200 },
      (_, n) => `Content-Type: multipart/mixed; boundary="d${n}"\n\n--d${n}\n`,
    );
    expect(decode(`From: a@iizuka.example\n${deep.join('')}${PLAIN}x`).oversize).toBe(true);
    expect(decodeMail(new Uint8Array(41 * 1024 * 1024)).oversize).toBe(true);
    expect(decode('Content-Type: message/rfc822\n\n'.repeat(5000)).oversize).toBe(true);
    const unclosed = `Content-Type: multipart/mixed; boundary="b1"\n\n--b1\n${PLAIN}【1-B】35\n`;
    expect(decode(unclosed).text).toBe('【1-B】35\r\n');
    expect(decode(`Content-Type: text/plain\nContent-Type: text/html\n\n<b>`).text).toBe('<b>');
    expect(decode(`Content-Type: multipart/mixed\n\n--guess\n${PLAIN}x\n--guess--\n`).text).toBe('x');
    expect(decode(`${PLAIN}${'あ'.repeat(30_000)}`).oversize).toBe(true);
    expect(decode(`${PLAIN}${'行\n'.repeat(6_000)}`).oversize).toBe(true);
  });

  it('edge 32: holds a mail of too many parts, too long a header, too many mails inside one another', () => {
    expect(decode(multipart('mixed', Array(600).fill(`${PLAIN}x`))).oversize).toBe(true);
    expect(decode(`X: ${'y'.repeat(300_000)}\nX: y\n\nx`).oversize).toBe(true);
    let inner = `${PLAIN}【1-B】35`;
    for (let depth = 0; depth < 14; depth += 1) {
      inner = `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${base64(crlf(inner))}`;
    }
    expect(decode(inner).oversize).toBe(true);
  });

  it('reads on behind an attribute that was never closed', () => {
    const long = 'あ'.repeat(5000);
    expect(decode(`${HTML}<p title="x>【1-B】35</p><p>${long}</p><p class="y">z</p>`).text).toContain(
      '【1-B】35',
    );
  });

  it('edge 33: walks 20,000 nested elements without recursion', () => {
    const mail = decode(`${HTML}${'<div>'.repeat(20_000)}【1-B】35${'</div>'.repeat(20_000)}`);
    expect(mail.text).toBe('【1-B】35');
    expect(mail.oversize).toBe(false);
  });

  it('edge 34: reads bare LF and bare CR', () => {
    expect(decodeMail(bytes('Subject: x\nFrom: a@iizuka.example\n\n一\n二\n')).text).toBe('一\n二\n');
    expect(decodeMail(bytes('Subject: x\rFrom: a@iizuka.example\r\r一\r二\r')).text).toBe('一\n二\n');
  });

  it('reads a mail that begins with an mbox line, a blank line or nothing at all', () => {
    expect(decode('From a@b Thu Jul  9 10:00:00 2026\nSubject: x\n\ny').subject).toBe('x');
    expect(decode('\n\nSubject: x\n\ny').subject).toBe('x');
    expect(decodeMail(new Uint8Array()).text).toBe('');
  });

  it('leaves a body alone that says quoted-printable and is not', () => {
    const text = 'a=b\r\n100=% =\r\n続き';
    expect(decode(`Content-Transfer-Encoding: quoted-printable\n${PLAIN}${text}`).text).toBe(
      'a=b\r\n100=% 続き',
    );
  });

  it('reads names of attachments in all the ways they are written', () => {
    const name = (header: string) =>
      decode(
        multipart('mixed', [
          `Content-Type: application/pdf\nContent-Disposition: attachment; ${header}\n\nx`,
        ]),
      ).attachments[0]?.name;
    expect(name(`filename="=?ISO-2022-JP?B?${base64('表.pdf', 'iso-2022-jp')}?="`)).toBe('表.pdf');
    expect(name(`filename*=UTF-8''%E8%A1%A8.pdf`)).toBe('表.pdf');
    expect(name(`filename*0*=UTF-8''%E8%A1; filename*1*=%A8; filename*2=".pdf"`)).toBe('表.pdf');
    expect(name('filename=a.pdf')).toBe('a.pdf');
  });

  it('edge 92: reads ids, references apart by commas, and dates in UTC whatever the zone of the process', () => {
    const mail = decode(
      'Message-ID: <m@x>\nIn-Reply-To: <a@x> (of yesterday)\nReferences: <a@x>,<b@x>\n <c@x>\nDate: Fri, 10 Jul 2026 10:00:00 +0900 (JST)\n\nx',
    );
    expect(mail).toMatchObject({ messageId: '<m@x>', inReplyTo: '<a@x>', date: '2026-07-10T01:00:00.000Z' });
    expect(mail.references).toEqual(['<a@x>', '<b@x>', '<c@x>']);
    expect(decode('Date: 10 Jul 26 10:00 JST\n\nx').date).toBe('2026-07-10T01:00:00.000Z');
    expect(decode('Date: yesterday\n\nx').date).toBeNull();
  });

  it('edge 95: takes no address from a sender that could be two', () => {
    expect(decode('From: <a@victim.jp .evil.jp>\n\nx').from).toBeNull();
    expect(decode('From: <a @victim.jp>\n\nx').from).toBeNull();
    expect(decode('From: <a@victim.jp@evil.jp>\n\nx').from).toBeNull();
    expect(decode('From: <a@victim..jp>\n\nx').from).toBeNull();
    expect(decode('From: a@city.jp <b@evil.jp>\n\nx').from).toEqual({
      address: 'b@evil.jp',
      name: 'a@city.jp',
    });
    const two = decode('From: a@x.jp\nFrom: b@x.jp\n\nx');
    expect([two.fromCount, decode('From: a@x.jp, b@x.jp\n\nx').fromCount]).toEqual([2, 2]);
    expect(decode('From: 課員: a@x.jp, b@x.jp;\n\nx').fromCount).toBe(2);
    expect(decode('To: "山田, 太郎" <A@X.jp>, (注) b@x.jp\n\nx').to).toEqual([
      { address: 'a@x.jp', name: '山田, 太郎' },
      { address: 'b@x.jp', name: '注' },
    ]);
  });

  it('edge 91: lists the recipients of every header a gateway may have moved the key to', () => {
    const mail = decode(
      'To: a@x.jp\nCc: b@x.jp\nDelivered-To: d@x.jp\nX-Original-To: c@x.jp\nX-Forwarded-To: e@x.jp\n\nx',
    );
    expect(mail.recipientsInHeaders).toEqual(['a@x.jp', 'b@x.jp', 'c@x.jp', 'd@x.jp', 'e@x.jp']);
  });
});

describe('automatic mail', () => {
  const reason = (head: string) => decode(`${head}\n\nx`).autoReason;

  it.each([
    ['Auto-Submitted: auto-replied', 'auto-submitted'],
    ['X-Autoreply: yes', 'auto-reply-header'],
    ['Precedence: bulk', 'precedence'],
    ['List-Id: <l.example>', 'mailing-list'],
    ['X-Failed-Recipients: a@x.jp', 'failed-recipients'],
    ['X-MS-Exchange-Inbox-Rules-Loop: a@x.jp', 'inbox-rule'],
    ['From: MAILER-DAEMON@x.jp', 'system-sender'],
    ['Return-Path: <>', 'empty-envelope-sender'],
    ['Subject: 自動応答: Re: 照会', 'subject'],
    ['Subject: [外部] 不在通知', 'subject'],
    ['Subject: Undelivered Mail Returned to Sender', 'subject'],
    ['Subject: 開封済み: 照会', 'subject'],
    ['Content-Type: multipart/report; boundary=x', 'report'],
  ])('edges 96 to 98: %s', (head, expected) => {
    expect(reason(head)).toBe(expected);
  });

  it.each([
    'Auto-Submitted: no',
    'X-Auto-Response-Suppress: All',
    'Subject: Re: 自動応答システムの導入',
    'Precedence: first-class',
  ])('is not %s', (head) => {
    expect(reason(head)).toBeNull();
  });

  it('edges 97 and 98: knows a bounce by its empty sender and our own mail by its domain', () => {
    expect(decodeMail(bytes('Subject: x\r\n\r\nx'), { envelopeSender: '' }).autoReason).toBe(
      'empty-envelope-sender',
    );
    const own = bytes('From: shinchoku@in.iizuka.example\r\n\r\nx');
    expect(decodeMail(own, { ownDomain: 'in.iizuka.example' }).autoReason).toBe('own-address');
  });
});

describe('beside postal-mime', () => {
  it.each([
    multipart('mixed', [`${PLAIN}一つ目`, `${PLAIN}二つ目`, 'Content-Type: image/png\n\nx']),
    multipart('alternative', [`${PLAIN}本文`, `${HTML}<p>本文</p>`]),
    multipart('related', [`${PLAIN}本文`], 'X: y\n'),
    `From: "A, B" <a@x.jp>\r\nTo: b@x.jp\r\nSubject: =?UTF-8?Q?=E9=80=B2=E6=8D=97?=\r\n\r\nx\r\n`,
  ])('agrees on mail that is as it says (%#)', async (text) => {
    const oracle = await PostalMime.parse(bytes(text));
    const own = decodeMail(bytes(text));
    const bare = (value: string | undefined) => (value ?? '').replace(/\s+/g, '');
    expect(bare(own.text)).toBe(bare(oracle.text));
    expect(own.subject).toBe(oracle.subject ?? '');
    expect(own.from?.address).toBe(oracle.from?.address);
    expect(own.attachments.length).toBe(oracle.attachments.length);
  });
});
