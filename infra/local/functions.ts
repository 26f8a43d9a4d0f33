import { createOpenRoundHandler } from '../../functions/collect/open-round/handler.ts';
import { createOpenRound } from '../../functions/collect/open-round/open-round.ts';
import { createReceiveReplyHandler } from '../../functions/collect/receive-reply/handler.ts';
import { createReceiveReply } from '../../functions/collect/receive-reply/receive-reply.ts';
import { createRemindHandler } from '../../functions/collect/remind/handler.ts';
import { createRemind } from '../../functions/collect/remind/remind.ts';
import { createSendContactChecks } from '../../functions/collect/remind/send-contact-checks.ts';
import { createDeliverMail } from '../../functions/mail/deliver-mail/deliver-mail.ts';
import { createDeliverMailHandler } from '../../functions/mail/deliver-mail/handler.ts';
import { createTrackDeliveryHandler } from '../../functions/mail/track-delivery/handler.ts';
import { createTrackDelivery } from '../../functions/mail/track-delivery/track-delivery.ts';
import { createEvaluateProgress } from '../../functions/report/evaluate-progress/evaluate-progress.ts';
import { createEvaluateProgressHandler } from '../../functions/report/evaluate-progress/handler.ts';
import { createPrintPapersHandler } from '../../functions/report/print-papers/handler.ts';
import { createPrintPapers } from '../../functions/report/print-papers/print-papers.ts';
import { createSendDigestHandler } from '../../functions/report/send-digest/handler.ts';
import { createSendDigest } from '../../functions/report/send-digest/send-digest.ts';
import { createPlanSchedulesHandler } from '../../functions/schedule/plan-schedules/handler.ts';
import { createPlanSchedules } from '../../functions/schedule/plan-schedules/plan-schedules.ts';
import { createSweepMissedHandler } from '../../functions/schedule/sweep-missed/handler.ts';
import { createSweepMissed } from '../../functions/schedule/sweep-missed/sweep-missed.ts';
import { connectPress } from '../../shared/adapters/press.ts';
import { decodeTag } from '../../shared/adapters/ses/tag.ts';
import { openForm } from '../../shared/adapters/spreadsheet/form-reader.ts';
import { writeForm } from '../../shared/adapters/spreadsheet/form-writer.ts';
import { writeBook } from '../../shared/adapters/spreadsheet/write-book.ts';
import { createWorkshop } from '../../shared/adapters/workshop.ts';
import type { Clock } from '../../shared/calendar/time.ts';
import type { MailWorkshop, ObjectStore } from '../../shared/ports.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { SqsBatchResponse, SqsEvent } from '../../shared/runtime/queue.ts';
import { createNoteStep } from '../../shared/steps/note-step.ts';
import type { FunctionName } from '../wiring.ts';
import type { connect } from './clients.ts';
import { LOCAL } from './settings.ts';

/** A function as its queue calls it. */
export type QueueFunction = (event: SqsEvent) => Promise<SqsBatchResponse>;

export interface HostedWorld {
  readonly adapters: ReturnType<typeof connect>;
  readonly clock: Clock;
  readonly log: Log;
  /** The plan a mail belongs to that names none of ours. */
  readonly plan: string;
  /** Where the pages are that mails lead to. */
  readonly webOrigin: string;
}

/** Renders mails as this machine's city sends them. */
export function localWorkshop(objects: ObjectStore, webOrigin: string = LOCAL.webOrigin): MailWorkshop {
  const { city, replyDomain, fromAddress } = LOCAL;
  const settings = { CITY: city, REPLY_DOMAIN: replyDomain, FROM_ADDRESS: fromAddress };
  return createWorkshop({ ...settings, WEB_ORIGIN: webOrigin }, objects);
}

/** Every function of the wiring table, with the deployed handlers, wired to the local adapters. */
export function wireFunctions({
  adapters,
  clock,
  log,
  plan,
  webOrigin,
}: HostedWorld): Record<FunctionName, QueueFunction> {
  const { store, objects, mailer, schedules } = adapters;
  const { city } = LOCAL;
  const workshop = localWorkshop(objects, webOrigin);
  const noteStep = createNoteStep({ store, clock });
  const { planSchedules } = createPlanSchedules({ store, schedules, clock, city });
  // middy's handlers take Lambda's context as well, which none of these functions looks at.
  const context = { functionName: 'local', awsRequestId: 'local' };
  const hosted = (handler: (event: SqsEvent, context: never) => Promise<SqsBatchResponse>): QueueFunction => {
    return (event) => handler(event, context as never);
  };
  return {
    'open-round': hosted(
      createOpenRoundHandler({
        openRound: createOpenRound({ store, workshop, writeForm, clock }),
        noteStep,
        log,
      }),
    ),
    remind: hosted(
      createRemindHandler({
        remind: createRemind({ store, workshop, writeForm, clock }),
        sendContactChecks: createSendContactChecks({ store, workshop, clock }),
        noteStep,
        log,
      }),
    ),
    'receive-reply': hosted(
      createReceiveReplyHandler({
        receiveReply: createReceiveReply({ store, objects, workshop, openForm, clock, log, plan }),
        log,
      }),
    ),
    'evaluate-progress': hosted(
      createEvaluateProgressHandler({
        evaluateProgress: createEvaluateProgress({ store, clock }),
        noteStep,
        log,
      }),
    ),
    'send-digest': hosted(
      createSendDigestHandler({
        sendDigest: createSendDigest({ store, workshop, clock, writeBook, log }),
        noteStep,
        log,
      }),
    ),
    'print-papers': hosted(
      createPrintPapersHandler({
        printPapers: createPrintPapers({ store, objects, press: connectPress(), clock }),
        log,
      }),
    ),
    'deliver-mail': hosted(
      createDeliverMailHandler({
        deliverMail: createDeliverMail({ store, objects, mailer, clock }),
        log,
      }),
    ),
    'track-delivery': hosted(
      createTrackDeliveryHandler({
        trackDelivery: createTrackDelivery({ store, clock, readMailId: decodeTag }),
        log,
      }),
    ),
    'plan-schedules': hosted(createPlanSchedulesHandler({ planSchedules, log })),
    'sweep-missed': hosted(
      createSweepMissedHandler({
        sweepMissed: createSweepMissed({ store, objects, listSchedules: schedules.list, clock, city }),
        log,
      }),
    ),
  };
}
