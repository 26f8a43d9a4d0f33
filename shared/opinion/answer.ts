import { answersForAll, leadOf } from '../plan/asked.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import { isSettled, type Opinion } from './opinion.ts';
import { diffOpinions, type OpinionChange } from './revise.ts';
import { CLASS_WORDS } from './words.ts';

/** What a department may answer. 一部反映 and 参考 are the secretariat's to say. */
export const OPINION_RESPONSES = ['反映済', '対応中', '今後検討', '対応困難'] as const;

/** 反映箇所 is a line of the ledger. */
const WHERE_CHARACTERS_MAX = 120;

/**
 * The opinions a department is asked about in the section of an initiative: those about it that are not settled, by
 * number. The ledger's 所管課 is asked where it is one of the initiative's units, else the initiative's lead.
 */
export function opinionsAsked(
  initiative: Initiative,
  department: Id,
  opinions: readonly Opinion[],
): Opinion[] {
  const lead = leadOf(initiative);
  const isUnit = (named: Id | null) =>
    named !== lead && initiative.owners.some((owner) => owner.department === named);
  return opinions
    .filter(({ object }) => object.level === 'initiative' && object.initiative === initiative.id)
    .filter((opinion) => !isSettled(opinion))
    .filter(({ department: named }) =>
      isUnit(named) ? named === department : answersForAll(initiative, department),
    )
    .sort((a, b) => a.number - b.number);
}

/** What a department answered about an opinion in one round. */
export interface OpinionAnswer {
  readonly round: string;
  readonly department: Id;
  /** One of the words it may answer; null where it chose none. */
  readonly response: string | null;
  /** How it is dealt with, or where it was taken in. */
  readonly handling: string | null;
  /** When the later of both lines came in. */
  readonly receivedAt: string;
}

/**
 * The opinion as it stands once an answer is taken in: where it was reflected with 反映済, the reason with 対応困難, else
 * the policy. What is too long for a place becomes the policy; then the ledger's rules ask the secretariat for the place.
 */
export function withAnswer(opinion: Opinion, { response, handling }: OpinionAnswer): Opinion {
  const is = (response === null ? null : CLASS_WORDS.read(response)) ?? opinion.class;
  const answered = { ...opinion, class: is };
  if (handling === null) return answered;
  if (is === 'difficult') return { ...answered, reason: handling };
  if (is !== 'reflected' || [...handling].length > WHERE_CHARACTERS_MAX)
    return { ...answered, policy: handling };
  const { before = null, after = null } = opinion.reflected ?? {};
  return { ...answered, reflected: { where: handling, before, after } };
}

/** An answer that would change the ledger, and what it would change. */
export interface Proposal {
  readonly answer: OpinionAnswer;
  readonly opinion: Opinion;
  readonly changes: readonly OpinionChange[];
}

/**
 * The newest answer, while it would change the ledger and nobody has changed the ledger since: whoever wrote into it
 * later has had the answer before them.
 */
export function proposalOf(
  { opinion, changedAt }: { readonly opinion: Opinion; readonly changedAt: string },
  answers: readonly OpinionAnswer[],
): Proposal | null {
  const newest = answers
    .toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt, 'en'))
    .findLast(({ receivedAt }) => receivedAt > changedAt);
  if (newest === undefined) return null;
  const next = withAnswer(opinion, newest);
  const changes = diffOpinions(opinion, next);
  return changes.length === 0 ? null : { answer: newest, opinion: next, changes };
}
