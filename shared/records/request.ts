import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { ValueQuestion } from '../round/question.ts';
import { UpdateRequest } from '../round/round.ts';

const Instant = z.iso.datetime();

const StepEvent = z.object({
  at: Instant,
  step: z.string(),
  by: z.string(),
  /** Why; empty where nobody said. */
  reason: z.string(),
});

/** One step of a request's life, from which the planner knows what stood at any instant. */
export const RequestEvent = z.discriminatedUnion('what', [
  z.object({ what: z.literal('answered'), at: Instant, outstanding: z.array(Id) }),
  z.object({
    what: z.literal('awaiting-approval'),
    at: Instant,
    version: z.number().int().min(1),
    outstanding: z.array(Id),
  }),
  z.object({ what: z.literal('returned'), at: Instant, version: z.number().int().min(1) }),
  z.object({ what: z.literal('extended'), at: Instant, until: z.iso.date() }),
  /** `source` is the received mail that waits, so that settling one does not settle another. */
  z.object({ what: z.literal('held'), at: Instant, source: z.string().nullable().default(null) }),
  /** 見送り: the secretariat keeps one step of the ladder back from this department, or lets it go after all. */
  StepEvent.extend({ what: z.literal('step-held') }),
  StepEvent.extend({ what: z.literal('step-freed') }),
  z.object({ what: z.literal('settled'), at: Instant, source: z.string().nullable().default(null) }),
]);
export type RequestEvent = z.infer<typeof RequestEvent>;

export const RequestRecord = UpdateRequest.extend({
  plan: Id,
  events: z.array(RequestEvent),
  /** The values the secretariat asked about, oldest first. */
  questions: z.array(ValueQuestion).default([]),
});
export type RequestRecord = z.infer<typeof RequestRecord>;

/**
 * Whether the last word on a request was 差戻し: its last version was sent back, and nothing has come since. Its state
 * alone would say the same as of one that was never answered.
 */
export function isSentBack({ state, events }: Pick<RequestRecord, 'state' | 'events'>): boolean {
  if (state !== 'outstanding' && state !== 'partial') return false;
  const last = events.findLast(
    ({ what }) => what === 'answered' || what === 'awaiting-approval' || what === 'returned',
  );
  return last?.what === 'returned';
}

type StepHeld = Extract<RequestEvent, { what: 'step-held' }>;

/** The steps the secretariat keeps back from the department (見送り), by its last word on each. */
export function heldStepsOf({ events }: Pick<RequestRecord, 'events'>): StepHeld[] {
  const last = new Map<string, RequestEvent>();
  for (const event of events)
    if (event.what === 'step-held' || event.what === 'step-freed') last.set(event.step, event);
  return [...last.values()].flatMap((event) => (event.what === 'step-held' ? [event] : []));
}
