import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { fiscalYearName, quarterShort } from '../calendar/japanese-date.ts';
import { leadOf } from '../plan/asked.ts';
import { departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import { isUnset } from '../plan/plan.ts';
import { ALL_UNITS } from '../progress/build-input.ts';
import type { Status } from '../progress/judgement.ts';
import { parseRoundId } from '../round/round.ts';
import { type Book, type BookColumn, type BookSheet, type BookValue, column } from './book.ts';
import { type HeadquartersInput, joinStandings, type Standing } from './headquarters-input.ts';
import { reasonWithRule } from './headquarters-parts.ts';
import type { EndingLine, HeadquartersPage } from './headquarters-view.ts';
import { MONEY_HEADINGS, type MoneyTable, moneyValues } from './money-table.ts';
import { PAGE_WORDS } from './status-table.ts';
import type { YearRanks } from './year-ranks.ts';

/** What is kept of one initiative over the quarters, units put together. */
export interface InitiativePast {
  readonly initiative: Id;
  readonly statuses: readonly { readonly quarter: QuarterId; readonly status: Status }[];
  readonly actuals: readonly {
    readonly kpi: Id;
    readonly quarter: QuarterId;
    readonly department: Id;
    readonly value: number | null;
  }[];
}

/** One mail of the round as the send log shows it, its words already chosen. */
export interface SentLine {
  /** ISO, in UTC. */
  readonly at: string;
  readonly kind: string;
  readonly department: Id | null;
  readonly recipients: number;
  readonly subject: string;
  readonly state: string;
  readonly reason: string;
}

export interface ProgressBookInput {
  readonly page: HeadquartersPage;
  readonly facts: HeadquartersInput;
  readonly past: readonly InitiativePast[];
  readonly sent: readonly SentLine[];
}

/** 進捗管理表: everything behind the headquarters' page as tables that can be filtered, sorted and added up. */
export function summariseProgressBook(input: ProgressBookInput): Book {
  const standings = joinStandings(input.facts);
  const { page, facts, past, sent } = input;
  const label = quarterShort(parseRoundId(page.round).quarter);
  const note = `${label}　${page.date} 現在　庁内限り（${page.provisional ? '速報' : '確定'}）${
    page.illustrative === 'none' ? '' : '　例示の内容を含みます'
  }`;
  const sheet = (
    name: string,
    columns: readonly BookColumn[],
    rows: BookSheet['rows'],
    hasTotals = false,
  ) => ({
    name,
    title: `進捗管理表　${name}`,
    note,
    columns,
    rows,
    hasTotals,
  });
  const nameOf = (id: Id) => (id === ALL_UNITS ? '全体' : departmentName(facts.directory, id));
  return {
    title: `進捗管理表 ${label}`,
    sheets: [
      sheet(
        '概況',
        countColumns(
          '柱',
          page.table.columns.map((status) => PAGE_WORDS[status]),
        ),
        countRows(page),
        true,
      ),
      sheet(
        '推移',
        countColumns(
          '四半期',
          page.trend.columns.map((status) => PAGE_WORDS[status]),
        ),
        page.trend.points.map(({ label: quarter, counts }) => [quarter, ...counts]),
      ),
      sheet(
        '取組一覧',
        INITIATIVE_COLUMNS,
        standings.map((standing) => initiativeRow(standing, nameOf)),
      ),
      sheet('指標', KPI_COLUMNS, standings.flatMap(kpiRows)),
      ...(page.annex.yearRanks === null
        ? []
        : [sheet('年度末評価', RANK_COLUMNS, rankRows(page.annex.yearRanks))]),
      ...(page.annex.money === null ? [] : [sheet('効果額', MONEY_COLUMNS, moneyRows(page.annex.money))]),
      ...(page.annex.endings.length === 0
        ? []
        : [sheet('終わった取組', ENDING_COLUMNS, page.annex.endings.map(endingRow))]),
      sheet('履歴', HISTORY_COLUMNS, historyRows(standings, past, nameOf)),
      sheet('判定理由', REASON_COLUMNS, standings.flatMap(reasonRows)),
      sheet(
        '送信記録',
        SENT_COLUMNS,
        sent.map((line) => sentRow(line, nameOf)),
      ),
    ],
  };
}

const INITIATIVE_COLUMNS = [
  column('番号', 9),
  column('取組', 28, 'prose'),
  column('柱', 7),
  column('主管課', 15),
  column('状況', 9),
  column('前回', 9),
  column('前々回', 9),
  column('所管課の評価', 9),
  column('回答待ちの課', 16, 'prose'),
  column('終期', 11, 'day'),
  column('次の対応', 38, 'prose'),
];

const KPI_COLUMNS = [
  column('番号', 9),
  column('取組', 30, 'prose'),
  column('指標', 26, 'prose'),
  column('区分', 8),
  column('単位', 14),
  column('計画値', 12, 'number'),
  column('実績値', 12, 'number'),
  column('計画比', 10, 'rate'),
  column('到達度', 10, 'rate'),
  column('実績÷目標', 10, 'rate'),
  column('状況', 11),
  column('年度末評価', 10),
  column('今後必要な増減（四半期）', 16, 'number'),
  column('値のない課', 20, 'prose'),
];

const RANK_COLUMNS = [
  column('年度', 12),
  column('番号', 9),
  column('取組', 40, 'prose'),
  column('指標', 32, 'prose'),
  column('年度末評価', 10),
  column('説明', 60, 'prose'),
];

const MONEY_COLUMNS = [
  column('区分', 9),
  column('番号', 9),
  column('取組・柱', 34, 'prose'),
  ...MONEY_HEADINGS.map((title) => column(`${title}（千円）`, 13, 'money')),
  column('算定根拠', 44, 'prose'),
];

const ENDING_COLUMNS = [
  column('番号', 9),
  column('取組', 40, 'prose'),
  column('終わり方', 22),
  column('時期', 24),
  column('理由', 60, 'prose'),
];

const HISTORY_COLUMNS = [
  column('番号', 9),
  column('取組', 34, 'prose'),
  column('四半期', 14),
  column('種別', 8),
  column('指標', 26, 'prose'),
  column('課', 18),
  column('単位', 8),
  column('実績値', 12, 'number'),
  column('状況', 11),
];

const REASON_COLUMNS = [
  column('番号', 9),
  column('取組', 34, 'prose'),
  column('指標・お知らせ', 26, 'prose'),
  column('状況', 11),
  column('判定基準', 10),
  column('理由', 70, 'prose'),
];

const SENT_COLUMNS = [
  column('日時', 17, 'moment'),
  column('種類', 18),
  column('宛先', 22),
  column('宛先の数', 10, 'count'),
  column('件名', 52, 'prose'),
  column('結果', 12),
  column('理由', 40, 'prose'),
];

const countColumns = (first: string, titles: readonly string[]) => [
  column(first, 16),
  ...titles.map((title) => column(title, 11, 'count')),
];

function countRows({ table }: HeadquartersPage): BookValue[][] {
  return table.rows.map(({ label, cells }) => [label, ...cells.map(({ count }) => count)]);
}

function initiativeRow(standing: Standing, nameOf: (id: Id) => string): BookValue[] {
  const { sheet, pillar, status, previous, beforePrevious, ownRating, waiting, narrative } = standing;
  return [
    sheet.code,
    sheet.title,
    pillar.short,
    nameOf(leadOf(sheet)),
    PAGE_WORDS[status],
    previous && PAGE_WORDS[previous.status],
    beforePrevious && PAGE_WORDS[beforePrevious.status],
    ownRating,
    waiting.map(nameOf).join('、') || null,
    isUnset(sheet.sunset) || typeof sheet.sunset !== 'string' ? null : sheet.sunset,
    narrative,
  ];
}

const LAYER_WORDS = { outcome: '成果', output: '活動' } as const;

/**
 * The simple ratio of actual and the year's target, which readers know from elsewhere. It says nothing of the way from
 * the baseline, so that it stands in the workbook alone; null where it means nothing.
 */
function simpleRatio(
  { sheet, judgement: { quarter } }: Standing,
  id: Id,
  actual: number | null,
): number | null {
  const target = sheet.kpis.find((kpi) => kpi.id === id)?.targets[String(parseQuarter(quarter).fiscalYear)];
  return actual === null || typeof target !== 'number' || target <= 0 ? null : actual / target;
}

function kpiRows(standing: Standing): BookValue[][] {
  const { sheet, judgement } = standing;
  return judgement.kpis.map(({ kpi, name, layer, unit, actual, missing, judgement: own, yearRank }) => [
    sheet.code,
    sheet.title,
    name,
    LAYER_WORDS[layer],
    unit,
    own.planned,
    actual,
    own.ratio,
    own.attainment,
    simpleRatio(standing, kpi, actual),
    PAGE_WORDS[own.status],
    yearRank?.rank ?? null,
    own.requiredPace,
    missing.join('、') || null,
  ]);
}

function rankRows({ year, lines }: YearRanks): BookValue[][] {
  return lines.map(({ code, title, name, rank, text }) => [
    fiscalYearName(year),
    code,
    title,
    name,
    rank,
    text,
  ]);
}

const LEVEL_WORDS = { initiative: '取組', pillar: '柱', plan: '計画' } as const;

/** Three kinds of lines, each of which adds up to the whole: 区分 is what a reader filters by before adding up. */
function moneyRows({ lines }: MoneyTable): BookValue[][] {
  return lines.map((line) => [
    LEVEL_WORDS[line.level],
    line.code || null,
    line.name,
    ...moneyValues(line),
    line.basis,
  ]);
}

function endingRow({ code, title, how, when, reason }: EndingLine): BookValue[] {
  return [code, title, how, when, reason];
}

/** A line for each status and each value, so that they can be filtered and turned into a pivot table. */
function historyRows(
  standings: readonly Standing[],
  past: readonly InitiativePast[],
  nameOf: (id: Id) => string,
): BookValue[][] {
  const pasts = new Map(past.map((one) => [one.initiative, one]));
  return standings.flatMap(({ initiative, sheet }) => {
    const { statuses = [], actuals = [] } = pasts.get(initiative) ?? {};
    const kpis = new Map(sheet.kpis.map((kpi) => [kpi.id, kpi]));
    const head = (quarter: QuarterId) => [sheet.code, sheet.title, quarterShort(quarter)];
    return [
      ...statuses.map(({ quarter, status }) => [
        ...head(quarter),
        '状況',
        null,
        null,
        null,
        null,
        PAGE_WORDS[status],
      ]),
      ...actuals.map(({ kpi, quarter, department, value }) => [
        ...head(quarter),
        '実績',
        kpis.get(kpi)?.name ?? kpi,
        nameOf(department),
        kpis.get(kpi)?.unit ?? null,
        value,
        null,
      ]),
    ];
  });
}

function reasonRows({ sheet, status, judgement }: Standing): BookValue[][] {
  const head = [sheet.code, sheet.title];
  return [
    [...head, null, PAGE_WORDS[status], judgement.rule, reasonWithRule(judgement)],
    ...judgement.kpis.map(({ name, judgement: own }) => [
      ...head,
      name,
      PAGE_WORDS[own.status],
      own.rule,
      own.reason,
    ]),
    ...judgement.flags.map(({ text }) => [...head, 'お知らせ', null, null, text]),
  ];
}

function sentRow(line: SentLine, nameOf: (id: Id) => string): BookValue[] {
  const { at, kind, department, recipients, subject, state, reason } = line;
  const addressee = department === null ? '本部、事務局' : nameOf(department);
  return [at, kind, addressee, recipients, subject, state, reason || null];
}
