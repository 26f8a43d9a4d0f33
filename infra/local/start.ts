import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { createPages } from '../../functions/web/serve-pages/pages.tsx';
import { createIssuer } from '../../functions/web/serve-pages/sign-in/issuer.ts';
import { openForm } from '../../shared/adapters/spreadsheet/form-reader.ts';
import { type Instant, instantOf, isoTokyo, Temporal } from '../../shared/calendar/time.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { claimDataFolder, removeRunFile, writeRunFile } from './data-folder.ts';
import { localWorkshop } from './functions.ts';
import { type Host, startHost } from './host.ts';
import { createLocalWeb } from './pages/local-web.tsx';
import { seedSampleCity } from './seed.ts';
import { LOCAL } from './settings.ts';
import {
  LOCAL_CLIENT,
  LOCAL_ROLES_CLAIM,
  type SignInProvider,
  startSignInProvider,
} from './sign-in-provider.ts';
import { startSmtpDoor } from './smtp-door.ts';
import { StartError } from './start-error.ts';

const USAGE = `npm start -- [--port 8025] [--smtp-port 2525] [--data .local] [--fresh] [--at ${LOCAL.startsAt}]`;

interface Options {
  readonly port: number;
  readonly smtpPort: number;
  readonly data: string;
  readonly fresh: boolean;
  readonly at: Instant | null;
}

/** Reads what stands after `npm start --`. Throws a StartError that names the option and what it expects. */
function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    port: portOf('--port', values.port ?? '8025'),
    smtpPort: portOf('--smtp-port', values['smtp-port'] ?? '2525'),
    data: values.data ?? '.local',
    fresh: values.fresh ?? false,
    at: values.at === undefined ? null : instantOption(values.at),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'smtp-port': { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        at: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error} Usage: ${USAGE}`);
  }
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartError(`${option} takes a port number from 1 to 65535, not "${text}"`);
  }
  return port;
}

function instantOption(text: string): Instant {
  try {
    return instantOf(text);
  } catch {
    throw new StartError(`--at takes an instant with its offset, such as ${LOCAL.startsAt}, not "${text}"`);
  }
}

/** Puts the clock where it is asked to stand: on a first start on the morning the first round opens. */
async function setClock(host: Host, at: Instant | null): Promise<void> {
  await host.settle();
  const first = at ?? instantOf(LOCAL.startsAt);
  // A command may have made the folder before the first start; the clock still stands just before its morning.
  const isFirst = !host.isResumed || (await host.store.list('round', { plan: host.plan })).length === 0;
  if (isFirst && Temporal.Instant.compare(host.now(), first) <= 0) {
    await host.advance(first);
    return;
  }
  if (at === null) return;
  if (Temporal.Instant.compare(at, host.now()) < 0) {
    throw new StartError(
      `the clock of this data folder already stands at ${isoTokyo(host.now())} and cannot go back to ${isoTokyo(at)}: start with --fresh to begin anew`,
    );
  }
  await host.advance(at);
}

async function start({ port, smtpPort, data, fresh, at }: Options): Promise<void> {
  // Until all of it stands only the database needs an end, and it comes with `exit`.
  let end = (): void => process.exit(130);
  process.once('SIGTERM', () => end());
  process.once('SIGINT', () => end());
  const release = await claimDataFolder(data, { fresh, kind: 'system' });
  // A minute earlier, so that what is due on the first instant falls due while somebody watches.
  const startsAt = (at ?? instantOf(LOCAL.startsAt)).subtract({ minutes: 1 });
  const host = await startHost({
    dataFolder: data,
    startsAt,
    webOrigin: originOn(port),
    dynamodbEndpoint: process.env.DYNAMODB_ENDPOINT,
  });
  // Last of all the folder is let go of: until then another start is refused.
  const stops: (() => Promise<void> | void)[] = [release, () => removeRunFile(data), () => host.stop()];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    // Somebody who imported a plan of their own works on that one.
    if (host.plan === LOCAL.plan) await seedSampleCity(host);
    const door = await startSmtpDoor({
      port: smtpPort,
      domain: LOCAL.replyDomain,
      accept: async (mail) => {
        await host.accept(mail);
        // Stored; the rest is the same as after an advance, and nobody waits for it at the door.
        host.settle().catch((error: unknown) => host.log.error('settle.failed', { error }));
      },
    });
    stops.push(() => door.stop());
    const signIn = await startSignInProvider();
    stops.push(() => signIn.stop());
    const web = await serveWeb(host, port, door.port, signIn);
    stops.push(web.stop);
    await setClock(host, at);
    writeRunFile(data, {
      pid: process.pid,
      web: web.url,
      smtp: `${door.host}:${door.port}`,
      endpoints: host.endpoints(),
    });
    console.log(`ready web=${web.url} smtp=${door.host}:${door.port} now=${isoTokyo(host.now())}`);
  } catch (error) {
    await stop();
    throw error;
  }
  end = () => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
}

const originOn = (port: number) => `http://127.0.0.1:${port}`;

async function serveWeb(
  host: Host,
  port: number,
  smtpPort: number,
  signIn: SignInProvider,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = originOn(port);
  signIn.allow(url);
  const app = createLocalWeb({
    host,
    smtpPort,
    planId: host.plan,
    console: createConsole(host, signIn, url),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve());
  server.once('error', (cause) => {
    reject(
      new StartError(
        `port ${port} for the web pages is already in use: free it, or choose another with --port`,
        { cause },
      ),
    );
  });
  await promise;
  return {
    url,
    stop: () => {
      const closed = new Promise<void>((settle) => server.close(() => settle()));
      if ('closeAllConnections' in server) server.closeAllConnections();
      return closed;
    },
  };
}

/** The pages as they are deployed, on this machine's store and clock; sessions end by the real time. */
function createConsole(host: Host, { issuer }: SignInProvider, origin: string) {
  return createPages({
    store: host.store,
    objects: host.objects,
    workshop: async () => localWorkshop(host.objects),
    openForm,
    cityId: LOCAL.city,
    planId: host.plan,
    clock: host.now,
    wallClock: systemClock,
    log: host.log,
    origin,
    issuer: createIssuer({
      issuer,
      clientId: LOCAL_CLIENT,
      clientSecret: null,
      rolesClaim: LOCAL_ROLES_CLAIM,
    }),
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else await start(options);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
