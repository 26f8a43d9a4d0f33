import * as z from 'zod';
import { Id } from '../plan/ids.ts';

const Instant = z.iso.datetime();

/** Who last signed in with a role, so that the checklist knows that somebody can. */
export const RoleUse = z.object({ role: z.string(), at: Instant, by: z.string() });
export type RoleUse = z.infer<typeof RoleUse>;

/** A point of the checklist that leaves no trace of its own, ticked by hand. */
export const SetupTick = z.object({ plan: Id, item: z.string(), at: Instant, by: z.string() });
export type SetupTick = z.infer<typeof SetupTick>;
