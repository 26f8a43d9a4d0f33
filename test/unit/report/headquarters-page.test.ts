import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { Status } from '../../../shared/progress/judgement.ts';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { editOverview } from '../../../shared/report/headquarters-words.ts';
import { cellsOf } from '../../../shared/report/plain-text.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { aCase, aKpi, anInput, aPlan, aSheet, aStanding, aStatus, aTellingInput } from './small-city.ts';

const statuses = fc.constantFrom(...Status.options);
const DIRECTIONS = ['work', 'efficiency', 'revenue', 'scale'];

/** Plans of up to forty initiatives, judged at random now and, for most, in the rounds before. */
const anyQuarter = fc
  .array(
    fc.record({
      direction: fc.constantFrom(...DIRECTIONS),
      now: statuses,
      previous: fc.option(statuses),
      before: fc.option(statuses),
      fired: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((entries) =>
    anInput({
      plan: aPlan({
        initiatives: entries.map(({ direction }, index) =>
          aSheet({
            id: `i-${index}`,
            code: `1-${index + 1}`,
            title: `取組${index}号`,
            direction,
            sunset: '2029-03-31',
          }),
        ),
      }),
      changed: entries.map(({ now, previous, before }, index) =>
        aStanding({
          initiative: `i-${index}`,
          judgement: aStatus(now),
          previous: previous && aStatus(previous),
          beforePrevious: before && aStatus(before),
        }),
      ),
      cases: entries.flatMap(({ fired }, index) => (fired ? [aCase(`i-${index}`)] : [])),
    }),
  );

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

describe('the status table', () => {
  it('counts every initiative exactly once, by pillar and in all', () => {
    fc.assert(
      fc.property(anyQuarter, (input) => {
        const { table, initiatives } = summariseForHeadquarters(input);
        expect(initiatives).toBe(input.plan.initiatives.length);
        expect(sum(table.total.map(({ count }) => count))).toBe(initiatives);
        expect(sum(table.rows.flatMap(({ cells }) => cells.map(({ count }) => count)))).toBe(initiatives);
        table.columns.forEach((_, column) => {
          expect(sum(table.rows.map(({ cells }) => cells[column]?.count ?? 0))).toBe(
            table.total[column]?.count,
          );
        });
      }),
    );
  });

  it('shows differences that add up to what was counted the time before', () => {
    fc.assert(
      fc.property(anyQuarter, (input) => {
        const { table } = summariseForHeadquarters(input);
        const judgedBefore = input.standings.filter(({ previous }) => previous !== null).length;
        if (judgedBefore === 0) {
          expect(table.total.every(({ difference }) => difference === null)).toBe(true);
          return;
        }
        expect(sum(table.total.map(({ difference }) => difference))).toBe(
          input.standings.length - judgedBefore,
        );
        table.columns.forEach((status, column) => {
          const total = table.total[column];
          const rows = table.rows.map(({ cells }) => cells[column]?.difference ?? null);
          const before = input.standings.filter(({ previous }) => previous?.status === status).length;
          expect(sum(rows)).toBe(total?.difference);
          expect((total?.count ?? 0) - (total?.difference ?? 0)).toBe(before);
        });
      }),
    );
  });

  it('shows 評価不能, 対象外 and 時期前 only where something stands there', () => {
    expect(summariseForHeadquarters(anInput()).table.columns).toEqual([
      'achieved',
      'on-track',
      'at-risk',
      'off-track',
      'not-reported',
    ]);
    expect(summariseForHeadquarters(aTellingInput()).table.columns).toContain('excluded');
  });
});

describe('any page', () => {
  it('keeps its subject to thirty full-width characters and its lists to their limits', () => {
    fc.assert(
      fc.property(anyQuarter, (input) => {
        const page = summariseForHeadquarters(input);
        const fired = input.cases.length;
        expect(cellsOf(page.subject)).toBeLessThanOrEqual(60);
        expect(page.reviews).toBe(fired);
        expect(page.approvals.flatMap(({ initiatives }) => initiatives).length + page.approvalsMore).toBe(
          fired,
        );
        expect(page.overview).toHaveLength(2);
      }),
    );
  });

  it('is plain data: stored and read again it is the same', () => {
    const page = summariseForHeadquarters(aTellingInput());
    expect(HeadquartersPage.parse(JSON.parse(JSON.stringify(page)))).toEqual(page);
  });

  it('refuses to leave an initiative out', () => {
    const { standings, ...input } = anInput();
    expect(() => summariseForHeadquarters({ ...input, standings: standings.slice(1) })).toThrow(
      'initiative 1-1-1 has no standing in this round',
    );
  });

  it('does not exist for a handover round', () => {
    const round = { id: RoundId.parse('2026Q4H'), provisional: true, reference: false };
    expect(() => summariseForHeadquarters(anInput({ round }))).toThrow('has no page for the headquarters');
  });
});

describe('the message', () => {
  it('leads with what is on track, what is late and what to decide', () => {
    expect(summariseForHeadquarters(aTellingInput()).subject).toBe(
      '【行政経営】R8第1四半期 順調3件・遅れ1件、ご判断2件',
    );
    expect(summariseForHeadquarters(anInput()).subject).toBe(
      '【行政経営】R8第1四半期 順調8件・遅れなし、ご判断なし',
    );
  });

  it('names the round of final values', () => {
    const round = { id: RoundId.parse('2026Q4F'), provisional: false, reference: false };
    expect(summariseForHeadquarters(anInput({ round })).subject).toContain('R8第4四半期確定 ');
  });

  it('says where the delay is only where most of it is in one pillar', () => {
    const late = (initiative: string) => aStanding({ initiative, judgement: aStatus('off-track') });
    const overview = (...ids: string[]) =>
      summariseForHeadquarters(anInput({ changed: ids.map(late) })).overview[1];
    expect(overview('arrears', 'grants', 'floor')).toBe('遅れは3件で、うち2件が「財政」の取組です。');
    expect(overview('arrears', 'grants')).toBe('遅れは2件で、いずれも「財政」の取組です。');
    expect(overview('arrears', 'floor')).toBe('遅れは2件で、前回より2件増えました。');
  });

  it('does not call a quarter poor that has hardly been answered', () => {
    const changed = aPlan()
      .initiatives.slice(0, 5)
      .map(({ id }) => aStanding({ initiative: id, judgement: aStatus('not-reported') }));
    expect(summariseForHeadquarters(anInput({ changed })).overview[0]).toBe(
      '8件のうち5件が回答待ちで、順調は3件です。',
    );
  });
});

describe('what the headquarters is asked to decide', () => {
  it('is what an open case asks: a stop condition before an end date', () => {
    const { approvals } = summariseForHeadquarters(aTellingInput());
    expect(approvals.map(({ title }) => title)).toEqual(['庁内コンテスト', '窓口予約システム']);
    expect(approvals[0]?.text).toContain('自動的に廃止とはなりません');
    expect(approvals[0]?.text).toContain('継続・改善・縮小・廃止・統合 から、8/20（木）の本部会議で');
    const settled = summariseForHeadquarters({ ...aTellingInput(), cases: [] });
    expect(settled.approvals).toEqual([]);
    expect(settled.reviews).toBe(0);
  });

  it('takes in an end date on the very day six months away, and not a day further', () => {
    const near = { kind: 'sunset', trigger: 'sunset' } as const;
    const count = (date: string) =>
      summariseForHeadquarters(
        anInput({
          cases: [aCase('booking', { ...near, occasion: '2026-12-30' }, '2026-10-31')],
          date: dateOf(date),
        }),
      ).reviews;
    expect(count('2026-06-29')).toBe(0);
    expect(count('2026-06-30')).toBe(1);
    const lapsed = aCase('booking', { kind: 'lapsed', trigger: 'lapsed', occasion: '2026-12-31' });
    expect(
      summariseForHeadquarters(anInput({ cases: [lapsed], date: dateOf('2027-02-01') })).approvals[0]?.text,
    ).toContain('終期（令和8年12月末）を過ぎました。');
  });

  it('takes in an end date further away where the budget is requested before the next page', () => {
    const far = { kind: 'sunset', trigger: 'sunset', occasion: '2027-03-31' } as const;
    const asked = (dueOn: string) =>
      summariseForHeadquarters(anInput({ cases: [aCase('booking', far, dueOn)] })).approvals;
    expect(asked('2026-10-30')[0]?.text).toContain('予算要求の前に、');
    expect(asked('2026-10-31')).toEqual([]);
  });

  it('says until when where no meeting is set, and only that something may have to change for a review', () => {
    const review = aCase('booking', { kind: 'review', trigger: 'R1', text: '2四半期続けて遅れ' });
    const { approvals } = summariseForHeadquarters(anInput({ cases: [review], meeting: null }));
    expect(approvals[0]?.text).toBe(
      '2四半期続けて遅れ。見直し判断の対象です。継続・改善・縮小・廃止・統合 から、8/29（土）までにご判断ください。',
    );
  });

  it('asks once for all that end on one day', () => {
    const plan = aPlan({
      initiatives: Array.from({ length: 7 }, (_, index) =>
        aSheet({
          id: `i-${index}`,
          code: `1-${index + 1}`,
          title: `取組${index}`,
          direction: 'work',
          sunset: '2026-12-31',
        }),
      ),
    });
    const { approvals, approvalsMore, subject } = summariseForHeadquarters(
      anInput({
        plan,
        cases: plan.initiatives.map(({ id }) =>
          aCase(id, { kind: 'sunset', trigger: 'sunset', occasion: '2026-12-31' }),
        ),
      }),
    );
    expect(approvals).toHaveLength(1);
    expect(approvals[0]?.title).toBe('取組0、取組1、取組2、取組3、ほか3件（別紙）');
    expect(approvalsMore).toBe(0);
    expect(subject).toContain('ご判断7件');
  });
});

describe('what needs attention', () => {
  it('puts 遅れ first and what became worse before what was late already', () => {
    const changed = [
      aStanding({ initiative: 'overtime', judgement: aStatus('at-risk'), previous: aStatus('on-track') }),
      aStanding({ initiative: 'tablet', judgement: aStatus('off-track'), previous: aStatus('off-track') }),
      aStanding({ initiative: 'floor', judgement: aStatus('off-track'), previous: aStatus('at-risk') }),
      aStanding({ initiative: 'grants', judgement: aStatus('at-risk'), previous: aStatus('at-risk') }),
    ];
    const { concerns } = summariseForHeadquarters(anInput({ changed }));
    expect(concerns.map(({ initiative }) => initiative)).toEqual(['floor', 'tablet', 'overtime']);
    expect(concerns[0]?.worsenedFrom).toBe('at-risk');
  });

  it('shows five and says how many more there are', () => {
    const changed = aPlan().initiatives.map(({ id }) =>
      aStanding({ initiative: id, judgement: aStatus('off-track') }),
    );
    const { concerns, concernsMore } = summariseForHeadquarters(anInput({ changed }));
    expect([concerns.length, concernsMore]).toEqual([5, 3]);
  });

  it('tells the department’s own rating only where it is better than the judgement', () => {
    const rated = (ownRating: '順調' | '遅れ') =>
      summariseForHeadquarters(
        anInput({
          changed: [aStanding({ initiative: 'floor', judgement: aStatus('off-track'), ownRating })],
        }),
      );
    expect(rated('順調').concerns[0]?.ownRating).toBe('順調');
    expect(rated('遅れ').concerns[0]?.ownRating).toBeNull();
    expect(rated('遅れ').annex.initiatives.find(({ initiative }) => initiative === 'floor')?.ownRating).toBe(
      '遅れ',
    );
  });

  it('ends every reason with the rule that decided', () => {
    const { annex } = summariseForHeadquarters(aTellingInput());
    for (const { reason } of annex.initiatives) expect(reason).toMatch(/判定基準\d+[a-z]?/);
  });

  it('does not call a running total an improvement', () => {
    const changed = [
      aStanding({
        initiative: 'floor',
        judgement: aStatus('on-track', { kpis: [aKpi({ kpi: 'savings', name: '効果額', actual: 300 })] }),
        beforePrevious: aStatus('at-risk', { kpis: [aKpi({ kpi: 'savings', actual: 100 })] }),
      }),
    ];
    const kpi = {
      id: 'savings',
      name: '効果額',
      unit: '件',
      polarity: 'up',
      layer: 'outcome',
      baseline: { value: 0, at: '2025Q4' },
      targets: { 2026: 400 },
      frequency: { every: 'quarter' },
    };
    const figures = (kind: string) => {
      const plan = aPlan();
      const initiatives = plan.initiatives.map((sheet) =>
        sheet.id === 'floor' ? { ...sheet, kpis: [{ ...kpi, kind }] } : sheet,
      );
      return summariseForHeadquarters(anInput({ plan: aPlan({ initiatives }), changed })).improvements[0]
        ?.figures;
    };
    expect(figures('level')).toBe('効果額　100件から300件へ');
    expect(figures('cumulative')).toBeNull();
  });
});

describe('invented data', () => {
  it('are said to be: everywhere, or in the items so marked', () => {
    const marked = (illustrative: string[][]) => {
      const plan = aPlan();
      return summariseForHeadquarters(
        anInput({
          plan: aPlan({
            vision: { ...plan.vision, goals: [] },
            initiatives: plan.initiatives.map((sheet, index) => ({
              ...sheet,
              illustrative: illustrative[index] ?? [],
            })),
          }),
        }),
      ).illustrative;
    };
    expect(marked([])).toBe('none');
    expect(marked([['*']])).toBe('some');
    expect(marked(Array.from({ length: 8 }, () => ['*']))).toBe('all');
  });
});

describe('the covering words', () => {
  const page = summariseForHeadquarters(aTellingInput());

  it('may be rewritten by the secretariat, and nothing else changes', () => {
    const edit = editOverview(page, '債権管理に遅れがあります。\n8件のうち順調は3件です。');
    if (edit.kind !== 'edited') throw new Error(edit.reason);
    expect(edit.page).toEqual({
      ...page,
      overview: ['債権管理に遅れがあります。', '8件のうち順調は3件です。'],
      overviewEdited: true,
    });
    expect(edit.unknownFigures).toEqual([]);
  });

  it('are asked about where they name a figure the page does not have', () => {
    const edit = editOverview(page, '順調は9,999件で、計画１，２００万円に近づきました。');
    expect(edit.kind === 'edited' && edit.unknownFigures).toEqual(['9999']);
  });

  it('are kept in characters mails carry, and refused where a character has none', () => {
    const edit = editOverview(page, '①髙い所から順に進めます。');
    expect(edit.kind === 'edited' && edit.page.overview).toEqual(['(1)高い所から順に進めます。']);
    expect(editOverview(page, '順調です👍。')).toEqual({
      kind: 'refused',
      reason: 'メールで使えない文字「👍」があります。',
    });
  });

  it('are refused when empty or too long', () => {
    expect(editOverview(page, ' \n ').kind).toBe('refused');
    expect(editOverview(page, 'あ'.repeat(201)).kind).toBe('refused');
    expect(editOverview(page, '一。二。三。四。五。').kind).toBe('refused');
  });
});
