import { shortDate } from '../calendar/japanese-date.ts';
import type { PlainDate } from '../calendar/time.ts';
import { toMailable } from '../mail/mailable.ts';
import type { ScheduleRules } from '../schedule/rules.ts';
import { renderDraftCoverHtml } from './draft-cover-html.tsx';
import { renderHeadquartersText } from './headquarters-text.ts';
import type { HeadquartersPage } from './headquarters-view.ts';
import { cellsOf, LINE_CELLS, wrap } from './plain-text.ts';

export interface DraftCoverInput {
  /** The page exactly as it will be sent. */
  readonly page: HeadquartersPage;
  /** How many members of the headquarters will get it. */
  readonly recipients: number;
  /** The code by which a reply to the base address is still known. */
  readonly receiptCode: string;
  /** Set where the draft was sent before and has not been released: the day it was made. */
  readonly remindsOf: PlainDate | null;
  /** What could not be printed; empty while the press has only just been asked. */
  readonly missing: readonly string[];
  /** Whether 「発信」 sends it, or confirms it for a releaser to send. */
  readonly releaseSteps: ScheduleRules['releaseSteps'];
}

/** A mail as words, before it becomes a message. */
export interface DraftCoverMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Stands between the cover and the page; what is below it leaves as it stands. */
const DRAFT_LINE = 'ここから下を、このまま送ります。';

/** What the cover says, one sentence each. */
function describeDraft({
  page,
  recipients,
  receiptCode,
  remindsOf,
  releaseSteps,
  missing,
}: DraftCoverInput): string[] {
  const mixed = page.illustrative === 'none' ? [] : ['この資料には例示のデータが含まれます。'];
  return [
    ...(remindsOf === null
      ? ['本部資料の案ができました。まだ本部員には送っていません。']
      : [`${shortDate(remindsOf)}に作成した本部資料の案が、まだ発信されていません。`]),
    ...(releaseSteps === 'one'
      ? [`このメールに「発信」とだけ返信すると、本部員${recipients}名に送ります。`]
      : [
          'このメールに「発信」とだけ返信すると、確認済にします。',
          `その後、発信者が画面で発信すると、本部員${recipients}名に送ります。`,
        ]),
    `件名は「${page.subject}」です。`,
    missing.length === 0
      ? '発信のときは、グラフと本部資料（PDF）、進捗管理表（Excel）が付きます。管理画面で先に見られます。'
      : `${missing.join('、')}を作成できていません。このまま発信すると付かず、その旨を本文に書きます。`,
    '直すところがあるときは、「差戻し」と理由を返信してください。',
    '何も返信しなければ送りません。',
    ...mixed,
    `【受付番号 ${receiptCode}】`,
  ];
}

/** `【発信前の確認】R8第1四半期…`: the subject says that nothing has left yet. */
function composeCoverSubject({ page, receiptCode, remindsOf }: DraftCoverInput): string {
  const about = page.subject.replace(/^【[^】]*】/, '');
  const head = remindsOf === null ? '【案 発信前】' : '【再送 発信前】';
  const whole = `${head}${about}［${receiptCode}］`;
  return cellsOf(whole) <= LINE_CELLS + 12 ? whole : `${head}${about.split(' ')[0] ?? ''}［${receiptCode}］`;
}

/**
 * The mail that carries the draft to the secretariat (decision 19): how to release it, then the page, exactly as the
 * members of the headquarters will read it.
 */
export function composeDraftCover(input: DraftCoverInput): DraftCoverMail {
  const sentences = describeDraft(input);
  const cover = sentences.flatMap((sentence) => wrap(sentence));
  const rule = '-'.repeat(40);
  const text = [...cover, '', rule, DRAFT_LINE, rule].map(toMailable).join('\n');
  return {
    subject: composeCoverSubject(input),
    text: `${text}\n${renderHeadquartersText(input.page)}`,
    html: renderDraftCoverHtml(input.page, sentences, DRAFT_LINE),
  };
}
