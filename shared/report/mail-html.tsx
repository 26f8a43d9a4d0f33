import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Status } from '../progress/judgement.ts';
import { STATUS_LOOKS } from './status-marks.ts';
import { PAGE_WORDS } from './status-table.ts';

/**
 * Building blocks for HTML that survives Outlook's Word engine, Gmail and gateways: tables for layout, styles inline
 * on every cell (Word does not hand fonts down into tables), foreground and background always as a pair.
 *
 * What a page holds by the dozen is a template and no tree of elements: it is written in less than two thirds of the
 * time, with the same escaping.
 */

const FONT = 'font-family:BIZ UDPGothic,Yu Gothic UI,Meiryo,sans-serif;';
const INK = 'color:#1a1a1a;background-color:#ffffff;';
const BODY = `${FONT}font-size:14px;line-height:1.5;${INK}`;
const MUTED = `${FONT}font-size:13px;line-height:1.5;color:#4d4d4d;background-color:#ffffff;`;
const RULE = 'border-bottom:1px solid #b3b3b3;';

/** Icon, word and colour of a status. `onGrey` is for a table's head. */
export function StatusMark({
  status,
  onGrey = false,
  children,
}: {
  status: Status;
  onGrey?: boolean;
  children?: Child;
}) {
  const { icon, colour } = STATUS_LOOKS[status];
  const ground = onGrey ? '#f2f2f2' : '#ffffff';
  return html`<span style="color:${colour};background-color:${ground};font-weight:bold;white-space:nowrap;">${icon} ${PAGE_WORDS[status]}${children}</span>`;
}

/** A table that only places things; screen readers read its cells in order, without announcing a table. */
export function Layout({ children }: { children?: Child }) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      <tbody>{children}</tbody>
    </table>
  );
}

export function Heading({ children }: { children?: Child }) {
  return (
    <h2
      style={`${FONT}font-size:15px;line-height:1.4;font-weight:bold;color:#0017c1;background-color:#ffffff;margin:14px 0 4px 0;padding:0 0 2px 0;border-bottom:2px solid #0017c1;`}
    >
      {children}
    </h2>
  );
}

export function Title({ children }: { children?: Child }) {
  return (
    <h1 style={`${FONT}font-size:19px;line-height:1.4;font-weight:bold;${INK}margin:0 0 6px 0;`}>
      {children}
    </h1>
  );
}

export function Paragraph({ children, muted = false }: { children?: Child; muted?: boolean }) {
  return html`<p style="${muted ? MUTED : BODY}margin:0 0 2px 0;">${children}</p>`;
}

/** A numbered or coded item: its label stands in a column of its own, so that the lines below it are indented. */
export function Item({ label, width, children }: { label: string; width: number; children?: Child }) {
  return html`<tr><td width="${width}" valign="top" style="${BODY}padding:2px 0;">${label}</td><td valign="top" style="${BODY}padding:2px 0;">${children}</td></tr>`;
}

/** A name and what is said of it, on one line of a list. */
export function Pair({ name, width, children }: { name: string; width: number; children?: Child }) {
  return html`<tr><td width="${width}" valign="top" style="${BODY}padding:3px 8px 3px 0;font-weight:bold;${RULE}">${name}</td><td valign="top" style="${BODY}padding:3px 0;${RULE}">${children}</td></tr>`;
}

/** Air before a list that has no heading of its own. */
export function Gap() {
  return (
    <p class="gap" style={`${BODY}margin:0;font-size:10px;line-height:10px;`}>
      {'\u00a0'}
    </p>
  );
}

export interface Column {
  readonly title: Child;
  readonly align?: 'left' | 'center' | 'right';
  /** Pixels or per cent, as in `44%`. */
  readonly width?: number | string;
}

/** A table of data, with headers a screen reader announces. The first column names the row. */
export function DataTable({
  caption,
  columns,
  rows,
  lastIsTotal = false,
}: {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly Child[])[];
  lastIsTotal?: boolean;
}) {
  const cell = (index: number) => `padding:3px 6px;text-align:${columns[index]?.align ?? 'left'};${RULE}`;
  return (
    <table width="100%" cellpadding="0" cellspacing="0" border={0} aria-label={caption}>
      <tbody>
        <tr>
          {columns.map(({ title, width, align }, index) => (
            <th
              scope="col"
              {...(width === undefined ? {} : { width })}
              align={align ?? 'left'}
              style={`${FONT}font-size:13px;line-height:1.4;font-weight:bold;color:#1a1a1a;background-color:#f2f2f2;${cell(index)}`}
            >
              {title}
            </th>
          ))}
        </tr>
        {rows.map((row, position) => (
          <tr>
            {row.map((content, index) => {
              const bold = lastIsTotal && position === rows.length - 1 ? 'font-weight:bold;' : '';
              return index === 0
                ? html`<th scope="row" align="left" valign="top" style="${BODY}${cell(0)}font-weight:bold;">${content}</th>`
                : html`<td align="${columns[index]?.align ?? 'left'}" valign="top" style="${BODY}${bold}${cell(index)}">${content}</td>`;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A picture with the room it takes, which clients keep free, and its words in the letters of the page around it. */
export function Picture({
  source,
  width,
  height,
  alt,
}: {
  source: string;
  width: number;
  height: number;
  alt: string;
}) {
  return (
    <p style={`${BODY}margin:0 0 2px 0;`}>
      <img src={source} width={width} height={height} alt={alt} style={`${BODY}border:0;`} />
    </p>
  );
}

/** What to read before anything else: a frame that does not need its colour to be seen. */
export function Frame({ children }: { children?: Child }) {
  return (
    <table
      role="presentation"
      width="100%"
      cellpadding="0"
      cellspacing="0"
      border={0}
      style="border:2px solid #1a1a1a;background-color:#ffffff;"
    >
      <tbody>
        <tr>
          <td style={`${BODY}padding:4px 10px;`}>{children}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** For clients that read it: a page prints on A4 with the annex on a sheet of its own. Nothing relies on it. */
const PRINT_STYLE = [
  '@page{size:A4;margin:9mm 12mm}',
  '@media print{',
  '.sheet{width:100%!important}',
  '.sheet td.frame{padding:0!important}',
  '.sheet td,.sheet th{padding-top:1px!important;padding-bottom:1px!important}',
  '.sheet p,.sheet td,.sheet th{font-size:12px!important;line-height:1.28!important}',
  '.sheet p.gap{font-size:3px!important;line-height:3px!important}',
  '.sheet h1{font-size:16px!important;margin-bottom:2px!important}',
  '.sheet h2{font-size:13px!important;margin:5px 0 1px 0!important;padding:0!important}',
  '}',
].join('');

/** A whole mail, as a string. `subject` is the document's title; the widths suit a reading pane and A4 alike. */
export function renderMail(subject: string, content: Child): string {
  const page = (
    <html lang="ja">
      <head>
        <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
        <title>{subject}</title>
        <style>{PRINT_STYLE}</style>
      </head>
      <body style="margin:0;padding:0;color:#1a1a1a;background-color:#ffffff;">
        <table
          role="presentation"
          class="sheet"
          lang="ja"
          width="600"
          align="center"
          cellpadding="0"
          cellspacing="0"
          border={0}
          style="background-color:#ffffff;"
        >
          <tbody>
            <tr>
              <td class="frame" style={`${BODY}padding:12px;`}>
                {content}
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
  return `<!DOCTYPE html>${page.toString()}\n`;
}
