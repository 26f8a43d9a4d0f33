import middy from '@middy/core';
import { DigestDraftedV1 } from '../../../events/digest-drafted.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { createPrintPapers } from './print-papers.ts';

export interface PrintPapersHandlerDependencies {
  readonly printPapers: ReturnType<typeof createPrintPapers>;
  readonly log: Log;
}

/** Prints what goes along with a digest once it is drafted. */
export const createPrintPapersHandler = ({ printPapers, log }: PrintPapersHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: DigestDraftedV1, log }, async (event) => ({
      eventId: event.id,
      ...(await printPapers(event.data)),
    })),
  );
