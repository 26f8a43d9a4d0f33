import * as z from 'zod';
import { CONFIG_KEYS } from '../../../shared/runtime/config.ts';

const {
  CITY,
  TABLE_NAME,
  SCHEDULE_GROUP,
  SCHEDULE_ROLE_ARN,
  SCHEDULE_DEAD_LETTER_ARN,
  OPEN_ROUND_QUEUE_ARN,
  REMIND_QUEUE_ARN,
  EVALUATE_PROGRESS_QUEUE_ARN,
  SEND_DIGEST_QUEUE_ARN,
} = CONFIG_KEYS;

/** What this function reads from its environment. */
export const PlanSchedulesConfig = z.object({
  CITY,
  TABLE_NAME,
  SCHEDULE_GROUP,
  SCHEDULE_ROLE_ARN,
  SCHEDULE_DEAD_LETTER_ARN,
  OPEN_ROUND_QUEUE_ARN,
  REMIND_QUEUE_ARN,
  EVALUATE_PROGRESS_QUEUE_ARN,
  SEND_DIGEST_QUEUE_ARN,
});
