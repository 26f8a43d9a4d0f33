import { isYearColumn } from './columns.ts';
import type { DraftBook } from './draft-book.ts';
import type { TableHead } from './grid.ts';
import { readNumber, saysUnset } from './read-values.ts';
import type { Located, Row } from './row.ts';

/** `タブレット端末数：〇台`, with an explanation in brackets behind it. */
const BARE = /^(.+?)[：:]\s*([〇○◯]|[^\s（(〇○◯]*?[\d０-９])\s*([^\d０-９（(]*)(?:[（(].*)?$/su;

/**
 * Reads 5.目標値 as the founding document writes it, one KPI a line, where the sheet has no table of KPIs. What such
 * a line cannot say (kind, direction, layer) is assumed, and the assumption noted for whoever applies the plan.
 */
export function readBareKpis(lines: readonly Located[], years: TableHead | null, book: DraftBook): Row[] {
  const lastYear = [...(years?.columns.values() ?? [])].filter(isYearColumn).sort().at(-1);
  return lines.flatMap((line) =>
    line.text
      .split(/[\r\n]+/u)
      .map((text) => text.trim())
      .filter((text) => text !== '' && !/^[（(]/u.test(text))
      .flatMap((text) => readBareKpi({ ...line, text }, lastYear, book)),
  );
}

function readBareKpi(line: Located, lastYear: string | undefined, book: DraftBook): Row[] {
  const [, name, figure, unit] = BARE.exec(line.text) ?? [];
  if (!name || !figure || !unit?.trim() || !(saysUnset(figure) || readNumber(figure) !== null)) {
    book.fault(
      line.place,
      `目標値「${line.text}」を読み取れません。「端末数：〇台」のように書くか、指標名・単位などの見出しのある表にしてください。`,
    );
    return [];
  }
  if (lastYear === undefined) {
    book.fault(
      line.place,
      `目標値「${line.text}」の年度が分かりません。年度別取り組みの表に年度を書いてください。`,
    );
    return [];
  }
  book.note(
    line.place,
    `指標「${name}」に種別などの記載がないため、時点値・増加が良い・成果・四半期ごとの指標として読みました。`,
  );
  const cell = (text: string): Located => ({ text, place: line.place });
  return [
    {
      place: line.place,
      cells: new Map([
        ['指標名', cell(name)],
        ['単位', cell(unit.trim())],
        ['種別', cell('時点値')],
        ['良い方向', cell('増加')],
        ['区分', cell('成果')],
        [lastYear, cell(figure)],
      ]),
    },
  ];
}
