/** The tables a renderer needs to place and draw letters; hints, vertical writing and features are left out. */
const COPIED = ['OS/2', 'head', 'hhea', 'maxp', 'name', 'post'] as const;

interface Table {
  readonly tag: string;
  readonly bytes: Buffer;
}

/**
 * Cuts a TrueType font down to the letters of a text: glyphs are numbered anew, so that a renderer reads some ten
 * kilobytes instead of megabytes. Letters the font lacks are left out. Refuses a font whose outlines are not TrueType.
 */
export function subsetFont(font: Uint8Array, letters: string): Uint8Array {
  const source = Buffer.from(font.buffer, font.byteOffset, font.byteLength);
  const tables = readTables(source);
  const table = (tag: string) => {
    const bytes = tables.get(tag);
    if (!bytes) throw new RangeError(`the font has no table ${tag}; only TrueType outlines can be cut down`);
    return bytes;
  };
  const glyphOf = readCharacterMap(table('cmap'));
  const wanted = [...new Set(letters)]
    .map((letter) => letter.codePointAt(0) ?? 0)
    .filter((code) => glyphOf(code) !== 0)
    .sort((a, b) => a - b);
  const outlines = outlineReader(table('loca'), table('glyf'), table('head').readInt16BE(50));
  // Glyph 0 is what stands in for a missing letter, and always comes first.
  const kept = withParts([0, ...wanted.map(glyphOf)], outlines);
  const numbers = new Map(kept.map((old, index) => [old, index]));
  const head = Buffer.from(table('head'));
  head.writeInt16BE(1, 50);
  const hhea = Buffer.from(table('hhea'));
  const metrics = hhea.readUInt16BE(34);
  hhea.writeUInt16BE(kept.length, 34);
  const maxp = Buffer.from(table('maxp'));
  maxp.writeUInt16BE(kept.length, 4);
  const { glyf, loca } = writeOutlines(kept.map((old) => renumber(outlines(old), numbers)));
  const changed: Record<string, Buffer> = {
    head,
    hhea,
    maxp,
    glyf,
    loca,
    hmtx: Buffer.concat(kept.map((old) => metricOf(table('hmtx'), metrics, old))),
    cmap: writeCharacterMap(wanted.map((code) => [code, numbers.get(glyphOf(code)) ?? 0])),
  };
  const tags = [...new Set([...COPIED, ...Object.keys(changed)])].sort();
  return assemble(
    source.readUInt32BE(0),
    tags.map((tag) => ({ tag, bytes: changed[tag] ?? table(tag) })),
  );
}

function readTables(source: Buffer): ReadonlyMap<string, Buffer> {
  const count = source.readUInt16BE(4);
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const at = 12 + 16 * index;
      const offset = source.readUInt32BE(at + 8);
      return [
        source.toString('latin1', at, at + 4),
        source.subarray(offset, offset + source.readUInt32BE(at + 12)),
      ];
    }),
  );
}

/** Reads the segments of the Unicode map for the basic plane (format 4); other planes count as missing. */
function readCharacterMap(cmap: Buffer): (code: number) => number {
  const count = cmap.readUInt16BE(2);
  const offsets = Array.from({ length: count }, (_, index) => cmap.readUInt32BE(8 + 8 * index));
  const start = offsets.find((offset) => cmap.readUInt16BE(offset) === 4);
  if (start === undefined) throw new RangeError('the font maps no letters of the basic plane');
  const map = cmap.subarray(start);
  const segments = map.readUInt16BE(6) / 2;
  const word = (group: number, segment: number) =>
    map.readUInt16BE(14 + 2 * (group * segments + segment) + (group > 0 ? 2 : 0));
  return (code) => {
    for (let segment = 0; segment < segments; segment += 1) {
      if (code > word(0, segment)) continue;
      const from = word(1, segment);
      if (code < from) return 0;
      const delta = word(2, segment);
      const rangeAt = 14 + 2 * (3 * segments + segment) + 2;
      const range = map.readUInt16BE(rangeAt);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = map.readUInt16BE(rangeAt + range + 2 * (code - from));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

type Outlines = (glyph: number) => Buffer;

function outlineReader(loca: Buffer, glyf: Buffer, format: number): Outlines {
  const at = (glyph: number) =>
    format === 0 ? 2 * loca.readUInt16BE(2 * glyph) : loca.readUInt32BE(4 * glyph);
  return (glyph) => glyf.subarray(at(glyph), at(glyph + 1));
}

const isComposite = (outline: Buffer) => outline.length > 0 && outline.readInt16BE(0) < 0;

/** Where a glyph made of others names them. */
function partsOf(outline: Buffer): { readonly at: number; readonly glyph: number }[] {
  if (!isComposite(outline)) return [];
  const parts: { at: number; glyph: number }[] = [];
  for (let at = 10, flags = 0x20; (flags & 0x20) !== 0; ) {
    flags = outline.readUInt16BE(at);
    parts.push({ at: at + 2, glyph: outline.readUInt16BE(at + 2) });
    // Two words of offsets or two bytes, then one, two or four words of scale.
    at += 4 + ((flags & 0x01) !== 0 ? 4 : 2);
    if ((flags & 0x08) !== 0) at += 2;
    else if ((flags & 0x40) !== 0) at += 4;
    else if ((flags & 0x80) !== 0) at += 8;
  }
  return parts;
}

function withParts(glyphs: readonly number[], outlines: Outlines): number[] {
  const kept = new Set(glyphs);
  // What is added while walking is walked as well: a part may have parts.
  for (const glyph of kept) for (const part of partsOf(outlines(glyph))) kept.add(part.glyph);
  return [...kept];
}

function renumber(outline: Buffer, numbers: ReadonlyMap<number, number>): Buffer {
  const parts = partsOf(outline);
  if (parts.length === 0) return outline;
  const copy = Buffer.from(outline);
  for (const { at, glyph } of parts) copy.writeUInt16BE(numbers.get(glyph) ?? 0, at);
  return copy;
}

function writeOutlines(outlines: readonly Buffer[]): { glyf: Buffer; loca: Buffer } {
  const loca = Buffer.alloc(4 * (outlines.length + 1));
  const padded = outlines.map((outline) => Buffer.concat([outline, Buffer.alloc(-outline.length & 3)]));
  let end = 0;
  for (const [index, { length }] of padded.entries()) {
    end += length;
    loca.writeUInt32BE(end, 4 * (index + 1));
  }
  return { glyf: Buffer.concat(padded), loca };
}

/** Width and left side of a glyph; those after the last of `metrics` share its width. */
function metricOf(hmtx: Buffer, metrics: number, glyph: number): Buffer {
  const own = Math.min(glyph, metrics - 1);
  const side = glyph < metrics ? 4 * glyph + 2 : 4 * metrics + 2 * (glyph - metrics);
  return Buffer.concat([hmtx.subarray(4 * own, 4 * own + 2), hmtx.subarray(side, side + 2)]);
}

/** A map in format 12, one group for each letter. */
function writeCharacterMap(letters: readonly (readonly [number, number])[]): Buffer {
  const map = Buffer.alloc(12 + 16 + 12 * letters.length);
  map.writeUInt16BE(1, 2);
  map.writeUInt16BE(3, 4);
  map.writeUInt16BE(10, 6);
  map.writeUInt32BE(12, 8);
  map.writeUInt16BE(12, 12);
  map.writeUInt32BE(16 + 12 * letters.length, 16);
  map.writeUInt32BE(letters.length, 24);
  for (const [index, [code, glyph]] of letters.entries()) {
    const at = 28 + 12 * index;
    map.writeUInt32BE(code, at);
    map.writeUInt32BE(code, at + 4);
    map.writeUInt32BE(glyph, at + 8);
  }
  return map;
}

function assemble(version: number, tables: readonly Table[]): Uint8Array {
  const directory = Buffer.alloc(12 + 16 * tables.length);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  directory.writeUInt32BE(version, 0);
  directory.writeUInt16BE(tables.length, 4);
  directory.writeUInt16BE(16 * power, 6);
  directory.writeUInt16BE(Math.log2(power), 8);
  directory.writeUInt16BE(16 * (tables.length - power), 10);
  let offset = directory.length;
  const bodies = tables.map(({ tag, bytes }, index) => {
    const at = 12 + 16 * index;
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    directory.write(tag, at, 'latin1');
    directory.writeUInt32BE(checksumOf(padded), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(bytes.length, at + 12);
    offset += padded.length;
    return padded;
  });
  return Buffer.concat([directory, ...bodies]);
}

function checksumOf(padded: Buffer): number {
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}
