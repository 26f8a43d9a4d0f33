import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openForm } from '../../../shared/adapters/spreadsheet/read-form.ts';
import { zipEntries } from '../../../shared/adapters/spreadsheet/zip.ts';
import { aFormFile, resaved } from '../../support/excel-form.ts';
import { type ZippedFile, zipOf } from '../../support/zip.ts';
import { aForm } from '../mail/small-form.ts';

const text = (string: string) => new TextEncoder().encode(string);
const zeros = (megabytes: number) => new Uint8Array(megabytes * 1024 * 1024);

let file: Uint8Array;
let parts: ZippedFile[];
beforeAll(async () => {
  file = await aFormFile(aForm());
  parts = (zipEntries(file) ?? []).map(({ name, offset, packedBytes, method }) => {
    const view = new DataView(file.buffer, file.byteOffset);
    const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    const packed = file.subarray(start, start + packedBytes);
    return { name, bytes: method === 8 ? inflateRawSync(packed) : packed };
  });
});

/** The form with some parts put in the place of others, or added. */
const formWith = (...changed: ZippedFile[]) =>
  zipOf([...parts.filter(({ name }) => !changed.some((part) => part.name === name)), ...changed]);

const partOf = (name: string) => new TextDecoder().decode(parts.find((part) => part.name === name)?.bytes);

const SHEET = 'xl/worksheets/sheet1.xml';

describe('a workbook that may harm', () => {
  it('is a form as long as nothing is wrong with it', () => {
    expect(openForm(formWith())).toMatchObject({ kind: 'opened' });
  });

  it.each([
    ['a project of macros', { name: 'xl/vbaProject.bin', bytes: text('macro') }],
    ['the older macros in a sheet', { name: 'xl/macrosheets/sheet1.xml', bytes: text('<x/>') }],
  ])('is refused with %s', (_, part) => {
    expect(openForm(formWith(part))).toEqual({ kind: 'refused', reason: 'form-macro' });
  });

  it('is refused when it calls itself macro-enabled', () => {
    const types = partOf('[Content_Types].xml').replace(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
      'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
    );
    expect(types).toContain('macroEnabled');
    expect(openForm(formWith({ name: '[Content_Types].xml', bytes: text(types) }))).toEqual({
      kind: 'refused',
      reason: 'form-macro',
    });
  });

  it('is refused under a password', async () => {
    const container = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    expect(openForm(container)).toEqual({ kind: 'refused', reason: 'form-locked' });
  });

  it('is refused where it says that it unpacks to more than any form', () => {
    const bomb = formWith({ name: 'xl/media/image1.png', bytes: zeros(25) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(openForm(bomb)).toEqual({ kind: 'refused', reason: 'form-too-large' });
  });

  it('is refused even if it is not known to be ours: nobody looks inside a bomb to find out', () => {
    const bomb = zipOf([{ name: 'xl/workbook.xml', bytes: zeros(25) }]);
    expect(openForm(bomb)).toEqual({ kind: 'refused', reason: 'form-too-large' });
  });

  it.each([SHEET, 'xl/workbook.xml', 'xl/sharedStrings.xml', 'xl/styles.xml', '[Content_Types].xml'])(
    'is refused where %s unpacks to more than the directory says',
    (name) => {
      const liar = formWith({ name, bytes: zeros(30), statedBytes: 1000 });
      expect(openForm(liar)).toEqual({ kind: 'refused', reason: 'form-too-large' });
    },
  );

  it('never unpacks what no form needs', () => {
    const liar = formWith({ name: 'xl/media/image1.png', bytes: zeros(30), statedBytes: 1000 });
    expect(openForm(liar)).toMatchObject({ kind: 'opened' });
  });

  it('is refused with more cells, sheets, names or files than any form', () => {
    const cells = Array.from(
      { length: 26 * 2500 },
      (_, at) => `<c r="${String.fromCharCode(65 + (at % 26))}${Math.floor(at / 26) + 1}"><v>1</v></c>`,
    );
    const sheet = (body: string) => `<worksheet><sheetData><row r="1">${body}</row></sheetData></worksheet>`;
    expect(openForm(formWith({ name: SHEET, bytes: text(sheet(cells.join(''))) }))).toMatchObject({
      reason: 'form-too-large',
    });
    const workbook = partOf('xl/workbook.xml');
    const sheets = workbook.replace(
      '</sheets>',
      `${'<sheet name="x" sheetId="9" r:id="rId9"/>'.repeat(300)}</sheets>`,
    );
    expect(openForm(formWith({ name: 'xl/workbook.xml', bytes: text(sheets) }))).toMatchObject({
      reason: 'form-too-large',
    });
    const many = Array.from({ length: 1100 }, (_, at) => ({ name: `xl/media/${at}`, bytes: text('x') }));
    expect(openForm(formWith(...many))).toMatchObject({ reason: 'form-too-large' });
  });

  it('is broken with a document type, a part that is there twice, or tags that never end', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet/>';
    expect(openForm(formWith({ name: SHEET, bytes: text(bomb) }))).toMatchObject({ reason: 'form-broken' });
    expect(openForm(formWith({ name: SHEET, bytes: text('<worksheet><sheetData') }))).toMatchObject({
      reason: 'form-broken',
    });
    expect(openForm(zipOf([...parts, { name: SHEET, bytes: text('<worksheet/>') }]))).toMatchObject({
      reason: 'form-broken',
    });
  });

  it('looks at no cell beyond the form, however far away it says it is', () => {
    const far =
      '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>';
    const opening = openForm(formWith({ name: SHEET, bytes: text(far) }));
    expect(opening.kind === 'opened' && opening.workbook.sheets.get('回答')?.size).toBe(0);
  });

  it('takes furigana for what it is, beside the text', () => {
    const shared =
      '<sst><si><t>土木</t><rPh sb="0" eb="2"><t>ドボク</t></rPh><phoneticPr fontId="1"/></si></sst>';
    const inline =
      '<c r="B1" t="inlineStr"><is><r><t>管理</t></r><rPh sb="0" eb="2"><t>カンリ</t></rPh></is></c>';
    const sheet = `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>${inline}</row></sheetData>`;
    const opening = openForm(
      formWith({ name: 'xl/sharedStrings.xml', bytes: text(shared) }, { name: SHEET, bytes: text(sheet) }),
    );
    expect(opening.kind === 'opened' && [...(opening.workbook.sheets.get('回答')?.values() ?? [])]).toEqual([
      { kind: 'text', text: '土木' },
      { kind: 'text', text: '管理' },
    ]);
  });

  it('stays closed where it is somebody’s own', async () => {
    const own = await resaved(file, (workbook) => workbook.removeWorksheet('_shinchoku'));
    expect(openForm(own)).toEqual({ kind: 'not-a-form' });
    expect(openForm(zipOf([{ name: 'word/document.xml', bytes: text('<x/>') }]))).toEqual({
      kind: 'not-a-form',
    });
    expect(openForm(text('%PDF-1.7'))).toEqual({ kind: 'not-a-form' });
    expect(openForm(new Uint8Array())).toEqual({ kind: 'not-a-form' });
  });

  it('never throws, whatever happened to its bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
        fc.nat(file.length),
        (changes, cut) => {
          const bytes = Uint8Array.from(file);
          for (const [at, value] of changes) bytes[at] = value;
          expect(['opened', 'refused', 'not-a-form']).toContain(openForm(bytes).kind);
          expect(['opened', 'refused', 'not-a-form']).toContain(openForm(file.subarray(0, cut)).kind);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws on a sheet of any words of a sheet', () => {
    const word = fc.constantFrom(
      ...[
        '<c r="D7" t="s">',
        '<c>',
        '</c>',
        '<v>',
        '</v>',
        '<f>',
        '</f>',
        '1',
        '-1',
        '1e999',
        '&#x110000;',
        '&amp;',
        '<is>',
        '<t>',
        '</t>',
        '<rPh>',
        '<row r="x">',
        '<row>',
        '</row>',
        '"',
        "'",
        '<',
        '>',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '_x0000_',
        ' r="D7"',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const bytes = formWith({ name: SHEET, bytes: text(`<sheetData><row>${words.join('')}`) });
        expect(['opened', 'refused']).toContain(openForm(bytes).kind);
      }),
      { numRuns: 200 },
    );
  });
});
