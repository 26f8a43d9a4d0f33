import { describe, expect, it } from 'vitest';
import { type FreshnessFacts, summariseFreshness } from '../../../shared/report/freshness.ts';

function facts(parts: Partial<FreshnessFacts> = {}): FreshnessFacts {
  return {
    department: 'shimin',
    asked: 2,
    dueAt: '2026-07-14T08:00:00.000Z',
    answeredAt: null,
    mails: [],
    narratives: new Map(),
    narrativesBefore: new Map(),
    ...parts,
  };
}

describe('freshness of one department', () => {
  it('counts what left, what arrived and what came back', () => {
    const line = summariseFreshness(facts({ mails: ['delivered', 'bounced', 'dropped', 'pending', 'sent'] }));
    expect(line).toMatchObject({ sent: 3, delivered: 1, bounced: 1, answered: false, onTime: false });
  });

  it('is on time until the very moment it was due', () => {
    expect(summariseFreshness(facts({ answeredAt: '2026-07-14T08:00:00.000Z' })).onTime).toBe(true);
    expect(summariseFreshness(facts({ answeredAt: '2026-07-14T08:00:00.001Z' }))).toMatchObject({
      answered: true,
      onTime: false,
    });
  });

  it('tells what was written from what was left blank or copied', () => {
    const text = '試行2課で端末の操作研修を実施した。';
    const narratives = new Map([
      ['tablet', text],
      ['counter', ' '],
      ['contest', '提案を募集した。'],
    ]);
    const narrativesBefore = new Map([
      ['tablet', text],
      ['contest', '審査を行い、三件を選んだ。'],
    ]);
    expect(summariseFreshness(facts({ narratives, narrativesBefore }))).toMatchObject({
      written: 2,
      copied: 1,
    });
  });
});
