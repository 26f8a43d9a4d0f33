import middy from '@middy/core';
import { SweepDueV1 } from '../../../events/sweep-due.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type Count, countNothing, METRICS } from '../../../shared/runtime/metric-names.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { SweepOutcome } from './sweep-missed.ts';

export interface SweepMissedHandlerDependencies {
  readonly sweepMissed: (plan: string) => Promise<SweepOutcome>;
  readonly log: Log;
  readonly count?: Count;
}

/** Sweeps, and counts what was found. A zero is counted too, so that an alarm ends when its cause does. */
export const createSweepMissedHandler = ({
  sweepMissed,
  log,
  count = countNothing,
}: SweepMissedHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: SweepDueV1, log }, async ({ id, data }) => {
      const outcome = await sweepMissed(data.plan);
      count(METRICS.sweptRawMails, outcome.foundMails);
      count(METRICS.unreadMails, outcome.unreadMails);
      count(METRICS.stalePending, outcome.pendingMails);
      count(METRICS.unknownSends, outcome.unknownMails);
      count(METRICS.missedSteps, outcome.missedSteps);
      count(METRICS.scheduleDrift, outcome.scheduleDrift);
      count(METRICS.silentRounds, outcome.silentRounds);
      return { eventId: id, ...outcome };
    }),
  );
