import type * as z from 'zod';
import type { RuleFault } from '../../../../../shared/schedule/check-rules.ts';
import { ScheduleRules } from '../../../../../shared/schedule/rules.ts';

/** The fields of a form by their names, as they were written. A checkbox that is not ticked is not there. */
export type Filled = Readonly<Record<string, string>>;

/** What a form says: rules, or the fields that hold nothing a rule can hold. */
export type ReadForm = { readonly rules: ScheduleRules } | { readonly faults: readonly RuleFault[] };

/** The text fields of a posted form. */
export function filledOf(body: Readonly<Record<string, unknown>>): Filled {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.replace(/\r\n?/g, '\n').trim()]] : [],
    ),
  );
}

/** A number as people type it, full-width digits too; null for a blank, which is no zero. */
export function numberIn(filled: Filled, name: string): number | null {
  const text = (filled[name] ?? '').normalize('NFKC').replace('−', '-');
  return text === '' ? null : Number(text);
}

/** The places of a row that repeats, `assemblies.0.from`, as far as the form goes. */
export function rowsIn(filled: Filled, prefix: string): number[] {
  const places = Object.keys(filled).flatMap((name) => {
    const place = name.startsWith(`${prefix}.`) ? Number(name.slice(prefix.length + 1).split('.')[0]) : NaN;
    return Number.isInteger(place) ? [place] : [];
  });
  return [...new Set(places)].sort((a, b) => a - b);
}

/** Checks what was put together from a form; what does not fit is told by field, with the nearest value that does. */
export function parseRules(candidate: unknown, inForce: ScheduleRules): ReadForm {
  const read = ScheduleRules.safeParse(candidate);
  if (read.success) return { rules: read.data };
  return { faults: read.error.issues.map((issue) => faultOf(issue, inForce)) };
}

function faultOf(issue: z.core.$ZodIssue, inForce: ScheduleRules): RuleFault {
  const field = issue.path.join('.');
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
    if (issue.origin === 'number' || issue.origin === 'int')
      return {
        field,
        message: `${issue.code === 'too_small' ? `${bound}以上` : `${bound}以下`}の数を書いてください。`,
        nearest: bound,
      };
    return {
      field,
      message: issue.code === 'too_small' ? '空欄にはできません。' : `${bound}までにしてください。`,
      nearest: null,
    };
  }
  return {
    field,
    message: '使えない値です。例のように書いてください。',
    nearest: valueAt(inForce, issue.path),
  };
}

/** What stands at a path now, where that is a value a field could show. */
function valueAt(value: unknown, path: readonly PropertyKey[]): string | number | null {
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
  return typeof found === 'string' || typeof found === 'number' ? found : null;
}

/** `使える最も近い値は8です。` */
export function nearestWords({ nearest }: RuleFault): string {
  if (nearest === null) return '';
  return typeof nearest === 'string' && nearest.includes('\n')
    ? '次のように直せます。'
    : `使える最も近い値は「${nearest}」です。`;
}
