import { walkXml } from './xml.ts';

/** The formats every workbook has without naming them, as far as their meaning matters: rates, days, times. */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  [9, '0%'],
  [10, '0.00%'],
  // Japanese Excel shows 27 to 36 and 50 to 58 as days of the imperial or the Western calendar.
  ...[14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58].map(
    (id) => [id, 'yyyy/m/d'] as const,
  ),
  ...[18, 19, 20, 21, 32, 33, 45, 46, 47].map((id) => [id, 'h:mm'] as const),
]);

/** No workbook has more cell styles. */
const STYLES_MAX = 65_000;

/** The number format of each cell style, in order; null for a part that is no style sheet. */
export function readNumberFormats(xml: string): string[] | null {
  const named = new Map<number, string>();
  const formats: string[] = [];
  let isInCellStyles = false;
  const isSound = walkXml(xml, {
    open(name, attribute) {
      if (name === 'numFmt') named.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      else if (name === 'cellXfs') isInCellStyles = true;
      else if (name === 'xf' && isInCellStyles && formats.length < STYLES_MAX) {
        const id = Number(attribute('numFmtId') ?? 0);
        formats.push(named.get(id) ?? BUILT_IN.get(id) ?? '');
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCellStyles = false;
    },
  });
  return isSound ? formats : null;
}
