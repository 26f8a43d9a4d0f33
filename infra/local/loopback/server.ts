import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { StartError } from '../start-error.ts';

/** A loopback service that listens on 127.0.0.1 only. */
export type LoopbackServer = {
  readonly endpoint: string;
  /** Refuses new calls, ends the open ones and waits for both. */
  stop(): Promise<void>;
};

export type LoopbackRequest = {
  readonly method: string;
  /** Still percent-encoded, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The value of a header by its lower-case name. */
  header(name: string): string | undefined;
  /** Every header by its lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
};

export type LoopbackResponse =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** Ends the connection without an answer, as a network that fails after the service has done its work. */
  | 'hang-up';

export type LoopbackOptions = {
  /** What is listened for, as an error should name it: `the loopback S3`. */
  readonly name: string;
  /** The largest body taken, in bytes. */
  readonly maxBodyBytes: number;
  /** Without it a free one is chosen. */
  readonly port?: number | undefined;
  /** Answers one call. It is synchronous, so that no two calls ever mix. */
  readonly handle: (request: LoopbackRequest) => LoopbackResponse;
};

/** Starts a plain HTTP server for one service. Throws a StartError when the port is taken. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  // Both ends are in one process. Were idle connections closed after some seconds, as is usual, a machine busy for so long
  // would close one upon a call just being made, and a mail's fate would be unknown for no fault of anybody's.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      console.error(`${options.name} failed`, error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause) => {
    reject(new StartError(`port ${options.port} for ${options.name} is already in use: free it`, { cause }));
  });
  server.listen(options.port ?? 0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error(`${options.name} has no address`);
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: () => {
      const closed = new Promise<void>((settle) => server.close(() => settle()));
      // The clients keep their connections open between calls and would hold the server up.
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(options: LoopbackOptions, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request, options.maxBodyBytes);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' });
    response.end();
    return;
  }
  // Not through URL, which would fold `a/../b`, a lawful object key, into `b`.
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const result = options.handle({
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    header: (name) => headers.get(name),
    headers,
    body,
  });
  if (result === 'hang-up') {
    request.socket.destroy();
    return;
  }
  response.writeHead(result.status, result.headers);
  response.end(result.body);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Text as it may stand inside an XML element. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
