import { parseQuarter, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { answersForAll, isKpiAsked, milestonesOf } from '../plan/asked.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative, Kpi, Plan } from '../plan/plan.ts';
import { judgedKpiOf } from '../progress/plan-kpi.ts';
import { isGuide, plannedValue } from '../progress/planned-path.ts';
import type { FormInitiative, FormKpi } from './compose-form.ts';
import { type FieldKind, type FormField, fieldKey } from './form.ts';
import { type Inherited, inheritedLine, inheritedValues } from './inherited.ts';
import type { Inquiry } from './inquiry.ts';
import type { QuotedMatter } from './quoted-matter.ts';
import { parseRoundId, type RoundId, type RoundStage } from './round.ts';

/** A value a department reported for a quarter, as far as the form shows it. */
export interface PastValue {
  readonly kpi: Id;
  readonly quarter: QuarterId;
  readonly department: Id;
  readonly stage: 'regular' | 'final' | 'handover';
  readonly value: number | null;
}

export interface FormFacts {
  readonly plan: Plan;
  readonly department: Id;
  readonly round: RoundId;
  /** The initiatives the round asks this department about. */
  readonly asked: readonly Initiative[];
  readonly past: readonly PastValue[];
  /** Milestones reported done in an earlier quarter: not asked about again. */
  readonly done: ReadonlySet<Id>;
  /** Initiatives flagged in the round before. */
  readonly flagged: ReadonlySet<Id>;
  /** 次の一手 as last put, by initiative. */
  readonly lastSteps: ReadonlyMap<Id, string>;
  /** What the predecessor left for the successor, by initiative. */
  readonly handoverNotes: ReadonlyMap<Id, string>;
  /** What is registered, for round zero; by initiative. */
  readonly registered?: ReadonlyMap<Id, readonly (readonly string[])[]>;
  /** What this department is to answer for beside the figures, by initiative, in the order it is asked. */
  readonly matters: ReadonlyMap<Id, readonly QuotedMatter[]>;
  /** What the plan before tells of an initiative, where this plan goes on with it. */
  readonly inherited?: ReadonlyMap<Id, readonly Inherited[]>;
}

/**
 * What a department is asked about each of its initiatives in a round: the milestones of the year still open, the
 * KPIs that are due, and what an officer wants in sight while answering.
 *
 * Numbers are those of the round's whole list for the department, so that 2-B means the same in every mail of it.
 */
export function buildFormInitiatives(facts: FormFacts): FormInitiative[] {
  const { quarter, stage } = parseRoundId(facts.round);
  return facts.asked.map((initiative, index) => {
    const isLead = answersForAll(initiative, facts.department);
    const kpis = initiative.kpis.filter(
      (kpi) =>
        stage !== 'registration' &&
        stage !== 'inquiry' &&
        isKpiAsked(kpi, stage, quarter) &&
        (isLead || kpi.combine !== 'lead'),
    );
    const milestones =
      stage === 'regular' && (isLead || kpis.length === 0) ? milestonesOf(initiative, quarter) : [];
    return {
      number: index + 1,
      initiative,
      isLead,
      kpis: kpis.map((kpi) => formKpi(facts, kpi, initiative, quarter)),
      milestones: milestones.filter(({ id }) => !facts.done.has(id)),
      isFlagged: facts.flagged.has(initiative.id),
      lastStep: facts.lastSteps.get(initiative.id) ?? null,
      matters: stage === 'regular' ? (facts.matters.get(initiative.id) ?? []) : [],
      ...(stage === 'registration' ? { registered: facts.registered?.get(initiative.id) ?? [] } : {}),
      inherited: isFirstYear(facts, quarter)
        ? inheritedLine(facts.inherited?.get(initiative.id) ?? [])
        : null,
      handoverNote: stage === 'regular' ? (facts.handoverNotes.get(initiative.id) ?? null) : null,
    };
  });
}

/** The questions of an inquiry as its form asks them: nothing of the past has a place in it. */
export function formOfInquiry(topic: Initiative, { questions }: Inquiry): FormInitiative {
  return {
    number: 1,
    initiative: topic,
    isLead: true,
    kpis: [],
    milestones: [],
    isFlagged: false,
    lastStep: null,
    matters: [],
    handoverNote: null,
    questions,
  };
}

function formKpi(
  { plan, department, past, round, inherited }: FormFacts,
  kpi: Kpi,
  initiative: Initiative,
  quarter: QuarterId,
): FormKpi {
  const { stage } = parseRoundId(round);
  const { fiscalYear } = parseQuarter(quarter);
  const isOwn = kpi.combine !== 'lead' && initiative.owners.length > 1;
  const values = past
    .filter((value) => value.kpi === kpi.id && value.value !== null && value.stage !== 'handover')
    .filter((value) => (isOwn ? value.department === department : true))
    .filter((value) => isBefore(value, quarter, stage))
    .sort(
      (a, b) =>
        quarterIndex(a.quarter) - quarterIndex(b.quarter) ||
        Number(a.stage === 'final') - Number(b.stage === 'final'),
    );
  const last = values.at(-1);
  const lastInYear = values.filter((value) => parseQuarter(value.quarter).fiscalYear === fiscalYear).at(-1);
  const judged = judgedKpiOf(kpi, plan.period);
  return {
    kpi,
    planned: plannedValue(judged, quarter),
    plannedWord: isGuide(judged, quarter) ? '目安' : '計画',
    previous: last?.value ?? null,
    previousInYear: lastInYear?.value ?? null,
    // The plan before speaks until this one has a value of its own.
    inherited: last === undefined ? inheritedValues(kpi, inherited?.get(initiative.id) ?? []) : [],
    unitTarget: isOwn ? (kpi.unitTargets?.[department] ?? null) : null,
  };
}

/** After a year the plan has a past of its own. */
const isFirstYear = ({ plan }: FormFacts, quarter: QuarterId) =>
  parseQuarter(quarter).fiscalYear === plan.period.from;

/** A final value is asked beside the provisional one of the same quarter; every other round looks back. */
function isBefore(value: PastValue, quarter: QuarterId, stage: RoundStage): boolean {
  if (value.quarter === quarter) return stage === 'final' && value.stage === 'regular';
  return quarterIndex(value.quarter) < quarterIndex(quarter);
}

/** The fields an answer is incomplete without; the rest is welcome. */
const REQUIRED: readonly FieldKind[] = [
  'milestone-status',
  'actual',
  'final',
  'expected',
  'own-rating',
  'registration-check',
  'inquiry',
];

export function isRequired(kind: FieldKind): boolean {
  return REQUIRED.includes(kind);
}

/** The lines a department is still asked for: every blank one of an initiative that is not complete. */
export function openFields(fields: readonly FormField[], answered: ReadonlySet<string>): FormField[] {
  const outstanding = outstandingInitiatives(fields, answered);
  return fields.filter(
    (field) =>
      field.initiative !== null && outstanding.includes(field.initiative) && !answered.has(fieldKey(field)),
  );
}

/** The initiatives of a form that still lack an answer they are incomplete without. */
export function outstandingInitiatives(
  fields: readonly { initiative: Id | null; kind: FieldKind; subject: Id | null }[],
  answered: ReadonlySet<string>,
): Id[] {
  const open = fields.filter((field) => isRequired(field.kind) && !answered.has(fieldKey(field)));
  return [...new Set(open.flatMap(({ initiative }) => (initiative === null ? [] : [initiative])))];
}
