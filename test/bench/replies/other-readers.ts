import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { CLIENT_NAMES } from '../../../infra/local/departments/mail-clients.ts';
import { createRandom } from '../../support/random.ts';
import { FILL_NAMES, type ReplyCase, readCase, replyCase } from '../../support/reply-matrix.ts';
import { sentForms } from '../../support/sent-forms.ts';
import { printTable } from './print-table.ts';

/** What is compared with, installed for the run alone into a temporary folder. */
const PACKAGES = ['email-reply-parser@2.3.9', 'mailparser@3.14.2', 'planer@1.2.0'];

/** One reader: the text it gives for a mail. */
interface Reader {
  readonly name: string;
  readonly read: (bytes: Uint8Array) => Promise<string> | string;
}

/** Those parts of the installed packages that are called. */
interface ReplyParser {
  read(text: string): { getVisibleText(): string };
}
type SimpleParser = (source: Buffer) => Promise<{ readonly text?: string; readonly html?: string | false }>;
type ExtractFromPlain = (text: string) => string;

function install(folder: string): boolean {
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', ...PACKAGES], {
      stdio: 'ignore',
      timeout: 120_000,
    });
    return true;
  } catch {
    return false;
  }
}

function otherReaders(folder: string): Reader[] {
  const load = createRequire(join(folder, 'package.json'));
  const EmailReplyParser = load('email-reply-parser') as {
    default?: new () => ReplyParser;
  } & (new () => ReplyParser);
  const parser = new (EmailReplyParser.default ?? EmailReplyParser)();
  const { simpleParser } = load('mailparser') as { simpleParser: SimpleParser };
  const planer = load('planer') as { extractFromPlain: ExtractFromPlain };
  const bare = (html: string | false | undefined) => (html || '').replace(/<[^>]*>/g, '\n');
  return [
    {
      name: 'postal-mime + email-reply-parser',
      read: async (bytes) => {
        const { text, html } = await PostalMime.parse(bytes);
        return parser.read(text ?? bare(html)).getVisibleText();
      },
    },
    {
      name: 'mailparser + planer',
      read: async (bytes) => {
        const { text, html } = await simpleParser(Buffer.from(bytes));
        return planer.extractFromPlain(text ?? bare(html));
      },
    },
  ];
}

const bare = (text: string) => text.normalize('NFKC').replace(/\s+/g, '');

/** How many of the filled values still stand somewhere in what a reader keeps. */
function kept({ filled }: ReplyCase, text: string): number {
  const within = bare(text);
  return filled.filter(({ typed }) => within.includes(bare(typed))).length;
}

function keptByOurs(made: ReplyCase): string {
  const { fields, ambiguous, notUnderstood, comment } = readCase(made);
  const raws = [
    ...fields.flatMap(({ raw, value }) => [raw, String(value)]),
    ...ambiguous.map(({ raw }) => raw),
  ];
  return [...raws, ...notUnderstood.map(({ line }) => line), comment ?? ''].join('\n');
}

interface Measured {
  readonly milliseconds: number;
  readonly kept: number;
  readonly failed: number;
}

/** Prints other readers' speed and yield beside ours, mail by mail in turn on the same mails. */
export async function benchOtherReaders(seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'readers-'));
  try {
    console.log(`\n# Other readers: ${PACKAGES.join(', ')}, postal-mime as installed\n`);
    if (!install(folder)) {
      console.log('not compared: the packages could not be installed from the registry');
      return;
    }
    await compare(otherReaders(folder), seed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(others: readonly Reader[], seed: number): Promise<void> {
  const random = createRandom(seed);
  const forms = sentForms(random);
  const made = CLIENT_NAMES.flatMap((client) =>
    FILL_NAMES.flatMap((fill) => [0, 1].map(() => replyCase(random.pick(forms), client, fill, random))),
  );
  const byBytes = new Map(made.map((reply) => [reply.bytes, reply]));
  const ours: Reader = {
    name: 'this one, values and all',
    read: (bytes) => {
      const reply = byBytes.get(bytes);
      if (!reply) throw new RangeError('no such reply');
      return keptByOurs(reply);
    },
  };
  const results = new Map<string, Measured>();
  // The first round warms the compiler up.
  for (let round = 0; round < 3; round += 1) {
    results.clear();
    for (const reply of made) {
      for (const reader of [ours, ...others]) {
        const before = results.get(reader.name) ?? { milliseconds: 0, kept: 0, failed: 0 };
        const begun = process.cpuUsage();
        const text = await Promise.resolve(reader.read(reply.bytes)).catch(() => null);
        const { user, system } = process.cpuUsage(begun);
        const milliseconds = before.milliseconds + (user + system) / 1000;
        results.set(reader.name, {
          milliseconds,
          kept: before.kept + (text === null ? 0 : kept(reply, text)),
          failed: before.failed + (text === null ? 1 : 0),
        });
      }
    }
  }
  const own = results.get(ours.name)?.milliseconds ?? Number.NaN;
  const filled = made.reduce((sum, reply) => sum + reply.filled.length, 0);
  printTable(
    [...results].map(([name, { milliseconds, kept: found, failed }]) => ({
      reader: name,
      mails: made.length,
      'mails a processor second': Math.round((1000 * made.length) / milliseconds),
      'time ÷ ours': (milliseconds / own).toFixed(2),
      'filled values kept': `${found} of ${filled}`,
      '%': ((100 * found) / filled).toFixed(1),
      failed,
    })),
  );
}
