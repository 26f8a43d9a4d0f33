import { FORM_SHEET_NAME, SEAL_SHEET_NAME } from '../../round/form-sheet.ts';
import type { CellPlace, FormCell, FormOpening, FormWorkbook } from '../../round/form-workbook.ts';
import { readNumberFormats } from './number-formats.ts';
import { walkXml } from './xml.ts';
import { unpackEntry, type ZipEntry, zipEntries } from './zip.ts';

/** A form is some twenty kilobytes; with pictures pasted into it, still less than this. */
const FILE_BYTES_MAX = 2 * 1024 * 1024;
/** What a form may unpack to as a whole, by its own word. */
const UNPACKED_BYTES_MAX = 20 * 1024 * 1024;
/** What any one part that is opened may unpack to, in fact. */
const PART_BYTES_MAX = 2 * 1024 * 1024;
const ENTRIES_MAX = 1000;
const SHEETS_MAX = 200;
const NAMES_MAX = 5000;
const NAMED_SHEETS_MAX = 3;
const CELLS_MAX = 50_000;
const STRINGS_MAX = 50_000;
/** The form is five columns wide and a few hundred rows long; what lies beyond is not looked at. */
const COLUMNS_MAX = 26;
const ROWS_MAX = 5000;

const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];
/** The older Office container, in which a workbook under a password is wrapped. */
const OLE_SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0];
/** The name of the stream that holds an encrypted workbook, as the container writes it: UTF-16. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

const WORKBOOK = 'xl/workbook.xml';

/** Thrown and caught in this file only: the part in hand ends the reading. */
class Refused extends Error {
  readonly reason: 'form-too-large' | 'form-broken';
  constructor(reason: 'form-too-large' | 'form-broken') {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Opens a workbook that came with a mail, if it is our form. Never throws, and takes bounded memory and time whatever
 * the bytes: only the parts a form needs are unpacked, each up to a limit that holds whatever the archive states.
 *
 * Pictures, charts, links to other files and embedded objects are never opened. A workbook without our hidden sheet
 * is somebody's own and stays closed; but one that would unpack to more than any form is refused, not passed over.
 */
export function openForm(bytes: Uint8Array): FormOpening {
  if (startsWith(bytes, OLE_SIGNATURE)) {
    const isLocked = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ENCRYPTED_STREAM);
    return isLocked ? { kind: 'refused', reason: 'form-locked' } : { kind: 'not-a-form' };
  }
  if (!startsWith(bytes, ZIP_SIGNATURE)) return { kind: 'not-a-form' };
  const entries = zipEntries(bytes);
  if (entries === null || !entries.some(({ name }) => name === WORKBOOK)) return { kind: 'not-a-form' };
  const parts = new Parts(bytes, entries);
  try {
    if (entries.length > ENTRIES_MAX || parts.statedBytes > UNPACKED_BYTES_MAX)
      throw new Refused('form-too-large');
    const frame = readFrame(parts.text(WORKBOOK));
    if (!frame.sheets.some(({ name }) => name === SEAL_SHEET_NAME)) return { kind: 'not-a-form' };
    if (bytes.length > FILE_BYTES_MAX) throw new Refused('form-too-large');
    if (hasMacros(entries, parts)) return { kind: 'refused', reason: 'form-macro' };
    return { kind: 'opened', workbook: readBook(frame, parts) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: 'refused', reason: error.reason };
  }
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** The parts of a package by name, each unpacked when it is asked for. */
class Parts {
  readonly statedBytes: number;
  readonly #bytes: Uint8Array;
  readonly #entries = new Map<string, ZipEntry>();
  readonly #twice = new Set<string>();

  constructor(bytes: Uint8Array, entries: readonly ZipEntry[]) {
    this.#bytes = bytes;
    this.statedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
    for (const entry of entries) {
      if (this.#entries.has(entry.name)) this.#twice.add(entry.name);
      this.#entries.set(entry.name, entry);
    }
  }

  /** The text of a part; the empty one where there is none. A part that is there twice has no single meaning. */
  text(name: string): string {
    const entry = this.#entries.get(name);
    if (!entry) return '';
    if (this.#twice.has(name)) throw new Refused('form-broken');
    const unpacked = unpackEntry(this.#bytes, entry, PART_BYTES_MAX);
    if (unpacked === 'too-large') throw new Refused('form-too-large');
    if (unpacked === 'broken') throw new Refused('form-broken');
    return new TextDecoder().decode(unpacked);
  }
}

function hasMacros(entries: readonly ZipEntry[], parts: Parts): boolean {
  return (
    entries.some(({ name }) => /vbaProject\.bin$|^xl\/macrosheets\//i.test(name)) ||
    /macroEnabled/i.test(parts.text('[Content_Types].xml'))
  );
}

/** What the workbook's own part says: its sheets, its names, how it counts days. */
interface Frame {
  readonly sheets: readonly { readonly name: string; readonly relation: string }[];
  readonly names: ReadonlyMap<string, CellPlace>;
  readonly daysFrom1904: boolean;
}

function walk(xml: string, handlers: Parameters<typeof walkXml>[1]): void {
  if (!walkXml(xml, handlers)) throw new Refused('form-broken');
}

function readFrame(xml: string): Frame {
  const sheets: { name: string; relation: string }[] = [];
  const names = new Map<string, CellPlace>();
  let daysFrom1904 = false;
  let name: string | null = null;
  let target = '';
  walk(xml, {
    open(tag, attribute) {
      if (tag === 'sheet') sheets.push({ name: attribute('name') ?? '', relation: attribute('id') ?? '' });
      else if (tag === 'workbookPr') daysFrom1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '');
      else if (tag === 'definedName') {
        name = attribute('localSheetId') === null ? attribute('name') : null;
        target = '';
      }
      if (sheets.length > SHEETS_MAX || names.size > NAMES_MAX) throw new Refused('form-too-large');
    },
    text(text) {
      if (name !== null) target += text;
    },
    close(tag) {
      if (tag !== 'definedName' || name === null) return;
      const place = placeOf(target);
      if (place) names.set(name, place);
      name = null;
    },
  });
  return { sheets, names, daysFrom1904 };
}

/** `回答!$D$7` or `'回答'!$D$7`; null for a range, a fault or anything else. */
function placeOf(target: string): CellPlace | null {
  const match = /^(?:'([^']{1,40})'|([^'!]{1,40}))!\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(target.trim());
  const at = cellAt(`${match?.[3]}${match?.[4]}`);
  return match && at ? { sheet: match[1] ?? match[2] ?? '', ...at } : null;
}

function cellAt(reference: string): { row: number; column: number } | null {
  const match = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference);
  if (!match) return null;
  let column = 0;
  for (const letter of match[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(match[2]) - 1, column: column - 1 };
}

function readBook({ sheets, names, daysFrom1904 }: Frame, parts: Parts): FormWorkbook {
  const targets = readRelations(parts.text('xl/_rels/workbook.xml.rels'));
  const strings = readStrings(parts.text('xl/sharedStrings.xml'));
  const formats = readNumberFormats(parts.text('xl/styles.xml'));
  if (formats === null) throw new Refused('form-broken');
  // A sheet that was given another name is still the one its answers' names point to.
  const named = [...new Set([...names.values()].map(({ sheet }) => sheet))].slice(0, NAMED_SHEETS_MAX);
  const wanted = new Set([FORM_SHEET_NAME, SEAL_SHEET_NAME, ...named]);
  const read = sheets.filter(({ name }) => wanted.has(name));
  return {
    names,
    daysFrom1904,
    sheets: new Map(
      read.map(({ name, relation }) => [
        name,
        readCells(parts.text(targets.get(relation) ?? ''), strings, formats),
      ]),
    ),
  };
}

function readRelations(xml: string): Map<string, string> {
  const targets = new Map<string, string>();
  walk(xml, {
    open(tag, attribute) {
      if (tag !== 'Relationship' || targets.size > SHEETS_MAX) return;
      const target = attribute('Target') ?? '';
      targets.set(attribute('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

/** The strings cells refer to by number. Furigana (rPh) is beside the text, not of it. */
function readStrings(xml: string): string[] {
  const strings: string[] = [];
  let current = '';
  let isText = false;
  let isFurigana = false;
  walk(xml, {
    open(tag) {
      if (tag === 'si') current = '';
      else if (tag === 'rPh') isFurigana = true;
      else if (tag === 't') isText = !isFurigana;
    },
    text(text) {
      if (isText) current += text;
    },
    close(tag) {
      if (tag === 't') isText = false;
      else if (tag === 'rPh') isFurigana = false;
      else if (tag === 'si') {
        strings.push(withoutEscapes(current));
        if (strings.length > STRINGS_MAX) throw new Refused('form-too-large');
      }
    },
  });
  return strings;
}

/** `_x000D_` stands for a character that XML cannot hold. */
function withoutEscapes(text: string): string {
  return text
    .replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\r\n?/g, '\n');
}

interface OpenCell {
  readonly key: string | null;
  readonly type: string;
  readonly format: string;
  value: string;
  hasFormula: boolean;
}

function readCells(
  xml: string,
  strings: readonly string[],
  formats: readonly string[],
): ReadonlyMap<string, FormCell> {
  const cells = new Map<string, FormCell>();
  let row = -1;
  let column = -1;
  let cell: OpenCell | null = null;
  let isValue = false;
  let isFurigana = false;
  walk(xml, {
    open(tag, attribute) {
      if (tag === 'row') {
        row = Number(attribute('r') ?? row + 2) - 1;
        column = -1;
      } else if (tag === 'c') {
        const at = cellAt(attribute('r') ?? '') ?? { row, column: column + 1 };
        column = at.column;
        const isNear = at.column < COLUMNS_MAX && at.row < ROWS_MAX;
        cell = {
          key: isNear ? `${at.row},${at.column}` : null,
          type: attribute('t') ?? 'n',
          format: formats[Number(attribute('s') ?? -1)] ?? '',
          value: '',
          hasFormula: false,
        };
      } else if (tag === 'f' && cell) cell.hasFormula = true;
      else if (tag === 'rPh') isFurigana = true;
      else if (tag === 'v' || tag === 't') isValue = !isFurigana;
    },
    text(text) {
      if (cell && isValue) cell.value += text;
    },
    close(tag) {
      if (tag === 'v' || tag === 't') isValue = false;
      else if (tag === 'rPh') isFurigana = false;
      if (tag !== 'c' || !cell) return;
      const read = cellOf(cell, strings);
      if (read && cell.key !== null) cells.set(cell.key, read);
      if (cells.size > CELLS_MAX) throw new Refused('form-too-large');
      cell = null;
    },
  });
  return cells;
}

/** What a cell holds, or null for a blank one. */
function cellOf({ type, value, format, hasFormula }: OpenCell, strings: readonly string[]): FormCell | null {
  if (value === '') return hasFormula && type !== 'str' ? { kind: 'fault' } : null;
  switch (type) {
    case 'n': {
      const number = Number(value);
      return Number.isFinite(number) ? { kind: 'number', value: number, format } : { kind: 'fault' };
    }
    case 's':
      return textCell(strings[Number(value)] ?? '');
    case 'b':
      return { kind: 'truth', value: value === '1' };
    case 'e':
      return { kind: 'fault' };
    case 'd':
      return textCell(value.replace(/T.*$/, ''));
    default:
      return textCell(withoutEscapes(value));
  }
}

function textCell(text: string): FormCell | null {
  return text === '' ? null : { kind: 'text', text };
}
