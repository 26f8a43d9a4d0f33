import type { CellStyle, DataValidation } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import type { FormSeal } from '../../round/form-seal.ts';
import {
  ANSWER_COLUMN,
  FORM_COLUMNS,
  FORM_HEAD_ROWS,
  FORM_SHEET_NAME,
  type FormFieldRow,
  type FormRow,
  type FormSheet,
  SEAL_SHEET_NAME,
} from '../../round/form-sheet.ts';
import { heightOf } from './look.ts';

/** In points. */
const FONT_SIZE = 11;
const HINT_SIZE = 10;
/** In half-width characters; together they fill A4 landscape at about full size. */
const WIDTHS = [7, 22, 41, 41, 29] as const;
const LAST_COLUMN = WIDTHS.length - 1;
const WHOLE_WIDTH = WIDTHS.reduce((sum, width) => sum + width, 0);
/** The least height of a field's row in points, and one with room for three lines of prose. */
const FIELD_POINTS = 22;
const PROSE_POINTS = 60;
/** So much more text the smaller letters of the hints leave room for. */
const SMALLER = FONT_SIZE / HINT_SIZE;
/** Written into the file in place of the present, so that the same form is the same bytes. */
const FILE_DATE = new Date('2000-01-01T00:00:00Z');

const FONT = { name: 'BIZ UDPゴシック', size: FONT_SIZE };
const LINE = { style: 'thin', color: { rgb: 'A6A6A6' } } as const;
const BORDER = { top: LINE, right: LINE, bottom: LINE, left: LINE };
const fill = (rgb: string) => ({ type: 'pattern', pattern: 'solid', fgColor: { rgb } }) as const;
const MIDDLE = { vertical: 'center', wrapText: true } as const;
const INSET = { ...MIDDLE, horizontal: 'left', indent: 1 } as const;

const STYLES = {
  title: { font: { ...FONT, size: 14, bold: true }, alignment: MIDDLE },
  facts: { font: { ...FONT, bold: true }, alignment: MIDDLE },
  guide: { font: FONT, alignment: MIDDLE },
  columns: {
    font: { ...FONT, bold: true },
    fill: fill('E6E6E6'),
    border: BORDER,
    alignment: { ...MIDDLE, horizontal: 'center' },
  },
  section: { font: { ...FONT, bold: true }, fill: fill('F2F2F2'), border: BORDER, alignment: MIDDLE },
  label: { font: FONT, border: BORDER, alignment: INSET },
  hint: { font: { ...FONT, size: HINT_SIZE }, border: BORDER, alignment: INSET },
} as const satisfies Record<string, CellStyle>;

/** What a number format makes of what is typed: text stays as typed, so that 4/1 is not turned into a date. */
const FORMATS: Record<FormFieldRow['input'], Pick<CellStyle, 'numFmt'>> = {
  number: {},
  choice: { numFmt: '@' },
  date: { numFmt: 'yyyy/m/d' },
  text: { numFmt: '@' },
};

function answerStyle({ input, isLong }: FormFieldRow): CellStyle {
  return {
    font: FONT,
    fill: fill('FFF9E0'),
    border: BORDER,
    alignment: { ...INSET, vertical: isLong ? 'top' : 'center' },
    ...FORMATS[input],
    protection: { locked: false },
  };
}

/** A number or a date may be missing yet, which is said by a dash: those rules warn, only a choice is strict. */
function validationOf(row: FormFieldRow, range: string): DataValidation | null {
  const common = { range, allowBlank: true, showErrorMessage: true };
  switch (row.input) {
    case 'choice':
      return {
        ...common,
        type: 'list',
        values: [...row.choices],
        errorStyle: 'stop',
        errorTitle: '選択肢から選んでください',
        errorMessage: `${row.how}のどれかを選んでください。`,
      };
    case 'number':
      return {
        ...common,
        type: 'decimal',
        operator: 'between',
        formula1: '-1000000000000000',
        formula2: '1000000000000000',
        errorStyle: 'warning',
        errorTitle: '数値ではありません',
        errorMessage: '数値を書いてください。値がまだないときは「－」のままで構いません。',
      };
    case 'date':
      return {
        ...common,
        type: 'date',
        operator: 'greaterThan',
        // 1 April 1990 as Excel counts days.
        formula1: '32964',
        errorStyle: 'warning',
        errorTitle: '日付ではありません',
        errorMessage: '2026/9/30 のように書いてください。',
      };
    case 'text':
      return null;
  }
}

interface WrittenCell {
  readonly value: string | null;
  readonly style: CellStyle;
}

/** The cells of a row, over the whole width. */
function cellsOf(row: FormRow): WrittenCell[] {
  switch (row.kind) {
    case 'columns':
      return FORM_COLUMNS.map((value) => ({ value, style: STYLES.columns }));
    case 'field':
      return [
        { value: row.anchor, style: STYLES.label },
        { value: row.label, style: STYLES.label },
        { value: row.hint || null, style: STYLES.hint },
        { value: null, style: answerStyle(row) },
        { value: row.how || null, style: STYLES.hint },
      ];
    default:
      return WIDTHS.map((_, column) => ({ value: column === 0 ? row.text : null, style: STYLES[row.kind] }));
  }
}

function heightOfRow(row: FormRow): number {
  switch (row.kind) {
    case 'columns':
      return heightOf([]);
    case 'field': {
      const texts = [row.anchor, row.label, row.hint, '', row.how];
      const needed = heightOf(
        texts.map((text, column) => ({
          text,
          room: (WIDTHS[column] ?? 0) * (text === row.hint ? SMALLER : 1),
        })),
      );
      return Math.max(needed, row.isLong ? PROSE_POINTS : FIELD_POINTS);
    }
    case 'title':
      return 26;
    default:
      return heightOf([{ text: row.text, room: WHOLE_WIDTH }]);
  }
}

/**
 * Writes a form as an Excel workbook: only the answer cells can be written in, every one has a name, and a sheet
 * nobody sees holds the seal. The same sheet and seal give the same bytes.
 */
export function writeForm({ rows }: FormSheet, seal: FormSeal): Promise<Uint8Array> {
  const fields = rows.flatMap((row, index) => (row.kind === 'field' ? [{ row, index }] : []));
  const placeOf = (index: number) => `$${String.fromCharCode(65 + ANSWER_COLUMN)}$${index + 1}`;
  return writeXlsx({
    defaultFont: FONT,
    properties: { title: '進捗回答様式', created: FILE_DATE, modified: FILE_DATE },
    workbookProtection: { lockStructure: true },
    namedRanges: fields.map(({ row, index }) => ({
      name: row.name,
      range: `${FORM_SHEET_NAME}!${placeOf(index)}`,
    })),
    sheets: [
      {
        name: FORM_SHEET_NAME,
        columns: WIDTHS.map((width) => ({ width })),
        rows: rows.map((row) => cellsOf(row).map(({ value }) => value)),
        cells: new Map(
          rows.flatMap((row, r) => cellsOf(row).map((cell, c) => [`${r},${c}`, { ...cell }] as const)),
        ),
        rowDefs: new Map(rows.map((row, r) => [r, { height: heightOfRow(row) }])),
        merges: rows.flatMap(({ kind }, r) =>
          kind === 'field' || kind === 'columns'
            ? []
            : [{ startRow: r, startCol: 0, endRow: r, endCol: LAST_COLUMN }],
        ),
        dataValidations: fields.flatMap(({ row, index }) => {
          const validation = validationOf(row, placeOf(index).replaceAll('$', ''));
          return validation === null ? [] : [validation];
        }),
        freezePane: { rows: FORM_HEAD_ROWS },
        // Without a password: it keeps the hand from slipping, the seal keeps the form.
        protection: { sheet: true, formatRows: true, formatColumns: true },
        view: { showGridLines: false },
        pageSetup: {
          paperSize: 'a4',
          orientation: 'landscape',
          fitToPage: true,
          fitToWidth: 1,
          fitToHeight: 0,
          horizontalCentered: true,
          margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
          printTitlesRow: `$1:$${FORM_HEAD_ROWS}`,
          printArea: `$A$1:$${String.fromCharCode(65 + LAST_COLUMN)}$${rows.length}`,
        },
        headerFooter: { oddFooter: '&C&P / &N' },
      },
      {
        name: SEAL_SHEET_NAME,
        veryHidden: true,
        rows: Object.entries(seal).map(([name, value]) => [name, value]),
      },
    ],
  });
}
