import type { FiscalYear } from '../../../../shared/calendar/fiscal.ts';
import { fiscalYearName, fiscalYearShort } from '../../../../shared/calendar/japanese-date.ts';
import type { Id } from '../../../../shared/plan/ids.ts';
import type { YearRoll } from '../../../../shared/plan/roll-year.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The field of a KPI's missing target. */
export const targetField = (kpi: Id) => `target-${kpi}`;

export type TargetsRead =
  | { readonly ok: true; readonly targets: ReadonlyMap<Id, number> }
  /** What was written and is no figure, by KPI. */
  | { readonly ok: false; readonly unread: ReadonlyMap<Id, string> };

/** The targets written for KPIs that lack one. A blank field stays unset; full-width digits and commas are taken. */
export function readTargets({ targets: lines }: Pick<YearRoll, 'targets'>, form: Fields): TargetsRead {
  const targets = new Map<Id, number>();
  const unread = new Map<Id, string>();
  for (const { kpi, target } of lines) {
    const text = String(form[targetField(kpi)] ?? '').trim();
    if (target !== null || text === '') continue;
    const plain = text
      .normalize('NFKC')
      .replaceAll(',', '')
      .replace(/^[−▲△]/u, '-');
    if (/^-?\d+(\.\d+)?$/.test(plain)) targets.set(kpi, Number(plain));
    else unread.set(kpi, text);
  }
  return unread.size === 0 ? { ok: true, targets } : { ok: false, unread };
}

/** Whether a fiscal year was typed, as 2027, R9, 令和9 or 令和9年度. */
export function isYearTyped(text: string, year: FiscalYear): boolean {
  const plain = text.normalize('NFKC').replaceAll(/\s/gu, '').replace(/年度$/u, '').toUpperCase();
  return [String(year), fiscalYearShort(year), fiscalYearName(year).replace(/年度$/u, '')].includes(plain);
}
