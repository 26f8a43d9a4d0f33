import { anchorLine, inquiryLine } from '../round/compose-form.ts';
import type { Inquiry, InquiryQuestion } from '../round/inquiry.ts';
import { widthOf } from '../round/text-lines.ts';
import type { RuleFault } from '../schedule/check-rules.ts';
import { isMailable, toMailable } from './mailable.ts';

/** A line holds so many full-width characters, so that quoting it does not wrap it. */
const LINE_WIDTH_MAX = 30;
/** What marks the form and its placeholders: in the secretariat's words it would be read as a line of the form. */
const MARKS = /[【】■{}]/;
/** What stands between the words of a choice, and around a unit: the reader tells them apart by these. */
const LABEL_MARKS = /[・、／/（）()：:\s]/;

/**
 * What is wrong with the words of an inquiry: a character mails do not carry, a mark of the form, a line of the form
 * that a mail client would wrap. Lengths are the schema's to refuse.
 */
export function checkInquiry({ subject, words, questions }: Inquiry): RuleFault[] {
  return [
    ...textFaults('subject', subject, { isLine: true }),
    ...textFaults('words', words, { isLine: false }),
    ...questions.flatMap((question, index) => questionFaults(question, index)),
  ];
}

function questionFaults(question: InquiryQuestion, index: number): RuleFault[] {
  const at = `questions.${index}`;
  const faults = textFaults(`${at}.words`, question.words, { isLine: true });
  switch (question.answer) {
    case 'text':
    case 'date':
      return faults;
    case 'number':
      return [...faults, ...labelFaults(`${at}.unit`, [question.unit]), ...widthFaults(question, index)];
    case 'choice':
      return [...faults, ...labelFaults(`${at}.choices`, question.choices), ...widthFaults(question, index)];
  }
}

function textFaults(field: string, text: string, { isLine }: { readonly isLine: boolean }): RuleFault[] {
  const odd = [...new Set([...text].filter((character) => !isMailable(character)))];
  if (odd.length > 0)
    return [
      { field, message: `メールで使えない文字「${odd.join('')}」があります。`, nearest: toMailable(text) },
    ];
  if (MARKS.test(text))
    return [
      {
        field,
        message: '「【」「】」「■」「{」「}」は、回答欄の目印のため使えません。',
        nearest: text.replace(/[【{]/g, '「').replace(/[】}]/g, '」').replaceAll('■', '◆'),
      },
    ];
  if (isLine && text.includes('\n'))
    return [{ field, message: '1行で書いてください。', nearest: text.replace(/\s*\n\s*/g, ' ') }];
  return [];
}

/** The words of a choice, or a unit: each is one word of the line's label. */
function labelFaults(field: string, words: readonly string[]): RuleFault[] {
  const faults = words.flatMap((word) => textFaults(field, word, { isLine: true }));
  if (faults.length > 0) return faults.slice(0, 1);
  const marked = words.find((word) => LABEL_MARKS.test(word));
  if (marked !== undefined)
    return [{ field, message: `「${marked}」には、かっこ、中点、句読点、空白は使えません。`, nearest: null }];
  return new Set(words).size < words.length
    ? [{ field, message: '同じ言葉が2つあります。', nearest: [...new Set(words)].join('・') }]
    : [];
}

function widthFaults(question: InquiryQuestion, index: number): RuleFault[] {
  const line = anchorLine({ anchor: '1-A', label: inquiryLine(`問${index + 1}`, question).label });
  const over = widthOf(line) - LINE_WIDTH_MAX;
  if (over <= 0) return [];
  const field = `questions.${index}.${question.answer === 'choice' ? 'choices' : 'unit'}`;
  return [
    {
      field,
      message: `回答の行が全角${LINE_WIDTH_MAX}字を${Math.ceil(over)}字超えます。言葉を短くするか、減らしてください。`,
      nearest: null,
    },
  ];
}
