import type * as z from 'zod';
import { DecisionCase, ReleasedDecision } from '../decision/case.ts';
import { Id } from '../plan/ids.ts';

export const DecisionCaseRecord = DecisionCase.extend({ plan: Id });
export type DecisionCaseRecord = z.infer<typeof DecisionCaseRecord>;

/**
 * Lies with the initiative's other histories. It is written with the release and never before, and departments' forms
 * read nothing else of a case: so none can show what is not released (decision 22).
 */
export const ReleasedDecisionRecord = ReleasedDecision.extend({ plan: Id });
export type ReleasedDecisionRecord = z.infer<typeof ReleasedDecisionRecord>;
