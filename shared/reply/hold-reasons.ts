import type { SenderReason } from './sender-checks.ts';

/**
 * What a person has to decide about a reply that waits: whether it counts at all, its sender not being proved;
 * whether a decision (承認, 差戻し) is really the approver's; whether a correction after the freeze is adopted; or
 * nothing but to have read it.
 */
export type HoldKind = 'sender-unproved' | 'approval' | 'correction' | 'words';

const UNPROVED: readonly string[] = [
  'dmarc-failed',
  'unreadable-sender',
  'outside-sender',
  'colleague-spam',
  'code-only-unverified',
  'no-key',
  'no-key-unknown-sender',
] satisfies SenderReason[];

/** A code nobody described is a matter of reading: a person looks, and nothing is stored of it by itself. */
export function holdKindOf(code: string | null): HoldKind {
  if (code !== null && UNPROVED.includes(code)) return 'sender-unproved';
  if (code === 'approval-unproved') return 'approval';
  return code === 'after-freeze' ? 'correction' : 'words';
}

/** Why a reply waits for the secretariat, as a sentence for its lists; a code nobody described is shown as it is. */
const SENTENCES: Readonly<Record<string, string>> = {
  'free-text': '回答欄ではなく、文章で返信されています。',
  'after-freeze': '締切後の訂正です。採用するかどうかを決めてください。',
  'unclear-decision': '決裁のお願いに、承認とも差戻しとも読み取れない返信がありました。',
  'approval-unproved': '決裁の返信ですが、送信元を確かめられません。本人に確認してください。',
  'hand-over': '担当が変わったとの連絡です。連絡先を確認してください。',
  'no-open-request': '照会が見つからない返信です。',
  'too-large': '大きすぎるため、自動では読み取っていません。',
  'reader-failed': '読み取りの途中で誤りが起きました。',
  'draft-sent-back': '本部資料の案が差し戻されました。',
  virus: 'ウイルスの疑いがあるため、開いていません。',
  'dmarc-failed': '差出人をかたった疑いがあります。',
  'unreadable-sender': '差出人を読み取れません。',
  'outside-sender': '市の外のアドレスから届きました。',
  'colleague-spam': '登録のない職員のアドレスからで、迷惑メールの疑いがあります。',
  'code-only-unverified': '受付番号だけの返信で、差出人を確かめられません。',
  'no-key': 'どの照会への返信か分かりません。',
  'no-key-unknown-sender': '登録のない差出人からで、どの照会への返信か分かりません。',
  'form-macro': '添付の様式にマクロが入っているため、開いていません。',
  'form-too-large': '添付の様式が大きすぎるため、開いていません。',
  'form-locked': '添付の様式にパスワードがかかっているため、開けません。',
  'form-broken': '添付の様式が壊れているため、読み取れません。',
  'form-altered': '添付の様式の作りが送ったときと違うため、読み取っていません。',
  'form-other-department': '添付の様式が、別の部署のものです。',
  'form-other-round': '添付の様式が、別の照会のものです。',
  'answers-a-test': '試し送りへの返信です。回答としては扱いません。',
  'words-for-the-secretariat': '事務局へのお知らせへの返信です。',
};

export function describeHoldReason(code: string): string {
  return SENTENCES[code] ?? code;
}
