import { parseQuarter } from '../calendar/fiscal.ts';
import { fiscalYearShort, quarterShort } from '../calendar/japanese-date.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';
import type { MailTexts } from '../schedule/mail-texts.ts';

/** The words a city uses for its own plan and offices, and those its secretariat has set. */
export interface Wording {
  /** How the city's people call the plan for short, as in `推進プラン`. */
  readonly planName: string;
  /** The body that reads the result, as in `推進本部`. */
  readonly headquarters: string;
  /** Who signs, as in `推進本部事務局（業務改善・DX推進課）内線 0000`. */
  readonly signature: string;
  /** The display name of the sender. */
  readonly senderName: string;
  /** What the secretariat has worded itself. */
  readonly texts: MailTexts;
}

/** `R8第1四半期`, `R8確定値`, `R8引継ぎ`, `R8登録内容`: the round as a subject names it. */
export function roundShort(round: RoundId): string {
  const { quarter, stage, isTrial, number } = parseRoundId(round);
  const year = fiscalYearShort(parseQuarter(quarter).fiscalYear);
  switch (stage) {
    case 'regular':
      return `${quarterShort(quarter)}${isTrial ? '【試行】' : ''}`;
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

/** The subject ends in the receipt code, which survives gateways that drop Reply-To. */
export function subjectWithCode(subject: string, receiptCode: string): string {
  return `${subject}［${receiptCode}］`;
}

/** `【受付番号 K7F3-9Q2M】` */
export function codeLine(receiptCode: string): string {
  return `【受付番号 ${receiptCode}】`;
}

/** A mail as text, before it becomes a message. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** Joins lines into a body: no line ends in a space (format=flowed), one line feed at the end. */
export function bodyOf(lines: readonly string[]): string {
  return `${lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
