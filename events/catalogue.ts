import * as z from 'zod';
import { DigestReleasedV1 } from './digest-released.v1.ts';
import { MailFoundV1 } from './mail-found.v1.ts';
import { MailQueuedV1 } from './mail-queued.v1.ts';
import { SubmissionRecordedV1 } from './submission-recorded.v1.ts';
import { TimetableChangedV1 } from './timetable-changed.v1.ts';

/** Every event that leaves through the outbox, so that a row of it is exactly one of these. */
export const OutboxEvent = z.discriminatedUnion('type', [
  MailQueuedV1,
  MailFoundV1,
  SubmissionRecordedV1,
  DigestReleasedV1,
  TimetableChangedV1,
]);
export type OutboxEvent = z.infer<typeof OutboxEvent>;
