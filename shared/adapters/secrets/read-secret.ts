/** How to reach AWS's Parameters and Secrets extension, which runs beside the function and asks in the function's name. */
export interface SecretReaderEnvironment {
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly PARAMETERS_SECRETS_EXTENSION_HTTP_PORT?: string | undefined;
}

/** The extension's own default. */
const PORT = '2773';
const PATIENCE_MS = 3000;

/** A secret could not be read; what is told holds its name and the answer's status, and never the secret. */
class SecretError extends Error {
  constructor(name: string, why: string, options?: ErrorOptions) {
    super(`secret "${name}" could not be read: ${why}`, options);
    this.name = 'SecretError';
  }
}

/**
 * Reads a secret of Secrets Manager by its name. It is read when it is needed and kept by nobody but the extension, for
 * minutes: it stands in no environment, no template and no log, and one that was changed is found by itself.
 */
export async function readSecret(name: string, environment: SecretReaderEnvironment): Promise<string> {
  const { AWS_SESSION_TOKEN: token, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: port = PORT } = environment;
  const address = `http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(name)}`;
  const answer = await fetch(address, {
    headers: { 'X-Aws-Parameters-Secrets-Token': token ?? '' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((cause: unknown) => {
    throw new SecretError(name, 'the extension does not answer', { cause });
  });
  if (!answer.ok) throw new SecretError(name, `the extension answered ${answer.status}`);
  const told: unknown = await answer.json();
  const secret =
    typeof told === 'object' && told !== null && 'SecretString' in told ? told.SecretString : null;
  if (typeof secret !== 'string' || secret.trim() === '') throw new SecretError(name, 'it holds no text');
  return secret.trim();
}
