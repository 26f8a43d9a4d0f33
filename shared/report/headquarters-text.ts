import { longDate } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import { toMailable } from '../mail/mailable.ts';
import { ANNEX_FIXED, type AnnexPart, listAnnexParts } from './annex-parts.ts';
import {
  concernNote,
  dateLineOf,
  type Enclosures,
  enclosureLines,
  illustrativeMark,
  moreLine,
  NOTHING_ENCLOSED,
  notesOf,
  PAGE_PHRASES,
  reviewsLine,
  tableHeading,
  waitingDepartment,
  waitingLine,
} from './headquarters-phrases.ts';
import type { HeadquartersPage } from './headquarters-view.ts';
import { alignTable, cellsOf, wrap } from './plain-text.ts';
import { differenceMark, PAGE_WORDS, type StatusTable } from './status-table.ts';
import { describeTrend } from './trend.ts';

function headed(heading: string, lines: readonly string[]): string[] {
  return ['', heading, ...lines];
}

const paragraph = (text: string) => wrap(text, { first: '　', rest: '　' });
const detail = (text: string) => wrap(text, { first: '　　', rest: '　　' });
const hanging = (text: string) => wrap(text, { first: '　', rest: '　　' });
const numbered = (index: number, text: string) => wrap(text, { first: `　${index + 1} `, rest: '　　' });
const moreLines = (more: number) => (more === 0 ? [] : paragraph(moreLine(more)));

function tableLines({ columns, rows, total }: StatusTable): string[] {
  const body = [...rows, { label: PAGE_PHRASES.total, cells: total }];
  const digits = columns.map((_, column) =>
    Math.max(...body.map(({ cells }) => String(cells[column]?.count ?? 0).length)),
  );
  return alignTable([
    ['', ...columns.map((status) => PAGE_WORDS[status])],
    ...body.map(({ label, cells }) => [
      label,
      ...cells.map((cell, column) => String(cell.count).padStart(digits[column] ?? 1) + differenceMark(cell)),
    ]),
  ]);
}

function trendLines({ trend }: HeadquartersPage): string[] {
  const message = describeTrend(trend);
  return message === null ? [] : headed(PAGE_PHRASES.trend, paragraph(`${message}${PAGE_PHRASES.trendNote}`));
}

function quarterLines({ columns, points }: HeadquartersPage['trend']): string[] {
  const digits = columns.map((_, column) =>
    Math.max(...points.map(({ counts }) => String(counts[column] ?? 0).length)),
  );
  return alignTable([
    ['', ...columns.map((status) => PAGE_WORDS[status])],
    ...points.map(({ label, counts }) => [
      label,
      ...counts.map((count, column) => String(count).padStart(digits[column] ?? 1)),
    ]),
  ]);
}

function approvalLines(page: HeadquartersPage): string[] {
  if (page.approvals.length === 0) return paragraph(PAGE_PHRASES.noApprovals);
  return [
    ...page.approvals.flatMap((item, index) =>
      numbered(index, `${item.title}${illustrativeMark(item, page)}：${item.text}`),
    ),
    ...moreLines(page.approvalsMore),
  ];
}

function goalLines(page: HeadquartersPage): string[] {
  return page.goals.flatMap((goal) => {
    const status = goal.status === null ? '' : `　${PAGE_WORDS[goal.status]}`;
    return hanging(`${goal.name}${illustrativeMark(goal, page)}　${goal.comparison}${status}`);
  });
}

function concernLines(page: HeadquartersPage): string[] {
  if (page.concerns.length === 0) return paragraph(PAGE_PHRASES.noConcerns);
  return [
    ...page.concerns.flatMap((item, index) => [
      ...numbered(
        index,
        `${item.title}${illustrativeMark(item, page)}　${PAGE_WORDS[item.status]}${concernNote(item)}`,
      ),
      ...detail(item.reason),
      ...(item.notice === null ? [] : detail(item.notice)),
      ...detail(`${PAGE_PHRASES.next}　${item.next ?? PAGE_PHRASES.noNext}`),
    ]),
    ...moreLines(page.concernsMore),
  ];
}

function improvementLines(page: HeadquartersPage): string[] {
  if (page.improvements.length === 0) return paragraph(PAGE_PHRASES.noImprovements);
  return [
    ...page.improvements.flatMap((item, index) => [
      ...numbered(
        index,
        `${item.title}${illustrativeMark(item, page)}　${PAGE_WORDS[item.from]}から${PAGE_WORDS[item.to]}へ`,
      ),
      ...(item.figures === null ? [] : detail(item.figures)),
    ]),
    ...moreLines(page.improvementsMore),
  ];
}

function annexLines(page: HeadquartersPage): string[] {
  const { waiting, reviews, decisions, initiatives } = page.annex;
  const orNone = (lines: string[]) => (lines.length === 0 ? paragraph(PAGE_PHRASES.none) : lines);
  return [
    '',
    '----------------------------------------',
    PAGE_PHRASES.annex,
    ...headed(
      `1 ${PAGE_PHRASES.annexWaiting}`,
      orNone(waiting.flatMap((line) => hanging(`${waitingDepartment(line)}　${line.titles.join('、')}`))),
    ),
    ...headed(
      `2 ${PAGE_PHRASES.annexReviews}`,
      orNone(reviews.flatMap(({ code, title, text }) => hanging(`${code} ${title}：${text}`))),
    ),
    ...headed(
      `3 ${PAGE_PHRASES.annexDecisions}`,
      orNone(
        decisions.flatMap(({ title, decidedOn, text, response }) =>
          hanging(`${title}（${longDate(dateOf(decidedOn))}）　${text}　${response}`),
        ),
      ),
    ),
    ...headed(
      `4 ${PAGE_PHRASES.annexInitiatives}`,
      initiatives.flatMap((item) => [
        ...hanging(`${item.code} ${item.title}${illustrativeMark(item, page)}　${PAGE_WORDS[item.status]}`),
        ...detail(item.reason),
        ...item.notes.flatMap(detail),
        ...(item.ownRating === null ? [] : detail(`${PAGE_PHRASES.ownRating}　${item.ownRating}`)),
      ]),
    ),
    ...(page.trend.points.length === 0
      ? []
      : headed(`5 ${PAGE_PHRASES.annexTrend}`, quarterLines(page.trend))),
    ...listAnnexParts(page.annex).flatMap((part, index) => partLines(part, index + ANNEX_FIXED + 1)),
  ];
}

function partLines({ heading, notes, tables, lines }: AnnexPart, number: number): string[] {
  return headed(`${number} ${heading}`, [
    ...notes.flatMap(paragraph),
    ...tables.flatMap(({ caption, columns, rows }) => [
      ...paragraph(caption),
      ...alignFigures(columns, rows),
    ]),
    ...lines.flatMap(({ label, text }) => [...hanging(label), ...detail(text)]),
  ]);
}

/** A table whose figures end below each other, in the characters it will be sent in. */
function alignFigures(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const sent = rows.map((row) => row.map(toMailable));
  const widthOf = (column: number) => Math.max(...sent.map((row) => cellsOf(row[column] ?? '')));
  const padded = sent.map((row) =>
    row.map((cell, column) => (column === 0 ? cell : ' '.repeat(widthOf(column) - cellsOf(cell)) + cell)),
  );
  return alignTable([columns, ...padded]);
}

/**
 * The page as plain text, complete in itself: it says all the HTML says, in characters ISO-2022-JP carries, in lines
 * of at most thirty full-width characters whose table lines up in a monospace client.
 */
export function renderHeadquartersText(
  page: HeadquartersPage,
  enclosures: Enclosures = NOTHING_ENCLOSED,
): string {
  const lines = [
    PAGE_PHRASES.addressee,
    ...wrap(dateLineOf(page)),
    ...notesOf(page).flatMap((note) => wrap(note)),
    ...headed(PAGE_PHRASES.overview, page.overview.flatMap(paragraph)),
    ...headed(PAGE_PHRASES.approvals, approvalLines(page)),
    ...headed(tableHeading(page), tableLines(page.table)),
    ...trendLines(page),
    ...headed(PAGE_PHRASES.goals, goalLines(page)),
    ...headed(PAGE_PHRASES.concerns, concernLines(page)),
    ...headed(PAGE_PHRASES.improvements, improvementLines(page)),
    '',
    ...wrap(`${PAGE_PHRASES.decisions}　${page.decisions}`, { rest: '　' }),
    ...wrap(`${PAGE_PHRASES.reviews}　${reviewsLine(page)}`, {
      rest: '　',
    }),
    ...wrap(`${PAGE_PHRASES.waiting}　${waitingLine(page)}`, { rest: '　' }),
    ...enclosureLines(enclosures).flatMap((line) => wrap(line, { rest: '　' })),
    ...annexLines(page),
  ];
  return `${lines.map(toMailable).join('\n')}\n`;
}
