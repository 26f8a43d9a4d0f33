import { type Instant, tokyoDate } from '../calendar/time.ts';
import { nearestDate } from './normalise-date.ts';
import { plain, unwrapped } from './plain-text.ts';
import type { Command } from './reading.ts';

/** A longer line is prose that happens to hold the word. */
const LINE_MAX_CHARS = 120;
/** What may stand behind a command word without changing it. */
const ASK =
  '(?:(?:と|に|を|で)?(?:させて(?:頂|いただ)き(?:ます|たいです)|いたします|致します|します|しました|いたしました|致しました|する|した|です|済みです|済みました|済です|済み|済|となります|になります|お願い(?:いた|致|申し上げ)?し?ます|お願い|願います|願い|希望します|してください|して下さい|下さい|ください|ok|可|たいです))?';
const EDGE = /^[\s、,。．.!！:：・*■○→>-]+|[\s、,。．.!！]+$/g;

/** 「承認」します: the word in quotation marks, as the mail printed it. */
const QUOTED_WORD = /^[「『【[“"']([^」』】\]”"']{1,20})[」』】\]”"']/;

function wholly(words: string): RegExp {
  return new RegExp(`^(?:${words})${ASK}$`, 'i');
}

/** One of these is in every command; most lines hold none, and need no closer look. */
const HOLDS_WORD = /承認|了承|確認|発信|該当|対象|報告|回答|差|さしもどし|延期|担当/;

const APPROVE = wholly('承認|了承|承認ok');
const CONFIRM = wholly('確認|内容確認|確認済み?|内容を確認');
const RELEASE = wholly('発信|発信ok|発信可');
const NOTHING =
  /^(?:(?:該当|対象|報告|回答)(?:事項|案件|する(?:もの|取組))?(?:は|が)?(?:なし|無し|ナシ|無|ございません|ありません|ないです|無いです))(?:です|でした|となります|でございます)?$/;
const SEND_BACK =
  /^(?:差し?戻し?す?|差戻|さしもどし)(?:ます|します|いたします|致します|とします|です|お願いします)?(?:[\s。、,:：]+(.+))?$/;
const EXTEND_FIRST =
  /^(?:回答)?(?:期限|提出|締切)?(?:の|を)?延期(?:の?(?:お)?願い|希望|申請)?(?:を|は|に|で)?(?:します|です|お願いします|希望します|いたします)?(?:[\s。、,:：(]+(.+?)\)?)?$/;
const EXTEND_TIGHT = /^延期([\d令平R].*)$/i;
const EXTEND_LAST = /^(.{2,24}?)(?:まで|へ|に)?(?:の|を)?(?:期限)?(?:の|を)?延期(.{0,14})$/;
const HAND_OVER =
  /^(?:担当(?:者|課|部署)?(?:の)?(?:変更|交代|替え|異動)|担当(?:者)?が(?:変わり|替わり|代わり)(?:ました|ます))(?:です|しました|します|になりました|がありました|いたしました|あり)?(?:[\s。、,:：(]+(.+?)\)?)?$/;

/** The date part of 延期, taken out of the words around it. */
function dateWords(text: string): string {
  return text
    .replace(/^(?:回答)?(?:期限|提出|締切)(?:を|は|の)?/, '')
    .replace(
      /(?:まで|へ|に)?(?:で|を|の)?(?:延期)?(?:お願い(?:いた|致)?します|します|です|希望(?:します)?|願います|いたします|致します)?[。.]?$/,
      '',
    )
    .replace(/(?:まで|へ|に)$/, '')
    .trim();
}

function extend(words: string | undefined, raw: string, receivedAt: Instant): Command {
  const until = words === undefined ? null : nearestDate(dateWords(words), tokyoDate(receivedAt));
  return { kind: 'extend', until, raw };
}

function readExtend(line: string, raw: string, receivedAt: Instant): Command | null {
  const text = line.replace(/\s*\([月火水木金土日](?:曜日?)?\)/, '');
  const first = EXTEND_FIRST.exec(text);
  const after = first?.[1] ?? EXTEND_TIGHT.exec(text)?.[1];
  if (after !== undefined) {
    const command = extend(after, raw, receivedAt);
    // 延期 with other words behind it is a sentence about a postponement, unless a date was plainly tried.
    return command.kind === 'extend' && command.until === null && !/\d\s*[/月.-]\s*\d|\d\s*[月日]/.test(after)
      ? null
      : command;
  }
  if (first) return extend(undefined, raw, receivedAt);
  const last = EXTEND_LAST.exec(text);
  if (!last || !new RegExp(`^${ASK}$`, 'i').test(last[2] ?? '')) return null;
  const command = extend(last[1], raw, receivedAt);
  return command.kind === 'extend' && command.until !== null ? command : null;
}

/**
 * Reads a line that is one of the short commands and nothing else (decision 11): 承認, 差戻し, 延期 with a date,
 * 該当なし, 担当変更, 確認, 発信. Anything else, and any denial, is a comment: null.
 */
export function readCommand(line: string, receivedAt: Instant): Command | null {
  if (line.length === 0 || line.length > LINE_MAX_CHARS || !HOLDS_WORD.test(line.normalize('NFKC')))
    return null;
  const text = unwrapped(plain(line).replace(EDGE, '')).replace(QUOTED_WORD, '$1').replace(EDGE, '');
  const tight = text.replace(/\s+/g, '');
  if (NOTHING.test(tight)) return { kind: 'nothing-to-report' };
  const sendBack = SEND_BACK.exec(text);
  if (sendBack) return { kind: 'send-back', reason: sendBack[1]?.trim() || null };
  const handOver = HAND_OVER.exec(text);
  if (handOver) return { kind: 'hand-over', note: handOver[1]?.trim() || null };
  if (APPROVE.test(tight)) return { kind: 'approve' };
  if (CONFIRM.test(tight)) return { kind: 'confirm' };
  if (RELEASE.test(tight)) return { kind: 'release' };
  return text.includes('延期') ? readExtend(text, line.trim(), receivedAt) : null;
}
