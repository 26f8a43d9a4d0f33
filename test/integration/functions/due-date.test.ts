import { describe, expect, it } from 'vitest';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { readMimeTree } from '../../../shared/reply/mime-tree.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aCity, aStep, type CityParts, OPENING } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';

/** The small city with its round open, and what stands in the calendar file of a mail. */
async function anOpenCity(parts: CityParts = {}) {
  const city = await aCity(parts);
  await city.openRound(OPENING);
  const bytesOf = (objectKey: string) => city.objects.kept.get(objectKey) ?? new Uint8Array();
  const calendarOf = (objectKey: string): string | null => {
    const { root } = readMimeTree(bytesOf(objectKey));
    const part = root.children.find(({ type }) => type === 'text/calendar');
    const text = Buffer.from(bytesOf(objectKey)).toString('utf8');
    const encoded = /text\/calendar[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+?)\r\n--/.exec(text)?.[1];
    return part && encoded ? Buffer.from(encoded, 'base64').toString('utf8') : null;
  };
  return { ...city, bytesOf, calendarOf };
}

describe('the due date that goes along with the request', () => {
  it('is a small file beside the text, which stays the mail’s only body', async () => {
    const city = await anOpenCity();
    const { objectKey, text } = await city.mail(REQUEST);
    const bytes = city.bytesOf(objectKey);
    expect(decodeMail(bytes).text).toContain(text.split('\n')[0]);
    expect(text).toContain('添付の提出期限.icsを開くと、');
    expect(city.calendarOf(objectKey)).toContain('DTSTART;VALUE=DATE:20260714');
    expect(city.calendarOf(objectKey)).toContain('SEQUENCE:0');
    const without = await anOpenCity({ rules: { ...STANDARD_RULES, dueDateFile: false } });
    const plain = await without.mail(REQUEST);
    expect(plain.text).not.toContain('提出期限.ics');
    expect(decodeMail(without.bytesOf(plain.objectKey)).attachments).toEqual([]);
    expect(bytes.length - without.bytesOf(plain.objectKey).length).toBeLessThan(2000);
  });

  it('moves in the calendar with an 延期: the receipt brings the new date, and the next reminder once more', async () => {
    const city = await anOpenCity();
    city.clock.set('2026-07-03T10:00:00+09:00');
    const { id } = await city.reply({ to: REQUEST, text: '延期 7/22\r\n' });
    const [receipt] = await city.answersTo(id);
    const moved = city.calendarOf(receipt?.objectKey ?? '') ?? '';
    expect(moved).toContain('SEQUENCE:1');
    expect(moved).toContain('DTSTART;VALUE=DATE:20260722');
    expect(/UID:.*/.exec(moved)?.[0]).toBe(
      /UID:.*/.exec(city.calendarOf((await city.mail(REQUEST)).objectKey) ?? '')?.[0],
    );
    city.clock.set('2026-07-14T09:00:00+09:00');
    await city.remind(aStep('due-minus-5', '2026-07-14T09:00:00+09:00'));
    const reminder = await city.mail('plan-small/2026Q1/dep-civil/due-minus-5-20260714');
    expect(city.calendarOf(reminder.objectKey)).toContain('DTSTART;VALUE=DATE:20260722');
  });

  it('says nothing new when a reply brings it back', async () => {
    const city = await anOpenCity();
    city.clock.set('2026-07-03T10:00:00+09:00');
    const file = Buffer.from(city.calendarOf((await city.mail(REQUEST)).objectKey) ?? '');
    const text = '【1-A】32\r\n【1-C】順調\r\n';
    const { id } = await city.reply({
      to: REQUEST,
      text,
      files: [
        ['提出期限.ics', file],
        ['memo.txt', Buffer.from('x')],
      ],
    });
    const [receipt] = await city.answersTo(id);
    expect(receipt?.text).toContain('添付ファイルは開いていません：memo.txt');
    expect(receipt?.text).not.toContain('提出期限.ics');
  });
});
