import * as z from 'zod';

const LINES_MAX_CHARS = 600;

/** The words of one kind of mail, with placeholders such as `{照会名}`. */
const Letter = z.strictObject({
  /** What the subject says between its mark and the receipt code. */
  subject: z.string().min(1).max(60),
  /** The covering words between the addressee and the facts. */
  opening: z.string().min(1).max(LINES_MAX_CHARS),
});
export type Letter = z.infer<typeof Letter>;

/** The kinds of mail whose words can be set, in the order in which a department gets them. */
export const LETTER_KINDS = [
  'request',
  'reminder',
  'overdue',
  'lastCall',
  'escalation',
  'handover',
  'final',
  'registration',
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

const SUBJECT = '{計画}進捗 {回}';

const REGISTRATION: Letter = {
  subject: SUBJECT,
  opening:
    '{計画}の照会を始める前に、\n登録している内容の確認をお願いします。\n各項目を見て「正しい」か「訂正あり」を\n書いてください。訂正は、事務局が内容を\n確かめてから登録に反映します。',
};

/**
 * What the secretariat may word itself in the mails to departments: subject and covering words of each kind, greeting,
 * closing, contact line. Marks, deadlines, receipt codes and the form are facts and not in here. Part of the rules,
 * so that a round keeps the words it opened with (decision 3).
 */
export const MailTexts = z.strictObject({
  /** After the addressee; empty for none. */
  greeting: z.string().max(LINES_MAX_CHARS),
  /** Before the contact line; empty for none. */
  closing: z.string().max(LINES_MAX_CHARS),
  contact: z.string().min(1).max(LINES_MAX_CHARS),
  letters: z.strictObject({
    request: Letter,
    reminder: Letter,
    overdue: Letter,
    lastCall: Letter,
    escalation: Letter,
    handover: Letter,
    final: Letter,
    // Versions stored before round zero could be worded have the standard words.
    registration: Letter.default(REGISTRATION),
  }),
});
export type MailTexts = z.infer<typeof MailTexts>;

/** The words a city starts with. */
export const STANDARD_TEXTS: MailTexts = {
  greeting: '',
  closing: '',
  contact: '{連絡先}',
  letters: {
    request: {
      subject: SUBJECT,
      opening: '{計画}の進行管理のため、{四半期}\n（{期間}）の状況{依頼}',
    },
    reminder: {
      subject: SUBJECT,
      opening: '{照会名}の照会について、\n{状況}{残り}\n行き違いの場合はご容赦ください。',
    },
    overdue: {
      subject: SUBJECT,
      opening:
        '{照会名}の照会について、\n{状況}\n行き違いの場合はご容赦ください。\n期限は{期限}でした。次の行に書いて返信してください。',
    },
    lastCall: {
      subject: SUBJECT,
      opening:
        '{照会名}の照会について、\n{状況}\n行き違いの場合はご容赦ください。\n{本部}の資料を作成するため、\n{提出日}までに{お願い}',
    },
    escalation: {
      subject: `${SUBJECT} 回答待ち{件数}件`,
      opening: '{計画}の{照会名}の照会で、回答待ちが{件数}件あり、\n資料には「回答待ち」と記載します。',
    },
    handover: {
      subject: SUBJECT,
      opening:
        '4月1日の異動の前に、年度末の見込みと\n後任への引継ぎ事項{依頼}\n書いていただいた引継ぎ事項は、\n4月の照会で後任の方にお見せします。',
    },
    final: {
      subject: SUBJECT,
      opening:
        '会計の出納が閉鎖されました。{照会名}{依頼}\n第4四半期に速報で回答いただいた金額を、\n確定した値で回答してください。',
    },
    registration: REGISTRATION,
  },
};
