import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ReplyToCompose } from '../../infra/local/departments/compose-reply.ts';
import { instantOf } from '../../shared/calendar/time.ts';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import {
  aDataFolder,
  advance,
  aReplyTo,
  databasesOn,
  type StartedProcess,
  startSystem,
  waitUntil,
} from '../support/running-system.ts';

/** The round opens on 1 July; by then every reminder, every escalation and the draft of the paper have left. */
const END = '2026-08-04T12:00:00+09:00';
/** Departments that answer on the first morning, and how. */
const REPLIES: Readonly<Record<string, Partial<ReplyToCompose>>> = {
  'shogai-gakushu': { answers: { '1-A': '42' } },
  gesuido: { note: '延期 7/20' },
  'korei-kaigo': { note: '該当なし' },
  shuno: { answers: { '1-A': '実施中', '1-C': '68' }, client: 'outlook-ja', charset: 'iso-2022-jp' },
  jinji: { note: 'おおむね予定どおりです。' },
  kenchiku: { answers: { '1-B': '70' } },
};

interface LeftMail {
  readonly number: number;
  /** The mail's own id, which the mail service is told with it. */
  readonly mailId: string;
  readonly to: readonly string[];
  readonly subject: string;
}

const emls = (data: string) =>
  readdirSync(join(data, 'outbox'))
    .filter((name) => name.endsWith('.eml'))
    .sort();

/** A subject without what is drawn by lot for each city. */
const withoutCode = (subject: string) => subject.replace(/［[^［］]{4}-[^［］]{4}］$/, '［code］');

/** Every mail that has left, from the files, with the id out of the mail service's own log. */
function leftFrom(data: string): LeftMail[] {
  const db = new DatabaseSync(join(data, 'local.sqlite'), { readOnly: true });
  try {
    const log = db.prepare('SELECT number, tags FROM ses_sent ORDER BY number').all();
    const tags = new Map(log.map(({ number, tags: text }) => [number, JSON.parse(String(text))]));
    return emls(data).map((name) => {
      const number = Number.parseInt(name, 10);
      const { to, cc, subject } = decodeMail(readFileSync(join(data, 'outbox', name)));
      return {
        number,
        mailId: tags.get(number)?.['mail-id'] ?? '',
        to: [...to, ...cc].map(({ address }) => address).sort(),
        subject: withoutCode(subject),
      };
    });
  } finally {
    db.close();
  }
}

/** Who got which mail, each as often as it came. */
const whoGotWhat = (mails: readonly LeftMail[]) =>
  mails.map(({ to, subject }) => `${to.join(',')} ${subject}`).sort();

const idsOf = (mails: readonly LeftMail[]) => mails.map(({ mailId }) => mailId);

/** Hands in every reply of the first morning. Returns when the last one is in safe keeping, not when it is read. */
async function handInReplies({ smtpPort }: StartedProcess, data: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, ignoreTLS: true });
  const asked = emls(data).map((name) => {
    const file = join(data, 'outbox', name);
    const at = instantOf('2026-07-01T09:00:00+09:00');
    const sent = {
      number: 0,
      messageId: '',
      source: '',
      destinations: [],
      returnedBy: [],
      tags: {},
      sentAt: at,
      file,
    };
    return { ...decodeMail(readFileSync(file)), sent };
  });
  for (const [department, change] of Object.entries(REPLIES)) {
    const address = `${department}@iizuka.example`;
    const mail = asked.find(({ to }) => to.some((receiver) => receiver.address === address));
    if (!mail) throw new Error(`nothing was asked of ${address}`);
    await transport.sendMail(aReplyTo(mail, mail.sent.sentAt, change));
  }
  transport.close();
}

async function settle({ web }: StartedProcess): Promise<void> {
  const response = await fetch(`${web}/local/settle`, { method: 'POST' });
  if (!response.ok) throw new Error(`settle answered ${response.status}`);
}

/** What is counted in the running system: requests and judgements of each round. */
async function roundsOf({ web }: StartedProcess): Promise<unknown> {
  const response = await fetch(`${web}/local/state`);
  const { rounds }: { rounds: unknown } = JSON.parse(await response.text());
  return rounds;
}

const undisturbed = aDataFolder();
let expected: { mails: LeftMail[]; firstMorning: unknown; rounds: unknown };

beforeAll(async () => {
  const system = await startSystem({ data: undisturbed.path });
  await handInReplies(system, undisturbed.path);
  await settle(system);
  const firstMorning = await roundsOf(system);
  await advance(system.web, END);
  expected = { mails: leftFrom(undisturbed.path), firstMorning, rounds: await roundsOf(system) };
  system.signal('SIGTERM');
  await system.ended;
});

afterAll(() => undisturbed.remove());

/** When the process dies: as soon as there is so much more of something than when it was started. */
interface Kill {
  readonly what: string;
  readonly count: () => number;
  readonly more: number;
  /** The database dies with it, as when the machine does. */
  readonly alsoDatabase?: true;
}

/** Kills the process the moment `isTime`, while it works on `work`. */
async function killWhen(
  system: StartedProcess,
  what: string,
  isTime: () => boolean,
  work: Promise<unknown>,
): Promise<void> {
  const outcome = work.then(
    () => 'finished',
    () => 'cut off',
  );
  await waitUntil(what, isTime);
  system.signal('SIGKILL');
  expect(await outcome).toBe('cut off');
  await system.ended;
}

/**
 * Starts the system and kills it the moment `isTime`, or once it is ready: a receipt that was claimed when the last
 * kill fell waits for the clock to move, so that nothing more need leave while it starts.
 */
async function killWhileStarting(data: string, what: string, isTime: () => boolean): Promise<void> {
  const spawned: { signal(name: NodeJS.Signals): void }[] = [];
  let isReady = false;
  const outcome = startSystem({ data, onSpawn: (child) => spawned.push(child) }).then(
    ({ ended }) => {
      isReady = true;
      return ended;
    },
    () => 'cut off',
  );
  await waitUntil(what, () => spawned.length > 0 && (isReady || isTime()));
  for (const child of spawned) child.signal('SIGKILL');
  await outcome;
}

describe('a system killed in the middle of its work', () => {
  it('sends in the end exactly what an undisturbed one sends, nothing twice and nothing less', async () => {
    const folder = aDataFolder();
    onTestFinished(() => folder.remove());
    const data = folder.path;
    const files = () => emls(data).length;
    const lines = (code: RegExp) =>
      readFileSync(join(data, 'shinchoku.log'), 'utf8').match(code)?.length ?? 0;

    // The sender of each reply was told 250, so that none of them may be lost by what follows at once.
    let system = await startSystem({ data });
    await handInReplies(system, data);
    system.signal('SIGKILL');
    await system.ended;

    // The next start works the replies off before it is ready, and dies over the receipts.
    const some = Math.min(files() + 2, 20 + Object.keys(REPLIES).length);
    await killWhileStarting(data, 'a receipt', () => files() >= some);

    // By the time it is ready it has read all that had come in, without the clock having moved.
    system = await startSystem({ data });
    expect(await roundsOf(system)).toEqual(expected.firstMorning);
    system.signal('SIGKILL');
    await system.ended;

    // Each kill hits the advance at another moment: just when a mail has left and nobody has noted it yet, in the
    // middle of a step's mails, when a step has decided its mails and none has left, and together with the database.
    const kills: readonly Kill[] = [
      { what: 'mails', count: files, more: 3 },
      { what: 'mails', count: files, more: 8 },
      { what: 'overdue steps', count: () => lines(/due-plus-1/g), more: 1 },
      { what: 'mails', count: files, more: 5, alsoDatabase: true },
      { what: 'escalations', count: () => lines(/due-plus-7/g), more: 1 },
    ];
    for (const { what, count, more, alsoDatabase } of kills) {
      system = await startSystem({ data });
      const databases = databasesOn(data);
      expect(databases).toHaveLength(1);
      const target = count() + more;
      await killWhen(system, `${more} more ${what}`, () => count() >= target, advance(system.web, END));
      if (alsoDatabase) for (const { pid } of databases) process.kill(pid, 'SIGKILL');
      const numbers = emls(data).map((name) => Number.parseInt(name, 10));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }

    system = await startSystem({ data });
    const { now } = await advance(system.web, END);
    expect(now).toBe(END);
    const rounds = await roundsOf(system);
    system.signal('SIGTERM');
    expect((await system.ended).code).toBe(0);

    const mails = leftFrom(data);
    expect(new Set(idsOf(mails)).size).toBe(mails.length);
    expect(mails.map(({ number }) => number)).toEqual(mails.map((_, index) => index + 1));
    expect(whoGotWhat(mails)).toEqual(whoGotWhat(expected.mails));
    expect(rounds).toEqual(expected.rounds);
  });

  it('on its very first start asks all twenty departments once when started again', async () => {
    const folder = aDataFolder();
    onTestFinished(() => folder.remove());
    const data = folder.path;
    await killWhileStarting(
      data,
      'the seventh mail',
      () => existsSync(join(data, 'outbox')) && emls(data).length >= 7,
    );

    const system = await startSystem({ data });
    expect(system.stdout()).toContain(' now=2026-07-01T09:00:00+09:00');
    await advance(system.web, '2026-07-01T12:00:00+09:00');
    const mails = leftFrom(data);
    expect(mails).toHaveLength(20);
    expect(new Set(idsOf(mails)).size).toBe(20);
    system.signal('SIGTERM');
    await system.ended;
  });

  it('asked to end in the middle of an advance ends cleanly, and goes on from there', async () => {
    const folder = aDataFolder();
    onTestFinished(() => folder.remove());
    const data = folder.path;
    let system = await startSystem({ data });
    const cutOff = advance(system.web, END).then(
      () => 'finished',
      () => 'cut off',
    );
    await waitUntil('the 50th mail', () => emls(data).length >= 50);
    system.signal('SIGTERM');
    // As long as it holds the folder it says so, or another start would work beside it.
    await waitUntil('run.json to go', () => !existsSync(join(data, 'run.json')));
    expect(databasesOn(data)).toEqual([]);
    expect((await system.ended).code).toBe(0);
    expect(await cutOff).toBe('cut off');
    // It does not finish the month first.
    expect(emls(data).length).toBeLessThan(80);
    system = await startSystem({ data });
    await advance(system.web, END);
    const mails = leftFrom(data);
    expect(new Set(idsOf(mails)).size).toBe(mails.length);
    system.signal('SIGTERM');
    await system.ended;
  });
});
