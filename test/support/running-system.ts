import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import { composeReply, type ReplyToCompose } from '../../infra/local/departments/compose-reply.ts';
import { startHost } from '../../infra/local/host.ts';
import type { SentMail } from '../../infra/local/loopback/outbox.ts';
import { findProcesses, type ProcessEntry, stopProcess } from '../../infra/local/process.ts';
import { seedSampleCity } from '../../infra/local/seed.ts';
import { LOCAL } from '../../infra/local/settings.ts';
import { startSmtpDoor } from '../../infra/local/smtp-door.ts';
import { type Instant, instantOf } from '../../shared/calendar/time.ts';
import { type ReceivedMail, ReceivedState } from '../../shared/records/received.ts';
import { type DecodedMail, decodeMail } from '../../shared/reply/decode-mail.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url));
const POLL_MS = 5;
/** A machine that does several other things at once takes this long at the very worst. */
const WAIT_MAX_MS = 90_000;

/** Waits until `isSo`, looking again every few milliseconds. Throws after a minute and a half. */
export async function waitUntil(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + WAIT_MAX_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited ${WAIT_MAX_MS} ms in vain: ${what}`);
    await sleep(POLL_MS);
  }
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve: listening } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening);
  await promise;
  const address = server.address();
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  server.close(() => close());
  await closed;
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A data folder of a test's own. Removing it ends whatever a test that failed half-way left running on it. */
export function aDataFolder(): { readonly path: string; remove(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'shinchoku-e2e-'));
  return {
    path,
    async remove() {
      const started = findProcesses((args) => args.includes(START) && args.includes(path));
      for (const { pid } of [...started, ...databasesOn(path)]) await stopProcess(pid);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The database processes that hold a data folder, as the table of processes knows them. */
export function databasesOn(dataFolder: string): readonly ProcessEntry[] {
  const folder = resolve(dataFolder, 'dynamodb');
  return findProcesses((args) => args.includes('-dbPath') && args.includes(folder));
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedProcess {
  readonly web: string;
  readonly smtpPort: number;
  /** What has been printed so far. */
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Finished>;
}

export interface ToStart {
  readonly data: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** As `npm start` runs it, with tsx around it; else the process itself, which a SIGKILL must hit. */
  readonly asNpmDoes?: boolean;
  readonly port?: number;
  readonly smtpPort?: number;
  /** Told of the process before it is ready, for whoever wants to end it by then. */
  readonly onSpawn?: (child: { signal(name: NodeJS.Signals): void }) => void;
}

/** Runs the real start.ts to its end, for what is refused. */
export async function runStart(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  return outcomeOf(spawnStart(args, env, false)).ended;
}

/** Starts the real start.ts as a process of its own on free ports. Resolves once it has said that it is ready. */
export async function startSystem({
  data,
  args = [],
  env = {},
  asNpmDoes = false,
  onSpawn = () => {},
  ...ports
}: ToStart): Promise<StartedProcess> {
  const port = ports.port ?? (await freePort());
  const smtpPort = ports.smtpPort ?? (await freePort());
  const options = ['--data', data, '--port', String(port), '--smtp-port', String(smtpPort), ...args];
  const child = spawnStart(options, env, asNpmDoes);
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  onSpawn({ signal });
  const { ended, stdout, stderr } = outcomeOf(child);
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  await waitUntil('the system to be ready', () => hasEnded || /^ready .*\n/m.test(stdout()));
  if (hasEnded) throw new Error(`start.ts ended before it was ready: ${stderr()}`);
  return {
    web: `http://127.0.0.1:${port}`,
    smtpPort,
    stdout,
    stderr,
    ended,
    signal,
  };
}

function spawnStart(
  args: readonly string[],
  extra: Record<string, string>,
  asNpmDoes: boolean,
): ChildProcess {
  // A database that runs for the tests would be shared by every data folder.
  const { DYNAMODB_ENDPOINT: _, ...env } = process.env;
  const program = asNpmDoes ? [TSX, START] : ['--import', 'tsx', START];
  return spawn(process.execPath, [...program, ...args], {
    cwd: ROOT,
    env: { ...env, ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function outcomeOf(child: ChildProcess) {
  const said = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const { promise: ended, resolve: end, reject } = Promise.withResolvers<Finished>();
  child.once('error', reject);
  child.once('close', (code) => end({ code, ...said }));
  return { ended, stdout: () => said.stdout, stderr: () => said.stderr };
}

/** Puts the clock of a running system forward over HTTP. Rejects when the system dies on the way. */
export async function advance(web: string, to: string): Promise<{ now: string; fired: number }> {
  const response = await fetch(`${web}/local/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return JSON.parse(await response.text());
}

export type StartedCity = Awaited<ReturnType<typeof startCity>>;

/** A mail as it arrived at its receiver. */
export interface ArrivedMail extends DecodedMail {
  readonly sent: SentMail;
}

/** The sample city in this very process, with its SMTP door open; on DynamoDB Local unless `inMemory`. */
export async function startCity({
  at = LOCAL.startsAt,
  inMemory = false,
}: {
  at?: string;
  inMemory?: boolean;
} = {}) {
  const folder = aDataFolder();
  const host = await startHost({
    dataFolder: folder.path,
    startsAt: instantOf(at).subtract({ minutes: 1 }),
    inMemory,
  });
  const door = await startSmtpDoor({
    port: 0,
    domain: LOCAL.replyDomain,
    accept: async (mail) => {
      await host.accept(mail);
    },
  });
  const transport = createTransport({ host: '127.0.0.1', port: door.port, secure: false, ignoreTLS: true });
  await seedSampleCity(host);
  await host.settle();
  await host.advance(instantOf(at));

  const arrived = (sent: SentMail): ArrivedMail => ({ ...decodeMail(readFileSync(sent.file)), sent });

  return {
    host,
    smtpPort: door.port,
    transport,
    dataFolder: folder.path,
    advance: (to: string) => host.advance(instantOf(to)),
    /** Every mail that left after the first `from`. */
    mails: (from = 0): ArrivedMail[] => host.sent().slice(from).map(arrived),
    /** What a mailbox holds, To and Cc alike. */
    mailsTo: (address: string): ArrivedMail[] =>
      host
        .sent()
        .filter(({ destinations }) => destinations.includes(address))
        .map(arrived),
    /** Every mail that came in, with what became of it, oldest first. */
    async received(): Promise<ReceivedMail[]> {
      const lists = ReceivedState.options.map((state) => host.store.list('received', { state }));
      const found = (await Promise.all(lists)).flat().map(({ value }) => value);
      return found.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    },
    async stop(): Promise<void> {
      transport.close();
      await door.stop();
      await host.stop();
      await folder.remove();
    },
  };
}

let replies = 0;

/** A reply to a mail that arrived, as bytes; what is not said is a plain inline answer from whoever received it. */
export function aReplyTo(
  mail: ArrivedMail,
  at: Instant,
  changes: Partial<ReplyToCompose> = {},
): { readonly raw: Buffer; readonly envelope: { readonly from: string; readonly to: string[] } } {
  const [receiver] = mail.to;
  replies += 1;
  const reply: ReplyToCompose = {
    sent: {
      from: `${mail.from?.name ?? ''} <${mail.from?.address ?? ''}>`,
      to: receiver?.address ?? '',
      subject: mail.subject,
      text: mail.text,
      messageId: mail.messageId,
      at: mail.sent.sentAt,
    },
    from: { address: receiver?.address ?? '', name: '担当者' },
    to: mail.replyTo[0]?.address ?? '',
    at,
    messageId: `<reply-${replies}@mail.iizuka.example>`,
    client: 'gmail-ja',
    charset: 'utf-8',
    transferEncoding: 'base64',
    placement: 'inline',
    answers: {},
    ...changes,
  };
  return { raw: composeReply(reply), envelope: { from: reply.from.address, to: [reply.to] } };
}
