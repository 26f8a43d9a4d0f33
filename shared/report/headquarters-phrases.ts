import { longDate } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import type { Concern, HeadquartersPage } from './headquarters-view.ts';
import { PAGE_WORDS } from './status-table.ts';

/** A picture that goes along with a mail, as its HTML places it. */
export interface EnclosedChart {
  /** `cid:` and the name of its part. */
  readonly source: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** In CSS pixels: as wide as the mail's text, low enough for the page to stay one sheet of A4. */
export const CHART_SIZE = { width: 560, height: 150 } as const;

/** What goes along with the page when it leaves. */
export interface Enclosures {
  readonly chart: EnclosedChart | null;
  /** What they are called. */
  readonly attached: readonly string[];
  readonly missing: readonly string[];
}

/** The page alone, as it stands in a draft. */
export const NOTHING_ENCLOSED: Enclosures = { chart: null, attached: [], missing: [] };

/** Headings and set phrases of the page, shared by the text and the HTML so that both say the same. */
export const PAGE_PHRASES = {
  addressee: '行政経営戦略推進本部員 各位',
  overview: '概況',
  approvals: 'ご判断をお願いする事項',
  noApprovals: '今回はありません。',
  table: '状況',
  tableNote: '（かっこは前回との差）',
  trend: '推移',
  trendNote: '各四半期の件数は別紙5のとおりです。',
  goals: '5年後の目標（ビジョン）',
  concerns: '対応が必要な取組',
  noConcerns: '遅れの取組はありません。',
  improvements: '改善した取組',
  noImprovements: '2四半期続けて改善した取組はありません。',
  decisions: '本部の決定への対応',
  reviews: '見直し判断・終期（6か月以内）',
  waiting: '回答待ち',
  next: '次の対応',
  noNext: '記載がありません',
  total: '計',
  ownRating: '所管課の評価',
  annex: '別紙',
  annexWaiting: '回答待ちの課',
  annexReviews: '見直し判断・終期',
  annexDecisions: '本部の決定への対応',
  annexInitiatives: '取組別の状況',
  annexTrend: '四半期ごとの件数',
  paperNote: '別紙は、メールの本文と進捗管理表（Excel）にあります。',
  enclosed: '添付',
  notEnclosed: '添付できなかった資料',
  none: 'ありません。',
  referenceNote: '状況の色分けは、最初の2回は参考です。',
  illustrativeAll: '例示：この資料の数値と取組内容は、すべて例示です。',
  illustrativeSome: '例示：（例示）とある取組と目標には、例示の内容が含まれます。',
} as const;

/** `庁内限り（速報・参考）` */
function confidentialityOf({ provisional, reference }: HeadquartersPage): string {
  return `庁内限り（${provisional ? '速報' : '確定'}${reference ? '・参考' : ''}）`;
}

export function dateLineOf(page: HeadquartersPage): string {
  return `${longDate(dateOf(page.date))}　推進本部事務局　${confidentialityOf(page)}`;
}

/** The notes under the head: whether the colours are for reference, whether the data are invented. */
export function notesOf({ reference, illustrative }: HeadquartersPage): string[] {
  return [
    ...(reference ? [PAGE_PHRASES.referenceNote] : []),
    ...(illustrative === 'all' ? [PAGE_PHRASES.illustrativeAll] : []),
    ...(illustrative === 'some' ? [PAGE_PHRASES.illustrativeSome] : []),
  ];
}

/** `（例示）` beside an item of a page that mixes real and invented data; a wholly invented one says so once. */
export function illustrativeMark(item: { illustrative: boolean }, page: HeadquartersPage): string {
  return item.illustrative && page.illustrative === 'some' ? '（例示）' : '';
}

/** `（前回は順調、所管課の評価はやや遅れ）`: what stands beside a concern's status, or nothing. */
export function concernNote({ worsenedFrom, ownRating }: Concern): string {
  const notes = [
    ...(worsenedFrom === null ? [] : [`前回は${PAGE_WORDS[worsenedFrom]}`]),
    ...(ownRating === null ? [] : [`${PAGE_PHRASES.ownRating}は${ownRating}`]),
  ];
  return notes.length === 0 ? '' : `（${notes.join('、')}）`;
}

export function moreLine(more: number): string {
  return `ほか${more}件は別紙のとおりです。`;
}

export function waitingLine({ waiting: { whole, partly } }: HeadquartersPage): string {
  const some = `一部の課が回答待ちの取組${partly}件`;
  if (whole === 0) return partly === 0 ? 'ありません' : `${some}（事務局で調整中）`;
  return partly === 0 ? `${whole}件（事務局で調整中）` : `${whole}件、ほかに${some}（事務局で調整中）`;
}

/** `状況（かっこは前回との差）`; the brackets only where there was a round before. */
export function tableHeading({ table }: HeadquartersPage): string {
  const hasPrevious = table.total.some(({ difference }) => difference !== null);
  return PAGE_PHRASES.table + (hasPrevious ? PAGE_PHRASES.tableNote : '');
}

/** `添付　本部資料（PDF）、進捗管理表（Excel）`, and what could not be made; nothing where the mail is only looked at. */
export function enclosureLines({ attached, missing }: Pick<Enclosures, 'attached' | 'missing'>): string[] {
  return [
    ...(attached.length === 0 ? [] : [`${PAGE_PHRASES.enclosed}　${attached.join('、')}`]),
    ...(missing.length === 0
      ? []
      : [`${PAGE_PHRASES.notEnclosed}　${missing.join('、')}（作成できなかったため）`]),
  ];
}

export function reviewsLine({ reviews }: HeadquartersPage): string {
  return reviews === 0 ? 'ありません' : `${reviews}件`;
}

/** `収納課（未決裁）`: an answer that came and that nobody approved is not called missing. */
export function waitingDepartment({
  department,
  isUnapproved,
}: HeadquartersPage['annex']['waiting'][number]): string {
  return `${department}${isUnapproved ? '（未決裁）' : ''}`;
}
