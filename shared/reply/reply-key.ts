/** `r-` and a key in base32 of at least 100 bits; gateways change the case of letters. */
const REPLY_ADDRESS = /^r-([a-z2-7]{20,64})@[a-z0-9.-]{1,250}$/;

/**
 * The reply keys among some addresses, in their order, each once. Reply-all to several of our mails puts several
 * keys into To; the envelope then says which one this delivery is for.
 */
export function replyKeysIn(addresses: readonly string[]): string[] {
  const keys = addresses.flatMap((address) => {
    const bare = address.trim().replace(/^<|>$/g, '').toLowerCase();
    return REPLY_ADDRESS.exec(bare)?.[1] ?? [];
  });
  return [...new Set(keys)];
}
