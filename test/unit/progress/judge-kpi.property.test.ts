import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addQuarters, type QuarterId } from '../../../shared/calendar/fiscal.ts';
import { judgeKpi } from '../../../shared/progress/judge-kpi.ts';
import { JudgementInput, Status } from '../../../shared/progress/judgement.ts';

const START: QuarterId = '2025Q4';
const quarter = fc.integer({ min: -3, max: 16 }).map((n) => addQuarters(START, n));
const value = fc.oneof(
  fc.integer({ min: -200, max: 200 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const targets = fc.dictionary(
  fc.constantFrom('2025', '2026', '2027', '2028'),
  fc.oneof(value, fc.constant(null)),
);

/** Anything the schema admits, the senseless included. */
const anything = fc
  .record({
    kpi: fc.record({
      kind: fc.constantFrom('level', 'cumulative', 'rate', 'milestone'),
      polarity: optional(fc.constantFrom('up', 'down', 'keep')),
      baseline: optional(fc.record({ value, at: quarter })),
      targets,
      path: optional(fc.dictionary(quarter, value)),
      shares: optional(fc.tuple(value, value, value, value)),
      range: optional(fc.tuple(value, value)),
      tolerance: optional(fc.oneof(fc.constant(0), value.map(Math.abs))),
      milestones: optional(
        fc.array(
          fc.record({ item: fc.constant('選定'), due: quarter, done: optional(quarter), key: fc.boolean() }),
        ),
      ),
      unit: optional(fc.constantFrom('時間', '%', '')),
    }),
    actuals: fc.dictionary(quarter, fc.oneof({ weight: 5, arbitrary: value }, fc.constant(null))),
    asOf: quarter,
    now: value,
    cutoffs: optional(
      fc.record({
        onTrack: fc.double({ min: 0.01, max: 2, noNaN: true }),
        atRisk: fc.double({ min: 0.01, max: 2, noNaN: true }),
      }),
    ),
  })
  .map(({ now, ...rest }) =>
    JudgementInput.parse({ ...rest, actuals: { ...rest.actuals, [rest.asOf]: now } }),
  );

/** A KPI that is to grow, its numbers small enough that doubling and mirroring are exact. */
const small = fc.integer({ min: -500, max: 500 });
const growing = (kinds: readonly ('level' | 'rate' | 'cumulative')[]) =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      base: small,
      distance: fc.integer({ min: 0, max: 400 }),
      middle: fc.integer({ min: -50, max: 500 }),
      tolerance: fc.integer({ min: 0, max: 20 }),
      explicit: optional(small),
      ahead: fc.integer({ min: 1, max: 12 }),
      earlier: fc.array(small, { maxLength: 10 }),
      actual: small,
      cutoffs: fc.constantFrom(
        { onTrack: 0.95, atRisk: 0.8 },
        { onTrack: 0.8, atRisk: 0.6 },
        { onTrack: 1.1, atRisk: 0.95 },
      ),
    })
    .map((drawn) => ({ ...drawn, asOf: addQuarters(START, drawn.ahead) }));
type Growing = typeof growing extends (...args: never[]) => fc.Arbitrary<infer T> ? T : never;

/** The same KPI with every number multiplied: −1 makes its mirror image, a power of two a larger one. */
function times(factor: number, drawn: Growing, actual = drawn.actual): JudgementInput {
  const { base, distance, middle, tolerance, explicit, asOf, earlier } = drawn;
  const history = earlier.map((past, i) => [addQuarters(asOf, -1 - i), past * factor]);
  return JudgementInput.parse({
    kpi: {
      kind: drawn.kind,
      polarity: factor > 0 ? 'up' : 'down',
      baseline: { value: base * factor, at: START },
      targets: {
        2026: (base + Math.min(middle, distance)) * factor,
        2027: (base + middle) * factor,
        2028: (base + distance) * factor,
      },
      tolerance: tolerance * Math.abs(factor),
      ...(explicit === undefined ? {} : { path: { [asOf]: explicit * factor } }),
    },
    actuals: { ...Object.fromEntries(history), [asOf]: actual * factor },
    asOf,
    cutoffs: drawn.cutoffs,
  });
}

const ORDER = ['achieved', 'on-track', 'at-risk', 'off-track'];

describe('judging any KPI', () => {
  it('gives every admissible input a status, a rule in its sentence, and finite numbers to four decimals', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const judgement = judgeKpi(input);
        expect(Status.options).toContain(judgement.status);
        expect(judgement.reason).toContain(`判定基準${judgement.rule}）`);
        const { ratio, planned, attainment, requiredPace } = judgement;
        for (const number of [ratio, planned, attainment, requiredPace]) {
          if (number === null) continue;
          expect(Number.isFinite(number)).toBe(true);
          expect(Object.is(number, -0)).toBe(false);
          if (Math.abs(number) < 1e9)
            expect(Math.abs(number * 1e4 - Math.round(number * 1e4))).toBeLessThan(0.01);
        }
        expect(JSON.stringify(judgement)).not.toMatch(/NaN|undefined|Infinity|∞|null[^,}]/);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives the same answer twice and leaves its input as it was', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const before = structuredClone(input);
        expect(judgeKpi(input)).toEqual(judgeKpi(input));
        expect(input).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('judges a reduction as it judges the growth that mirrors it', () => {
    fc.assert(
      fc.property(growing(['level', 'rate']), (drawn) => {
        const up = judgeKpi(times(1, drawn));
        const down = judgeKpi(times(-1, drawn));
        const facts = ({ status, rule, ratio, attainment, tags }: typeof up) => ({
          status,
          rule,
          ratio,
          attainment,
          tags,
        });
        expect(facts(down)).toEqual(facts(up));
        expect((down.requiredPace ?? 0) + (up.requiredPace ?? 0)).toBeCloseTo(0, 3);
      }),
      { numRuns: 2000 },
    );
  });

  it('never gives a better actual a worse status', () => {
    fc.assert(
      fc.property(
        growing(['level', 'rate', 'cumulative']),
        fc.integer({ min: 1, max: 300 }),
        (drawn, more) => {
          const worse = judgeKpi(times(1, drawn));
          const better = judgeKpi(times(1, drawn, drawn.actual + more));
          fc.pre(ORDER.includes(worse.status));
          expect(ORDER.indexOf(better.status)).toBeLessThanOrEqual(ORDER.indexOf(worse.status));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('never gives a lower yearly total a worse status where less is better', () => {
    const drawnTotal = fc.record({
      base: fc.integer({ min: 0, max: 1000 }),
      target: fc.integer({ min: 0, max: 1000 }),
      tolerance: fc.integer({ min: 0, max: 50 }),
      actual: fc.integer({ min: 0, max: 1500 }),
      less: fc.integer({ min: 1, max: 500 }),
      asOf: fc.constantFrom('2026Q1', '2026Q2', '2026Q3', '2026Q4'),
      cutoffs: fc.constantFrom({ onTrack: 0.95, atRisk: 0.8 }, { onTrack: 1.1, atRisk: 0.95 }),
    });
    fc.assert(
      fc.property(drawnTotal, ({ base, target, tolerance, actual, less, asOf, cutoffs }) => {
        const of = (spent: number) =>
          judgeKpi(
            JudgementInput.parse({
              kpi: {
                kind: 'cumulative',
                polarity: 'down',
                baseline: { value: base, at: START },
                targets: { 2026: target },
                tolerance,
              },
              actuals: { [asOf]: spent },
              asOf,
              cutoffs,
            }),
          );
        const worse = of(actual);
        fc.pre(ORDER.includes(worse.status));
        expect(ORDER.indexOf(of(actual - less).status)).toBeLessThanOrEqual(ORDER.indexOf(worse.status));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not care for the size of the unit', () => {
    fc.assert(
      fc.property(
        growing(['level', 'rate', 'cumulative']),
        fc.constantFrom(2, 8, 1024, 0.25),
        (drawn, factor) => {
          const one = judgeKpi(times(1, drawn));
          const scaled = judgeKpi(times(factor, drawn));
          const facts = ({ status, rule, ratio, attainment, tags }: typeof one) => ({
            status,
            rule,
            ratio,
            attainment,
            tags,
          });
          expect(facts(scaled)).toEqual(facts(one));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never lets a forecast change the status', () => {
    fc.assert(
      fc.property(growing(['level', 'rate']), (drawn) => {
        const alone = judgeKpi(times(1, { ...drawn, earlier: [] }));
        expect(judgeKpi(times(1, drawn)).status).toBe(alone.status);
      }),
      { numRuns: 500 },
    );
  });
});
