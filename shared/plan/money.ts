import * as z from 'zod';
import { FiscalYear } from '../calendar/fiscal.ts';
import { Id } from './ids.ts';

/** 千円, whole: what budgets and effects are written in, and what lets every sum be exact. */
const Thousands = z.number().int().min(-1e12).max(1e12);

/** What one initiative plans and books in one fiscal year, in 千円. A figure nobody gave is absent, never zero. */
export const MoneyYear = z.strictObject({
  year: FiscalYear,
  /** 予算額 */
  budget: Thousands.min(0).optional(),
  /** 執行額 */
  spent: Thousands.min(0).optional(),
  /** 効果額（計画）, of this year alone. */
  effectPlanned: Thousands.optional(),
  /** 効果額（実績）, of this year alone. */
  effectActual: Thousands.optional(),
});
export type MoneyYear = z.infer<typeof MoneyYear>;

/** 効果額・予算・執行 of one initiative. */
export const Money = z.strictObject({
  /** 算定根拠: how the effect is worked out. */
  basis: z.string().trim().min(1).max(2000).optional(),
  years: z.array(MoneyYear).max(30).default([]),
  /**
   * 効果の按分: where the effect is shared with other initiatives, each one's part by its id, this one's own among
   * them. The parts add up to 1, so that the effect is counted once.
   */
  shares: z.record(Id, z.number().gt(0).lte(1)).optional(),
});
export type Money = z.infer<typeof Money>;

/** How many 千円 one of the units is in which a KPI may report an effect (効果額). */
const UNIT_THOUSANDS: Readonly<Record<string, number>> = {
  円: 0.001,
  千円: 1,
  万円: 10,
  百万円: 1000,
  億円: 100_000,
};

/** The units in which an effect may be reported, for a fault. */
export const EFFECT_UNITS = Object.keys(UNIT_THOUSANDS).join('・');

/** A KPI's value in whole 千円, or null where its unit is none of money. */
export function inThousands(value: number, unit: string): number | null {
  const factor = UNIT_THOUSANDS[unit];
  return factor === undefined ? null : Math.round(value * factor) || 0;
}
