/** Why a mail was not sent, or did not arrive, as a sentence for the secretariat. */
const SENTENCES: Readonly<Record<string, string>> = {
  'answered-meanwhile': '送る前に回答がありました。',
  'decided-meanwhile': '送る前に承認か差戻しがありました。',
  'renewed-meanwhile': '送る前に新しい回答があり、その決裁のお願いを送りました。',
  'reply-held': '届いた回答を事務局が確認しています。',
  'step-held': '事務局が見送りました。',
  'step-held-in-part':
    '書いてある部署の一部を、事務局が見送りました。ほかの部署のことは、電話などで伝えてください。',
  'round-frozen': '送る前に照会が締め切られました。',
  'extended-meanwhile': '送る前に期限が延ばされました。',
  'too-late': '予定の時刻を1開庁日以上過ぎました。',
  superseded: '送信設定が変わりました。',
  'message-missing': '保存した本文が見つかりません。',
  complaint: '受信者が迷惑メールとして届け出ました。',
  'bounce-general': '宛先に届きませんでした。アドレスを確かめてください。',
  'bounce-noemail': '宛先のアドレスがありません。',
  'bounce-suppressed': '以前に届かなかったアドレスのため、送信されませんでした。',
  'bounce-onaccountsuppressionlist': '送信を止めたアドレスの一覧にあるため、送信されませんでした。',
};

const BOUNCE = 'bounce-';

/** A send reason in words; an unknown code is shown as it is rather than hidden. */
export function describeSendReason(code: string): string {
  const sentence = SENTENCES[code];
  if (sentence !== undefined) return sentence;
  return code.startsWith(BOUNCE) ? `宛先に届きませんでした（${code.slice(BOUNCE.length)}）。` : code;
}
