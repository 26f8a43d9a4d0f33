import type { Directory } from '../../plan/directory.ts';

const SOME = '一部の課';

/**
 * Takes the names of departments out of a reason: a judgement names the units whose value is missing, and who has not
 * answered is nobody's business outside (decision 20). What stands before the colon is the KPI's own name and stays.
 */
export function withoutDepartments(reason: string, { departments }: Pick<Directory, 'departments'>): string {
  const subject = /^[^：]*：/u.exec(reason)?.[0] ?? '';
  const said = departments
    .map(({ name }) => name)
    // 下水道課 holds 水道課: the longer name goes first.
    .toSorted((a, b) => b.length - a.length)
    .reduce((anonymous, name) => anonymous.replaceAll(name, SOME), reason.slice(subject.length));
  return subject + said.replaceAll(new RegExp(`${SOME}(?:、${SOME})+`, 'gu'), SOME);
}
