import type { CheckedInitiative, CheckRule, EntryCheck } from './entry-check.ts';

/** From so many values on, so many are more than chance brings in one case of a hundred (binomial). */
interface Threshold {
  readonly of: number;
  readonly from: number;
}
/** C2: chance puts 8 of 100 values of 計画比 between 1.00 and 1.01. */
const JUST_REACHED: readonly Threshold[] = [
  { of: 40, from: 9 },
  { of: 20, from: 6 },
  { of: 10, from: 4 },
];
/** C3: chance lets 20 of 100 values end in 0 or 5. */
const ROUND_VALUES: readonly Threshold[] = [
  { of: 40, from: 15 },
  { of: 20, from: 9 },
];

const isMany = (count: number, all: number, thresholds: readonly Threshold[]) => {
  const threshold = thresholds.find(({ of }) => all >= of);
  return threshold !== undefined && count >= threshold.from;
};

/**
 * C2 and C3 look at many values at once, those one department answers for, and come back as items all the same: each
 * value to look at stands by itself, with why it was picked.
 */
export function checkDepartments(initiatives: readonly CheckedInitiative[]): EntryCheck[] {
  return [...Map.groupBy(initiatives, ({ lead }) => lead).values()].flatMap((own) => [
    ...checkJustReached(own),
    ...checkRoundValues(own),
  ]);
}

function checkJustReached(own: readonly CheckedInitiative[]): EntryCheck[] {
  const judged = own.flatMap(({ id, kpis }) =>
    kpis.flatMap(({ kpi, ratio }) => (ratio === null ? [] : [{ id, kpi, ratio }])),
  );
  const just = judged.filter(({ ratio }) => ratio >= 1 && ratio < 1.01);
  if (!isMany(just.length, judged.length, JUST_REACHED)) return [];
  return just.map(({ id, kpi }) =>
    item(
      'C2',
      id,
      kpi,
      `同じ課の${judged.length}指標のうち${just.length}指標が、計画をちょうど上回る値です。`,
    ),
  );
}

function checkRoundValues(own: readonly CheckedInitiative[]): EntryCheck[] {
  const values = own.flatMap(({ id, quarter, kpis }) =>
    kpis.flatMap(({ kpi, points }) =>
      points.map((point) => ({ id, kpi, value: point.value, isNow: point.quarter === quarter })),
    ),
  );
  const round = values.filter(({ value }) => Number.isInteger(value) && value % 5 === 0);
  if (!isMany(round.length, values.length, ROUND_VALUES)) return [];
  return round
    .filter(({ isNow }) => isNow)
    .map(({ id, kpi }) =>
      item('C3', id, kpi, `同じ課の${values.length}個の値のうち${round.length}個が、0か5で終わります。`),
    );
}

function item(
  rule: CheckRule,
  initiative: string,
  kpi: { readonly id: string; readonly name: string },
  why: string,
): EntryCheck {
  return { rule, initiative, kpi: kpi.id, text: `${kpi.name}：${why}` };
}
