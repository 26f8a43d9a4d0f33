import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { MailRecord } from '../../../shared/records.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { pauseInForce } from '../../../shared/steps/pause-mails.ts';
import { attemptAt } from './attempt.ts';
import type { Sweep } from './sweep.ts';

/** A mail that was decided leaves within the minute; after this its event was lost. */
const PENDING_MINUTES = 10;
/** The queue itself asks again for ten minutes about a send whose outcome nobody knows; after this it does not. */
const UNKNOWN_MINUTES = 20;
/** So many are asked for in one run; the door out takes two at a time. */
const MAILS_MAX = 200;

export interface MailsOutOutcome {
  /** Mails that were decided and have not left. */
  readonly pendingMails: number;
  /** Mails that may have left or not. */
  readonly unknownMails: number;
}

/**
 * Puts every mail before the door out again that was decided and never settled: its event lost, its sender dead
 * with the claim in hand, its outcome unknown for too long. The door looks at the mail itself, so once too often
 * does no harm.
 */
export async function sweepMailsOut(sweep: Sweep): Promise<MailsOutOutcome> {
  const [pending, claimed, unknown] = await Promise.all(
    (['pending', 'claimed', 'unknown'] as const).map((state) => queueAgain(sweep, state)),
  );
  // After a pause none may be left behind; during one they wait, and that is nothing to worry about.
  const left = (await pauseInForce(sweep.store, sweep.plan)) ? 0 : await queueAgain(sweep, 'paused');
  return { pendingMails: (pending ?? 0) + (claimed ?? 0) + left, unknownMails: unknown ?? 0 };
}

async function queueAgain(
  { store, city, plan, now }: Sweep,
  state: 'pending' | 'claimed' | 'unknown' | 'paused',
): Promise<number> {
  const mails = await store.list('mail', { state, of: { plan } });
  const stale = mails.flatMap(({ value }) => {
    const { since, minutes } = waitOf(value);
    const attempt = attemptAt(instantOf(since), now, minutes);
    return attempt === null ? [] : [{ mail: value, attempt }];
  });
  await eachInTurn(stale.slice(0, MAILS_MAX), async ({ mail, attempt }) => {
    const event = {
      id: `mail-queued/${mail.id}/${state}-${mail.attempts}-${attempt}`,
      type: 'mail-queued.v1',
      city,
      at: isoUtc(now),
      data: { mail: mail.id },
    } as const;
    // A conflict means that this very asking has been put already.
    await store.commit({ writes: [], audit: [], events: [event] });
  });
  return stale.length;
}

/** Since when a mail has waited, and how long that is nothing to worry about. */
function waitOf({ state, createdAt, leaseUntil, unknownSince }: MailRecord): {
  since: string;
  minutes: number;
} {
  if (state === 'claimed') return { since: leaseUntil ?? createdAt, minutes: UNKNOWN_MINUTES };
  if (state === 'unknown') return { since: unknownSince ?? createdAt, minutes: UNKNOWN_MINUTES };
  return { since: createdAt, minutes: PENDING_MINUTES };
}
