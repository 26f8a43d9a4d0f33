/** Mail clients whose way of replying is known well enough to imitate. */
export const CLIENT_NAMES = [
  'outlook-ja',
  'outlook-en',
  'gmail-ja',
  'apple-mail-ja',
  'thunderbird-ja',
  'neomutt',
  'groupware',
  'groupware-marks',
  'phone',
] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

/** What the client knows of the mail it replies to. */
export interface QuotedMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** `2026年7月1日 9:00` and its English form. */
  readonly sentAt: { readonly ja: string; readonly en: string; readonly slashes: string };
}

export interface MailClient {
  /** What stands before each quoted line; the empty string for clients that quote without marks. */
  readonly mark: string;
  /** The lines between what is typed and what is quoted. */
  readonly introduce: (quoted: QuotedMail) => readonly string[];
  /** The column at which it wraps on sending, or null. */
  readonly wrapColumns: number | null;
  /** What it adds by itself under what is typed. */
  readonly footer: readonly string[];
}

const outlookBlock = ({ from, to, subject, sentAt }: QuotedMail) => [
  `差出人: ${from}`,
  `送信日時: ${sentAt.ja}`,
  `宛先: ${to}`,
  `件名: ${subject}`,
  '',
];

/** How each client sets off what it quotes. Garoon's and desknet's exact shape has no public sample: see groupware. */
export const MAIL_CLIENTS: Readonly<Record<ClientName, MailClient>> = {
  'outlook-ja': {
    mark: '',
    introduce: (quoted) => ['________________________________', ...outlookBlock(quoted)],
    wrapColumns: 76,
    footer: [],
  },
  'outlook-en': {
    mark: '',
    introduce: ({ from, to, subject, sentAt }) => [
      '-----Original Message-----',
      `From: ${from}`,
      `Sent: ${sentAt.en}`,
      `To: ${to}`,
      `Subject: ${subject}`,
      '',
    ],
    wrapColumns: 76,
    footer: [],
  },
  'gmail-ja': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.ja} ${from}:`, ''],
    wrapColumns: null,
    footer: [],
  },
  'apple-mail-ja': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.ja}、${from}のメール:`, ''],
    wrapColumns: null,
    footer: [],
  },
  'thunderbird-ja': {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`On ${sentAt.slashes}, ${from} wrote:`],
    wrapColumns: 72,
    footer: [],
  },
  neomutt: {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`On ${sentAt.en}, ${from} wrote:`],
    wrapColumns: null,
    footer: [],
  },
  groupware: { mark: '', introduce: () => [''], wrapColumns: null, footer: [] },
  'groupware-marks': {
    mark: '＞',
    introduce: (quoted) => ['----- 元のメッセージ -----', ...outlookBlock(quoted)],
    wrapColumns: null,
    footer: [],
  },
  phone: {
    mark: '> ',
    introduce: ({ from, sentAt }) => [`${sentAt.ja}、${from}のメール:`, ''],
    wrapColumns: null,
    footer: ['iPhoneから送信', ''],
  },
};
