import { type Instant, Temporal } from '../calendar/time.ts';
import { type Directory, departmentName, findDepartment } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { RoundId } from '../round/round.ts';
import { type PlannedMail, planMails } from './planner.ts';
import { type HistoryEvent, requestAsOf, type StepHold, type World } from './world.ts';

/** What is told of one department to somebody above the officer: the secretariat may keep it back (decision 20). */
export interface ComingEscalation {
  readonly at: Instant;
  readonly round: RoundId;
  readonly step: string;
  /** The department that has not answered. */
  readonly department: Id;
  /** The department whose head is told; null where the department itself is written to. */
  readonly head: Id | null;
  /** Whether an answer is there and waits for the chief's approval (決裁). */
  readonly isApproval: boolean;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Who keeps it back and why; null where it goes. */
  readonly hold: StepHold | null;
}

/**
 * Whether a mail goes beyond the officer who was asked: to the head of a bureau, or with the section chief in copy.
 * The secretariat sees each of them the business day before and may hold it (decision 20).
 */
export function isEscalation({
  kind,
  cc,
}: {
  readonly kind: string;
  readonly cc: readonly string[];
}): boolean {
  return kind === 'escalation' || (kind === 'overdue' && cc.length > 0);
}

/**
 * The escalations with `from` <= at <= `to`, department by department in order of time, those kept back among them:
 * they are planned as if nothing were, so that it stays known whom they would reach.
 */
export function listEscalations(world: World, from: Instant, to: Instant): ComingEscalation[] {
  const holdOf = ({ at, round, step }: PlannedMail, department: Id): StepHold | null => {
    const own = world.history.find((each) => each.round === round && each.department === department);
    return requestAsOf(own?.events ?? [], at).heldSteps.get(step) ?? null;
  };
  return planMails(withoutHolds(world), from, to)
    .filter(isEscalation)
    .flatMap((mail) => {
      const { at, round, step, to: receivers, cc, approvalOf } = mail;
      const head = mail.kind === 'escalation' ? mail.department : null;
      const departments = head === null ? [mail.department ?? ''] : mail.waiting;
      return departments.map((department): ComingEscalation => {
        const isApproval = approvalOf !== null;
        const hold = holdOf(mail, department);
        return { at, round, step, department, head, isApproval, to: receivers, cc, hold };
      });
    })
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at) || a.department.localeCompare(b.department));
}

const isHoldEvent = ({ what }: HistoryEvent) => what === 'step-held' || what === 'step-freed';

function withoutHolds(world: World): World {
  const history = world.history.map((own) => ({
    ...own,
    events: own.events.filter((event) => !isHoldEvent(event)),
  }));
  return { ...world, history };
}

/** Whom an escalation reaches, by the post: `建設部長`, or `担当者（土木管理課長に写し）`. */
export function toldWhom(
  { department, head, isApproval }: Pick<ComingEscalation, 'department' | 'head' | 'isApproval'>,
  directory: Directory,
): string {
  const postOf = (id: Id) => findDepartment(directory, id)?.headTitle ?? departmentName(directory, id);
  if (head !== null) return postOf(head);
  return isApproval ? `${postOf(department)}（担当者に写し）` : `担当者（${postOf(department)}に写し）`;
}
