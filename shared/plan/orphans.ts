import type { PlainDate } from '../calendar/time.ts';
import { approversOn, contactsOn, type Directory, findDepartment, isValidOn } from './directory.ts';
import type { Id } from './ids.ts';
import type { Plan } from './plan.ts';

/** Why nobody would answer for a department's initiatives. */
export type OrphanReason = 'ended' | 'no-officer' | 'no-approver';

/** A department that owns initiatives and would have nobody to ask. */
export interface Orphan {
  readonly department: Id;
  readonly reason: OrphanReason;
  /** The initiatives it owns, as `2-1-1 現場に…`, in the plan's order. */
  readonly initiatives: readonly string[];
}

/**
 * The departments of the plan that nobody stands for on a day: ended or not begun, without an officer, or without
 * anybody who could approve where every answer has to be. Each with its first reason, in the plan's order.
 */
export function findOrphans(plan: Plan, directory: Directory, on: PlainDate): Orphan[] {
  const owned = new Map<Id, string[]>();
  for (const { code, title, owners } of plan.initiatives)
    for (const { department } of owners)
      owned.set(department, [...(owned.get(department) ?? []), `${code} ${title}`]);
  return [...owned].flatMap(([department, initiatives]) => {
    const reason = reasonFor(directory, department, on);
    return reason === null ? [] : [{ department, reason, initiatives }];
  });
}

function reasonFor(directory: Directory, id: Id, on: PlainDate): OrphanReason | null {
  const department = findDepartment(directory, id);
  if (!department || !isValidOn(department, on)) return 'ended';
  if (contactsOn(directory, 'officer', id, on).length === 0) return 'no-officer';
  if (department.approval === 'form-line') return null;
  const { chiefs, deputies } = approversOn(directory, id, on);
  return chiefs.length + deputies.length === 0 ? 'no-approver' : null;
}

const REASON_WORDS: Readonly<Record<OrphanReason, string>> = {
  ended: 'この日には部署がありません。取り組みの所管部署を、後継の部署に変えてください。',
  'no-officer': '担当者の連絡先がありません。連絡先を加えてください。',
  'no-approver': '決裁する課長と代決者の連絡先がありません。連絡先を加えてください。',
};

/** What is wrong and what mends it, in a sentence. */
export function orphanWords(reason: OrphanReason): string {
  return REASON_WORDS[reason];
}
