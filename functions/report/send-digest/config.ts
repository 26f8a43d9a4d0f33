import * as z from 'zod';
import { CONFIG_KEYS } from '../../../shared/runtime/config.ts';

const { CITY, TABLE_NAME, BUCKET_NAME, REPLY_DOMAIN, FROM_ADDRESS, WEB_ORIGIN } = CONFIG_KEYS;

/** What this function reads from its environment. */
export const SendDigestConfig = z.object({
  CITY,
  TABLE_NAME,
  BUCKET_NAME,
  REPLY_DOMAIN,
  FROM_ADDRESS,
  WEB_ORIGIN,
});
