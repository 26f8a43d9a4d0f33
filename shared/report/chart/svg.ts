import type { Status } from '../../progress/judgement.ts';
import { STATUS_LOOKS } from '../status-marks.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** One element. `content` is markup already; attributes and {@link text} are escaped. Numbers keep two decimals. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeMarkup(value)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** A line of letters with its baseline at `y`. */
export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeMarkup(words));
}

export function escapeMarkup(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const round = (value: number) => String(Math.round(value * 100) / 100);

/** About as wide as the letters come out: Latin letters and digits take a little over half of the size. */
export function textWidth(words: string, fontSize: number): number {
  let widths = 0;
  for (const letter of words) widths += /[ -~]/.test(letter) ? 0.58 : 1;
  return widths * fontSize;
}

/** What a pattern draws over its pale ground, on a tile of eight pixels. */
const STROKES: Record<Status, string> = {
  achieved: '',
  'on-track': 'M-2 6L6 -2M2 10L10 2',
  'at-risk': 'M1 2h2M5 6h2',
  'off-track': 'M0 0L8 8M8 0L0 8',
  'not-reported': 'M0 4h8',
  'under-review': 'M4 0v4',
  awaiting: 'M4 0v8',
  'not-evaluable': 'M0 4h8M4 0v8',
  excluded: '',
};

/** Opaque, so that nothing shines through where a client inverts its colours. */
const GROUNDS: Record<Status, string> = {
  achieved: '#0017c1',
  'on-track': '#d3ecdd',
  'at-risk': '#f7ecc4',
  'off-track': '#f9d9d9',
  'not-reported': '#f2f2f2',
  'under-review': '#f2f2f2',
  awaiting: '#f2f2f2',
  'not-evaluable': '#f2f2f2',
  excluded: '#ffffff',
};

/** The patterns of some statuses, for a chart's `defs`. */
export function statusPatterns(idPrefix: string, statuses: readonly Status[]): string {
  return statuses
    .map((status) => {
      const ground = element('rect', { width: 8, height: 8, fill: GROUNDS[status] });
      const strokes = {
        d: STROKES[status],
        stroke: STATUS_LOOKS[status].colour,
        'stroke-width': 1.5,
        fill: 'none',
      };
      const drawn = STROKES[status] === '' ? '' : element('path', strokes);
      const tile = { id: `${idPrefix}-${status}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' };
      return element('pattern', tile, ground + drawn);
    })
    .join('');
}

/** The fill of a status, once its pattern is among the `defs`. */
export const patternOf = (idPrefix: string, status: Status) => `url(#${idPrefix}-${status})`;
