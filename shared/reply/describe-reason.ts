import { exampleMonths, readMonthlyLabel } from '../plan/monthly.ts';
import type { FormField } from '../round/form.ts';
import type { ReadingReason } from './reading.ts';

export interface ReasonWords {
  /** What is the matter, in one sentence or two. */
  readonly sentence: string;
  /** A line answered right, or null where none helps. */
  readonly example: string | null;
}

function sentenceOf(reason: ReadingReason, field: FormField | null): string {
  const unit = field?.number?.unit ?? '';
  const choices = field?.choices?.join('・') ?? '';
  switch (reason) {
    case 'two-values':
      return '二つの答えがあります。一つにしてください。';
    case 'not-a-number':
      return '数値を読み取れません。数字で書いてください。';
    case 'not-a-choice':
      return choices === '' ? '選択肢にない答えです。' : `${choices} の中から一つ書いてください。`;
    case 'not-a-date':
      return '日付を読み取れません。月と日を書いてください。';
    case 'not-by-month':
      return '月ごとの値を読み取れません。三つの月をすべて書いてください。';
    case 'range-given':
      return '幅のある答えです。一つの値にしてください。';
    case 'unit-mismatch':
      return unit === '' ? '単位が違います。' : `単位が違います。${unit}で書いてください。`;
    case 'looks-like-fraction':
      return '割合か％か分かりません。％で書いてください。';
    case 'impossible-date':
      return '暦にない日付です。';
    case 'ten-times-off':
      return '前回と桁が違います。違うときだけ書き直してください。';
    case 'over-hundred-percent':
      return '100％を超えています。違うときだけ書き直してください。';
    case 'cumulative-falls':
      return '累計が前回より減っています。違うときだけ書き直してください。';
    case 'negative-count':
      return 'マイナスの値です。違うときだけ書き直してください。';
    case 'approximate':
      return 'おおよその値として扱います。確定した値があれば書いてください。';
    case 'extra-words':
      return 'ほかの言葉が混じっています。違うときだけ書き直してください。';
    case 'decimal-or-thousands':
      return '小数点か桁区切りか分かりません。違うときだけ書き直してください。';
    case 'weekday-differs':
      return '日付と曜日が合いません。違うときだけ書き直してください。';
    case 'signature-near':
      return '署名が混ざっているおそれがあります。違うときだけ書き直してください。';
    case 'cell-fault':
      return '数式がエラーになっています。値を書いてください。';
    case 'unanchored':
      return 'どの行への答えか分かりません。【1-A】のような番号を付けて書いてください。';
    case 'outside-form':
      return 'この照会にない行か、【おわり】より下の行です。';
  }
}

/** `4月 120、5月 130、6月 140` with the months the line asks for. */
function monthlyExample({ kind, label }: FormField): string | null {
  const asked = kind === 'monthly' ? readMonthlyLabel(label) : null;
  return asked === null ? null : exampleMonths(asked.unit, asked.months);
}

function exampleValue(reason: ReadingReason, field: FormField): string | null {
  switch (field.input) {
    case 'number':
      return reason === 'looks-like-fraction' ? '95' : '32';
    case 'choice':
      return field.choices?.[0] ?? null;
    case 'date':
      return '9月30日';
    case 'text':
      return monthlyExample(field);
  }
}

/** Says a reason code to the person who answered, with an example of right for fields that can have one. */
export function describeReason(reason: ReadingReason, field: FormField | null): ReasonWords {
  const value = field ? exampleValue(reason, field) : null;
  const label = field?.label.replace(/（[^（）]*から1つ）$/, '') ?? '';
  return {
    sentence: sentenceOf(reason, field),
    example: field && value !== null ? `【${field.anchor}】${label}：${value}` : null,
  };
}
