import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlanFile, writePlanWorkbook } from '../../../shared/adapters/plan-file.ts';
import { PLAN_FILE_BYTES_MAX } from '../../../shared/adapters/plan-spreadsheet.ts';
import { createSpreadsheet } from '../../../shared/adapters/spreadsheet/hucre.ts';
import { unpackedBytes } from '../../../shared/adapters/spreadsheet/zip.ts';
import { aDirectory, aPlan, faultsOf, known, planOf, sampleCity, sampleText } from './builders.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (name: string, bytes: Uint8Array | string, before = known()) =>
  readPlanFile({ name, bytes: typeof bytes === 'string' ? encode(bytes) : bytes }, before);

const CSV = [
  '番号,取り組み名,取組方針,所管部署,目指す姿,指標名,単位,種別,良い方向,区分,R8(2026)',
  '2-1-1,端末の配備,"端末を配備する。\r\n持ち出す。",土木管理課,"時間を""短縮""する。",端末数,台,時点値,増加,成果,６０台',
].join('\r\n');

/** Enough of CP932 for the table above: what Japanese Excel writes when one chooses CSV. */
function encodeCp932(text: string): Uint8Array {
  const decoder = new TextDecoder('shift_jis');
  const codes = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0x9f; lead += 1) {
    for (let trail = 0x40; trail <= 0xfc; trail += 1)
      codes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  }
  return Uint8Array.from(
    [...text].flatMap((letter) => (letter < '\x80' ? [letter.charCodeAt(0)] : (codes.get(letter) ?? [0x3f]))),
  );
}

describe('reading a plan file', () => {
  it('reads the sample plan from YAML, and the same from JSON', async () => {
    const { plan, directory } = sampleCity();
    expect(planOf(await read('plan.yaml', sampleText('plan'), { plan: null, directory }))).toEqual(plan);
    const json = JSON.stringify({ ...plan, directory });
    const reading = await read('plan.JSON', json, { plan: null, directory: null });
    expect(planOf(reading)).toEqual(plan);
    expect(reading).toMatchObject({ directory });
  });

  it('reads CSV in UTF-8 with and without a byte order mark and in CP932, all to the same plan', async () => {
    const plain = planOf(await read('plan.csv', CSV));
    expect(plain.initiatives[0]).toMatchObject({
      policy: '端末を配備する。\r\n持ち出す。',
      desiredState: '時間を"短縮"する。',
      kpis: [{ targets: { 2026: 60 } }],
    });
    expect(planOf(await read('plan.csv', `\ufeff${CSV}`))).toEqual(plain);
    expect(planOf(await read('plan.csv', encodeCp932(CSV)))).toEqual(plain);
    expect(planOf(await read('plan.csv', CSV.replaceAll(',', '\t')))).toEqual(plain);
  });

  it('reads back the workbook it wrote', async () => {
    const { plan, directory } = sampleCity();
    const bytes = await writePlanWorkbook(plan, directory);
    const reading = await read('plan.xlsx', bytes, { plan, directory });
    // Years that were closed stand in no file; publishing keeps them.
    const { closed: _closed, ...written } = plan;
    expect(planOf(reading)).toEqual(written);
    expect(reading).toMatchObject({ directory, notes: [] });
  });

  it.each([
    ['plan.xlsx', '', 'plan.xlsx ファイルが空です。内容のあるファイルを指定してください。'],
    ['plan.yaml', ' \n', 'plan.yaml ファイルが空です。内容のあるファイルを指定してください。'],
    [
      'plan.docx',
      'x',
      'plan.docx 読めない種類のファイルです。.xlsx、.csv、.yaml、.json のどれかにしてください。',
    ],
    ['plan', 'x', 'plan 読めない種類のファイルです。.xlsx、.csv、.yaml、.json のどれかにしてください。'],
    [
      'plan.xlsx',
      'title: x',
      'plan.xlsx ファイルが壊れているか、Excelブック（.xlsx）ではありません。Excelで開き、保存し直してください。',
    ],
    [
      'plan.csv',
      'PK\x03\x04rest',
      'plan.csv 拡張子は .csv ですが、中身はExcelブックなどの圧縮ファイルです。拡張子を確かめてください。',
    ],
    [
      'plan.csv',
      'a,"b\nc,d',
      'plan.csv 2行目の近くで、引用符（"）の対応が取れていません。Excelで開き、CSVで保存し直してください。',
    ],
    [
      'plan.yaml',
      'title: [1,\nperiod: }',
      'plan.yaml 2行目の近くでYAMLの書き方が崩れています。字下げ・かっこ・引用符を確かめてください。',
    ],
    [
      'plan.yaml',
      'id: a\nid: b',
      'plan.yaml 2行目の近くでYAMLの書き方が崩れています。字下げ・かっこ・引用符を確かめてください。',
    ],
    [
      'plan.json',
      '{\n"id": }',
      'plan.json JSONの書き方が崩れています。字下げ・かっこ・引用符を確かめてください。',
    ],
    ['plan.json', '5', '文書 計画の項目（id、title、initiatives など）が見つかりません。'],
  ])('refuses %s holding %j in one sentence', async (name, text, fault) => {
    expect(faultsOf(await read(name, text))).toEqual([fault]);
  });

  it('takes the departments from a document beside the plan, where the plan leaves them out', async () => {
    const { plan, directory } = sampleCity();
    const nothing = { plan: null, directory: null };
    const file = { name: 'plan.yaml', bytes: encode(sampleText('plan')) };
    const beside = (text: string) => ({ name: 'directory.yaml', bytes: encode(text) });

    const reading = await readPlanFile(file, nothing, beside(sampleText('directory')));
    expect(reading).toMatchObject({ ok: true, plan, directory, notes: [{ where: 'directory.yaml' }] });

    const whole = { name: 'plan.json', bytes: encode(JSON.stringify({ ...plan, directory })) };
    expect(await readPlanFile(whole, nothing, beside('not: read'))).toMatchObject({ directory, notes: [] });

    const broken = await readPlanFile(file, nothing, beside('departments: [\n'));
    expect(faultsOf(broken)).toEqual([expect.stringMatching(/^directory\.yaml .*YAML/)]);
    const wrong = await readPlanFile(file, nothing, beside('departments: none\n'));
    expect(faultsOf(wrong).join()).toContain('directory.departments');
  });

  it('refuses bytes that are no text, an old or protected workbook, and a file too large', async () => {
    expect(faultsOf(await read('plan.csv', Uint8Array.of(0x82, 0xff, 0xff)))).toEqual([
      'plan.csv 文字として読めません。文字コードをUTF-8かShift_JISにして保存し直してください。',
    ]);
    expect(faultsOf(await read('plan.xlsx', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1)))).toEqual([
      'plan.xlsx パスワード付きか、古い形式（.xls）のブックです。パスワードを外し、.xlsx で保存し直してください。',
    ]);
    expect(faultsOf(await read('plan.csv', new Uint8Array(PLAN_FILE_BYTES_MAX + 1).fill(0x61)))).toEqual([
      'plan.csv ファイルが大きすぎます。10MBまでにしてください。',
    ]);
  });

  it('refuses a workbook cut short, wherever it is cut', async () => {
    const bytes = await writePlanWorkbook(aPlan(), aDirectory());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (length) => {
        const faults = faultsOf(await read('plan.xlsx', bytes.slice(0, length)));
        expect(faults).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it('never throws, whatever junk is named a plan', async () => {
    const name = fc.constantFrom('a.xlsx', 'a.csv', 'a.yaml', 'a.json');
    const zipLike = fc
      .uint8Array({ maxLength: 300 })
      .map((rest) => Uint8Array.from([0x50, 0x4b, 3, 4, ...rest]));
    const text = fc.string({ unit: 'binary', maxLength: 300 }).map(encode);
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.oneof(fc.uint8Array({ maxLength: 300 }), zipLike, text),
        async (file, bytes) => {
          const reading = await read(file, bytes);
          expect(reading.ok).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws when bytes of a true workbook are flipped', async () => {
    const bytes = await writePlanWorkbook(aPlan(), aDirectory());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const flipped = bytes.slice();
          flipped[at] = (flipped[at] ?? 0) ^ bits;
          await read('plan.xlsx', flipped);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the spreadsheet on disk', () => {
  it('opens in another reader with the same cells and merges', async () => {
    const bytes = await writePlanWorkbook(aPlan(), aDirectory());
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    );
    const sheet = book.getWorksheet('2-1-1');
    expect(book.worksheets.map(({ name }) => name)).toEqual(['計画', '2-1-1', '部署', '連絡先', '市']);
    expect(sheet?.getCell('B1').value).toBe('現場に持ち出せるタブレット端末の配備');
    expect(sheet?.getCell('F1').isMerged).toBe(true);
    expect(sheet?.getCell('G1').isMerged).toBe(true);
    expect(sheet?.getCell('H1').isMerged).toBe(false);
  });

  it('reads what another program wrote: dates, percentages, merged titles, results of formulas, rich text', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('2-1-1');
    sheet.addRow(['期日', new Date(Date.UTC(2029, 2, 31))]);
    sheet.addRow(['割合', 0.285]);
    sheet.getCell('B2').numFmt = '0.0%';
    sheet.addRow(['計', { formula: '1+1', result: 2 }]);
    sheet.addRow(['文', { richText: [{ text: '端末' }, { font: { bold: true }, text: 'の配備' }] }]);
    sheet.addRow(['題']);
    sheet.mergeCells('A5:C6');
    const bytes = new Uint8Array(await book.xlsx.writeBuffer());
    const reading = await createSpreadsheet().readWorkbook(bytes);
    const [read1] = reading.ok ? reading.workbook.sheets : [];
    expect(read1?.cells.slice(0, 4).map((row) => row[1]?.value)).toEqual([
      '2029-03-31',
      28.5,
      2,
      '端末の配備',
    ]);
    expect(read1?.cells[4]?.[0]).toEqual({ value: '題', merged: { rows: 2, columns: 3 } });
  });

  it('knows what an archive unpacks to before unpacking it', async () => {
    const bytes = await writePlanWorkbook(aPlan(), aDirectory());
    expect(unpackedBytes(bytes)).toBeGreaterThan(bytes.length);
    expect(unpackedBytes(encode('no archive'))).toBeNull();
    const bomb = bytes.slice();
    const view = new DataView(bomb.buffer);
    const directory = view.getUint32(bomb.length - 6, true);
    view.setUint32(directory + 24, 0x7fffffff, true);
    expect(await createSpreadsheet().readWorkbook(bomb)).toEqual({
      ok: false,
      message: '展開すると大きすぎるファイルです。不要なシートや画像を除いてください。',
    });
  });
});
