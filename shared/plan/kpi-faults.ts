import { quarterIndex } from '../calendar/fiscal.ts';
import { fiscalYearShort } from '../calendar/japanese-date.ts';
import type { Fault } from './fault.ts';
import { type Initiative, isUnset, type Kpi, type Plan } from './plan.ts';

/** Shares and unit targets are typed as rounded decimals; a difference below this is rounding. */
const ROUNDING = 1e-6;

/** What in one KPI contradicts itself, its initiative's owners or the plan's period. */
export function findKpiFaults(
  kpi: Kpi,
  where: string,
  initiative: Initiative,
  period: Plan['period'],
): Fault[] {
  const faults: Fault[] = [];
  const add = (field: string, message: string) =>
    faults.push({
      where: `${where}.${field}`,
      message: `「${initiative.code}」の指標「${kpi.name}」${message}`,
    });
  targetFaults(kpi, period, add);
  baselineFaults(kpi, add);
  pathFaults(kpi, period, add);
  rangeFaults(kpi, add);
  shareFaults(kpi, add);
  unitTargetFaults(kpi, initiative, add);
  lifeFaults(kpi, add);
  if (kpi.monthly && kpi.frequency.every !== 'quarter')
    add('monthly', 'は月次の値を聞くのに、頻度が四半期ではありません。頻度を「四半期」にしてください。');
  return faults;
}

/** What does not hold between a KPI and the one it went into or repeats, looked up in the whole plan. */
export function findKpiLinkFaults(
  kpi: Kpi,
  where: string,
  initiative: Initiative,
  known: ReadonlyMap<string, Kpi>,
): Fault[] {
  const faults: Fault[] = [];
  const head = `「${initiative.code}」の指標「${kpi.name}」`;
  const check = (field: 'mergedInto' | 'sharedFrom', word: string) => {
    const id = kpi[field];
    if (id === undefined) return;
    const at = `${where}.${field}`;
    if (id === kpi.id) faults.push({ where: at, message: `${head}の${word}が、この指標自身です。` });
    else if (!known.has(id)) {
      faults.push({
        where: at,
        message: `${head}の${word}「${id}」が計画にありません。計画にある指標にしてください。`,
      });
    } else if (field === 'sharedFrom' && known.get(id)?.sharedFrom !== undefined) {
      // A chain would be read from a KPI that nobody is asked about.
      faults.push({
        where: at,
        message: `${head}の${word}「${known.get(id)?.name}」も再掲です。もとの指標にしてください。`,
      });
    }
  };
  check('mergedInto', '集約先');
  check('sharedFrom', '再掲元');
  return faults;
}

type Add = (field: string, message: string) => void;

/** The set target of the latest year, for what depends on where the KPI is heading. */
function lastTarget(kpi: Kpi): number | undefined {
  const values = Object.entries(kpi.targets)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, target]) => target)
    .filter((target) => typeof target === 'number');
  return values.at(-1);
}

function targetFaults({ targets }: Kpi, period: Plan['period'], add: Add): void {
  const years = Object.keys(targets);
  if (years.length === 0) {
    add('targets', 'に目標値が一つもありません。決まっていない年度は未設定（〇）としてください。');
  }
  for (const year of years) {
    if (Number(year) >= period.from && Number(year) <= period.to) continue;
    add(`targets.${year}`, `の目標の年度（${year}）が、計画期間（${spanText(period)}）の外です。`);
  }
}

function baselineFaults(kpi: Kpi, add: Add): void {
  if (isUnset(kpi.baseline)) return;
  const { value, at } = kpi.baseline;
  const firstSet = Object.entries(kpi.targets)
    .filter(([, target]) => !isUnset(target))
    .map(([year]) => Number(year))
    .sort((a, b) => a - b)[0];
  if (firstSet !== undefined && quarterIndex(at) >= firstSet * 4 + 3) {
    add(
      'baseline.at',
      `の基準値の時点（${at}）が、最初の目標（${fiscalYearShort(firstSet)}末）より前ではありません。`,
    );
  }
  const target = lastTarget(kpi);
  if (target === undefined || kpi.polarity === 'keep') return;
  // A yearly total starts from zero each April, so its baseline says nothing about the way when more is better.
  if (kpi.kind === 'cumulative' && kpi.polarity === 'up') return;
  if (kpi.polarity === 'up' ? target < value : target > value) {
    const expected = kpi.polarity === 'up' ? '増加' : '減少';
    add('polarity', `は${expected}が良いとしながら、基準値${value}に対し目標${target}と逆向きです。`);
  }
}

function pathFaults({ path }: Kpi, period: Plan['period'], add: Add): void {
  for (const quarter of Object.keys(path ?? {})) {
    const year = Number(quarter.slice(0, 4));
    if (year >= period.from && year <= period.to) continue;
    add(`path.${quarter}`, `の計画値の時期（${quarter}）が、計画期間（${spanText(period)}）の外です。`);
  }
}

function rangeFaults({ range, polarity }: Kpi, add: Add): void {
  if (polarity === 'keep' && range === undefined) {
    add('polarity', 'は維持を目指すのに、範囲がありません。下限と上限を書いてください。');
  }
  if (polarity !== 'keep' && range !== undefined) {
    add('polarity', 'に範囲がありますが、範囲は良い方向が「維持」の指標だけに使います。');
  }
  if (range && range[0] >= range[1]) {
    add('range', `の範囲が ${range[0]} から ${range[1]} と逆です。下限を上限より小さくしてください。`);
  }
}

function shareFaults({ shares, kind }: Kpi, add: Add): void {
  if (shares === undefined) return;
  if (kind !== 'cumulative') {
    add('kind', 'に四半期の配分がありますが、配分は種別が「年度累計」の指標だけに使います。');
  }
  if (shares.some((share) => share < 0))
    add('shares', 'の四半期の配分に負の数があります。0以上にしてください。');
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > ROUNDING) {
    add('shares', `の四半期の配分の合計が${Number(sum.toFixed(4))}です。合計を1にしてください。`);
  }
}

function unitTargetFaults(kpi: Kpi, { owners }: Initiative, add: Add): void {
  if (kpi.unitTargets === undefined) return;
  if (kpi.combine === 'lead') {
    add(
      'combine',
      'に部署別の目標がありますが、合算方法が「主の部署」です。「合計」か「平均」にしてください。',
    );
  }
  for (const id of Object.keys(kpi.unitTargets)) {
    if (owners.some(({ department }) => department === id)) continue;
    add(`unitTargets.${id}`, `の部署別の目標にある「${id}」が、この取り組みの所管部署ではありません。`);
  }
  const target = lastTarget(kpi);
  const sum = Object.values(kpi.unitTargets).reduce((total, value) => total + value, 0);
  if (kpi.combine === 'sum' && target !== undefined && Math.abs(sum - target) > ROUNDING) {
    add('unitTargets', `の部署別の目標の合計が${sum}で、最終年度の目標${target}と合いません。`);
  }
}

function lifeFaults({ since, until, mergedInto }: Kpi, add: Add): void {
  if (since !== undefined && until !== undefined && quarterIndex(since) > quarterIndex(until)) {
    add('until', `の終了四半期（${until}）が、開始四半期（${since}）より前です。`);
  }
  if (mergedInto !== undefined && until === undefined) {
    add('until', 'に集約先がありますが、終了四半期がありません。いつまで照会するかを書いてください。');
  }
}

function spanText({ from, to }: Plan['period']): string {
  return `${fiscalYearShort(from)}から${fiscalYearShort(to)}`;
}
