import { dateOf, type Instant, instantOf, type PlainDate, Temporal } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import { OPTION_WORDS, type ReleasedDecision } from './case.ts';

export const DECISION_RESPONSES = ['対応済', '対応中', '未着手'] as const;
export type DecisionResponse = (typeof DECISION_RESPONSES)[number];

/** What a department answered about a decision in one quarter, oldest first where there are several. */
export interface ResponseGiven {
  readonly case: Id;
  readonly quarter: string;
  readonly response: DecisionResponse;
}

/** A released decision that asks for an answer, with the last one given; null before the first. */
export interface DecisionAsked {
  readonly decision: ReleasedDecision;
  readonly response: DecisionResponse | null;
}

/**
 * The decisions a round asks about: released before it opened, and not 対応済 in an earlier quarter. So one comes back
 * until it is done, and stays in every mail of the round in which that is said.
 */
export function decisionsAsked(
  released: readonly ReleasedDecision[],
  responses: readonly ResponseGiven[],
  round: { readonly quarter: string; readonly opensAt: Instant },
): DecisionAsked[] {
  return released
    .filter(({ releasedAt }) => Temporal.Instant.compare(instantOf(releasedAt), round.opensAt) < 0)
    .sort((a, b) => a.releasedAt.localeCompare(b.releasedAt, 'en') || a.id.localeCompare(b.id, 'en'))
    .flatMap((decision) => {
      const given = responses
        .filter((one) => one.case === decision.id && one.quarter <= round.quarter)
        .sort((a, b) => a.quarter.localeCompare(b.quarter, 'en'));
      const isDone = given.some(({ quarter, response }) => quarter < round.quarter && response === '対応済');
      const now = given.findLast(({ quarter }) => quarter === round.quarter);
      return isDone ? [] : [{ decision, response: now?.response ?? null }];
    });
}

/** `改善：対象を10施設に絞る`: a decision as it is quoted. */
export function decisionWords({ option, text }: Pick<ReleasedDecision, 'option' | 'text'>): string {
  return `${OPTION_WORDS[option]}：${text}`;
}

export function decidedOn({ decidedOn: day }: Pick<ReleasedDecision, 'decidedOn'>): PlainDate {
  return dateOf(day);
}
