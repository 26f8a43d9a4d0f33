import { parseQuarter, type QuarterId, quarterId, quarterIndex } from '../calendar/fiscal.ts';

export interface ActualPoint {
  readonly quarter: QuarterId;
  readonly index: number;
  readonly value: number;
}

/**
 * The values up to a quarter, oldest first. Later ones are unknown to a judgement as of that quarter, so that a past
 * judgement can be made again; a value that is no finite number is a blank.
 */
export function listActuals(
  actuals: Readonly<Record<string, number | null>>,
  asOf: QuarterId,
): ActualPoint[] {
  return Object.entries(actuals)
    .flatMap(([key, value]) => {
      if (value === null || !Number.isFinite(value)) return [];
      const quarter = quarterId(parseQuarter(key));
      return [{ quarter, index: quarterIndex(quarter), value }];
    })
    .filter(({ index }) => index <= quarterIndex(asOf))
    .sort((a, b) => a.index - b.index);
}
