import { describe, expect, it } from 'vitest';
import { addQuarters, type QuarterId } from '../../../shared/calendar/fiscal.ts';
import { Triggers } from '../../../shared/plan/plan.ts';
import { evaluateExitRules } from '../../../shared/progress/evaluate-exit-rules.ts';
import type { PastStatus } from '../../../shared/progress/initiative-status.ts';
import type { Status } from '../../../shared/progress/judgement.ts';
import { TRIGGER_TAGS } from '../../../shared/progress/trigger-tags.ts';
import { anInitiative } from './builders.ts';

/** Statuses of 2026Q1 onwards, oldest first. */
const history = (...statuses: (Status | 'worse')[]): PastStatus[] =>
  statuses.map((status, i) => ({
    quarter: addQuarters('2026Q1', i),
    status: status === 'worse' ? 'off-track' : status,
    tags: status === 'worse' ? ['基準値より悪化'] : [],
  }));

const evaluate = (past: PastStatus[], parts: Partial<Parameters<typeof evaluateExitRules>[0]> = {}) =>
  evaluateExitRules({
    initiative: anInitiative(),
    quarter: past.at(-1)?.quarter ?? '2026Q1',
    history: past,
    actuals: {},
    ...parts,
  });

describe('the default triggers', () => {
  it('E1 fires on the third 遅れ running, is near on the second, and says since when', () => {
    expect(evaluate(history('on-track', 'off-track', 'off-track')).near).toEqual([
      {
        kind: 'exit',
        rule: 'E1',
        action: null,
        text: '遅れが2回（令和8年度第2四半期から）で、次も続くと見直し判断の対象',
        since: '2026Q3',
      },
    ]);
    expect(evaluate(history('off-track', 'off-track', 'off-track')).fired).toEqual([
      {
        kind: 'exit',
        rule: 'E1',
        action: null,
        text: '3四半期続けて遅れ（令和8年度第1四半期から）',
        since: '2026Q3',
      },
    ]);
    expect(evaluate(history('off-track', 'off-track', 'off-track', 'off-track')).fired[0]?.since).toBe(
      '2026Q3',
    );
  });

  it.each(['on-track', 'at-risk', 'achieved'] as const)('E1 starts again after %s', (status) => {
    expect(evaluate(history('off-track', 'off-track', status, 'off-track')).fired).toEqual([]);
  });

  it('E1 passes over quarters that say nothing, so that a blank cannot hold it off', () => {
    for (const status of ['awaiting', 'excluded', 'not-evaluable', 'not-reported'] as const) {
      expect(evaluate(history('off-track', status, 'off-track', 'off-track')).fired).toMatchObject([
        { rule: 'E1', text: '判定のあった3回続けて遅れ（令和8年度第1四半期から）' },
      ]);
    }
  });

  it('E2 fires on the second 基準値より悪化 running', () => {
    expect(evaluate(history('worse', 'worse')).fired).toMatchObject([{ rule: 'E2', since: '2026Q2' }]);
    expect(evaluate(history('worse', 'off-track', 'worse')).fired.map(({ rule }) => rule)).toEqual(['E1']);
  });

  it('E5 fires on the second 未報告 running', () => {
    expect(evaluate(history('not-reported', 'not-reported')).fired).toMatchObject([{ rule: 'E5' }]);
    expect(evaluate(history('not-reported', 'off-track', 'not-reported')).fired).toEqual([]);
  });

  it('can be changed and switched off', () => {
    const off = Triggers.parse({ running: { E1: null, E2: null, E5: 1 } });
    const past = history('off-track', 'off-track', 'off-track', 'not-reported');
    expect(evaluate(past, { triggers: off }).fired).toMatchObject([
      { rule: 'E5', text: '令和8年度第4四半期に未報告' },
    ]);
  });

  it('R1 asks for a review on the second 遅れ, until a stop condition asks more', () => {
    expect(evaluate(history('on-track', 'off-track', 'off-track')).fired).toEqual([
      {
        kind: 'review',
        rule: 'R1',
        action: null,
        text: '2四半期続けて遅れ（令和8年度第2四半期から）',
        since: '2026Q3',
      },
    ]);
    expect(evaluate(history('off-track', 'off-track', 'off-track')).fired.map(({ rule }) => rule)).toEqual([
      'E1',
    ]);
  });

  it.each([
    ['E3', TRIGGER_TAGS.unproven, 1],
    ['R2', TRIGGER_TAGS.ahead, 2],
    ['R4', TRIGGER_TAGS.outOfReach, 1],
  ] as const)('%s fires on its mark, the same occasion as long as the run lasts', (rule, tag, running) => {
    const marked = (quarters: number) =>
      history(...Array<Status>(quarters).fill('at-risk')).map((past) => ({ ...past, tags: [tag] }));
    const firstMet = addQuarters('2026Q1', running - 1);
    expect(evaluate(marked(running)).fired).toMatchObject([{ rule, since: firstMet }]);
    expect(evaluate(marked(running + 2)).fired).toMatchObject([{ rule, since: firstMet }]);
    const off = Triggers.parse({ running: { [rule]: null } });
    expect(evaluate(marked(running), { triggers: off }).fired).toEqual([]);
  });

  it('says nothing where this quarter has not been judged', () => {
    expect(evaluate(history('off-track', 'off-track', 'off-track'), { quarter: '2027Q1' })).toEqual({
      fired: [],
      near: [],
    });
  });

  it('hold for an initiative whose own rules are still to be set', () => {
    const initiative = anInitiative({ exitRules: { unset: true, by: '2026-09-30' } });
    expect(evaluate(history('off-track', 'off-track', 'off-track'), { initiative }).fired).toHaveLength(1);
  });
});

describe('the initiative’s own rules', () => {
  it('on a status take the place of the default one', () => {
    const initiative = anInitiative({
      exitRules: [
        {
          id: 'exit-late',
          text: '2四半期続けて遅れ',
          measure: { on: 'status', status: 'off-track', consecutive: 2 },
          action: 'reduce',
        },
      ],
    });
    expect(evaluate(history('off-track', 'off-track', 'off-track'), { initiative }).fired).toEqual([
      {
        kind: 'exit',
        rule: 'exit-late',
        action: 'reduce',
        text: '3四半期続けて遅れ（令和8年度第1四半期から）',
        since: '2026Q2',
      },
    ]);
  });

  const at = (quarter: QuarterId, values: Record<string, number | null>) =>
    evaluate([], { quarter, actuals: { 'kpi-tablets': values } });

  it('on a KPI fire in their quarter and name the value', () => {
    expect(at('2027Q4', { '2027Q4': 24 }).fired).toEqual([
      {
        kind: 'exit',
        rule: 'exit-use',
        action: 'change-method',
        text: 'タブレット端末数が令和9年度第4四半期に24台で25台を下回る（試行の利用が月100回に満たなければ見直す）',
        since: '2027Q4',
      },
    ]);
    expect(at('2027Q4', { '2027Q4': 25 })).toEqual({ fired: [], near: [] });
  });

  it('on a KPI stay fired by the value of their own quarter, whatever comes later', () => {
    expect(at('2028Q1', { '2027Q4': 24, '2028Q1': 60 }).fired).toMatchObject([{ since: '2027Q4' }]);
  });

  it('on a KPI are near within a year where the latest value already meets them', () => {
    expect(at('2027Q1', { '2027Q1': 24 }).near).toMatchObject([{ rule: 'exit-use' }]);
    expect(at('2026Q3', { '2026Q3': 24 })).toEqual({ fired: [], near: [] });
    expect(at('2027Q1', { '2027Q1': 26 })).toEqual({ fired: [], near: [] });
  });

  it('on a KPI neither fire nor rest while the value is missing', () => {
    const { fired, near } = at('2027Q4', { '2027Q3': 20 });
    expect(fired).toEqual([]);
    expect(near[0]?.text).toContain('令和9年度第4四半期の値がなく、判断できない');
  });
});
