import { type Instant, tokyoDate } from '../../calendar/time.ts';
import type { Store, Write } from '../../ports.ts';
import { type AnswerLimit, limitsOn } from '../../reply/answer-limits.ts';

/** What the limits need to know of the received mail. */
export interface AnswerCause {
  readonly reason: string | null;
  readonly mail: string | null;
  readonly textHash: string;
  readonly at: Instant;
}

/** The answers that may be given, the tallies to write with them, and why the others stay unsaid. */
export interface LimitedAnswers<A> {
  readonly answers: readonly A[];
  readonly writes: readonly Write[];
  readonly unsaid: readonly AnswerLimit['why'][];
}

/**
 * Holds back answers beyond the day's limits, so that two machines never talk to each other for long. What the
 * mail said is stored all the same. The tallies are written with the answers, so that two at once cannot both be
 * the last.
 */
export async function limitAnswers<A extends { readonly to: readonly string[] }>(
  store: Store,
  answers: readonly A[],
  { reason, mail, textHash, at }: AnswerCause,
): Promise<LimitedAnswers<A>> {
  const day = tokyoDate(at).toString();
  const wanted = answers.map((answer) => ({
    answer,
    limits: limitsOn({ to: answer.to.join(','), reason, mail, textHash }),
  }));
  const abouts = [...new Set(wanted.flatMap(({ limits }) => limits.map(({ about }) => about)))];
  const stored = new Map(
    await Promise.all(
      abouts.map(async (about) => [about, await store.get('answerTally', { day, about })] as const),
    ),
  );
  const counts = new Map(abouts.map((about) => [about, stored.get(about)?.value.count ?? 0]));
  const said: A[] = [];
  const unsaid: AnswerLimit['why'][] = [];
  for (const { answer, limits } of wanted) {
    const full = limits.find(({ about, most }) => (counts.get(about) ?? 0) >= most);
    if (full) unsaid.push(full.why);
    else {
      said.push(answer);
      for (const { about } of limits) counts.set(about, (counts.get(about) ?? 0) + 1);
    }
  }
  const writes = abouts.flatMap((about): Write[] => {
    const before = stored.get(about) ?? null;
    const count = counts.get(about) ?? 0;
    return count === (before?.value.count ?? 0)
      ? []
      : [{ kind: 'answerTally', value: { day, about, count }, expected: before?.revision ?? null }];
  });
  return { answers: said, writes, unsaid };
}
