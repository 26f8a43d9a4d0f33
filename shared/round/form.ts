import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { RoundId } from './round.ts';

/** What a line of the form asks for; `(initiative, kind, subject)` identifies a field whatever its anchor. */
export const FieldKind = z.enum([
  'milestone-status',
  'actual',
  /** The values of the quarter's months, beside the quarter's own. */
  'monthly',
  'expected',
  'final',
  'narrative',
  /** The four lines a flagged initiative has in place of the narrative: 観察, 判断, 決定, 実行. */
  'observe',
  'orient',
  'decide',
  'act',
  'own-rating',
  'confidence',
  'decision-response',
  /** What became of an opinion of the council, the assembly or the audit, and how or where. */
  'opinion-response',
  'opinion-handling',
  /** 自己点検: what the department thinks of an end date that comes near, why, and what it does until then. */
  'sunset-wish',
  'sunset-reason',
  'sunset-steps',
  'handover-notes',
  'registration-check',
  'correction',
  /** The answer to a question of an inquiry (臨時照会). */
  'inquiry',
  'answerer',
  'chief-approval',
]);
export type FieldKind = z.infer<typeof FieldKind>;

/** How the line is answered, told from its label alone (decision 10). */
export const InputKind = z.enum(['number', 'choice', 'date', 'text']);
export type InputKind = z.infer<typeof InputKind>;

/** `1-A`: the initiative's number in this mail and a letter in order. */
export const Anchor = z.string().regex(/^[1-9]\d{0,2}-[A-Z]{1,2}$/);

/** What is known of a number field, for reading and for the plausibility check. */
export const NumberFacts = z.object({
  unit: z.string(),
  kpiKind: z.enum(['cumulative', 'level', 'rate']).optional(),
  previous: z.number().nullable().optional(),
  /** A cumulative value may not fall within the year: the last value of the same fiscal year, if any. */
  previousInYear: z.number().nullable().optional(),
});

export const FormField = z.object({
  anchor: Anchor,
  kind: FieldKind,
  input: InputKind,
  /** The label as printed, without anchor and colon. */
  label: z.string(),
  choices: z.array(z.string()).optional(),
  number: NumberFacts.optional(),
  initiative: Id.nullable(),
  /** KPI or milestone the line speaks of. */
  subject: Id.nullable(),
});
export type FormField = z.infer<typeof FormField>;

/**
 * What the anchors of one mail mean. Stored with the mail, so that a reply is always read against the very form
 * that was sent, whatever has changed since.
 */
export const FormManifest = z.object({
  round: RoundId.nullable(),
  department: Id.nullable(),
  receiptCode: z.string(),
  sections: z.array(z.object({ number: z.number().int(), initiative: Id.nullable(), title: z.string() })),
  fields: z.array(FormField),
});
export type FormManifest = z.infer<typeof FormManifest>;

/** The identity of a field across mails and rounds: `<initiative>/<kind>/<subject>`, with `-` for none. */
export function fieldKey(field: Pick<FormField, 'initiative' | 'kind' | 'subject'>): string {
  return `${field.initiative ?? '-'}/${field.kind}/${field.subject ?? '-'}`;
}

export const MILESTONE_STATES = ['済', '実施中', '未着手', '延期'] as const;
/** Whether what is registered of an initiative is right. */
export const REGISTRATION_CHECKS = ['正しい', '訂正あり'] as const;
export const CHIEF_APPROVALS = ['済', '未'] as const;

/** The line that ends the form: whatever stands below it is not read. */
export const END_OF_FORM = '【おわり】ここより下は読み取りません';
