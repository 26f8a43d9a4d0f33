import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillForm } from '../../../infra/local/departments/fill-form.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { readFormSeal, readFormWorkbook } from '../../../shared/reply/read-form-workbook.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import type { Reading } from '../../../shared/reply/reading.ts';
import type { ComposedForm } from '../../../shared/round/compose-form.ts';
import type { FormField } from '../../../shared/round/form.ts';
import { isSealProved } from '../../../shared/steps/form-seal.ts';
import { aFormFile, answerCell, FORM_KEY, FORM_MAIL, opened, resaved } from '../../support/excel-form.ts';
import { SAMPLE_FORMS } from '../../support/sample-forms.ts';
import { aForm, CODE } from '../mail/small-form.ts';

const FORM = aForm();
const { manifest } = FORM;
const RECEIVED = instantOf('2026-07-10T10:00:00+09:00');

let file: Uint8Array;
beforeAll(async () => {
  file = await aFormFile(FORM);
});

const read = (bytes: Uint8Array) => readFormWorkbook(opened(bytes), manifest, RECEIVED);

const valuesOf = (reading: Reading | null) =>
  Object.fromEntries((reading?.fields ?? []).map(({ field, value }) => [field.anchor, value]));

async function loaded(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  return workbook;
}

describe('the form as a workbook', () => {
  it('is the same bytes whenever it is written', async () => {
    expect(Buffer.from(await aFormFile(FORM)).equals(Buffer.from(file))).toBe(true);
  });

  it('lets nothing be written in but the answers, each under its own name', async () => {
    const workbook = await loaded(file);
    const sheet = workbook.getWorksheet('回答');
    const open: string[] = [];
    sheet?.eachRow((row) => {
      row.eachCell({ includeEmpty: true }, (cell) => {
        if (cell.protection?.locked === false) open.push(cell.address);
      });
    });
    const answers = manifest.fields.map(({ anchor }) => answerCell(workbook, anchor).address);
    expect(open).toEqual(answers);
    expect(sheet).toMatchObject({ sheetProtection: { sheet: true } });
  });

  it('offers the words of a choice, and minds numbers without forbidding a dash', async () => {
    const workbook = await loaded(file);
    expect(answerCell(workbook, '1-A').dataValidation).toMatchObject({
      type: 'list',
      errorStyle: 'stop',
      formulae: ['"済,実施中,未着手,延期"'],
    });
    expect(answerCell(workbook, '1-B').dataValidation).toMatchObject({
      type: 'decimal',
      errorStyle: 'warning',
    });
  });

  it('prints on A4 landscape, as wide as the page, with its head on every page', async () => {
    const { pageSetup, views } = (await loaded(file)).getWorksheet('回答') ?? {};
    expect(pageSetup).toMatchObject({
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:4',
    });
    expect(views).toMatchObject([{ state: 'frozen', ySplit: 4 }]);
  });

  it('hides its seal where no menu shows it', async () => {
    expect((await loaded(file)).getWorksheet('_shinchoku')?.state).toBe('veryHidden');
  });

  it('holds no answer when it comes back as it went', () => {
    expect(read(file)).toMatchObject({ fields: [], ambiguous: [], blank: manifest.fields });
  });
});

/** What officers write on one line, right and wrong. */
function answerTo({ input, choices = [] }: FormField): fc.Arbitrary<string> {
  switch (input) {
    case 'number':
      return fc.oneof(
        fc.integer({ min: -50, max: 5000 }).map(String),
        fc.constantFrom(
          ...[
            '３２',
            '1,200',
            '32台',
            '約30',
            '△5',
            '－',
            '未集計',
            '30～40',
            '百二十',
            '多数',
            '32.5',
            '95％',
          ],
        ),
      );
    case 'choice':
      return fc.constantFrom(
        ...choices,
        '実施中です',
        '済・未着手',
        '順調ではない',
        '〇',
        'なし',
        'わからない',
      );
    case 'date':
      return fc.constantFrom('7月1日', 'R8.9.30', '未定');
    case 'text':
      return fc
        .string({ unit: fc.constantFrom(...'配備を進めた。（10台）A1ア ①㈱'), minLength: 1, maxLength: 30 })
        .map((text) => `内${text.trim()}`);
  }
}

/** A form with answers to some of its fields, by anchor. */
const filledOut = (forms: readonly ComposedForm[]) =>
  fc.constantFrom(...forms).chain((form) =>
    fc
      .tuple(
        ...form.manifest.fields.map((field) =>
          fc.option(answerTo(field).map((answer) => [field.anchor, answer] as const)),
        ),
      )
      .map((answers): { form: ComposedForm; answers: Record<string, string> } => ({
        form,
        answers: Object.fromEntries(answers.filter((answer) => answer !== null)),
      })),
  );

/** The same answers typed behind the colons of the mail. */
function typed({ lines, manifest }: ComposedForm, answers: Readonly<Record<string, string>>): Reading {
  const text = lines
    .map((line) => line + (answers[/^【([^】]+)】.*：$/.exec(line)?.[1] ?? ''] ?? ''))
    .join('\r\n');
  const mail = decodeMail(
    Buffer.from(`From: a@small.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`),
  );
  return readReply({ mail, manifest, sentText: `${lines.join('\n')}\n`, receivedAt: RECEIVED });
}

const essence = ({ fields, ambiguous, blank }: Reading) => ({ fields, ambiguous, blank });

describe('a filled form', () => {
  it('of any department in any round reads as the same answers typed into the mail do', async () => {
    const forms = SAMPLE_FORMS.map(({ form }) => form);
    await fc.assert(
      fc.asyncProperty(filledOut(forms), async ({ form, answers }) => {
        const bytes = await fillForm(await aFormFile(form), answers);
        const reading = readFormWorkbook(opened(bytes), form.manifest, RECEIVED);
        expect(reading && essence(reading)).toEqual(essence(typed(form, answers)));
      }),
      { numRuns: 40 },
    );
  });

  it('saved by another program reads the same', async () => {
    await fc.assert(
      fc.asyncProperty(filledOut([FORM]), async ({ form, answers }) => {
        const bytes = await resaved(file, (workbook) => {
          for (const [anchor, answer] of Object.entries(answers)) answerCell(workbook, anchor).value = answer;
        });
        const reading = read(bytes);
        expect(reading && essence(reading)).toEqual(essence(typed(form, answers)));
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the lines of a longer text', async () => {
    const bytes = await fillForm(file, { '1-C': '10台を配備した。\n研修は未実施。' });
    expect(valuesOf(read(bytes))).toEqual({ '1-C': '10台を配備した。\n研修は未実施。' });
  });

  it('understands real numbers, results of formulas and rich text', async () => {
    const bytes = await resaved(file, (workbook) => {
      answerCell(workbook, '1-B').value = { formula: '30+2', result: 32 };
      answerCell(workbook, '1-D').value = {
        richText: [{ text: '順' }, { font: { bold: true }, text: '調' }],
      };
      answerCell(workbook, '2-B').value = 2026;
    });
    expect(valuesOf(read(bytes))).toEqual({ '1-B': 32, '1-D': '順調', '2-B': '2026' });
  });

  it('asks about a formula that failed, and quotes what the cell showed where the unit is another', async () => {
    const bytes = await resaved(file, (workbook) => {
      answerCell(workbook, '1-B').value = { formula: '1/0', result: { error: '#DIV/0!' } };
    });
    expect(read(bytes)?.ambiguous).toMatchObject([{ field: { anchor: '1-B' }, reason: 'cell-fault' }]);
    const percent = await resaved(file, (workbook) => {
      const cell = answerCell(workbook, '1-B');
      cell.value = 0.95;
      cell.numFmt = '0%';
    });
    expect(read(percent)?.ambiguous).toMatchObject([{ raw: '95%', reason: 'unit-mismatch' }]);
  });

  it('is found by the name of its cell, wherever its row went', async () => {
    const moved = await resaved(file, (workbook) => {
      const sheet = workbook.getWorksheet('回答');
      workbook.definedNames.remove('回答!$D$7', 'answer_1_B');
      workbook.definedNames.add('回答!$D$30', 'answer_1_B');
      if (!sheet) return;
      sheet.getCell('A30').value = '1-B';
      sheet.getCell('D30').value = 32;
    });
    expect(valuesOf(read(moved))).toEqual({ '1-B': 32 });
  });

  it('is found where it was laid out when a program dropped the names', async () => {
    const filled = await fillForm(file, { '1-B': 32 });
    const nameless = await resaved(filled, (workbook) => {
      workbook.definedNames.model = [];
    });
    expect(opened(nameless).names.size).toBe(0);
    expect(valuesOf(read(nameless))).toEqual({ '1-B': 32 });
  });

  it('is not read at all where an answer no longer stands beside its number', async () => {
    const swapped = await resaved(await fillForm(file, { '1-B': 32 }), (workbook) => {
      const sheet = workbook.getWorksheet('回答');
      const [one, other] = [sheet?.getCell('A7'), sheet?.getCell('A9')];
      if (one && other) [one.value, other.value] = [other.value, one.value];
    });
    expect(read(swapped)).toBeNull();
  });
});

describe('the seal', () => {
  const record = { formKey: FORM_KEY, manifest };
  const sealOf = (bytes: Uint8Array) => {
    const seal = readFormSeal(opened(bytes));
    if (!seal) throw new Error('the form has no seal');
    return seal;
  };

  it('comes back from any program and proves the form of its mail', async () => {
    const seal = sealOf(await resaved(await fillForm(file, { '1-B': 32 })));
    expect(seal).toMatchObject({
      form: FORM_MAIL,
      round: '2026Q1',
      department: 'dep-civil',
      receiptCode: CODE,
    });
    expect(isSealProved(seal, record)).toBe(true);
  });

  it.each(['form', 'round', 'department', 'receiptCode', 'mac'] as const)(
    'breaks when its %s is changed',
    (part) => {
      const seal = sealOf(file);
      const changed =
        part === 'mac' ? seal.mac.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) : `${seal[part]}X`;
      expect(isSealProved({ ...seal, [part]: changed }, record)).toBe(false);
    },
  );

  it('proves nothing of another mail, another form, or one that went without', () => {
    const seal = sealOf(file);
    expect(isSealProved(seal, { ...record, formKey: 'ab'.repeat(32) })).toBe(false);
    expect(isSealProved(seal, { ...record, formKey: null })).toBe(false);
    expect(isSealProved(seal, { ...record, manifest: aForm(['1-B']).manifest })).toBe(false);
    const [first, ...others] = manifest.fields;
    const relabelled = first ? [{ ...first, choices: ['済', '未着手', '実施中', '延期'] }, ...others] : [];
    expect(isSealProved(seal, { ...record, manifest: { ...manifest, fields: relabelled } })).toBe(false);
  });

  it('is not there in a sheet that says something else', async () => {
    const torn = await resaved(file, (workbook) => {
      const sheet = workbook.getWorksheet('_shinchoku');
      if (sheet) sheet.getCell('B5').value = 'none';
    });
    expect(readFormSeal(opened(torn))).toBeNull();
  });
});
