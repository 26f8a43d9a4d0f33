import * as z from 'zod';
import type { QuarterId } from '../calendar/fiscal.ts';
import { quarterShort } from '../calendar/japanese-date.ts';
import { Status } from '../progress/judgement.ts';
import { PAGE_WORDS, type StatusTable } from './status-table.ts';

/** So many quarters, the present one included: two years side by side. */
export const TREND_QUARTERS_MAX = 8;

/** The initiatives' statuses as they were judged for an earlier quarter. */
export interface EarlierQuarter {
  readonly quarter: QuarterId;
  readonly statuses: readonly Status[];
}

/** 推移: how many initiatives stood where, quarter by quarter, oldest first. Counts stand in the order of `columns`. */
export const Trend = z.strictObject({
  columns: z.array(Status),
  points: z.array(z.strictObject({ label: z.string(), counts: z.array(z.number().int().min(0)) })),
});
export type Trend = z.infer<typeof Trend>;

/** Joins the quarters before, those with any status, with the totals of the page's own table. */
export function traceTrend(
  earlier: readonly EarlierQuarter[],
  quarter: QuarterId,
  table: StatusTable,
): Trend {
  const past = earlier.filter(({ statuses }) => statuses.length > 0).slice(1 - TREND_QUARTERS_MAX);
  const seen = new Set(past.flatMap(({ statuses }) => statuses));
  const columns = Status.options.filter((status) => table.columns.includes(status) || seen.has(status));
  const totals = new Map(table.columns.map((status, index) => [status, table.total[index]?.count ?? 0]));
  return {
    columns,
    points: [
      ...past.map((point) => {
        const counts = new Map<Status, number>();
        for (const status of point.statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
        return {
          label: quarterShort(point.quarter),
          counts: columns.map((status) => counts.get(status) ?? 0),
        };
      }),
      { label: quarterShort(quarter), counts: columns.map((status) => totals.get(status) ?? 0) },
    ],
  };
}

/** What the chart says, in words: it stands in its place wherever the picture does not. Null without any quarter. */
export function describeTrend({ columns, points }: Trend): string | null {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const counted = (status: Status) => {
    const index = columns.indexOf(status);
    const [from = 0, to = 0] = [first.counts[index], last.counts[index]];
    if (first === last) return `${PAGE_WORDS[status]}は${to}件`;
    return `${PAGE_WORDS[status]}は${from === to ? `${to}件のまま` : `${from}件から${to}件`}`;
  };
  const words = `${counted('on-track')}、${counted('off-track')}`;
  return first === last
    ? `${last.label}の件数：${words}です。`
    : `${first.label}から${last.label}まで：${words}です。`;
}
