import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * What becomes of a call: it passes, it is refused as too many, its answer is lost after the work was done, or it
 * never reaches the service.
 */
export type Fate = 'pass' | 'throttle' | 'lose-answer' | 'refuse';

export interface FaultyProxy {
  readonly endpoint: string;
  /** The calls that reached the service, by method. */
  readonly passed: ReadonlyMap<string, number>;
  /** Decides what becomes of the next calls. */
  decide(fate: (method: string) => Fate): void;
  stop(): Promise<void>;
}

/** Stands between a client and an HTTP service, and lets calls fail as networks and services do. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const passed = new Map<string, number>();
  let fateOf: (method: string) => Fate = () => 'pass';

  function handle(from: IncomingMessage, to: ServerResponse): void {
    const method = from.method ?? 'GET';
    const fate = fateOf(method);
    if (fate === 'refuse') {
      from.socket.destroy();
      return;
    }
    if (fate === 'throttle') {
      from.resume();
      to.writeHead(429, { 'content-type': 'application/json', 'x-amzn-errortype': 'ThrottlingException' });
      to.end('{"Message":"Rate exceeded"}');
      return;
    }
    passed.set(method, (passed.get(method) ?? 0) + 1);
    const onwards = request(new URL(from.url ?? '/', target), { method, headers: from.headers }, (answer) => {
      if (fate === 'lose-answer') {
        answer.resume().once('end', () => from.socket.destroy());
        return;
      }
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    onwards.once('error', () => from.socket.destroy());
    from.pipe(onwards);
  }

  const server = createServer(handle);
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no address');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    passed,
    decide(fate) {
      fateOf = fate;
    },
    async stop() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
