import { RHYTHMS } from '../../../../../shared/schedule/describe-rules.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import { type Filled, numberIn, parseRules, type ReadForm, rowsIn } from './form.ts';

/** Who gets copies, and what is otherwise for a department, as the form shows it. */
export function fillReceivers(rules: ScheduleRules): Filled {
  return Object.assign(
    {},
    ...RHYTHMS.flatMap((name) => {
      const rhythm = rules[name];
      if (rhythm === null) return [];
      return [
        rhythm.copyChief ? { [`${name}.copyChief`]: 'yes' } : {},
        ...rhythm.ladder.map(({ copyChief }, place) =>
          copyChief ? { [`${name}.ladder.${place}.copyChief`]: 'yes' } : {},
        ),
      ];
    }),
    ...rules.overrides.map(({ department, laddersOff, dueLater, copyChief, isMailed }, place) => ({
      [`overrides.${place}.department`]: department,
      [`overrides.${place}.dueLater`]: String(dueLater),
      ...(copyChief ? {} : { [`overrides.${place}.noCopy`]: 'yes' }),
      ...(isMailed ? {} : { [`overrides.${place}.noMail`]: 'yes' }),
      ...Object.fromEntries(laddersOff.map((days) => [`overrides.${place}.off.${days}`, 'yes'])),
    })),
  );
}

/** The rules with the receivers a form says; a row that names no department is left out. */
export function readReceivers(filled: Filled, base: ScheduleRules): ReadForm {
  const isTicked = (name: string) => filled[name] !== undefined;
  const rhythms = Object.fromEntries(
    RHYTHMS.map((name) => {
      const rhythm = base[name];
      return [
        name,
        rhythm && {
          ...rhythm,
          copyChief: isTicked(`${name}.copyChief`),
          ladder: rhythm.ladder.map((step, place) => ({
            ...step,
            copyChief: isTicked(`${name}.ladder.${place}.copyChief`),
          })),
        },
      ];
    }),
  );
  const overrides = rowsIn(filled, 'overrides').flatMap((place) => {
    const department = filled[`overrides.${place}.department`] ?? '';
    if (department === '') return [];
    const off = `overrides.${place}.off.`;
    return [
      {
        department,
        dueLater: numberIn(filled, `overrides.${place}.dueLater`) ?? 0,
        copyChief: !isTicked(`overrides.${place}.noCopy`),
        isMailed: !isTicked(`overrides.${place}.noMail`),
        laddersOff: Object.keys(filled).flatMap((name) =>
          name.startsWith(off) ? [Number(name.slice(off.length))] : [],
        ),
      },
    ];
  });
  return parseRules({ ...base, ...rhythms, overrides }, base);
}
