import type { Fault } from './fault.ts';
import { findRepeats } from './fault.ts';
import type { Id } from './ids.ts';
import { EFFECT_UNITS, inThousands } from './money.ts';
import type { Initiative, Kpi, Plan } from './plan.ts';

/** Shares are typed as rounded decimals; a difference below this is rounding. */
const ROUNDING = 1e-6;

/**
 * What does not hold about the money of one initiative: an effect without its basis (算定根拠), or one that would be
 * counted twice, be it by shares that do not add up to 1 or by a table and a KPI that both tell it.
 */
export function findMoneyFaults(
  initiative: Initiative,
  where: string,
  period: Plan['period'],
  known: ReadonlySet<Id>,
): Fault[] {
  const { money, kpis } = initiative;
  const faults: Fault[] = [];
  const add = (field: string, message: string) =>
    faults.push({
      where: `${where}.${field}`,
      message: `「${initiative.code} ${initiative.title}」の${message}`,
    });
  for (const [index, kpi] of kpis.entries()) {
    effectKpiFaults(kpi, `kpis[${index}]`, add);
    unitCostFaults(kpi, `kpis[${index}]`, add);
  }
  const tells = (money?.years ?? []).some(
    ({ effectPlanned, effectActual }) => effectPlanned !== undefined || effectActual !== undefined,
  );
  const reporting = kpis.find(({ effect }) => effect === true);
  if ((tells || reporting) && money?.basis === undefined) {
    add('money', '効果額に算定根拠がありません。どう計算したかを書いてください。');
  }
  if (tells && reporting) {
    add(
      'money.years',
      `効果額が、表と指標「${reporting.name}」の両方にあり、二重に数えられます。どちらか一方にしてください。`,
    );
  }
  if (money !== undefined) {
    yearFaults(money.years, period, add);
    shareFaults(money.shares, initiative.id, known, add);
  }
  return faults;
}

type Add = (field: string, message: string) => void;

function effectKpiFaults({ effect, name, money, kind, unit, sharedFrom }: Kpi, at: string, add: Add): void {
  if (effect !== true) return;
  if (!money || kind !== 'cumulative' || inThousands(0, unit) === null) {
    add(
      `${at}.effect`,
      `指標「${name}」は効果額とされていますが、効果額は、金額が「はい」、種別が「年度累計」、単位が ${EFFECT_UNITS} の指標だけにできます。`,
    );
  }
  if (sharedFrom !== undefined) {
    add(
      `${at}.effect`,
      `指標「${name}」は再掲なので、効果額にすると二重に数えられます。もとの指標を効果額にしてください。`,
    );
  }
}

/** What is spent in a year is set against what the year brought, so that only such a count has a cost for each. */
function unitCostFaults({ unitCostMax, name, kind, polarity, sharedFrom }: Kpi, at: string, add: Add): void {
  if (unitCostMax === undefined || (kind === 'cumulative' && polarity === 'up' && sharedFrom === undefined))
    return;
  add(
    `${at}.unitCostMax`,
    `指標「${name}」に単位コスト上限がありますが、書けるのは、種別が「年度累計」、良い方向が「増加」の、再掲でない指標だけです。`,
  );
}

function yearFaults(years: readonly { year: number }[], period: Plan['period'], add: Add): void {
  years.forEach(({ year }, index) => {
    if (year >= period.from && year <= period.to) return;
    add(
      `money.years[${index}].year`,
      `効果額・予算の年度（${year}）が、計画期間（${period.from}から${period.to}）の外です。`,
    );
  });
  for (const [again] of findRepeats(years, ({ year }) => String(year))) {
    add(
      `money.years[${years.indexOf(again)}].year`,
      `効果額・予算に、年度（${again.year}）が二つあります。一つの行にまとめてください。`,
    );
  }
}

function shareFaults(
  shares: Readonly<Record<Id, number>> | undefined,
  own: Id,
  known: ReadonlySet<Id>,
  add: Add,
): void {
  if (shares === undefined) return;
  for (const id of Object.keys(shares)) {
    if (!known.has(id)) add(`money.shares.${id}`, `効果の按分にある「${id}」が、計画にありません。`);
  }
  if (shares[own] === undefined) {
    add('money.shares', '効果の按分に、この取り組み自身の割合がありません。');
  }
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > ROUNDING) {
    add('money.shares', `効果の按分の合計が${Number(sum.toFixed(4))}です。合計を1にしてください。`);
  }
}
