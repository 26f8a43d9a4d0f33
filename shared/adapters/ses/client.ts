import { SESClient } from '@aws-sdk/client-ses';

/** SES's client from the environment, imported on first use. It never retries by itself: that would be a second mail. */
export const createSesClient = () => new SESClient({ maxAttempts: 1 });
