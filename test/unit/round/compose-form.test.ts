import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import type { Initiative } from '../../../shared/plan/plan.ts';
import { manifestFromText } from '../../../shared/reply/manifest-from-text.ts';
import { composeForm, type FormInitiative, type FormInput } from '../../../shared/round/compose-form.ts';
import { Anchor, FormManifest, fieldKey } from '../../../shared/round/form.ts';
import {
  buildFormInitiatives,
  type FormFacts,
  outstandingInitiatives,
} from '../../../shared/round/form-initiatives.ts';
import { quoteDecision, quoteOpinion } from '../../../shared/round/quoted-matter.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';
import { anOpinion } from '../opinion/builders.ts';

const CODE = 'K7F3-9Q2M';

/** What 土木管理課 is asked in 2026Q1, with nothing known of the past. */
function facts(initiatives: readonly Initiative[], parts: Partial<FormFacts> = {}): FormFacts {
  return {
    plan: aPlan({ initiatives }),
    department: 'dep-civil',
    round: '2026Q1',
    asked: initiatives,
    past: [],
    done: new Set(),
    flagged: new Set(),
    lastSteps: new Map(),
    handoverNotes: new Map(),
    matters: new Map(),
    ...parts,
  };
}

function form(initiatives: readonly FormInitiative[], parts: Partial<FormInput> = {}) {
  const { round = '2026Q1', department = 'dep-civil', only = null } = parts;
  return composeForm({ round, department, receiptCode: CODE, initiatives, only });
}

const formOf = (initiatives: readonly Initiative[], parts: Partial<FormFacts> = {}) =>
  form(buildFormInitiatives(facts(initiatives, parts)), parts.round ? { round: parts.round } : {});

const anchorsOf = (lines: readonly string[]) => lines.filter((line) => /^【\d/.test(line));

const tablets = anInitiative({
  milestones: [aMilestone({ item: '対象業務の見直し', text: '対象業務の見直し', due: '2026Q4' })],
});
const outsourcing = anInitiative({
  id: 'init-outsourcing',
  code: '2-1-2',
  title: '包括管理委託導入の検討',
  kpis: [],
  exitRules: { unset: true, by: '2026-09-30' },
  milestones: [aMilestone({ id: 'ms-scope', item: '対象施設の選定', text: '対象施設の選定' })],
});

describe('a KPI that is reported by month', () => {
  const requests = aKpi({ name: '申請件数', unit: '件', kind: 'cumulative', monthly: true });

  it('has a line for the months of the quarter under its own, with an example', () => {
    const { lines, manifest } = formOf([anInitiative({ kpis: [requests] })]);
    expect(lines).toContain('申請件数　その月だけの値（累計ではありません）');
    expect(lines).toContain('例　4月 120、5月 130、6月 140');
    expect(anchorsOf(lines).slice(0, 2)).toEqual([
      '【1-A】実績値（件）：',
      '【1-B】月別の値（件、4月・5月・6月）：',
    ]);
    expect(manifest.fields[1]).toMatchObject({ kind: 'monthly', input: 'text', subject: 'kpi-tablets' });
    expect(manifestFromText(lines.join('\n')).fields[1]).toMatchObject({ kind: 'monthly', input: 'text' });
  });

  it('is complete without its months, and asked for none with its final value', () => {
    const { manifest } = formOf([anInitiative({ kpis: [requests] })]);
    const answered = new Set(
      manifest.fields.filter(({ kind }) => kind !== 'monthly').map((field) => fieldKey(field)),
    );
    expect(outstandingInitiatives(manifest.fields, answered)).toEqual([]);
    const money = anInitiative({ kpis: [aKpi({ money: true, unit: '千円', monthly: true })] });
    const final = formOf([money], { round: '2026Q4F' });
    expect(final.manifest.fields.map(({ kind }) => kind)).not.toContain('monthly');
  });
});

describe('the form of a quarter', () => {
  const past = [
    { kpi: 'kpi-tablets', quarter: '2025Q4', department: 'dep-civil', stage: 'regular', value: 20 } as const,
  ];

  it('asks, initiative by initiative, for milestones, value, what was done and the own rating', () => {
    expect(formOf([tablets, outsourcing], { past }).lines).toEqual([
      '■1 現場に持ち出せるタブレット端末の配備',
      '今年度の予定　対象業務の見直し',
      '【1-A】予定の状況（済・実施中・未着手・延期 から1つ）：',
      '指標　タブレット端末数',
      '目標 32台（令和8年度末）　目安 23台（6月末）　前回 20台',
      '【1-B】実績値（台）：',
      '【1-C】取組内容・課題（2行程度）：',
      '【1-D】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：',
      '',
      '■2 包括管理委託導入の検討',
      '今年度の予定　対象施設の選定',
      '【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：',
      '数値目標はありません。',
      '【2-B】取組内容・課題（2行程度）：',
      '【2-C】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：',
      '',
      '【9-A】回答者：',
      '【9-B】課長確認（済・未 から1つ）：',
      '【おわり】ここより下は読み取りません',
    ]);
  });

  it('says in its manifest what each anchor means', () => {
    const { manifest } = formOf([tablets], { past });
    expect(FormManifest.parse(manifest)).toEqual(manifest);
    expect(manifest).toMatchObject({ round: '2026Q1', department: 'dep-civil', receiptCode: CODE });
    expect(manifest.sections).toEqual([
      { number: 1, initiative: 'init-tablets', title: '現場に持ち出せるタブレット端末の配備' },
    ]);
    expect(manifest.fields).toMatchObject([
      { anchor: '1-A', kind: 'milestone-status', input: 'choice', subject: 'ms-select' },
      {
        anchor: '1-B',
        kind: 'actual',
        input: 'number',
        label: '実績値（台）',
        subject: 'kpi-tablets',
        number: { unit: '台', kpiKind: 'level', previous: 20, previousInYear: null },
      },
      { anchor: '1-C', kind: 'narrative', input: 'text', subject: null },
      { anchor: '1-D', kind: 'own-rating', input: 'choice', choices: ['順調', 'やや遅れ', '遅れ', '完了'] },
      { anchor: '9-A', kind: 'answerer', initiative: null },
      { anchor: '9-B', kind: 'chief-approval', choices: ['済', '未'], initiative: null },
    ]);
  });

  it('tells the kind of a line from its label alone: 実績値 with its unit, choices ending in から1つ', () => {
    for (const { input, label } of formOf([tablets, outsourcing]).manifest.fields) {
      expect(/実績値（[^（）]+）$/.test(label)).toBe(input === 'number');
      expect(/（[^（）]+ から1つ）$/.test(label)).toBe(input === 'choice');
    }
  });

  it('holds no full-width letter or digit in a choice', () => {
    const flagged = new Set(['init-tablets']);
    for (const { choices = [] } of formOf([tablets], { flagged }).manifest.fields)
      for (const choice of choices) expect(choice).not.toMatch(/[Ａ-Ｚａ-ｚ０-９]/);
  });

  it('asks a flagged initiative to observe, judge, decide and act, and how sure the department is', () => {
    const flagged = new Set(['init-outsourcing']);
    const lastSteps = new Map([['init-outsourcing', '対象を10施設に絞る（管財係、9月末）']]);
    const { lines } = formOf([tablets, outsourcing], { flagged, lastSteps });
    expect(lines.slice(lines.indexOf('■2 包括管理委託導入の検討'))).toEqual([
      '■2 包括管理委託導入の検討',
      '今年度の予定　対象施設の選定',
      '【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：',
      '数値目標はありません。',
      '前回の次の一手　対象を10施設に絞る（管財係、9月末）',
      'やりましたか。',
      '【2-B】観察（起きた事実）：',
      '【2-C】判断（原因・状況の変化）：',
      '【2-D】決定（次の一手）：',
      '【2-E】実行（担当・期限）：',
      '【2-F】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：',
      'A 見込みあり　B 手当てが要る　C 現状では困難',
      '【2-G】達成の見込み（A・B・C から1つ）：',
      '',
      '【9-A】回答者：',
      '【9-B】課長確認（済・未 から1つ）：',
      '【おわり】ここより下は読み取りません',
    ]);
    expect(lines.filter((line) => line.includes('取組内容'))).toEqual(['【1-C】取組内容・課題（2行程度）：']);
  });

  it('quotes the decision of the headquarters and asks what came of it', () => {
    const matters = new Map([
      [
        'init-outsourcing',
        [quoteDecision({ id: 'case-1', on: dateOf('2026-05-20'), text: '対象を10施設に絞る' })],
      ],
    ]);
    const { lines, manifest } = formOf([outsourcing], { matters });
    expect(lines).toContain('本部の決定（5/20）　対象を10施設に絞る');
    expect(lines).toContain('【1-D】決定への対応（対応済・対応中・未着手 から1つ）：');
    expect(manifest.fields.find(({ anchor }) => anchor === '1-D')).toMatchObject({
      kind: 'decision-response',
      subject: 'case-1',
    });
  });

  it('quotes an opinion and asks what is done about it, and how or where', () => {
    const said = anOpinion({
      number: 8,
      text: `やめる仕組みを
入れること。${'長い意見'.repeat(40)}`,
    });
    const { lines, manifest } = formOf([outsourcing], {
      matters: new Map([['init-outsourcing', [quoteOpinion(said)]]]),
    });
    const at = lines.findIndex((line) => line.startsWith('審議会の意見（令和5年8月）「やめる仕組み'));
    const own = lines.slice(at, lines.indexOf('', at));
    expect(own.slice(0, -2).join('')).toMatch(/仕組みを 入れること。.{100,130}…」$/);
    expect(own.slice(-2)).toEqual([
      '【1-D】対応（反映済・対応中・今後検討・対応困難 から1つ）：',
      '【1-E】対応方針・反映箇所：',
    ]);
    expect(manifest.fields.filter(({ subject }) => subject === 'opinion-8').map(({ kind }) => kind)).toEqual([
      'opinion-response',
      'opinion-handling',
    ]);
    expect(own.filter((line) => widthOf(line) > 30)).toEqual([]);
  });

  it('asks about what was decided or said elsewhere only in the quarter itself', () => {
    const matters = new Map([
      ['init-tablets', [quoteDecision({ id: 'case-1', on: dateOf('2026-05-20'), text: '機種を改める' })]],
    ]);
    const { manifest } = formOf([tablets], { matters, round: '2026Q4H' });
    expect(manifest.fields.map(({ kind }) => kind)).not.toContain('decision-response');
  });

  it('shows the predecessor note to the successor', () => {
    const handoverNotes = new Map([['init-outsourcing', '契約の更新は9月です。\n見積りは3社。']]);
    expect(formOf([outsourcing], { handoverNotes }).lines.slice(0, 4)).toEqual([
      '■1 包括管理委託導入の検討',
      '前任者の引継ぎ　契約の更新は9月です。',
      '　見積りは3社。',
      '今年度の予定　対象施設の選定',
    ]);
  });

  it('does not ask again about a milestone that was done before', () => {
    const { manifest } = formOf([outsourcing], { done: new Set(['ms-scope']) });
    expect(manifest.fields.map(({ kind }) => kind)).not.toContain('milestone-status');
  });

  it('says that a target is not set rather than showing zero', () => {
    const kpis = [aKpi({ targets: { 2026: { unset: true, by: '2026-09-30' } } })];
    expect(formOf([anInitiative({ kpis })]).lines).toContain(
      '目標は未設定（設定期限 令和8年9月30日）　前回 なし',
    );
  });

  it('says the range of a value to be kept', () => {
    const kpis = [aKpi({ polarity: 'keep', range: [95, 105], unit: '％', targets: {} })];
    expect(formOf([anInitiative({ kpis })]).lines.join()).toContain('維持する範囲 95から105％');
  });

  it('leaves out a KPI that is not due and says so', () => {
    const kpis = [aKpi({ frequency: { every: 'year', month: 3 } })];
    const { lines, manifest } = formOf([anInitiative({ kpis })]);
    expect(manifest.fields.map(({ kind }) => kind)).not.toContain('actual');
    expect(lines).toContain('数値は6月末の回では聞きません。');
  });

  it('numbers the closing section after the ninth initiative with the next free number', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        anInitiative({ id: `init-${index}`, code: `2-1-${index}` }),
      );
    expect(anchorsOf(formOf(many(8)).lines).at(-2)).toBe('【9-A】回答者：');
    expect(anchorsOf(formOf(many(9)).lines).at(-2)).toBe('【10-A】回答者：');
    expect(anchorsOf(formOf(many(12)).lines).at(-2)).toBe('【13-A】回答者：');
  });

  it('goes on after Z with two letters', () => {
    const milestones = Array.from({ length: 28 }, (_, index) => aMilestone({ id: `ms-${index}` }));
    const anchors = formOf([anInitiative({ milestones })]).manifest.fields.map(({ anchor }) => anchor);
    expect(anchors.slice(25, 28)).toEqual(['1-Z', '1-AA', '1-AB']);
    for (const anchor of anchors) expect(Anchor.safeParse(anchor).success).toBe(true);
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});

describe('several units', () => {
  const shared = anInitiative({
    owners: [{ department: 'dep-civil', role: 'lead' }, { department: 'dep-architecture' }],
    kpis: [aKpi({ combine: 'sum', unitTargets: { 'dep-architecture': 12 } })],
    milestones: [aMilestone()],
  });
  const kindsOf = (department: Id, initiative = shared) =>
    formOf([initiative], { department }).manifest.fields.map(({ kind }) => kind);

  it('each give their own value; the lead alone writes the narrative and the rating', () => {
    expect(kindsOf('dep-civil')).toEqual([
      'milestone-status',
      'actual',
      'narrative',
      'own-rating',
      'answerer',
      'chief-approval',
    ]);
    expect(kindsOf('dep-architecture')).toEqual(['actual', 'answerer', 'chief-approval']);
  });

  it('see their own share of the target and their own last value', () => {
    const past = [
      {
        kpi: 'kpi-tablets',
        quarter: '2025Q4',
        department: 'dep-architecture',
        stage: 'regular',
        value: 5,
      } as const,
      {
        kpi: 'kpi-tablets',
        quarter: '2025Q4',
        department: 'dep-civil',
        stage: 'regular',
        value: 15,
      } as const,
    ];
    expect(formOf([shared], { department: 'dep-architecture', past }).lines).toContain(
      '貴課の目安 12台（令和8年度末）　前回 5台',
    );
  });

  it('are asked for the milestones where only the lead gives the value', () => {
    const led = anInitiative({ owners: shared.owners, milestones: [aMilestone()] });
    expect(kindsOf('dep-architecture', led)).toEqual(['milestone-status', 'answerer', 'chief-approval']);
  });

  it('leave the department that took over the work to answer as the lead', () => {
    expect(kindsOf('dep-roads')).toContain('narrative');
  });
});

describe('the last value', () => {
  const value = (
    quarter: `${number}Q${1 | 2 | 3 | 4}`,
    value: number | null,
    stage: 'regular' | 'final' | 'handover' = 'regular',
  ) => ({ kpi: 'kpi-tablets', quarter, department: 'dep-civil', stage, value }) as const;
  const numberOf = (round: FormFacts['round'], past: FormFacts['past']) => {
    const kpis = [aKpi({ kind: 'cumulative', money: true })];
    return formOf([anInitiative({ kpis })], { round, past }).manifest.fields.find(({ number }) => number)
      ?.number;
  };

  it('is the newest before the quarter, in whatever order the values come', () => {
    expect(
      numberOf('2026Q3', [value('2026Q2', 30), value('2025Q4', 20), value('2026Q3', 99)])?.previous,
    ).toBe(30);
  });

  it('is the final one where a provisional one stands beside it', () => {
    expect(numberOf('2027Q1', [value('2026Q4', 41, 'final'), value('2026Q4', 40)])?.previous).toBe(41);
  });

  it('is the provisional one of the same quarter when the final one is asked', () => {
    expect(numberOf('2026Q4F', [value('2026Q3', 30), value('2026Q4', 40)])?.previous).toBe(40);
  });

  it('is no expectation given in March and no blank', () => {
    expect(
      numberOf('2027Q1', [value('2026Q3', 30), value('2026Q4', 50, 'handover'), value('2026Q4', null)])
        ?.previous,
    ).toBe(30);
  });

  it('within the year is absent in the first quarter', () => {
    const past = [value('2025Q4', 20), value('2026Q1', 25)];
    expect(numberOf('2026Q1', past)).toMatchObject({ previous: 20, previousInYear: null });
    expect(numberOf('2026Q2', past)).toMatchObject({ previous: 25, previousInYear: 25 });
  });
});

describe('the last value of a running total', () => {
  it('at the beginning of a year is called that of the year before', () => {
    const kpis = [aKpi({ kind: 'cumulative', baseline: { value: 0, at: '2025Q4' } })];
    const of = (round: FormFacts['round'], past: FormFacts['past']) =>
      formOf([anInitiative({ kpis })], { round, past }).lines.join('');
    const said = (quarter: '2025Q4' | '2026Q1', value: number) =>
      ({ kpi: 'kpi-tablets', quarter, department: 'dep-civil', stage: 'regular', value }) as const;
    expect(of('2026Q1', [said('2025Q4', 80)])).toContain('前年度 80台');
    expect(of('2026Q2', [said('2025Q4', 80), said('2026Q1', 9)])).toContain('前回 9台');
  });
});

describe('the other rounds', () => {
  const money = anInitiative({ kpis: [aKpi({ money: true, unit: '万円' }), aKpi({ id: 'kpi-count' })] });

  it('ask in June for the final values of money and nothing else', () => {
    expect(anchorsOf(formOf([money], { round: '2026Q4F' }).lines)).toEqual([
      '【1-A】確定した実績値（万円）：',
      '【9-A】回答者：',
      '【9-B】課長確認（済・未 から1つ）：',
    ]);
  });

  it('ask in March for what is expected and what the successor must know', () => {
    expect(anchorsOf(formOf([money], { round: '2026Q4H' }).lines)).toEqual([
      '【1-A】年度末の実績値の見込み（万円）：',
      '【1-B】年度末の実績値の見込み（台）：',
      '【1-C】後任への引継ぎ（2行程度）：',
      '【9-A】回答者：',
      '【9-B】課長確認（済・未 から1つ）：',
    ]);
  });
});

describe('a form that asks again', () => {
  const initiatives = buildFormInitiatives(facts([tablets, outsourcing]));
  const whole = form(initiatives);
  const key = (anchor: string) => {
    const field = whole.manifest.fields.find((candidate) => candidate.anchor === anchor);
    return field ? fieldKey(field) : anchor;
  };

  it('keeps the anchor each line had in the request', () => {
    const again = form(initiatives, { only: new Set([key('1-B'), key('2-C')]) });
    expect(anchorsOf(again.lines)).toEqual([
      '【1-B】実績値（台）：',
      '【2-C】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：',
      '【9-A】回答者：',
      '【9-B】課長確認（済・未 から1つ）：',
    ]);
    for (const field of again.manifest.fields) expect(whole.manifest.fields).toContainEqual(field);
  });

  it('leaves out an initiative of which nothing is missing, and keeps the number of the next', () => {
    const again = form(initiatives, { only: new Set([key('2-A')]) });
    expect(again.manifest.sections).toEqual([
      { number: 2, initiative: 'init-outsourcing', title: '包括管理委託導入の検討' },
    ]);
    expect(again.lines[0]).toBe('■2 包括管理委託導入の検討');
  });

  it('always ends with the same line', () => {
    for (const only of [null, new Set<string>(), new Set([key('1-B')])])
      expect(form(initiatives, { only }).lines.at(-1)).toBe('【おわり】ここより下は読み取りません');
  });
});

describe('an answer', () => {
  const { fields } = formOf([tablets, outsourcing]).manifest;
  const keysOf = (...kinds: string[]) => fields.filter(({ kind }) => kinds.includes(kind)).map(fieldKey);

  it('is incomplete without milestone, value and rating, initiative by initiative', () => {
    expect(outstandingInitiatives(fields, new Set())).toEqual(['init-tablets', 'init-outsourcing']);
    const answered = new Set(keysOf('milestone-status', 'own-rating'));
    expect(outstandingInitiatives(fields, answered)).toEqual(['init-tablets']);
  });

  it('is complete without narrative, answerer and approval', () => {
    const answered = new Set(keysOf('milestone-status', 'actual', 'own-rating'));
    expect(outstandingInitiatives(fields, answered)).toEqual([]);
  });
});
