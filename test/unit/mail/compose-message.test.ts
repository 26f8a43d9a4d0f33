import { describe, expect, it } from 'vitest';
import { composeMessage } from '../../../shared/adapters/mime/compose-message.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { MessageParts } from '../../../shared/ports.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { aForm, CODE } from './small-form.ts';

const TEXT = `${aForm().lines.join('\n')}\n`;

const compose = (parts: Partial<MessageParts> = {}) =>
  composeMessage({
    from: { name: '進捗照会', address: 'shinchoku@in.small.example' },
    to: ['officer@small.example'],
    cc: ['chief@small.example'],
    replyTo: 'r-abcdefghijklmnopqrstuvwxyz@in.small.example',
    subject: `【照会 7/14（火）まで】推進プラン進捗 R8第1四半期［${CODE}］`,
    text: TEXT,
    html: null,
    attachments: [],
    date: instantOf('2026-07-01T09:00:00+09:00'),
    mailId: '2026Q1/dep-civil/request',
    inReplyTo: null,
    autoSubmitted: 'auto-generated',
    ...parts,
  });

const headersOf = (bytes: Uint8Array) =>
  (Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ');

describe('a rendered message', () => {
  it('holds the text to the character', async () => {
    const decoded = decodeMail(await compose());
    expect(decoded.subject).toBe(`【照会 7/14（火）まで】推進プラン進捗 R8第1四半期［${CODE}］`);
    expect(decoded.text.trimEnd()).toBe(TEXT.trimEnd());
  });

  it('is seven-bit, in lines no server breaks', async () => {
    const raw = Buffer.from(await compose({ html: `<p>${'長い行'.repeat(500)}</p>` }));
    expect(raw.every((byte) => byte < 128)).toBe(true);
    expect(
      Math.max(
        ...raw
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(998);
  });

  it('is in base64 even where few characters need it, so that no gateway re-wraps a line', async () => {
    expect(headersOf(await compose({ text: `${'plain words '.repeat(40)}済\n` }))).toContain(
      'Content-Transfer-Encoding: base64',
    );
  });

  it('is the same to the byte whenever it is rendered', async () => {
    const html = '<p>同じ</p>';
    expect(Buffer.from(await compose({ html })).equals(Buffer.from(await compose({ html })))).toBe(true);
  });

  it('is answered at the address with the key and sent to the posts, with the fixed sender', async () => {
    const headers = headersOf(await compose());
    expect(headers).toContain('Reply-To: r-abcdefghijklmnopqrstuvwxyz@in.small.example');
    expect(headers).toMatch(/^From: .*<shinchoku@in\.small\.example>$/m);
    expect(headers).toContain('To: officer@small.example');
    expect(headers).toContain('Cc: chief@small.example');
    expect(headers).toContain('Date: Wed, 01 Jul 2026 00:00:00 +0000');
  });

  it('says that no person wrote it, and asks absence notices to stay away, but not bounces', async () => {
    const headers = headersOf(await compose());
    expect(headers).toContain('Auto-Submitted: auto-generated');
    expect(headers).toContain('X-Auto-Response-Suppress: OOF, AutoReply');
    expect(headers).not.toContain('In-Reply-To');
  });

  it('names the mail it answers', async () => {
    const headers = headersOf(await compose({ inReplyTo: '<a@b.example>', autoSubmitted: 'auto-replied' }));
    expect(headers).toContain('In-Reply-To: <a@b.example>');
    expect(headers).toContain('References: <a@b.example>');
    expect(headers).toContain('Auto-Submitted: auto-replied');
  });
});
