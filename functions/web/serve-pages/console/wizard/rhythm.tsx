import type { BusinessCalendar } from '../../../../../shared/calendar/business-days.ts';
import { shortDate } from '../../../../../shared/calendar/japanese-date.ts';
import type { PlainDate } from '../../../../../shared/calendar/time.ts';
import {
  describeRhythm,
  RHYTHM_WORDS,
  RHYTHMS,
  type RhythmName,
  weekdayName,
} from '../../../../../shared/schedule/describe-rules.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import { type Filled, rowsIn } from './form.ts';
import { Choice, Faults, Field, type FormState, Onward, Tick } from './frame.tsx';
import { BUDGET_STAGES, isOptional } from './rhythm-form.ts';

const DAY_KINDS = [
  { value: 'nth-business-day', word: '第n開庁日' },
  { value: 'last-business-day', word: '最後の開庁日' },
  { value: 'day', word: 'n日（閉庁日なら次の開庁日）' },
] as const;
const DUE_KINDS = [...DAY_KINDS, { value: 'business-days-after-opening', word: '照会のn開庁日後' }] as const;
const MONTHS = [
  { value: '0', word: '四半期の最後の月の' },
  { value: '1', word: '翌月の' },
  { value: '2', word: '2か月後の月の' },
  { value: '3', word: '3か月後の月の' },
  { value: '4', word: '4か月後の月の' },
] as const;
const SIDES = [
  { value: 'before', word: '期限の前' },
  { value: 'after', word: '期限の後' },
] as const;
const TARGETS = [
  { value: 'department', word: '回答のない課に' },
  { value: 'head', word: '部局長に（課の名は件名に出ません）' },
] as const;
const WEEKDAYS = [
  { value: '', word: '（なし）' },
  ...[1, 2, 3, 4, 5].map((day) => ({ value: String(day), word: weekdayName(day) })),
];
const RELEASE_STEPS = [
  { value: 'one', word: '事務局か発信者が発信する' },
  { value: 'two', word: '事務局が確認し、発信者が発信する' },
] as const;
const BUDGET_LABELS: Record<(typeof BUDGET_STAGES)[number], string> = {
  request: '要求（月/日）',
  assessment: '査定（月/日）',
  assembly: '議会（月/日）',
};
const LADDER_MAX = 10;
const HOLD_OFFS_MAX = 4;
const ASSEMBLIES_MAX = 12;
/** How far ahead closed days are shown. */
const CLOSED_DAYS_SHOWN = 365;

/** When requests go out, when they are due, how often is reminded, and when nothing goes. */
export function RhythmStep({
  state,
  rules,
  calendar,
  today,
}: {
  state: FormState;
  /** As they were last understood, for what stands before a part is opened. */
  rules: ScheduleRules;
  calendar: BusinessCalendar;
  today: PlainDate;
}) {
  return (
    <>
      <p>
        いつ照会し、いつ再送するかを決めます。数える日はすべて開庁日です。ここで保存しても、最後の「有効化」まで何も送りません。
      </p>
      <fieldset>
        <legend>時刻</legend>
        <div class="fields">
          <Field name="sendAt" label="送る時刻" type="time" state={state} />
          <Field name="dueAt" label="回答期限の時刻" type="time" state={state} />
          <Field name="sendWindow.earliest" label="送ってよい時間の始め" type="time" state={state} />
          <Field name="sendWindow.latest" label="送ってよい時間の終わり" type="time" state={state} />
        </div>
        <Faults field="sendWindow" faults={state.faults} />
      </fieldset>
      {RHYTHMS.map((name) => {
        const rhythm = rules[name];
        const hasFault = state.faults.some(({ field }) => field.startsWith(`${name}.`));
        // The one everybody comes for lies open; the others tell what they do until they are wanted.
        return (
          <details class="rhythm" open={name === 'regular' || hasFault}>
            <summary>
              <strong>{RHYTHM_WORDS[name]}</strong>
              <span class="said">
                {rhythm === null ? 'この照会はしません。' : describeRhythm(name, rhythm, rules)[0]}
              </span>
            </summary>
            <RhythmFields name={name} state={state} />
          </details>
        );
      })}
      <fieldset>
        <legend>本部資料</legend>
        <Choice name="releaseSteps" label="発信の手順" options={RELEASE_STEPS} state={state} />
      </fieldset>
      <fieldset>
        <legend>予算の日程</legend>
        <p class="hint">
          終期を迎える取り組みの判断は、要求の日までに求め、済まなければ査定の日までにもう一度求めます。
        </p>
        <div class="fields">
          {BUDGET_STAGES.map((stage) => (
            <Field name={`budget.${stage}`} label={BUDGET_LABELS[stage]} state={state} size={6} />
          ))}
        </div>
      </fieldset>
      <QuietFields state={state} calendar={calendar} today={today} />
      <Onward next="相手" stay="保存して、行を加える" />
    </>
  );
}

const lines = (filled: Filled, prefix: string, max: number) =>
  Array.from({ length: Math.min(max, rowsIn(filled, prefix).length + 1) }, (_, place) => place);

function RhythmFields({ name, state }: { name: RhythmName; state: FormState }) {
  return (
    <>
      {isOptional(name) && (
        <p>
          <Tick name={`${name}.runs`} label="この照会をする" state={state} />
        </p>
      )}
      <DayFields prefix={`${name}.opens`} label="照会を送る日" kinds={DAY_KINDS} state={state} />
      <DayFields prefix={`${name}.due`} label="回答の期限" kinds={DUE_KINDS} state={state} />
      <Field
        name={`${name}.freezesAfter`}
        label="締切（期限から）"
        type="number"
        after="開庁日後"
        state={state}
      />
      {lines(state.filled, `${name}.ladder`, LADDER_MAX).map((place) => {
        const prefix = `${name}.ladder.${place}`;
        return (
          <fieldset class="row-of-fields">
            <legend>{`${place + 1}回目の連絡`}</legend>
            <Choice name={`${prefix}.side`} label="いつ" options={SIDES} state={state} />
            <Field name={`${prefix}.days`} label="日数" type="number" after="開庁日" state={state} />
            <Choice name={`${prefix}.to`} label="だれに" options={TARGETS} state={state} />
          </fieldset>
        );
      })}
      <p class="hint">連絡をやめるときは、日数を空欄にします。</p>
    </>
  );
}

function DayFields({
  prefix,
  label,
  kinds,
  state,
}: {
  prefix: string;
  label: string;
  kinds: readonly { readonly value: string; readonly word: string }[];
  state: FormState;
}) {
  return (
    <fieldset class="row-of-fields">
      <legend>{label}</legend>
      <Choice name={`${prefix}.monthsAfterQuarter`} label="月" options={MONTHS} state={state} />
      <Choice name={`${prefix}.on`} label="日の決め方" options={kinds} state={state} />
      <Field name={`${prefix}.n`} label="nの数" type="number" state={state} />
      <Faults field={prefix} faults={state.faults} />
      <Faults field={`${prefix}.day`} faults={state.faults} />
    </fieldset>
  );
}

function QuietFields({
  state,
  calendar,
  today,
}: {
  state: FormState;
  calendar: BusinessCalendar;
  today: PlainDate;
}) {
  const closed = Array.from({ length: CLOSED_DAYS_SHOWN }, (_, days) => today.add({ days })).flatMap(
    (date) => {
      const reason = date.dayOfWeek <= 5 ? calendar.closedReason(date) : null;
      return reason === null ? [] : [`${shortDate(date)}${reason}`];
    },
  );
  return (
    <fieldset>
      <legend>送らない日と時間</legend>
      {lines(state.filled, 'holdOffs', HOLD_OFFS_MAX).map((place) => (
        <fieldset class="row-of-fields">
          <legend>{`送らない曜日と時間 ${place + 1}`}</legend>
          <Choice name={`holdOffs.${place}.weekday`} label="送らない曜日" options={WEEKDAYS} state={state} />
          <Field name={`holdOffs.${place}.from`} label="この時刻から後" type="time" state={state} />
        </fieldset>
      ))}
      <Faults field="holdOffs" faults={state.faults} />
      {lines(state.filled, 'assemblies', ASSEMBLIES_MAX).map((place) => (
        <fieldset class="row-of-fields">
          <legend>{`送らない期間 ${place + 1}`}</legend>
          <Field name={`assemblies.${place}.name`} label="議会などの名" state={state} />
          <Field name={`assemblies.${place}.from`} label="始まる日" type="date" state={state} />
          <Field name={`assemblies.${place}.to`} label="終わる日" type="date" state={state} />
          <Faults field={`assemblies.${place}`} faults={state.faults} />
        </fieldset>
      ))}
      <Faults field="assemblies" faults={state.faults} />
      <details>
        <summary>閉庁日（土日のほか、これから1年に{closed.length}日）</summary>
        <p>{closed.join('、')}</p>
        <p class="hint">
          祝日と市の閉庁日には、どの設定でも送りません。1日だけ止めるときは、上の期間に書きます。
          市の閉庁日は、<a href="/console/schedule/closures">閉庁日の画面</a>で変えます。
        </p>
      </details>
    </fieldset>
  );
}
