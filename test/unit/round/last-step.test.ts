import { describe, expect, it } from 'vitest';
import { lastStepsBefore, nextStepOf } from '../../../shared/round/last-step.ts';

const decided = (value: string) => ({ kind: 'decide', value }) as const;
const done = (value: string) => ({ kind: 'act', value }) as const;

describe('次の一手', () => {
  it('is what was decided, with who does it and by when in brackets', () => {
    expect(nextStepOf([decided('分納誓約を\n再交渉する。'), done('収納係、8月末')])).toBe(
      '分納誓約を 再交渉する（収納係、8月末）',
    );
    expect(nextStepOf([decided('対象を絞る')])).toBe('対象を絞る');
    expect(nextStepOf([done('収納係、8月末')])).toBe('収納係、8月末');
    expect(nextStepOf([{ kind: 'narrative', value: '進めている' }])).toBeNull();
  });

  it('is quoted from the latest earlier quarter in which one was named', () => {
    const statement = (round: '2026Q1' | '2026Q2' | '2026Q3', words: string) => ({
      initiative: 'init-a',
      round,
      said: words === '' ? [] : [decided(words)],
    });
    const statements = [statement('2026Q3', '三'), statement('2026Q1', '一'), statement('2026Q2', '')];
    expect(lastStepsBefore(statements, '2026Q3')).toEqual(new Map([['init-a', '一']]));
    expect(lastStepsBefore(statements, '2026Q4')).toEqual(new Map([['init-a', '三']]));
    expect(lastStepsBefore(statements, '2026Q1')).toEqual(new Map());
  });
});
