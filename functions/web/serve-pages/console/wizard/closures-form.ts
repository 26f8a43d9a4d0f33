import { Closure } from '../../../../../shared/calendar/business-days.ts';
import type { RuleFault } from '../../../../../shared/schedule/check-rules.ts';
import { type Filled, rowsIn } from './form.ts';

/** The closed days as the form shows them. */
export function fillClosures(closures: readonly Closure[]): Filled {
  return Object.assign(
    {},
    ...closures.map(({ from, to, name }, place) => ({
      [`closures.${place}.from`]: from,
      [`closures.${place}.to`]: to ?? '',
      [`closures.${place}.name`]: name,
    })),
  );
}

/** The closed days a form says; a blank row is left out, and one with blanks is told by field. */
export function readClosures(
  filled: Filled,
): { readonly closures: readonly Closure[] } | { readonly faults: readonly RuleFault[] } {
  const rows = rowsIn(filled, 'closures').flatMap((place) => {
    const [from = '', to = '', name = ''] = ['from', 'to', 'name'].map(
      (part) => filled[`closures.${place}.${part}`],
    );
    return from === '' && to === '' && name === '' ? [] : [{ place, from, to, name }];
  });
  const faults: RuleFault[] = [];
  const closures = rows.flatMap(({ place, from, to, name }): Closure[] => {
    const read = Closure.safeParse({ from, name, ...(to === '' || to === from ? {} : { to }) });
    if (read.success) return [read.data];
    for (const { path } of read.error.issues) faults.push(faultAt(`closures.${place}`, String(path[0]), to));
    return [];
  });
  return faults.length > 0 ? { faults } : { closures };
}

function faultAt(row: string, part: string, to: string): RuleFault {
  const field = `${row}.${part}`;
  if (part === 'name') return { field, message: '閉庁日の名を、40字までで書いてください。', nearest: null };
  // A row of one day may have been written as its last.
  const nearest = part === 'from' && to !== '' ? to : null;
  return { field, message: '日付を、2026-08-14 の形で書いてください。', nearest };
}
