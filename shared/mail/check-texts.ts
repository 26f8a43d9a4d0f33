import { widthOf, wrapText } from '../round/text-lines.ts';
import type { RuleFault } from '../schedule/check-rules.ts';
import { LETTER_KINDS, type LetterKind, type MailTexts, STANDARD_TEXTS } from '../schedule/mail-texts.ts';
import { fillText, placeholdersIn } from './fill-text.ts';
import { isMailable, toMailable } from './mailable.ts';

/** What each placeholder stands for, and how wide it is at most, shown to whoever words a mail. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  計画: '推進プラン',
  本部: '推進本部',
  照会名: '令和8年度第1四半期',
  回: 'R8第1四半期',
  四半期: '令和8年度第1四半期',
  期間: '10月から12月',
  期限: '10月14日（水）',
  提出日: '10月16日（金）正午',
  依頼: 'を照会します。',
  お願い: '回答をお願いします。',
  状況: '回答を確認できていません。',
  残り: '回答期限は明日です。',
  件数: '2',
  連絡先: '推進本部事務局 内線 0000',
};

/** The placeholders of one kind of mail, subject and covering words together. */
export function placeholdersOf(kind: LetterKind): string[] {
  const { subject, opening } = STANDARD_TEXTS.letters[kind];
  return placeholdersIn(`${subject}\n${opening}`);
}

/** A line holds so many full-width characters, so that quoting it does not wrap it. */
const LINE_WIDTH_MAX = 30;
/** What marks the form, its end and its code: in the covering words it would be read as an answer's line. */
const ANCHOR_MARKS = /[【】■]/;

/**
 * What is wrong with the words of the secretariat: a character mails do not carry, a line too long, a placeholder lost
 * or unknown, a mark that belongs to the form. With the nearest text that can stand, where there is one.
 */
export function checkTexts(texts: MailTexts): RuleFault[] {
  return [
    ...textFaults('texts.greeting', texts.greeting, STANDARD_TEXTS.greeting),
    ...textFaults('texts.closing', texts.closing, STANDARD_TEXTS.closing),
    ...textFaults('texts.contact', texts.contact, STANDARD_TEXTS.contact),
    ...LETTER_KINDS.flatMap((kind) => {
      const [own, standard] = [texts.letters[kind], STANDARD_TEXTS.letters[kind]];
      return [
        ...textFaults(`texts.${kind}.subject`, own.subject, standard.subject),
        ...textFaults(`texts.${kind}.opening`, own.opening, standard.opening),
      ];
    }),
  ];
}

function textFaults(field: string, text: string, standard: string): RuleFault[] {
  const odd = [...new Set([...text].filter((character) => !isMailable(character)))];
  if (odd.length > 0)
    return [
      { field, message: `メールで使えない文字「${odd.join('')}」があります。`, nearest: toMailable(text) },
    ];
  if (ANCHOR_MARKS.test(text))
    return [
      {
        field,
        message: '「【」「】」「■」は、回答欄の目印のため使えません。',
        nearest: text.replaceAll('【', '「').replaceAll('】', '」').replaceAll('■', '◆'),
      },
    ];
  const known = placeholdersIn(standard);
  const used = placeholdersIn(text);
  const lost = known.filter((name) => !used.includes(name));
  if (lost.length > 0)
    return [
      { field, message: `${bracesOf(lost)}がなくなっています。元のとおり入れてください。`, nearest: null },
    ];
  const unknown = used.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const hint = known.length === 0 ? 'ここには差し込めません。' : `使えるのは${bracesOf(known)}です。`;
    return [{ field, message: `${bracesOf(unknown)}は、ここでは使えません。${hint}`, nearest: null }];
  }
  if (/[{}]/.test(text.replace(/\{[^{}\n]+\}/g, '')))
    return [{ field, message: '「{」と「}」は、差し込みのほかには使えません。', nearest: null }];
  return lineFaults(field, text);
}

function lineFaults(field: string, text: string): RuleFault[] {
  const isSubject = field.endsWith('.subject');
  if (isSubject && text.includes('\n'))
    return [{ field, message: '件名は1行で書いてください。', nearest: text.replaceAll('\n', ' ') }];
  const long = text.split('\n').find((line) => widthOf(fillText(line, PLACEHOLDERS)) > LINE_WIDTH_MAX);
  if (long === undefined || isSubject) return [];
  return [
    {
      field,
      message: `「${long}」が全角${LINE_WIDTH_MAX}字を超えます。改行してください。`,
      nearest: text
        .split('\n')
        .flatMap((line) => breakLine(line))
        .join('\n'),
    },
  ];
}

/** A line broken where Japanese typesetting allows; one that holds placeholders after each of its commas. */
function breakLine(line: string): string[] {
  if (widthOf(fillText(line, PLACEHOLDERS)) <= LINE_WIDTH_MAX) return [line];
  return placeholdersIn(line).length === 0 ? wrapText(line) : line.split(/(?<=[、。])/);
}

const bracesOf = (names: readonly string[]) => names.map((name) => `{${name}}`).join('、');
