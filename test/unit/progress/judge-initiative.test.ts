import { describe, expect, it } from 'vitest';
import { addQuarters } from '../../../shared/calendar/fiscal.ts';
import { InitiativeStatus } from '../../../shared/progress/initiative-status.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { aKpi, aMilestone, anInitiative, anInput, whole } from './builders.ts';

const tablets = (value: number | null) => ({ 'kpi-tablets': { '2026Q1': whole(value) } });
const kinds = (status: InitiativeStatus) => status.flags.map(({ kind }) => kind);

describe('an initiative is judged by its worst part', () => {
  it('takes the status, rule and sentence of its KPI', () => {
    const status = judgeInitiative(anInput({ actuals: tablets(23) }));
    expect(status).toMatchObject({
      status: 'on-track',
      rule: '2',
      reason: 'タブレット端末数：計画の目安23台に対し23台（計画どおり、判定基準2）',
      kpis: [
        {
          kpi: 'kpi-tablets',
          actual: 23,
          pace: '令和10年度末の目標60台まで、残り11期で毎期3.36台の増加が必要',
        },
      ],
      milestones: null,
      flags: [],
    });
    expect(InitiativeStatus.parse(status)).toEqual(status);
  });

  it('takes the milestones where they are worse', () => {
    const initiative = anInitiative({ milestones: [aMilestone({ due: '2026Q1', key: true })] });
    const milestones = { 'ms-select': { done: null, state: '実施中' } } as const;
    expect(judgeInitiative(anInput({ initiative, actuals: tablets(23), milestones }))).toMatchObject({
      status: 'off-track',
      rule: '7',
      kpis: [{ judgement: { status: 'on-track' } }],
      milestones: { status: 'off-track' },
    });
  });

  it('shows an output KPI and does not let it decide', () => {
    const output = aKpi({ id: 'kpi-training', name: '研修回数', layer: 'output', unit: '回' });
    const initiative = anInitiative({ kpis: [aKpi(), output] });
    const actuals = { ...tablets(23), 'kpi-training': { '2026Q1': whole(10) } };
    const status = judgeInitiative(anInput({ initiative, actuals }));
    expect(status.status).toBe('on-track');
    expect(status.kpis[1]?.judgement.status).toBe('off-track');
    expect(status.tags).toEqual([]);
  });

  it('lets no blank hide behind another KPI that is on track', () => {
    const second = aKpi({ id: 'kpi-hours', name: '入力時間' });
    const initiative = anInitiative({ kpis: [aKpi(), second] });
    expect(judgeInitiative(anInput({ initiative, actuals: tablets(23) })).status).toBe('not-reported');
  });

  it('leaves out what cannot be evaluated, and flags it', () => {
    const unset = aKpi({
      id: 'kpi-hours',
      name: '入力時間',
      targets: { 2028: { unset: true, by: '2026-09-30' } },
    });
    const initiative = anInitiative({ kpis: [unset, aKpi()] });
    const actuals = { ...tablets(23), 'kpi-hours': { '2026Q1': whole(3) } };
    const status = judgeInitiative(anInput({ initiative, actuals }));
    expect(status.status).toBe('on-track');
    expect(status.flags).toEqual([
      {
        kind: 'not-evaluable',
        text: '入力時間：目標値が未設定のため評価できません（判定基準0）',
        subject: 'kpi-hours',
      },
    ]);
  });

  it('is 評価不能 where there is nothing to judge it by', () => {
    const initiative = anInitiative({ kpis: [aKpi({ layer: 'output' })] });
    expect(judgeInitiative(anInput({ initiative, actuals: tablets(23) }))).toMatchObject({
      status: 'not-evaluable',
      rule: '0',
    });
  });
});

describe('answers that are not there', () => {
  it('are 報告待ち while the round is open and 未報告 once it is frozen', () => {
    expect(judgeInitiative(anInput({ round: 'open' }))).toMatchObject({ status: 'awaiting', rule: '0' });
    expect(judgeInitiative(anInput({ round: 'frozen' }))).toMatchObject({
      status: 'not-reported',
      rule: '0',
    });
  });

  it('are 確認中 while the secretariat looks at them', () => {
    const status = judgeInitiative(anInput({ underReview: ['kpi-tablets'] }));
    expect(status).toMatchObject({
      status: 'under-review',
      rule: '0',
      reason: 'タブレット端末数：令和8年度第1四半期の実績値は、事務局が所管課に確認中（判定基準0）',
    });
  });

  it('are not judged while they are questioned, whatever they would come to, and hide nothing worse', () => {
    const other = aKpi({ id: 'kpi-hours', name: '入力時間' });
    const judged = (hours: number) =>
      judgeInitiative(
        anInput({
          initiative: anInitiative({ kpis: [aKpi(), other] }),
          actuals: { 'kpi-tablets': { '2026Q1': whole(60) }, 'kpi-hours': { '2026Q1': whole(hours) } },
          underReview: ['kpi-tablets'],
        }),
      );
    expect(judged(23)).toMatchObject({
      status: 'under-review',
      kpis: [
        { actual: null, pace: null, judgement: { status: 'under-review', ratio: null } },
        { actual: 23 },
      ],
    });
    expect(judged(10).status).toBe('off-track');
  });

  it('are 対象外 by an answer of 該当なし, for one KPI or the whole', () => {
    expect(judgeInitiative(anInput({ excluded: ['kpi-tablets'] }))).toMatchObject({ status: 'excluded' });
    const whole = judgeInitiative(anInput({ excluded: ['init-tablets'] }));
    expect(whole).toMatchObject({
      status: 'excluded',
      kpis: [{ judgement: { status: 'excluded' } }],
      flags: [],
    });
  });

  it('are awaited, not missed, in a quarter for which the KPI is not due', () => {
    const yearly = aKpi({ frequency: { every: 'year', month: 3 } });
    const alone = judgeInitiative(anInput({ initiative: anInitiative({ kpis: [yearly] }) }));
    expect(alone).toMatchObject({
      status: 'awaiting',
      reason: 'タブレット端末数：令和8年度第1四半期の報告はなく、次は令和8年度第4四半期（判定基準0）',
    });
    const other = aKpi({ id: 'kpi-hours', name: '入力時間' });
    const both = anInput({
      initiative: anInitiative({ kpis: [yearly, other] }),
      actuals: { 'kpi-hours': { '2026Q1': whole(23) } },
    });
    expect(judgeInitiative(both).status).toBe('on-track');
  });

  it('of a half-yearly KPI are 更新なし only after a whole cycle', () => {
    const half = anInitiative({ kpis: [aKpi({ frequency: { every: 'half-year' } })] });
    const at = (quarter: '2026Q2' | '2026Q4') =>
      judgeInitiative(
        anInput({ initiative: half, quarter, actuals: { 'kpi-tablets': { '2025Q4': whole(20) } } }),
      );
    expect(kinds(at('2026Q2'))).not.toContain('stale');
    expect(kinds(at('2026Q4'))).toContain('stale');
  });
});

describe('an answer that nobody approved', () => {
  const initiative = anInitiative({ milestones: [aMilestone({ due: '2026Q1' })] });
  const judged = (round: 'open' | 'frozen') => {
    const { kpis, milestones } = judgeInitiative(anInput({ initiative, round, unapproved: ['土木管理課'] }));
    return [kpis[0]?.judgement.reason, milestones?.reason];
  };

  it('is said to be there, and counts for nothing once the round has frozen', () => {
    const [value, item] = judged('frozen');
    expect(value).toContain('実績値の回答はあるが未決裁');
    expect(item).toContain('の回答はあるが未決裁（判定基準0）');
  });

  it('waits while the round is open', () => {
    const [value, item] = judged('open');
    expect(value).toContain('実績値の回答は決裁待ち');
    expect(item).toContain('の回答は決裁待ち（判定基準0）');
  });
});

describe('several units', () => {
  const partial = { value: 30, partial: true, missing: ['農業委員会'] };
  const judgePartial = (kpi: object, value = partial.value, round: 'open' | 'frozen' = 'frozen') =>
    judgeInitiative(
      anInput({
        round,
        initiative: anInitiative({ kpis: [aKpi({ combine: 'sum', ...kpi })] }),
        actuals: { 'kpi-tablets': { '2026Q1': { ...partial, value } } },
      }),
    );

  it('name the missing one and mark the total partial', () => {
    const status = judgePartial({});
    expect(status).toMatchObject({ status: 'on-track', kpis: [{ missing: ['農業委員会'] }] });
    expect(status.reason).toContain('農業委員会を除く値で、');
    expect(status.flags).toContainEqual({
      kind: 'partial',
      text: 'タブレット端末数：農業委員会の値が含まれていない',
      subject: 'kpi-tablets',
    });
  });

  it('are not called late for what the missing one may bring', () => {
    expect(judgePartial({}, 15)).toMatchObject({
      status: 'not-reported',
      rule: '0',
      reason:
        'タブレット端末数：農業委員会が未報告のため、合計を判定できません（報告のあった分は15台）（判定基準0）',
    });
  });

  it('are not called on track where the missing one can only add to what should shrink', () => {
    const hours = { polarity: 'down', baseline: { value: 40, at: '2025Q4' }, targets: { 2028: 10 } };
    expect(judgePartial(hours, 20).status).toBe('not-reported');
    expect(judgePartial(hours, 60).status).toBe('off-track');
  });

  it('give a mean as it stands', () => {
    expect(judgePartial({ combine: 'mean' }, 15)).toMatchObject({
      status: 'off-track',
      tags: ['基準値より悪化', '一部未報告'],
    });
  });

  it('leave no trace of an earlier partial total in a trend', () => {
    const earlier = Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [addQuarters('2027Q2', -n), { ...partial, value: 5 }]),
    );
    const status = judgeInitiative(
      anInput({ quarter: '2027Q2', actuals: { 'kpi-tablets': { ...earlier, '2027Q2': whole(39) } } }),
    );
    expect(status.kpis[0]).toMatchObject({
      judgement: { outlook: null },
      pace: expect.not.stringContaining('直近'),
    });
  });

  it('are awaited while the round is open', () => {
    expect(judgePartial({}, 30, 'open')).toMatchObject({ status: 'awaiting', kpis: [{ actual: 30 }] });
  });
});

describe('milestones', () => {
  const initiative = anInitiative({
    kpis: [],
    milestones: [
      aMilestone({ id: 'ms-old', text: '業務の選定', fiscalYear: 2025, due: '2025Q4' }),
      aMilestone(),
      aMilestone({ id: 'ms-trial', text: '試行', due: '2026Q4' }),
      aMilestone({ id: 'ms-next', text: '検証', fiscalYear: 2027, due: '2027Q4' }),
    ],
  });
  const old = { 'ms-old': { done: '2025Q4', state: null } } as const;
  const doing = { done: null, state: '実施中' } as const;

  it('in time are 順調 before anything is due, given an answer', () => {
    const milestones = { ...old, 'ms-select': doing };
    expect(judgeInitiative(anInput({ initiative, milestones }))).toMatchObject({
      status: 'on-track',
      rule: '7',
    });
  });

  it('nobody answered for are 未報告, even before they are due', () => {
    const silent = anInitiative({ kpis: [], milestones: [aMilestone()] });
    expect(judgeInitiative(anInput({ initiative: silent })).status).toBe('not-reported');
    expect(judgeInitiative(anInput({ initiative: silent, round: 'open' })).status).toBe('awaiting');
    expect(judgeInitiative(anInput({ initiative: silent, underReview: ['ms-select'] })).reason).toContain(
      '確認中',
    );
  });

  it('due and left blank are 未報告 though others are done', () => {
    const milestones = { ...old, 'ms-trial': doing };
    const status = judgeInitiative(anInput({ initiative, quarter: '2026Q2', milestones }));
    expect(status).toMatchObject({
      status: 'not-reported',
      reason: '年度別取り組み：令和8年度第2四半期の予定「機種の選定」が未報告（判定基準0）',
    });
  });

  it('known to be late are not hidden by a blank beside them', () => {
    const key = anInitiative({
      kpis: [],
      milestones: [aMilestone({ key: true }), aMilestone({ id: 'ms-trial', text: '試行', due: '2026Q2' })],
    });
    const milestones = { 'ms-select': doing };
    const status = judgeInitiative(anInput({ initiative: key, quarter: '2026Q2', milestones }));
    expect(status).toMatchObject({ status: 'off-track', rule: '7' });
  });

  it('done this quarter count as done in it', () => {
    const milestones = { ...old, 'ms-select': { done: null, state: '済' } } as const;
    const status = judgeInitiative(anInput({ initiative, quarter: '2026Q2', milestones }));
    expect(status).toMatchObject({
      status: 'on-track',
      reason: '年度別取り組み：期限の来た2件の予定がすべて済み（判定基準7）',
    });
  });

  it('postponed keep their original date, and are told', () => {
    const milestones = { ...old, 'ms-select': { done: null, state: '延期' } } as const;
    const status = judgeInitiative(anInput({ initiative, quarter: '2026Q3', milestones }));
    expect(status).toMatchObject({ status: 'at-risk' });
    expect(status.flags).toEqual([
      {
        kind: 'postponed',
        text: '「機種の選定」が延期（当初の期限は令和8年度第2四半期）',
        subject: 'ms-select',
      },
    ]);
  });

  it('of later years are not judged yet', () => {
    const later = anInitiative({ milestones: [aMilestone({ fiscalYear: 2027, due: '2027Q4' })] });
    expect(judgeInitiative(anInput({ initiative: later, actuals: tablets(23) })).milestones).toBeNull();
  });

  it('excluded are left out', () => {
    const excluded = ['ms-select', 'ms-trial', 'ms-old', 'ms-next'];
    expect(judgeInitiative(anInput({ initiative, excluded })).milestones).toBeNull();
  });
});

describe('flags', () => {
  const late = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      quarter: addQuarters('2026Q1', -1 - i),
      status: 'off-track' as const,
      tags: [],
    }));

  it('tell a run of 遅れ, then the exit rule it fires', () => {
    const actuals = tablets(21);
    expect(kinds(judgeInitiative(anInput({ actuals })))).toEqual([]);
    expect(kinds(judgeInitiative(anInput({ actuals: tablets(18), history: late(1) })))).toEqual([
      'review',
      'near-exit-rule',
      'near-exit-rule',
      'consecutive-off-track',
      'worse-than-baseline',
    ]);
    const fired = judgeInitiative(anInput({ actuals: tablets(18), history: late(2) }));
    expect(fired.flags[0]).toEqual({
      kind: 'exit-rule',
      text: '3四半期続けて遅れ（令和7年度第3四半期から）',
      subject: 'E1',
      since: '2026Q1',
    });
  });

  it('do not count this quarter twice when it is judged again', () => {
    const again = [...late(1), { quarter: '2026Q1' as const, status: 'off-track' as const, tags: [] }];
    expect(kinds(judgeInitiative(anInput({ actuals: tablets(18), history: again })))).not.toContain(
      'exit-rule',
    );
  });

  it('fire an exit rule on whole totals only', () => {
    const at = (partial: boolean) =>
      kinds(
        judgeInitiative(
          anInput({
            quarter: '2027Q4',
            actuals: {
              'kpi-tablets': { '2027Q4': { value: 21, partial, missing: partial ? ['農業委員会'] : [] } },
            },
          }),
        ),
      );
    expect(at(false)).toContain('exit-rule');
    expect(at(true)).not.toContain('exit-rule');
  });

  it('tell a difference of two steps between the owner’s view and the judgement', () => {
    const actuals = tablets(18);
    const gap = judgeInitiative(anInput({ actuals, ownRating: '順調', confidence: 'B' })).flags;
    expect(gap).toContainEqual({
      kind: 'rating-gap',
      text: '所管課の評価は順調、判定は遅れ（認識差）',
      subject: null,
    });
    expect(gap.filter(({ kind }) => kind === 'rating-gap')).toHaveLength(1);
    expect(kinds(judgeInitiative(anInput({ actuals, ownRating: 'やや遅れ' })))).not.toContain('rating-gap');
  });

  it('tell what the sheet leaves unset, with its date', () => {
    const initiative = anInitiative({ sunset: { unset: true, by: '2026-09-30' } });
    expect(judgeInitiative(anInput({ initiative, actuals: tablets(23) })).flags).toEqual([
      { kind: 'unset', text: '終期が未設定（設定期限 令和8年9月30日）', subject: null },
    ]);
  });

  it('mark money of the fourth quarter as 速報 until the accounts are closed', () => {
    const at = (account: string, final: boolean) =>
      kinds(
        judgeInitiative(
          anInput({
            final,
            quarter: '2026Q4',
            initiative: anInitiative({ kpis: [aKpi({ money: true, account })] }),
            actuals: { 'kpi-tablets': { '2026Q4': whole(32) } },
          }),
        ),
      );
    expect(at('general', false)).toEqual(['provisional']);
    expect(at('general', true)).toEqual([]);
    expect(at('enterprise', false)).toEqual([]);
  });

  it('warn of the outlook without changing the status', () => {
    const values = [23, 26, 28.5, 29, 29, 29, 29].map((value, i) => [addQuarters('2026Q1', i), whole(value)]);
    const status = judgeInitiative(
      anInput({ quarter: '2027Q3', actuals: { 'kpi-tablets': Object.fromEntries(values) } }),
    );
    expect(kinds(status)).toContain('outlook');
  });

  it('keep targets beyond the plan’s period out of the judgement', () => {
    const beyond = anInitiative({ kpis: [aKpi({ targets: { 2026: 32, 2028: 60, 2030: 500 } })] });
    const input = anInput({ initiative: beyond, actuals: tablets(23), period: { from: 2026, to: 2028 } });
    expect(judgeInitiative(input).kpis[0]?.judgement.attainment).toBe(0.075);
  });
});
