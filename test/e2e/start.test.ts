import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RunFile } from '../../infra/local/data-folder.ts';
import {
  aDataFolder,
  advance,
  databasesOn,
  freePort,
  runStart,
  type StartedProcess,
  startSystem,
  waitUntil,
} from '../support/running-system.ts';

/** One sentence and nothing else: no stack, no second line. */
const ONE_SENTENCE = /^[^\n]{20,400}\n$/;

const folder = aDataFolder();
const data = folder.path;
let system: StartedProcess;

beforeAll(async () => {
  system = await startSystem({ data, asNpmDoes: true });
});

afterAll(async () => {
  system.signal('SIGKILL');
  await folder.remove();
});

const outbox = () =>
  readdirSync(join(data, 'outbox'))
    .filter((name) => name.endsWith('.eml'))
    .sort();
const runFile = () => RunFile.parse(JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')));

describe('npm start', () => {
  it('prints one line, which says where it serves and what time it is', () => {
    expect(system.stdout()).toBe(
      `ready web=${system.web} smtp=127.0.0.1:${system.smtpPort} now=2026-07-01T09:00:00+09:00\n`,
    );
    expect(system.stderr()).toBe('');
  });

  it('has asked all twenty departments by the time it says so', () => {
    const expected = Array.from({ length: 20 }, (_, index) => `${String(index + 1).padStart(6, '0')}.eml`);
    expect(outbox()).toEqual(expected);
    const [first = ''] = outbox();
    expect(readFileSync(join(data, 'outbox', first), 'latin1')).toMatch(/^Reply-To: r-[a-z2-7]{20,}@/m);
  });

  it('says in run.json where each part answers, every one of them on this machine only', async () => {
    const run = runFile();
    expect(run).toMatchObject({ web: system.web, smtp: `127.0.0.1:${system.smtpPort}` });
    for (const endpoint of Object.values(run.endpoints)) {
      expect(new URL(endpoint).hostname).toBe('127.0.0.1');
      // Whatever it answers to a bare GET, something answers there.
      expect((await fetch(endpoint)).status).toBeGreaterThanOrEqual(200);
    }
    const page = await fetch(run.web);
    expect(await page.text()).toContain('飯塚市の様子');
  });

  it('fires what falls due when the clock is put forward over HTTP', async () => {
    const moved = await advance(system.web, '2026-07-07T12:00:00+09:00');
    expect(moved.now).toBe('2026-07-07T12:00:00+09:00');
    expect(moved.fired).toBeGreaterThan(0);
    // Nobody has answered: all twenty are reminded, and the secretariat hears of it.
    expect(outbox().length).toBeGreaterThanOrEqual(41);
  });

  it('refuses to turn the clock back, in one sentence, and stays', async () => {
    await expect(advance(system.web, '2026-07-01T09:00:00+09:00')).rejects.toThrow(/^Error: 409|409 /);
    const state = await fetch(`${system.web}/local/state`);
    expect(await state.json()).toMatchObject({ now: '2026-07-07T12:00:00+09:00' });
  });

  it('refuses a second start on the same data', async () => {
    const second = await runStart(['--data', data, '--port', String(await freePort())]);
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toMatch(ONE_SENTENCE);
    expect(second.stderr).toContain(`${data} is already in use by process ${runFile().pid}`);
    expect((await fetch(system.web)).status).toBe(200);
  });

  it('refuses even --fresh while another runs there, and leaves its data alone', async () => {
    const mails = outbox();
    const second = await runStart(['--data', data, '--fresh']);
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toMatch(ONE_SENTENCE);
    expect(outbox()).toEqual(mails);
  });

  it('ends by SIGTERM with its database, and leaves no word of a running system', async () => {
    expect(databasesOn(data)).toHaveLength(1);
    system.signal('SIGTERM');
    const { code, stdout, stderr } = await system.ended;
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
    expect(databasesOn(data)).toEqual([]);
    expect(existsSync(join(data, 'run.json'))).toBe(false);
  });

  it('goes on where it was when started again', async () => {
    const mails = outbox();
    system = await startSystem({ data });
    expect(system.stdout()).toMatch(/ now=2026-07-07T12:00:00\+09:00\n$/);
    expect(outbox()).toEqual(mails);
    const state = await fetch(`${system.web}/local/state`);
    expect(await state.json()).toMatchObject({ mailsSent: mails.length, rounds: [{ round: '2026Q1' }] });
  });

  it('ends by Ctrl-C just as well', async () => {
    system.signal('SIGINT');
    expect((await system.ended).code).toBe(0);
    expect(databasesOn(data)).toEqual([]);
  });

  it('says of the page port, or of the SMTP port, that it is taken, and ends its database', async () => {
    const { port, release } = await aTakenPort();
    onTestFinished(release);
    const free = String(await freePort());
    const web = await runStart(['--data', data, '--port', String(port), '--smtp-port', free]);
    expect(web).toMatchObject({ code: 2, stdout: '' });
    expect(web.stderr).toMatch(ONE_SENTENCE);
    expect(web.stderr).toMatch(new RegExp(`port ${port} .*--port\n$`));
    const smtp = await runStart(['--data', data, '--port', free, '--smtp-port', String(port)]);
    expect(smtp).toMatchObject({ code: 2, stdout: '' });
    expect(smtp.stderr).toMatch(ONE_SENTENCE);
    expect(smtp.stderr).toMatch(new RegExp(`port ${port} .*--smtp-port\n$`));
    expect(databasesOn(data)).toEqual([]);
  });

  it('refuses to start at an earlier time than the clock of the data folder', async () => {
    const ports = ['--port', String(await freePort()), '--smtp-port', String(await freePort())];
    const back = await runStart(['--data', data, '--at', '2026-07-01T09:00:00+09:00', ...ports]);
    expect(back).toMatchObject({ code: 2, stdout: '' });
    expect(back.stderr).toMatch(ONE_SENTENCE);
    expect(back.stderr).toContain('cannot go back');
    expect(databasesOn(data)).toEqual([]);
  });

  it('goes forward to --at, firing what is due on the way', async () => {
    const mails = outbox().length;
    system = await startSystem({ data, args: ['--at', '2026-07-13T10:00:00+09:00'] });
    expect(system.stdout()).toMatch(/ now=2026-07-13T10:00:00\+09:00\n$/);
    expect(outbox().length).toBeGreaterThan(mails + 20);
    system.signal('SIGTERM');
    await system.ended;
  });

  it('begins anew with --fresh, at the time asked for', async () => {
    system = await startSystem({ data, args: ['--fresh', '--at', '2026-06-30T15:00:00+09:00'] });
    expect(system.stdout()).toMatch(/ now=2026-06-30T15:00:00\+09:00\n$/);
    expect(outbox()).toEqual([]);
    system.signal('SIGTERM');
    expect((await system.ended).code).toBe(0);
  });
});

describe('npm start twice at the same moment on one folder', () => {
  it('lets one of them run, and the other says in one sentence which process has the folder', async () => {
    const shared = aDataFolder();
    onTestFinished(() => shared.remove());
    const starts = await Promise.allSettled([1, 2].map(() => startSystem({ data: shared.path })));

    const ready = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const refused = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
    expect([ready.length, refused.length]).toEqual([1, 1]);
    const { pid } = RunFile.parse(JSON.parse(readFileSync(join(shared.path, 'run.json'), 'utf8')));
    expect(refused[0]).toContain(`${shared.path} is already in use by process ${pid}`);
    expect(databasesOn(shared.path)).toHaveLength(1);

    ready[0]?.signal('SIGKILL');
    await ready[0]?.ended;
    const next = await startSystem({ data: shared.path });
    next.signal('SIGTERM');
    expect((await next.ended).code).toBe(0);
  });
});

describe('npm start told to end before it is ready', () => {
  it('leaves no database behind', async () => {
    const early = aDataFolder();
    onTestFinished(() => early.remove());
    const spawned: { signal(name: NodeJS.Signals): void }[] = [];
    const ready = startSystem({ data: early.path, onSpawn: (child) => spawned.push(child) });
    const refused = expect(ready).rejects.toThrow('ended before it was ready');
    await waitUntil('the database', () => databasesOn(early.path).length === 1);
    spawned[0]?.signal('SIGTERM');
    await refused;
    await waitUntil('the database to end', () => databasesOn(early.path).length === 0);
  });
});

describe('npm start on data of another version', () => {
  it('refuses it and names --fresh', async () => {
    const other = mkdtempSync(join(tmpdir(), 'shinchoku-e2e-'));
    onTestFinished(() => rmSync(other, { recursive: true }));
    writeFileSync(join(other, 'format.json'), '{"format": 999}\n');
    const refused = await runStart(['--data', other]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(ONE_SENTENCE);
    expect(refused.stderr).toContain('--fresh');
    expect(readdirSync(other)).toEqual(['format.json']);
  });
});

describe('npm start without Java', () => {
  it('says so in one sentence with the remedy', async () => {
    const other = mkdtempSync(join(tmpdir(), 'shinchoku-e2e-'));
    onTestFinished(() => rmSync(other, { recursive: true }));
    const refused = await runStart(['--data', other], { PATH: other });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(ONE_SENTENCE);
    expect(refused.stderr).toMatch(/Java 17 .*apt-get install/);
  });
});

describe('npm start with options it does not know', () => {
  it.each([
    ['an unknown option', ['--verbose']],
    ['a word that is no option', ['now']],
    ['an option without its value', ['--data']],
    ['a port that is no number', ['--port', 'web']],
    ['a port that is too high', ['--smtp-port', '65536']],
    ['a time without an offset', ['--at', '2026-07-01T09:00']],
    ['a time that is none', ['--at', 'tomorrow']],
  ])('refuses %s in one sentence', async (_, args) => {
    const refused = await runStart(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(ONE_SENTENCE);
    expect(refused.stderr).toContain(args[0]);
  });

  it('explains itself with --help', async () => {
    const { code, stdout } = await runStart(['--help']);
    expect(code).toBe(0);
    for (const option of ['--port', '--smtp-port', '--data', '--fresh', '--at']) {
      expect(stdout).toContain(option);
    }
  });
});

/** A port of 127.0.0.1 on which something else already listens. */
async function aTakenPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    release: () => new Promise((closed) => server.close(() => closed())),
  };
}
