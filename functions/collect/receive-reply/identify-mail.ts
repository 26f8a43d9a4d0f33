import type { Store } from '../../../shared/ports.ts';
import type { MailRecord } from '../../../shared/records.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { receiptCodesIn } from '../../../shared/reply/receipt-code.ts';
import { replyKeysIn } from '../../../shared/reply/reply-key.ts';
import { hashKey } from '../../../shared/steps/prepare-mail.ts';

/** Where the trail to our own mail was found; a code in subject or body is worth less than a key (replies.md). */
export type KeyFoundIn = 'envelope' | 'header' | 'subject' | 'body';

export interface Identified {
  readonly mail: MailRecord;
  readonly keyFoundIn: KeyFoundIn;
}

/** A crafted mail may name many keys and ids; so many are looked up at most. */
const LOOKUPS_MAX = 20;

/**
 * Finds which mail of ours a received one answers: by the reply key in the envelope, then in the headers, by the ids
 * it refers to, at last by the receipt code in subject or body. Null where nothing leads to a mail of ours.
 */
export async function identifyMail(
  store: Store,
  keyHashes: readonly string[],
  decoded: DecodedMail,
): Promise<Identified | null> {
  const byKey = async (hashes: readonly string[], keyFoundIn: KeyFoundIn) => {
    for (const keyHash of hashes.slice(0, LOOKUPS_MAX)) {
      const found = await store.get('replyKey', { keyHash });
      const mail = found ? await store.get('mail', { id: found.value.mail }) : null;
      if (mail) return { mail: mail.value, keyFoundIn };
    }
    return null;
  };
  const byReference = async () => {
    const ids = [decoded.inReplyTo, ...decoded.references.toReversed()].flatMap(
      (id) => sesMessageIdOf(id) ?? [],
    );
    for (const sesMessageId of ids.slice(0, LOOKUPS_MAX)) {
      const found = await store.get('sesMessage', { sesMessageId });
      const mail = found ? await store.get('mail', { id: found.value.mail }) : null;
      if (mail) return { mail: mail.value, keyFoundIn: 'header' } as const;
    }
    return null;
  };
  const byCode = async (text: string, keyFoundIn: KeyFoundIn) => {
    for (const code of receiptCodesIn(text).slice(0, LOOKUPS_MAX)) {
      const found = await store.get('receiptCode', { code });
      const mail = found ? await store.get('mail', { id: found.value.mail }) : null;
      if (mail) return { mail: mail.value, keyFoundIn };
    }
    return null;
  };
  return (
    (await byKey(keyHashes, 'envelope')) ??
    (await byKey(replyKeysIn(decoded.recipientsInHeaders).map(hashKey), 'header')) ??
    (await byReference()) ??
    (await byCode(decoded.subject, 'subject')) ??
    (await byCode(decoded.text, 'body'))
  );
}

/** SES puts its own id into Message-ID, `<id@region.amazonses.com>`; that is what a reply refers to. */
function sesMessageIdOf(messageId: string | null): string | null {
  return (
    /^<?([^@<>\s]{1,100})@(?:[a-z0-9-]+\.)?amazonses\.com>?$/i.exec(messageId?.trim() ?? '')?.[1] ?? null
  );
}
