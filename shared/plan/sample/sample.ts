import * as z from 'zod';
import { FiscalYear, QuarterId } from '../../calendar/fiscal.ts';
import type { Directory } from '../directory.ts';
import { Id } from '../ids.ts';
import type { Plan } from '../plan.ts';

/** Longest text an answer of the scenario carries; a note is two lines of a form. */
const Note = z.string().trim().min(1).max(400);

/** One value reported for a quarter; without `department` the lead answered for the whole initiative. */
const SampleActual = z.strictObject({
  kpi: Id,
  quarter: QuarterId,
  value: z.number(),
  department: Id.optional(),
});

/** `actuals.yaml`: the invented past, from which the sample year takes its 前回. */
export const SampleActuals = z.strictObject({
  /** Said in the file itself, so that whoever opens it alone knows (mission: honesty about data). */
  illustrative: z.literal(true),
  actuals: z.array(SampleActual),
  /** The quarter in which each earlier milestone was done. */
  milestones: z.array(z.strictObject({ milestone: Id, done: QuarterId })),
});
export type SampleActuals = z.infer<typeof SampleActuals>;

const At = { quarter: QuarterId, department: Id };

/** `scenario.yaml`: what each department answers in the sample year. A missing row is an answer not given. */
export const SampleScenario = z.strictObject({
  illustrative: z.literal(true),
  fiscalYear: FiscalYear,
  /** Departments that never answer the round of a quarter. */
  silences: z.array(z.strictObject(At)),
  /** Departments that answer 該当なし. */
  nothingToReport: z.array(z.strictObject(At)),
  actuals: z.array(z.strictObject({ kpi: Id, ...At, value: z.number() })),
  /** Final values of money KPIs, asked for once the accounts are closed. */
  finals: z.array(z.strictObject({ kpi: Id, department: Id, value: z.number() })),
  /** How a milestone stands at the end of a quarter, in the words of the form; `until` with 延期. */
  milestones: z.array(
    z.strictObject({
      milestone: Id,
      quarter: QuarterId,
      state: z.enum(['済', '実施中', '未着手', '延期']),
      until: z.iso.date().optional(),
    }),
  ),
  /** 取組内容・課題 and the department's own rating. */
  answers: z.array(
    z.strictObject({
      initiative: Id,
      ...At,
      rating: z.enum(['順調', 'やや遅れ', '遅れ', '完了']),
      note: Note,
    }),
  ),
});
export type SampleScenario = z.infer<typeof SampleScenario>;

/** The sample city in full: what is stored at the first start and what its departments will answer. */
export interface SampleCity {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly actuals: SampleActuals;
  readonly scenario: SampleScenario;
}
