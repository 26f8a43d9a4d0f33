import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { RoundId } from '../round/round.ts';

/** A document printed of a digest, in the object store. */
export const StoredPaper = z.object({
  objectKey: z.string(),
  sha256: z.string(),
  bytes: z.number().int().min(1),
});
export type StoredPaper = z.infer<typeof StoredPaper>;

/** What is printed of a digest: the chart of its mail, the page on A4, the workbook. */
export const PaperKind = z.enum(['chart', 'page', 'workbook']);
export type PaperKind = z.infer<typeof PaperKind>;

/** The papers of one version of a digest. One that could not be made is null, and may still come. */
export const PapersRecord = z.object({
  plan: Id,
  round: RoundId,
  version: z.number().int().min(1),
  printedAt: z.iso.datetime(),
  papers: z.record(PaperKind, StoredPaper.nullable()),
});
export type PapersRecord = z.infer<typeof PapersRecord>;
