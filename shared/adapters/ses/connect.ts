import type { Mailer } from '../../ports.ts';

/**
 * The mailer of a deployed stage. No retry inside the client: each would be a second mail (decision 14). The client
 * is loaded when the first mail really goes, which keeps it out of the cold start.
 */
export function connectMailer({ CONFIGURATION_SET }: { CONFIGURATION_SET: string }): Mailer {
  let connected: Promise<Mailer> | null = null;
  async function connect(): Promise<Mailer> {
    const [{ createSesClient }, { createSesMailer }] = await Promise.all([
      import('./client.ts'),
      import('./mailer.ts'),
    ]);
    return createSesMailer({
      client: createSesClient(),
      configurationSet: CONFIGURATION_SET,
    });
  }
  return {
    async send(mail) {
      connected ??= connect();
      return (await connected).send(mail);
    },
  };
}
