import { describe, expect, it } from 'vitest';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import { canonicalReceiptCode, receiptCodesIn } from '../../../shared/reply/receipt-code.ts';
import { replyKeysIn } from '../../../shared/reply/reply-key.ts';
import { decideSender, type SenderEvidence } from '../../../shared/reply/sender-checks.ts';

const KEY = 'abcdefghijklmnopqrstuvwxy2';
const PASS = { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' } as const;
const GRAY = { ...PASS, dmarc: 'GRAY' } as const;

function decide(changes: Partial<Omit<SenderEvidence, 'from'>> & { from?: string | null } = {}) {
  const { from = 'doboku@iizuka.example', ...rest } = changes;
  const { action, trust, answerTo, reason } = decideSender({
    keyFoundIn: 'envelope',
    fromCount: 1,
    registeredAddresses: ['Doboku@iizuka.example', 'kacho@iizuka.example'],
    cityDomain: 'iizuka.example',
    verdicts: PASS,
    ...rest,
    from: from === null ? null : { address: from, name: '' },
  });
  return [action, trust, answerTo.join('+'), reason];
}
const REGISTERED = ['apply', 'verified', 'sender', 'registered-verified'];
const UNVERIFIED = ['apply', 'unverified', 'registered', 'registered-unverified'];

describe('decideSender', () => {
  it('applies a reply with key from a registered address that DMARC proves', () => {
    expect(decide()).toEqual(REGISTERED);
    expect(decide({ keyFoundIn: 'header' })).toEqual(REGISTERED);
    expect(decide({ from: 'KACHO@iizuka.example' })).toEqual(REGISTERED);
  });

  it('counts SPF and DKIM only for the domain in From', () => {
    expect(decide({ verdicts: GRAY })).toEqual(UNVERIFIED);
    expect(decide({ verdicts: GRAY, aligned: { spf: false, dkim: true } })).toEqual(REGISTERED);
    expect(decide({ verdicts: { ...GRAY, dkim: 'FAIL' }, aligned: { spf: false, dkim: true } })).toEqual(
      UNVERIFIED,
    );
    expect(decide({ verdicts: { ...PASS, spf: 'FAIL', dkim: 'FAIL' } })).toEqual(REGISTERED);
  });

  it.each(['GRAY', 'PROCESSING_FAILED', 'DISABLED'] as const)(
    'applies %s and tells the registered address instead of the sender',
    (dmarc) => expect(decide({ verdicts: { ...PASS, dmarc } })).toEqual(UNVERIFIED),
  );

  it('edge 88: applies a colleague’s reply and tells both', () => {
    expect(decide({ from: 'doro@iizuka.example' })).toEqual([
      'apply',
      'verified',
      'sender+registered',
      'colleague',
    ]);
    expect(decide({ from: 'doro@sub.iizuka.example', verdicts: GRAY })).toEqual([
      'apply',
      'unverified',
      'sender+registered',
      'colleague',
    ]);
  });

  it('holds a key from outside or from a sender that cannot be read, and tells the registered address alone', () => {
    const outside = ['hold', 'none', 'registered', 'outside-sender'];
    expect(decide({ from: 'x@evil.example' })).toEqual(outside);
    expect(decide({ from: 'x@eviliizuka.example' })).toEqual(outside);
    expect(decide({ from: 'x@iizuka.example.evil.example' })).toEqual(outside);
    expect(decide({ from: null })).toEqual(['hold', 'none', 'registered', 'unreadable-sender']);
    expect(decide({ fromCount: 2 })).toEqual(['hold', 'none', 'registered', 'unreadable-sender']);
  });

  it('edge 94: holds whatever DMARC fails and answers nobody', () => {
    for (const keyFoundIn of ['envelope', 'header', 'subject', 'body', null] as const) {
      expect(decide({ keyFoundIn, verdicts: { ...PASS, dmarc: 'FAIL' } })).toEqual([
        'hold',
        'none',
        '',
        'dmarc-failed',
      ]);
    }
  });

  it('edge 89: applies a code in subject or body only from a registered and proved sender', () => {
    for (const keyFoundIn of ['subject', 'body'] as const) {
      expect(decide({ keyFoundIn })).toEqual(['apply', 'verified', 'sender', 'code-only-verified']);
      expect(decide({ keyFoundIn, verdicts: GRAY })).toEqual([
        'hold',
        'none',
        'registered',
        'code-only-unverified',
      ]);
      expect(decide({ keyFoundIn, from: 'doro@iizuka.example' })).toEqual([
        'hold',
        'none',
        '',
        'code-only-unverified',
      ]);
    }
  });

  it('without key or code helps a proved sender and leaves strangers without an answer', () => {
    expect(decide({ keyFoundIn: null })).toEqual(['hold', 'verified', 'sender', 'no-key']);
    expect(decide({ keyFoundIn: null, verdicts: GRAY })).toEqual([
      'hold',
      'none',
      '',
      'no-key-unknown-sender',
    ]);
    expect(decide({ keyFoundIn: null, from: 'x@evil.example' })).toEqual([
      'hold',
      'none',
      '',
      'no-key-unknown-sender',
    ]);
  });

  it('quarantines a virus whatever else is said', () => {
    const verdicts = { ...PASS, virus: 'FAIL', dmarc: 'FAIL' } as const;
    expect(decide({ verdicts })).toEqual(['quarantine', 'none', 'registered', 'virus']);
  });

  it('does not drop mail for being suspected as spam, and does not believe it either', () => {
    const verdicts = { ...PASS, spam: 'FAIL' } as const;
    expect(decide({ verdicts })).toEqual(['apply', 'unverified', 'registered', 'spam-suspected']);
    expect(decide({ verdicts, keyFoundIn: 'subject' })).toEqual([
      'hold',
      'none',
      'registered',
      'code-only-unverified',
    ]);
    expect(decide({ verdicts, from: 'doro@iizuka.example' })).toEqual([
      'hold',
      'none',
      'registered',
      'colleague-spam',
    ]);
  });

  it('gives only reasons for holding that the secretariat can read', () => {
    const holding = ['virus', 'dmarc-failed', 'unreadable-sender', 'outside-sender', 'colleague-spam'];
    for (const code of [...holding, 'code-only-unverified', 'no-key', 'no-key-unknown-sender']) {
      expect(describeHoldReason(code)).toMatch(/。$/);
    }
  });
});

describe('reply keys', () => {
  it('edge 90: are found whatever a gateway did to their case', () => {
    expect(replyKeysIn([`R-${KEY.toUpperCase()}@IN.Iizuka.Example`])).toEqual([KEY]);
    expect(replyKeysIn([`<r-${KEY}@in.iizuka.example>`, ` R-${KEY}@in.iizuka.example `])).toEqual([KEY]);
  });

  it('are not seen in ordinary addresses', () => {
    expect(replyKeysIn(['r-yamada@iizuka.example', 'shinchoku@in.iizuka.example', `r-${KEY}1@x.jp`])).toEqual(
      [],
    );
  });

  it('edges 91 and 98: come in the order of the addresses, each once', () => {
    const other = KEY.replace('a', 'z');
    const mail = decodeMail(
      new TextEncoder().encode(
        `To: r-${other}@in.x.example, r-${KEY}@in.x.example\r\nDelivered-To: r-${KEY}@in.x.example\r\n\r\nx`,
      ),
    );
    expect(replyKeysIn(mail.recipientsInHeaders)).toEqual([other, KEY]);
  });
});

describe('receipt codes', () => {
  it.each([
    ['Re: 【照会】推進プラン［K7F3-9Q2M］', ['K7F3-9Q2M']],
    ['【受付番号　Ｋ７Ｆ３－９Ｑ２Ｍ】', ['K7F3-9Q2M']],
    ['受付番号：k7f39q2m', ['K7F3-9Q2M']],
    ['受付番号 K7F3 9Q2M', ['K7F3-9Q2M']],
    ['受付番号 O7F3-9QIM', ['07F3-9Q1M']],
    ['[K7F3-9Q2M] と ［AAAA-2222］', ['K7F3-9Q2M', 'AAAA-2222']],
    ['[EXTERNAL] 会議室［ROOM-FOUR］', []],
    ['電話 0948-2255', []],
  ])('in %j', (text, codes) => expect(receiptCodesIn(text)).toEqual(codes));

  it('are brought to one spelling', () => {
    expect(canonicalReceiptCode(' k7f3ー9q2m ')).toBe('K7F3-9Q2M');
    expect(canonicalReceiptCode('K7F3-9Q2U')).toBeNull();
    expect(canonicalReceiptCode('K7F3')).toBeNull();
  });
});
