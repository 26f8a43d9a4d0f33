import * as z from 'zod';
import { type Department, type Directory, findDepartment } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { UpdateRequest } from '../round/round.ts';

const Count = z.number().int().min(0);

export const ReceptionRow = z.strictObject({
  label: z.string(),
  /** 依頼 = 回答済 + 一部 + 決裁待ち + 未回答, in departments. */
  asked: Count,
  answered: Count,
  partial: Count,
  /** 決裁待ち: answered, and not approved yet. */
  awaitingApproval: Count,
  outstanding: Count,
  /** 督促の回数, over all departments of the row. */
  reminders: Count,
  /** Departments whose last mail came back (不達). */
  undelivered: Count,
});
export type ReceptionRow = z.infer<typeof ReceptionRow>;

/** 受付状況, by bureau. */
export const Reception = z.strictObject({ rows: z.array(ReceptionRow), total: ReceptionRow });
export type Reception = z.infer<typeof Reception>;

export interface ReceivedRequest extends Pick<UpdateRequest, 'department' | 'state'> {
  readonly reminders: number;
  readonly undelivered: boolean;
}

/** A section's bureau or body is a few steps up; more would be a circle. */
const DEPTH_MAX = 10;

function rootOf(directory: Directory, department: Id): Department | undefined {
  let found = findDepartment(directory, department);
  for (let depth = 0; depth < DEPTH_MAX && found?.parent !== undefined; depth += 1) {
    found = findDepartment(directory, found.parent) ?? found;
  }
  return found;
}

function countRequests(label: string, requests: readonly ReceivedRequest[]): ReceptionRow {
  const count = (test: (request: ReceivedRequest) => boolean) => requests.filter(test).length;
  return {
    label,
    asked: requests.length,
    answered: count(({ state }) => state === 'submitted' || state === 'nothing-to-report'),
    partial: count(({ state }) => state === 'partial'),
    awaitingApproval: count(({ state }) => state === 'awaiting-approval'),
    outstanding: count(({ state }) => state === 'outstanding'),
    reminders: requests.reduce((sum, { reminders }) => sum + reminders, 0),
    undelivered: count(({ undelivered }) => undelivered),
  };
}

/** Counts the requests by bureau or independent body, in the directory's order, and over all. 該当なし is an answer. */
export function summariseReception(directory: Directory, requests: readonly ReceivedRequest[]): Reception {
  const roots = requests.map((request) => ({ request, root: rootOf(directory, request.department) }));
  const rows = directory.departments.flatMap((department) => {
    const members = roots.filter(({ root }) => root?.id === department.id).map(({ request }) => request);
    return members.length === 0 ? [] : [countRequests(department.name, members)];
  });
  const unknown = roots.filter(({ root }) => root === undefined).map(({ request }) => request);
  return {
    rows: unknown.length === 0 ? rows : [...rows, countRequests('その他', unknown)],
    total: countRequests('計', requests),
  };
}
