import { gunzipSync, gzipSync } from 'node:zlib';
import type { Row } from './rows.ts';

/** A text this long is kept compressed: a row holds 400 KB, and the page of a large plan is more than that. */
const PACKED_FROM_CHARS = 50_000;

/** A record's value as a row holds it: long texts apart from it, compressed, by the name of their field. */
export interface Packed {
  readonly value: unknown;
  readonly packed?: Readonly<Record<string, Uint8Array>>;
}

/** Takes the long texts out of a value. What was packed comes back as it was. */
export function pack(value: object): Packed {
  const long = Object.entries(value).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && entry[1].length >= PACKED_FROM_CHARS,
  );
  if (long.length === 0) return { value };
  const names = new Set(long.map(([name]) => name));
  return {
    value: Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name))),
    packed: Object.fromEntries(long.map(([name, text]) => [name, gzipSync(text)])),
  };
}

/** A row's value whole again. */
export function unpack({ value, packed }: Row): unknown {
  if (!isObject(packed)) return value;
  const texts = Object.entries(packed).map(([name, bytes]) => [
    name,
    bytes instanceof Uint8Array ? gunzipSync(bytes).toString('utf8') : bytes,
  ]);
  return { ...(isObject(value) ? value : {}), ...Object.fromEntries(texts) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
