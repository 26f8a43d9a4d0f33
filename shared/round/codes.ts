/** Lower-case base32 (RFC 4648) without padding: survives gateways that change case, needs no escaping. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Crockford's alphabet without look-alikes, as officers read a code out on the telephone. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 16 bytes are 128 bits; a reply key needs 100 or more (decision 9). */
export const REPLY_KEY_BYTES = 16;
export const RECEIPT_CODE_BYTES = 5;

function digitsOf(bytes: Uint8Array, alphabet: string): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  if (bits > 0) text += alphabet[(value << (5 - bits)) & 31];
  return text;
}

/** The key in the reply address: whoever holds it may answer this one mail. Refuses fewer than 13 bytes. */
export function replyKeyOf(bytes: Uint8Array): string {
  if (bytes.length < 13)
    throw new RangeError(`a reply key needs 13 random bytes or more, not ${bytes.length}`);
  return digitsOf(bytes, BASE32);
}

/** `K7F3-9Q2M`: names one request to one department on the telephone, in a subject, on paper. Refuses fewer than 5 bytes. */
export function receiptCodeOf(bytes: Uint8Array): string {
  if (bytes.length < RECEIPT_CODE_BYTES)
    throw new RangeError(`a receipt code needs ${RECEIPT_CODE_BYTES} random bytes, not ${bytes.length}`);
  const digits = digitsOf(bytes.subarray(0, RECEIPT_CODE_BYTES), CROCKFORD);
  return `${digits.slice(0, 4)}-${digits.slice(4, 8)}`;
}

export function replyAddress(key: string, mailDomain: string): string {
  return `r-${key}@${mailDomain}`;
}
