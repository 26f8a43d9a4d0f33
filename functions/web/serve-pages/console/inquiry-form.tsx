import type * as z from 'zod';
import { type Instant, tokyoDate } from '../../../../shared/calendar/time.ts';
import {
  InquiryPlan,
  QUESTIONS_MAX,
  SUBJECT_MAX_CHARS,
  WORDS_MAX_CHARS,
} from '../../../../shared/round/inquiry.ts';
import type { RuleFault } from '../../../../shared/schedule/check-rules.ts';
import { departmentsOfPillar, departmentsToAsk } from '../../../../shared/steps/inquiries.ts';
import type { City } from '../../../../shared/steps/load-city.ts';
import { type Filled, filledOf } from './wizard/form.ts';
import { Choice, Faults, Field, type FormState, faultAttributes, Tick } from './wizard/frame.tsx';

/** A form as a browser sent it: its text fields, and the departments ticked. */
export interface InquiryFields {
  readonly filled: Filled;
  readonly ticked: readonly string[];
}

export type ReadInquiry =
  | { readonly outcome: 'read'; readonly asked: InquiryPlan }
  | { readonly outcome: 'faults'; readonly faults: readonly RuleFault[] };

const ANSWERS = [
  { value: 'text', word: '文章' },
  { value: 'number', word: '数と単位' },
  { value: 'choice', word: '言葉を選ぶ' },
  { value: 'date', word: '日付' },
] as const;

const CHOSEN = 'chosen';
const EVERYBODY = 'all';

/** What a browser sent. */
export function inquiryFieldsOf(body: Readonly<Record<string, unknown>>): InquiryFields {
  const ticked = [body.departments ?? []].flat().filter((id) => typeof id === 'string');
  return { filled: filledOf(body), ticked };
}

/** What the form says: an inquiry, or the fields that hold nothing one can hold. Blank questions are left out. */
export function readInquiryForm(
  { filled, ticked }: InquiryFields,
  { plan, directory }: Pick<City, 'plan' | 'directory'>,
  at: Instant,
): ReadInquiry {
  const places = Array.from({ length: QUESTIONS_MAX }, (_, place) => place).filter(
    (place) => (filled[`questions.${place}.words`] ?? '') !== '',
  );
  const standing = departmentsToAsk(directory, tokyoDate(at));
  const target = filled.target ?? '';
  const departments =
    target === CHOSEN
      ? ticked
      : (target === EVERYBODY ? standing : departmentsOfPillar(plan, target, standing)).map(({ id }) => id);
  const read = InquiryPlan.safeParse({
    subject: filled.subject ?? '',
    words: filled.words ?? '',
    questions: places.map((place) => questionIn(filled, place)),
    reminds: filled.reminds !== undefined,
    departments,
    opensOn: filled.opensOn ?? '',
    dueOn: filled.dueOn ?? '',
  });
  if (read.success) return { outcome: 'read', asked: read.data };
  return { outcome: 'faults', faults: inForm(read.error.issues.map(faultOf), places) };
}

/** Faults name the questions as they are asked; the form may have blank ones between them. */
export function inForm(faults: readonly RuleFault[], places: readonly number[]): RuleFault[] {
  return faults.map((fault) => ({
    ...fault,
    field: fault.field.replace(
      /^questions\.(\d+)/,
      (_, index: string) => `questions.${places[Number(index)] ?? 0}`,
    ),
  }));
}

/** The places of the form whose question is written. */
export const placesIn = ({ filled }: InquiryFields): number[] =>
  Array.from({ length: QUESTIONS_MAX }, (_, place) => place).filter(
    (place) => (filled[`questions.${place}.words`] ?? '') !== '',
  );

function questionIn(filled: Filled, place: number): object {
  const at = (name: string) => filled[`questions.${place}.${name}`] ?? '';
  const words = at('words');
  switch (at('answer')) {
    case 'number':
      return { answer: 'number', words, unit: at('unit') };
    case 'choice':
      return {
        answer: 'choice',
        words,
        choices: at('choices')
          .split(/[・、,\n]/)
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      };
    case 'date':
      return { answer: 'date', words };
    default:
      return { answer: 'text', words };
  }
}

function faultOf(issue: z.core.$ZodIssue): RuleFault {
  const field = fieldOf(issue.path);
  const message = messageOf(field, issue);
  return { field, message, nearest: null };
}

/** A word of a choice has no field of its own. */
const fieldOf = (path: readonly PropertyKey[]) => path.join('.').replace(/\.choices\.\d+$/, '.choices');

function messageOf(field: string, issue: z.core.$ZodIssue): string {
  if (field === 'questions') return '問を1つ以上書いてください。';
  if (field === 'departments') return '送る部署を1つ以上選んでください。';
  if (field.endsWith('On')) return '日付を「2026-07-14」の形で書いてください。';
  if (field.endsWith('.choices') && issue.code === 'too_small')
    return '選ぶ言葉を2つ以上、「・」で区切って書いてください。';
  if (issue.code === 'too_small') return '空欄にはできません。';
  if (issue.code === 'too_big')
    return `${Number(issue.maximum)}${issue.origin === 'array' ? '個' : '字'}までにしてください。`;
  return '使えない値です。';
}

/** The fields of an inquiry: what, to whom, when. */
export function InquiryFieldset({
  fields,
  faults,
  city,
  at,
}: {
  fields: InquiryFields;
  faults: readonly RuleFault[];
  city: City;
  at: Instant;
}) {
  const { filled, ticked } = fields;
  const state: FormState = { filled, faults };
  const standing = departmentsToAsk(city.directory, tokyoDate(at));
  const chosen = new Set(ticked);
  return (
    <>
      <fieldset>
        <legend>何を聞くか</legend>
        <Field name="subject" label={`件名（${SUBJECT_MAX_CHARS}字まで）`} state={state} size={40} />
        <p class="field narrow">
          <label for="words">前文（何のために聞くか。{WORDS_MAX_CHARS}字まで）</label>
          <textarea id="words" name="words" rows={5} {...faultAttributes('words', faults)}>
            {filled.words ?? ''}
          </textarea>
          <Faults field="words" faults={faults} />
        </p>
        <Faults field="questions" faults={faults} />
        {Array.from({ length: QUESTIONS_MAX }, (_, place) => (
          <QuestionFields place={place} state={state} />
        ))}
      </fieldset>
      <fieldset>
        <legend>どの部署に聞くか</legend>
        <Choice
          name="target"
          label="送る部署"
          state={state}
          options={[
            { value: EVERYBODY, word: `すべての部署（${standing.length}部署）` },
            ...city.plan.pillars.map(({ id, name }) => ({
              value: id,
              word: `「${name}」の取組を担当する部署（${departmentsOfPillar(city.plan, id, standing).length}部署）`,
            })),
            { value: CHOSEN, word: '下で選んだ部署だけ' },
          ]}
        />
        <Faults field="departments" faults={faults} />
        <details {...(filled.target === CHOSEN ? { open: true } : {})}>
          <summary>部署を選ぶ</summary>
          {standing.map(({ id, name }) => (
            <label class="tick">
              <input type="checkbox" name="departments" value={id} checked={chosen.has(id)} /> {name}
            </label>
          ))}
        </details>
      </fieldset>
      <fieldset>
        <legend>いつ聞くか</legend>
        <Field name="opensOn" label="送る日" type="date" state={state} />
        <Field name="dueOn" label="回答期限" type="date" state={state} />
        <Tick name="reminds" label="期限の前の開庁日に、回答のない部署へ1回だけ再送する" state={state} />
      </fieldset>
    </>
  );
}

function QuestionFields({ place, state }: { place: number; state: FormState }) {
  const at = (name: string) => `questions.${place}.${name}`;
  return (
    <fieldset>
      <legend>
        問{place + 1}
        {place === 0 ? '' : '（なければ空欄）'}
      </legend>
      <Field name={at('words')} label="聞くこと" state={state} size={50} />
      <div class="fields">
        <Choice name={at('answer')} label="答え方" state={state} options={ANSWERS} />
        <Field name={at('unit')} label="単位（数と単位のとき）" state={state} size={8} />
        <Field name={at('choices')} label="選ぶ言葉（・で区切る）" state={state} size={28} />
      </div>
    </fieldset>
  );
}

/** The form once more, hidden, so that what was looked at is what is sent, or goes back to be changed. */
export function KeptFields({ fields: { filled, ticked } }: { fields: InquiryFields }) {
  return (
    <>
      {Object.entries(filled)
        .filter(([name]) =>
          /^(?:subject|words|target|reminds|opensOn|dueOn|questions\.\d\.[a-z]+)$/.test(name),
        )
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      {ticked.map((id) => (
        <input type="hidden" name="departments" value={id} />
      ))}
    </>
  );
}
