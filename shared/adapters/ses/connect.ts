import { SESClient } from '@aws-sdk/client-ses';
import type { Mailer } from '../../ports.ts';
import { createSesMailer } from './mailer.ts';

/** The mailer of a deployed stage. No retry inside the client: each would be a second mail (decision 14). */
export function connectMailer({ CONFIGURATION_SET }: { CONFIGURATION_SET: string }): Mailer {
  return createSesMailer({ client: new SESClient({ maxAttempts: 1 }), configurationSet: CONFIGURATION_SET });
}
