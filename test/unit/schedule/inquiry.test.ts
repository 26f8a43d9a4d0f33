import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { cityDates } from '../../../shared/schedule/city-dates.ts';
import { planAbsences, planMails } from '../../../shared/schedule/planner.ts';
import { type ExtraRound, STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aWorld } from '../../support/builders.ts';

const ROUND = RoundId.parse('2026Q2I01');
const FROM = instantOf('2026-07-01T00:00:00+09:00');
const TO = instantOf('2026-08-31T00:00:00+09:00');

function anInquiry(parts: Partial<ExtraRound> = {}, reminds = true): ExtraRound {
  return {
    round: ROUND,
    opensOn: '2026-07-02',
    dueOn: '2026-07-14',
    departments: ['dep-civil', 'dep-architecture'],
    inquiry: {
      subject: '空き家の見回りの状況',
      words: '状況をうかがいます。',
      questions: [{ answer: 'text', words: '困っていること' }],
      reminds,
    },
    ...parts,
  };
}

const withInquiries = (...extraRounds: ExtraRound[]) => aWorld({ rules: { ...STANDARD_RULES, extraRounds } });

describe('an inquiry in the plan of the year', () => {
  it('asks those chosen and nobody else, and reminds once at most', () => {
    const own = (reminds: boolean) =>
      planMails(withInquiries(anInquiry({ dueOn: '2026-07-10' }, reminds)), FROM, TO)
        .filter(({ round }) => round === ROUND)
        .map(({ department, step }) => `${department} ${step}`);
    const asked = ['dep-civil request', 'dep-architecture request'];
    expect(own(false)).toEqual(asked);
    expect(own(true)).toEqual([...asked, 'dep-civil due-minus-1', 'dep-architecture due-minus-1']);
  });

  it('gives way to every other mail of the day, so that a round opened without knowing of it sends the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 20 }), (later, days) => {
        const opensOn = dateOf('2026-07-01').add({ days: later });
        const dueOn = opensOn.add({ days });
        const knowing = withInquiries(anInquiry({ opensOn: opensOn.toString(), dueOn: dueOn.toString() }));
        const rest = planMails(knowing, FROM, TO).filter(({ round }) => round !== ROUND);
        expect(rest).toEqual(planMails(aWorld(), FROM, TO));
      }),
      { numRuns: 60 },
    );
  });

  it('says why a department is not reminded on a day it gets another mail', () => {
    const day = instantOf('2026-07-13T09:00:00+09:00');
    const absences = planAbsences(withInquiries(anInquiry()), day, day).filter(
      ({ round }) => round === ROUND,
    );
    expect(absences.map(({ reason }) => reason)).toEqual(['another-mail-that-day', 'another-mail-that-day']);
  });

  it('gives way to an earlier inquiry', () => {
    const second = anInquiry({ round: RoundId.parse('2026Q2I02'), departments: ['dep-civil'] });
    const mails = planMails(withInquiries(second, anInquiry()), FROM, TO);
    const first = mails.filter(({ step, department }) => step === 'request' && department === 'dep-civil');
    expect(first.map(({ round }) => round)).toEqual(['2026Q1', ROUND]);
  });

  it('stands in calendars under its subject, without a paper for the headquarters', () => {
    const { plan, calendar, rules } = withInquiries(anInquiry());
    const dates = cityDates({ plan, calendar, rules }, FROM, TO).filter(({ id }) => id.startsWith(ROUND));
    expect(dates.map(({ title }) => title)).toEqual([
      '照会の送信　令和8年度臨時照会第1号（空き家の見回りの状況）',
      '回答期限　令和8年度臨時照会第1号（空き家の見回りの状況）',
      '回答の締切　令和8年度臨時照会第1号（空き家の見回りの状況）',
    ]);
  });
});
