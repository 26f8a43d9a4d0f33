import { extname } from 'node:path';
import * as z from 'zod';
import { REQUEST_MARKS, requestStanding } from '../../../functions/web/serve-pages/look/words.ts';
import { parseJson, parseYaml } from '../../../shared/adapters/document/yaml.ts';
import { shortDate, shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { isoTokyo, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import type { Department } from '../../../shared/plan/directory.ts';
import { describeIssues } from '../../../shared/plan/issue-words.ts';
import type { RequestRecord } from '../../../shared/records.ts';
import { Inquiry, InquiryPlan } from '../../../shared/round/inquiry.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import type { RuleFault } from '../../../shared/schedule/check-rules.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import {
  departmentsOfPillar,
  departmentsToAsk,
  endInquiry,
  findInquiry,
  type InquiryPreview,
  type InquiryState,
  listInquiries,
  previewInquiry,
  type StandingInquiry,
  startInquiry,
  usualDays,
} from '../../../shared/steps/inquiries.ts';
import {
  answerWords,
  type InquiryRow,
  inquiryTable,
  loadInquiryRows,
} from '../../../shared/steps/inquiry-answers.ts';
import { type City, loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { MASKED_CODE, renderPlanned } from '../../../shared/steps/render-planned.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { readInputFile } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';
import { writeNewFile } from '../write-file.ts';

const STATE_WORDS: Record<InquiryState, string> = { planned: '送信待ち', open: '受付中', closed: '締切済' };
const CONFLICT = '送信設定の変更が途中か、同時に別の操作で変わったので、もう一度実行してください。';

const stateWords = (request: RequestRecord) => REQUEST_MARKS[requestStanding(request)].word;

/** An inquiry as a file: departments by code or name, a whole pillar, or all; days that are left out are the usual ones. */
const InquiryFile = z.strictObject({
  ...Inquiry.shape,
  departments: z.union([z.literal('all'), z.array(z.string()).min(1)]).optional(),
  pillar: z.string().optional(),
  opensOn: z.iso.date().optional(),
  dueOn: z.iso.date().optional(),
});

/** Every inquiry, the newest first. */
export const runInquiryList: Run = async (given, terminal) => {
  const inquiries = await withSession(given, async ({ store, plan }) =>
    listInquiries(store, await loadCity(store, plan), plan),
  );
  if (given.flag('json')) terminal.printJson(inquiries.map(viewOf));
  else if (inquiries.length === 0) terminal.print('臨時照会はありません。');
  else {
    const rows = inquiries.map(({ round, inquiry, state, opensAt, dueAt, departments }) => [
      round,
      inquiry.subject,
      STATE_WORDS[state],
      shortDateTime(opensAt),
      shortDateTime(dueAt),
      `${departments.length}部署`,
    ]);
    for (const line of tableLines([['回', '件名', '状態', '送信', '回答期限', '部署'], ...rows]))
      terminal.print(line);
  }
  return 0;
};

/** One inquiry: what it asks, and who has answered what. */
export const runInquiryShow: Run = async (given, terminal) => {
  const { standing, rows } = await withSession(given, (session) => load(session, given));
  if (given.flag('json')) {
    terminal.printJson({ ...viewOf(standing), answers: rows.map(rowView) });
    return 0;
  }
  const { round, inquiry, state, opensAt, dueAt } = standing;
  terminal.print(`${roundName(round)}　${inquiry.subject}　${STATE_WORDS[state]}`);
  terminal.print(`送信 ${shortDateTime(opensAt)}　回答期限 ${shortDateTime(dueAt)}`);
  for (const [index, { words }] of inquiry.questions.entries()) terminal.print(`問${index + 1}　${words}`);
  const lines = rows.map(({ name, request, isOverdue, answers }) => [
    name,
    `${stateWords(request)}${isOverdue ? '（期限超過）' : ''}`,
    ...answers.map((answer) => (answer === null ? '' : answerWords(answer))),
  ]);
  const head = ['部署', '状態', ...inquiry.questions.map((_, index) => `問${index + 1}`)];
  if (lines.length > 0) for (const line of tableLines([head, ...lines])) terminal.print(line);
  return 0;
};

/** Looks at an inquiry in a file, or has it sent where the number of its mails is given. */
export const runInquiryNew: Run = async (given, terminal) => {
  const isDryRun = given.flag('dry-run');
  const by = given.text('by');
  const count = Number(given.text('count') ?? Number.NaN);
  if (!isDryRun && (by === null || !Number.isInteger(count)))
    throw new Refusal(
      '送るには --by に名前、--count に送る日の通数を書いてください。通数は --dry-run で分かります。',
    );
  const file = readInquiryFile(given.files[0] ?? '');
  const done = await withSession(given, async (session) => {
    const { store, plan, clock } = session;
    const city = await loadCity(store, plan);
    const asked = await planOf(session, city, file);
    const looked = await previewInquiry(store, city, plan, asked, clock());
    if (looked.outcome === 'faults') return looked;
    const text = await firstMail(session, looked.preview);
    const shown = { outcome: 'looked', preview: looked.preview, text } as const;
    if (isDryRun) return { ...shown, started: null, follows: null };
    const started = await startInquiry(store, city, { asked, count }, actOf(session, by ?? ''));
    return { ...shown, started, follows: started.outcome === 'started' ? await session.settle() : null };
  });
  if (done.outcome === 'faults') return printFaults(done.faults, given, terminal);
  const { preview, text, started, follows } = done;
  switch (started?.outcome) {
    case 'faults':
      return printFaults(started.faults, given, terminal);
    case 'other-count':
      throw new Refusal(
        `--count は${given.text('count')}ですが、送る日の通数は${started.count}です。--dry-run で確かめてください。`,
      );
    case 'conflict':
      throw new Refusal(CONFLICT);
    case 'started':
    case undefined:
      printPreview(preview, { text, isStarted: started !== null }, given, terminal);
      if (follows !== null) terminal.warn(follows);
      return 0;
  }
};

/** Calls an inquiry off before it goes. */
export const runInquiryCancel: Run = (given, terminal) => end(given, terminal, 'planned');

/** Closes an inquiry before its time: what is there stays, nobody is reminded any more. */
export const runInquiryClose: Run = (given, terminal) => end(given, terminal, 'open');

/** Writes the answers as a CSV file. */
export const runInquiryExport: Run = async (given, terminal) => {
  const [, file = ''] = given.files;
  const { standing, rows } = await withSession(given, (session) => load(session, given));
  writeNewFile(file, Buffer.from(csvOf(inquiryTable(standing.inquiry, rows, stateWords))));
  if (given.flag('json')) terminal.printJson({ file, departments: rows.length });
  else terminal.print(`${rows.length}部署の回答を「${file}」に書きました。`);
  return 0;
};

async function end(given: Given, terminal: Terminal, meant: 'planned' | 'open'): Promise<0> {
  const round = roundOf(given);
  const { outcome, follows } = await withSession(given, async (session) => {
    const city = await loadCity(session.store, session.plan);
    const act = actOf(session, given.text('by') ?? '');
    const outcome = await endInquiry(session.store, city, { round, meant }, act);
    return { outcome, follows: outcome === 'ended' ? await session.settle() : null };
  });
  const isCancel = meant === 'planned';
  switch (outcome) {
    case 'conflict':
      throw new Refusal(CONFLICT);
    case 'not-so':
      throw new Refusal(
        isCancel
          ? `${round} はすでに送ったか、取りやめたか、ないので、inquiry list で確かめてください。`
          : `${round} は受付中ではないので、inquiry list で確かめてください。`,
      );
    case 'ended':
      if (given.flag('json')) terminal.printJson({ round, outcome });
      else
        terminal.print(
          `${roundName(round)}を${isCancel ? '取りやめました。メールは送りません。' : '締め切りました。届いた回答は残ります。'}`,
        );
      if (follows !== null) terminal.warn(follows);
      return 0;
  }
}

function readInquiryFile(path: string): z.infer<typeof InquiryFile> {
  const text = new TextDecoder().decode(readInputFile(path));
  const parsed = extname(path).toLowerCase() === '.json' ? parseJson(text) : parseYaml(text);
  if (!parsed.ok) {
    const place = parsed.line === null ? '' : `${parsed.line}行目の`;
    throw new Refusal(`「${path}」の${place}書き方が正しくないので、直してください（${parsed.detail}）。`);
  }
  const read = InquiryFile.safeParse(parsed.value);
  if (read.success) return read.data;
  const [first] = describeIssues(read.error.issues);
  throw new Refusal(`「${path}」の${first?.where ?? ''}：${first?.message ?? ''}`);
}

/** The file with its departments and days filled in. */
async function planOf(
  { store, plan, clock }: Session,
  city: City,
  { departments, pillar, opensOn, dueOn, ...inquiry }: z.infer<typeof InquiryFile>,
): Promise<InquiryPlan> {
  const at = clock();
  const standing = departmentsToAsk(city.directory, tokyoDate(at));
  const ids = chosen(city, standing, departments, pillar).map(({ id }) => id);
  const usual = usualDays(await loadWorld(store, city, plan), ids, at);
  const read = InquiryPlan.safeParse({
    ...inquiry,
    departments: ids,
    opensOn: opensOn ?? usual.opensOn.toString(),
    dueOn: dueOn ?? usual.dueOn.toString(),
  });
  if (read.success) return read.data;
  throw new Refusal('departments か pillar に、送る部署を書いてください。');
}

function chosen(
  { plan, directory }: City,
  standing: readonly Department[],
  departments: 'all' | readonly string[] | undefined,
  pillar: string | undefined,
): readonly Department[] {
  if (pillar !== undefined) {
    const found = plan.pillars.find((own) => [own.code, own.name, own.short].includes(pillar));
    if (!found)
      throw new Refusal(`pillar の「${pillar}」という柱は計画にないので、番号か名前で書いてください。`);
    return departmentsOfPillar(plan, found.id, standing);
  }
  if (departments === undefined || departments === 'all') return departments === 'all' ? standing : [];
  return departments.map((text) => {
    const found = directory.departments.find(({ code, name }) => code === text || name === text);
    if (found) return found;
    throw new Refusal(
      `departments の「${text}」という部署はないので、連絡先の表の番号か名前で書いてください。`,
    );
  });
}

async function firstMail({ store, plan }: Session, { city, world, mails }: InquiryPreview) {
  const [mail] = mails;
  if (!mail) return { subject: '', text: '' };
  const { content } = await renderPlanned({ store, city, world, planId: plan }, mail, MASKED_CODE);
  return { subject: content.subject, text: content.text };
}

function printPreview(
  { extra, timetable, mails, absences }: InquiryPreview,
  { text, isStarted }: { text: { subject: string; text: string }; isStarted: boolean },
  given: Given,
  terminal: Terminal,
): void {
  const { round } = extra;
  const { opensAt, dueAt } = timetable;
  if (given.flag('json')) {
    terminal.printJson({
      round,
      isStarted,
      opensAt: isoTokyo(opensAt),
      dueAt: isoTokyo(dueAt),
      mails: mails.length,
      unreached: absences.map(({ department, reason }) => ({ department, reason })),
      ...text,
    });
    return;
  }
  if (!isStarted) {
    terminal.print(text.subject);
    terminal.print('');
    terminal.print(text.text);
  }
  for (const { why } of absences) terminal.print(why);
  terminal.print(
    `${roundName(round)}（${round}）として、${shortDateTime(opensAt)}に${mails.length}通を送ります。回答期限は${shortDate(timetable.dueOn)}です。${isStarted ? '送るまでは inquiry cancel で取りやめられます。' : 'まだ何も変えていません。'}`,
  );
}

function printFaults(faults: readonly RuleFault[], given: Given, terminal: Terminal): 1 {
  if (given.flag('json')) terminal.printJson({ faults });
  else
    for (const { field, message, nearest } of faults)
      terminal.print(
        `${field}：${message}${nearest === null ? '' : `使える最も近い値は「${nearest}」です。`}`,
      );
  return 1;
}

async function load(
  { store, plan, clock }: Session,
  given: Given,
): Promise<{ standing: StandingInquiry; rows: InquiryRow[] }> {
  const round = roundOf(given);
  const city = await loadCity(store, plan);
  const standing = await findInquiry(store, city, plan, round);
  if (!standing) throw new Refusal(`「${round}」という臨時照会はないので、inquiry list で確かめてください。`);
  const { inquiry } = standing;
  return { standing, rows: await loadInquiryRows(store, city.directory, { plan, round, inquiry }, clock()) };
}

function roundOf(given: Given): RoundId {
  const [text = ''] = given.files;
  const read = RoundId.safeParse(text);
  if (read.success) return read.data;
  throw new Refusal(`「${text}」は臨時照会の名前ではないので、2026Q2I03 のように書いてください。`);
}

function actOf({ city, plan, clock }: Session, by: string) {
  const at = clock();
  return { city, plan, by, at, cause: `cli/${by}/${isoUtc(at)}` };
}

function viewOf({ round, inquiry, state, opensAt, dueAt, freezesAt, departments }: StandingInquiry) {
  return {
    round,
    ...inquiry,
    state,
    opensAt: isoTokyo(opensAt),
    dueAt: isoTokyo(dueAt),
    freezesAt: isoTokyo(freezesAt),
    departments,
  };
}

function rowView({ department, request, isOverdue, answerer, answers }: InquiryRow) {
  return {
    department,
    state: request.state,
    isOverdue,
    answerer,
    answers: answers.map((answer) =>
      answer === null
        ? null
        : { value: answer.field.value, unit: answer.field.unit, raw: answer.field.raw, state: answer.state },
    ),
  };
}
