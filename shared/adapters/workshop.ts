import { randomBytes } from 'node:crypto';
import type { MailWorkshop, ObjectStore } from '../ports.ts';

/**
 * What rendering a mail needs, from a function's configuration; the one place real randomness enters. The composer is
 * loaded with the first mail: a function that has none to write need not pay for it in its cold start.
 */
export function createWorkshop(
  {
    CITY,
    REPLY_DOMAIN,
    FROM_ADDRESS,
    WEB_ORIGIN = null,
  }: { CITY: string; REPLY_DOMAIN: string; FROM_ADDRESS: string; WEB_ORIGIN?: string | null },
  objects: ObjectStore,
): MailWorkshop {
  return {
    city: CITY,
    objects,
    compose: async (parts) => (await import('./mime/compose-message.ts')).composeMessage(parts),
    random: (count) => randomBytes(count),
    settings: { replyDomain: REPLY_DOMAIN, fromAddress: FROM_ADDRESS, webOrigin: WEB_ORIGIN },
  };
}
