import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import type { RoundId } from './round.ts';

/** A question is one or two lines above the line that answers it. */
const QUESTION_MAX_CHARS = 120;
export const QUESTIONS_MAX = 5;
export const SUBJECT_MAX_CHARS = 40;
export const WORDS_MAX_CHARS = 600;
const CHOICES_MAX = 8;

const Words = z.string().trim().min(1).max(QUESTION_MAX_CHARS);

/** One question of an inquiry and how it is answered: in words, by a number in a unit, by one of some words, by a date. */
export const InquiryQuestion = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('text'), words: Words }),
  z.strictObject({ answer: z.literal('number'), words: Words, unit: z.string().trim().min(1).max(12) }),
  z.strictObject({
    answer: z.literal('choice'),
    words: Words,
    choices: z.array(z.string().trim().min(1).max(20)).min(2).max(CHOICES_MAX),
  }),
  z.strictObject({ answer: z.literal('date'), words: Words }),
]);
export type InquiryQuestion = z.infer<typeof InquiryQuestion>;

/** 臨時照会: what the secretariat asks outside the rhythm, in its own words. */
export const Inquiry = z.strictObject({
  /** What the subject of the mail says, and the title over the questions. */
  subject: z.string().trim().min(1).max(SUBJECT_MAX_CHARS),
  /** The covering words between the addressee and the facts. */
  words: z.string().trim().min(1).max(WORDS_MAX_CHARS),
  questions: z.array(InquiryQuestion).min(1).max(QUESTIONS_MAX),
  /** Whether a department that has not answered is reminded once, the business day before the due date. */
  reminds: z.boolean().default(true),
});
export type Inquiry = z.infer<typeof Inquiry>;

/** An inquiry (臨時照会) as the secretariat puts it together: what, to whom, when. */
export const InquiryPlan = z.strictObject({
  ...Inquiry.shape,
  departments: z.array(Id).min(1).max(2000),
  opensOn: z.iso.date(),
  dueOn: z.iso.date(),
});
export type InquiryPlan = z.infer<typeof InquiryPlan>;

/** What stands for the inquiry wherever a round names its initiatives. No initiative of a plan has such an id. */
function inquiryTopic(round: RoundId): Id {
  return `inquiry-${round.toLowerCase()}`;
}

/** What a question is known by in fields and answers: the same in every mail of the round. */
export function questionId(round: RoundId, index: number): Id {
  return `${inquiryTopic(round)}-${index + 1}`;
}

/**
 * An inquiry in the place of an initiative, so that a round outside the plan is asked, answered, counted and reminded
 * of like any other. It has no KPI and no milestone, and no plan holds it: nothing of it is judged.
 */
export function topicOf(round: RoundId, { subject, words }: Inquiry, departments: readonly Id[]): Initiative {
  const unset = { unset: true, by: '9999-12-31' } as const;
  return {
    id: inquiryTopic(round),
    code: '1',
    title: subject,
    direction: inquiryTopic(round),
    purpose: unset,
    policy: words,
    owners: departments.map((department) => ({ department, role: 'lead' })),
    related: [],
    desiredState: subject,
    kpis: [],
    precedents: [],
    milestones: [],
    exitRules: unset,
    sunset: unset,
    review: unset,
    illustrative: [],
  };
}
