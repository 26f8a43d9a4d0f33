import type { Cutoffs } from './plan.ts';
import type { RankMeasure, RankScheme } from './rank-scheme.ts';

/** A scheme as a city publishes it, with the cut-offs of the colours that follow from it. */
export interface RankPreset {
  readonly name: string;
  /** What it is, in a sentence for whoever chooses. */
  readonly says: string;
  /** Null where the city publishes no cut-offs from which a colour could follow: then the plan's own stay. */
  readonly cutoffs: Cutoffs | null;
  readonly scheme: RankScheme | null;
}

type Bound = readonly [word: string, from: number | null, isOver?: boolean];

function scheme(name: string, measure: RankMeasure, bounds: readonly Bound[], sameWithin = 0): RankScheme {
  const ranks = bounds.map(([word, from, isOver = false]) => ({ word, from, isOver }));
  return { name, measure, ranks, sameWithin };
}

/**
 * Schemes that cities publish, as read from their own pages. A city's middle word that means 計画どおり is 順調 here,
 * so that its plan is not called late for being on plan; where it has no word between, やや遅れ does not occur.
 */
export const RANK_PRESETS: readonly RankPreset[] = [
  {
    name: '標準',
    says: '計画比95％以上を順調、80％以上をやや遅れとする',
    cutoffs: { onTrack: 0.95, atRisk: 0.8 },
    scheme: null,
  },
  {
    name: '従来',
    says: '計画比80％以上を順調、60％以上をやや遅れとする（行政評価で多い例）',
    cutoffs: { onTrack: 0.8, atRisk: 0.6 },
    scheme: null,
  },
  {
    name: '浜松',
    says: '計画に対し110％を超えれば進んでいる、95％以上は計画通り、それ未満は遅れている',
    cutoffs: { onTrack: 0.95, atRisk: 0.95 },
    scheme: scheme('浜松', 'value-to-plan', [
      ['進んでいる', 1.1, true],
      ['計画通り', 0.95],
      ['遅れている', null],
    ]),
  },
  {
    name: '多摩',
    says: 'その年度までに期待される値に対し100％以上は着実、60％以上は概ね、それ未満は改善が必要',
    cutoffs: { onTrack: 1, atRisk: 0.6 },
    scheme: scheme('多摩', 'value-to-plan', [
      ['着実', 1],
      ['概ね', 0.6],
      ['改善が必要', null],
    ]),
  },
  {
    name: '長与',
    says: '目標値超はS、基準値超はA、基準値以下でも1割以内はB、それより下はC',
    cutoffs: null,
    scheme: scheme(
      '長与',
      'against-baseline',
      [
        ['S', null],
        ['A', null],
        ['B', null],
        ['C', null],
      ],
      0.1,
    ),
  },
  {
    name: '町田',
    says: '計画に対し90％以上、80％以上、それ未満の3段階とする',
    cutoffs: { onTrack: 0.9, atRisk: 0.8 },
    scheme: scheme('町田', 'value-to-plan', [
      ['90％以上', 0.9],
      ['80％以上', 0.8],
      ['80％未満', null],
    ]),
  },
  {
    name: '木津川',
    says: 'S 特に良好、A 良好、B 概ね、C 課題あり（数字の境目は公表されていない）',
    cutoffs: null,
    scheme: scheme('木津川', 'own', [
      ['S 特に良好', null],
      ['A 良好', null],
      ['B 概ね', null],
      ['C 課題あり', null],
    ]),
  },
  {
    name: '佐野',
    says: '目標値に対する達成率を1割刻みの7点で示す',
    cutoffs: null,
    scheme: scheme('佐野', 'value-to-target', [
      ['7点', 1],
      ['6点', 0.9],
      ['5点', 0.8],
      ['4点', 0.7],
      ['3点', 0.6],
      ['2点', 0.5],
      ['1点', null],
    ]),
  },
  {
    name: '富士',
    says: '中間目標に対する進捗率80％、50％、20％を境とする',
    cutoffs: { onTrack: 0.8, atRisk: 0.5 },
    scheme: scheme('富士', 'plan-ratio', [
      ['80％以上', 0.8],
      ['50％以上', 0.5],
      ['20％以上', 0.2],
      ['20％未満', null],
    ]),
  },
  {
    name: 'マニフェスト',
    says: '達成率100％以上はA、90％以上はB、80％以上はC、それ未満はD',
    cutoffs: { onTrack: 0.9, atRisk: 0.8 },
    scheme: scheme('マニフェスト', 'value-to-target', [
      ['A', 1],
      ['B', 0.9],
      ['C', 0.8],
      ['D', null],
    ]),
  },
  {
    name: '名古屋港',
    says: '到達すべき水準の80％以上は順調、60％以上はやや遅れ、それ未満は遅れ',
    cutoffs: { onTrack: 0.8, atRisk: 0.6 },
    scheme: scheme('名古屋港', 'value-to-plan', [
      ['順調', 0.8],
      ['やや遅れ', 0.6],
      ['遅れ', null],
    ]),
  },
];

export function findPreset(name: string): RankPreset | null {
  return RANK_PRESETS.find((preset) => preset.name === name.normalize('NFKC').trim()) ?? null;
}
