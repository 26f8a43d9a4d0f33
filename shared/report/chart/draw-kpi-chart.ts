import { parseQuarter } from '../../calendar/fiscal.ts';
import { fiscalYearShort } from '../../calendar/japanese-date.ts';
import { numberWords } from '../../progress/number-words.ts';
import type { FigureRow, KpiFigure } from '../dashboard/kpi-figure.ts';
import type { ChartSize } from './draw-status-chart.ts';
import { element, escapeMarkup, text, textWidth } from './svg.ts';

export interface KpiChart {
  readonly figure: KpiFigure;
  readonly size: ChartSize;
  /** Before every id, so that several charts may stand in one document. */
  readonly idPrefix: string;
  /** What the legend calls the two lines of plans, where they are not the present and an earlier one. */
  readonly words?: LineWords;
}

interface LineWords {
  readonly planned: string;
  readonly earlier: string;
}

const FONT_SIZE = 12;
const TOP = 44;
const BOTTOM = 24;
const RIGHT = 16;
const INK = '#1a1a1a';
const PLAN = '#0017c1';
const GREY = '#767676';
/** Pale enough that every line stays readable over it. */
const BAND_GROUND = '#eeeeee';

interface Point {
  readonly x: number;
  readonly y: number;
}
type Read = (row: FigureRow) => number | null;

/**
 * A KPI over the quarters: what was reached (solid, dots), the planned path (dashed), targets (diamonds), the forecast's
 * band (hatched, 目安) and planned paths of before (thin, grey). Lines differ by dash and mark as well as by colour.
 */
export function drawKpiChart({ figure, size, idPrefix, words }: KpiChart): string {
  const { width, height } = size;
  const scale = scaleOf(figure);
  const left = 16 + 1.1 * Math.max(...scale.ticks.map((tick) => textWidth(numberWords(tick), FONT_SIZE)));
  const step = (width - left - RIGHT) / Math.max(1, figure.rows.length - 1);
  const at = (index: number, value: number): Point => ({
    x: left + step * index,
    y: height - BOTTOM - ((value - scale.low) / (scale.high - scale.low)) * (height - BOTTOM - TOP),
  });
  const runs = (read: Read) => runsOf(figure, read, at);
  const hatch = `${idPrefix}-hatch`;
  const body = [
    element('title', { id: `${idPrefix}-title` }, escapeMarkup(`${figure.name}の推移`)),
    element('desc', { id: `${idPrefix}-desc` }, escapeMarkup(figure.message)),
    element('defs', {}, hatchPattern(hatch)),
    element('rect', { width, height, fill: '#ffffff' }),
    drawScale(figure, scale.ticks, { left, width, height }, at),
    drawBand(figure, hatch, at),
    ...figure.oldPaths.map((_, place) =>
      drawLines(
        runs(({ earlier }) => earlier[place] ?? null),
        { stroke: GREY, 'stroke-width': 1 },
      ),
    ),
    drawLines(
      runs(({ planned }) => planned),
      { stroke: PLAN, 'stroke-width': 1.5, 'stroke-dasharray': '5 4' },
    ),
    ...runs(({ target }) => target)
      .flat()
      .map(diamond),
    drawLines(
      runs(({ actual }) => actual),
      { stroke: INK, 'stroke-width': 2.5 },
    ),
    ...runs(({ actual }) => actual)
      .flat()
      .map(({ x, y }) => element('circle', { cx: x, cy: y, r: 3.5, fill: INK })),
    drawLegend(figure, hatch, words),
  ];
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${idPrefix}-title ${idPrefix}-desc`,
      'font-family': 'BIZ UDPGothic,Yu Gothic UI,Meiryo,sans-serif',
      'font-size': FONT_SIZE,
    },
    body.join(''),
  );
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** Round steps of 1, 2 or 5 that hold every value, about four of them. */
function scaleOf({ rows }: KpiFigure): Scale {
  const values = rows.flatMap(({ actual, planned, target, forecast, earlier }) =>
    [actual, planned, target, forecast?.low, forecast?.high, ...earlier].flatMap((value) => value ?? []),
  );
  const [lowest, highest] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const span = highest - lowest || Math.abs(highest) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = ([1, 2, 5, 10].find((times) => times * power >= span / 4) ?? 10) * power;
  const low = Math.floor(lowest / step) * step;
  const count = Math.max(1, Math.ceil((highest - low) / step));
  const ticks = Array.from({ length: count + 1 }, (_, place) => tidy(low + place * step));
  return { low, high: low + count * step, ticks };
}

/** Without the noise of adding binary fractions. */
const tidy = (value: number) => Number(value.toPrecision(12));

/** The longest stretches without a value missing that was due; a running total breaks with the fiscal year. */
function runsOf(
  { rows, isYearly, quartersApart }: KpiFigure,
  read: Read,
  at: (i: number, v: number) => Point,
): Point[][] {
  const runs: Point[][] = [];
  let last = { index: Number.NEGATIVE_INFINITY, fiscalYear: 0 };
  for (const [index, row] of rows.entries()) {
    const value = read(row);
    if (value === null) continue;
    const { fiscalYear } = parseQuarter(row.quarter);
    const isGap = index - last.index > quartersApart;
    if (isGap || (isYearly && last.fiscalYear !== fiscalYear)) runs.push([]);
    runs.at(-1)?.push(at(index, value));
    last = { index, fiscalYear };
  }
  return runs;
}

function drawLines(runs: readonly (readonly Point[])[], attributes: Record<string, string | number>): string {
  return runs
    .filter(({ length }) => length > 1)
    .map((points) => element('path', { d: `M${points.map(pair).join('L')}`, fill: 'none', ...attributes }))
    .join('');
}

const pair = ({ x, y }: Point) => `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`;

function diamond({ x, y }: Point): string {
  const d = `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`;
  return element('path', { d, fill: '#ffffff', stroke: PLAN, 'stroke-width': 1.5 });
}

/** From the last actual, where the band has no width yet, to the target's quarter. */
function drawBand({ rows }: KpiFigure, hatch: string, at: (i: number, v: number) => Point): string {
  const last = rows.findLastIndex(({ actual }) => actual !== null);
  const ahead = rows.flatMap(({ forecast }, index) => (forecast === null ? [] : [{ index, ...forecast }]));
  const value = rows[last]?.actual ?? null;
  if (value === null || ahead.length === 0) return '';
  const upper = ahead.map(({ index, high }) => at(index, high));
  const lower = ahead.map(({ index, low }) => at(index, low)).toReversed();
  const outline = [at(last, value), ...upper, ...lower];
  return element('path', {
    d: `M${outline.map(pair).join('L')}Z`,
    fill: `url(#${hatch})`,
    stroke: GREY,
    'stroke-width': 1,
    'stroke-dasharray': '2 2',
  });
}

function hatchPattern(id: string): string {
  const ground = element('rect', { width: 6, height: 6, fill: BAND_GROUND });
  const stroke = element('path', { d: 'M-1 5L5 -1M1 7L7 1', stroke: '#b3b3b3', 'stroke-width': 1 });
  return element('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, ground + stroke);
}

function drawScale(
  { rows, unit }: KpiFigure,
  ticks: readonly number[],
  { left, width, height }: { readonly left: number; readonly width: number; readonly height: number },
  at: (index: number, value: number) => Point,
): string {
  const lines = ticks.map((tick) => {
    const { y } = at(0, tick);
    const rule = element('line', { x1: left, y1: y, x2: width - RIGHT, y2: y, stroke: '#d9d9d9' });
    return rule + text(left - 6, y + 4, numberWords(tick), { 'text-anchor': 'end', fill: INK });
  });
  const years = rows.flatMap(({ quarter }, index) => {
    const { fiscalYear, quarter: number } = parseQuarter(quarter);
    if (number !== 1) return [];
    const { x } = at(index, 0);
    const mark = element('line', {
      x1: x,
      y1: height - BOTTOM,
      x2: x,
      y2: height - BOTTOM + 5,
      stroke: INK,
    });
    return [mark + text(x, height - 6, fiscalYearShort(fiscalYear), { fill: INK })];
  });
  const caption = text(4, TOP - 10, `（${unit}）`, { fill: INK });
  return [...lines, ...years, caption].join('');
}

/** What the chart draws, each with the sign it is drawn by; what is not there has no entry. */
function drawLegend({ rows, oldPaths }: KpiFigure, hatch: string, words?: LineWords): string {
  const guide = rows.some(({ isGuide }) => isGuide);
  const { planned, earlier } = words ?? { planned: guide ? '計画（目安）' : '計画', earlier: '前の計画' };
  const line = (x: number, attributes: Record<string, string | number>) =>
    element('line', { x1: x, y1: 14, x2: x + 24, y2: 14, ...attributes });
  const entries: readonly [string, boolean, (x: number) => string][] = [
    [
      '実績',
      true,
      (x) =>
        line(x, { stroke: INK, 'stroke-width': 2.5 }) +
        element('circle', { cx: x + 12, cy: 14, r: 3.5, fill: INK }),
    ],
    [
      planned,
      rows.some(({ planned }) => planned !== null),
      (x) => line(x, { stroke: PLAN, 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }),
    ],
    ['目標', rows.some(({ target }) => target !== null), (x) => diamond({ x: x + 14, y: 14 })],
    [
      '見通しの幅（目安）',
      rows.some(({ forecast }) => forecast !== null),
      (x) => element('rect', { x, y: 8, width: 24, height: 12, fill: `url(#${hatch})`, stroke: GREY }),
    ],
    [earlier, oldPaths.length > 0, (x) => line(x, { stroke: GREY, 'stroke-width': 1 })],
  ];
  let x = 4;
  return entries
    .filter(([, isDrawn]) => isDrawn)
    .map(([word, , sign]) => {
      const drawn = sign(x) + text(x + 30, 18, word, { fill: INK });
      x += 30 + textWidth(word, FONT_SIZE) + 14;
      return drawn;
    })
    .join('');
}
