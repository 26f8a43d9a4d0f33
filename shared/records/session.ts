import * as z from 'zod';

const Instant = z.iso.datetime();

/** Somebody's session in the console, found by the hash of what the cookie holds (decision 28). */
export const SessionRecord = z.object({
  idHash: z.string(),
  /** The issuer's own id of the person. */
  subject: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  /** What every form of the session carries. */
  csrf: z.string(),
  openedAt: Instant,
  usedAt: Instant,
  endsAt: Instant,
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** A sign-in that has left for the issuer and not come back yet. */
export const SignInRecord = z.object({
  idHash: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  endsAt: Instant,
  isUsed: z.boolean(),
});
export type SignInRecord = z.infer<typeof SignInRecord>;
