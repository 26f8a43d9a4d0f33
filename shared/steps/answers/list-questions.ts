import type { Store } from '../../ports.ts';
import { type QuestionState, questionState, type ValueQuestion } from '../../round/question.ts';
import type { RoundId } from '../../round/round.ts';
import { newest } from '../form-facts.ts';

/** A question as it stands. */
export interface StandingQuestion {
  readonly department: string;
  readonly question: ValueQuestion;
  readonly state: QuestionState;
  /** The value that counts now. */
  readonly value: ValueQuestion['value'];
}

/** All questions of a round, or of one department in it, newest first. */
export async function listQuestions(
  store: Pick<Store, 'list' | 'get'>,
  { plan, round, department }: { plan: string; round: RoundId; department?: string },
): Promise<StandingQuestion[]> {
  const requests =
    department === undefined
      ? await store.list('request', { plan, round })
      : [await store.get('request', { plan, round, department })];
  const found = await Promise.all(
    requests.map(async (request): Promise<StandingQuestion[]> => {
      if (!request || request.value.questions.length === 0) return [];
      const counting = await loadCounting(store, { plan, round, department: request.value.department });
      return request.value.questions.map((question) => ({
        department: request.value.department,
        question,
        state: questionState(question, counting),
        value: counting?.fields[question.key]?.value ?? null,
      }));
    }),
  );
  return found.flat().sort((a, b) => b.question.at.localeCompare(a.question.at));
}

/** The answer of a department to a round as it counts: what a question about one of its values is answered by. */
export async function loadCounting(
  store: Pick<Store, 'list'>,
  { plan, round, department }: { plan: string; round: RoundId; department: string },
) {
  const versions = await store.list('submission', { plan, round, department });
  return newest(versions.map(({ value }) => value));
}
