import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { StartError } from './start-error.ts';

/** The largest mail that SES hands on to S3. */
const MAX_MAIL_BYTES = 40 * 1024 * 1024;
const HOST = '127.0.0.1';

/** One mail as it was handed over, before anything is read out of it. */
export type IncomingMail = {
  /** Empty for a bounce, whose sender is the null address. */
  readonly envelopeFrom: string;
  readonly recipients: readonly string[];
  readonly raw: Uint8Array;
};

export type SmtpDoorOptions = {
  /** 0 lets the system choose. */
  readonly port: number;
  /** The domain mail is taken for; any other recipient is refused (550), as SES does without a matching rule. */
  readonly domain: string;
  /** Takes the mail into safe keeping. The sender is told 250 only after this has returned. */
  readonly accept: (mail: IncomingMail) => Promise<void>;
};

export type SmtpDoor = { readonly host: string; readonly port: number; stop(): Promise<void> };

/**
 * Opens the door through which mail comes in locally: plain SMTP on 127.0.0.1, no sign-in, no encryption.
 *
 * A mail over 40 MB is refused for good (552), one that could not be kept for now (451), so that the sender keeps
 * it and tries again. Throws a StartError when the port is taken.
 */
export async function startSmtpDoor({ port, domain, accept }: SmtpDoorOptions): Promise<SmtpDoor> {
  const server = new SMTPServer({
    banner: 'shinchoku local door',
    size: MAX_MAIL_BYTES,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      if (address.toLowerCase().endsWith(`@${domain}`)) return done();
      done(refusal(550, `mail is taken for @${domain} only`));
    },
    onData(stream, session, done) {
      receive(stream, session, accept).then(
        () => done(),
        (error: unknown) => done(replyTo(error)),
      );
    },
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  // Stays for good: once listening, it keeps a client that breaks off from ending the process.
  server.on('error', (cause) => {
    const remedy = 'free it, or choose another with --smtp-port';
    reject(new StartError(`port ${port} for incoming mail is already in use: ${remedy}`, { cause }));
  });
  server.listen(port, HOST, resolve);
  await listening;
  const address = server.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the SMTP door has no address');
  return {
    host: HOST,
    port: address.port,
    stop: () => new Promise<void>((settle) => server.close(() => settle())),
  };
}

class Oversized extends Error {}

async function receive(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
  accept: SmtpDoorOptions['accept'],
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    // What is over the limit is read to its end, as the protocol wants, but not kept.
    if (size <= MAX_MAIL_BYTES) chunks.push(chunk);
  }
  if (size > MAX_MAIL_BYTES || stream.sizeExceeded) throw new Oversized();
  await accept({
    envelopeFrom: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    recipients: envelope.rcptTo.map(({ address }) => address),
    raw: Buffer.concat(chunks),
  });
}

function replyTo(error: unknown): Error {
  if (error instanceof Oversized) {
    return refusal(552, `the mail is larger than ${MAX_MAIL_BYTES} bytes`);
  }
  console.error('an incoming mail could not be kept', error);
  return refusal(451, 'the mail could not be kept, try again later');
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
