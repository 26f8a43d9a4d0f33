/** Rounds to four decimals, as every ratio is before it is compared; never gives a negative zero. */
export function round4(value: number): number {
  // Above this a double has no fourth decimal to round, and the multiplication could overflow.
  if (Math.abs(value) > 1e11) return value;
  const rounded = Math.round(value * 1e4) / 1e4;
  return rounded === 0 ? 0 : rounded;
}

/** Takes off the noise of floating point (0.1 + 0.2), keeping twelve significant digits. */
export function withoutNoise(value: number): number {
  if (Number.isSafeInteger(value)) return value + 0;
  const clean = Number(value.toPrecision(12));
  return clean === 0 ? 0 : clean;
}

const LARGE = new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 1 });
const MIDDLE = new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 2 });
const SMALL = new Intl.NumberFormat('ja-JP', { maximumSignificantDigits: 4 });

/** A number as papers print it: `73,000`, `33.2`, `-4`. Large numbers keep one decimal, small ones four digits. */
export function numberWords(value: number): string {
  const clean = withoutNoise(value);
  const size = Math.abs(clean);
  if (size >= 100) return LARGE.format(clean);
  return size >= 1 || size === 0 ? MIDDLE.format(clean) : SMALL.format(clean);
}

function isPercent(unit: string): boolean {
  return unit === '%' || unit === '％';
}

/** A value with its unit: `73,000時間`, `34％`; the bare number where the unit is not known. */
export function measureWords(value: number, unit = ''): string {
  return numberWords(value) + (isPercent(unit) ? '％' : unit);
}

/** A difference with its unit. Two percentages differ by ポイント, which a reader does not take for a ratio. */
export function differenceWords(value: number, unit = ''): string {
  return numberWords(value) + (isPercent(unit) ? 'ポイント' : unit);
}

/**
 * A ratio as a percentage with at most one decimal. Where that would seem to reach one of `marks` which the ratio
 * misses (94.96% beside a cut-off of 95%), it shows two.
 */
export function percentWords(ratio: number, marks: readonly number[] = []): string {
  const percent = round4(ratio) * 100;
  const short = Math.round(percent * 10) / 10;
  const misleads = marks.some((mark) => short / 100 >= mark !== round4(ratio) >= mark);
  return `${(misleads ? MIDDLE : LARGE).format(withoutNoise(percent))}％`;
}
