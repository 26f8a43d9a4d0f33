import { LOCAL } from '../../../infra/local/settings.ts';
import type { Write } from '../../../shared/ports.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { NO_APPROVAL_NEEDED } from '../../../shared/round/submission.ts';
import { aReceivedMail } from '../builders.ts';
import type { DeployedShape } from './platform.ts';

/** Long past every year a city would set as the standard. */
const LONG_AGO = '2010-06-01T00:00:00.000Z';
/** Before the trail's years begin, in the summer of 2026. */
const IN_THE_TRAIL = '2016-03-01T00:00:00.000Z';

/**
 * Lays down what a city has after many years: a mail and an answer typed in, a round's answer, a day of the trail.
 * `round` sets one time apart from another.
 */
export async function layExpired(shape: DeployedShape, round: string): Promise<void> {
  const id = RoundId.parse(round);
  const texts = [
    { id: round, objectKey: `inbound/${round}` },
    { id: `${round}-typed`, objectKey: `entries/${round}.txt` },
  ];
  for (const { objectKey } of texts)
    shape.putObject(objectKey, new TextEncoder().encode('a text of long ago'));
  const key = { plan: LOCAL.plan, round: id };
  const opened: Write = {
    kind: 'round',
    value: {
      ...{ id, plan: LOCAL.plan, planVersion: 1, rulesVersion: 1, state: 'frozen', releasedAt: LONG_AGO },
      ...{ openedAt: LONG_AGO, dueAt: LONG_AGO, freezesAt: LONG_AGO },
    },
    expected: null,
  };
  const answer: Write = {
    kind: 'submission',
    value: {
      ...{ ...key, department: 'jinji', version: 1, via: 'mail', enteredBy: null, receivedAt: LONG_AGO },
      ...{ fields: {}, comment: null, afterFreeze: false, correction: null, nothingToReport: false },
      approval: NO_APPROVAL_NEEDED,
    },
    expected: null,
  };
  await shape.store.commit({
    writes: [
      ...texts.map(
        (text): Write => ({
          kind: 'received',
          value: aReceivedMail({ ...text, receivedAt: LONG_AGO }),
          expected: null,
        }),
      ),
      opened,
      answer,
      { kind: 'retentionRun', value: { doneOn: null, trailFrom: '2016-02-25' }, expected: 'any' },
    ],
    audit: [
      {
        ...{ at: IN_THE_TRAIL, cause: round, actor: 'long-ago', what: 'test', subject: round },
        ...{ before: null, after: null },
      },
    ],
    events: [],
  });
}
