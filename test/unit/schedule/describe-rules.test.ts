import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { dayRuleWords, describeRhythm, describeRules } from '../../../shared/schedule/describe-rules.ts';
import { type DayRule, STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aWorld } from '../../support/builders.ts';

const NOW = instantOf('2026-06-30T12:00:00+09:00');

describe('a day rule in words', () => {
  it.each<[DayRule, string]>([
    [{ on: 'nth-business-day', monthsAfterQuarter: 1, n: 10 }, '翌月第10開庁日'],
    [{ on: 'nth-business-day', monthsAfterQuarter: 3, n: 1 }, '3か月後の月の第1開庁日'],
    [{ on: 'last-business-day', monthsAfterQuarter: 1 }, '翌月最後の開庁日'],
    [{ on: 'day', monthsAfterQuarter: 0, day: 15 }, '最後の月の15日（閉庁日のときは次の開庁日）'],
    [{ on: 'business-days-after-opening', n: 7 }, '照会の7開庁日後'],
  ])('%j', (rule, words) => {
    expect(dayRuleWords(rule)).toBe(words);
  });
});

describe('a rhythm in words', () => {
  it('says when it asks, until when, whom it reminds and when it closes', () => {
    expect(describeRhythm('regular', STANDARD_RULES.regular, STANDARD_RULES)).toEqual([
      '毎四半期末の翌月第1開庁日9時に照会を送り、翌月第10開庁日17時を期限とします。',
      '未提出の課へ、期限の5開庁日前、1開庁日前、1開庁日後、3開庁日後（課長に写し）の9時に送ります。',
      '期限の7開庁日後の9時に、部局長に知らせます。',
      '期限の10開庁日後の17時に締め切ります。その1開庁日後に本部資料の案を事務局に送ります。',
    ]);
  });

  it('says that nobody is reminded where the ladder is empty', () => {
    const rhythm = { ...STANDARD_RULES.regular, ladder: [], digest: false };
    expect(describeRhythm('regular', rhythm, STANDARD_RULES).slice(1)).toEqual([
      '未提出の課への再送はしません。',
      '期限の10開庁日後の17時に締め切ります。',
    ]);
  });
});

describe('all rules in words', () => {
  it('give the next dates of each kind of round', () => {
    const echoes = describeRules(aWorld(), NOW);
    expect(echoes.map(({ title, next }) => [title, next])).toEqual([
      ['第1から第3四半期の照会', '次回 令和8年度第1四半期：7/1（水）照会、7/14（火）期限、7/29（水）締切'],
      ['第4四半期の照会', '次回 令和8年度第4四半期：4/14（水）照会、4/30（金）期限、5/19（水）締切'],
      ['年度末の引継ぎの照会', '次回 令和8年度引継ぎ：3/15（月）照会、3/25（木）期限、3/29（月）締切'],
      ['確定値の照会', null],
      ['送らない日と時間', null],
      ['期限の予定表への登録', null],
      ['本部資料の発信', null],
    ]);
  });

  it('name the quiet days and what is otherwise for a department', () => {
    const rules = {
      ...STANDARD_RULES,
      final: null,
      assemblies: [{ from: '2026-09-01', to: '2026-09-18', name: '9月定例会' }],
      overrides: [
        { department: 'dep-civil', laddersOff: [-5], dueLater: 2, copyChief: false, isMailed: true },
      ],
    };
    const said = new Map(
      describeRules(aWorld({ rules }), NOW).map(({ title, sentences }) => [title, sentences]),
    );
    expect(said.get('確定値の照会')).toEqual(['この照会はしません。']);
    expect(said.get('送らない日と時間')).toEqual([
      '閉庁日には送りません。1つの課に1日に送るのは1通までです。',
      '送るのは8時30分から18時までの間です。',
      '金曜日の12時以降は課に送らず、次に送れる日の9時に送ります。',
      '9月定例会の間（9/1（火）から9/18（金）まで）は課に送らず、9/24（木）以降に送ります。',
    ]);
    expect(said.get('課ごとの設定')).toEqual([
      '土木管理課：期限を2開庁日遅くします。期限の5開庁日前の連絡をしません。課長に写しを送りません。',
    ]);
  });
});
