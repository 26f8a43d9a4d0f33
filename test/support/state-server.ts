import { createServer } from 'node:http';
import { removeRunFile, writeRunFile } from '../../infra/local/data-folder.ts';
import type { Host } from '../../infra/local/host.ts';
import { isoTokyo } from '../../shared/calendar/time.ts';

/** Stands in for the pages of the running system: answers what commands ask of it, and notes what that was. */
export async function serveState(host: Host) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    void host.settle().then(() => response.end(JSON.stringify({ now: isoTokyo(host.now()) })));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeRunFile(host.dataFolder, {
    pid: process.pid,
    web: `http://127.0.0.1:${port}`,
    smtp: '127.0.0.1:1',
    endpoints: host.endpoints(),
  });
  return {
    asked,
    stop() {
      removeRunFile(host.dataFolder);
      server.close();
    },
  };
}
