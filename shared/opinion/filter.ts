import type { Id } from '../plan/ids.ts';
import { isSettled, type Opinion, OpinionClass, type OpinionKind } from './opinion.ts';

/** What a list of opinions is narrowed down to; null asks for all. */
export interface OpinionFilter {
  readonly kind: OpinionKind | null;
  readonly class: OpinionClass | null;
  readonly department: Id | null;
  readonly initiative: Id | null;
  /** Only those still open. */
  readonly open: boolean;
}

export const EVERY_OPINION: OpinionFilter = {
  kind: null,
  class: null,
  department: null,
  initiative: null,
  open: false,
};

export function fitsFilter(opinion: Opinion, filter: OpinionFilter): boolean {
  const { object } = opinion;
  return (
    (filter.kind === null || opinion.kind === filter.kind) &&
    (filter.class === null || opinion.class === filter.class) &&
    (filter.department === null || opinion.department === filter.department) &&
    (filter.initiative === null ||
      (object.level === 'initiative' && object.initiative === filter.initiative)) &&
    (!filter.open || !isSettled(opinion))
  );
}

/** How many stand in each class, in the order of the classes, none left out. */
export function countClasses(
  opinions: readonly Pick<Opinion, 'class'>[],
): { readonly class: OpinionClass; readonly count: number }[] {
  return OpinionClass.options.map((one) => ({
    class: one,
    count: opinions.filter((opinion) => opinion.class === one).length,
  }));
}
