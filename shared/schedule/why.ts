import { parseQuarter } from '../calendar/fiscal.ts';
import { clockTime, fiscalYearName, quarterName, shortDate } from '../calendar/japanese-date.ts';
import { type Instant, type PlainDate, tokyoDate } from '../calendar/time.ts';
import { departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';
import type { Occurrence } from './occurrences.ts';
import type { Detour } from './recipients.ts';
import type { RequestAsOf, StepHold, World } from './world.ts';

/** The kinds of mail the planner plans. */
export type MailKind =
  | 'request'
  | 'reminder'
  | 'overdue'
  | 'escalation'
  | 'notice'
  | 'handover'
  | 'digest'
  | 'secretariat-digest';

/** `令和8年度第1四半期`, `令和8年度確定値`, `令和8年度引継ぎ`: the round as a sentence names it. */
export function roundName(round: RoundId): string {
  const { quarter, stage, isTrial, number } = parseRoundId(round);
  const year = fiscalYearName(parseQuarter(quarter).fiscalYear);
  switch (stage) {
    case 'regular':
      return `${quarterName(quarter)}${isTrial ? '【試行】' : ''}`;
    case 'registration':
      return `${year}登録内容`;
    case 'inquiry':
      return `${year}臨時照会第${number}号`;
    case 'final':
      return `${year}確定値`;
    case 'handover':
      return `${year}引継ぎ`;
  }
}

const STEP_NAMES: Readonly<Record<string, string>> = {
  request: '照会の開始',
  freeze: '回答の締切',
  'digest-draft': '本部資料の案',
  'release-reminder': '本部資料の案のお知らせ',
  'secretariat-digest': '受付状況のお知らせ',
};

/** `期限の3開庁日後の送信`; a step nobody named is shown as it is rather than hidden. */
export function stepName(step: string): string {
  const [, side, days] = /^due-(minus|plus)-(\d+)$/.exec(step) ?? [];
  if (days !== undefined) return `期限の${days}開庁日${side === 'minus' ? '前' : '後'}の送信`;
  return STEP_NAMES[step] ?? step;
}

/** A due date as a mail sees it: `days` business days before its own, negative while it is still to come. */
export interface DueSeen {
  readonly on: PlainDate;
  readonly days: number;
}

/**
 * Why a mail goes, in a sentence the secretariat can check against the rules, and why another way than usual. `due` is
 * the department's own due date where it was moved, else the round's.
 */
export function whySent(
  occurrence: Occurrence,
  kind: MailKind,
  count: number,
  due: DueSeen | null,
  detour: Detour | null,
): string {
  return whyNow(occurrence, kind, count, due) + (detour === null ? '' : DETOUR_WORDS[detour]);
}

/** Why the chief is reminded: an answer is there and waits for the approval. */
export function whyApprovalAsked(due: DueSeen | null, detour: Detour | null): string {
  const reason = `${whenWords(due)}課長の決裁を待つ回答があるため、課長に知らせます。`;
  return reason + (detour === null ? '' : DETOUR_WORDS[detour]);
}

/** `回答期限7/14（火）の5開庁日前です。` */
function whenWords(due: DueSeen | null): string {
  const dueWords = due ? `回答期限${shortDate(due.on)}` : '回答期限';
  return `${dueWords}の${stepDays(due)}開庁日${isBefore(due) ? '前' : '後'}です。`;
}

const DETOUR_WORDS: Record<Detour, string> = {
  'chief-instead': '担当者のアドレスに届かないため、課長に送ります。',
  'deputy-instead': '課長のアドレスに届かないため、代決者に送ります。',
  'some-left-out': '届かないアドレスを除いて送ります。',
};

function whyNow(occurrence: Occurrence, kind: MailKind, count: number, due: DueSeen | null): string {
  const name = roundName(occurrence.round);
  const dueWords = due ? `回答期限${shortDate(due.on)}` : '回答期限';
  switch (kind) {
    case 'request':
      if (isInquiry(occurrence)) return `${name}を送る日です。${dueWords}です。`;
      return `${name}の照会を始める日です。担当する取組は${count}件、${dueWords}です。`;
    case 'handover':
      return `${name}の照会を始める日です。4月1日の異動の前に、年度末の見込みと引継ぎを${count}件について聞きます。`;
    case 'digest':
      return `${name}の回答を締め切った翌開庁日です。本部資料の案を事務局に送ります。`;
    case 'notice':
      return `${name}の本部資料の案がまだ発信されていないため、事務局に知らせます。`;
    case 'secretariat-digest':
      return `${name}の受付状況を事務局に知らせる日です。`;
    case 'escalation':
      return `${dueWords}の${stepDays(due)}開庁日後です。回答のない課が${count}課あるため、その長に知らせます。`;
    case 'reminder':
    case 'overdue':
      if (isInquiry(occurrence)) return `${whenWords(due)}${name}にまだ回答していない問があります。`;
      return `${whenWords(due)}まだ回答のない取組が${count}件あります。`;
  }
}

const isInquiry = ({ round }: Occurrence) => parseRoundId(round).stage === 'inquiry';

const stepDays = (due: DueSeen | null) => Math.abs(due?.days ?? 0);

const isBefore = (due: DueSeen | null) => (due?.days ?? 0) < 0;

/** Why a department is not written to. */
export type AbsenceReason =
  | 'answered'
  | 'held'
  | 'other-due-date'
  | 'step-off'
  | 'step-held'
  | 'no-address'
  | 'undeliverable'
  | 'no-approver'
  | 'not-mailed'
  | 'another-mail-that-day';

interface AbsentDecision {
  readonly department: Id;
  readonly occurrence: Occurrence;
  readonly reason: AbsenceReason;
  readonly known: RequestAsOf;
}

/** Why a department gets no mail at a step: 「土木管理課には送りません。7/3（金）に回答済みのためです。」 */
export function whyAbsent(world: World, { department, reason, known, occurrence }: AbsentDecision): string {
  const name = departmentName(world.directory, department);
  return `${name}には送りません。${because(reason, known, occurrence.step)}`;
}

function because(reason: AbsentDecision['reason'], known: RequestAsOf, step: string): string {
  switch (reason) {
    case 'answered':
      return known.answeredAt
        ? `${when(known.answeredAt)}に回答済みのためです。`
        : '回答を求める取組がないためです。';
    case 'held':
      return '届いた回答を事務局が確認しているためです。';
    case 'other-due-date':
      return known.extendedTo
        ? `期限を${shortDate(known.extendedTo)}に延ばしているためです。`
        : 'この課の期限が別の日のためです。';
    case 'step-off':
      return 'この課にはこの回の連絡をしない設定のためです。';
    case 'step-held': {
      const hold = known.heldSteps.get(step);
      return `見送りのためです${hold ? `（${holdWords(hold)}）` : ''}。`;
    }
    case 'no-address':
      return '有効な連絡先が登録されていないためです。連絡先を登録してください。';
    case 'undeliverable':
      return '登録された連絡先のどれにも届かないためです。連絡先を確かめてください。';
    case 'no-approver':
      return '決裁する課長、代決者の連絡先が登録されていないためです。連絡先を登録してください。';
    case 'not-mailed':
      return 'メールを送らない設定のためです。紙か電話で照会してください。';
    case 'another-mail-that-day':
      return '同じ日に別のメールを送るためです（1日1通まで）。';
  }
}

/** Who keeps a step back, and why where that was said. */
export function holdWords({ by, reason }: StepHold): string {
  return reason === '' ? by : `${by}、${reason}`;
}

function when(at: Instant): string {
  return `${shortDate(tokyoDate(at))}${clockTime(at)}`;
}
