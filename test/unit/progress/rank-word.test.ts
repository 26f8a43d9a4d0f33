import { describe, expect, it } from 'vitest';
import { findPreset, RANK_PRESETS } from '../../../shared/plan/rank-presets.ts';
import { RankScheme } from '../../../shared/plan/rank-scheme.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { findRankWord, type RankFacts } from '../../../shared/progress/rank-word.ts';
import { rankYear } from '../../../shared/progress/year-end-rank.ts';
import { aKpi, anInitiative, anInput, judge, whole } from './builders.ts';

const NOTHING: RankFacts = {
  actual: null,
  baseline: null,
  target: null,
  planned: null,
  ratio: null,
  direction: 1,
};
function wordOf(preset: string, facts: Partial<RankFacts>): string | null {
  const scheme = findPreset(preset)?.scheme;
  if (!scheme) throw new Error(`no scheme in the preset ${preset}`);
  return findRankWord(scheme, { ...NOTHING, ...facts });
}
const percent = (value: number) => ({ actual: value, planned: 100, target: 100, baseline: 0 });

describe('the schemes cities publish, at their own boundaries', () => {
  it.each([
    ['浜松', percent(110.1), '進んでいる'],
    ['浜松', percent(110), '計画通り'],
    ['浜松', percent(95), '計画通り'],
    ['浜松', percent(94.9), '遅れている'],
    ['多摩', percent(100), '着実'],
    ['多摩', percent(60), '概ね'],
    ['多摩', percent(59.9), '改善が必要'],
    ['町田', percent(90), '90％以上'],
    ['町田', percent(89), '80％以上'],
    ['町田', percent(79), '80％未満'],
    ['マニフェスト', percent(100), 'A'],
    ['マニフェスト', percent(79), 'D'],
    ['名古屋港', percent(80), '順調'],
    ['名古屋港', percent(59), '遅れ'],
    ['佐野', percent(100), '7点'],
    ['佐野', percent(49), '1点'],
    ['富士', { ratio: 0.79 }, '50％以上'],
    ['長与', { baseline: 100, target: 120, actual: 121 }, 'S'],
    ['長与', { baseline: 100, target: 120, actual: 120 }, 'A'],
    ['長与', { baseline: 100, target: 120, actual: 101 }, 'A'],
    ['長与', { baseline: 100, target: 120, actual: 90 }, 'B'],
    ['長与', { baseline: 100, target: 120, actual: 89 }, 'C'],
    ['長与', { baseline: 100, target: 80, actual: 101, direction: -1 as const }, 'B'],
    ['長与', { baseline: 100, target: 80, actual: 79, direction: -1 as const }, 'S'],
  ])('%s: %j is %s', (preset, facts, word) => {
    expect(wordOf(preset, facts)).toBe(word);
  });

  it('takes goal over value where less is better', () => {
    expect(wordOf('多摩', { actual: 50, planned: 60, direction: -1 })).toBe('着実');
  });

  it.each([
    ['木津川 publishes no boundaries', '木津川', percent(100)],
    ['a value is missing', '浜松', { planned: 100 }],
    ['the plan is zero', '浜松', { actual: 3, planned: 0 }],
    ['a baseline is missing', '長与', { target: 3, actual: 3 }],
  ])('says nothing (把握できない) where %s', (_, preset, facts) => {
    expect(wordOf(preset, facts)).toBeNull();
  });

  it('are each a valid scheme under a name of its own', () => {
    for (const { scheme } of RANK_PRESETS) if (scheme) expect(RankScheme.parse(scheme)).toEqual(scheme);
    expect(new Set(RANK_PRESETS.map(({ name }) => name)).size).toBe(RANK_PRESETS.length);
  });
});

describe('the same plan under other cut-offs', () => {
  it('goes from 遅れ to やや遅れ, from 浜松 to 多摩', () => {
    const kpi = { kind: 'level', baseline: { value: 0, at: '2025Q4' }, targets: { 2026: 100 } };
    const statusBy = (name: string) => {
      const cutoffs = findPreset(name)?.cutoffs;
      if (!cutoffs) throw new Error(`no cut-offs in the preset ${name}`);
      return judge({ kpi, actuals: { '2026Q2': 40 }, asOf: '2026Q2', cutoffs }).status;
    };
    expect([statusBy('浜松'), statusBy('多摩'), statusBy('標準'), statusBy('従来')]).toEqual([
      'off-track',
      'at-risk',
      'at-risk',
      'on-track',
    ]);
  });
});

/**
 * Ratings as published, with the figures published beside them. `ours` is the status at the end of the target's year;
 * a baseline that was not published is given as zero, which makes the simple ratio of it.
 */
describe('published ratings are reproduced, or the difference is explained', () => {
  const judged = (base: number, actual: number, target: number) => {
    const kpi = {
      kind: 'level',
      polarity: 'up',
      baseline: { value: base, at: '2025Q4' },
      targets: { 2026: target },
    };
    const judgement = judge({ kpi, actuals: { '2026Q4': actual }, asOf: '2026Q4' });
    return { status: judgement.status, rank: rankYear(judgement, '2026Q4')?.rank };
  };

  it.each([
    [
      '嘉麻市 農地・水・環境保全の組織数',
      14,
      33,
      20,
      'B',
      'achieved',
      'S',
      '所管課の自己評価。165％でもBで、計算とは別の物差し',
    ],
    ['嘉麻市 農業の章の人数', 83, 94, 85, 'B', 'achieved', 'S', '所管課の自己評価。目標の111％でもB'],
    ['佐野市 避難場所を知っている市民', 0, 57.9, 75, '未達成', 'off-track', 'C', '一致（未達成）'],
    ['船橋市 登録店舗数', 0, 101, 100, '達成', 'achieved', 'A', '一致（達成）'],
    ['船橋市 サイト年間閲覧', 0, 10_155, 12_600, '未達成', 'at-risk', 'B', '一致（未達成）。80.6％'],
    ['浜松市 効果額（億円）', 0, 36.3, 31.4, '上回る', 'achieved', 'S', '一致（計画を上回る）'],
  ])(
    '%s: %d, %d of %d, published %s, ours %s %s (%s)',
    (_, base, actual, target, published, status, rank, why) => {
      expect(judged(base, actual, target)).toEqual({ status, rank });
      if (why.startsWith('一致')) {
        expect(status === 'achieved').toBe(['達成', '上回る'].includes(published));
      }
    },
  );

  it('浜松市’s own word for 36.3 of 31.4 is 進んでいる, as it published', () => {
    expect(wordOf('浜松', { actual: 36.3, planned: 31.4 })).toBe('進んでいる');
  });

  it('佐野市’s own points for 57.9 of 75 are four, below its 達成', () => {
    expect(wordOf('佐野', { actual: 57.9, target: 75 })).toBe('4点');
  });
});

describe('a plan with a city’s own words', () => {
  const ranks = findPreset('多摩')?.scheme ?? undefined;
  const status = (value: number | null) =>
    judgeInitiative(
      anInput({
        initiative: anInitiative({ kpis: [aKpi()] }),
        ranks,
        actuals: { 'kpi-tablets': { '2026Q1': whole(value) } },
      }),
    ).kpis[0];

  it('shows the word beside the colour', () => {
    expect(status(23)).toMatchObject({ rankWord: '着実', judgement: { status: 'on-track' } });
  });

  it('shows none where there is no colour', () => {
    expect(status(null)?.rankWord).toBeUndefined();
  });
});
