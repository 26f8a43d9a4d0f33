import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { describeHoldReason } from '../../../../../shared/reply/hold-reasons.ts';
import type { EntryRefusal } from '../../../../../shared/steps/answers/manual-entry.ts';
import type { RedactionOutcome } from '../../../../../shared/steps/answers/redact.ts';
import type { ReprocessDecision } from '../../../../../shared/steps/answers/reprocess.ts';
import type { HeldRefusal } from '../../../../../shared/steps/answers/settle-held.ts';
import { RECEIVED_STATE_MARKS } from '../../look/words.ts';

/** Why a decision about a reply was not taken, and what to do instead. */
export function heldRefusal(refusal: HeldRefusal): string {
  switch (refusal.why) {
    case 'no-such-mail':
      return 'この返信はありません。';
    case 'not-waiting': {
      const { word } = RECEIVED_STATE_MARKS[refusal.state];
      const { decision } = refusal;
      if (decision === null) return `この返信は確認待ちではありません（状態は「${word}」です）。`;
      return `この返信は、${decision.by}さんが${shortDateTime(instantOf(decision.at))}に処理しました（状態は「${word}」です）。`;
    }
    case 'dangerous':
      return 'ウイルスの疑いがあるため反映できません。部署に送り直しを頼み、差戻しか不採用で終えてください。';
    case 'mail-gone':
      return '元のメールがないため反映できません。部署に確かめて、電話・書面の回答として入力してください。';
    case 'form-refused':
      return `添付の様式を読めません。${describeHoldReason(refusal.code)}差戻しをするか、電話・書面の回答として入力してください。`;
    case 'which-request':
      return 'どの照会への回答か分かりません。照会と部署を選んでください。';
    case 'not-asked':
      return 'その部署には、その回の照会をしていません。照会と部署を確かめてください。';
    case 'reason-needed':
      return '締切後の訂正になるため、採用する理由を書いてください。';
    case 'proof-needed':
      return '送信元を確かめられない決裁なので、本人にどう確かめたかを書いてください。';
    case 'changed-meanwhile':
      return '確かめた後に内容が変わりました。下の内容を確かめて、もう一度実行してください。';
    case 'nothing-to-store':
      return '新しく登録できる回答がありません。不採用か差戻しで終えてください。';
    case 'nobody-to-write-to':
      return '返す宛先がありません。不採用で終えてください。';
    case 'busy':
      return '同じ照会がほかの操作で変わり続けています。少し待って、もう一度実行してください。';
  }
}

/** Why an answer by phone or on paper was not stored. */
export function entryRefusal({ why }: EntryRefusal): string {
  switch (why) {
    case 'not-asked':
      return 'この部署には、この回の照会をしていません。';
    case 'nothing-to-store':
      return '新しく登録できる回答がありません。空欄か、登録済みの値と同じか、より新しい回答があります。';
    case 'not-clear':
      return '読み取れない回答があります。';
    case 'reason-needed':
      return '締切後の訂正になるため、理由を書いてください。';
    case 'changed-meanwhile':
      return '画面を開いた後に、同じ行にほかの回答が入りました。下の内容を確かめて、もう一度送信してください。';
    case 'entered-before':
      return '同じ内容がすでに登録されています。もう一度の登録はしませんでした。';
    case 'busy':
      return '同じ照会がほかの操作で変わり続けています。少し待って、もう一度実行してください。';
  }
}

export const REPROCESS_REFUSALS: Record<Exclude<ReprocessDecision['outcome'], 'sent-back'>, string> = {
  'no-such-mail': 'この返信はありません。',
  'not-settled-yet': 'まだ読み取りの途中です。終わってから実行してください。',
  'read-too-often': '何度も読み直しているため、これ以上は読み直しません。内容を確かめて処理してください。',
  redacted: '原文を消したので、読み直せません。',
};

export const REDACTION_REFUSALS: Record<Extract<RedactionOutcome, { outcome: 'refused' }>['why'], string> = {
  'no-such-mail': 'この返信はありません。',
  'not-settled-yet': '確認待ちの返信の原文は消せません。先に処理してください。',
  'redacted-before': '原文は、すでに消してあります。',
  'mail-gone': '元のメールは保存されていません。',
  busy: '同時に別の操作で変わりました。内容を確かめて、もう一度実行してください。',
};
