import type { FiscalYear, QuarterId } from '../../calendar/fiscal.ts';
import { fiscalYearName } from '../../calendar/japanese-date.ts';
import { EQUAL_SHARES, type Kpi, type Shares } from '../../plan/plan.ts';
import { numberWords } from '../number-words.ts';

export interface SharesProposal {
  readonly shares: Shares;
  /** Where they come from, in one sentence. */
  readonly source: string;
  /** Whether they were measured, and not merely even. */
  readonly isMeasured: boolean;
}

/** Shares are written in thousandths. */
const PARTS = 1000;

/**
 * Proposes the seasonal shares of a yearly total from how the totals of a fiscal year came in (the running total of each
 * quarter). Even shares, and why, where that year is not known whole or does not grow.
 */
export function proposeShares(
  kpi: Pick<Kpi, 'unit'>,
  totals: Readonly<Record<string, number | null>>,
  year: FiscalYear,
): SharesProposal {
  const even = (why: string): SharesProposal => ({
    shares: EQUAL_SHARES,
    source: `${fiscalYearName(year)}の実績が${why}ため、均等にしました`,
    isMeasured: false,
  });
  const known = ([1, 2, 3, 4] as const).map((quarter) => totals[`${year}Q${quarter}` as QuarterId] ?? null);
  const running = evened(known);
  if (running === null)
    return even(known.every((value) => value === null) ? 'ない' : '四半期ごとにそろわない');
  const [first, second, third, fourth] = running;
  const parts = [first, second - first, third - second, fourth - third];
  if (!(fourth > 0) || parts.some((part) => part < 0)) return even('増える累計になっていない');
  const words = running.map((value, at) => `第${at + 1}四半期${numberWords(value)}`).join('、');
  return {
    shares: inThousandths(parts.map((part) => part / fourth)),
    source: `${fiscalYearName(year)}の実績（累計）から：${words}${kpi.unit}`,
    isMeasured: true,
  };
}

/** With values at the half-years alone, each half is parted evenly. Null where that is not enough either. */
function evened([first, second, third, fourth]: readonly (number | null | undefined)[]):
  | readonly [number, number, number, number]
  | null {
  if (second == null || fourth == null) return null;
  return [first ?? second / 2, second, third ?? (second + fourth) / 2, fourth];
}

/** Rounded so that they add up to exactly the whole: what is left over goes where rounding took most. */
function inThousandths(parts: readonly number[]): Shares {
  const floors = parts.map((part) => Math.floor(part * PARTS));
  const left = PARTS - floors.reduce((sum, part) => sum + part, 0);
  const order = parts
    .map((part, at) => ({ at, rest: part * PARTS - (floors[at] ?? 0) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at)
    .slice(0, left)
    .map(({ at }) => at);
  const share = (at: number) => ((floors[at] ?? 0) + (order.includes(at) ? 1 : 0)) / PARTS;
  return [share(0), share(1), share(2), share(3)];
}
