/** The median of how long works take, in milliseconds, each in its turn so that what else runs falls on all alike. */
export async function interleave(
  works: Readonly<Record<string, () => unknown>>,
  rounds: number,
): Promise<Record<string, number>> {
  const times = new Map(Object.keys(works).map((name) => [name, [] as number[]]));
  for (const work of Object.values(works)) await work();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(works)) {
      const start = performance.now();
      await work();
      times.get(name)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One line: ours, the other's, the ratio, and whether it reaches what it should. */
export function printRatio(what: string, ours: number, other: number, unit: string, most: number): void {
  const ratio = ours / other;
  const verdict = ratio <= most ? 'reached' : 'MISSED';
  console.log(
    `${what.padEnd(44)}${ours.toFixed(1).padStart(10)} ${unit}${other.toFixed(1).padStart(10)} ${unit}   ${ratio.toFixed(2)} (at most ${most})  ${verdict}`,
  );
}
