import { fiscalYearShort } from '../calendar/japanese-date.ts';
import type { Id } from './ids.ts';
import type { Plan, Unset } from './plan.ts';
import type { Cell, CellLook, CellValue } from './workbook.ts';

/** How a department is written in a cell so that reading finds it again. */
export type DepartmentNamer = (id: Id) => string;

/** How what stands elsewhere is written in a cell so that reading finds it again. */
export interface CellNames {
  readonly department: DepartmentNamer;
  readonly kpi: (id: Id) => string;
  readonly initiative: (id: Id) => string;
}

export function cell(value: CellValue, look: CellLook = 'body'): Cell {
  return { value, look };
}

/** `R6(2024)` */
export function yearHeading(year: number): string {
  return `${fiscalYearShort(year)}(${year})`;
}

/** 未設定（2026-09-30まで）, or the value itself. */
export function settableText(value: string | number | Unset): string | number {
  return typeof value === 'object' ? `未設定（${value.by}まで）` : value;
}

export function yearsOf({ from, to }: Plan['period']): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
