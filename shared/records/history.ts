import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { Id } from '../plan/ids.ts';
import { InitiativeStatus } from '../progress/initiative-status.ts';
import { FieldKind } from '../round/form.ts';
import { RoundId } from '../round/round.ts';
import { FieldValue } from '../round/submission.ts';

/** A KPI's value by quarter and reporting unit: the projection from which histories are read. */
export const ActualRecord = z.object({
  plan: Id,
  initiative: Id,
  kpi: Id,
  quarter: QuarterId,
  /** A final value stands beside the provisional one and goes before it. */
  stage: z.enum(['regular', 'final', 'handover']),
  department: Id,
  value: z.number().nullable(),
  /** The values of the quarter's months (`2026-04`), where the KPI is reported by month. */
  monthly: z.record(z.string(), z.number()).optional(),
  confidence: z.enum(['high', 'low']),
  illustrative: z.boolean().default(false),
});
export type ActualRecord = z.infer<typeof ActualRecord>;

/** What a department last said of a milestone, and since when it is done. */
export const MilestoneRecord = z.object({
  plan: Id,
  initiative: Id,
  milestone: Id,
  department: Id,
  state: FieldValue,
  reportedFor: QuarterId,
  doneIn: QuarterId.nullable(),
});
export type MilestoneRecord = z.infer<typeof MilestoneRecord>;

/** The lines kept with an initiative so that a later form and the digests can quote them. */
export const StatementKind = FieldKind.extract([
  'observe',
  'orient',
  'decide',
  'act',
  'decision-response',
  'opinion-response',
  'opinion-handling',
  'sunset-wish',
  'sunset-reason',
  'sunset-steps',
]);

/** What a department said about an initiative in one round beside its figures, as it counts. */
export const StatementRecord = z.object({
  plan: Id,
  initiative: Id,
  round: RoundId,
  department: Id,
  said: z.array(
    z.object({
      kind: StatementKind,
      subject: Id.nullable(),
      value: z.string(),
      /** Null for what was kept before the moment was. */
      receivedAt: z.iso.datetime().nullable().default(null),
    }),
  ),
});
export type StatementRecord = z.infer<typeof StatementRecord>;

/** What later quarters need of an earlier status, kept with the initiative's other histories. */
export const PastStatusRecord = z.object({
  plan: Id,
  initiative: Id,
  quarter: QuarterId,
  status: InitiativeStatus.pick({ quarter: true, status: true, tags: true }),
});
export type PastStatusRecord = z.infer<typeof PastStatusRecord>;
