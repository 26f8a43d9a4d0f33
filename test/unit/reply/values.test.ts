import { describe, expect, it } from 'vitest';
import type { FormManifest } from '../../../shared/round/form.ts';
import { aManifest, askedOf, readAnswer, readText, valuesOf } from '../../support/replies.ts';

/** The form with its first number field counting in `unit`. */
function counting(unit: string, facts: Partial<NonNullable<FormManifest['fields'][number]['number']>> = {}) {
  const manifest = aManifest();
  const fields = manifest.fields.map((field) =>
    field.anchor === '1-B' ? { ...field, label: `実績値（${unit}）`, number: { unit, ...facts } } : field,
  );
  return { manifest: { ...manifest, fields } };
}

function number(answer: string, unit = '台', facts = {}) {
  const options = counting(unit, facts);
  const reading = readText(`【1-B】${answer}`, options);
  const [field] = reading.fields;
  return field
    ? { value: field.value, echo: field.echo, reason: field.reason, confidence: field.confidence }
    : { asked: askedOf(reading)['1-B'] };
}
const value = (answer: string, unit = '台', facts = {}) => {
  const read = number(answer, unit, facts);
  return 'value' in read ? read.value : `?${read.asked}`;
};

describe('numbers', () => {
  it.each([
    ['69', '１２０', 120],
    ['69', ' １２０ 台', 120],
    ['69', '120台です。', 120],
    ['69', '+120', 120],
    ['69', '「120台」', 120],
    ['69', '120（台）', 120],
    ['69', '120台（予備を含む）', 120],
    ['69', '6月末時点で120台', 120],
    ['69', '累計120台', 120],
    ['69', '120台（6月末現在）', 120],
    ['69', '120台（6/30時点）', 120],
    ['69', '120（令和8年6月30日現在）', 120],
    ['69', 'R8.6.30現在120台', 120],
    ['81', '1,200', 1200],
    ['81', '１，２００', 1200],
    ['81', '1、200', 1200],
    ['81', '1 200', 1200],
    ['80', '百二十', 120],
    ['80', '一二〇', 120],
    ['80', '〇', 0],
    ['80', '三百五台', 305],
    ['80', '二千三百', 2300],
    ['76', '①120台', 120],
    ['76', '⑴ 120', 120],
    ['86', '120台\ufe0f', 120],
    ['74', '0', 0],
    ['74', '0台', 0],
    ['74', 'ゼロ', 0],
  ])('edge %s: reads %j', (_edge, answer, expected) => {
    expect(number(answer)).toMatchObject({ value: expected, confidence: 'high' });
  });

  it.each([
    ['70', '１，２００千円', '円', 1_200_000, '「１，２００千円」を1,200,000円と読みました'],
    ['70', '1,200千円', '千円', 1200, null],
    ['70', '1,200', '千円', 1200, null],
    ['70', '1,200,000円', '千円', 1200, '「1,200,000円」を1,200千円と読みました'],
    ['70', '￥1,200', '円', 1200, null],
    ['71', '1億2,000万円', '円', 120_000_000, '「1億2,000万円」を120,000,000円と読みました'],
    ['71', '1億2,000万円', '百万円', 120, '「1億2,000万円」を120百万円と読みました'],
    ['71', '1.2億円', '千円', 120_000, '「1.2億円」を120,000千円と読みました'],
    ['71', '120百万円', '百万円', 120, null],
    ['71', '780.5万円', '円', 7_805_000, '「780.5万円」を7,805,000円と読みました'],
    ['71', '1.2万人', '人', 12_000, '「1.2万人」を12,000人と読みました'],
    ['71', '九百千円', '千円', 900, '「九百千円」を900千円と読みました'],
    ['-', '90分', '時間', 1.5, '「90分」を1.5時間と読みました'],
    ['-', '1時間30分', '分', 90, '「1時間30分」を90分と読みました'],
    ['-', '12名', '人', 12, null],
    ['-', '3ヶ所', '箇所', 3, null],
    ['77', '120㎡', '㎡', 120, null],
    ['77', '120m2', '㎡', 120, null],
    ['77', '120平米', '㎡', 120, null],
    ['75', '95%', '％', 95, null],
    ['75', '95.0％', '％', 95, null],
    ['75', '95', '%', 95, null],
    ['75', '95パーセント', '％', 95, null],
    ['75', '0.95％', '％', 0.95, null],
    ['75', '9割5分', '％', 95, '「9割5分」を95％と読みました'],
  ])('edge %s: reads %j in a field of %s', (_edge, answer, unit, expected, echo) => {
    expect(number(answer, unit)).toMatchObject({ value: expected, echo, confidence: 'high' });
  });

  it.each(['△120', '▲１２０', '−120', 'ー120', '-120', '－１２０', '△ 120', 'マイナス120'])(
    'edge 72: reads %j as negative and says so',
    (answer) => {
      expect(number(`${answer}千円`, '千円')).toMatchObject({
        value: -120,
        echo: `「${answer}千円」をマイナス120千円と読みました`,
      });
    },
  );

  it.each([
    '－',
    '―',
    'ー',
    '-',
    '—',
    'なし',
    '該当なし',
    '未集計',
    '未定',
    '未集計です。',
    '（なし）',
    '−−',
  ])('edges 73 and 74: reads %j as an explicit "no value"', (answer) => {
    const reading = readAnswer('1-B', answer);
    expect(reading.fields[0]).toMatchObject({ value: null, confidence: 'high' });
  });

  it('edge 74: tells a blank from both', () => {
    expect(readAnswer('1-B', '　').blank.map(({ anchor }) => anchor)).toContain('1-B');
  });

  it.each([
    ['75', '0.95', '％', 'looks-like-fraction'],
    ['75', '95%', '台', 'unit-mismatch'],
    ['76', '①', '台', 'not-a-number'],
    ['77', '10²', '台', 'not-a-number'],
    ['79', '100～120', '台', 'range-given'],
    ['79', '100-120', '台', 'range-given'],
    ['79', '100台から120台', '台', 'range-given'],
    ['79', '120→130', '台', 'range-given'],
    ['79', '120(前年100)', '台', 'two-values'],
    ['79', '120台、うち新規30台', '台', 'two-values'],
    ['79', '120 130', '台', 'two-values'],
    ['-', '35件', '台', 'unit-mismatch'],
    ['-', '5台増', '台', 'unit-mismatch'],
    ['-', '多数', '台', 'not-a-number'],
    ['-', '120台ではない', '台', 'not-a-number'],
    ['-', '数台', '台', 'not-a-number'],
    ['-', '2倍', '台', 'unit-mismatch'],
    ['-', '毎月35台', '台', 'not-a-number'],
    ['-', '35台ずつ', '台', 'unit-mismatch'],
    ['-', '35台/月', '台', 'unit-mismatch'],
  ])('edge %s: asks about %j in a field of %s', (_edge, answer, unit, reason) => {
    expect(number(answer, unit)).toEqual({ asked: reason });
  });

  it.each([
    '約120台',
    '120台程度',
    '120台以上',
    '120台（見込み）',
    '概算で120',
    '120台弱',
    'だいたい120',
    '120?',
  ])('edge 78: reads %j and says that it is approximate', (answer) => {
    expect(number(answer)).toMatchObject({ value: 120, confidence: 'low', reason: 'approximate' });
  });

  it('edge 81: doubts 1.200, which may be one or a thousand', () => {
    expect(number('1.200')).toMatchObject({ value: 1.2, confidence: 'low', reason: 'decimal-or-thousands' });
  });

  it('doubts a number among other words', () => {
    expect(number('タブレット35台')).toMatchObject({ value: 35, confidence: 'low', reason: 'extra-words' });
    expect(number('35台を各課へ')).toMatchObject({ value: 35, confidence: 'low', reason: 'extra-words' });
    expect(number('35台導入済み')).toMatchObject({ value: 35, confidence: 'high' });
  });

  it.each([
    ['over 100 %', '200%', '％', {}, 'over-hundred-percent'],
    ['a negative count', '-3', '件', {}, 'negative-count'],
    ['ten times the value before', '350', '台', { previous: 20 }, 'ten-times-off'],
    ['a tenth of the value before', '1', '台', { previous: 20 }, 'ten-times-off'],
    [
      'a falling running total',
      '15',
      '台',
      { kpiKind: 'cumulative', previousInYear: 20 },
      'cumulative-falls',
    ],
  ] as const)('edge 87: stores %s with low confidence', (_what, answer, unit, facts, reason) => {
    expect(number(answer, unit, facts)).toMatchObject({ confidence: 'low', reason });
  });

  it.each([
    ['a running total at the beginning of the year', '1', '台', { kpiKind: 'cumulative', previous: 60 }],
    ['zero', '0', '台', { previous: 20 }],
    ['a negative amount of money', '△20', '千円', { previous: 20 }],
    ['a fraction of a percent where it has always been so', '0.9', '％', { previous: 0.8 }],
    ['exactly ten times', '200', '台', { previous: 20 }],
  ] as const)('edge 87: does not doubt %s', (_what, answer, unit, facts) => {
    expect(number(answer, unit, facts)).toMatchObject({ confidence: 'high' });
  });

  it('takes a number put in place of the unit', () => {
    expect(valuesOf(readText('【1-B】実績値（35台）：'))).toEqual({ '1-B': 35 });
    expect(value('35', '件')).toBe(35);
  });
});

describe('dates', () => {
  const date = (answer: string) => {
    const reading = readAnswer('2-C', answer);
    return reading.fields[0]?.value ?? (reading.fields[0] ? null : `?${askedOf(reading)['2-C']}`);
  };

  it.each([
    ['令和8年7月1日', '2026-07-01'],
    ['R8.7.1', '2026-07-01'],
    ['Ｒ８．７．１', '2026-07-01'],
    ['令8.7.1', '2026-07-01'],
    ['㋿8年7月1日', '2026-07-01'],
    ['令和元年5月1日', '2019-05-01'],
    ['H31.4.1', '2019-04-01'],
    ['8年7月1日', '2026-07-01'],
    ['2026/7/1', '2026-07-01'],
    ['2026-07-01', '2026-07-01'],
    ['2026年７月１日', '2026-07-01'],
    ['7月1日', '2026-07-01'],
    ['7/1', '2026-07-01'],
    ['7/1（水）', '2026-07-01'],
    ['1月15日', '2027-01-15'],
    ['3/31', '2027-03-31'],
    ['9月末', '2026-09-30'],
    ['7/末', '2026-07-31'],
    ['7月下旬', '2026-07-31'],
    ['7月上旬', '2026-07-10'],
    ['7月中旬頃', '2026-07-20'],
    ['7月', '2026-07-31'],
    ['令和8年7月', '2026-07-31'],
    ['8年度末', '2027-03-31'],
    ['令和9年度', '2028-03-31'],
    ['年度末', '2027-03-31'],
    ['第2四半期', '2026-09-30'],
    ['9月30日までに契約予定'.replace('契約', ''), '2026-09-30'],
    ['9月30日です。', '2026-09-30'],
    ['来月末', '2026-08-31'],
    ['20260701', '2026-07-01'],
    ['来年度', '2028-03-31'],
  ])('edge 82: reads %j', (answer, expected) => {
    expect(date(answer)).toBe(expected);
  });

  it.each(['契約済（5/20）', '5月20日契約済', '5月20日に契約しました。'])(
    'edge 82: stores and doubts %j',
    (answer) => {
      expect(readAnswer('2-C', answer).fields[0]).toMatchObject({
        value: '2026-05-20',
        reason: 'extra-words',
      });
    },
  );

  it.each([
    ['令和6年13月', 'impossible-date'],
    ['平成36年4月1日', 'impossible-date'],
    ['2月30日', 'impossible-date'],
    ['2027/2/29', 'impossible-date'],
    ['秋ごろ', 'not-a-date'],
    ['検討して決める', 'not-a-date'],
    ['7月から9月まで', 'range-given'],
  ])('edge 82: asks about %j', (answer, reason) => {
    expect(askedOf(readAnswer('2-C', answer))).toEqual({ '2-C': reason });
  });

  it('edge 82: says back a date told from words, and doubts a weekday that is not the date’s', () => {
    expect(readAnswer('2-C', '7月下旬').fields[0]?.echo).toBe('「7月下旬」を令和8年7月31日と読みました');
    expect(readAnswer('2-C', '7/1').fields[0]?.echo).toBeNull();
    expect(readAnswer('2-C', '7/1（金）').fields[0]).toMatchObject({
      confidence: 'low',
      reason: 'weekday-differs',
    });
    expect(readAnswer('2-C', '未定').fields[0]).toMatchObject({ value: null });
  });
});

describe('choices', () => {
  const rating = (answer: string, anchor = '1-D') => {
    const reading = readAnswer(anchor, answer);
    return reading.fields[0] ? reading.fields[0].value : `?${askedOf(reading)[anchor]}`;
  };

  it.each([
    ['順調', '順調'],
    ['順調です', '順調'],
    ['順調です。', '順調'],
    ['「順調」', '順調'],
    ['概ね順調', '順調'],
    ['おおむね順調です。', '順調'],
    ['予定どおり', '順調'],
    ['順調に進んでいます。', '順調'],
    ['順調に推移している', '順調'],
    ['やや遅れ', 'やや遅れ'],
    ['やや遅れています', 'やや遅れ'],
    ['若干遅れ', 'やや遅れ'],
    ['遅れています。', '遅れ'],
    ['遅延', '遅れ'],
    ['完了しました', '完了'],
    ['完了済', '完了'],
    ['○順調', '順調'],
    ['順調（6月に追いついた）', '順調'],
    ['順調、引き続き進める', '順調'],
    ['順調。課題なし', '順調'],
    ['予定どおり完了', '完了'],
    ['遅れ気味', 'やや遅れ'],
    ['順調・○やや遅れ・遅れ・完了', 'やや遅れ'],
  ])('edge 83: reads %j', (answer, expected) => {
    expect(rating(answer)).toBe(expected);
  });

  it.each([
    ['83', '順調ではない', '?not-a-choice'],
    ['83', '順調とは言えません', '?not-a-choice'],
    ['83', '順調で はない', '?not-a-choice'],
    ['83', '順調 ではありません', '?not-a-choice'],
    ['83', '遅れなし', '?not-a-choice'],
    ['83', '遅れていない', '?not-a-choice'],
    ['84', '○', '?not-a-choice'],
    ['84', '△', '?not-a-choice'],
    ['84', 'A', '?not-a-choice'],
    ['84', 'Ｂ', '?not-a-choice'],
    ['85', '順調・やや遅れ', '?two-values'],
    ['83', '一部完了', '?not-a-choice'],
    ['85', '順調、一部遅れ', '?two-values'],
    ['85', '順調・やや遅 れ', '?two-values'],
    ['85', '順調だが一部やや遅れ', '?two-values'],
    ['85', '順調（一部遅れ）', '?two-values'],
    ['85', 'ほぼ順調、一部遅れ', '?two-values'],
    ['85', '一部完了、残りは順調', '?two-values'],
  ])('edge %s: asks about %j', (_edge, answer, expected) => {
    expect(rating(answer)).toBe(expected);
  });

  it.each([
    ['済', '済'],
    ['済み', '済'],
    ['完了', '済'],
    ['実施中', '実施中'],
    ['進行中です', '実施中'],
    ['未実施', '未着手'],
    ['未', '未着手'],
    ['予定どおり実施中', '実施中'],
    ['10月に延期', '延期'],
    ['7/1完了', '済'],
    ['延期（10月へ）', '延期'],
    ['延期', '延期'],
  ])('reads %j of the milestone', (answer, expected) => {
    expect(rating(answer, '1-A')).toBe(expected);
  });

  it('edge 85: asks about ほぼ済、一部延期, which are two, and about ほぼ済 alone, which is neither', () => {
    expect(rating('ほぼ済、一部延期', '1-A')).toBe('?two-values');
    expect(rating('ほぼ済', '1-A')).toBe('?not-a-choice');
  });

  it('edge 85: reads the one word left in the parenthesis, and asks about several', () => {
    expect(valuesOf(readText('【1-D】所管課の評価（順調）：'))).toEqual({ '1-D': '順調' });
    expect(valuesOf(readText('【1-D】所管課の評価（順調 から1つ）：'))).toEqual({ '1-D': '順調' });
    expect(valuesOf(readText('【1-D】所管課の評価（順調・○やや遅れ・遅れ・完了 から1つ）：'))).toEqual({
      '1-D': 'やや遅れ',
    });
    expect(askedOf(readText('【1-D】所管課の評価（順調・やや遅れ から1つ）：'))).toEqual({
      '1-D': 'two-values',
    });
  });

  it('edge 84: reads letters and marks where the form offers them', () => {
    const manifest = aManifest();
    const offering = (choices: string[]) => ({
      manifest: {
        ...manifest,
        fields: manifest.fields.map((field) => (field.anchor === '1-D' ? { ...field, choices } : field)),
      },
    });
    expect(valuesOf(readText('【1-D】Ａ', offering(['A', 'B', 'C'])))).toEqual({ '1-D': 'A' });
    expect(valuesOf(readText('【1-D】b', offering(['A', 'B', 'C'])))).toEqual({ '1-D': 'B' });
    expect(valuesOf(readText('【1-D】△', offering(['○', '△', '×'])))).toEqual({ '1-D': '△' });
  });
});

describe('texts', () => {
  it('keeps what was typed, and reads 特になし as nothing to tell', () => {
    expect(valuesOf(readAnswer('1-C', '　研修を実施。ｶﾅも①も㈱もそのまま 👍　'))).toEqual({
      '1-C': '研修を実施。ｶﾅも①も㈱もそのまま 👍',
    });
    expect(valuesOf(readAnswer('1-C', '特になし'))).toEqual({ '1-C': null });
  });

  it('edge 86: keeps variation selectors and surrogate pairs', () => {
    const answer = '葛󠄀城さん𠮷野さんが担当';
    expect(valuesOf(readAnswer('1-C', answer))).toEqual({ '1-C': answer });
  });
});
