import type { PathDecision } from '../../plan/approve-path.ts';
import { columnName } from '../../plan/columns.ts';
import type { Fault } from '../../plan/fault.ts';
import { readNumber, readQuarter } from '../../plan/read-values.ts';
import { excerpt } from '../../plan/row.ts';
import type { Cell, Sheet } from '../../plan/workbook.ts';
import { findPathFaults, findShareFaults, type WrittenPath } from './check-path.ts';
import type { PathDesk } from './path-desk.ts';

/** The headings of the file; 四半期配分 and 計画値 are written as in the plan's own table of KPIs. */
const HEADINGS = ['番号', '指標名', '単位', '四半期配分', '計画値', '根拠'] as const;

/**
 * The proposals as rows to be edited and read back: a yearly total by its shares, anything else by its planned values.
 * What has no proposal says why in place of the grounds, and its cells are blank.
 */
export function layOutProposals(desks: readonly PathDesk[]): string[][] {
  const rows = desks.map(({ initiative, kpi, proposal, shares }) => {
    const isTotal = shares !== null;
    const values =
      isTotal || !proposal.ok
        ? ''
        : Object.entries(proposal.values)
            .map(([quarter, value]) => `${quarter}: ${value}`)
            .join('、');
    const grounds = isTotal
      ? shares.source
      : proposal.ok
        ? proposal.basis
        : proposal.faults.map(({ message }) => message).join('');
    return [initiative.code, kpi.name, kpi.unit, isTotal ? shares.shares.join('・') : '', values, grounds];
  });
  return [[...HEADINGS], ...rows];
}

export type PathTableReading =
  | { readonly ok: true; readonly decisions: readonly PathDecision[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Reads edited proposals back. A row whose 四半期配分 and 計画値 are blank decides nothing. Everything wrong is named by
 * its row at once, and then nothing is taken.
 */
export function readPathTable({ cells }: Sheet, desks: readonly PathDesk[]): PathTableReading {
  const [head = [], ...rows] = cells;
  const columns = head.map((cell) => columnName(textOf(cell)));
  const missing = ['番号', '指標名'].filter((name) => !columns.includes(name));
  if (missing.length > 0)
    return {
      ok: false,
      faults: [{ where: '1行目', message: `見出し「${missing.join('」「')}」がありません。` }],
    };
  const faults: Fault[] = [];
  const decisions: PathDecision[] = [];
  for (const [index, row] of rows.entries()) {
    const at = (name: string) => textOf(row[columns.indexOf(name)]);
    if (at('四半期配分') === '' && at('計画値') === '') continue;
    const place = `${index + 2}行目`;
    const add = (column: string, message: string) => faults.push({ where: `${place}「${column}」`, message });
    const desk = desks.find(
      ({ initiative, kpi }) => initiative.code === at('番号') && kpi.name === at('指標名'),
    );
    if (desk === undefined) {
      add(
        '指標名',
        `「${excerpt(at('番号'))} ${excerpt(at('指標名'))}」という指標は計画にありません。番号と指標名を計画のとおりに書いてください。`,
      );
      continue;
    }
    if (decisions.some(({ kpi }) => kpi === desk.kpi.id))
      add('指標名', '同じ指標が前の行にもあります。1行にしてください。');
    const found = readRow(desk, at('四半期配分'), at('計画値'), add);
    decisions.push(...found);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, decisions };
}

function readRow(
  { kpi, frame }: PathDesk,
  shares: string,
  path: string,
  add: (column: string, message: string) => void,
): PathDecision[] {
  const decisions: PathDecision[] = [];
  if (shares !== '') {
    const parts = shares.split(/[・、,／/\s]+/u).map((part) => readNumber(part));
    if (parts.length !== 4)
      add('四半期配分', `「${excerpt(shares)}」を、0.25・0.25・0.25・0.25 のような四つの数にしてください。`);
    else {
      const read = findShareFaults(kpi, parts);
      for (const { message } of read.faults) add('四半期配分', message);
      if (read.shares !== null) decisions.push({ what: 'shares', kpi: kpi.id, shares: read.shares });
    }
  }
  if (path !== '') {
    const written = readPairs(path, kpi.unit, (part) =>
      add('計画値', `「${excerpt(part)}」を、2026Q1: 35、2026Q2: 45 のような計画値にしてください。`),
    );
    if (written === null) return decisions;
    const found = findPathFaults(kpi, written, frame);
    for (const { message } of found) add('計画値', message);
    const values = Object.entries(written).flatMap(([quarter, value]) =>
      value === null ? [] : [[quarter, value]],
    );
    if (found.length === 0) decisions.push({ what: 'path', kpi: kpi.id, values: Object.fromEntries(values) });
  }
  return decisions;
}

/** `2026Q1: 35、2026Q2: 45`; null where a part of it cannot be read. */
function readPairs(text: string, unit: string, refuse: (part: string) => void): WrittenPath | null {
  const written: Record<string, number> = {};
  let isWhole = true;
  for (const part of text.split(/[、;；\r\n]+/u)) {
    const [, key = '', value = ''] = /^(.*)[:：](.*)$/su.exec(part) ?? [];
    const quarter = readQuarter(key.trim());
    const number = readNumber(value, unit);
    if (quarter === null || number === null || quarter in written) {
      isWhole = false;
      refuse(part.trim());
    } else written[quarter] = number;
  }
  return isWhole ? written : null;
}

function textOf(cell: Cell | undefined): string {
  return cell === undefined || cell.value === null ? '' : String(cell.value).trim();
}
