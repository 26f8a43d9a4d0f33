import type { Status } from '../../progress/judgement.ts';
import { STATUS_LOOKS } from '../status-marks.ts';
import { PAGE_WORDS } from '../status-table.ts';
import type { Trend } from '../trend.ts';
import { element, escapeMarkup, patternOf, statusPatterns, text, textWidth } from './svg.ts';

export interface ChartSize {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export interface StatusChart {
  readonly trend: Trend;
  /** What the chart says, for those who do not see it. */
  readonly message: string;
  readonly size: ChartSize;
  /** Before every id, so that several charts may stand in one document. */
  readonly idPrefix?: string;
}

const FONT_SIZE = 12;
const LEGEND_LINE = 20;
const AXIS_HEIGHT = 20;
const SIDE = 8;
/** A bar fills so much of the room of its quarter, and is never wider than that. */
const BAR_SHARE = 0.62;
const BAR_MAX = 64;
/** A segment lower than this has no room for its label; the table beside the chart has the number. */
const LABELLED_FROM = 14;

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Counts by status, stacked, a bar for each quarter: one SVG, opaque, in letters of BIZ UDPGothic. Statuses differ by
 * pattern, sign and word as well as by colour. The numbers stand in a table beside it, never in the chart alone.
 */
export function drawStatusChart({ trend, message, size, idPrefix = 'status' }: StatusChart): string {
  const { width, height } = size;
  const shown = trend.columns.filter((_, index) =>
    trend.points.some(({ counts }) => (counts[index] ?? 0) > 0),
  );
  const legend = drawLegend(shown, width, idPrefix);
  const body = [
    element('title', { id: `${idPrefix}-title` }, '四半期ごとの件数'),
    element('desc', { id: `${idPrefix}-desc` }, escapeMarkup(message)),
    element('defs', {}, statusPatterns(idPrefix, shown)),
    element('rect', { width, height, fill: '#ffffff' }),
    legend.drawn,
    drawBars(trend, size, legend.height, idPrefix),
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

/** What the signs mean, on as many lines as the width asks for, and the height they take. */
function drawLegend(statuses: readonly Status[], width: number, idPrefix: string) {
  let [x, line] = [SIDE, 0];
  const drawn = statuses
    .map((status) => {
      const { icon, colour } = STATUS_LOOKS[status];
      const word = `${icon} ${PAGE_WORDS[status]}`;
      const length = 18 + textWidth(word, FONT_SIZE);
      if (x > SIDE && x + length > width - SIDE) [x, line] = [SIDE, line + 1];
      const key = element('rect', {
        x,
        y: 5 + line * LEGEND_LINE,
        width: 14,
        height: 12,
        fill: patternOf(idPrefix, status),
        stroke: colour,
      });
      const label = text(x + 18, 15 + line * LEGEND_LINE, word, { fill: colour });
      x += length + 14;
      return key + label;
    })
    .join('');
  return { drawn, height: (line + 1) * LEGEND_LINE + 4 };
}

function drawBars(
  { columns, points }: Trend,
  { width, height }: ChartSize,
  ceiling: number,
  idPrefix: string,
): string {
  const floor = height - AXIS_HEIGHT;
  const room = (width - 2 * SIDE) / Math.max(1, points.length);
  const barWidth = Math.min(BAR_MAX, room * BAR_SHARE);
  const tallest = Math.max(1, ...points.map(({ counts }) => sum(counts)));
  const perCount = (floor - ceiling - 4) / tallest;
  const bars = points.map(({ label, counts }, index) => {
    const middle = SIDE + room * (index + 0.5);
    let top = floor;
    const segments = columns.map((status, column) => {
      const count = counts[column] ?? 0;
      if (count === 0) return '';
      top -= count * perCount;
      const place = { x: middle - barWidth / 2, y: top, width: barWidth, height: count * perCount };
      return drawSegment(status, count, place, idPrefix);
    });
    const caption = shortQuarter(label, room);
    return (
      segments.join('') + text(middle, height - 6, caption, { 'text-anchor': 'middle', fill: '#1a1a1a' })
    );
  });
  const axis = { x1: SIDE, y1: floor, x2: width - SIDE, y2: floor, stroke: '#1a1a1a' };
  return bars.join('') + element('line', axis);
}

function drawSegment(status: Status, count: number, place: Placed, idPrefix: string): string {
  const { icon, colour } = STATUS_LOOKS[status];
  const box = element('rect', { ...place, fill: patternOf(idPrefix, status), stroke: colour });
  if (place.height < LABELLED_FROM) return box;
  const word = `${icon}${count}`;
  const middle = place.x + place.width / 2;
  const centre = place.y + place.height / 2;
  const plate = textWidth(word, FONT_SIZE) + 6;
  // A plate keeps the letters off the pattern.
  return (
    box +
    element('rect', { x: middle - plate / 2, y: centre - 6.5, width: plate, height: 13, fill: '#ffffff' }) +
    text(middle, centre + 4.5, word, { 'text-anchor': 'middle', fill: colour })
  );
}

/** `R8第1四半期`, or `R8第1` where eight stand side by side. */
function shortQuarter(label: string, room: number): string {
  return textWidth(label, FONT_SIZE) <= room ? label : label.replace('四半期', '');
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
