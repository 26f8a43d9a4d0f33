import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOMS } from '../../functions/web/serve-pages/console/frame.tsx';
import { CSRF_FIELD, SESSION_COOKIE } from '../../functions/web/serve-pages/sign-in/gate.tsx';
import { createSessions } from '../../functions/web/serve-pages/sign-in/sessions.ts';
import { SAMPLE_STAGE } from '../../infra/config/stage.ts';
import { checkPreview, type PreviewCheck } from '../../infra/local/check-preview.ts';
import { seedSampleCity } from '../../infra/local/seed.ts';
import { LOCAL } from '../../infra/local/settings.ts';
import { type RoundReport, reportYear } from '../../infra/local/year-report.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { FUNCTION_NAMES } from '../../infra/wiring.ts';
import { writePlanWorkbook } from '../../shared/adapters/plan-file.ts';
import { instantOf, isoUtc, tokyoDate } from '../../shared/calendar/time.ts';
import type { MailRecord } from '../../shared/records.ts';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { listMails } from '../../shared/steps/list-mails.ts';
import { publishRetention } from '../../shared/steps/retention.ts';
import { answerHere } from '../integration/cli/run-shinchoku.ts';
import { aPlanFile } from '../integration/cli/sample-files.ts';
import { layExpired } from '../support/deployed-shape/expired.ts';
import { type RemovalResult, removalsFrom, replayRemovals } from '../support/deployed-shape/idle.ts';
import { createOneTimeFaults } from '../support/deployed-shape/one-time-faults.ts';
import { type DeployedShape, startDeployedShape } from '../support/deployed-shape/platform.ts';
import { type Act, playQuarter } from '../support/deployed-shape/quarter.ts';
import { type Deployment, readAssembly, resolveTemplates } from '../support/deployed-shape/template.ts';

/** The first quarter is asked for in the morning of 1 July, reminded of from the 7th on, and released in August. */
const BEGINS_AT = instantOf('2026-07-01T08:59:00+09:00');
const FIRST_REMINDER_AT = instantOf('2026-07-07T09:00:00+09:00');
const ENDS_AT = instantOf('2026-08-07T18:00:00+09:00');

let folder: string;
let deployment: Deployment;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shinchoku-deployed-'));
  const { assembly } = await synthesize(undefined, join(folder, 'assembly'));
  deployment = resolveTemplates(readAssembly(assembly.directory));
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startSeeded(name: string, options: Partial<Parameters<typeof startDeployedShape>[0]> = {}) {
  const shape = await startDeployedShape({
    deployment,
    folder: join(folder, name),
    startsAt: BEGINS_AT,
    city: LOCAL.city,
    ...options,
  });
  await seedSampleCity({ store: shape.store, now: shape.now });
  return shape;
}

const queueOf = (shape: DeployedShape, fn: string): string => {
  const { queue } = shape.fn(fn);
  if (!queue) throw new RangeError(`${fn} has no queue`);
  return queue.name;
};

/** The one queue whose logical id holds these words. */
const queueNamed = (words: string): string => {
  const [queue] = deployment.ofType('AWS::SQS::Queue').filter(({ logicalId }) => logicalId.includes(words));
  if (!queue) throw new RangeError(`no queue is called ${words}`);
  return queue.name;
};

const waiting = (shape: DeployedShape): Record<string, number> =>
  Object.fromEntries(
    Object.entries(shape.queues.depths())
      .map(([name, depth]): [string, number] => [name, depth.ready + depth.waiting + depth.inFlight])
      .filter(([, count]) => count > 0),
  );

/** Who was refused what, each once; the single resources would be hundreds. */
const refusalsOf = (shape: DeployedShape): string[] => {
  const nameOf = (arn: string) => shape.access.roles.get(arn)?.logicalId ?? arn;
  const said = shape.access
    .refusals()
    .map(
      ({ caller, call }) => `${caller.kind === 'role' ? nameOf(caller.arn) : caller.service}: ${call.action}`,
    );
  return [...new Set(said)];
};

describe('a quarter in the deployed shape', () => {
  const FAULTS = [
    // The function dies after the sixth department's decision was stored, before it knows.
    { fn: 'open-round', action: 'dynamodb:PutItem', nth: 6, fault: 'crash-after' },
    { fn: 'remind', action: 'dynamodb:PutItem', nth: 2, fault: 'crash-before' },
    { fn: 'receive-reply', action: 'dynamodb:PutItem', nth: 3, fault: 'throttle' },
    { fn: 'receive-reply', action: 's3:GetObject', nth: 5, fault: 'throttle' },
    { fn: 'evaluate-progress', action: 'dynamodb:Query', nth: 4, fault: 'lost-response' },
    { fn: 'plan-schedules', action: 'scheduler:CreateSchedule', nth: 3, fault: 'throttle' },
  ] as const;
  /** Left the city hall in spring: the request comes back, and the chief gets the reminder. */
  const DEAD = 'jinji@iizuka.example';
  const POISON = JSON.stringify({ id: 'poison', type: 'step-fell-due.v1', city: LOCAL.city, at: 'never' });
  const planned = createOneTimeFaults(FAULTS);
  let shape: DeployedShape;
  let report: { readonly round: RoundReport | undefined; readonly lost: number };
  let preview: PreviewCheck;
  let mails: MailRecord[];
  /** What had left when `mails` was listed; an operator's mail leaves later. */
  let sent: ReturnType<DeployedShape['sent']>;
  let removals: RemovalResult[];
  /** The department the secretariat kept an escalation back from, the day before. */
  let keptBack: string;
  /** How many messages came back from the dead letters after each outage. */
  const redriven: number[] = [];

  /** What goes wrong outside the functions, and what people do about it. */
  const acts = (): Act[] => [
    {
      // Ready at the very moment at which the reminder falls due, so that both come in one batch.
      at: FIRST_REMINDER_AT.subtract({ seconds: 60 }),
      run: () => void shape.queues.send(queueOf(shape, 'remind'), POISON, { delaySeconds: 60 }),
    },
    {
      at: instantOf('2026-07-10T12:00:00+09:00'),
      run: () =>
        shape.putRow({
          pk: `CITY#${LOCAL.city}#OUTBOX#poison`,
          sk: 'OUTBOX',
          entity: 'outbox',
          type: 'poison',
        }),
    },
    // Four replies are stored and nobody is told of them; a step falls due and its message is lost.
    ...loss('2026-07-03T14:00', '2026-07-03T14:50', () => [
      queueOf(shape, 'receive-reply'),
      queueNamed('MailInUndelivered'),
    ]),
    ...loss('2026-07-17T08:59', '2026-07-17T09:01', () => [
      queueOf(shape, 'remind'),
      queueNamed('DueSchedulesDeadLetters'),
    ]),
    { at: instantOf('2026-07-06T12:00:00+09:00'), run: () => keepDraft(shape) },
    {
      at: instantOf('2026-07-16T13:00:00+09:00'),
      async run() {
        keptBack = await holdEscalation(shape);
      },
    },
    // In the hours in which mail may go, at the end of the quarter, so that nobody answers what is only tried out.
    { at: instantOf('2026-08-07T10:00:00+09:00'), run: () => tryOutTheFirstDay(shape) },
    ...outage('send-digest', '2026-07-13'),
    ...outage('plan-schedules', '2026-07-15'),
    {
      at: instantOf('2026-07-16T12:00:00+09:00'),
      run() {
        // Every queue delivers its oldest message once more.
        const fns = [...new Set(shape.batches.map(({ fn }) => fn))];
        for (const fn of fns) {
          const delivered = shape.batches
            .filter((batch) => batch.fn === fn)
            .flatMap(({ messages }) => messages);
          const first = delivered.find(({ body }) => body !== POISON);
          if (first) shape.queues.send(first.queue, first.body);
        }
      },
    },
  ];

  /** A queue that does not answer while a schedule fires; what was put aside is put back by hand. */
  const outage = (fn: string, day: string): Act[] => [
    { at: instantOf(`${day}T08:30:00+09:00`), run: () => void shape.unreachable.add(queueOf(shape, fn)) },
    {
      at: instantOf(`${day}T09:10:00+09:00`),
      run() {
        shape.unreachable.delete(queueOf(shape, fn));
        redriven.push(shape.redrive(queueNamed('DueSchedulesDeadLetters'), queueOf(shape, fn)));
      },
    },
  ];

  /** Queues that take nothing for a while, the one for what cannot be delivered among them: what came is gone. */
  const loss = (from: string, until: string, queues: () => string[]): Act[] => [
    {
      at: instantOf(`${from}:00+09:00`),
      run() {
        for (const queue of queues()) shape.unreachable.add(queue);
      },
    },
    {
      at: instantOf(`${until}:00+09:00`),
      run() {
        for (const queue of queues()) shape.unreachable.delete(queue);
      },
    },
  ];

  beforeAll(async () => {
    shape = await startSeeded('quarter', {
      faults: planned.faults,
      bounces: [DEAD],
      // The third mail is asked to come later; the answer to the seventh is lost though it has left.
      sesFaults: ({ number }) => (number === 3 ? 'throttle' : number === 7 ? 'lost-response' : 'ok'),
    });
    await playQuarter({ shape, until: ENDS_AT, acts: acts() });
    const year = await reportYear(shape.store, LOCAL.plan, 2026);
    report = { round: year.rounds[0], lost: year.lost };
    preview = await checkPreview(shape.store, LOCAL.plan);
    mails = await listMails(shape.store);
    sent = [...shape.sent()];
    // The timetable of the later quarters changes, so that schedules are deleted as well as made.
    await changeTimetable(shape, '09:30');
    await layExpired(shape, '2010Q1');
    await operate(shape);
    await expire(shape);
    expect((await shape.ask('/healthz')).status).toBe(200);
    await walkTheConsole(shape);
    removals = replayRemovals(shape.access);
  }, 300_000);

  afterAll(() => shape?.stop());

  it('asks, reminds, receives, judges, freezes and reports as on one machine', () => {
    // Twenty were asked; one request came back, and that department answers its reminder. Whoever the secretariat
    // kept the third reminder back from was waiting for it.
    expect(report.round).toMatchObject({ asked: 24, requests: 19, submitted: 19, notReported: 1 });
    expect(report.round).toMatchObject({ digestsDrafted: 1, digestsReleased: 1, digestsSent: 1 });
    expect(report.round?.remindersSent).toBeGreaterThan(10);
    expect(report.round?.repliesApplied).toBeGreaterThan(20);
    const judged = Object.values(report.round?.statuses ?? {}).reduce((sum, count) => sum + count, 0);
    expect(judged).toBe(24);
    expect(report.lost).toBe(0);
    expect(preview.differences).toEqual([]);
  });

  it('sends its Excel form to the department that wants one, and reads its answer from it', async () => {
    const department = 'zaisan-katsuyo';
    const versions = await shape.store.list('submission', { plan: LOCAL.plan, round: '2026Q1', department });
    expect(versions.map(({ value }) => value.via)).toContain('excel');
    const withForm = mails.filter(({ formKey }) => formKey !== null);
    expect(new Set(withForm.map((mail) => mail.department))).toEqual(new Set([department]));
  });

  it('asks the chief where a department’s answers have to be approved, and counts them once they are', async () => {
    const department = 'doboku-kanri';
    const versions = await shape.store.list('submission', { plan: LOCAL.plan, round: '2026Q1', department });
    expect(versions.at(-1)?.value.approval).toMatchObject({ state: 'approved', as: 'chief' });
    const asking = mails.filter(({ kind }) => kind === 'approval');
    expect(asking.map((mail) => mail.department)).toContain(department);
    for (const { state } of asking) expect(state).toBe('delivered');
  });

  it('meets every fault that was planned', () => {
    expect(planned.struck).toHaveLength(FAULTS.length);
    expect(redriven).toEqual([1, 1]);
    const fates = shape.batches.filter(({ outcome }) => outcome.outcome !== 'returned');
    expect(fates.map(({ fn, outcome }) => [fn, outcome.outcome])).toEqual([
      ['open-round', 'crashed'],
      ['remind', 'crashed'],
    ]);
  });

  it('sends every mail once, and learns that it was delivered or came back', () => {
    const left = sent.map(({ tags }) => tags['mail-id']);
    expect(new Set(left).size).toBe(left.length);
    const others = mails.filter(({ state }) => state !== 'delivered' && state !== 'dropped');
    expect(others).toMatchObject([
      { id: 'iizuka-plan-r6/2026Q1/jinji/request', to: [DEAD], state: 'bounced', reason: 'bounce-general' },
    ]);
    expect(mails.filter(({ state }) => state === 'delivered')).toHaveLength(left.length - others.length);
  });

  it('keeps an escalation back from the department the secretariat chose, and from nobody else', () => {
    const copied = mails.filter(({ step }) => step === 'due-plus-3');
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.map(({ department }) => department)).not.toContain(keptBack);
    const digests = mails.filter(({ kind }) => kind === 'secretariat-digest').map(({ text }) => text);
    expect(digests.filter((text) => text.includes('/console/escalations'))).not.toEqual([]);
  });

  it('finds the replies nobody was told of and the step that never fired, and tells the secretariat', async () => {
    const findings = (await shape.store.list('finding', { plan: LOCAL.plan, month: '2026-07' })).map(
      ({ value }) => value,
    );
    const late = findings.filter(({ what }) => what === 'mail-late');
    expect(late.length).toBeGreaterThan(2);
    for (const { subject } of late) {
      const entry = await shape.store.get('received', { id: subject });
      expect(entry?.value.state).not.toBe('received');
      expect(entry?.value.arrival?.verdicts.dmarc).toBe('PROCESSING_FAILED');
    }
    expect(findings.filter(({ what }) => what !== 'mail-late')).toMatchObject([
      { what: 'step-late', subject: '2026Q1/due-plus-3', dueAt: '2026-07-17T00:00:00.000Z' },
    ]);
    const digests = mails.filter(({ kind }) => kind === 'secretariat-digest').map(({ text }) => text);
    expect(digests.filter((text) => text.includes('取り込みが遅れたメール'))).toHaveLength(1);
    expect(digests.filter((text) => text.includes('動かなかった予定'))).toHaveLength(1);
    const reminded = mails.filter(({ step }) => step === 'due-plus-3');
    expect(reminded.length).toBeGreaterThan(0);
    for (const { createdAt } of reminded) expect(createdAt).toBe('2026-07-17T05:59:00.000Z');
  });

  it('writes to the chief where mail to the officer came back, and tells the secretariat', async () => {
    expect(await shape.store.list('address', {})).toMatchObject([
      { value: { address: DEAD, spells: [{ mail: 'iizuka-plan-r6/2026Q1/jinji/request', cleared: null }] } },
    ]);
    expect(shape.sent().filter(({ destinations }) => destinations.includes(DEAD))).toHaveLength(1);
    expect(mails.find(({ id }) => id === 'iizuka-plan-r6/2026Q1/jinji/due-minus-5')).toMatchObject({
      to: ['jinji-kacho@iizuka.example'],
      state: 'delivered',
    });
    const digests = mails.filter(({ kind }) => kind === 'secretariat-digest');
    expect(digests.length).toBeGreaterThan(1);
    for (const { text } of digests) expect(text).toContain(`人事課　担当者　${DEAD}　7/1（水）から不達`);
    expect(digests[0]?.text).toContain('不達1件（人事課）');
  });

  it('learns from the report of the send that the mail whose answer was lost has left, and tries the throttled again', () => {
    const log = shape.fn('deliver-mail').log().join('\n');
    expect(log).toContain('not yet: outcome-unknown');
    expect(log).toContain('not yet: refused-for-now');
    expect(mails.filter(({ attempts }) => attempts > 1).map(({ attempts }) => attempts)).toEqual([2]);
  });

  it('wakes every function of the wiring table, and sends every kind of mail of a quarter', () => {
    expect(new Set(shape.batches.map(({ fn }) => fn))).toEqual(new Set(FUNCTION_NAMES));
    const kinds = new Set(mails.filter(({ state }) => state === 'delivered').map(({ kind }) => kind));
    for (const kind of [
      'contact-check',
      'request',
      'reminder',
      'overdue',
      'receipt',
      'secretariat-digest',
      'digest',
    ])
      expect(kinds).toContain(kind);
  });

  it('puts a message it cannot read aside with the reason, and lets the rest of its batch through', () => {
    const queue = queueOf(shape, 'remind');
    const batch = shape.batches.find(({ messages }) => messages.some(({ body }) => body === POISON));
    const poison = batch?.messages.find(({ body }) => body === POISON);
    expect(batch?.messages.length).toBeGreaterThan(1);
    const deadLetters = queueNamed('RemindDeadLetters');
    expect(waiting(shape)).toEqual({ [deadLetters]: 1, [queueNamed('OutboxPipeDeadLetters')]: 1 });
    expect(shape.queues.receive(deadLetters, 1)[0]?.body).toBe(POISON);
    const reasons = shape
      .fn('remind')
      .log()
      .filter((line) => poison && line.includes(poison.id));
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons) expect(reason).toMatch(/does not fit its schema.*\bat\b.*data/s);
    expect(shape.batches.filter(({ messages }) => messages.some(({ id }) => id === poison?.id))).toHaveLength(
      shapeReceives(queue),
    );
  });

  it('is refused nothing', () => {
    expect(refusalsOf(shape)).toEqual([]);
    expect(shape.access.calls().length).toBeGreaterThan(1_000);
  });

  /** What only the platform does in a role's name, and why no function's call can stand for it. */
  const PLATFORM: Readonly<Record<string, string>> = {
    'logs:CreateLogStream': "Lambda opens the log in the function's name",
    'logs:PutLogEvents': "Lambda writes the log in the function's name",
    'sqs:GetQueueAttributes': "Lambda's pollers look at the queue in the function's name",
    'sqs:ReceiveMessage': "Lambda's pollers take messages in the function's name",
    'sqs:DeleteMessage': "Lambda's pollers settle messages in the function's name",
    'sqs:SendMessage':
      'Scheduler queues what is due, Scheduler and the pipe put aside what cannot be delivered',
    'dynamodb:DescribeStream': 'the pipe reads the stream',
    'dynamodb:GetRecords': 'the pipe reads the stream',
    'dynamodb:GetShardIterator': 'the pipe reads the stream',
    'dynamodb:ListStreams': 'the pipe reads the stream',
    'kms:Decrypt': 'the stream lies under the key of its table',
    'events:PutEvents': 'the pipe hands on to the bus',
  };

  it('leaves no permission idle: without any one of them a call of the run would be refused', () => {
    expect(removals.length).toBeGreaterThan(50);
    const idle = removals.filter(({ breaks }) => breaks === 'nothing').map(({ name }) => name);
    expect(idle).toEqual([]);
  });

  it('needs for the platform alone only what is listed with its reason', () => {
    const platform = removals.filter(({ breaks }) => breaks === 'platform').flatMap(({ actions }) => actions);
    expect([...new Set(platform)].toSorted()).toEqual(Object.keys(PLATFORM).toSorted());
    const ofFunctions = removals.filter(
      ({ breaks, actions }) => breaks === 'platform' && actions.includes('kms:Decrypt'),
    );
    expect(ofFunctions.map(({ role }) => role.logicalId)).toEqual([expect.stringContaining('Pipe')]);
  });

  function shapeReceives(queue: string): number {
    const policy: unknown = deployment.find('AWS::SQS::Queue', queue).properties.RedrivePolicy;
    return typeof policy === 'object' && policy !== null && 'maxReceiveCount' in policy
      ? Number(policy.maxReceiveCount)
      : 0;
  }
});

/** The cookie of the secretariat, who has just signed in. */
async function signIn(shape: DeployedShape): Promise<string> {
  const sessions = createSessions({ store: shape.store, wallClock: shape.now });
  const email = 'jimukyoku@iizuka.example';
  const who = { subject: 'test', name: '事務局', email, roles: ['secretariat'] } as const;
  return `${SESSION_COOKIE}=${await sessions.open(who)}`;
}

/** 疎通確認 of the headquarters, and a 試行 with one department that is ended before it asks. */
async function tryOutTheFirstDay(shape: DeployedShape): Promise<void> {
  const cookie = await signIn(shape);
  const { body } = await shape.ask('/console/setup/trial', { cookie });
  const field = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]+)"`).exec(body)?.[1] ?? '';
  const post = (path: string, form: Record<string, string>) =>
    shape.ask(`/console/setup${path}`, {
      method: 'POST',
      cookie,
      form: { [CSRF_FIELD]: field('csrf'), ...form },
    });
  const checked = await post('/contact-check', { roles: 'headquarters', audience: 'everybody' });
  expect(checked.body).toContain('第1回の疎通確認を始めました。');
  const started = await post('/trial', { departments: 'zaisei', dueOn: field('dueOn') });
  expect(started.body).toContain('【試行】');
  await shape.settle();
  expect((await post('/trial/end', {})).body).toContain('試行を終えました。');
  await shape.settle();
  const report = await shape.ask('/console/setup/contact-check', { cookie });
  expect(report.body).toContain('返信待ち');
}

/** Keeps the first escalation of the list back, by the form that stands there; the department it is about. */
async function holdEscalation(shape: DeployedShape): Promise<string> {
  const cookie = await signIn(shape);
  const { body } = await shape.ask('/console/escalations', { cookie });
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? '';
  const form = {
    [CSRF_FIELD]: field('csrf'),
    ...{ round: field('round'), department: field('department'), step: field('step'), do: 'hold' },
  };
  const held = await shape.ask('/console/escalations', { method: 'POST', cookie, form });
  expect(held.body).toContain('を見送ります。');
  return form.department;
}

/** Opens every room of the console as the secretariat, and leaves it. */
async function walkTheConsole(shape: DeployedShape): Promise<void> {
  const cookie = await signIn(shape);
  const pages = await Promise.all(
    [
      ...ROOMS.map(({ path }) => path),
      '/console/calendar/2026-10-01',
      '/console/escalations',
      '/console/schedule/closures',
      '/console/opinions/3',
      '/console/papers/council',
      '/console/plan/initiatives/field-tablets/kpis/tablet-count/path',
      '/console/release/papers/2026Q1/1/page',
    ].map(async (path) => ({
      path,
      ...(await shape.ask(path, { cookie })),
    })),
  );
  expect(pages.filter(({ status }) => status !== 200).map(({ path, status }) => `${path} ${status}`)).toEqual(
    [],
  );
  const csrf = /name="csrf" value="([^"]+)"/.exec(pages[0]?.body ?? '')?.[1] ?? '';
  const paused = await shape.ask('/console/schedule/pause', {
    method: 'POST',
    cookie,
    form: { [CSRF_FIELD]: csrf, reason: '宛先の確認' },
  });
  expect(paused.body).toContain('メールの送信を止めています');
  const resumed = await shape.ask('/console/schedule/resume', {
    method: 'POST',
    cookie,
    form: { [CSRF_FIELD]: csrf },
  });
  expect(resumed.body).toContain('送信を再開しました');
  await changeRulesInSteps(shape, { cookie, csrf });
  await handleReplies(shape, cookie, csrf);
  await decide(shape, cookie, csrf);
  await askAndCallOff(shape, cookie, csrf);
  await walkThePlan(shape, (path, form) =>
    shape.ask(path, { method: 'POST', cookie, form: { [CSRF_FIELD]: csrf, ...form } }),
  );
  const left = await shape.ask('/sign-out', { method: 'POST', cookie, form: { [CSRF_FIELD]: csrf } });
  expect(left.body).toContain('サインアウトしました');
  expect((await shape.ask('/console', { cookie })).status).toBe(302);
}

/** Lays an initiative before the headquarters, records what it decided, and releases that. */
async function decide(shape: DeployedShape, cookie: string, csrf: string): Promise<void> {
  const post = (path: string, fields: Record<string, string>) =>
    shape.ask(`/console/decisions${path}`, {
      method: 'POST',
      cookie,
      form: { [CSRF_FIELD]: csrf, ...fields },
    });
  const opened = await post('/open', { code: '3-2-1', reason: '法改正により対象が変わった' });
  expect(opened.body).toContain('本部の判断を求める取組に加えました');
  const path = /href="\/console\/decisions(\/project-retirement\/[^"]+)"/.exec(opened.body)?.[1] ?? '';
  const seen = await shape.ask(`/console/decisions${path}`, { cookie });
  const revisionIn = (body: string) => /name="revision" value="(\d+)"/.exec(body)?.[1] ?? '';
  const recorded = await post(`${path}/record`, {
    revision: revisionIn(seen.body),
    option: 'improve',
    text: '対象を絞る',
    decidedOn: tokyoDate(shape.now()).toString(),
    decider: '行政経営戦略推進本部',
    minutes: '令和8年度第2回本部会議 会議録3',
  });
  expect(recorded.body).toContain('決定を記録しました');
  const released = await post(`${path}/release`, { revision: revisionIn(recorded.body) });
  expect(released.body).toContain('決定を公表しました');
}

/** Has an inquiry planned for its first free day, and calls it off before it goes. */
async function askAndCallOff(shape: DeployedShape, cookie: string, csrf: string): Promise<void> {
  const { body } = await shape.ask('/console/inquiries/new', { cookie });
  const day = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]+)"`).exec(body)?.[1] ?? '';
  const post = (path: string, fields: Record<string, string>) =>
    shape.ask(`/console/inquiries${path}`, {
      method: 'POST',
      cookie,
      form: { [CSRF_FIELD]: csrf, ...fields },
    });
  const fields = {
    subject: '窓口の混み具合',
    words: '窓口の混み具合をうかがいます。',
    'questions.0.words': '6月の窓口の件数',
    'questions.0.answer': 'number',
    'questions.0.unit': '件',
    target: 'all',
    opensOn: day('opensOn'),
    dueOn: day('dueOn'),
  };
  const previewed = await post('/new/preview', fields);
  const count = /合計(\d+)通を送ります/.exec(previewed.body)?.[1] ?? '';
  const started = await post('/new/start', { ...fields, count });
  expect(started.body).toContain('それまでは取りやめられます');
  const path = /action="\/console\/inquiries(\/[^"]+\/cancel)"/.exec(started.body)?.[1] ?? '';
  const cancelled = await post(path, {});
  expect(cancelled.body).toContain('取りやめました');
}

/** Opens the page behind the link in a department's mail, and keeps a draft there. */
async function keepDraft(shape: DeployedShape): Promise<void> {
  const path = shape
    .sent()
    .map(({ file }) => /\/answer\/[a-z2-7]{26}/.exec(decodeMail(readFileSync(file)).text)?.[0])
    .find((link) => link !== undefined);
  const { status, body } = await shape.ask(path ?? '/answer/none');
  expect(status).toBe(200);
  const csrf = /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const form = { [CSRF_FIELD]: csrf, step: 'save', 'answer-1-A': '１２' };
  expect((await shape.ask(path ?? '', { method: 'POST', form })).body).toContain('一時保存しました');
}

/** Words a mail, sends it to oneself, activates the draft, and lets its ten minutes pass. */
async function changeRulesInSteps(
  shape: DeployedShape,
  { cookie, csrf }: { cookie: string; csrf: string },
): Promise<void> {
  const { letters, contact } = STANDARD_RULES.texts;
  const post = (step: string, fields: Record<string, string>) =>
    shape.ask(`/console/schedule/edit${step}`, {
      method: 'POST',
      cookie,
      form: { [CSRF_FIELD]: csrf, ...fields },
    });
  const texts = {
    kind: 'request',
    go: 'test',
    'texts.request.subject': letters.request.subject,
    'texts.request.opening': letters.request.opening,
    'texts.greeting': 'お疲れさまです。',
    'texts.closing': '',
    'texts.contact': contact,
  };
  expect((await post('/texts', texts)).body).toContain('に試し送りしました。');
  await shape.settle();
  const tests = (await listMails(shape.store)).filter(({ kind }) => kind === 'test');
  expect(tests).toMatchObject([{ round: null, to: ['jimukyoku@iizuka.example'] }]);
  expect(await shape.store.get('replyKey', { keyHash: tests[0]?.keyHash ?? '' })).toBeNull();
  const { body } = await shape.ask('/console/schedule/edit/activate', { cookie });
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
  const count = /合計(\d+)通/.exec(body)?.[1] ?? '';
  const before = await shape.store.loadDocument('rules', LOCAL.plan);
  const answer = await post('/activate', { basedOn: field('basedOn'), seen: field('seen'), count });
  expect(answer.status, answer.body).toBe(302);
  await shape.settle();
  await shape.advance(shape.now().add({ minutes: 11 }));
  const after = await shape.store.loadDocument('rules', LOCAL.plan);
  expect(after?.version).toBe((before?.version ?? 0) + 1);
  expect(after?.document.texts.greeting).toBe('お疲れさまです。');
}

/** Reads what came in by mail and by phone, enters a correction after the freeze, and blanks a mail. */
async function handleReplies(shape: DeployedShape, cookie: string, csrf: string): Promise<void> {
  const post = (path: string, fields: Record<string, string>) =>
    shape.ask(path, { method: 'POST', cookie, form: { [CSRF_FIELD]: csrf, ...fields } });
  const applied = (await shape.store.list('received', { state: 'applied' })).map(({ value }) => value);
  const typed = applied.find(({ enteredBy }) => enteredBy !== null)?.id ?? '';
  const mailed = applied.find(({ via }) => via === 'mail')?.id ?? '';
  expect((await shape.ask(`/console/replies/received/${typed}`, { cookie })).body).toContain('電話 太郎');
  expect((await shape.ask(`/console/replies/received/${mailed}`, { cookie })).body).toContain('text-mail');
  const entered = await post('/console/replies/rounds/2026Q1/zaisei/enter', {
    step: 'enter',
    via: 'paper',
    saidAt: '2026-07-10T10:00',
    'answer-1-C': '書面で届いた取組内容',
    'answer-9-A': '書面 花子',
    reason: '書面の見落とし',
    approvedBy: '部長',
  });
  expect(entered.body).toContain('件の回答を登録しました');
  await questionValue(shape, cookie, post);
  const errata = await shape.ask('/console/replies/rounds/2026Q1/errata', { cookie });
  expect(errata.body).toContain('書面の見落とし');
  const blanked = await post(`/console/replies/received/${mailed}/redact`, { words: '本人の求め' });
  expect(blanked.body).toContain('原文を消しました');
}

/** Puts a value that was answered under question, and confirms it. */
async function questionValue(
  shape: DeployedShape,
  cookie: string,
  post: (path: string, fields: Record<string, string>) => Promise<{ readonly body: string }>,
): Promise<void> {
  const answered = await shape.store.list('submission', { plan: LOCAL.plan, round: '2026Q1' });
  const [found] = answered.flatMap(({ value: { department, fields } }) =>
    Object.values(fields).flatMap(({ kind, subject, value }) =>
      kind === 'actual' && subject !== null && value !== null ? [{ department, kpi: subject }] : [],
    ),
  );
  if (!found) throw new Error('no department answered with a figure');
  const path = `/console/replies/rounds/2026Q1/${found.department}`;
  expect((await shape.ask(`${path}/question?kpi=${found.kpi}`, { cookie })).body).toContain('確かめたいこと');
  const asked = { step: 'ask', via: 'phone', kpi: found.kpi, text: '内訳は何ですか。' };
  expect((await post(`${path}/question`, asked)).body).toContain('確認中にしました');
  const settled = await post(`${path}/questions/1`, { as: 'confirmed', note: '電話で確かめた' });
  expect(settled.body).toContain('値を確かめたと記録しました');
}

/** Every way in which the pages publish a plan or a directory. */
async function walkThePlan(
  shape: DeployedShape,
  post: (path: string, form: Readonly<Record<string, string>>) => Promise<{ readonly body: string }>,
): Promise<void> {
  const [plan, directory] = await Promise.all([
    shape.store.loadDocument('plan', LOCAL.plan),
    shape.store.loadDocument('directory', 'city'),
  ]);
  if (!plan || !directory) throw new Error('the sample city was not seeded');
  const edited = await post(`/console/plan/initiatives/${plan.document.initiatives[0]?.id}/edit`, {
    ...{ basedOn: String(plan.version), reason: '見直し', review: '毎年度見直す。' },
  });
  expect(edited.body).toContain('として保存しました');
  const rows = '部署名,役割,メールアドレス\r\n建築課,担当者,kotei@iizuka.example\r\n';
  const transferred = await post('/console/contacts/transfer/publish', {
    ...{ name: '異動.csv', carried: Buffer.from(rows).toString('base64url') },
    ...{ from: '2027-04-01', basedOn: String(directory.version), count: '1' },
  });
  expect(transferred.body).toContain('1件の役割が後任に変わります');
  const workbook = await writePlanWorkbook({ ...plan.document, title: '改訂版' }, directory.document);
  const upload = { name: '計画.xlsx', carried: Buffer.from(workbook).toString('base64url') };
  const asked = await post('/console/plan/import/check', upload);
  const [, count = ''] = /、(\d+)件が変わります/.exec(asked.body) ?? [];
  const [, basedOn = ''] = /name="basedOn" value="([^"]+)"/.exec(asked.body) ?? [];
  const imported = await post('/console/plan/import/publish', { ...upload, basedOn, count, reason: '改訂' });
  expect(imported.body).toContain('件の変更を取り込みました');
}

/** Moves the hour of sending, and tells the schedules of it unless that is to be done by hand. */
async function changeTimetable(shape: DeployedShape, sendAt: string, { isTold = true } = {}): Promise<void> {
  const at = isoUtc(shape.now());
  const before = (await shape.store.loadDocument('rules', LOCAL.plan))?.version ?? 0;
  const audit = {
    at,
    cause: 'test',
    actor: 'test',
    what: 'rules.published',
    subject: LOCAL.plan,
    before: null,
    after: sendAt,
  };
  const event = {
    id: `timetable-changed/${LOCAL.plan}/test`,
    type: 'timetable-changed.v1',
    city: LOCAL.city,
    at,
    data: { plan: LOCAL.plan, cause: 'rules-published' },
  } as const;
  const rules = { ...STANDARD_RULES, sendAt };
  const events = isTold ? [event] : [];
  expect(await shape.store.publishDocument('rules', LOCAL.plan, rules, before, audit, events)).toBe(
    'committed',
  );
  await shape.settle();
}

/**
 * Runs the commands of an operator on the stage, at the shape's own date: with the outputs of its deployment, in the
 * name of the operator's role, through the doors that let each role do what the templates allow.
 */
/** Sets the years, and has the sweep delete what is past them. */
async function expire(shape: DeployedShape): Promise<void> {
  await layExpired(shape, '2011Q1');
  const settings = { rawMailYears: 5, submissionYears: 10, auditYears: 10 };
  const act = { settings, basedOn: 0, by: '山田', at: shape.now(), cause: 'test/retention' };
  expect(await publishRetention(shape.store, act)).toBe('committed');
  // The harness sweeps every six hours.
  await shape.advance(shape.now().add({ hours: 6, minutes: 1 }));
  expect(await shape.store.list('submission', { plan: LOCAL.plan, round: '2011Q1' })).toEqual([]);
  for (const id of ['2011Q1', '2011Q1-typed'])
    expect((await shape.store.get('received', { id }))?.value.redacted, id).not.toBeNull();
  expect(await shape.store.listAudit('2016-03-01')).toEqual([]);
}

async function operate(shape: DeployedShape): Promise<void> {
  const [role] = [...shape.access.roles.values()].filter(({ logicalId }) => logicalId.startsWith('Operator'));
  for (const [name, value] of Object.entries(shape.environmentOfRole(role?.arn ?? '')))
    vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ['Date'], now: shape.now().epochMilliseconds });
  try {
    const outputs = join(folder, 'cdk-outputs.json');
    writeFileSync(outputs, JSON.stringify(deployment.outputs()));
    const stage = ['--stage', SAMPLE_STAGE, '--outputs', outputs];
    await answerHere(['held', ...stage]);
    // Two texts, one version of an answer, one entry of the trail.
    const counted = ['retention', '--apply', '--confirm', '4', '--by', '山田', ...stage];
    expect(await answerHere(counted)).toMatchObject({ deleted: { rawMails: 2, submissions: 1, audit: 1 } });
    const [received] = await shape.store.list('received', { state: 'applied' });
    const shown = await answerHere(['held', 'show', received?.value.id ?? '', ...stage]);
    expect(shown.text).toContain('【');
    const typed = join(folder, 'typed.txt');
    writeFileSync(typed, '9-A 電話 太郎\n');
    const about = ['--round', '2026Q1', '--department', '財政課', '--via', 'phone', '--by', '山田'];
    const entered = await answerHere([
      ...['reply', 'enter', ...about, '--reason', '回答者の訂正', '--yes', typed],
      ...stage,
    ]);
    expect(entered.entered.changes).toHaveLength(1);
    const file = aPlanFile(folder, (text) => text.replace(/^title: .*$/m, 'title: 改めた計画'));
    const imported = await answerHere(['plan', 'import', file, ...stage]);
    expect(imported).toMatchObject({ applied: true, version: 2 });
    await shape.settle();
    await changeTimetable(shape, '09:45', { isTold: false });
    const { create, remove } = await answerHere(['schedule', 'apply', ...stage]);
    expect(Math.min(create.length, remove.length)).toBeGreaterThan(0);
    expect(await answerHere(['schedule', 'list', ...stage])).toMatchObject({ create: [], remove: [] });
  } finally {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  }
}

describe('a permission that is missing', () => {
  let shape: DeployedShape;

  beforeAll(async () => {
    // An hour before the round opens, so that schedules made late are still made in time.
    shape = await startSeeded('removals', { startsAt: BEGINS_AT.subtract({ minutes: 59 }) });
  }, 120_000);

  afterAll(() => shape?.stop());

  /** Takes one action from a function, lets time pass, and tells what was refused meanwhile. */
  async function without(fn: string, action: string, pass: () => Promise<void>): Promise<string[]> {
    const { roleArn } = shape.fn(fn);
    const role = shape.access.roles.get(roleArn);
    const removal =
      role && removalsFrom(role).find(({ actions }) => actions.length === 1 && actions[0] === action);
    if (!removal) throw new RangeError(`${fn} has no permission of its own for ${action}`);
    const before = new Set(refusalsOf(shape));
    shape.access.restrict(roleArn, removal.left);
    await pass();
    shape.access.restore(roleArn);
    return refusalsOf(shape).filter((refusal) => !before.has(refusal));
  }

  const reminders = async () =>
    (await listMails(shape.store)).filter(({ kind }) => kind === 'reminder').length;

  it('of plan-schedules to create schedules: none stand, until it is back', async () => {
    const refused = await without('plan-schedules', 'scheduler:CreateSchedule', () =>
      shape.advance(shape.now().add({ minutes: 1 })),
    );
    expect(refused).toEqual([expect.stringMatching(/^PlanSchedules.*: scheduler:CreateSchedule$/)]);
    const opensAt = instantOf('2026-07-01T09:00:00+09:00');
    expect(shape.nextDue(opensAt)).toBeUndefined();
    // The queue delivers again after its visibility.
    await shape.advance(opensAt.subtract({ minutes: 1 }));
    expect(shape.nextDue(opensAt)).toEqual(opensAt);
  });

  it('of deliver-mail to send: no mail leaves, until it is back', async () => {
    const opened = instantOf('2026-07-01T09:02:00+09:00');
    const refused = await without('deliver-mail', 'ses:SendRawEmail', () => shape.advance(opened));
    expect(refused).toEqual([expect.stringMatching(/^DeliverMail.*: ses:SendRawEmail$/)]);
    expect(shape.sent()).toHaveLength(0);
    await shape.advance(opened.add({ minutes: 10 }));
    expect(shape.sent().length).toBeGreaterThanOrEqual(20);
  });

  it('of remind to write: nobody is reminded, until it is back', async () => {
    await shape.advance(FIRST_REMINDER_AT.subtract({ minutes: 1 }));
    const refused = await without('remind', 'dynamodb:PutItem', () => shape.advance(FIRST_REMINDER_AT));
    expect(refused).toEqual([expect.stringMatching(/^Remind.*: dynamodb:PutItem$/)]);
    expect(await reminders()).toBe(0);
    await shape.advance(FIRST_REMINDER_AT.add({ minutes: 15 }));
    expect(await reminders()).toBe(20);
    expect(waiting(shape)).toEqual({});
  });
});
