import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  RECEIPT_CODE_BYTES,
  REPLY_KEY_BYTES,
  receiptCodeOf,
  replyAddress,
  replyKeyOf,
} from '../../../shared/round/codes.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('a reply key', () => {
  it('is lower-case base32 that carries all 128 bits', () => {
    expect(replyKeyOf(new TextEncoder().encode('sixteen bytes ok'))).toBe('onuxq5dfmvxcaytzorsxgidpnm');
    fc.assert(
      fc.property(bytes(REPLY_KEY_BYTES), (random) => {
        expect(replyKeyOf(random)).toMatch(/^[a-z2-7]{26}$/);
      }),
    );
  });

  it('differs wherever the bytes differ', () => {
    fc.assert(
      fc.property(
        bytes(REPLY_KEY_BYTES),
        fc.nat(REPLY_KEY_BYTES - 1),
        fc.integer({ min: 1, max: 255 }),
        (random, index, flip) => {
          const other = Uint8Array.from(random, (byte, at) => (at === index ? byte ^ flip : byte));
          expect(replyKeyOf(other)).not.toBe(replyKeyOf(random));
        },
      ),
    );
  });

  it('is refused where chance gives fewer than a hundred bits', () => {
    expect(() => replyKeyOf(new Uint8Array(12))).toThrow(RangeError);
    expect(replyKeyOf(new Uint8Array(13))).toHaveLength(21);
  });

  it('makes an address whose local part stays within the 64 characters of the standard', () => {
    const address = replyAddress(replyKeyOf(new Uint8Array(REPLY_KEY_BYTES).fill(255)), 'in.small.example');
    expect(address).toBe(`r-${'7'.repeat(25)}4@in.small.example`);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
  });
});

describe('a receipt code', () => {
  it('is twice four characters of Crockford, without I, L, O and U', () => {
    fc.assert(
      fc.property(bytes(RECEIPT_CODE_BYTES), (random) => {
        expect(receiptCodeOf(random)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      }),
    );
  });

  it('spells the bits from the first to the last', () => {
    expect(receiptCodeOf(Uint8Array.from([0, 0, 0, 0, 1]))).toBe('0000-0001');
    expect(receiptCodeOf(Uint8Array.from([255, 255, 255, 255, 255]))).toBe('ZZZZ-ZZZZ');
    expect(
      receiptCodeOf(Uint8Array.from([0b00001_000, 0b10_00011_0, 0b0100_0010, 0b1_00110_00, 0b111_01000])),
    ).toBe('1234-5678');
  });

  it('is refused where chance gives too little', () => {
    expect(() => receiptCodeOf(new Uint8Array(4))).toThrow(RangeError);
  });
});
