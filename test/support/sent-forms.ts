import { readFileSync } from 'node:fs';
import { readSampleCity } from '../../shared/adapters/document/sample-city.ts';
import { dateOf, instantOf } from '../../shared/calendar/time.ts';
import { composeRequest } from '../../shared/mail/compose-request.ts';
import type { Wording } from '../../shared/mail/wording.ts';
import type { Department } from '../../shared/plan/directory.ts';
import type { Initiative } from '../../shared/plan/plan.ts';
import { composeForm, type FormInitiative } from '../../shared/round/compose-form.ts';
import type { FormManifest } from '../../shared/round/form.ts';
import { buildFormInitiatives, formOfInquiry } from '../../shared/round/form-initiatives.ts';
import { type Inquiry, topicOf } from '../../shared/round/inquiry.ts';
import { quoteDecision } from '../../shared/round/quoted-matter.ts';
import { inquiryRoundId, type RoundId } from '../../shared/round/round.ts';
import { askedDepartments } from '../../shared/schedule/asked-departments.ts';
import { STANDARD_TEXTS } from '../../shared/schedule/mail-texts.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { aDepartment, aKpi, aMilestone, anInitiative, aPlan } from './builders.ts';
import type { Random } from './random.ts';
import { aManifest, SENT_TEXT } from './replies.ts';

/** A form as it was sent: what a reply to it is written from and read against. */
export interface SentMail {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly manifest: FormManifest;
}

const CODE = 'K7F3-9Q2M';
const WORDING: Wording = {
  planName: '推進プラン',
  texts: STANDARD_TEXTS,
  headquarters: '推進本部',
  signature: '推進本部事務局（業務改善・DX推進課）内線 0000',
  senderName: '進捗照会',
};

function sentMail(
  name: string,
  round: RoundId,
  department: Department,
  initiatives: readonly FormInitiative[],
  hasSheet: boolean,
  inquiry: Inquiry | null = null,
): SentMail {
  const form = composeForm({
    round,
    department: department.id,
    receiptCode: CODE,
    initiatives,
    only: null,
  });
  const { subject, text } = composeRequest({
    round,
    department,
    receiptCode: CODE,
    form,
    dueAt: instantOf('2026-07-14T17:00:00+09:00'),
    lastCallAt: null,
    extensionExample: dateOf('2026-07-24'),
    days: null,
    hasAnswered: false,
    sentBack: null,
    inquiry,
    total: form.manifest.sections.length,
    hasSheet,
    hasDueDate: true,
    wording: WORDING,
  });
  return { name, subject, text, manifest: form.manifest };
}

const sample = (name: string) =>
  readFileSync(new URL(`../../shared/plan/sample/${name}.yaml`, import.meta.url), 'utf8');

/** The forms of the sample city: a quarter, the handover in March, the final values. */
function sampleForms(): SentMail[] {
  const { plan, directory } = readSampleCity({
    plan: sample('plan'),
    directory: sample('directory'),
    actuals: sample('actuals'),
    scenario: sample('scenario'),
  });
  const rounds = ['2026Q1', '2026Q2', '2026Q4H', '2026Q4F'] as const;
  return rounds.flatMap((round) =>
    askedDepartments({ plan, directory, rules: STANDARD_RULES }, round, dateOf('2026-07-01')).map(
      ({ department, initiatives: asked }) => {
        const initiatives = buildFormInitiatives({
          plan,
          department: department.id,
          round,
          asked,
          past: [],
          done: new Set(),
          flagged: new Set(),
          lastSteps: new Map(),
          handoverNotes: new Map(),
          matters: new Map(),
        });
        return sentMail(`${round} ${department.name}`, round, department, initiatives, department.excelForm);
      },
    ),
  );
}

/** An inquiry with a question of every kind. */
const INQUIRY: Inquiry = {
  subject: '空き家の見回りの状況',
  words: '市議会から問合せがあったため、\n空き家の見回りの状況をうかがいます。',
  questions: [
    { answer: 'number', words: '6月末までに見回った空き家の数', unit: '件' },
    {
      answer: 'choice',
      words: 'これからの進め方。どれか1つを選んでください',
      choices: ['続ける', '増やす', 'やめる'],
    },
    { answer: 'date', words: '次の見回りを終える時期はいつですか' },
    { answer: 'text', words: '困っていること、事務局に伝えたいこと' },
  ],
  reminds: true,
};

function inquiryForm(): SentMail {
  const round = inquiryRoundId('2026Q2', 1);
  const department = aDepartment();
  const form = formOfInquiry(topicOf(round, INQUIRY, [department.id]), INQUIRY);
  return sentMail('inquiry', round, department, [form], false, INQUIRY);
}

/** An initiative that is reported by month, beside one that is not. */
function monthlyForm(): SentMail {
  const kpis = [
    aKpi({ id: 'kpi-requests', name: 'オンライン申請の件数', unit: '件', kind: 'cumulative', monthly: true }),
    aKpi({ id: 'kpi-share', name: '窓口の予約率', unit: '％', kind: 'rate', monthly: true }),
  ];
  const asked = [
    anInitiative({ kpis, exitRules: { unset: true, by: '2026-09-30' } }),
    anInitiative({ id: 'init-other', code: '2-1-2', title: '公用車の共同利用' }),
  ];
  const initiatives = buildFormInitiatives({
    plan: aPlan({ initiatives: asked }),
    department: 'dep-civil',
    round: '2026Q1',
    asked,
    past: [],
    done: new Set(),
    flagged: new Set(),
    lastSteps: new Map(),
    handoverNotes: new Map(),
    matters: new Map(),
  });
  return sentMail('months', '2026Q1', aDepartment(), initiatives, false);
}

const UNITS = [
  '件',
  '台',
  '％',
  '千円',
  '百万円',
  '人',
  '時間',
  '分',
  '回',
  '箇所',
  '㎡',
  'ポイント',
] as const;
const TITLES = [
  '窓口の予約',
  '道路台帳の電子化',
  '公用車の共同利用',
  '保育所入所の審査',
  '1-2年目職員の研修',
];
const NAMES = [
  '処理時間',
  '利用件数',
  '予約率（スマートフォン）',
  '1人当たりの残業',
  '実績の入力',
  '完了した施設',
];

function randomInitiative(random: Random, number: number): Initiative {
  const kpis = Array.from({ length: random.below(3) }, (_, at) =>
    aKpi({
      id: `kpi-${number}-${at}`,
      name: random.pick(NAMES),
      unit: random.pick(UNITS),
      kind: random.pick(['cumulative', 'level', 'rate']),
    }),
  );
  const milestones = Array.from({ length: random.below(3) }, (_, at) =>
    aMilestone({
      id: `ms-${number}-${at}`,
      item: random.pick(NAMES),
      text: `${random.pick(TITLES)}を始める`,
    }),
  );
  return anInitiative({
    id: `init-${number}`,
    code: `1-${number}-1`,
    title: random.pick(TITLES),
    kpis,
    milestones,
    exitRules: { unset: true, by: '2026-09-30' },
  });
}

function randomForm(random: Random, at: number): SentMail {
  const asked = Array.from({ length: 1 + random.below(4) }, (_, number) => randomInitiative(random, number));
  const initiatives = buildFormInitiatives({
    plan: aPlan({ initiatives: asked }),
    department: 'dep-civil',
    round: '2026Q1',
    asked,
    past: [],
    done: new Set(),
    flagged: new Set(asked.filter(() => random.chance(0.3)).map(({ id }) => id)),
    lastSteps: new Map(),
    handoverNotes: new Map(),
    matters: new Map(),
  }).map((initiative) => ({
    ...initiative,
    matters: random.chance(0.3)
      ? [
          quoteDecision({
            id: `case-${at}`,
            on: dateOf('2026-05-20'),
            text: `対象を${random.pick(TITLES)}に絞る`,
          }),
        ]
      : [],
  }));
  return sentMail(`random ${at}`, '2026Q1', aDepartment(), initiatives, random.chance(0.3));
}

/**
 * Forms to reply to: the tests' own, with a date in it, those of the sample city, as many random ones again, and one of
 * an inquiry.
 */
export function sentForms(random: Random): SentMail[] {
  const own: SentMail = {
    name: 'two initiatives',
    subject: '【照会 7/14（火）まで】推進プラン進捗 R8第1四半期［K7F3-9Q2M］',
    text: SENT_TEXT,
    manifest: aManifest(),
  };
  const samples = sampleForms();
  // The inquiry comes last, so that the random forms stay those they were.
  return [own, ...samples, ...samples.map((_, at) => randomForm(random, at)), inquiryForm(), monthlyForm()];
}
