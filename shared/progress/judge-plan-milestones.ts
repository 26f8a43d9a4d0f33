import { parseQuarter, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { quarterName } from '../calendar/japanese-date.ts';
import { isMilestoneOfYear } from '../plan/asked.ts';
import type { Initiative, Milestone } from '../plan/plan.ts';
import { judgeKpi } from './judge-kpi.ts';
import type { Judgement } from './judgement.ts';
import type { Reported } from './reported.ts';

/**
 * Judges the milestones that have fallen due (rule 7). Null where the quarter has none to ask about. A due milestone
 * nobody answered for is rule 0, unless one that was answered for is already 遅れ.
 */
export function judgePlanMilestones(initiative: Initiative, reported: Reported): Judgement | null {
  const { quarter, round, milestones: reports, excluded = [], underReview = [] } = reported;
  const { fiscalYear } = parseQuarter(quarter);
  const items = initiative.milestones.filter(
    (item) => !excluded.includes(item.id) && (item.fiscalYear <= fiscalYear || isDueBy(item, quarter)),
  );
  if (items.length === 0) return null;
  const doneIn = (item: Milestone) => {
    const report = reports[item.id];
    return report?.done ?? (report?.state === '済' ? quarter : null);
  };
  const isBlank = (item: Milestone) => doneIn(item) === null && (reports[item.id]?.state ?? null) === null;
  const isDoneBefore = (item: Milestone) => ![null, quarter].includes(doneIn(item));
  const asked = items.filter((item) => isMilestoneOfYear(item, fiscalYear) && !isDoneBefore(item));
  const due = items.filter((item) => isDueBy(item, quarter));
  // Before the year's own items are due, one answer is enough; but silence about all of them is no 順調, however
  // much was done in earlier years.
  const isSilent = asked.length > 0 && asked.every(isBlank);
  const blank = isSilent ? [...new Set([...due.filter(isBlank), ...asked])] : due.filter(isBlank);
  const answered = items.filter((item) => !blank.includes(item));
  const judged = judgeKpi({
    kpi: {
      kind: 'milestone',
      targets: {},
      tolerance: 0,
      milestones: answered.map((item) => {
        const done = doneIn(item);
        const [first] = item.slips ?? [];
        return {
          item: item.text,
          due: item.due,
          key: item.key,
          ...(done === null ? {} : { done }),
          ...(first === undefined ? {} : { slipped: { from: first.from, times: item.slips?.length ?? 1 } }),
        };
      }),
    },
    actuals: {},
    asOf: quarter,
  });
  const first = blank[0];
  if (first === undefined || judged.status === 'off-track') return judged;
  const others = blank.length > 1 ? `ほか${blank.length - 1}件` : '';
  const isReviewed = blank.every(({ id }) => underReview.includes(id));
  return {
    ...judged,
    status: isReviewed ? 'under-review' : round === 'open' ? 'awaiting' : 'not-reported',
    rule: '0',
    reason: `${quarterName(quarter)}の予定「${first.text}」${others}${whyBlank(reported, isReviewed)}（判定基準0）`,
  };
}

function whyBlank({ round, unapproved = [] }: Reported, isReviewed: boolean): string {
  if (isReviewed) return 'が回答を事務局が確認中';
  if (unapproved.length > 0) return round === 'open' ? 'の回答は決裁待ち' : 'の回答はあるが未決裁';
  return round === 'open' ? 'が回答待ち' : 'が未報告';
}

function isDueBy({ due }: Milestone, quarter: QuarterId): boolean {
  return quarterIndex(due) <= quarterIndex(quarter);
}
