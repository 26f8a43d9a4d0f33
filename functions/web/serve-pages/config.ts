import * as z from 'zod';
import { CONFIG_KEYS } from '../../../shared/runtime/config.ts';

const {
  CITY,
  PLAN,
  TABLE_NAME,
  BUCKET_NAME,
  REPLY_DOMAIN,
  FROM_ADDRESS,
  WEB_ORIGIN,
  SIGN_IN_ISSUER,
  SIGN_IN_CLIENT,
  SIGN_IN_SECRET,
  SIGN_IN_ROLES_CLAIM,
} = CONFIG_KEYS;

/** What this function reads from its environment. */
export const ServePagesConfig = z.object({
  CITY,
  PLAN,
  TABLE_NAME,
  BUCKET_NAME,
  REPLY_DOMAIN,
  FROM_ADDRESS,
  WEB_ORIGIN,
  SIGN_IN_ISSUER,
  SIGN_IN_CLIENT,
  SIGN_IN_SECRET,
  SIGN_IN_ROLES_CLAIM,
});
