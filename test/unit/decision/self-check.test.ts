import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { answeredSubjects, readSelfChecks, sunsetQuestion } from '../../../shared/decision/self-check.ts';
import { cellsOf, LINE_CELLS } from '../../../shared/report/plain-text.ts';
import { anchorLine, composeForm } from '../../../shared/round/compose-form.ts';
import { quoteSunset } from '../../../shared/round/quoted-matter.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { anInitiative } from '../plan/builders.ts';

const BUDGET = { request: '10-31', assessment: '01-15', assembly: '02-20' };
const sheet = { sunset: '2027-03-31' };
const asked = (day: string, released: Parameters<typeof sunsetQuestion>[1] = []) =>
  sunsetQuestion(sheet, released, BUDGET, dateOf(day))?.ask ?? null;

describe('the question about an end date', () => {
  it.each([
    ['2026-06-29', null],
    ['2026-06-30', 'self-check'],
    ['2026-10-01', 'self-check'],
    ['2026-12-30', 'self-check'],
    ['2026-12-31', 'last-call'],
    ['2027-03-31', 'last-call'],
    ['2027-04-01', null],
  ])('on %s is %s', (day, ask) => {
    expect(asked(day)).toBe(ask);
  });

  it('is not asked of what ends by a decision, nor of what was prolonged, once that is released', () => {
    expect(asked('2027-01-04', [{ option: 'abolish', until: null }])).toBeNull();
    expect(asked('2027-01-04', [{ option: 'continue', until: '2030-03-31' }])).toBeNull();
    expect(asked('2027-01-04', [{ option: 'improve', until: null }])).toBe('last-call');
  });

  it('is not asked where no end date is set', () => {
    expect(
      sunsetQuestion({ sunset: { unset: true, by: '2026-09-30' } }, [], BUDGET, dateOf('2027-01-04')),
    ).toBeNull();
  });

  it('stands in the form over lines that fit a mail', () => {
    const question = sunsetQuestion(sheet, [], BUDGET, dateOf('2026-07-01'));
    if (question === null) throw new Error('no question');
    const form = composeForm({
      round: RoundId.parse('2026Q1'),
      department: 'jinji',
      receiptCode: 'K7F3-9Q2M',
      initiatives: [
        {
          number: 1,
          initiative: anInitiative(),
          isLead: true,
          kpis: [],
          milestones: [],
          isFlagged: false,
          lastStep: null,
          matters: [quoteSunset(question)],
          handoverNote: null,
        },
      ],
      only: null,
    });
    expect(form.lines.join('')).toContain('終期は令和9年3月末です。');
    const lines = form.manifest.fields.filter(({ kind }) => kind.startsWith('sunset-'));
    expect(lines.map(anchorLine)).toEqual([
      '【1-C】終期後（継続・改善・縮小・廃止・統合 から1つ）：',
      '【1-D】自己点検（効果、撤退基準、理由）：',
    ]);
    for (const line of form.lines) expect(cellsOf(line), line).toBeLessThanOrEqual(LINE_CELLS);
  });
});

describe('the answers about an end date', () => {
  const line = (kind: string, subject: string, value: string) => ({ kind, subject, value });
  const statements = [
    {
      round: '2026Q3',
      department: 'jinji',
      said: [line('sunset-steps', 'sunset-2027-03-31-last', '手順をまとめる')],
    },
    {
      round: '2026Q1',
      department: 'jinji',
      said: [
        line('decide', 'other', '続ける'),
        line('sunset-wish', 'sunset-2027-03-31-check', '継続'),
        line('sunset-reason', 'sunset-2027-03-31-check', '利用が増えた'),
      ],
    },
  ];

  it('are read round by round, the oldest first, and nothing else with them', () => {
    expect(
      readSelfChecks(statements).map(({ round, wish, reason, steps }) => [round, wish, reason, steps]),
    ).toEqual([
      ['2026Q1', '継続', '利用が増えた', null],
      ['2026Q3', null, null, '手順をまとめる'],
    ]);
  });

  it('keep what was answered before from being asked again', () => {
    expect([...answeredSubjects(statements, (round) => round < '2026Q3')]).toEqual([
      'sunset-2027-03-31-check',
    ]);
  });
});
