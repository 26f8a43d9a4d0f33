import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Status } from '../../../shared/progress/judgement.ts';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { type StatusCount, totalOf } from '../../../shared/report/status-table.ts';
import { anInput, aPlan, aStanding, aStatus } from './small-city.ts';

const plan = aPlan();
const status = fc.constantFrom(...Status.options);
/** How each initiative of the plan stands, and how it stood, if it was judged then. */
const quarters = fc.array(fc.record({ now: status, before: fc.option(status) }), {
  minLength: plan.initiatives.length,
  maxLength: plan.initiatives.length,
});

const pageOf = (drawn: readonly { now: Status; before: Status | null }[]) =>
  summariseForHeadquarters(
    anInput({
      plan,
      standings: plan.initiatives.map(({ id }, index) => {
        const { now, before } = drawn[index] ?? { now: 'on-track', before: null };
        const previous = before === null ? null : aStatus(before);
        return aStanding({ initiative: id, judgement: aStatus(now), previous });
      }),
    }),
  );

const sumOf = (cells: readonly StatusCount[], of: keyof StatusCount) =>
  cells.reduce((sum, cell) => sum + (cell[of] ?? 0), 0);

describe('状況, whatever the quarter', () => {
  it('has rows that add up to its total, column by column, in counts and in differences', () => {
    fc.assert(
      fc.property(quarters, (drawn) => {
        const { table } = pageOf(drawn);
        table.columns.forEach((_, column) => {
          const cells = table.rows.flatMap(({ cells: own }) => own[column] ?? []);
          const total = table.total[column];
          expect(sumOf(cells, 'count')).toBe(total?.count);
          if (total?.difference !== null) expect(sumOf(cells, 'difference')).toBe(total?.difference);
        });
      }),
    );
  });

  it('counts every initiative once, as a recomputation of the statuses does', () => {
    fc.assert(
      fc.property(quarters, (drawn) => {
        const page = pageOf(drawn);
        expect(sumOf(page.table.total, 'count')).toBe(plan.initiatives.length);
        for (const one of Status.options) {
          const now = drawn.filter((each) => each.now === one).length;
          expect(totalOf(page.table, one).count).toBe(now);
          const judgedBefore = drawn.filter(({ before }) => before !== null);
          if (judgedBefore.length === 0 || !page.table.columns.includes(one)) continue;
          const before = judgedBefore.filter((each) => each.before === one).length;
          expect(totalOf(page.table, one).difference).toBe(now - before);
        }
      }),
    );
  });
});
