import * as z from 'zod';
import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { type Judgement, TAGS } from './judgement.ts';
import { percentWords } from './number-words.ts';

export const YearLetter = z.enum(['S', 'A', 'B', 'C', 'D']);
type YearLetter = z.infer<typeof YearLetter>;

/** The words of the ministry's five classes (総務省の目標管理型評価), an explanation beside the letter. */
const CLASS_WORDS: Record<YearLetter, string> = {
  S: '目標超過達成',
  A: '目標達成',
  B: '相当程度進展あり',
  C: '進展が大きくない',
  D: '目標に向かっていない',
};

/** From this 計画比 on; the cut points are those Osaka's library publishes (110, 80, 50). */
const CUTS = { S: 1.1, A: 1, B: 0.8, C: 0.5 } as const;

/** 年度末評価 of one KPI: the letter, and both numbers it is read beside. */
export const YearRank = z.object({
  rank: YearLetter,
  /** 「年度末評価A（目標達成）：計画比102％、達成率65％」 */
  text: z.string(),
});
export type YearRank = z.infer<typeof YearRank>;

/**
 * The rank of a year, given once: for its fourth quarter, when the value is whole and final. 計画比 decides it; 達成率
 * (the way gone to the plan's last target) stands beside it. Null where there is nothing to rank. Where no ratio can
 * be had (a range, a plan that first dips) the status decides, and D is left to what is worse than its baseline.
 */
export function rankYear(judgement: Judgement, quarter: QuarterId): YearRank | null {
  const { tags, ratio, attainment } = judgement;
  if (parseQuarter(quarter).quarter !== 4) return null;
  if (tags.includes(TAGS.provisional) || tags.includes(TAGS.partial)) return null;
  const rank = letterOf(judgement);
  if (rank === null) return null;
  const numbers = [
    ...(ratio === null ? [] : [`計画比${percentWords(ratio, Object.values(CUTS))}`]),
    ...(attainment === null ? [] : [`達成率${percentWords(attainment)}`]),
  ];
  const text = `年度末評価${rank}（${CLASS_WORDS[rank]}）`;
  return { rank, text: numbers.length === 0 ? text : `${text}：${numbers.join('、')}` };
}

function letterOf({ status, ratio, tags }: Judgement): YearLetter | null {
  const byStatus = statusLetter(status);
  if (byStatus === null || tags.includes(TAGS.worseThanBaseline)) return byStatus === null ? null : 'D';
  if (ratio === null) return byStatus;
  if (ratio >= CUTS.S) return 'S';
  if (ratio >= CUTS.A || status === 'achieved') return 'A';
  if (ratio >= CUTS.B) return 'B';
  return ratio >= CUTS.C ? 'C' : 'D';
}

function statusLetter(status: Judgement['status']): YearLetter | null {
  switch (status) {
    case 'achieved':
    case 'on-track':
      return 'A';
    case 'at-risk':
      return 'B';
    case 'off-track':
      return 'C';
    case 'not-reported':
    case 'under-review':
    case 'awaiting':
    case 'not-evaluable':
    case 'excluded':
      return null;
  }
}
