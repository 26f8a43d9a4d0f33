import * as z from 'zod';
import { CONFIG_KEYS } from '../../../shared/runtime/config.ts';

const { CITY, TABLE_NAME, BUCKET_NAME } = CONFIG_KEYS;

/** What this function reads from its environment. */
export const PrintPapersConfig = z.object({ CITY, TABLE_NAME, BUCKET_NAME });
