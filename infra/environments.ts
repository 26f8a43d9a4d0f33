import type * as z from 'zod';
import { OpenRoundConfig } from '../functions/collect/open-round/config.ts';
import { ReceiveReplyConfig } from '../functions/collect/receive-reply/config.ts';
import { RemindConfig } from '../functions/collect/remind/config.ts';
import { DeliverMailConfig } from '../functions/mail/deliver-mail/config.ts';
import { TrackDeliveryConfig } from '../functions/mail/track-delivery/config.ts';
import { EvaluateProgressConfig } from '../functions/report/evaluate-progress/config.ts';
import { PrintPapersConfig } from '../functions/report/print-papers/config.ts';
import { SendDigestConfig } from '../functions/report/send-digest/config.ts';
import { PlanSchedulesConfig } from '../functions/schedule/plan-schedules/config.ts';
import { SweepMissedConfig } from '../functions/schedule/sweep-missed/config.ts';
import { ServePagesConfig } from '../functions/web/serve-pages/config.ts';
import type { DeployedName } from './wiring.ts';

const CONFIGS = {
  'open-round': OpenRoundConfig,
  remind: RemindConfig,
  'receive-reply': ReceiveReplyConfig,
  'evaluate-progress': EvaluateProgressConfig,
  'send-digest': SendDigestConfig,
  'print-papers': PrintPapersConfig,
  'deliver-mail': DeliverMailConfig,
  'track-delivery': TrackDeliveryConfig,
  'plan-schedules': PlanSchedulesConfig,
  'sweep-missed': SweepMissedConfig,
  'serve-pages': ServePagesConfig,
} as const satisfies Record<DeployedName, z.ZodObject>;

/** The keys a function reads from its environment, taken from the schema with which it reads them. */
export const environmentKeys = (name: DeployedName): readonly string[] => Object.keys(CONFIGS[name].shape);
