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

export interface FoundKeys {
  /** Keys in the order in which they are to be tried. */
  readonly keys: readonly { readonly key: string; readonly foundIn: 'envelope' | 'header' }[];
  /** Ids of the mails it refers to, nearest first. */
  readonly references: readonly string[];
}

/**
 * What may lead from a received mail to the one it answers: the envelope's recipients first, because only they
 * are certain; then To, Cc, X-Original-To, Delivered-To, X-Forwarded-To; then In-Reply-To and all References.
 */
export function findReplyKeys(found: {
  readonly envelopeRecipients: readonly string[];
  readonly mail: {
    readonly recipientsInHeaders: readonly string[];
    readonly inReplyTo: string | null;
    readonly references: readonly string[];
  };
}): FoundKeys {
  const inEnvelope = replyKeysIn(found.envelopeRecipients);
  const inHeaders = replyKeysIn(found.mail.recipientsInHeaders).filter((key) => !inEnvelope.includes(key));
  const { inReplyTo, references } = found.mail;
  return {
    keys: [
      ...inEnvelope.map((key) => ({ key, foundIn: 'envelope' as const })),
      ...inHeaders.map((key) => ({ key, foundIn: 'header' as const })),
    ],
    references: [...new Set([...(inReplyTo ? [inReplyTo] : []), ...references.toReversed()])],
  };
}
