import type { Cause, Decision, DecisionCase } from '../../../shared/decision/case.ts';

const AT = '2026-07-28T08:00:00.000Z';

export function aCause(parts: Partial<Cause> = {}): Cause {
  return { kind: 'exit', trigger: 'E1', occasion: '2026Q1', text: '3四半期続けて遅れ', at: AT, ...parts };
}

function aDecision(parts: Partial<Decision> = {}): Decision {
  return {
    option: 'improve',
    text: '対象を10施設に絞る',
    decidedOn: '2026-08-20',
    decider: '行政経営戦略推進本部',
    minutes: '令和8年度第2回本部会議 会議録3',
    nextOn: null,
    until: null,
    into: null,
    recordedBy: '事務局',
    recordedAt: '2026-08-21T01:00:00.000Z',
    ...parts,
  };
}

export function aCase(parts: Partial<DecisionCase> = {}): DecisionCase {
  return {
    id: 'case-1',
    initiative: 'init-tablets',
    openedAt: AT,
    causes: [aCause()],
    options: [],
    decider: '行政経営戦略推進本部',
    dueOn: '2026-08-28',
    state: 'open',
    decision: null,
    releasedAt: null,
    releasedBy: null,
    ...parts,
  };
}

/** A case that was decided. */
export function aDecidedCase(
  decision: Partial<Decision> = {},
  parts: Partial<DecisionCase> = {},
): DecisionCase {
  return aCase({ state: 'decided', decision: aDecision(decision), ...parts });
}
