import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
} from 'node:http';
import type { Clock } from '../../../shared/calendar/time.ts';
import { type Access, type Refusal, wordsOf } from './access.ts';
import type { Call } from './encryption.ts';
import type { Caller } from './iam.ts';
import { readCalls, type Service, type ServiceRequest } from './read-calls.ts';

/** What a test may make of an allowed call. */
export type CallFault =
  | 'none'
  /** The service asks to be called less often. */
  | 'throttle'
  /** The service does it and the answer is lost. */
  | 'lost-response'
  /** The caller dies before the service has seen the call. */
  | 'crash-before'
  /** The service does it and the caller dies before it hears so. */
  | 'crash-after';

/** One call on its way, as a fault function sees it. */
export interface CallInFlight {
  readonly service: Service;
  readonly caller: Caller;
  readonly calls: readonly Call[];
}

export interface CallGuardOptions {
  readonly service: Service;
  /** Where the service itself answers. */
  readonly upstream: string;
  readonly access: Access;
  /** The role behind an access key id; undefined for a key nobody was given. */
  readonly callerOf: (accessKeyId: string) => Caller | undefined;
  readonly clock: Clock;
  readonly faults?: (call: CallInFlight) => CallFault;
  /** Ends the caller's process, for the faults that ask for it. */
  readonly kill?: (caller: Caller) => void;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders | Record<string, string>;
  readonly body: string | Buffer;
}

/**
 * Stands before a service, knows the caller by the access key id of the signature, and lets through what the
 * caller's role allows. The signature itself proves nothing here: nobody but the harness can reach this door.
 */
export async function startCallGuard(options: CallGuardOptions) {
  // A connection kept open may be closed by the other side just as it is used again, which would look like a lost
  // answer; only DynamoDB is called so often that it pays, and there such a call is made again.
  const agent = new Agent({ keepAlive: options.service === 'dynamodb' });
  const server = createServer((incoming, response) => {
    handle(options, agent, incoming)
      .then((answer) => {
        if (answer === 'hang-up') {
          incoming.socket.destroy();
          return;
        }
        const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...headers } = answer.headers;
        // Signatures carry the virtual time, and the client would take a real date for a skew of its clock.
        const date = new Date(options.clock().epochMilliseconds).toUTCString();
        const length = { 'content-length': String(Buffer.byteLength(answer.body)) };
        response.writeHead(
          answer.status,
          incoming.method === 'HEAD' ? { ...headers, date } : { ...headers, date, ...length },
        );
        response.end(answer.body);
      })
      .catch((error: unknown) => {
        // What the harness cannot answer for must fail the run, not look like a fault of the network.
        console.error(`the guard of ${options.service} failed`, error);
        response.writeHead(501, { 'content-type': 'text/plain' }).end(String(error));
      });
  });
  server.keepAliveTimeout = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the guard has no address');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop(): Promise<void> {
      const closed = new Promise<void>((settle) => server.close(() => settle()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

async function handle(
  options: CallGuardOptions,
  agent: Agent,
  incoming: IncomingMessage,
): Promise<Answer | 'hang-up'> {
  const { service, access, callerOf, faults, kill } = options;
  const request = await readRequest(incoming);
  const key = /Credential=([^/,\s]+)\//.exec(request.header('authorization') ?? '')?.[1] ?? '';
  const caller = callerOf(key);
  if (caller === undefined) return refusalOf(service, 'the access key id belongs to nobody');

  const calls = readCalls(service, request, access.deployment);
  const refusal = access.ask(caller, calls, 'function');
  if (refusal) return refusalOf(service, wordsOf(refusal));
  const fault = faults?.({ service, caller, calls }) ?? 'none';
  if (fault === 'throttle') return throttleOf(service);
  if (fault === 'crash-before') {
    kill?.(caller);
    return 'hang-up';
  }
  const answer = await forward(options, agent, incoming, request.body);
  if (fault === 'crash-after') kill?.(caller);
  if (fault === 'lost-response' || fault === 'crash-after') return 'hang-up';
  return (await hideMissingObject(options, caller, calls, answer)) ?? answer;
}

/** S3 tells who may not list the bucket that an object is forbidden, not that it is missing. */
async function hideMissingObject(
  { service, access }: CallGuardOptions,
  caller: Caller,
  [call]: readonly Call[],
  answer: Answer | 'hang-up',
): Promise<Answer | undefined> {
  if (service !== 's3' || call?.action !== 's3:GetObject' || answer === 'hang-up' || answer.status !== 404)
    return undefined;
  const [bucket = ''] = call.resource.split('/');
  const refusal: Refusal | undefined = access.ask(
    caller,
    [{ action: 's3:ListBucket', resource: bucket, context: {} }],
    'function',
  );
  return refusal && refusalOf(service, wordsOf(refusal));
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    header: (name) => [incoming.headers[name]].flat()[0],
    body: Buffer.concat(chunks),
  };
}

function forward(
  options: CallGuardOptions,
  agent: Agent,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<Answer | 'hang-up'> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | 'hang-up'>();
  const { host: _, connection: __, expect: ___, 'transfer-encoding': ____, ...kept } = incoming.headers;
  const outgoing = send(
    `${options.upstream}${incoming.url}`,
    { method: incoming.method, agent, headers: { ...kept, 'content-length': String(body.length) } },
    (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 500,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
      response.on('error', reject);
    },
  );
  outgoing.on('error', (error) => {
    if (!('code' in error) || error.code !== 'ECONNRESET') reject(error);
    else if (outgoing.reusedSocket) resolve(forward(options, agent, incoming, body));
    // The service hung up, as a test may have told it to; so does this end.
    else resolve('hang-up');
  });
  outgoing.end(body);
  return promise;
}

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
const XML = { 'content-type': 'text/xml' };

/** Access denied, in the form each protocol has for it. */
function refusalOf(service: Service, message: string): Answer {
  switch (service) {
    case 'dynamodb': {
      const __type = 'com.amazon.coral.service#AccessDeniedException';
      return { status: 400, headers: JSON_1_0, body: JSON.stringify({ __type, Message: message }) };
    }
    case 's3':
      return {
        status: 403,
        headers: XML,
        body: `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
      };
    case 'ses':
      return { status: 403, headers: XML, body: sesError('AccessDenied', message) };
    case 'scheduler':
      return {
        status: 403,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
        body: JSON.stringify({ Message: message }),
      };
  }
}

function throttleOf(service: Service): Answer {
  switch (service) {
    case 'dynamodb': {
      const __type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
      return { status: 400, headers: JSON_1_0, body: JSON.stringify({ __type, message: 'Rate exceeded' }) };
    }
    case 's3':
      return {
        status: 503,
        headers: XML,
        body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
      };
    case 'ses':
      return { status: 400, headers: XML, body: sesError('Throttling', 'Maximum sending rate exceeded.') };
    case 'scheduler':
      return {
        status: 429,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ThrottlingException' },
        body: JSON.stringify({ Message: 'Rate exceeded' }),
      };
  }
}

function sesError(code: string, message: string): string {
  return (
    '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>' +
    `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>harness</RequestId></ErrorResponse>`
  );
}
