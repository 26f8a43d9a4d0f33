import { describe, expect, it } from 'vitest';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';
import { listEscalations, toldWhom } from '../../../shared/schedule/escalations.ts';
import { explainDay, planAbsences, planMails } from '../../../shared/schedule/planner.ts';
import type { HistoryEvent, World } from '../../../shared/schedule/world.ts';
import { aHistory, aWorld } from '../../support/builders.ts';

const at = (text: string) => instantOf(`${text.replace(' ', 'T')}:00+09:00`);
const BY = { by: '事務局', reason: '災害対応のため' };

const kept = (step: string, when: string): HistoryEvent => ({ what: 'step-held', at: at(when), step, ...BY });
const freed = (step: string, when: string): HistoryEvent => ({
  what: 'step-freed',
  at: at(when),
  step,
  by: '事務局',
  reason: '',
});
const afterwards = (...events: HistoryEvent[]) => aWorld({ history: [aHistory(events)] });
const told = (world: World) =>
  planMails(world, at('2026-07-24 00:00'), at('2026-07-24 23:59')).flatMap(({ department, waiting }) =>
    department === null ? [] : [{ department, waiting }],
  );

describe('a step that is kept back from a department', () => {
  it('leaves the department out of what its head is told, and says so with who and why', () => {
    const world = afterwards(kept('due-plus-7', '2026-07-23 15:00'));
    expect(told(world)).toEqual([
      { department: 'dep-construction', waiting: ['dep-architecture'] },
      { department: 'dep-farming', waiting: ['dep-farming'] },
    ]);
    const absences = planAbsences(world, at('2026-07-24 00:00'), at('2026-07-24 23:59'));
    expect(absences.filter(({ reason }) => reason === 'step-held')).toMatchObject([
      { department: 'dep-civil', step: 'due-plus-7' },
    ]);
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-24'))).toContain(
      '土木管理課には送りません。見送りのためです（事務局、災害対応のため）。',
    );
  });

  it('goes after all once it is freed, and other steps go as they would', () => {
    const step = 'due-plus-7';
    const world = afterwards(kept(step, '2026-07-23 15:00'), freed(step, '2026-07-23 15:05'));
    expect(told(world)).toEqual(told(aWorld()));
    const other = afterwards(kept('due-plus-3', '2026-07-16 15:00'));
    expect(told(other)).toEqual(told(aWorld()));
  });

  it('keeps back a letter to a head whole where nobody else is told of in it', () => {
    const history = [aHistory([kept('due-plus-7', '2026-07-23 15:00')], { department: 'dep-farming' })];
    expect(told(aWorld({ history })).map(({ department }) => department)).toEqual(['dep-construction']);
  });

  it('does not count at the very instant it falls due, as nothing else does', () => {
    expect(told(afterwards(kept('due-plus-7', '2026-07-24 09:00')))).toEqual(told(aWorld()));
  });

  it('says of an extended due date that it is another day, not that it is kept back, on the day it left', () => {
    const world = afterwards(
      { what: 'extended', at: at('2026-07-13 10:00'), until: dateOf('2026-07-21') },
      kept('due-plus-3', '2026-07-14 15:00'),
    );
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-17')).at(-1)).toBe(
      '土木管理課には送りません。期限を7/21（火）に延ばしているためです。',
    );
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-24'))).toContain(
      '土木管理課には送りません。見送りのためです（事務局、災害対応のため）。',
    );
  });
});

describe('the escalations of a day', () => {
  const listed = (world: World, day: string) =>
    listEscalations(world, at(`${day} 00:00`), at(`${day} 23:59`)).map((one) => ({
      department: one.department,
      whom: toldWhom(one, world.directory),
      held: one.hold !== null,
    }));

  it('name each department and who would be told, what is kept back too', () => {
    expect(listed(afterwards(kept('due-plus-7', '2026-07-23 15:00')), '2026-07-24')).toEqual([
      { department: 'dep-architecture', whom: '都市建設部長', held: false },
      { department: 'dep-civil', whom: '都市建設部長', held: true },
      { department: 'dep-farming', whom: '農業委員会事務局長', held: false },
    ]);
  });

  it('are those that reach a chief or a head: nothing of the day after the due date', () => {
    expect(listed(aWorld(), '2026-07-15')).toEqual([]);
    expect(listed(aWorld(), '2026-07-17')).toEqual([
      { department: 'dep-architecture', whom: '担当者（建築課長に写し）', held: false },
      { department: 'dep-civil', whom: '担当者（土木管理課長に写し）', held: false },
    ]);
  });

  it('tell of an answer that waits for its approval that the chief is reminded', () => {
    const waits: HistoryEvent = {
      what: 'awaiting-approval',
      at: at('2026-07-13 10:00'),
      version: 1,
      outstanding: [],
    };
    expect(listed(afterwards(waits), '2026-07-17')).toContainEqual({
      department: 'dep-civil',
      whom: '土木管理課長（担当者に写し）',
      held: false,
    });
  });
});
