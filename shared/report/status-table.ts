import * as z from 'zod';
import type { Pillar } from '../plan/plan.ts';
import { Status } from '../progress/judgement.ts';
import type { PlanSummary } from '../progress/summarise.ts';

/** The columns every page shows, in its order. */
const STANDING_COLUMNS: readonly Status[] = ['achieved', 'on-track', 'at-risk', 'off-track', 'not-reported'];

/** Shown only where something stands in them, now or the time before. */
const OCCASIONAL_COLUMNS: readonly Status[] = ['under-review', 'awaiting', 'not-evaluable', 'excluded'];

/**
 * How a status is called on the headquarters' page. An answer still missing is 回答待ち there, not 未報告: nobody is
 * blamed; and a value that is not due yet is 時期前, so that the two kinds of waiting are not mistaken.
 */
export const PAGE_WORDS: Record<Status, string> = {
  achieved: '達成',
  'on-track': '順調',
  'at-risk': 'やや遅れ',
  'off-track': '遅れ',
  'not-reported': '回答待ち',
  'under-review': '確認中',
  awaiting: '時期前',
  'not-evaluable': '評価不能',
  excluded: '対象外',
};

export const StatusCount = z.strictObject({
  count: z.number().int().min(0),
  /** Against the previous round; null where there was none. */
  difference: z.number().int().nullable(),
});
export type StatusCount = z.infer<typeof StatusCount>;

/** 状況: pillars by status, as counts and never as averages. Cells stand in the order of `columns`. */
export const StatusTable = z.strictObject({
  columns: z.array(Status),
  rows: z.array(z.strictObject({ label: z.string(), cells: z.array(StatusCount) })),
  total: z.array(StatusCount),
});
export type StatusTable = z.infer<typeof StatusTable>;

/** Lays the counts of every pillar and of the whole out as the page's table. */
export function layOutTable(
  pillars: readonly Pillar[],
  { pillars: counted, total }: PlanSummary,
): StatusTable {
  const columns = [
    ...STANDING_COLUMNS,
    ...OCCASIONAL_COLUMNS.filter(
      (status) => total.counts[status] > 0 || (total.difference?.[status] ?? 0) !== 0,
    ),
  ];
  const row = ({ counts, difference }: PlanSummary['total']): StatusCount[] =>
    columns.map((status) => ({ count: counts[status], difference: difference?.[status] ?? null }));
  return {
    columns,
    rows: pillars.flatMap(({ id, short }) => {
      const summary = counted.find(({ pillar }) => pillar === id);
      return summary ? [{ label: short, cells: row(summary) }] : [];
    }),
    total: row(total),
  };
}

/** `(+1)`, `(-2)`, or nothing where there is no difference to tell. */
export function differenceMark({ difference }: StatusCount): string {
  if (difference === null || difference === 0) return '';
  return difference > 0 ? `(+${difference})` : `(${difference})`;
}

/** The count of one status over all pillars. */
export function totalOf({ columns, total }: StatusTable, status: Status): StatusCount {
  return total[columns.indexOf(status)] ?? { count: 0, difference: null };
}
