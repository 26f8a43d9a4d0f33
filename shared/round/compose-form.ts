import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { fiscalYearEnd, longDate, quarterEnd } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import { exampleMonths, monthlyLabel, monthsOf } from '../plan/monthly.ts';
import { type Initiative, isUnset, type Kpi, type Milestone } from '../plan/plan.ts';
import { CONFIDENCES, OWN_RATINGS } from '../progress/rating-gap.ts';
import {
  CHIEF_APPROVALS,
  END_OF_FORM,
  type FieldKind,
  type FormField,
  type FormManifest,
  fieldKey,
  MILESTONE_STATES,
  REGISTRATION_CHECKS,
} from './form.ts';
import { type Inquiry, type InquiryQuestion, questionId } from './inquiry.ts';
import { MATTER_LINES, type QuotedMatter } from './quoted-matter.ts';
import { parseRoundId, type RoundId } from './round.ts';
import { fillLines, numberWords, wrapText } from './text-lines.ts';

/** What the form says about one KPI besides asking for its value. */
export interface FormKpi {
  readonly kpi: Kpi;
  /** 計画値 for the quarter; null where the target is unset or the path cannot be drawn. */
  readonly planned: number | null;
  /** What the planned value is called: 目安 where no path was set, else 計画, as where it is left out. */
  readonly plannedWord?: '計画' | '目安';
  /** The value last reported, by this department where each unit reports its own. */
  readonly previous: number | null;
  /** The last value of the same fiscal year, for a cumulative KPI. */
  readonly previousInYear: number | null;
  /** This unit's own share of the target, where several units report. */
  readonly unitTarget: number | null;
  /** What the KPIs of the plan before were last reported with, while this one has no value of its own. */
  readonly inherited?: readonly string[];
}

/** One initiative as this department is asked about it. */
export interface FormInitiative {
  /** Its number in the round's form for this department; the same in every mail of the round. */
  readonly number: number;
  readonly initiative: Initiative;
  /** Only the lead writes the narrative and the rating (decision 5). */
  readonly isLead: boolean;
  readonly kpis: readonly FormKpi[];
  readonly milestones: readonly Milestone[];
  /** A flagged initiative is asked for 観察, 判断, 決定, 実行, and how sure the department is (decision 10). */
  readonly isFlagged: boolean;
  /** 次の一手 as the department put it in the round before, quoted to a flagged initiative; null where it said none. */
  readonly lastStep: string | null;
  /** What was decided or said about it elsewhere, each quoted over the lines that answer for it. */
  readonly matters: readonly QuotedMatter[];
  /** A note of the predecessor, shown to the successor (decision 17). */
  readonly handoverNote: string | null;
  /** The initiatives of the plan before that it goes on with; null where it follows none. */
  readonly inherited?: string | null;
  /** What is registered of it, in groups of parts: shown and asked about in round zero alone. */
  readonly registered?: readonly (readonly string[])[];
  /** The questions of an inquiry, which stands in the place of an initiative. */
  readonly questions?: Inquiry['questions'];
}

export interface FormInput {
  readonly round: RoundId;
  readonly department: Id;
  readonly receiptCode: string;
  readonly initiatives: readonly FormInitiative[];
  /** Only these fields (by `fieldKey`) are asked again; null asks for all. */
  readonly only: ReadonlySet<string> | null;
  /** Whether the form asks for 課長確認: it does, unless the chief approves by a reply of their own (決裁). */
  readonly asksChief?: boolean;
}

/** A form as text and as meaning. */
export interface ComposedForm {
  readonly lines: readonly string[];
  readonly manifest: FormManifest;
  /** What an officer wants in sight while answering, unwrapped: by anchor, and by section number what regards it whole. */
  readonly hints: ReadonlyMap<string, readonly string[]>;
}

/** The section for the answerer and the chief's approval comes after the initiatives, as number 9 or the next free. */
function closingNumber(initiatives: readonly { number: number }[]): number {
  return Math.max(9, ...initiatives.map(({ number }) => number + 1));
}

/** Labels are part of the contract: how a line is read is told from its label alone (decision 10). */
function choiceLabel(name: string, choices: readonly string[]): string {
  return `${name}（${choices.join('・')} から1つ）`;
}

/** Writes the form of one mail and the manifest that says what its anchors mean. */
export function composeForm(input: FormInput): ComposedForm {
  const lines: string[] = [];
  const fields: FormField[] = [];
  const sections: FormManifest['sections'] = [];
  const hints = new Map<string, readonly string[]>();
  for (const asked of input.initiatives) {
    const section = composeSection(input, asked);
    if (section.fields.length === 0) continue;
    for (const [place, said] of section.hints) hints.set(place, said);
    sections.push({ number: asked.number, initiative: asked.initiative.id, title: asked.initiative.title });
    fields.push(...section.fields);
    lines.push(...section.lines, '');
  }
  const closing = closingFields(closingNumber(input.initiatives), input.asksChief ?? true);
  fields.push(...closing);
  lines.push(...closing.map(anchorLine), END_OF_FORM);
  const manifest = {
    round: input.round,
    department: input.department,
    receiptCode: input.receiptCode,
    sections,
    fields,
  };
  return { lines, manifest, hints };
}

/** The line a field is answered on. */
export function anchorLine({ anchor, label }: Pick<FormField, 'anchor' | 'label'>): string {
  return `【${anchor}】${label}：`;
}

interface Section {
  readonly lines: readonly string[];
  readonly fields: readonly FormField[];
  readonly hints: readonly (readonly [place: string, said: readonly string[]])[];
}

/** The parts of a form that repeat only certain fields, as a receipt and a reminder do. */
function composeSection(input: Pick<FormInput, 'round' | 'only'>, asked: FormInitiative): Section {
  const { number, initiative } = asked;
  const questions = questionsOf(input.round, asked)
    .map(({ hints, field }, index) => ({
      hints,
      field: { ...field, anchor: `${number}-${letterOf(index)}`, initiative: initiative.id },
    }))
    .filter(({ field }) => input.only === null || input.only.has(fieldKey(field)));
  if (questions.length === 0) return { lines: [], fields: [], hints: [] };
  const lines = questions.flatMap(({ hints, field }) => [...hints.flatMap(fillLines), anchorLine(field)]);
  const missing = input.only === null ? whyNoNumber(input.round, asked) : null;
  if (missing !== null) {
    const afterMilestones = lines.findLastIndex((line) => line.includes('予定の状況')) + 1;
    lines.splice(afterMilestones, 0, missing);
  }
  const title = wrapText(`■${number} ${initiative.title}`, { indent: '　　' });
  const note = asked.handoverNote && input.only === null ? `前任者の引継ぎ　${asked.handoverNote}` : null;
  const before = input.only === null ? (asked.inherited ?? null) : null;
  const said = [before, note].filter((line) => line !== null);
  return {
    lines: [...title, ...said.flatMap((line) => fillLines([line])), ...lines],
    fields: questions.map(({ field }) => field),
    hints: [
      [String(number), [...said, missing].filter((line) => line !== null)],
      ...questions.map(({ hints, field }) => [field.anchor, hints.map((parts) => parts.join('　'))] as const),
    ],
  };
}

/** Said where a lead department might wonder that no figure is asked. */
function whyNoNumber(round: RoundId, { kpis, isLead, initiative }: FormInitiative): string | null {
  const { quarter, stage } = parseRoundId(round);
  if (kpis.length > 0 || !isLead || stage !== 'regular') return null;
  return initiative.kpis.length === 0
    ? '数値目標はありません。'
    : `数値は${quarterEnd(quarter)}の回では聞きません。`;
}

interface Question {
  /** Groups of short parts; the parts of one stand side by side where there is room. */
  readonly hints: readonly (readonly string[])[];
  readonly field: Omit<FormField, 'anchor' | 'initiative'>;
}

function questionsOf(round: RoundId, asked: FormInitiative): Question[] {
  const { quarter, stage } = parseRoundId(round);
  if (stage === 'registration') return registrationQuestions(asked.registered ?? []);
  if (stage === 'inquiry')
    return (asked.questions ?? []).map((question, index) => inquiryQuestion(round, question, index));
  const numbers = asked.kpis.flatMap((kpi) => [
    numberQuestion(kpi, quarter, stage),
    ...(stage === 'regular' && kpi.kpi.monthly ? [monthsQuestion(kpi.kpi, quarter)] : []),
  ]);
  switch (stage) {
    case 'final':
      return numbers;
    case 'handover':
      return [...numbers, text('handover-notes', '後任への引継ぎ（2行程度）')];
    case 'regular':
      return [
        ...asked.milestones.map(milestoneQuestion),
        ...numbers,
        ...(asked.isLead
          ? [
              ...(asked.isFlagged
                ? loopQuestions(asked.lastStep)
                : [text('narrative', '取組内容・課題（2行程度）')]),
              choice('own-rating', '所管課の評価', OWN_RATINGS),
            ]
          : []),
        ...(asked.isLead && asked.isFlagged
          ? [
              {
                ...choice('confidence', '達成の見込み', CONFIDENCES),
                hints: [['A 見込みあり', 'B 手当てが要る', 'C 現状では困難']],
              },
            ]
          : []),
        ...asked.matters.flatMap(matterQuestions),
      ];
  }
}

/** Round zero asks whether what is registered is right; what is not right is told in words. */
function registrationQuestions(registered: readonly (readonly string[])[]): Question[] {
  return [
    { ...choice('registration-check', '登録内容', REGISTRATION_CHECKS), hints: registered },
    text('correction', '訂正の内容（訂正があるとき）'),
  ];
}

/**
 * The question stands above its line in whatever words were chosen; the label says by its form alone how the line is
 * answered (decision 10), and by its number which question it answers.
 */
function inquiryQuestion(round: RoundId, question: InquiryQuestion, index: number): Question {
  const name = `問${index + 1}`;
  const { input, ...field } = inquiryLine(name, question);
  return {
    hints: [[`${name}　${question.words}`]],
    field: { kind: 'inquiry', input, ...field, subject: questionId(round, index) },
  };
}

/** The line a question is answered on; `name` is what the question is called, as in 問1. */
export function inquiryLine(
  name: string,
  question: InquiryQuestion,
): Pick<FormField, 'input' | 'label' | 'choices' | 'number'> {
  switch (question.answer) {
    case 'text':
      return { input: 'text', label: `${name}の回答` };
    case 'number':
      return {
        input: 'number',
        label: `${name}の実績値（${question.unit}）`,
        number: { unit: question.unit },
      };
    case 'choice':
      return {
        input: 'choice',
        label: choiceLabel(`${name}の回答`, question.choices),
        choices: [...question.choices],
      };
    case 'date':
      return { input: 'date', label: `${name}の時期` };
  }
}

function milestoneQuestion({ id, item, text: plan }: Milestone): Question {
  const said = plan.includes(item) ? plan : `${item}：${plan}`;
  return {
    hints: [[`今年度の予定　${said}`]],
    field: {
      kind: 'milestone-status',
      input: 'choice',
      label: choiceLabel('予定の状況', MILESTONE_STATES),
      choices: [...MILESTONE_STATES],
      subject: id,
    },
  };
}

const NUMBER_LABELS = {
  regular: { kind: 'actual', label: '実績値' },
  final: { kind: 'final', label: '確定した実績値' },
  handover: { kind: 'expected', label: '年度末の実績値の見込み' },
} as const;

function numberQuestion(asked: FormKpi, quarter: QuarterId, stage: keyof typeof NUMBER_LABELS): Question {
  const { kpi } = asked;
  const { kind, label } = NUMBER_LABELS[stage];
  return {
    hints: [
      [`指標　${kpi.name}`],
      numberHints(asked, quarter),
      ...(asked.inherited ?? []).map((line) => [line]),
    ],
    field: {
      kind,
      input: 'number',
      label: `${label}（${kpi.unit}）`,
      number: {
        unit: kpi.unit,
        kpiKind: kpi.kind,
        previous: asked.previous,
        previousInYear: asked.previousInYear,
      },
      subject: kpi.id,
    },
  };
}

/** The line under a KPI's own for its months: each month's value by itself, which is not what a running total is. */
function monthsQuestion({ id, unit, name, kind }: Kpi, quarter: QuarterId): Question {
  const what = kind === 'cumulative' ? 'その月だけの値（累計ではありません）' : 'その月の値';
  return {
    hints: [[`${name}　${what}`], [`例　${exampleMonths(unit, monthsOf(quarter))}`]],
    field: {
      kind: 'monthly',
      input: 'text',
      label: monthlyLabel(unit, quarter),
      subject: id,
    },
  };
}

/** `目標 60台（令和8年度末）　計画 35台（6月末）　前回 20台`: what an officer wants in sight while answering. */
function numberHints(
  { kpi, planned, plannedWord = '計画', previous, previousInYear, unitTarget }: FormKpi,
  quarter: QuarterId,
): string[] {
  const { fiscalYear } = parseQuarter(quarter);
  const target = kpi.targets[String(fiscalYear)];
  const parts: string[] = [];
  if (unitTarget !== null)
    parts.push(`貴課の目安 ${numberWords(unitTarget)}${kpi.unit}（${fiscalYearEnd(fiscalYear)}）`);
  else if (kpi.polarity === 'keep' && kpi.range) {
    parts.push(`維持する範囲 ${numberWords(kpi.range[0])}から${numberWords(kpi.range[1])}${kpi.unit}`);
  } else if (target === undefined) parts.push('今年度の目標はありません');
  else if (isUnset(target)) parts.push(`目標は未設定（設定期限 ${longDate(dateOf(target.by))}）`);
  else parts.push(`目標 ${numberWords(target)}${kpi.unit}（${fiscalYearEnd(fiscalYear)}）`);
  if (planned !== null && unitTarget === null)
    parts.push(`${plannedWord} ${numberWords(planned)}${kpi.unit}（${quarterEnd(quarter)}）`);
  parts.push(
    `${previousWord(kpi, previousInYear)} ${previous === null ? 'なし' : `${numberWords(previous)}${kpi.unit}`}`,
  );
  return parts;
}

/** A running total begins anew each April, so what was last reported may be the year before's. */
function previousWord({ kind }: Kpi, previousInYear: number | null): string {
  return kind === 'cumulative' && previousInYear === null ? '前年度' : '前回';
}

/** 観察, 判断, 決定, 実行, opened by what the department was going to do: was it done? */
function loopQuestions(lastStep: string | null): Question[] {
  const [observe, ...others] = [
    text('observe', '観察（起きた事実）'),
    text('orient', '判断（原因・状況の変化）'),
    text('decide', '決定（次の一手）'),
    text('act', '実行（担当・期限）'),
  ] as const;
  if (lastStep === null) return [observe, ...others];
  return [{ ...observe, hints: [[`前回の次の一手　${lastStep}`], ['やりましたか。']] }, ...others];
}

/** What was said stands above the first of the lines that answer for it. */
function matterQuestions({ kind, subject, quote }: QuotedMatter): Question[] {
  return MATTER_LINES[kind].map(({ field: asks, label, choices }, index) => {
    const { field } = choices === null ? text(asks, label) : choice(asks, label, choices);
    return { hints: index === 0 ? [[quote]] : [], field: { ...field, subject } };
  });
}

function text(kind: FieldKind, label: string): Question {
  return { hints: [], field: { kind, input: 'text', label, subject: null } };
}

function choice(kind: FieldKind, name: string, choices: readonly string[]): Question {
  return {
    hints: [],
    field: { kind, input: 'choice', label: choiceLabel(name, choices), choices: [...choices], subject: null },
  };
}

function closingFields(number: number, asksChief: boolean): FormField[] {
  const chief = asksChief ? [choice('chief-approval', '課長確認', CHIEF_APPROVALS)] : [];
  return [text('answerer', '回答者'), ...chief].map(({ field }, index) => ({
    ...field,
    anchor: `${number}-${letterOf(index)}`,
    initiative: null,
  }));
}

/** A, B … Z, AA, AB …: letters in order. */
function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}
