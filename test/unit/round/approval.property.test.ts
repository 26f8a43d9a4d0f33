import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { SubmissionRecord } from '../../../shared/records.ts';
import { mergeSubmission } from '../../../shared/reply/merge-submission.ts';
import type { ReadField } from '../../../shared/reply/reading.ts';
import { approvalOfNew, whetherDecidable } from '../../../shared/round/approval.ts';
import { newest, newestAnswered } from '../../../shared/steps/form-facts.ts';

const SUBJECTS = ['kpi-a', 'kpi-b', 'kpi-c'] as const;
const BEGINS = instantOf('2026-07-03T10:00:00+09:00');

/** Something somebody writes: values for some fields, or a decision on a version. */
interface Act {
  readonly who: 'officer' | 'chief' | 'deputy';
  /** Nothing proves that a chief's or deputy's mail is theirs. */
  readonly isProved: boolean;
  readonly subjects: readonly string[];
  readonly says: 'nothing' | '承認' | '差戻し';
  /** Which of our mails it answers: the read-back of the newest version, of the one before, or a request. */
  readonly about: 'newest' | 'older' | 'request';
}

const anAct: fc.Arbitrary<Act> = fc.record({
  who: fc.constantFrom('officer', 'chief', 'deputy'),
  isProved: fc.boolean(),
  subjects: fc.subarray([...SUBJECTS]),
  says: fc.constantFrom('nothing', '承認', '差戻し'),
  about: fc.constantFrom('newest', 'older', 'request'),
});

function readField(subject: string, value: number): ReadField {
  const field = {
    anchor: '1-A',
    kind: 'actual',
    input: 'number',
    label: '実績値（台）',
    initiative: 'init-tablets',
    subject,
  } as const;
  return { field, value, unit: '台', raw: String(value), confidence: 'high', reason: null, echo: null };
}

const valuesOf = ({ fields }: Pick<SubmissionRecord, 'fields'>) =>
  Object.values(fields).map(({ subject, value }) => `${subject}=${value}`);

/** The versions of a department whose chief approves, and every value an approver has vouched for so far. */
function play(acts: readonly Act[]) {
  const versions: SubmissionRecord[] = [];
  const vouched = new Set<string>();
  const counted: SubmissionRecord[] = [];
  acts.forEach((act, index) => {
    const at = BEGINS.add({ hours: index });
    const last = versions.at(-1) ?? null;
    const about = { newest: last?.version ?? null, older: (last?.version ?? 1) - 1 || null, request: null }[
      act.about
    ];
    const { who, isProved, says } = act;
    const approver = who !== 'officer' && isProved ? { as: who, address: `${who}@small.example` } : null;
    const typed = act.subjects.map((subject) => readField(subject, index));
    const saw = versions.find(({ version }) => version === about);
    const isDecision = says === '差戻し' || (says === '承認' && typed.length === 0);
    if (approver && isDecision) {
      if (says === '承認' && saw) for (const value of valuesOf(saw)) vouched.add(value);
      if (last === null || whetherDecidable(last, about) !== 'decidable') return;
      const state = says === '承認' ? 'approved' : 'returned';
      const approval = {
        state,
        by: approver.address,
        at: isoUtc(at),
        as: approver.as,
        reason: null,
      } as const;
      versions[versions.length - 1] = { ...last, approval };
    } else if (typed.length > 0) {
      const base = newestAnswered(versions);
      // Whoever approves stands for what they typed; for the rest only where they say 承認 to its read-back.
      if (approver && (says === '承認' || who === 'chief'))
        for (const { field, value } of typed) vouched.add(`${field.subject}=${value}`);
      if (approver && says === '承認' && saw) for (const value of valuesOf(saw)) vouched.add(value);
      const approval = approvalOfNew({
        isNeeded: true,
        approver,
        saysApproved: says === '承認',
        about,
        base,
        isClear: true,
        at: isoUtc(at),
      });
      const reply = {
        round: '2026Q1',
        department: 'dep-civil',
        via: 'mail',
        source: `in-${index}`,
        sentAt: at,
        receivedAt: at,
        settledAt: at,
        enteredBy: null,
        correction: null,
        fields: typed,
        comment: null,
        afterFreeze: false,
        approval,
        nothingToReport: false,
      } as const;
      versions.push({ ...mergeSubmission(base, reply, versions.length + 1), plan: 'plan-small' });
    }
    const counting = newest(versions);
    if (counting) counted.push(counting);
    for (const value of counting ? valuesOf(counting) : []) expect([...vouched]).toContain(value);
  });
  return { versions, counted };
}

describe('whatever is answered, approved and sent back in whatever order', () => {
  it('no value counts that nobody who approves has vouched for', () => {
    fc.assert(
      fc.property(fc.array(anAct, { maxLength: 12 }), (acts) => {
        play(acts);
      }),
      { numRuns: 2000 },
    );
  });

  it('what counts is never taken back by what was not approved', () => {
    fc.assert(
      fc.property(fc.array(anAct, { maxLength: 12 }), (acts) => {
        const { counted } = play(acts);
        const order = counted.map(({ version }) => version);
        expect(order.toSorted((a, b) => a - b)).toEqual(order);
      }),
      { numRuns: 500 },
    );
  });

  it('whatever the chief sees and approves counts in the end', () => {
    fc.assert(
      fc.property(fc.array(anAct, { maxLength: 12 }), (acts) => {
        const approval: Act = { who: 'chief', isProved: true, subjects: [], says: '承認', about: 'newest' };
        const { versions } = play([...acts, approval]);
        const last = versions.at(-1);
        if (last && last.approval.state !== 'returned') expect(newest(versions)).toEqual(last);
      }),
      { numRuns: 500 },
    );
  });
});
