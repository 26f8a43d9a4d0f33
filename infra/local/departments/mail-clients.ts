/** Mail programs whose way of replying is known well enough to imitate. */
export const CLIENT_NAMES = [
  'outlook-ja',
  'outlook-en',
  'outlook-mobile',
  'gmail-ja',
  'gmail-mobile',
  'apple-mail-ja',
  'phone',
  'thunderbird-ja',
  'thunderbird-below',
  'becky',
  's-nail',
  'neomutt',
  'emacs',
  'yahoo-ja',
  'notes',
  'garoon',
  'desknets',
  'groupware',
  'groupware-marks',
  'gateway',
] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

/** What the client knows of the mail it replies to. */
export interface QuotedMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  /** `2026年7月1日(水) 9:00`, its English form and `2026/07/01 9:00`. */
  readonly sentAt: { readonly ja: string; readonly en: string; readonly slashes: string };
}

/** How a client writes a line into HTML: Outlook's paragraphs, Gmail's breaks, Apple's blocks, preformatted text. */
export type HtmlStyle = 'paragraphs' | 'breaks' | 'blocks' | 'preformatted';

export interface MailClient {
  /** What stands before each quoted line; the empty string for clients that quote without marks. */
  readonly mark: string;
  /** The lines between what is typed and what is quoted. */
  readonly introduce: (quoted: QuotedMail) => readonly string[];
  /** The column at which it wraps on sending, or null. */
  readonly wrapColumns: number | null;
  /** What it adds by itself under what is typed. */
  readonly footer: readonly string[];
  readonly html: HtmlStyle;
  /** Whether the cursor, and with it the signature, stands below the quotation. */
  readonly typesBelow?: boolean;
  readonly subjectPrefix?: string;
  /** What a gateway puts over the whole text, and what it appends. */
  readonly banner?: readonly string[];
  readonly appendix?: readonly string[];
  /** Whether an empty line follows every line, as where HTML paragraphs were flattened. */
  readonly isSpaced?: boolean;
}

const outlookBlock = ({ from, to, subject, sentAt }: QuotedMail) => [
  `差出人: ${from}`,
  `送信日時: ${sentAt.ja}`,
  `宛先: ${to}`,
  `件名: ${subject}`,
  '',
];
const englishBlock = ({ from, to, subject, sentAt }: QuotedMail) => [
  `From: ${from}`,
  `Sent: ${sentAt.en}`,
  `To: ${to}`,
  `Subject: ${subject}`,
  '',
];
const UNDERSCORES = '________________________________';

/**
 * How each client sets off what it quotes. Of Garoon and desknet's no sample is public: theirs are guesses made of
 * what groupware of their kind does, beside two barer ones (`groupware`, `groupware-marks`).
 */
export const MAIL_CLIENTS: Readonly<Record<ClientName, MailClient>> = {
  'outlook-ja': {
    mark: '',
    introduce: (quoted) => [UNDERSCORES, ...outlookBlock(quoted)],
    wrapColumns: 76,
    footer: [],
    html: 'paragraphs',
    subjectPrefix: 'RE: ',
  },
  'outlook-en': {
    mark: '',
    introduce: (quoted) => ['-----Original Message-----', ...englishBlock(quoted)],
    wrapColumns: 76,
    footer: [],
    html: 'paragraphs',
  },
  'outlook-mobile': {
    mark: '',
    introduce: (quoted) => [UNDERSCORES, ...outlookBlock(quoted)],
    wrapColumns: null,
    footer: ['iOS 版 Outlook を入手<https://aka.ms/o0ukef>'],
    html: 'blocks',
  },
  'gmail-ja': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.ja} ${from}:`, ''],
    wrapColumns: null,
    footer: [],
    html: 'breaks',
  },
  'gmail-mobile': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.ja} ${from}:`, ''],
    wrapColumns: 78,
    footer: ['Android から送信'],
    html: 'breaks',
  },
  'apple-mail-ja': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.ja}、${from}のメール:`, ''],
    wrapColumns: null,
    footer: [],
    html: 'blocks',
  },
  phone: {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.slashes}、${from}のメール:`, ''],
    wrapColumns: null,
    footer: ['iPhoneから送信', ''],
    html: 'blocks',
  },
  'thunderbird-ja': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`On ${sentAt.slashes}, ${from} wrote:`],
    wrapColumns: 72,
    footer: [],
    html: 'preformatted',
  },
  'thunderbird-below': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`(${sentAt.slashes}), ${from} wrote:`],
    wrapColumns: 72,
    footer: [],
    html: 'preformatted',
    typesBelow: true,
  },
  becky: {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`On ${sentAt.en}`, `${from} wrote:`, ''],
    wrapColumns: 70,
    footer: [],
    html: 'preformatted',
    typesBelow: true,
  },
  's-nail': {
    mark: ' |',
    introduce: ({ from, messageId }) => [`${from} wrote in`, ` ${messageId}:`],
    wrapColumns: null,
    footer: [],
    html: 'preformatted',
    typesBelow: true,
  },
  neomutt: {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`On ${sentAt.en}, ${from} wrote:`],
    wrapColumns: null,
    footer: [],
    html: 'preformatted',
  },
  emacs: {
    mark: '> ',
    introduce: ({ from }) => [`${from} writes:`, ''],
    wrapColumns: 72,
    footer: [],
    html: 'preformatted',
    typesBelow: true,
  },
  'yahoo-ja': {
    mark: '> ',
    introduce: ({ from, to, subject, sentAt }) => [
      '----- Original Message -----',
      `差出人: ${from}`,
      `宛先: ${to}`,
      `日付: ${sentAt.slashes}`,
      `件名: ${subject}`,
      '',
    ],
    wrapColumns: null,
    footer: [],
    html: 'breaks',
  },
  notes: {
    mark: '',
    introduce: ({ from, to, subject, sentAt }) => [
      '----------------------------------------',
      `差出人：　${from}`,
      `宛先：　${to}`,
      `日付：　${sentAt.slashes}`,
      `件名：　${subject}`,
      '',
      '',
    ],
    wrapColumns: 80,
    footer: [],
    html: 'breaks',
  },
  garoon: {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`"${from}" さんは ${sentAt.slashes} に書きました:`, ''],
    wrapColumns: null,
    footer: [],
    html: 'breaks',
  },
  desknets: {
    mark: '>',
    introduce: ({ from, to, subject, sentAt }) => [
      '----- 元のメール -----',
      `差出人 : ${from}`,
      `宛先 : ${to}`,
      `日時 : ${sentAt.slashes}`,
      `件名 : ${subject}`,
      '',
    ],
    wrapColumns: null,
    footer: [],
    html: 'breaks',
    subjectPrefix: '返信: ',
  },
  groupware: { mark: '', introduce: () => [''], wrapColumns: null, footer: [], html: 'breaks' },
  'groupware-marks': {
    mark: '＞',
    introduce: (quoted) => ['----- 元のメッセージ -----', ...outlookBlock(quoted)],
    wrapColumns: null,
    footer: [],
    html: 'breaks',
  },
  gateway: {
    mark: '',
    introduce: (quoted) => [UNDERSCORES, ...outlookBlock(quoted)],
    wrapColumns: null,
    footer: [],
    html: 'breaks',
    subjectPrefix: '[外部] RE: ',
    banner: [
      '【外部メール】このメールは組織外から送信されています。',
      '※添付ファイルは無害化されました。',
      '',
    ],
    appendix: ['', '----- 添付ファイル：実績.xlsx -----', '今年度の実績値　99', '評価：完了', ''],
    isSpaced: true,
  },
};
