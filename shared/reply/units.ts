import { plain } from './plain-text.ts';

/** Ways to write one unit; the first is its name here. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['%', 'パーセント', 'percent', 'pct', 'ぱーせんと', 'パーセン'],
  ['ポイント', 'pt', 'pts', 'ﾎﾟｲﾝﾄ'],
  ['人', '名', '人分', '名分', 'にん'],
  ['箇所', 'か所', 'カ所', 'ヶ所', 'ヵ所', 'ケ所', '個所', 'ヶ処'],
  ['か月', 'ヶ月', 'カ月', 'ヵ月', 'ケ月', '箇月', '個月'],
  ['時間', 'h', 'hr', 'hrs', 'hour', 'hours', 'じかん'],
  ['分', '分間', 'min', 'mins', 'minutes', 'ふん'],
  ['秒', '秒間', 'sec', 'seconds'],
  ['m^2', 'm2', '平米', '平方メートル', '平方m', '平方メーター'],
  ['m^3', 'm3', '立米', '立方メートル', '立方m'],
  ['km', 'キロ', 'キロメートル'],
  ['t', 'トン', 'ton', 'tons'],
  ['kg', 'キログラム'],
  ['円', 'yen', 'jpy', '圓'],
  ['件', '件分', '件数'],
  ['台', '台分'],
  ['回', '回分'],
];
const NAMES = new Map(SYNONYMS.flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)));

/** The scales a unit may carry before its name, longest first: 百万円 is a million times 円. */
const SCALES: readonly (readonly [string, number])[] = [
  ...([
    ['千億', 1e11],
    ['百億', 1e10],
    ['十億', 1e9],
    ['千万', 1e7],
    ['百万', 1e6],
    ['十万', 1e5],
  ] as const),
  ...([
    ['兆', 1e12],
    ['億', 1e8],
    ['万', 1e4],
    ['千', 1e3],
    ['百', 1e2],
  ] as const),
];

/** Seconds in each unit of time, for the one conversion besides scales that has a single meaning. */
const SECONDS: Readonly<Record<string, number>> = { 時間: 3600, 分: 60, 秒: 1 };

export interface Unit {
  readonly scale: number;
  readonly base: string;
}

function nameOfUnit(text: string): string {
  const key = plain(text).toLowerCase().replace(/\s+/g, '');
  return NAMES.get(key) ?? key;
}

/** Takes a unit apart into its scale and its base: `千円` is 1,000 × `円`. */
export function readUnit(text: string): Unit {
  const key = plain(text).replace(/\s+/g, '');
  const scaled = SCALES.find(([name]) => key.startsWith(name) && key.length > name.length);
  return scaled
    ? { scale: scaled[1], base: nameOfUnit(key.slice(scaled[0].length)) }
    : { scale: 1, base: nameOfUnit(key) };
}

export function isPercent(unit: string): boolean {
  return readUnit(unit).base === '%';
}

/** Whether the unit counts things, so that it cannot be negative: money, rates, degrees and points may be. */
export function isCount(unit: string): boolean {
  return !['%', '円', 'ポイント', '℃', '°c', '度', ''].includes(readUnit(unit).base);
}

/** How many of `to` one `from` is, for units of time; null where they are not both of time. */
export function timeRatio(from: string, to: string): number | null {
  const [numerator, denominator] = [SECONDS[from], SECONDS[to]];
  return numerator === undefined || denominator === undefined ? null : numerator / denominator;
}

const NAMES_BY_LENGTH = [...NAMES.keys()].sort((a, b) => b.length - a.length);

/** Whether a text begins with a name; one in Latin letters must not go on as a longer word. */
function beginsWith(lower: string, name: string): boolean {
  return (
    name !== '' && lower.startsWith(name) && !(/[a-z]$/.test(name) && /^[a-z]/.test(lower.slice(name.length)))
  );
}

/** The unit a text begins with, by the longest name that is known or the one expected; null where none does. */
export function unitAt(text: string, expected: string): { base: string; length: number } | null {
  const lower = text.slice(0, 40).toLowerCase();
  const own = plain(expected).toLowerCase().replace(/\s+/g, '');
  const known = NAMES_BY_LENGTH.find((name) => beginsWith(lower, name));
  const found = beginsWith(lower, own) && own.length >= (known?.length ?? 0) ? own : known;
  return found === undefined ? null : { base: nameOfUnit(found), length: found.length };
}
