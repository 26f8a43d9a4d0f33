import { quarterIndex } from '../calendar/fiscal.ts';
import { quarterName } from '../calendar/japanese-date.ts';
import { type JudgementInput, TAGS, type Verdict } from './judgement.ts';
import { listActuals } from './list-actuals.ts';
import { measureWords } from './number-words.ts';
import { plannedValue } from './planned-path.ts';

/** What is known of a value that is not there. */
export interface Blank {
  readonly status: 'not-reported' | 'under-review' | 'awaiting' | 'excluded';
  /** Why, as a clause of the reason: `実績値が未報告`. */
  readonly why: string;
  /** How many quarters lie between two reports of this KPI. */
  readonly cycleQuarters: number;
}

/** A blank of which nothing else is known: the quarter was judged and there was no value. */
export const UNANSWERED: Blank = { status: 'not-reported', why: '実績値が未報告', cycleQuarters: 1 };

/**
 * Rule 0: without a value there is no colour. The last known value is named with its quarter, and never carried
 * forward as if it were this one's.
 */
export function judgeBlank({ kpi, actuals, asOf }: JudgementInput, blank: Blank): Verdict {
  const last = listActuals(actuals, asOf).at(-1);
  const known = last ? `前回の値は${quarterName(last.quarter)}の${measureWords(last.value, kpi.unit)}、` : '';
  const age = last ? quarterIndex(asOf) - quarterIndex(last.quarter) : 0;
  return {
    status: blank.status,
    rule: '0',
    reason: `${quarterName(asOf)}の${blank.why}（${known}判定基準0）`,
    planned: plannedValue(kpi, asOf),
    tags: blank.status !== 'excluded' && age > blank.cycleQuarters ? [TAGS.stale] : [],
  };
}
