import type { BusinessCalendar } from '../calendar/business-days.ts';
import { shortDate, weekday } from '../calendar/japanese-date.ts';
import { dateOf, type Instant, Temporal, tokyoDate } from '../calendar/time.ts';
import { departmentName } from '../plan/directory.ts';
import type { RoundId } from '../round/round.ts';
import type { DayRule, LadderStep, Override, Rhythm, ScheduleRules } from './rules.ts';
import { sendTimeOf } from './sending-days.ts';
import { type RoundTimetable, rhythmNameOf, roundsBetween } from './timetable.ts';
import { roundName } from './why.ts';
import type { World } from './world.ts';

/** The kinds of rounds a city runs, each with a rhythm of its own. */
export const RHYTHMS = ['regular', 'fourthQuarter', 'handover', 'final'] as const;
export type RhythmName = (typeof RHYTHMS)[number];

/** What each kind of round is called. */
export const RHYTHM_WORDS: Readonly<Record<RhythmName, string>> = {
  regular: '第1から第3四半期の照会',
  fourthQuarter: '第4四半期の照会',
  handover: '年度末の引継ぎの照会',
  final: '確定値の照会',
};

const RELEASE_WORDS: Readonly<Record<ScheduleRules['releaseSteps'], string>> = {
  one: '事務局か発信者が発信するまで、本部員には送りません。',
  two: '事務局が確認済にし、別の発信者が発信するまで、本部員には送りません。',
};

/** How far ahead the next dates are looked for. */
const LOOK_AHEAD_DAYS = 400;

/** `17時`, `9時30分` */
export function hourWords(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return minute === 0 ? `${hour}時` : `${hour}時${minute}分`;
}

/** `翌月第10開庁日`: a day as the secretariat would say it, counted from the quarter's last month. */
export function dayRuleWords(rule: DayRule): string {
  switch (rule.on) {
    case 'nth-business-day':
      return `${monthWords(rule.monthsAfterQuarter)}第${rule.n}開庁日`;
    case 'last-business-day':
      return `${monthWords(rule.monthsAfterQuarter)}最後の開庁日`;
    case 'day':
      return `${monthWords(rule.monthsAfterQuarter)}${rule.day}日（閉庁日のときは次の開庁日）`;
    case 'business-days-after-opening':
      return `照会の${rule.n}開庁日後`;
  }
}

function monthWords(monthsAfterQuarter: number): string {
  if (monthsAfterQuarter === 0) return '最後の月の';
  return monthsAfterQuarter === 1 ? '翌月' : `${monthsAfterQuarter}か月後の月の`;
}

const QUARTER_END: Readonly<Record<RhythmName, string>> = {
  regular: '毎四半期末',
  fourthQuarter: '第4四半期末',
  handover: '第4四半期',
  final: '第4四半期末',
};

/** One rhythm in plain Japanese sentences; everything it does stands in them. */
export function describeRhythm(name: RhythmName, rhythm: Rhythm, rules: ScheduleRules): string[] {
  const at = hourWords(sendTimeOf(rules));
  const start = QUARTER_END[name];
  const ladder = rhythm.ladder.toSorted((a, b) => a.days - b.days);
  return [
    `${start}の${dayRuleWords(rhythm.opens)}${at}に照会を送り、${dayRuleWords(rhythm.due)}${hourWords(rules.dueAt)}を期限とします。${rhythm.copyChief ? '照会の写しを課長に送ります。' : ''}`,
    ...ladderWords(ladder, at),
    `期限の${rhythm.freezesAfter}開庁日後の${hourWords(rules.dueAt)}に締め切ります。${rhythm.digest ? `その${rules.draftAfterFreeze}開庁日後に本部資料の案を事務局に送ります。` : ''}`,
  ];
}

function ladderWords(ladder: readonly LadderStep[], at: string): string[] {
  const own = ladder.filter(({ kind }) => kind !== 'escalation');
  const heads = ladder.filter(({ kind }) => kind === 'escalation');
  const days = ({ days: n, copyChief }: LadderStep) =>
    `${Math.abs(n)}開庁日${n < 0 ? '前' : '後'}${copyChief ? '（課長に写し）' : ''}`;
  return [
    own.length === 0
      ? '未提出の課への再送はしません。'
      : `未提出の課へ、期限の${own.map(days).join('、')}の${at}に送ります。`,
    ...(heads.length === 0 ? [] : [`期限の${heads.map(days).join('、')}の${at}に、部局長に知らせます。`]),
  ];
}

/** `次回 7/1（水）照会、7/14（火）期限、7/29（水）締切` */
function nextRoundWords({ round, opensOn, dueOn, freezesOn }: RoundTimetable): string {
  return `次回 ${roundName(round)}：${shortDate(opensOn)}照会、${shortDate(dueOn)}期限、${shortDate(freezesOn)}締切`;
}

/** One part of the rules, said so that somebody who never saw the form knows what will happen. */
export interface RuleEcho {
  readonly title: string;
  readonly sentences: readonly string[];
  /** When it happens next; null where it does not within a year, or is not about a day. */
  readonly next: string | null;
}

/**
 * All rules in plain Japanese, with the next dates as seen at `now`: those of the first round of each kind that is not
 * among the `opened`, which keep the rules they opened with.
 */
export function describeRules(
  world: Pick<World, 'plan' | 'directory' | 'rules' | 'calendar'>,
  now: Instant,
  opened: ReadonlySet<RoundId> = new Set(),
) {
  const { rules } = world;
  const to = now.add({ hours: 24 * LOOK_AHEAD_DAYS });
  const rounds = roundsBetween(world.plan, rules, world.calendar, now, to).filter(
    ({ round, opensAt }) => Temporal.Instant.compare(now, opensAt) < 0 && !opened.has(round),
  );
  const echoes: RuleEcho[] = RHYTHMS.map((name) => {
    const rhythm = rules[name];
    if (rhythm === null)
      return { title: RHYTHM_WORDS[name], sentences: ['この照会はしません。'], next: null };
    const next = rounds.find(({ round }) => rhythmNameOf(round) === name);
    return {
      title: RHYTHM_WORDS[name],
      sentences: describeRhythm(name, rhythm, rules),
      next: next ? nextRoundWords(next) : null,
    };
  });
  return [
    ...echoes,
    { title: '送らない日と時間', sentences: quietSentences(rules, world.calendar, now), next: null },
    {
      title: '期限の予定表への登録',
      sentences: [
        rules.dueDateFile
          ? '照会のメールに、回答期限を予定表に登録するファイル（提出期限.ics）を付けます。'
          : '回答期限を予定表に登録するファイルは付けません。',
      ],
      next: null,
    },
    { title: '本部資料の発信', sentences: [RELEASE_WORDS[rules.releaseSteps]], next: null },
    ...overrideEchoes(world),
  ];
}

function quietSentences(rules: ScheduleRules, calendar: BusinessCalendar, now: Instant): string[] {
  const { earliest, latest } = rules.sendWindow;
  const today = tokyoDate(now).toString();
  const assemblies = rules.assemblies.filter(({ to }) => today <= to);
  const span = (from: string, to: string) => `${shortDate(dateOf(from))}から${shortDate(dateOf(to))}まで`;
  return [
    '閉庁日には送りません。1つの課に1日に送るのは1通までです。',
    `送るのは${hourWords(earliest)}から${hourWords(latest)}までの間です。`,
    ...rules.holdOffs.map(
      ({ weekday: day, from }) =>
        `${weekdayName(day)}の${hourWords(from)}以降は課に送らず、次に送れる日の${hourWords(sendTimeOf(rules))}に送ります。`,
    ),
    ...assemblies.map(
      ({ name, from, to }) =>
        `${name}の間（${span(from, to)}）は課に送らず、${shortDate(calendar.next(dateOf(to)))}以降に送ります。`,
    ),
  ];
}

/** `金曜日`; 1 = Monday. */
export function weekdayName(day: number): string {
  // Any week will do: 5 January 2026 was a Monday.
  return `${weekday(dateOf('2026-01-05').add({ days: day - 1 })).slice(1, -1)}曜日`;
}

function overrideEchoes({ rules, directory }: Pick<World, 'rules' | 'directory'>): RuleEcho[] {
  const sentences = rules.overrides.map((override) => {
    const name = departmentName(directory, override.department);
    return `${name}：${overrideWords(override)}`;
  });
  return sentences.length === 0 ? [] : [{ title: '課ごとの設定', sentences, next: null }];
}

/** What is otherwise for a department, as one sentence. */
function overrideWords({ dueLater, laddersOff, copyChief, isMailed }: Override): string {
  if (!isMailed) return 'メールを送りません。紙か電話で照会してください。';
  const parts = [
    ...(dueLater === 0 ? [] : [`期限を${Math.abs(dueLater)}開庁日${dueLater > 0 ? '遅く' : '早く'}します。`]),
    ...(laddersOff.length === 0
      ? []
      : [
          `期限の${laddersOff.map((n) => `${Math.abs(n)}開庁日${n < 0 ? '前' : '後'}`).join('、')}の連絡をしません。`,
        ]),
    ...(copyChief ? [] : ['課長に写しを送りません。']),
  ];
  return parts.length === 0 ? '変更はありません。' : parts.join('');
}
