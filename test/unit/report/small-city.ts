import { dateOf } from '../../../shared/calendar/time.ts';
import type { Cause } from '../../../shared/decision/case.ts';
import { Directory } from '../../../shared/plan/directory.ts';
import { Plan } from '../../../shared/plan/plan.ts';
import type { InitiativeStatus, KpiStatus } from '../../../shared/progress/initiative-status.ts';
import type { Status } from '../../../shared/progress/judgement.ts';
import type { HeadquartersInput, InitiativeStanding } from '../../../shared/report/headquarters-input.ts';
import { RoundId } from '../../../shared/round/round.ts';

const SHEETS = [
  { id: 'overtime', code: '1-1-1', title: '時間外労働の削減', direction: 'work', sunset: '2029-03-31' },
  { id: 'contest', code: '1-1-2', title: '庁内コンテスト', direction: 'work', sunset: '2029-03-31' },
  {
    id: 'tablet',
    code: '2-1-1',
    title: 'タブレット端末の配備',
    direction: 'efficiency',
    sunset: '2029-03-31',
  },
  { id: 'booking', code: '2-1-2', title: '窓口予約システム', direction: 'efficiency', sunset: '2026-12-31' },
  { id: 'arrears', code: '3-1-1', title: '債権管理の強化', direction: 'revenue', sunset: '2029-03-31' },
  { id: 'grants', code: '3-1-2', title: '補助金の確保', direction: 'revenue', sunset: '2029-03-31' },
  { id: 'floor', code: '4-1-1', title: '施設総量の最適化', direction: 'scale', sunset: '2029-03-31' },
  { id: 'outsourcing', code: '4-1-2', title: '包括管理委託', direction: 'scale', sunset: '2029-03-31' },
];

export function aSheet(over: Record<string, unknown>) {
  return {
    purpose: '市民の手続きが速くなる。',
    policy: '方針',
    owners: [{ department: 'jinji' }],
    desiredState: '姿',
    kpis: [],
    milestones: [],
    exitRules: { unset: true, by: '2026-09-30' },
    review: { unset: true, by: '2026-12-28' },
    ...over,
  };
}

export function aPlan(over: Record<string, unknown> = {}): Plan {
  const pillar = (id: string, code: string, name: string, short: string, direction: string) => ({
    id,
    code,
    name,
    short,
    directions: [{ id: direction, code: `${code}-1`, name: `${name}の方向性` }],
  });
  return Plan.parse({
    id: 'small-plan',
    title: '小さな市の推進プラン',
    period: { from: 2026, to: 2028 },
    vision: {
      title: 'ビジョン',
      period: { from: 2024, to: 2028 },
      desiredState: '姿',
      goals: [
        aGoal({
          id: 'goal-overtime',
          name: '時間外労働',
          unit: '時間',
          kind: 'cumulative',
          polarity: 'down',
          target: 60000,
        }),
        aGoal({ id: 'goal-minutes', name: '手続き時間', unit: '分', target: 10 }),
        aGoal({
          id: 'goal-staff',
          name: '資格取得者',
          unit: '人',
          target: { unset: true, by: '2026-09-30' },
        }),
      ],
    },
    pillars: [
      pillar('people', '1', '人', '人', 'work'),
      pillar('digital', '2', '情報・デジタル化', '情報', 'efficiency'),
      pillar('finance', '3', '財政', '財政', 'revenue'),
      pillar('facilities', '4', '施設・モノ', '施設', 'scale'),
    ],
    initiatives: SHEETS.map(aSheet),
    ...over,
  });
}

function aGoal(over: Record<string, unknown>) {
  return {
    pillar: 'people',
    kind: 'level',
    polarity: 'up',
    baseline: { value: 5, at: '2024Q4' },
    targetYear: 2028,
    ...over,
  };
}

export function aDirectory(): Directory {
  const section = (id: string, code: string, name: string, parent: string) => ({
    id,
    code,
    name,
    kind: 'section',
    parent,
    headTitle: `${name}長`,
  });
  return Directory.parse({
    city: { id: 'small', name: '小さな市', secretariat: '推進本部事務局', telephone: '内線 0000' },
    mailDomain: 'small.example',
    departments: [
      { id: 'somu-bu', code: '10', name: '総務部', kind: 'bureau', headTitle: '総務部長' },
      { id: 'kensetsu-bu', code: '20', name: '都市建設部', kind: 'bureau', headTitle: '都市建設部長' },
      { id: 'nogyo', code: '30', name: '農業委員会', kind: 'body', headTitle: '農業委員会事務局長' },
      section('jinji', '11', '人事課', 'somu-bu'),
      section('zaisei', '12', '財政課', 'somu-bu'),
      section('doboku', '21', '土木管理課', 'kensetsu-bu'),
      section('kenchiku', '22', '建築課', 'kensetsu-bu'),
    ],
    contacts: [],
  });
}

function aJudgement(over: Partial<KpiStatus['judgement']> = {}): KpiStatus['judgement'] {
  return {
    status: 'on-track',
    rule: '5',
    reason: '計画どおり（判定基準5）',
    ratio: 1,
    planned: null,
    attainment: null,
    requiredPace: null,
    outlook: null,
    tags: [],
    ...over,
  };
}

export function aKpi(over: Partial<KpiStatus> = {}): KpiStatus {
  return {
    kpi: 'kpi-one',
    name: '指標',
    layer: 'outcome',
    unit: '件',
    actual: null,
    missing: [],
    judgement: aJudgement(),
    pace: null,
    ...over,
  };
}

export function aStatus(status: Status, over: Partial<InitiativeStatus> = {}): InitiativeStatus {
  return {
    quarter: '2026Q1',
    status,
    rule: '5',
    reason: '指標：計画10件に対し9件（90％、判定基準5）',
    kpis: [],
    milestones: null,
    tags: [],
    flags: [],
    ...over,
  };
}

export function aStanding(over: Partial<InitiativeStanding> & { initiative: string }): InitiativeStanding {
  return {
    judgement: aStatus('on-track'),
    previous: aStatus('on-track'),
    beforePrevious: aStatus('on-track'),
    narrative: null,
    nextStep: null,
    ownRating: null,
    waiting: [],
    ...over,
  };
}

/** A page's input in which every initiative is 順調 unless `standings` says otherwise. */
export function anInput(
  over: Partial<HeadquartersInput> & { changed?: readonly InitiativeStanding[] } = {},
): HeadquartersInput {
  const { changed = [], ...rest } = over;
  const plan = over.plan ?? aPlan();
  return {
    plan,
    directory: aDirectory(),
    round: { id: RoundId.parse('2026Q1'), provisional: true, reference: true },
    date: dateOf('2026-07-30'),
    meeting: dateOf('2026-08-20'),
    standings: plan.initiatives.map(
      ({ id }) => changed.find(({ initiative }) => initiative === id) ?? aStanding({ initiative: id }),
    ),
    earlier: [],
    goals: [],
    decisions: [],
    cases: [],
    unapproved: [],
    closedYear: null,
    money: null,
    endings: [],
    ...rest,
  };
}

/** So many 順調, やや遅れ and 遅れ. */
function statusesOf(onTrack: number, atRisk: number, offTrack: number): Status[] {
  return [
    ...Array<Status>(onTrack).fill('on-track'),
    ...Array<Status>(atRisk).fill('at-risk'),
    ...Array<Status>(offTrack).fill('off-track'),
  ];
}

/** An open case with one cause. */
export function aCase(
  initiative: string,
  cause: Partial<Cause> = {},
  dueOn = '2026-08-29',
): HeadquartersInput['cases'][number] {
  const at = '2026-07-28T08:00:00.000Z';
  return {
    initiative,
    dueOn,
    selfCheck: null,
    causes: [{ kind: 'exit', trigger: 'E1', occasion: '2026Q1', text: '3四半期続けて遅れ', at, ...cause }],
  };
}

/** The quarter most tests look at: something late, something better, someone who has not answered. */
export function aTellingInput(): HeadquartersInput {
  return anInput({
    cases: [
      aCase('booking', {
        kind: 'sunset',
        trigger: 'sunset',
        occasion: '2026-12-31',
        text: '終期は令和8年12月末',
      }),
      aCase('contest', { kind: 'exit', trigger: 'E1', text: '3四半期続けて遅れ（令和7年度第3四半期から）' }),
    ],
    changed: [
      aStanding({
        initiative: 'contest',
        judgement: aStatus('off-track', {
          reason: '実施した提案：計画6件に対し3件（50％、判定基準5）',
          flags: [{ kind: 'exit-rule', text: '3四半期続けて遅れ（令和7年度第3四半期から）', subject: 'E1' }],
        }),
        previous: aStatus('off-track'),
        beforePrevious: aStatus('off-track'),
        narrative: '提案の募集を全課に広げる。\n①周知は8月～9月に行う。',
        ownRating: '順調',
      }),
      aStanding({
        initiative: 'arrears',
        judgement: aStatus('at-risk', {
          reason: '徴収額：建築課を除く値で、計画1,200万円に対し1,000万円（83.3％、判定基準5）',
          kpis: [
            aKpi({
              kpi: 'collected',
              name: '徴収額',
              unit: '万円',
              actual: 1000,
              missing: ['建築課'],
              pace: '残り3期で毎期500万円の増加が必要（直近300万円）',
            }),
          ],
        }),
        nextStep: '分納誓約の再交渉を8月末までに終える。',
        waiting: ['kenchiku'],
      }),
      aStanding({
        initiative: 'tablet',
        judgement: aStatus('achieved', {
          kpis: [
            aKpi({
              kpi: 'minutes',
              name: '確認時間',
              unit: '分',
              actual: 11,
              judgement: aJudgement({ planned: 12 }),
            }),
          ],
        }),
        beforePrevious: aStatus('at-risk', {
          kpis: [aKpi({ kpi: 'minutes', name: '確認時間', unit: '分', actual: 14 })],
        }),
      }),
      aStanding({
        initiative: 'outsourcing',
        judgement: aStatus('not-reported', { rule: '0', reason: '実績値が未報告（土木管理課）' }),
        waiting: ['doboku'],
      }),
      aStanding({
        initiative: 'floor',
        judgement: aStatus('excluded', { rule: '0', reason: '回答は該当なし（判定基準0）' }),
      }),
    ],
    earlier: [
      { quarter: '2025Q3', statuses: statusesOf(3, 4, 1) },
      { quarter: '2025Q4', statuses: statusesOf(7, 0, 1) },
    ],
    goals: [
      {
        goal: 'goal-overtime',
        judgement: aJudgement({ planned: 68000 }),
        actual: 16600,
        due: true,
        expected: false,
      },
      {
        goal: 'goal-minutes',
        judgement: aJudgement({ status: 'at-risk', planned: 12 }),
        actual: 13,
        due: true,
        expected: true,
      },
    ],
    decisions: [
      {
        initiative: 'contest',
        text: '募集を年2回に増やす',
        decidedOn: dateOf('2026-05-20'),
        response: '対応済',
      },
      { initiative: 'floor', text: '対象を10施設に絞る', decidedOn: dateOf('2026-05-20'), response: null },
    ],
  });
}
