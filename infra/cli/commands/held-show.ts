import { RECEIVED_STATE_MARKS } from '../../../functions/web/serve-pages/look/words.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import type { MailAddress } from '../../../shared/reply/mail-addresses.ts';
import { type HeldMail, openHeld } from '../../../shared/steps/answers/open-held.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type CityNames, namesOf } from '../city-names.ts';
import { Refusal, type Run } from '../command.ts';
import { ageWords, findReceived, refusalSentence, shortId } from '../held-mails.ts';
import { printable } from '../printable.ts';
import { readingLines, readingView } from '../reading-views.ts';
import { withSession } from '../session.ts';

/** All that is known of one received mail: why it waits, what it says, what would be stored, what can be done. */
export const runHeldShow: Run = async (given, terminal) => {
  const shown = await withSession(given, async (session) => {
    const id = await findReceived(session, given.files[0] ?? '');
    const held = await openHeld({ ...session, openForm }, id);
    if (!held) throw new Refusal(refusalSentence(id, { why: 'no-such-mail' }));
    const names = namesOf(await loadCity(session.store, held.plan));
    return { held, names, now: session.clock() };
  });
  const { held } = shown;
  if (given.flag('raw')) {
    if (!held.raw) throw new Refusal(whyNoRaw(held));
    terminal.printBytes(held.raw);
  } else if (given.flag('json')) terminal.printJson(viewOf(held, shown.names));
  else for (const line of linesOf(shown)) terminal.print(line);
  return 0;
};

function whyNoRaw({ entry: { value } }: HeldMail): string {
  return value.state === 'quarantined'
    ? `受信番号 ${shortId(value.id)} の返信はウイルスの疑いがあるため、内容を示しません（保存場所 ${value.objectKey}）。`
    : refusalSentence(value.id, { why: 'mail-gone' });
}

interface Shown {
  readonly held: HeldMail;
  readonly names: CityNames;
  readonly now: ReturnType<typeof instantOf>;
}

function viewOf({ entry, kind, decoded, about, asked, reading }: HeldMail, names: CityNames) {
  const { value } = entry;
  return {
    id: value.id,
    receivedAt: isoTokyo(instantOf(value.receivedAt)),
    via: value.via,
    enteredBy: value.enteredBy,
    state: value.state,
    reason: value.reason,
    why: value.reason === null ? null : describeHoldReason(value.reason),
    kind,
    decision: value.decision,
    round: value.round,
    department: value.department === null ? null : names.departmentCode(value.department),
    mail: about?.id ?? null,
    receiptCode: about?.receiptCode ?? null,
    from: value.from,
    subject: value.subject,
    headers: decoded ? headersOf(decoded) : null,
    attachments: decoded?.attachments ?? [],
    objectKey: value.objectKey,
    text: decoded?.text ?? null,
    roundState: asked?.round.state ?? null,
    reading: reading
      ? readingView(reading, ({ initiative, subject, number }) => ({
          initiative: initiative === null ? null : names.initiativeCode(initiative),
          kpi: number ? subject : null,
        }))
      : null,
  };
}

function headersOf({ from, fromCount, to, cc, replyTo, date, messageId, inReplyTo }: DecodedMail) {
  // Whoever has the key can answer in the department's name: only the raw mail shows it.
  const addresses = (list: readonly MailAddress[]) =>
    list.map(({ address }) => address.replace(/^r-[^@]+@/i, 'r-****@'));
  return {
    from: from?.address ?? null,
    fromCount,
    to: addresses(to),
    cc: addresses(cc),
    replyTo: addresses(replyTo),
    date,
    messageId,
    inReplyTo,
  };
}

function linesOf(shown: Shown): string[] {
  const { held } = shown;
  return [
    ...factLines(shown),
    ...readingPart(held),
    ...textPart(held),
    '',
    'できること',
    ...choicesOf(held).map((line) => `　${line}`),
  ].map(printable);
}

function factLines({ held: { entry, decoded, about }, names, now }: Shown): string[] {
  const { value } = entry;
  const at = instantOf(value.receivedAt);
  const decision = value.decision
    ? `（${value.decision.by}、${shortDateTime(instantOf(value.decision.at))}${value.decision.note ? `「${value.decision.note}」` : ''}）`
    : '';
  const department = value.department === null ? '事務局あて' : names.departmentName(value.department);
  return [
    `受信番号　${value.id}`,
    `届いた日時　${shortDateTime(at)}（${ageWords(at, now)}）`,
    `状態　　　${RECEIVED_STATE_MARKS[value.state].word}${decision}`,
    `理由　　　${value.reason === null ? '（記録がありません）' : describeHoldReason(value.reason)}`,
    `照会　　　${value.round === null ? '（分かりません）' : `${value.round}　${department}`}${about?.receiptCode ? `　受付番号 ${about.receiptCode}` : ''}`,
    `差出人　　${value.from ?? '（読み取れません）'}`,
    `件名　　　${value.subject || '（件名なし）'}`,
    ...(decoded ? headerLines(decoded) : []),
  ];
}

function headerLines(decoded: DecodedMail): string[] {
  const { fromCount, to, cc, replyTo, date, messageId } = headersOf(decoded);
  return [
    ...(fromCount === 1 ? [] : [`　　　　　差出人の欄に${fromCount}人の名があります。`]),
    `宛先　　　${[...to, ...cc.map((address) => `CC ${address}`)].join('、') || '（なし）'}`,
    ...(replyTo.length > 0 ? [`返信先　　${replyTo.join('、')}`] : []),
    `送信日時　${date === null ? '（読み取れません）' : `${shortDateTime(instantOf(date))}（メールに書かれた日時）`}`,
    `Message-ID　${messageId ?? '（なし）'}`,
    ...decoded.attachments.map(
      ({ name, contentType, size }) => `添付　　　${name ?? '（名前なし）'}　${contentType}　${size}バイト`,
    ),
  ];
}

function readingPart({ asked, reading, kind, formRefused }: HeldMail): string[] {
  if (formRefused !== null) return ['', describeHoldReason(formRefused)];
  if (!asked || !reading) return [];
  const head = kind === 'correction' ? '訂正として預かっている内容' : '照会の回答欄に照らして読み取った内容';
  return ['', head, ...readingLines(reading).map((line) => `　${line}`)];
}

function textPart({ entry, decoded }: HeldMail): string[] {
  if (entry.value.state === 'quarantined')
    return ['', '本文はウイルスの疑いがあるため、示しません。添付ファイルも開かないでください。'];
  if (entry.value.enteredBy !== null)
    return ['', `${entry.value.enteredBy}さんが入力した回答です（保存場所 ${entry.value.objectKey}）。`];
  if (!decoded) return ['', '元のメールは保存されていません。'];
  return [
    '',
    '本文',
    ...decoded.text
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => `　| ${line}`),
  ];
}

/** What a person may do now, each as it is typed. */
function choicesOf({ entry: { value }, kind, asked, about }: HeldMail): string[] {
  if (value.state !== 'held' && value.state !== 'quarantined') return ['確認待ちではないので、ありません。'];
  const id = shortId(value.id);
  const reject = `held reject ${id} --by 名前 --reason 理由　採用しない`;
  const giveBack = `held return ${id} --by 名前 --note 文章　文章と空いている行を送り、返信してもらう`;
  if (value.state === 'quarantined') return [reject, giveBack];
  return [...applyChoices(id, kind, asked, about !== null), reject, giveBack];
}

function applyChoices(
  id: string,
  kind: HeldMail['kind'],
  asked: HeldMail['asked'],
  isKnown: boolean,
): string[] {
  if (kind === 'correction')
    return [`held apply ${id} --by 名前 --reason 理由　訂正を採用し、判定し直して、部署に知らせる`];
  if (kind === 'words')
    return [`held apply ${id} --by 名前 --reason 対応したこと　対応済みと記録する（メールは送りません）`];
  const named = isKnown ? '' : ' --round 2026Q1 --department 部署の番号';
  const late = asked?.round.state === 'frozen' ? ' --reason 理由' : '';
  return [
    `held apply ${id} --by 名前${named}${late}　本人の回答と確かめたうえで登録し、登録された宛先に受付を送る`,
  ];
}
