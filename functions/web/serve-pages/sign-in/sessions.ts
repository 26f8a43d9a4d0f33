import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, type Instant, instantOf, isoUtc, Temporal } from '../../../../shared/calendar/time.ts';
import type { Store, Write } from '../../../../shared/ports.ts';
import type { RecordOf } from '../../../../shared/records.ts';
import type { SignedIn, SignInUnderWay } from './issuer.ts';
import { type Role, rolesOf } from './roles.ts';

/** A working day; then one signs in again, whatever one is doing. */
const LASTS_HOURS = 8;
/** A session nobody used for so long ends. */
const IDLE_MINUTES = 60;
/** The row is not written at every click. */
const TOUCH_AFTER_MINUTES = 10;
/** So long may somebody take over the issuer's pages. */
const SIGN_IN_MINUTES = 10;
const TOKEN_BYTES = 32;

/** Who is signed in, as pages know it. */
export interface Session {
  /** The issuer's own id of the person, which a change of name leaves as it is. */
  readonly subject: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
  /** Stands in every form; a request that changes something must bring it back. */
  readonly csrf: string;
}

const token = () => randomBytes(TOKEN_BYTES).toString('base64url');
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Compares two secrets in a time that does not tell where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)));
}

/**
 * Sessions as rows of the table, found by the hash of what the cookie holds: whoever reads the table cannot sign in
 * with it. The clock is the real one even where the rest of the system runs on a virtual one.
 */
export function createSessions({
  store,
  wallClock,
}: {
  store: Pick<Store, 'get' | 'commit'>;
  wallClock: Clock;
}) {
  const isOver = (until: string, now: Instant) => Temporal.Instant.compare(instantOf(until), now) <= 0;

  return {
    /** Remembers a sign-in that has left for the issuer; the answer goes into a cookie of its own. */
    async rememberSignIn(underWay: SignInUnderWay, returnTo: string): Promise<string> {
      const secret = token();
      const value: RecordOf<'signIn'> = {
        idHash: hashOf(secret),
        ...underWay,
        returnTo,
        endsAt: isoUtc(wallClock().add({ minutes: SIGN_IN_MINUTES })),
        isUsed: false,
      };
      await store.commit({ writes: [{ kind: 'signIn', value, expected: null }], audit: [], events: [] });
      return secret;
    },

    /** The sign-in a browser left for, once: coming back a second time finds nothing. */
    async takeSignIn(secret: string): Promise<(SignInUnderWay & { readonly returnTo: string }) | null> {
      const found = await store.get('signIn', { idHash: hashOf(secret) });
      if (!found || found.value.isUsed || isOver(found.value.endsAt, wallClock())) return null;
      const outcome = await store.commit({
        writes: [{ kind: 'signIn', value: { ...found.value, isUsed: true }, expected: found.revision }],
        audit: [],
        events: [],
      });
      return outcome === 'committed' ? found.value : null;
    },

    /** Opens a session; the answer is what the cookie holds. */
    async open(who: SignedIn): Promise<string> {
      const secret = token();
      const now = wallClock();
      const value: RecordOf<'session'> = {
        idHash: hashOf(secret),
        subject: who.subject,
        name: who.name,
        email: who.email,
        roles: [...who.roles],
        csrf: token(),
        openedAt: isoUtc(now),
        usedAt: isoUtc(now),
        endsAt: isoUtc(now.add({ hours: LASTS_HOURS })),
      };
      await store.commit({
        writes: [
          { kind: 'session', value, expected: null },
          ...who.roles.map((role) => usedBy(who, role, now)),
        ],
        audit: [auditOf(value, now, 'session.opened')],
        events: [],
      });
      return secret;
    },

    /** The session a cookie names; null where it is forged, ended, or has lain unused for too long. */
    async find(secret: string): Promise<Session | null> {
      const found = await store.get('session', { idHash: hashOf(secret) });
      if (!found) return null;
      const now = wallClock();
      const idle = instantOf(found.value.usedAt).until(now).total('minutes');
      if (isOver(found.value.endsAt, now) || idle >= IDLE_MINUTES) return null;
      if (idle >= TOUCH_AFTER_MINUTES) {
        // Two clicks at once both mean it is in use; that one of them loses matters to nobody.
        await store.commit({
          writes: [
            { kind: 'session', value: { ...found.value, usedAt: isoUtc(now) }, expected: found.revision },
          ],
          audit: [],
          events: [],
        });
      }
      const { subject, name, email, roles, csrf } = found.value;
      return { subject, name, email, roles: rolesOf(roles), csrf };
    },

    /** Ends a session for good. */
    async close(secret: string): Promise<void> {
      const found = await store.get('session', { idHash: hashOf(secret) });
      if (!found) return;
      const now = wallClock();
      await store.commit({
        writes: [
          { kind: 'session', value: { ...found.value, endsAt: isoUtc(now) }, expected: found.revision },
        ],
        audit: [auditOf(found.value, now, 'session.closed')],
        events: [],
      });
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

/** Tells the set-up checklist that somebody can enter as this; whoever came last stands there. */
function usedBy({ email, name }: SignedIn, role: Role, now: Instant): Write {
  return { kind: 'roleUse', value: { role, at: isoUtc(now), by: email ?? name }, expected: 'any' };
}

function auditOf({ idHash, name, email, roles }: RecordOf<'session'>, now: Instant, what: string) {
  return {
    at: isoUtc(now),
    cause: idHash,
    actor: email ?? name,
    what,
    subject: email ?? name,
    before: null,
    after: roles.join(', ') || 'no role',
  };
}

/** How the trail names somebody: by address, or by name where the issuer tells none. */
export const actorOf = ({ email, name }: Pick<Session, 'email' | 'name'>): string => email ?? name;
