import { createHash, randomBytes } from 'node:crypto';
import { type Instant, isoUtc } from '../../../../shared/calendar/time.ts';
import type { CommitOutcome, Store } from '../../../../shared/ports.ts';
import { isSameSecret } from '../sign-in/sessions.ts';

const SECRET_BYTES = 24;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Who makes a new address, when, and by which act. */
export interface FeedAct {
  readonly plan: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/**
 * Makes a new secret for the address of the feed; the one before answers no more. The secret is told this once: only
 * its hash is kept.
 */
export async function renewFeed(
  store: Pick<Store, 'get' | 'commit'>,
  { plan, by, at, cause }: FeedAct,
): Promise<{ readonly outcome: CommitOutcome; readonly secret: string }> {
  const stored = await store.get('calendarFeed', { plan });
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const value = { plan, secretHash: hashOf(secret), madeAt: isoUtc(at), madeBy: by };
  const outcome = await store.commit({
    writes: [{ kind: 'calendarFeed', value, expected: stored?.revision ?? null }],
    audit: [
      {
        at: isoUtc(at),
        cause,
        actor: by,
        what: 'calendar-feed.renewed',
        subject: plan,
        before: stored ? stored.value.madeAt : null,
        after: isoUtc(at),
      },
    ],
    events: [],
  });
  return { outcome, secret };
}

/** Whether a secret is that of the address in force. */
export async function isFeedSecret(
  store: Pick<Store, 'get'>,
  plan: string,
  secret: string,
): Promise<boolean> {
  const stored = await store.get('calendarFeed', { plan });
  return stored !== null && isSameSecret(stored.value.secretHash, hashOf(secret));
}
