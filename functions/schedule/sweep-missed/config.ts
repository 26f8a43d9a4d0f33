import * as z from 'zod';
import { CONFIG_KEYS } from '../../../shared/runtime/config.ts';

const { CITY, TABLE_NAME, BUCKET_NAME, SCHEDULE_GROUP } = CONFIG_KEYS;

/** What this function reads from its environment. */
export const SweepMissedConfig = z.object({ CITY, TABLE_NAME, BUCKET_NAME, SCHEDULE_GROUP });

/** Where SES puts mails as they came in; an object's name behind it is SES's message id. */
export const RAW_MAIL_PREFIX = 'inbound/';
