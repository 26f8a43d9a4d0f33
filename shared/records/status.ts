import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { InitiativeStatus } from '../progress/initiative-status.ts';
import { RoundId } from '../round/round.ts';

const Instant = z.iso.datetime();

/** An initiative as judged for a round. */
export const StatusRecord = z.object({
  plan: Id,
  round: RoundId,
  initiative: Id,
  judgedAt: Instant,
  status: InitiativeStatus,
});
export type StatusRecord = z.infer<typeof StatusRecord>;
