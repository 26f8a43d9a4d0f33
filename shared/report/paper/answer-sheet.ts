import { addQuarters, type QuarterId } from '../../calendar/fiscal.ts';
import { fiscalYearName, longDate, quarterName } from '../../calendar/japanese-date.ts';
import type { PlainDate } from '../../calendar/time.ts';
import type { Opinion } from '../../opinion/opinion.ts';
import { raisedWords } from '../../opinion/words.ts';
import { type Initiative, isUnset, type Kpi, type Plan } from '../../plan/plan.ts';
import { differenceWords, measureWords } from '../../progress/number-words.ts';
import { judgedKpiOf } from '../../progress/plan-kpi.ts';
import { plannedValue } from '../../progress/planned-path.ts';
import { type Paper, type PaperSection, proseSection } from './paper.ts';

/** A KPI's value of one quarter, as it was known on the day of the sheet. */
export interface ReportedFigure {
  readonly quarter: QuarterId;
  readonly value: number | null;
  /** The day it was reported, and in which version of the answer; null for values taken over with the plan. */
  readonly reported: { readonly on: PlainDate; readonly version: number } | null;
  /** 確定値, where the accounts have been closed. */
  readonly isFinal: boolean;
  /** Whether a page with it has been released; null for values taken over, of which that is not known here. */
  readonly isPublic: boolean | null;
  /** Some units are missing from it. */
  readonly isPartial: boolean;
}

/** What the department wrote about the initiative in a quarter. */
export interface PastAnswer {
  readonly quarter: QuarterId;
  readonly text: string;
}

export interface AnswerSheetInput {
  readonly plan: Pick<Plan, 'title' | 'period'>;
  readonly initiative: Initiative;
  readonly kpi: Kpi;
  /** The day the sheet speaks of; everything in it was so on that day. */
  readonly date: PlainDate;
  /** Oldest first, one for each quarter. */
  readonly figures: readonly ReportedFigure[];
  readonly answers: readonly PastAnswer[];
  readonly opinions: readonly Opinion[];
}

/**
 * 議会答弁用の想定問答 for one KPI: the figures with the day and version they were reported in, the same period of
 * the year before, what was answered before, where the figure comes from. For whoever answers, not for publication:
 * a figure that has not been published says so.
 */
export function composeAnswerSheet(input: AnswerSheetInput): Paper {
  const { plan, initiative, kpi, date, opinions } = input;
  const asked = opinions.filter(
    ({ kind, object }) =>
      kind === 'assembly' && object.level === 'initiative' && object.initiative === initiative.id,
  );
  return {
    kind: 'answers',
    title: `${initiative.code} ${initiative.title}　${kpi.name}`,
    addressee: '議会答弁用　庁内限り',
    date: longDate(date),
    basis: `${longDate(date)}までに報告された数字です。`,
    notes: initiative.illustrative.length === 0 ? [] : ['数字は例示であり、実際のものではありません。'],
    sections: [
      proseSection('1　いまの状況', currentWords(input)),
      figureSection('2　これまでの数字', input),
      proseSection('3　目標と測り方', sourceWords(kpi, plan)),
      answerSection('4　所管課のこれまでの説明', input.answers),
      questionSection('5　これまでの質問と答弁', asked),
    ],
  };
}

const reportedOnly = (figures: readonly ReportedFigure[]) =>
  figures.filter((figure): figure is ReportedFigure & { value: number } => figure.value !== null);

function yearBefore(figures: readonly ReportedFigure[], quarter: QuarterId): ReportedFigure | null {
  return figures.find((figure) => figure.quarter === addQuarters(quarter, -4)) ?? null;
}

/** The sentence to begin an answer with: the newest figure, the plan, and the same period of the year before. */
function currentWords({ figures, kpi, plan }: AnswerSheetInput): string[] {
  const last = reportedOnly(figures).at(-1);
  if (!last) return ['報告された数字は、まだありません。'];
  const { unit } = kpi;
  const planned = plannedValue(judgedKpiOf(kpi, plan.period), last.quarter);
  const before = yearBefore(figures, last.quarter)?.value ?? null;
  const against = planned === null ? '' : `計画${measureWords(planned, unit)}に対し、`;
  return [
    `${quarterName(last.quarter)}の${kpi.name}は、${against}${measureWords(last.value, unit)}です。`,
    before === null
      ? '前年同期の数字はありません。'
      : `前年同期は${measureWords(before, unit)}で、${changeWords(last.value - before, unit)}。`,
    ...(last.isPartial ? ['一部の課の値が含まれていません。'] : []),
    ...(last.isPublic !== false ? [] : ['この数字は、まだ公表していません。']),
  ];
}

function changeWords(difference: number, unit: string): string {
  if (difference === 0) return '増減はありません';
  return `${differenceWords(Math.abs(difference), unit)}${difference > 0 ? '増えています' : '減っています'}`;
}

function figureSection(heading: string, { figures, kpi, plan }: AnswerSheetInput): PaperSection {
  const judged = judgedKpiOf(kpi, plan.period);
  if (figures.length === 0) return proseSection(heading, ['報告された数字は、まだありません。']);
  return {
    heading,
    paragraphs: [],
    table: {
      caption: `単位：${kpi.unit}`,
      columns: ['四半期', '実績', '計画', '前年同期', '前年同期との差', '報告日', '版', '公表'],
      rows: figures.toReversed().map((figure) => {
        const before = yearBefore(figures, figure.quarter)?.value ?? null;
        const difference = figure.value === null || before === null ? null : figure.value - before;
        return [
          `${quarterName(figure.quarter)}${figure.isFinal ? '（確定値）' : ''}`,
          figure.value,
          rounded(plannedValue(judged, figure.quarter)),
          before,
          rounded(difference),
          figure.reported === null ? '計画の取り込み' : longDate(figure.reported.on),
          figure.reported === null ? null : `第${figure.reported.version}版`,
          publicWord(figure.isPublic),
        ];
      }),
      total: null,
    },
  };
}

function publicWord(isPublic: boolean | null): string | null {
  if (isPublic === null) return null;
  return isPublic ? '公表済' : '未公表';
}

/** A computed figure without the noise of binary fractions. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}

function sourceWords(
  { definition, source, baseline, targets, unit }: Kpi,
  { period }: Pick<Plan, 'period'>,
): string[] {
  const base = isUnset(baseline) ? null : baseline;
  const years = Object.entries(targets)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .filter(([year]) => Number(year) <= period.to)
    .map(([year, target]) =>
      typeof target === 'number'
        ? `${fiscalYearName(Number(year))}${measureWords(target, unit)}`
        : `${fiscalYearName(Number(year))}未設定`,
    );
  return [
    `基準値　${base === null || !('value' in base) ? '未設定' : `${measureWords(base.value, unit)}（${quarterName(base.at)}）`}`,
    `目標値　${years.length === 0 ? '未設定' : years.join('、')}`,
    `定義　　${definition ?? '記載がありません。所管課に確かめてください。'}`,
    `出典　　${source ?? '記載がありません。所管課に確かめてください。'}`,
  ];
}

function answerSection(heading: string, answers: readonly PastAnswer[]): PaperSection {
  if (answers.length === 0) return proseSection(heading, ['記載はまだありません。']);
  return proseSection(
    heading,
    answers.toReversed().map(({ quarter, text }) => `${quarterName(quarter)}　${text}`),
  );
}

function questionSection(heading: string, asked: readonly Opinion[]): PaperSection {
  if (asked.length === 0) return proseSection(heading, ['この取り組みへの質問の記録はありません。']);
  return proseSection(
    heading,
    asked.flatMap(({ text, policy, meeting, raisedOn, illustrative }) => [
      `問　${text}（${meeting}、${raisedWords(raisedOn)}${illustrative.length > 0 ? '、例示' : ''}）`,
      `答　${policy ?? '答弁の記録がありません。'}`,
    ]),
  );
}
