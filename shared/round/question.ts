import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { FieldValue, type StoredField, type Submission } from './submission.ts';

/** A question is a sentence or two; more is said by phone. */
export const QUESTION_MAX_CHARS = 200;

/**
 * A value that was received and is under question (確認中): the secretariat asked the department about it, and until it
 * is confirmed or corrected nothing is judged by it.
 */
export const ValueQuestion = z.object({
  /** Counts up within the request. */
  number: z.number().int().min(1),
  /** The line of the form (`fieldKey`), and the KPI it is the value of. */
  key: z.string(),
  initiative: Id,
  subject: Id,
  /** The value that is questioned. */
  value: FieldValue,
  text: z.string().trim().min(1).max(QUESTION_MAX_CHARS),
  /** What gave rise to it, as in `C4`; null where the secretariat asks of itself. */
  because: z.string().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
  /** The mail that asks; null where it is asked by phone. */
  mail: z.string().nullable(),
  /** How the secretariat ended it, where the department did not by answering the line. */
  settled: z
    .object({
      as: z.enum(['confirmed', 'withdrawn']),
      by: z.string(),
      at: z.iso.datetime(),
      note: z.string().min(1),
    })
    .nullable(),
});
export type ValueQuestion = z.infer<typeof ValueQuestion>;

export type QuestionState = 'open' | 'confirmed' | 'corrected' | 'withdrawn';

/**
 * How a question stands beside the answer that counts. It is answered by any value of its line that was received after
 * it was asked and counts: the same one confirms, another one corrects. A value that waits for its approval or its
 * adoption answers nothing yet.
 */
export function questionState(
  { key, value, at, settled }: Pick<ValueQuestion, 'key' | 'value' | 'at' | 'settled'>,
  counting: Pick<Submission, 'fields'> | null,
): QuestionState {
  if (settled !== null) return settled.as;
  const field: StoredField | undefined = counting?.fields[key];
  if (field === undefined || field.receivedAt <= at) return 'open';
  return field.value === value ? 'confirmed' : 'corrected';
}

/** The questions of a request that wait for an answer. */
export function openQuestions<Q extends Pick<ValueQuestion, 'key' | 'value' | 'at' | 'settled'>>(
  questions: readonly Q[],
  counting: Pick<Submission, 'fields'> | null,
): Q[] {
  return questions.filter((question) => questionState(question, counting) === 'open');
}
