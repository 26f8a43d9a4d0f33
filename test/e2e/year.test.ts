import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPreview, type PreviewCheck } from '../../infra/local/check-preview.ts';
import { playYear, YEAR_ENDS_AT } from '../../infra/local/play-year.ts';
import { loadSampleCity } from '../../infra/local/seed.ts';
import { LOCAL } from '../../infra/local/settings.ts';
import { type RoundReport, reportYear, type YearReport } from '../../infra/local/year-report.ts';
import { createBusinessCalendar } from '../../shared/calendar/business-days.ts';
import { dateOf, instantOf, isoTokyo, Temporal, tokyoDate } from '../../shared/calendar/time.ts';
import { deedWords } from '../../shared/records/audit-words.ts';
import { type AuditEntry, type MailRecord, type ReceivedMail, recordSchema } from '../../shared/records.ts';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import { listMails } from '../../shared/steps/list-mails.ts';
import { type StartedCity, startCity } from '../support/running-system.ts';

const sample = loadSampleCity();
const calendar = createBusinessCalendar(sample.directory.closures);
const QUARTERS = ['2026Q1', '2026Q2', '2026Q3', '2026Q4'] as const;

let city: StartedCity;
let report: YearReport;
let preview: PreviewCheck;
let mails: MailRecord[];
let received: ReceivedMail[];
let audit: AuditEntry[];

beforeAll(async () => {
  // A year is a simulation (the store's own tests hold this table to DynamoDB); the kill and the deployed shape play
  // on the real one.
  city = await startCity({ inMemory: true });
  const { host, smtpPort } = city;
  await playYear({ host, sample, smtpPort, until: YEAR_ENDS_AT });
  report = await reportYear(host.store, sample.plan.id, sample.scenario.fiscalYear);
  preview = await checkPreview(host.store, sample.plan.id);
  mails = await listMails(host.store);
  received = await city.received();
  audit = [];
  for (let day = dateOf('2026-06-30'); Temporal.PlainDate.compare(day, tokyoDate(YEAR_ENDS_AT)) <= 0; ) {
    audit.push(...(await host.store.listAudit(day.toString())));
    day = day.add({ days: 1 });
  }
}, 600_000);

afterAll(() => city.stop());

const roundOf = (round: string): RoundReport => {
  const found = report.rounds.find((row) => row.round === round);
  if (!found) throw new Error(`no round ${round}`);
  return found;
};

/** Mails that left, whatever became of them behind our door. */
const leftMails = () => mails.filter(({ state }) => ['sent', 'delivered', 'bounced'].includes(state));

/** A moment the record has by then. Throws where it has none. */
const momentOf = (text: string | null) => {
  if (text === null) throw new Error('a mail that left has no moment at which it did');
  return instantOf(text);
};

describe('a fiscal year of the sample city', () => {
  it('has its four rounds, each of which asks all twenty departments about all initiatives', () => {
    expect(report.rounds.map(({ round }) => round)).toEqual(QUARTERS);
    for (const { asked, requests, submitted, notReported } of report.rounds) {
      expect(asked).toBe(sample.plan.initiatives.length);
      expect(requests).toBe(20);
      expect(submitted + notReported).toBe(20);
    }
  });

  it('judges every initiative in every round, and sees every status of the contract at least once', () => {
    const total = (status: keyof RoundReport['statuses']) =>
      report.rounds.reduce((sum, { statuses }) => sum + statuses[status], 0);
    for (const { statuses, asked } of report.rounds)
      expect(Object.values(statuses).reduce((sum, count) => sum + count, 0)).toBe(asked);
    for (const status of [
      'achieved',
      'on-track',
      'at-risk',
      'off-track',
      'not-reported',
      'not-evaluable',
      'excluded',
    ] as const) {
      expect(total(status), status).toBeGreaterThan(0);
    }
  });

  it('has one department answer every quarter on its Excel form', async () => {
    for (const round of QUARTERS) {
      const where = { plan: LOCAL.plan, round, department: 'zaisan-katsuyo' };
      const versions = await city.host.store.list('submission', where);
      expect(
        versions.map(({ value }) => value.via),
        round,
      ).toContain('excel');
    }
  });

  it('drafts, has released and sends one paper a round', () => {
    for (const round of QUARTERS) {
      expect(roundOf(round)).toMatchObject({ digestsDrafted: 1, digestsReleased: 1, digestsSent: 1 });
    }
  });

  it('sends each paper to each of the eleven once, and not before it was released', async () => {
    const board = sample.directory.contacts.filter(({ role }) => role === 'headquarters');
    for (const round of QUARTERS) {
      const [digest] = await city.host.store.list('digest', { plan: LOCAL.plan, round });
      const papers = leftMails().filter((mail) => mail.kind === 'digest' && mail.round === round);
      const toBoard = papers.filter(({ to }) => board.some(({ address }) => to.includes(address)));
      expect(toBoard.flatMap(({ to }) => to).toSorted()).toEqual(
        board.map(({ address }) => address).toSorted(),
      );
      const releasedAt = momentOf(digest?.value.releasedAt ?? null);
      for (const { sentAt } of toBoard)
        expect(Temporal.Instant.compare(momentOf(sentAt), releasedAt)).toBeGreaterThanOrEqual(0);
    }
  });

  it('writes the same totals on the paper as the statuses of the round have', async () => {
    for (const round of QUARTERS) {
      const { statuses, asked } = roundOf(round);
      const paper = leftMails().find(({ kind, round: of }) => kind === 'digest' && of === round);
      expect(figuresOn(paper?.text ?? '')).toEqual(figuresOfStatuses(statuses, asked));
    }
  });

  it('loses no mail that came in', () => {
    expect(report.mailsReceived).toBeGreaterThan(100);
    expect(report.lost).toBe(0);
    expect(received.filter(({ state }) => state === 'received' || state === 'failed')).toEqual([]);
  });

  it('leaves a trail that an auditor can read: every entry has words', () => {
    const names = [...new Set(audit.map(({ what }) => what))];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((what) => deedWords(what) === what)).toEqual([]);
  });

  it('leaves exactly one trace of how each received mail ended', () => {
    const traces = Map.groupBy(
      audit.filter(({ what }) => what.startsWith('reply.')),
      ({ cause }) => cause,
    );
    expect([...traces.keys()].toSorted()).toEqual(received.map(({ id }) => id).toSorted());
    for (const { id, state } of received)
      expect(traces.get(id)?.map(({ what }) => what)).toEqual([`reply.${state}`]);
  });

  it('sends what the preview says, to the character, and nothing else', () => {
    expect(preview.compared).toBeGreaterThan(200);
    expect(preview.differences).toEqual([]);
  });

  it('sends no planned mail on a closed day or at night', () => {
    const wrong = leftMails()
      .filter(({ scheduledAt }) => scheduledAt !== null)
      .map(({ id, sentAt }) => ({ id, at: momentOf(sentAt).toZonedDateTimeISO('Asia/Tokyo') }))
      .filter(({ at }) => !calendar.isBusinessDay(at.toPlainDate()) || at.hour < 8 || at.hour >= 18)
      .map(({ id, at }) => `${id} ${at}`);
    expect(wrong).toEqual([]);
  });

  it('sends a department at most one planned mail a day', () => {
    const byDay = Map.groupBy(
      leftMails().filter(({ scheduledAt, department }) => scheduledAt !== null && department !== null),
      ({ department, sentAt }) => `${department} ${tokyoDate(momentOf(sentAt))}`,
    );
    const crowded = [...byDay].filter(([, list]) => list.length > 1).map(([day]) => day);
    expect(crowded).toEqual([]);
  });

  it('answers each reply at most once, and only those who wrote', () => {
    const answers = leftMails().filter(({ step }) => step === 'answer');
    const causes = Map.groupBy(answers, ({ id }) => id.split('/')[1] ?? '');
    for (const [cause, list] of causes) {
      expect(received.some(({ id }) => id === cause)).toBe(true);
      expect(list.length, cause).toBe(1);
    }
  });

  it('never answers what a machine wrote', () => {
    const automatic = received.filter(({ state }) => state === 'automatic');
    expect(automatic.length).toBeGreaterThan(0);
    for (const { id } of automatic) expect(mails.some((mail) => mail.id.includes(id))).toBe(false);
  });

  it('never writes to anybody outside the city, though strangers wrote', () => {
    const strangers = received.filter(({ from }) => !from?.endsWith(`@${sample.directory.mailDomain}`));
    expect(strangers.length).toBeGreaterThan(0);
    for (const { state, reason } of strangers)
      expect({ state, reason }).toEqual({ state: 'held', reason: 'outside-sender' });
    const outside = city.host
      .sent()
      .flatMap(({ destinations }) => destinations)
      .filter((to) => !to.endsWith(`@${sample.directory.mailDomain}`));
    expect(outside).toEqual([]);
  });

  it('never puts a department that has not answered into a subject line', () => {
    const names = sample.directory.departments.map(({ name }) => name);
    const named = leftMails().filter(
      ({ kind, subject }) =>
        (kind === 'digest' || kind === 'escalation') && names.some((name) => subject.includes(name)),
    );
    expect(named.map(({ subject }) => subject)).toEqual([]);
  });

  it('ends with empty queues and nothing among the dead letters', () => {
    const held = Object.entries(city.host.queues.depths()).filter(
      ([, { ready, waiting, inFlight }]) => ready + waiting + inFlight > 0,
    );
    expect(held).toEqual([]);
    expect(mails.filter(({ state }) => ['pending', 'claimed', 'unknown', 'failed'].includes(state))).toEqual(
      [],
    );
  });

  it('logs no error, and never a mail address or a line of a mail', () => {
    const log = readFileSync(join(city.dataFolder, 'shinchoku.log'), 'utf8');
    const lines = log.trim().split('\n');
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines.filter((line) => JSON.parse(line).level === 'error')).toEqual([]);
    expect(log).not.toMatch(/[\w.-]+@[\w.-]*iizuka\.example/);
    expect(log).not.toContain('計画どおり進めています');
  });

  it('keeps every mail that left as a file, numbered without a gap, dated when it left', () => {
    const sent = city.host.sent();
    expect(sent).toHaveLength(report.mailsSent);
    expect(sent.map(({ number }) => number)).toEqual(sent.map((_, index) => index + 1));
    for (const { file, sentAt } of sent) {
      const { date, auto, text } = decodeMail(readFileSync(file));
      expect(isoTokyo(instantOf(date ?? ''))).toBe(isoTokyo(sentAt));
      expect(auto).toBe(true);
      expect(text.trim()).not.toBe('');
    }
  });

  it('knows every record it holds by its schema', async () => {
    for (const round of QUARTERS) {
      for (const kind of ['request', 'submission', 'status', 'digest'] as const) {
        const found = await city.host.store.list(kind, { plan: LOCAL.plan, round });
        expect(found.length).toBeGreaterThan(0);
        const schema = await recordSchema(kind);
        for (const { value } of found) expect(schema.safeParse(value).success).toBe(true);
      }
    }
  });
});

/** The states as the paper's table names them; one that no initiative is in may be left out. */
const COLUMNS = {
  達成: ['achieved'],
  順調: ['on-track'],
  やや遅れ: ['at-risk'],
  遅れ: ['off-track'],
  回答待ち: ['not-reported'],
  評価不能: ['not-evaluable'],
  対象外: ['excluded'],
  時期前: ['awaiting'],
} as const;
type Column = keyof typeof COLUMNS;

const isColumn = (word: string): word is Column => word in COLUMNS;

/** The paper's own totals: the row 計 of its table without the changes, and the figures of its first sentence. */
function figuresOn(text: string) {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const columns = lines.find((words) => words[0] === '達成')?.filter(isColumn) ?? [];
  const totals = lines.find(([first, second]) => first === '計' && /^\d/.test(second ?? ''))?.slice(1) ?? [];
  const row = new Map(columns.map((column, index) => [column, Number.parseInt(totals[index] ?? '', 10)]));
  const [sentence = ''] = /^[\s　]*\d+件のうち[^。]*。/m.exec(text) ?? [];
  return {
    ...Object.fromEntries(
      Object.keys(COLUMNS).map((column) => [column, isColumn(column) ? (row.get(column) ?? 0) : 0]),
    ),
    all: Number(/(\d+)件のうち/.exec(sentence)?.[1]),
    onTrack: Number(/順調は(\d+)件/.exec(sentence)?.[1]),
  };
}

function figuresOfStatuses(statuses: RoundReport['statuses'], asked: number) {
  const row = Object.entries(COLUMNS).map(([column, names]) => [
    column,
    names.reduce((sum, name) => sum + statuses[name], 0),
  ]);
  return { ...Object.fromEntries(row), all: asked, onTrack: statuses['on-track'] };
}
