import * as z from 'zod';
import { Id } from '../plan/ids.ts';

/** 審議会意見・議会質問・監査指摘・市民意見（パブリックコメント） */
export const OpinionKind = z.enum(['council', 'assembly', 'audit', 'public']);
export type OpinionKind = z.infer<typeof OpinionKind>;

/** 反映済・一部反映・対応中・今後検討・対応困難・参考 */
export const OpinionClass = z.enum([
  'reflected',
  'partly-reflected',
  'under-way',
  'later',
  'difficult',
  'noted',
]);
export type OpinionClass = z.infer<typeof OpinionClass>;

/** What an opinion is about: the vision, the plan as a whole, or one of its initiatives. */
export const OpinionObject = z.discriminatedUnion('level', [
  z.strictObject({ level: z.literal('vision') }),
  z.strictObject({ level: z.literal('plan') }),
  z.strictObject({ level: z.literal('initiative'), initiative: Id }),
]);
export type OpinionObject = z.infer<typeof OpinionObject>;

const Line = z.string().trim().min(1).max(120);
const Paragraph = z.string().trim().min(1).max(2000);

/** A month where the minutes name no day (`2023-08`), else a date. */
const RaisedOn = z.union([z.iso.date(), z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)]);

/** So many opinions one plan takes; a council of three years brings some dozens. */
export const OPINIONS_MAX = 2000;

/** One opinion and what becomes of it (審議会意見への対応状況). */
export const Opinion = z.strictObject({
  /** Given once, counted up, never given again. */
  number: z.number().int().min(1).max(99_999),
  kind: OpinionKind,
  /** The meeting, the audit or the consultation it was raised in. */
  meeting: Line,
  raisedOn: RaisedOn,
  text: Paragraph,
  object: OpinionObject,
  class: OpinionClass,
  /** Why it cannot be followed; 対応困難 is not said without. */
  reason: Paragraph.nullable().default(null),
  /** 対応方針 */
  policy: Paragraph.nullable().default(null),
  /** Who answers for it; null while the secretariat does, or the lead of the initiative it is about. */
  department: Id.nullable().default(null),
  due: z.iso.date().nullable().default(null),
  /** 反映箇所, with the words that stood there before and that stand there now. */
  reflected: z
    .strictObject({ where: Line, before: Paragraph.nullable(), after: Paragraph.nullable() })
    .nullable()
    .default(null),
  /** Whether it may stand on pages for the public. */
  published: z.boolean().default(false),
  /** The parts that are invented for the sample city and shown as 例示; `*` marks the whole. */
  illustrative: z.array(z.string()).default([]),
});
export type Opinion = z.infer<typeof Opinion>;

/** 反映済, 対応困難 and 参考 are the end of it; everything else comes back in every request and paper. */
export function isSettled({ class: is }: Pick<Opinion, 'class'>): boolean {
  switch (is) {
    case 'reflected':
    case 'difficult':
    case 'noted':
      return true;
    case 'partly-reflected':
    case 'under-way':
    case 'later':
      return false;
  }
}

/** The record's id: opaque to everybody else, and derived from the number, which is never given twice. */
export function opinionId(number: number): Id {
  return Id.parse(`opinion-${number}`);
}

/** The number the next opinion gets. */
export function nextNumber(opinions: readonly Pick<Opinion, 'number'>[]): number {
  return Math.max(0, ...opinions.map(({ number }) => number)) + 1;
}
