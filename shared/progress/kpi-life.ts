import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { quarterName } from '../calendar/japanese-date.ts';
import { isKpiAlive } from '../plan/asked.ts';
import type { Kpi } from '../plan/plan.ts';

/**
 * Why a KPI is not judged in a quarter, as a clause of the reason; null where it is. `nameOf` tells what the KPI that
 * took it over is called.
 */
export function whyNotAlive(
  kpi: Pick<Kpi, 'since' | 'until' | 'mergedInto'>,
  quarter: QuarterId,
  nameOf: (id: string) => string | undefined,
): string | null {
  if (isKpiAlive(kpi, quarter)) return null;
  const { since, until, mergedInto } = kpi;
  if (since !== undefined && quarterIndex(quarter) < quarterIndex(since)) {
    return `報告はなく、${quarterName(since)}から加わる指標`;
  }
  const heir = mergedInto === undefined ? undefined : (nameOf(mergedInto) ?? mergedInto);
  const end = until === undefined ? '' : `${quarterName(until)}で`;
  return heir === undefined
    ? `報告はなく、${end}終了した指標`
    : `報告はなく、${end}「${heir}」に集約した指標`;
}
