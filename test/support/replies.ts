import { composeReply, type ReplyToCompose } from '../../infra/local/departments/compose-reply.ts';
import { type Instant, instantOf } from '../../shared/calendar/time.ts';
import { type DecodedMail, decodeMail } from '../../shared/reply/decode-mail.ts';
import { manifestFromText } from '../../shared/reply/manifest-from-text.ts';
import { readReply } from '../../shared/reply/read-reply.ts';
import type { Reading } from '../../shared/reply/reading.ts';
import type { FormManifest } from '../../shared/round/form.ts';
import type { FieldValue } from '../../shared/round/submission.ts';

/** The mail most tests answer: two initiatives, every kind of line the form has. */
export const SENT_TEXT = `土木管理課長 様（担当者扱い）

推進プランの進行管理のため、令和8年度第1四半期
（4月から6月）の状況を照会します。

回答期限　7月14日（火）17時
回答方法　このメールにそのまま返信し、
　　　　　「：」の後ろに書いてください。
　　　　　全角、半角のどちらでも構いません。
対象　　　2件
【受付番号 K7F3-9Q2M】

■1 現場に持ち出せるタブレット端末の配備
今年度の予定　対象業務の見直し
【1-A】予定の状況（済・実施中・未着手・延期 から1つ）：
目標 60台（令和8年度末）　計画 35台（6月末）　前回 20台
【1-B】実績値（台）：
【1-C】取組内容・課題（2行程度）：
【1-D】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：

■2 包括管理委託導入の検討
今年度の予定　対象施設の選定
【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：
目標 12,000千円（令和8年度末）　前回 900千円
【2-B】実績値（千円）：
【2-C】契約の時期：
【2-D】取組内容・課題（2行程度）：
【2-E】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：
本部の決定（5/20）　対象を10施設に絞る
【2-F】決定への対応（対応済・対応中・未着手 から1つ）：

【9-A】回答者：
【9-B】課長確認（済・未 から1つ）：
【おわり】ここより下は読み取りません

実績値と取組内容は公表の対象です。
期限に間に合わないときは「延期 7/24」、
対象がないときは「該当なし」、
担当が変わったときは「担当変更」と返信してください。
推進本部事務局（業務改善・DX推進課）内線 0000
`;

export const RECEIVED_AT = instantOf('2026-07-10T10:00:00+09:00');
const SENT_AT = instantOf('2026-07-01T09:00:00+09:00');

/** The form of {@link SENT_TEXT}, as the store would hold it for round 2026Q1. */
export function aManifest(sentText = SENT_TEXT, changes: Partial<FormManifest> = {}): FormManifest {
  return { ...manifestFromText(sentText), round: '2026Q1', ...changes };
}

/** A mail with nothing but the text. */
export function aMail(text: string, headers: readonly string[] = []): DecodedMail {
  const head = [
    'From: a@iizuka.example',
    'Subject: Re: x',
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
  ];
  return decodeMail(new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\n${text}`));
}

export interface ReadOptions {
  readonly sentText?: string;
  readonly manifest?: FormManifest;
  readonly receivedAt?: Instant;
}

/** Reads a reply that is nothing but the text. */
export function readText(text: string, options: ReadOptions = {}): Reading {
  return readMail(aMail(text), options);
}

export function readMail(
  mail: DecodedMail,
  { sentText = SENT_TEXT, manifest = aManifest(sentText), receivedAt = RECEIVED_AT }: ReadOptions = {},
): Reading {
  return readReply({ mail, manifest, sentText, receivedAt });
}

/** What was stored, by anchor. */
export function valuesOf(reading: Reading): Record<string, FieldValue> {
  return Object.fromEntries(reading.fields.map(({ field, value }) => [field.anchor, value]));
}

/** What is asked about, by anchor. */
export function askedOf(reading: Reading): Record<string, string> {
  return Object.fromEntries(reading.ambiguous.map(({ field, reason }) => [field.anchor, reason]));
}

/** The form with answers behind the colons. */
export function filled(answers: Readonly<Record<string, string>>, text = SENT_TEXT): string {
  return text.replace(/^【([^】]+)】.*：$/gm, (line, anchor: string) => line + (answers[anchor] ?? ''));
}

export function quotedWith(mark: string, text: string): string {
  return text.replace(/^/gm, mark);
}

/** Reads one answer typed behind the colon of one field. */
export function readAnswer(anchor: string, answer: string, options: ReadOptions = {}): Reading {
  return readText(filled({ [anchor]: answer }, options.sentText), options);
}

/** Everything of a reply that is the same in all of them; the mail it answers is {@link SENT_TEXT}. */
export const ENVELOPE = {
  sent: {
    from: '進捗照会 <shinchoku@in.iizuka.example>',
    to: '土木管理課 <doboku@iizuka.example>',
    subject: '【照会 7/14（火）まで】推進プラン進捗 R8第1四半期［K7F3-9Q2M］',
    text: SENT_TEXT,
    messageId: '<0101019@us-east-1.amazonses.com>',
    at: SENT_AT,
  },
  from: { address: 'doboku@iizuka.example', name: '土木管理課' },
  to: 'r-abcdefghijklmnopqrstuvwxyz@in.iizuka.example',
  at: RECEIVED_AT,
  messageId: '<reply-1@iizuka.example>',
};

/** A composed reply with what does not matter filled in. */
export function aReply(changes: Partial<ReplyToCompose> = {}): Uint8Array {
  return composeReply({
    ...ENVELOPE,
    client: 'outlook-ja',
    charset: 'iso-2022-jp',
    transferEncoding: '7bit',
    placement: 'inline',
    answers: {},
    ...changes,
  });
}
