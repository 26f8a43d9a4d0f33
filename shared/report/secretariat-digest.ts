import * as z from 'zod';
import { longDate, shortDate, shortDateTime } from '../calendar/japanese-date.ts';
import { type Instant, instantOf, tokyoDate } from '../calendar/time.ts';
import { roundShort } from '../mail/wording.ts';
import { type ContactRole, type Directory, departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import { STATUS_WORDS } from '../progress/judgement.ts';
import { RoundId } from '../round/round.ts';
import { isEscalation } from '../schedule/escalations.ts';
import { reasonWithRule } from './headquarters-parts.ts';
import { listLateMails, listLateSteps } from './late-findings.ts';
import { cellsOf, clip, LINE_CELLS, oneLine } from './plain-text.ts';
import { Reception, summariseReception } from './reception.ts';
import type { Arrival, SecretariatInput, SendProblem, UndeliverableContact } from './secretariat-facts.ts';
import { listUnsetLines } from './unset-lines.ts';
import { listUpcoming } from './upcoming-mails.ts';
import { caseWords, listWaitingCases } from './waiting-cases.ts';

export const DigestSection = z.strictObject({
  key: z.enum([
    'tasks',
    'overdue',
    'approvals',
    'arrivals',
    'held',
    'undeliverable',
    'late-steps',
    'late-mails',
    'changes',
    'checks',
    'sends',
    'upcoming',
    'drafts',
    'cases',
    'unset',
  ]),
  heading: z.string(),
  /** A name and what is said of it; said instead where there is nothing: `ありません`. */
  lines: z.array(z.strictObject({ label: z.string(), text: z.string() })),
  more: z.number().int().min(0),
  /** What to do, where there is something to do. */
  note: z.string().nullable(),
  /** Where in the console to do it. */
  link: z.url().nullable(),
});
export type DigestSection = z.infer<typeof DigestSection>;

/** The secretariat's own digest as data, in words; text and HTML only lay it out. */
export const SecretariatDigest = z.strictObject({
  schema: z.literal(1),
  round: RoundId,
  date: z.iso.date(),
  subject: z.string(),
  heading: z.string(),
  reception: Reception,
  sections: z.array(DigestSection),
  /** The workbook that goes along, or what is said where it could not be made; null on other days. */
  enclosed: z.string().nullable().default(null),
});
export type SecretariatDigest = z.infer<typeof SecretariatDigest>;

type Line = DigestSection['lines'][number];

/** A daily mail is read in a minute: longer lists end with ほか○件. */
const LINES_MAX = 10;
const REASON_CELLS = 160;

/**
 * What came in, what waits for a person, what changed, what left and what leaves next, for one round and day; with
 * `enclosed`, what is said of the workbook of the week.
 */
export function summariseForSecretariat(
  input: SecretariatInput,
  enclosed: string | null = null,
): SecretariatDigest {
  const reception = summariseReception(input.directory, input.requests);
  return SecretariatDigest.parse({
    schema: 1,
    round: input.round,
    date: input.date.toString(),
    subject: composeDigestSubject(input, reception),
    heading: `${longDate(input.date)}　${roundShort(input.round)}の受付と送信の状況`,
    reception,
    sections: [
      section('tasks', 'お願いすること', listTasks(input)),
      section('overdue', '期限を過ぎて回答待ちの課', listOverdue(input)),
      ...(input.approvals.length === 0
        ? []
        : [
            section(
              'approvals',
              '決裁待ちの課',
              listApprovals(input),
              '締切までに承認がないと、未決裁になります。',
            ),
          ]),
      section(
        'held',
        '確認待ちの回答',
        listHeld(input),
        '「held show」で確かめ、採用か差戻しを選んでください。',
      ),
      section(
        'undeliverable',
        '届かない連絡先',
        listUndeliverable(input),
        '連絡先を正しいものに改めてください。同じアドレスに届くようになったときは、送信を再開してください（contacts clear）。',
      ),
      ...listLate(input),
      section('arrivals', `新着の回答${sinceWords(input.since)}`, listArrivals(input)),
      section('changes', '状況の変化', listChanges(input)),
      ...listChecks(input),
      section('sends', `送信の結果${sinceWords(input.since)}`, listSends(input)),
      section(
        'upcoming',
        '次の開庁日までの送信予定',
        listUpcoming(input.upcoming, input.directory, input.escalations),
        ...holdNote(input),
      ),
      section(
        'drafts',
        '発信待ちの資料',
        listDrafts(input),
        '案のメールに「発信」と返信すると、本部員に送ります。',
      ),
      ...listCases(input),
      section('unset', '未設定の項目', listUnsetLines(input.plan, input.date)),
    ],
    enclosed,
  });
}

/** 見直し判断, all that are not released: the list is short, and each of them waits for somebody. */
function listCases(input: SecretariatInput): DigestSection[] {
  const lines = listWaitingCases(input).map((line) => ({
    label: `${line.code} ${line.title}`,
    text: clip(oneLine(caseWords(line)), REASON_CELLS),
  }));
  const note = '公表するまで、所管課には知らせません。';
  return lines.length === 0 ? [] : [{ ...section('cases', '見直し判断', [], null), lines, note }];
}

/** 記入内容の確認, told only where there is something: one line for each kind, with how many. */
function listChecks({ checks }: SecretariatInput): DigestSection[] {
  const kinds = [...Map.groupBy(checks, ({ kind }) => kind)];
  const lines = kinds.map(([label, own]) => ({
    label: `${label}（${own.length}件）`,
    text: clip(oneLine(own.map(({ text }) => text).join('　')), REASON_CELLS),
  }));
  const note = '画面の「記入内容の確認」に、確かめた結果を書いてください。課の評価には使いません。';
  return lines.length === 0 ? [] : [section('checks', '記入内容の確認', lines, note)];
}

/** What went wrong by itself and is told only then: the rule is that there is nothing to tell. */
function listLate({ lateSteps, lateMails, directory }: SecretariatInput): DigestSection[] {
  const note = lateSteps.some(({ isGivenUp }) => isGivenUp)
    ? '行わなかったものは、要るときに電話などで補ってください。'
    : null;
  return [
    section('late-steps', '動かなかった予定', listLateSteps(lateSteps), note),
    section('late-mails', '取り込みが遅れたメール', listLateMails(lateMails, directory)),
  ].filter(({ lines }) => lines.length > 0);
}

function section(
  key: DigestSection['key'],
  heading: string,
  lines: Line[],
  note: string | null = null,
  link: string | null = null,
): DigestSection {
  return {
    key,
    heading,
    lines: lines.slice(0, LINES_MAX),
    more: Math.max(0, lines.length - LINES_MAX),
    note: lines.length === 0 ? null : note,
    link: lines.length === 0 ? null : link,
  };
}

function sinceWords(since: Instant | null): string {
  return since === null ? '' : `（${shortDateTime(since)}から）`;
}

/** `【進捗事務局】R8第1四半期 回答31/48課、確認待ち3件` */
function composeDigestSubject({ round, held, drafts }: SecretariatInput, { total }: Reception): string {
  const parts = [
    `回答${total.answered}/${total.asked}課`,
    held.length === 0 ? '確認待ちなし' : `確認待ち${held.length}件`,
    ...(drafts.length === 0 ? [] : [`発信待ち${drafts.length}件`]),
  ];
  const compose = (count: number) => `【進捗事務局】${roundShort(round)} ${parts.slice(0, count).join('、')}`;
  const fitting = [3, 2, 1].find((count) => cellsOf(compose(count)) <= LINE_CELLS) ?? 1;
  return compose(fitting);
}

function nameOf(directory: Directory, department: Id | null, otherwise: string): string {
  return department === null ? otherwise : departmentName(directory, department);
}

/** The few things a person has to do today, as counts; the sections below say which. */
function listTasks(input: SecretariatInput): Line[] {
  const { held, drafts, upcoming, problems } = input;
  const escalations = upcoming.filter(isEscalation).length;
  const undelivered = problems.filter(({ kind }) => kind !== 'withheld').length;
  const undeliverable = listUndeliverable(input).length;
  return [
    ...(held.length === 0 ? [] : [{ label: '確認待ちの回答', text: `${held.length}件` }]),
    ...(drafts.length === 0 ? [] : [{ label: '発信待ちの資料', text: `${drafts.length}件` }]),
    ...(escalations === 0 ? [] : [{ label: '課長、部局長に届く送信予定', text: `${escalations}件` }]),
    ...(undelivered === 0 ? [] : [{ label: '届いていない送信', text: `${undelivered}件` }]),
    ...(undeliverable === 0 ? [] : [{ label: '届かない連絡先', text: `${undeliverable}件` }]),
  ];
}

function listOverdue({ overdue, directory }: SecretariatInput): Line[] {
  const byDue = Map.groupBy(overdue, ({ dueAt }) => dueAt);
  return [...byDue].map(([dueAt, departments]) => ({
    label: `期限${shortDate(tokyoDate(instantOf(dueAt)))}`,
    text: departments
      .map(
        ({ department, isPartial }) =>
          `${nameOf(directory, department, '不明')}${isPartial ? '（一部回答）' : ''}`,
      )
      .join('、'),
  }));
}

function listApprovals({ approvals, directory }: SecretariatInput): Line[] {
  return approvals.map(({ department, since, days, isAsked }) => ({
    label: nameOf(directory, department, '不明'),
    text: `${shortDateTime(since)}から${days}日${isAsked ? '' : '　課長、代決者のどちらにも届きません。連絡先を登録してください。'}`,
  }));
}

function listHeld({ held, directory }: SecretariatInput): Line[] {
  return held.map(({ department, receivedAt, reason }) => ({
    label: nameOf(directory, department, '送信元を確認できません'),
    text: `${shortDateTime(receivedAt)}　${clip(oneLine(reason), REASON_CELLS)}`,
  }));
}

const ROLE_WORDS: Record<ContactRole, string> = {
  officer: '担当者',
  chief: '課長',
  deputy: '代決者',
  head: '部局長',
  headquarters: '推進本部',
  secretariat: '推進本部事務局',
};

/** What no longer leaves because a contact is not reached. */
function describeLoss({ department, role }: UndeliverableContact, unreached: readonly Id[]): string {
  switch (role) {
    case 'officer':
    case 'chief':
      if (department !== null && unreached.includes(department))
        return '送れる連絡先がありません。電話などで確かめてください。';
      return role === 'officer' ? 'ほかの連絡先に送ります。' : '写しは送りません。';
    case 'deputy':
      return '決裁のお願いは送りません。';
    case 'head':
      return '部局長へのお知らせは送りません。';
    case 'headquarters':
      return '本部資料は送りません。';
    case 'secretariat':
      return '送り続けます。';
  }
}

/** Each contact that is not reached, then the departments that have no contact at all. */
function listUndeliverable({ undeliverable, unreached, directory }: SecretariatInput): Line[] {
  const lines = undeliverable.map((contact): Line => {
    const { department, role, title, address, since, reason } = contact;
    const post = ROLE_WORDS[role];
    return {
      label: nameOf(directory, department, title ?? post),
      text: [
        ...(department === null ? [] : [post]),
        address,
        `${shortDate(tokyoDate(since))}から不達`,
        `${clip(oneLine(reason), REASON_CELLS)}${describeLoss(contact, unreached)}`,
      ].join('　'),
    };
  });
  const shown = new Set(
    undeliverable.flatMap(({ department, role }) =>
      role === 'officer' || role === 'chief' ? [department] : [],
    ),
  );
  const unnamed = unreached.filter((department) => !shown.has(department));
  return [
    ...lines,
    ...unnamed.map((department) => ({
      label: nameOf(directory, department, '不明'),
      text: '連絡先が登録されていません。電話などで確かめてください。',
    })),
  ];
}

function listArrivals({ arrivals, directory }: SecretariatInput): Line[] {
  const whole = arrivals.filter(({ answered, asked }) => answered >= asked);
  const partly = arrivals.filter(({ answered, asked }) => answered < asked);
  const name = ({ department }: Arrival) => nameOf(directory, department, '不明');
  return [
    ...(whole.length === 0 ? [] : [{ label: `全件（${whole.length}課）`, text: whole.map(name).join('、') }]),
    ...(partly.length === 0
      ? []
      : [
          {
            label: `一部（${partly.length}課）`,
            text: partly
              .map((arrival) => `${name(arrival)}（${arrival.asked}件中${arrival.answered}件）`)
              .join('、'),
          },
        ]),
  ];
}

function listChanges({ changes, plan }: SecretariatInput): Line[] {
  const sheets = new Map(plan.initiatives.map((sheet) => [sheet.id, sheet]));
  return changes.map(({ initiative, from, judgement }) => {
    const sheet = sheets.get(initiative);
    const before = from === null ? '' : `${STATUS_WORDS[from]}から`;
    const change = `${before}${STATUS_WORDS[judgement.status]}${from === null ? '' : 'へ'}`;
    return {
      label: sheet ? `${sheet.code} ${sheet.title}` : initiative,
      text: `${change}　${reasonWithRule(judgement)}`,
    };
  });
}

const PROBLEM_WORDS: Record<SendProblem['kind'], string> = {
  undelivered: '不達',
  failed: '送信失敗',
  unknown: '送信結果が不明',
  withheld: '送信を見合わせ',
};

function listSends({ sent, problems, directory }: SecretariatInput): Line[] {
  const counts = (['undelivered', 'failed', 'unknown', 'withheld'] as const).flatMap((kind) => {
    const own = problems.filter((problem) => problem.kind === kind);
    if (own.length === 0) return [];
    const names = kind === 'undelivered' ? nameThose(own, directory) : '';
    return [`${PROBLEM_WORDS[kind]}${own.length}件${names}`];
  });
  return [
    { label: '送信', text: [`${sent}件`, ...counts].join('、') },
    ...problems.map(({ kind, department, mail, reason }) => ({
      label: PROBLEM_WORDS[kind],
      text: `${nameOf(directory, department, '本部、事務局あて')}　${mail}　${clip(oneLine(reason), REASON_CELLS)}`,
    })),
  ];
}

/** `（農業委員会、建築課）`, each department once. */
function nameThose(problems: readonly SendProblem[], directory: Directory): string {
  const names = new Set(problems.map(({ department }) => nameOf(directory, department, '本部、事務局あて')));
  return `（${[...names].join('、')}）`;
}

/** The page of the console on which an escalation is kept back. */
const ESCALATIONS_PATH = '/console/escalations';

/** How an escalation is kept back (decision 20), and where. */
function holdNote({ escalations, webOrigin }: SecretariatInput): [note: string | null, link: string | null] {
  if (escalations.length === 0) return [null, null];
  const where = webOrigin === null ? '「escalation hold」' : '次の画面';
  return [
    `★は課長、部局長に届きます。部署ごとに見送るときは、${where}で選んでください。`,
    webOrigin === null ? null : `${webOrigin}${ESCALATIONS_PATH}`,
  ];
}

function listDrafts({ drafts }: SecretariatInput): Line[] {
  return drafts.map(({ round, madeOn, missing }) => ({
    label: `本部資料（${roundShort(round)}）`,
    text: `${shortDate(madeOn)}作成、発信前${missing.length === 0 ? '' : `、${missing.join('、')}は作成できず`}`,
  }));
}
