import type { ReplyLine } from './reply-lines.ts';

/** What a line is by its shape alone. Labels never cut anything: they only say how a line is to be taken. */
export type LineLabel = 'header' | 'attribution' | 'banner' | 'courtesy' | 'none';

const HEADER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:差出人|送信者|from)\s{0,3}[:：]/i, 'from'],
  [/^(?:送信日時|日時|日付|送信日|受信日時|sent|date)\s{0,3}[:：]/i, 'date'],
  [/^(?:宛先|送信先|to)\s{0,3}[:：]/i, 'to'],
  [/^(?:cc|ｃｃ|ＣＣ|同報)\s{0,3}[:：]/i, 'cc'],
  [/^(?:件名|題名|subject)\s{0,3}[:：]/i, 'subject'],
];
const SEPARATOR =
  /^[-_=―ー－*\s]{2,40}(?:original message|original|元のメッセージ|元のメール|引用元メッセージ|転送(?:された)?メッセージ|転送メール|forwarded message|返信元メッセージ|元メール)[-_=―ー－*\s]{2,40}$|^begin forwarded message:$/i;

function headerName(body: string): string | null {
  if (body.length > 400) return null;
  // Outlook and Garoon emphasise the names in places: `*差出人:*`.
  const bare = body.replace(/^\*{1,2}|\*(?=\s|$)/g, '');
  return HEADER_NAMES.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
}

/** Lines that a wrapped header value may take before the next header name. */
const WRAPPED_MAX = 4;
/** Lines of a whole header block; a long list of recipients wraps. */
const BLOCK_MAX_LINES = 20;

/**
 * Marks header blocks (差出人:, 送信日時: …): the sender's name with a date's or a recipient's at the same depth, so
 * that a comment with `件名:` or `From:` in it is not taken for one. Each block begins a quoted mail.
 */
function markHeaderBlocks(lines: readonly ReplyLine[], labels: LineLabel[]): Set<number> {
  const begins = new Set<number>();
  let index = 0;
  while (index < lines.length) {
    const first = lines[index];
    if (first && SEPARATOR.test(first.body)) {
      labels[index] = 'header';
      begins.add(index);
    }
    const end = first && headerName(first.body) !== null ? headerBlockEnd(lines, index) : index;
    if (end > index) {
      // A separator right above already began this quoted mail.
      if (!hasSeparatorAbove(lines, labels, index)) begins.add(index);
      markRuleAbove(lines, labels, index);
      labels.fill('header', index, end);
      index = end;
    } else index += 1;
  }
  return begins;
}

function headerBlockEnd(lines: readonly ReplyLine[], start: number): number {
  const depth = lines[start]?.depth ?? 0;
  const names = new Set<string>();
  let end = start;
  for (let index = start; index < Math.min(lines.length, start + BLOCK_MAX_LINES); index += 1) {
    const line = lines[index];
    if (!line || line.depth !== depth) break;
    const name = headerName(line.body);
    if (name !== null) {
      names.add(name);
      end = index + 1;
    } else if (line.body === '' ? names.size >= 2 : index - end >= WRAPPED_MAX) break;
  }
  return names.has('from') && (names.has('date') || names.has('to')) ? end : start;
}

/** A rule with words in it, such as `---- 元のメール ----`: what stands above a header block, whatever it says. */
const TITLED_RULE = /^[-_=―ー－─━*]{2,40}[^-_=―ー－─━*].{0,60}[-_=―ー－─━*]{2,40}$/;

/** Outlook draws a row of underscores above its header block, groupware a rule with a title. */
function markRuleAbove(lines: readonly ReplyLine[], labels: LineLabel[], start: number): void {
  let index = start - 1;
  while (index >= 0 && index > start - 3 && lines[index]?.body === '') index -= 1;
  const body = lines[index]?.body ?? '';
  if (SIGNATURE_ROW.test(body) || TITLED_RULE.test(body)) labels[index] = 'header';
}

function hasSeparatorAbove(
  lines: readonly ReplyLine[],
  labels: readonly LineLabel[],
  start: number,
): boolean {
  for (let index = start - 1; index >= Math.max(0, start - 3); index -= 1) {
    if (labels[index] === 'header') return true;
    if (lines[index]?.body !== '') return false;
  }
  return false;
}

const ATTRIBUTIONS: readonly RegExp[] = [
  /^on\s.{4,200}\bwrote\s?[:：]$/i,
  /^.{0,160}\b(?:wrote|writes)(?:\s+in\s+<[^<>\s]{1,200}>)?\s?[:：]$/i,
  /さん(?:は|が)?.{0,40}(?:書きました|のメール|wrote)\s?[:：]?$/,
  /の(?:メッセージ|メール|送信)\s?[:：]$/,
  /^\d{4}[年/.-].{0,200}[<＜(].{0,120}@.{0,120}[>＞)].{0,20}[:：]$/,
  /^[(（]?\d{4}[/年].{4,60}\d{1,2}[:時]\d{2}.{0,160}[:：]$/,
];

/** Without any of these two lines are not one attribution, but a date somebody typed above a line of the form. */
const NAMES_SENDER = /[<＜@]|wrote|writes|書きました|のメール|のメッセージ/i;

/** What every attribution ends with or holds; most lines need no closer look. */
const ENDS_LIKE_ATTRIBUTION = /[:：]$|さん|さ ん/;

function isAttribution(body: string): boolean {
  if (body.length > 320 || !ENDS_LIKE_ATTRIBUTION.test(body)) return false;
  // Flowed text without DelSp leaves a blank where it was wrapped, also inside a Japanese word.
  const bare = body.replace(/([^\0-\x7f]) (?=[^\0-\x7f])/g, '$1');
  return ATTRIBUTIONS.some((pattern) => pattern.test(body) || pattern.test(bare));
}

const BEGINS_LIKE_ATTRIBUTION =
  /^(?:on\s|[(（]?\d{4}[年/.-]|.{0,80}<[^>]{0,80}$|.{0,160}\b(?:wrote|writes)(?: in)?$)/i;

/** A warning a gateway put on top, or what a telephone adds; nobody typed it. */
const BANNERS: readonly RegExp[] = [
  /^[【[［(（<＜※*]{1,3}\s{0,2}(?:外部|社外|庁外|注意|警告|external|caution|warning)/i,
  /(?:外部|庁外|組織外)(?:から(?:の|受信)|の)(?:メール|送信者)/,
  /(?:無害化|サニタイズ|添付ファイル(?:は|を)(?:削除|除去|分離)|ウイルス(?:チェック|スキャン)|リンクを?無効)/,
  /^(?:iphone|ipad|android|スマートフォン|携帯)\s?から送信/i,
  /^(?:ios|android)\s?版\s?outlook\s?を入手/i,
  /^(?:sent from my|get outlook for|sent via)\b/i,
  /^my (?:iphone|android)から送信/i,
];

/** Lines that say nothing but politeness. Only whole lines, so that no content goes with them. */
const COURTESIES: readonly RegExp[] = [
  /^(?:いつも)?(?:大変)?お世話(?:に|様で|さまで)(?:なって(?:おり|い)ます|なります|す|ございます)。?$/,
  /^(?:お疲れ(?:様|さま)|ご苦労(?:様|さま))(?:です|でございます)。?$/,
  /^(?:以上(?:、|,)?)?(?:どうぞ|何卒|なにとぞ)?(?:よろしく|宜しく)お願い(?:いたし|致し|申し上げ|し)ます。?$/,
  /^以上(?:です|となります|でございます)?。?$/,
  /^(?:標記|標題|表題|首題|照会)の件(?:について|につき|につきまして)?、?(?:下記|次|以下)の(?:とおり|通り)(?:ご?(?:回答|報告)(?:いた|致)?します)。?$/,
  /^(?:下記|次|以下)の(?:とおり|通り)(?:ご?(?:回答|報告)(?:いた|致)?し(?:ます|ました))。?$/,
  /^(?:ご?(?:回答|報告|返信)(?:いた|致)?し(?:ます|ました))。?$/,
  /^.{1,30}(?:課|室|係|局|部|担当|事務局)(?:の|\s|　).{1,12}です。?$/,
  /^.{1,30}(?:様|殿|各位|御中|さん)$/,
];

export interface LabelledLines {
  readonly labels: readonly LineLabel[];
  /** Lines at which a quoted mail begins without quote marks. */
  readonly begins: ReadonlySet<number>;
}

/** Labels every line by its shape. */
export function labelLines(lines: readonly ReplyLine[]): LabelledLines {
  const labels: LineLabel[] = lines.map(() => 'none');
  const begins = markHeaderBlocks(lines, labels);
  lines.forEach(({ body, depth }, index) => {
    if (labels[index] !== 'none' || body === '') return;
    const next = lines[index + 1];
    if (isAttribution(body)) labels[index] = 'attribution';
    else if (
      next?.depth === depth &&
      ENDS_LIKE_ATTRIBUTION.test(next.body) &&
      BEGINS_LIKE_ATTRIBUTION.test(body) &&
      body.length + next.body.length <= 320 &&
      NAMES_SENDER.test(`${body}${next.body}`) &&
      isAttribution(`${body} ${next.body}`)
    ) {
      // The client wrapped the attribution, usually after the opening bracket of the address.
      labels[index] = 'attribution';
      labels[index + 1] = 'attribution';
    } else if (body.length <= 200 && BANNERS.some((pattern) => pattern.test(body))) labels[index] = 'banner';
    else if (body.length <= 60 && COURTESIES.some((pattern) => pattern.test(body)))
      labels[index] = 'courtesy';
  });
  return { labels, begins };
}

const SIGNATURE_ROW = /^(?:--|—|[-=_*#~+＊━─═＝〜～＿◆◇■□☆★●○…・※／/|]{5,120})$/;
const CONTACT = /tel|電話|℡|内線|fax|〒|e-?mail|メール[:：]|[\w.+-]{1,64}@[\w-]{1,60}\.|https?:\/\/|直通/i;
const DISCLAIMER =
  /^[【[［※*]?\s{0,2}(?:機密|秘密|守秘|免責|ご注意|confidential|disclaimer|privileged)|(?:この|本)(?:電子)?メール.{0,60}(?:機密|秘密|誤って|意図しない|宛先以外)/i;
/** More lines than this are no signature. */
const SIGNATURE_MAX_LINES = 25;

/** Names, posts and addresses are no sentences. */
function isSentence(body: string): boolean {
  return /(?:[。！？]|ます|です|ました|した|ません)$/.test(body);
}

function isRow(body: string): boolean {
  return SIGNATURE_ROW.test(body);
}

/** Where a signature or disclaimer begins in lines that end a piece of text; their number if there is none. */
export function signatureStart(bodies: readonly string[]): number {
  for (let index = Math.max(0, bodies.length - SIGNATURE_MAX_LINES); index < bodies.length; index += 1) {
    const body = (bodies[index] ?? '').slice(0, 400);
    const below = bodies.slice(index + 1);
    if (DISCLAIMER.test(body)) return index;
    if (SIGNATURE_ROW.test(body) && (body === '--' || below.some((line) => CONTACT.test(line.slice(0, 400)))))
      return index;
    const startsBlock = index > 0 && bodies[index - 1] === '' && !isSentence(body) && !below.some(isRow);
    const block = startsBlock ? bodies.slice(index).filter((line) => line !== '') : [];
    const contacts = block.filter((line) => CONTACT.test(line.slice(0, 400))).length;
    if (contacts >= 2 && contacts * 3 >= block.length) return index;
  }
  return bodies.length;
}
