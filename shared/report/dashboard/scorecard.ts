import type { Pillar } from '../../plan/plan.ts';
import { Perspective } from '../../plan/plan.ts';
import { Status } from '../../progress/judgement.ts';
import type { QuarterLine } from './quarter.ts';

/** Which perspective a pillar with this name in tables is seen from, where the plan does not say. */
const USUAL: Readonly<Record<string, Perspective>> = {
  人: 'growth',
  情報: 'process',
  財政: 'finance',
  施設: 'citizens',
};

/** One of the four perspectives with the pillars seen from it. */
export interface PerspectiveView {
  readonly perspective: Perspective;
  readonly pillars: readonly Pillar[];
  readonly lines: readonly QuarterLine[];
  readonly counts: ReadonlyMap<Status, number>;
}

export interface Scorecard {
  readonly perspectives: readonly PerspectiveView[];
  /** Pillars seen from no perspective: the plan names none, and none is usual. */
  readonly unplaced: readonly Pillar[];
  /** Pillars placed by what is usual, because the plan does not say. */
  readonly assumed: readonly Pillar[];
}

/** The perspective the plan gives a pillar, else the usual one of its name; null where there is neither. */
function perspectiveOf({ perspective, short }: Pick<Pillar, 'perspective' | 'short'>): Perspective | null {
  return perspective ?? USUAL[short] ?? null;
}

/** So many stand where, better before worse; what nobody stands in is left out. */
function countOf(lines: readonly QuarterLine[]): Map<Status, number> {
  const counts = Status.options.map(
    (status) => [status, lines.filter((line) => line.status === status).length] as const,
  );
  return new Map(counts.filter(([, count]) => count > 0));
}

/** バランスト・スコアカード: the same initiatives from four perspectives instead of by pillar. */
export function layOutScorecard(pillars: readonly Pillar[], lines: readonly QuarterLine[]): Scorecard {
  return {
    perspectives: Perspective.options.map((perspective) => {
      const own = pillars.filter((pillar) => perspectiveOf(pillar) === perspective);
      const ids = new Set(own.map(({ id }) => id));
      const seen = lines.filter(({ pillar }) => ids.has(pillar.id));
      return { perspective, pillars: own, lines: seen, counts: countOf(seen) };
    }),
    unplaced: pillars.filter((pillar) => perspectiveOf(pillar) === null),
    assumed: pillars.filter(
      ({ perspective, short }) => perspective === undefined && USUAL[short] !== undefined,
    ),
  };
}
