import type * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { fiscalYearShort, quarterShort } from '../calendar/japanese-date.ts';
import type { Id } from './ids.ts';
import {
  type Direction,
  type ExitRule,
  type Initiative,
  isUnset,
  type Kpi,
  type Milestone,
  type Pillar,
  type Plan,
  type Unset,
  type VisionGoal,
} from './plan.ts';
import { triggerRows } from './trigger-rows.ts';
import {
  ACCOUNT_WORDS,
  ACTION_WORDS,
  COMBINE_WORDS,
  COMPARATOR_WORDS,
  EXIT_STATUS_WORDS,
  frequencyText,
  KIND_WORDS,
  LAYER_WORDS,
  PERSPECTIVE_WORDS,
  POLARITY_WORDS,
} from './words.ts';

/** A field's Japanese name with its value in words; null where the field is absent. */
export type FieldTexts = ReadonlyMap<string, string | null>;

/** How ids are written for a person: departments, directions and pillars by name. */
export interface Namer {
  department(id: Id): string;
  direction(id: Id): string;
  pillar(id: Id): string;
  kpi(id: Id): string;
  initiative(id: Id): string;
}

const text = (value: string | number | Unset | undefined): string | null => {
  if (value === undefined || value === '') return null;
  return typeof value === 'object' ? `未設定（${value.by}まで）` : String(value);
};

const list = (items: readonly string[], parting = '、') => (items.length === 0 ? null : items.join(parting));

const pairs = (values: Record<string, number> | undefined, write: (key: string) => string) =>
  values === undefined ? null : list(Object.entries(values).map(([key, value]) => `${write(key)}: ${value}`));

const years = ({ from, to }: Plan['period']) => `${fiscalYearShort(from)}から${fiscalYearShort(to)}`;

export function planTexts({ title, period, vision, cutoffs, triggers, ranks }: Plan): FieldTexts {
  return new Map([
    ['計画名', title],
    ['計画期間', years(period)],
    ['ビジョン名', vision.title],
    ['ビジョンの期間', years(vision.period)],
    ['ビジョンの目指す姿', vision.desiredState],
    ['大事にする価値', list(vision.values)],
    ['順調の下限', String(cutoffs.onTrack)],
    ['やや遅れの下限', String(cutoffs.atRisk)],
    ...triggerRows(triggers).map(([label, value]) => [label, String(value)] as const),
    ['評価の言葉', ranks?.name ?? null],
  ]);
}

export function pillarTexts({ code, name, short, perspective }: z.infer<typeof Pillar>): FieldTexts {
  return new Map([
    ['番号', code],
    ['名称', name],
    ['略称', short],
    ['視点', perspective === undefined ? null : PERSPECTIVE_WORDS.write(perspective)],
  ]);
}

export function directionTexts({ code, name, policy }: z.infer<typeof Direction>): FieldTexts {
  return new Map([
    ['番号', code],
    ['名称', name],
    ['方針', text(policy)],
  ]);
}

export function goalTexts(goal: VisionGoal, namer: Namer): FieldTexts {
  return new Map([
    ['名称', goal.name],
    ['柱', namer.pillar(goal.pillar)],
    ['単位', goal.unit],
    ['種別', KIND_WORDS.write(goal.kind)],
    ['良い方向', POLARITY_WORDS.write(goal.polarity)],
    ['基準値', baselineText(goal.baseline)],
    ['目標年度', fiscalYearShort(goal.targetYear)],
    ['目標値', text(goal.target)],
    ['読み取る指標', list(goal.readFrom.map((id) => namer.kpi(id)))],
    ['例示', list(goal.illustrative)],
  ]);
}

export function initiativeTexts(initiative: Initiative, namer: Namer): FieldTexts {
  const owner = ({ department, role }: Initiative['owners'][number]) =>
    namer.department(department) + (role === 'lead' ? '（主）' : '');
  return new Map([
    ['番号', initiative.code],
    ['取り組み名', initiative.title],
    ['方向性', namer.direction(initiative.direction)],
    ['目的', text(initiative.purpose)],
    ['取組方針', initiative.policy],
    ['所管部署', list(initiative.owners.map(owner))],
    ['関係部署', list(initiative.related.map((id) => namer.department(id)))],
    ['目指す姿', initiative.desiredState],
    ['参考事例', list(initiative.precedents, ' ／ ')],
    // The rules themselves are parts of their own; only becoming set or unset is the initiative's change.
    ['撤退基準', isUnset(initiative.exitRules) ? text(initiative.exitRules) : '設定済み'],
    ['終期', text(initiative.sunset)],
    ['見直し方針', text(initiative.review)],
    ...moneyTexts(initiative.money, namer),
    ['例示', list(initiative.illustrative)],
  ]);
}

function moneyTexts(money: Initiative['money'], namer: Namer): [string, string | null][] {
  if (money === undefined) return [];
  const thousands = (value: number | undefined) => (value === undefined ? null : `${value}千円`);
  return [
    ['算定根拠', text(money.basis)],
    ['効果の按分', pairs(money.shares, (id) => namer.initiative(id))],
    ...money.years.flatMap(
      ({ year, budget, spent, effectPlanned, effectActual }): [string, string | null][] => {
        const of = fiscalYearShort(year);
        return [
          [`予算額（${of}）`, thousands(budget)],
          [`執行額（${of}）`, thousands(spent)],
          [`効果額の計画（${of}）`, thousands(effectPlanned)],
          [`効果額の実績（${of}）`, thousands(effectActual)],
        ];
      },
    ),
  ];
}

function baselineText(baseline: Kpi['baseline']): string | null {
  return isUnset(baseline) ? text(baseline) : `${baseline.value}（${quarterShort(baseline.at)}）`;
}

export function kpiTexts(kpi: Kpi, namer: Namer): FieldTexts {
  return new Map([
    ['指標名', kpi.name],
    ['単位', kpi.unit],
    ['種別', KIND_WORDS.write(kpi.kind)],
    ['良い方向', POLARITY_WORDS.write(kpi.polarity)],
    ['区分', LAYER_WORDS.write(kpi.layer)],
    ['基準値', baselineText(kpi.baseline)],
    ...Object.entries(kpi.targets).map(([year, target]): [string, string | null] => [
      `目標（${fiscalYearShort(Number(year))}）`,
      text(target),
    ]),
    ['頻度', frequencyText(kpi.frequency)],
    ['月次', kpi.monthly ? 'はい' : null],
    ['会計', ACCOUNT_WORDS.write(kpi.account)],
    ['金額', kpi.money ? 'はい' : 'いいえ'],
    ['効果額', kpi.effect ? 'はい' : null],
    ['合算方法', COMBINE_WORDS.write(kpi.combine)],
    ['許容差', String(kpi.tolerance)],
    ['範囲', kpi.range ? `${kpi.range[0]}から${kpi.range[1]}` : null],
    ['四半期配分', kpi.shares?.join('・') ?? null],
    ['計画値', pairs(kpi.path, (quarter) => quarterShort(QuarterId.parse(quarter)))],
    ['部署別目標', pairs(kpi.unitTargets, (id) => namer.department(id))],
    ['定義', text(kpi.definition)],
    ['出典', text(kpi.source)],
    ['公表遅れ', kpi.lag === undefined ? null : `${kpi.lag}か月`],
    ['単位コスト上限', kpi.unitCostMax === undefined ? null : `${kpi.unitCostMax}千円`],
    ['開始四半期', kpi.since === undefined ? null : quarterShort(kpi.since)],
    ['終了四半期', kpi.until === undefined ? null : quarterShort(kpi.until)],
    ['集約先', kpi.mergedInto === undefined ? null : namer.kpi(kpi.mergedInto)],
    ['再掲元', kpi.sharedFrom === undefined ? null : namer.kpi(kpi.sharedFrom)],
  ]);
}

export function milestoneTexts(milestone: Milestone): FieldTexts {
  return new Map([
    ['項目', milestone.item],
    ['年度', fiscalYearShort(milestone.fiscalYear)],
    ['内容', milestone.text],
    ['期限', quarterShort(milestone.due)],
    ['重点', milestone.key ? 'はい' : 'いいえ'],
  ]);
}

export function exitRuleTexts(
  { text: sentence, measure, action }: ExitRule,
  kpis: readonly Kpi[],
): FieldTexts {
  const condition =
    measure.on === 'status'
      ? `${EXIT_STATUS_WORDS.write(measure.status)}が${measure.consecutive}期連続`
      : `${kpis.find(({ id }) => id === measure.kpi)?.name ?? measure.kpi}が${measure.threshold}を${COMPARATOR_WORDS.write(measure.comparator)}（${quarterShort(measure.at)}）`;
  return new Map([
    ['内容', sentence],
    ['条件', condition],
    ['措置', ACTION_WORDS.write(action)],
  ]);
}
