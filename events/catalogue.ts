import * as z from 'zod';
import { ContactCheckStartedV1 } from './contact-check-started.v1.ts';
import { DigestDraftedV1 } from './digest-drafted.v1.ts';
import { DigestReleasedV1 } from './digest-released.v1.ts';
import { MailFoundV1 } from './mail-found.v1.ts';
import { MailQueuedV1 } from './mail-queued.v1.ts';
import { AddressedStepV1, type StepTarget } from './step-fell-due.v1.ts';
import { SubmissionRecordedV1 } from './submission-recorded.v1.ts';
import { TimetableChangedV1 } from './timetable-changed.v1.ts';

/** Every event that leaves through the outbox, so that a row of it is exactly one of these. */
export const OutboxEvent = z.discriminatedUnion('type', [
  MailQueuedV1,
  MailFoundV1,
  SubmissionRecordedV1,
  DigestDraftedV1,
  DigestReleasedV1,
  ContactCheckStartedV1,
  TimetableChangedV1,
  AddressedStepV1,
]);
export type OutboxEvent = z.infer<typeof OutboxEvent>;

/** What the bus knows a function's own steps by. */
export const stepTopic = (target: StepTarget) => `step-fell-due.v1/${target}`;

/** What the bus picks queues by: the type, and for a step whose it is, since each function takes its own only. */
export function topicOf(event: OutboxEvent): string {
  return event.type === 'step-fell-due.v1' ? stepTopic(event.data.target) : event.type;
}
