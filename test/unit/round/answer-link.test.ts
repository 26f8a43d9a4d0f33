import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerLink,
  isAnswerSecret,
  LINK_LINES,
  MASKED_LINK,
  maskAnswerLinks,
  withLink,
} from '../../../shared/round/answer-link.ts';
import { REPLY_KEY_BYTES, replyKeyOf } from '../../../shared/round/codes.ts';

const secrets = fc.uint8Array({ minLength: REPLY_KEY_BYTES, maxLength: REPLY_KEY_BYTES }).map(replyKeyOf);
const origins = fc.constantFrom(
  'http://127.0.0.1:8025',
  'https://abc.execute-api.ap-northeast-1.amazonaws.com',
);
/** Words around a link: anything that is no part of an address. */
const words = fc.string().map((text) => text.replaceAll(/[a-z0-9:/]/gi, '　'));
const MAIL = `【おわり】ここより下は読み取りません\n\n${LINK_LINES.join('\n')}\n推進本部事務局\n`;

describe('the link to the page of a mail', () => {
  it('is found and masked wherever it stands, and leaves every other word', () => {
    fc.assert(
      fc.property(words, secrets, origins, words, (before, secret, origin, after) => {
        expect(isAnswerSecret(secret)).toBe(true);
        const text = `${before}${answerLink(origin, secret)} ${after}`;
        expect(maskAnswerLinks(text)).toBe(`${before}${MASKED_LINK} ${after}`);
      }),
    );
  });

  it('stands in the mail that leaves, of which the masked text is all that is stored', () => {
    fc.assert(
      fc.property(secrets, origins, (secret, origin) => {
        const sent = withLink(MAIL, answerLink(origin, secret));
        expect(sent.split('\n')).toContain(`${origin}/answer/${secret}`);
        expect(maskAnswerLinks(sent)).toBe(MAIL);
      }),
    );
  });

  it('is left out with its line where there are no pages', () => {
    expect(withLink(MAIL, null)).toBe('【おわり】ここより下は読み取りません\n\n推進本部事務局\n');
  });

  it.each(['', 'abc', `${'a'.repeat(26)}/`, 'A'.repeat(26), `${'a'.repeat(25)}1`, 'a'.repeat(27)])(
    'has no secret like 「%s」',
    (text) => expect(isAnswerSecret(text)).toBe(false),
  );
});
