import { type SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { Mailer, SendOutcome } from '../../ports.ts';
import { encodeTag } from './tag.ts';

export type SesMailerOptions = {
  /** Must be made with `maxAttempts: 1`. */
  readonly client: SESClient;
  /** The configuration set that publishes what becomes of the mail. */
  readonly configurationSet: string;
};

/** The message tag that carries the mail's id, encoded by `encodeTag`, into every event about it. */
export const MAIL_ID_TAG = 'mail-id';

/** Faults of the mail itself: it would be refused again. */
const LASTING_REFUSALS = new Set([
  'MessageRejected',
  'InvalidParameterValue',
  'InvalidParameterCombination',
  'MissingParameter',
  'ValidationError',
]);

/** Faults on the way to SES that happen before a byte of the mail is on it. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Sends through SES v1's SendRawEmail.
 *
 * SES knows no idempotency token, so a repeat is a second mail. Hence a client that retries by itself is refused,
 * and whatever leaves it open whether the mail was accepted is reported as unknown, never tried again here.
 */
export function createSesMailer({ client, configurationSet }: SesMailerOptions): Mailer {
  let checked = false;
  return {
    async send({ mailId, raw, from, recipients }) {
      if (!checked && (await client.config.maxAttempts()) !== 1) {
        throw new Error(
          'the SES client retries by itself and would send a mail twice: make it with maxAttempts 1',
        );
      }
      checked = true;
      const command = new SendRawEmailCommand({
        RawMessage: { Data: raw },
        Source: from,
        Destinations: [...recipients],
        Tags: [{ Name: MAIL_ID_TAG, Value: encodeTag(mailId) }],
        ConfigurationSetName: configurationSet,
      });
      try {
        const { MessageId } = await client.send(command);
        if (MessageId === undefined) return { outcome: 'unknown', reason: 'answer-without-id' };
        return { outcome: 'sent', sesMessageId: MessageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof SESServiceException) {
    const status = error.$metadata.httpStatusCode ?? 500;
    // A server's fault may strike after the mail was accepted.
    if (status >= 500) return { outcome: 'unknown', reason: error.name };
    return { outcome: 'refused', reason: error.name, retry: !LASTING_REFUSALS.has(error.name) };
  }
  const code = codeOf(error);
  if (NEVER_CONNECTED.has(code)) return { outcome: 'refused', reason: code, retry: true };
  // No credentials, a request that could not be signed: SES was not called at all.
  if (code === 'CredentialsProviderError') return { outcome: 'refused', reason: code, retry: true };
  return { outcome: 'unknown', reason: code };
}

/** The stable name of a failure: its system code, or the error's own name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown-error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}
