import { shortDate } from '../calendar/japanese-date.ts';
import { dateOf, type PlainDate } from '../calendar/time.ts';
import { isUnset, type Plan } from '../plan/plan.ts';
import { listUnset } from '../plan/unset.ts';

/** A line names so many initiatives by their codes; the plan's own list has them all. */
const CODES_MAX = 12;

/**
 * 未設定の項目: one line for what is missing and the day by which it is to be set, with the initiatives that lack it,
 * the earliest deadline first, and a word where it has passed (decision 23).
 */
export function listUnsetLines(plan: Plan, date: PlainDate): { label: string; text: string }[] {
  const codes = new Map(plan.initiatives.map(({ id, code }) => [id, code]));
  const fields = [
    ...plan.vision.goals.flatMap(({ name, baseline, target }) => [
      ...(isUnset(baseline) ? [{ field: `ビジョン「${name}」の基準値`, by: baseline.by, code: null }] : []),
      ...(isUnset(target) ? [{ field: `ビジョン「${name}」の目標値`, by: target.by, code: null }] : []),
    ]),
    ...listUnset(plan).map(({ initiative, field, by }) => ({
      field,
      by,
      code: codes.get(initiative) ?? initiative,
    })),
  ];
  const groups = new Map<string, { field: string; by: string; codes: string[] }>();
  for (const { field, by, code } of fields) {
    const group = groups.get(`${by}/${field}`) ?? { field, by, codes: [] };
    if (code !== null) group.codes.push(code);
    groups.set(`${by}/${field}`, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.by.localeCompare(b.by, 'en'))
    .map((group) => ({ label: group.field, text: describeGroup(group, date) }));
}

function describeGroup({ by, codes }: { by: string; codes: string[] }, date: PlainDate): string {
  const late = by < date.toString() ? '、期限を過ぎています' : '';
  const named = codes.slice(0, CODES_MAX).join('、') + (codes.length > CODES_MAX ? ' ほか' : '');
  return `${shortDate(dateOf(by))}まで${late}${codes.length === 0 ? '' : `　${codes.length}件（${named}）`}`;
}
