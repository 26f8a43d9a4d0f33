import * as z from 'zod';
import { FiscalYear, parseQuarter } from '../calendar/fiscal.ts';
import { compareCodes } from '../plan/asked.ts';
import { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import { YearLetter, type YearRank } from '../progress/year-end-rank.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';

const YearRankLine = z.strictObject({
  initiative: Id,
  code: z.string(),
  title: z.string(),
  kpi: Id,
  name: z.string(),
  rank: YearLetter,
  /** 「年度末評価A（目標達成）：計画比102％、達成率65％」 */
  text: z.string(),
});

/** 年度末評価 of the KPIs of one fiscal year, by the code of their initiatives. */
export const YearRanks = z.strictObject({ year: FiscalYear, lines: z.array(YearRankLine).min(1) });
export type YearRanks = z.infer<typeof YearRanks>;

/** The ranks of a year that was closed before the round, by KPI. */
export interface ClosedYear {
  readonly year: FiscalYear;
  readonly ranks: ReadonlyMap<Id, YearRank>;
}

/**
 * The ranks a page of the round tells: in a fourth quarter those just given, in every other those of the last year that
 * was closed. Null where there are none.
 */
export function listYearRanks(
  round: RoundId,
  standings: readonly {
    readonly sheet: Pick<Initiative, 'id' | 'code' | 'title' | 'kpis'>;
    readonly judgement: Pick<InitiativeStatus, 'kpis'>;
  }[],
  closed: ClosedYear | null,
): YearRanks | null {
  const { fiscalYear, quarter } = parseQuarter(parseRoundId(round).quarter);
  const given = new Map(
    standings.flatMap(({ judgement }) =>
      judgement.kpis.flatMap(({ kpi, yearRank }) =>
        yearRank === undefined ? [] : [[kpi, yearRank] as const],
      ),
    ),
  );
  const told = quarter === 4 ? { year: fiscalYear, ranks: given } : closed;
  if (told === null) return null;
  const lines = standings
    .toSorted((a, b) => compareCodes(a.sheet.code, b.sheet.code))
    .flatMap(({ sheet: { id, code, title, kpis } }) =>
      kpis.flatMap(({ id: kpi, name, sharedFrom }) => {
        const found = sharedFrom === undefined ? told.ranks.get(kpi) : undefined;
        return found === undefined ? [] : [{ initiative: id, code, title, kpi, name, ...found }];
      }),
    );
  return lines.length === 0 ? null : { year: told.year, lines };
}

/** `S2件、A5件、C1件`: counts, never a mean. */
export function countRanks({ lines }: Pick<YearRanks, 'lines'>): string {
  return YearLetter.options
    .map((rank) => ({ rank, count: lines.filter((line) => line.rank === rank).length }))
    .filter(({ count }) => count > 0)
    .map(({ rank, count }) => `${rank}${count}件`)
    .join('、');
}
