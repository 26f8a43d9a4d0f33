import type { Child } from 'hono/jsx';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { numberWords } from '../../../../../shared/progress/number-words.ts';
import { QUESTION_MAX_CHARS, type ValueQuestion } from '../../../../../shared/round/question.ts';
import type { StandingQuestion } from '../../../../../shared/steps/answers/list-questions.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { QUESTION_MARKS } from '../../look/words.ts';

/** The values of a request that are or were under question, and the two ways the secretariat ends one. */
export function QuestionList({
  questions,
  names,
  path,
  csrf,
}: {
  questions: readonly StandingQuestion[];
  /** What KPIs are called, by id. */
  names: ReadonlyMap<string, string>;
  path: string;
  /** What a form has to carry; null for whoever only reads. */
  csrf: Child | null;
}) {
  if (questions.length === 0) return null;
  return (
    <section aria-labelledby="questions">
      <h2 id="questions">値の確認</h2>
      <p class="hint">
        確認中の指標は、値が確かめられるまで判定しません。値が変わるときは、電話・書面の回答として入力すると、確認は自動で終わります。
      </p>
      <RowTable
        caption={`${questions.length}件（新しいものから）`}
        columns={['指標', '状態', '確かめたいこと', 'いただいた値', '今の値', '確認の結果']}
        rows={questions.map(({ question, state, value }) => ({
          cells: [
            names.get(question.subject) ?? question.subject,
            <MarkChip mark={QUESTION_MARKS[state]} />,
            <span class="quoted">{askedWords(question)}</span>,
            figureWords(question.value),
            figureWords(value),
            state === 'open' && csrf !== null ? (
              <EndForm {...{ question, path, csrf }} />
            ) : (
              endWords(question)
            ),
          ],
        }))}
      />
    </section>
  );
}

function figureWords(value: ValueQuestion['value']): string | null {
  return typeof value === 'number' ? numberWords(value) : value;
}

function askedWords({ text, because, by, at, mail }: ValueQuestion): string {
  const how = mail === null ? '電話' : 'メール';
  const why = because === null ? '' : `${because}、`;
  return `${text}（${why}${by}、${shortDateTime(instantOf(at))}、${how}）`;
}

function endWords({ settled }: ValueQuestion): string | null {
  return settled === null
    ? null
    : `${settled.note}（${settled.by}、${shortDateTime(instantOf(settled.at))}）`;
}

function EndForm({ question, path, csrf }: { question: ValueQuestion; path: string; csrf: Child }) {
  const id = `note-${question.number}`;
  return (
    <form method="post" action={`${path}/questions/${question.number}`} class="narrow">
      {csrf}
      <p>
        <label for={id}>確認の結果</label>
        <input id={id} name="note" required maxlength={QUESTION_MAX_CHARS} />
      </p>
      <button type="submit" name="as" value="confirmed" class="quiet">
        この値で確かめた
      </button>{' '}
      <button type="submit" name="as" value="withdrawn" class="quiet">
        取り下げる
      </button>
    </form>
  );
}
