import type { QuarterId } from '../calendar/fiscal.ts';
import { quarterShort } from '../calendar/japanese-date.ts';
import { isMailable, toMailable } from '../mail/mailable.ts';
import type { Standing } from './headquarters-input.ts';
import type { HeadquartersPage } from './headquarters-view.ts';
import { cellsOf, LINE_CELLS, oneLine } from './plain-text.ts';
import { type StatusTable, totalOf } from './status-table.ts';

interface SubjectFacts {
  readonly quarter: QuarterId;
  readonly isFinal: boolean;
  readonly table: StatusTable;
  readonly approvals: number;
}

/** `【行政経営】R8第1四半期 順調14件・遅れ3件、ご判断2件`: the message itself, in at most thirty full-width characters. */
export function composeSubject({ quarter, isFinal, table, approvals }: SubjectFacts): string {
  const onTrack = `順調${totalOf(table, 'on-track').count}件`;
  const late = totalOf(table, 'off-track').count;
  const head = `【行政経営】${quarterShort(quarter)}${isFinal ? '確定' : ''} `;
  const states = `${onTrack}・${late === 0 ? '遅れなし' : `遅れ${late}件`}`;
  const whole = `${head}${states}、${approvals === 0 ? 'ご判断なし' : `ご判断${approvals}件`}`;
  return cellsOf(whole) <= LINE_CELLS ? whole : `${head}${states}`;
}

/** 概況 in two sentences: how many are on track and what changed; how many are late and where. */
export function describeOverview(standings: readonly Standing[], table: StatusTable): string[] {
  return [describeProgress(standings.length, table), describeDelay(standings, table)];
}

function describeProgress(total: number, table: StatusTable): string {
  const { count, difference } = totalOf(table, 'on-track');
  const missing = totalOf(table, 'not-reported').count;
  // While most have not answered, "few are on track" would be true and misleading.
  if (missing * 2 > total) return `${total}件のうち${missing}件が回答待ちで、順調は${count}件です。`;
  const achieved = totalOf(table, 'achieved').count;
  const opening = `${total}件のうち${achieved === 0 ? '' : `達成は${achieved}件、`}順調は${count}件`;
  const subject = achieved === 0 ? '' : '順調は';
  if (difference === null) return `${opening}です。`;
  if (difference === 0) return `${opening}で、${subject}前回と同じです。`;
  return `${opening}で、${subject}前回より${Math.abs(difference)}件${difference > 0 ? '増え' : '減り'}ました。`;
}

function describeDelay(standings: readonly Standing[], table: StatusTable): string {
  const late = standings.filter(({ status }) => status === 'off-track');
  if (late.length === 0) {
    const slow = totalOf(table, 'at-risk').count;
    return slow === 0 ? '遅れ、やや遅れの取組はありません。' : `遅れの取組はなく、やや遅れは${slow}件です。`;
  }
  const counts = new Map<string, number>();
  for (const { pillar } of late) counts.set(pillar.short, (counts.get(pillar.short) ?? 0) + 1);
  const [name = '', most = 0] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  if (counts.size === 1)
    return `遅れは${late.length}件で、${late.length > 1 ? 'いずれも' : ''}「${name}」の取組です。`;
  if (most * 2 > late.length) return `遅れは${late.length}件で、うち${most}件が「${name}」の取組です。`;
  const more = totalOf(table, 'off-track').difference ?? 0;
  const change = more === 0 ? '前回と同じ' : `前回より${Math.abs(more)}件${more > 0 ? '増え' : '減り'}ました`;
  if (totalOf(table, 'off-track').difference === null) return `遅れは${late.length}件です。`;
  return `遅れは${late.length}件で、${change}${more === 0 ? 'です' : ''}。`;
}

/** Longer words would push the figures off the page. */
const OVERVIEW_MAX_CELLS = 400;

export type OverviewEdit =
  | {
      readonly kind: 'edited';
      readonly page: HeadquartersPage;
      /** Numbers in the new words that stand nowhere else on the page; the secretariat is asked about them. */
      readonly unknownFigures: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a mail would carry in place of a character says nothing of it any more. */
const isLost = (carried: string) => carried === '' || carried === '〓';

/**
 * Replaces the covering words (概況) by the secretariat's own, in characters mails carry. Nothing else of a page can be
 * edited. Refuses no words, more than the page has room for, and characters no mail carries.
 */
export function editOverview(page: HeadquartersPage, words: string): OverviewEdit {
  const lost = [...new Set(words)].filter(
    (character) => !/[\r\n\t]/.test(character) && !isMailable(character) && isLost(toMailable(character)),
  );
  if (lost.length > 0)
    return { kind: 'refused', reason: `メールで使えない文字「${lost.join('')}」があります。` };
  const sentences = words
    .split(/(?<=。)|\n/)
    .map((sentence) => oneLine(toMailable(sentence)))
    .filter((sentence) => sentence !== '');
  if (sentences.length === 0) return { kind: 'refused', reason: '概況が空です。1文以上を書いてください。' };
  if (sentences.length > 4) return { kind: 'refused', reason: '概況は4文までです。' };
  if (cellsOf(words) > OVERVIEW_MAX_CELLS) return { kind: 'refused', reason: '概況は全角200字までです。' };
  const known = new Set(
    numbersIn(JSON.stringify({ ...page, overview: page.overviewEdited ? [] : page.overview })),
  );
  return {
    kind: 'edited',
    page: { ...page, overview: sentences, overviewEdited: true },
    unknownFigures: [...new Set(numbersIn(sentences.join('')))].filter((figure) => !known.has(figure)),
  };
}

/** Numbers as they read, whether half-width or full-width, with or without separators. */
function numbersIn(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .replace(/(?<=\d),(?=\d{3})/g, '')
      .match(/\d+(?:\.\d+)?/g) ?? []
  );
}
