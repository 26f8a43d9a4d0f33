import { randomBytes } from 'node:crypto';
import type { MailWorkshop, ObjectStore } from '../ports.ts';
import { composeMessage } from './mime/compose-message.ts';

/** What rendering a mail needs, from a function's configuration; the one place real randomness enters. */
export function createWorkshop(
  { CITY, REPLY_DOMAIN, FROM_ADDRESS }: { CITY: string; REPLY_DOMAIN: string; FROM_ADDRESS: string },
  objects: ObjectStore,
): MailWorkshop {
  return {
    city: CITY,
    objects,
    compose: composeMessage,
    random: (count) => randomBytes(count),
    settings: { replyDomain: REPLY_DOMAIN, fromAddress: FROM_ADDRESS },
  };
}
