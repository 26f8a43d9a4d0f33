import { toMailable } from '../mail/mailable.ts';
import { alignTable, wrap } from './plain-text.ts';
import type { Reception, ReceptionRow } from './reception.ts';
import type { DigestSection, SecretariatDigest } from './secretariat-digest.ts';

interface ReceptionColumn {
  readonly title: string;
  readonly key: keyof Omit<ReceptionRow, 'label'>;
}

const RECEPTION_COLUMNS: readonly ReceptionColumn[] = [
  { title: '依頼', key: 'asked' },
  { title: '回答済', key: 'answered' },
  { title: '一部', key: 'partial' },
  { title: '決裁待', key: 'awaitingApproval' },
  { title: '未回答', key: 'outstanding' },
  { title: '督促回数', key: 'reminders' },
  { title: '不達', key: 'undelivered' },
];

/** The columns of 受付状況, in order; 決裁待ち only where an answer waits for its approval. */
export function receptionColumns({ total }: Reception): readonly ReceptionColumn[] {
  if (total.awaitingApproval === 0) return RECEPTION_COLUMNS.filter(({ key }) => key !== 'awaitingApproval');
  // A column more leaves no room for 督促回数 within the width of a line.
  return RECEPTION_COLUMNS.map(({ title, key }) => ({ title: key === 'reminders' ? '督促' : title, key }));
}

export const RECEPTION_HEADING = '受付状況（課の数）';
export const NOTHING = 'ありません';

/** `ほか3件` at the end of a list too long for a daily mail. */
export function moreWords(more: number): string {
  return `ほか${more}件`;
}

function receptionLines(reception: Reception): string[] {
  const { rows, total } = reception;
  const columns = receptionColumns(reception);
  const body = [...rows, total];
  const digits = columns.map(({ key }) => Math.max(...body.map((row) => String(row[key]).length)));
  return alignTable([
    ['', ...columns.map(({ title }) => title)],
    ...body.map((row) => [
      row.label,
      ...columns.map(({ key }, column) => String(row[key]).padStart(digits[column] ?? 1)),
    ]),
  ]);
}

function sectionLines({ heading, lines, more, note, link }: DigestSection): string[] {
  if (lines.length === 0) return ['', ...wrap(`${heading}　${NOTHING}`, { rest: '　' })];
  return [
    '',
    ...wrap(heading),
    ...lines.flatMap(({ label, text }) => wrap(`${label}　${text}`, { first: '　', rest: '　　' })),
    ...(more === 0 ? [] : wrap(moreWords(more), { first: '　' })),
    ...(note === null ? [] : wrap(note, { first: '　', rest: '　' })),
    // On a line of its own and never broken, so that every client makes it a link.
    ...(link === null ? [] : [link]),
  ];
}

/** The secretariat's digest as plain text, complete in itself. What waits for a person comes first. */
export function renderSecretariatText({ heading, reception, sections, enclosed }: SecretariatDigest): string {
  const [tasks, ...others] = sections;
  const lines = [
    ...wrap(heading),
    ...(tasks ? sectionLines(tasks) : []),
    '',
    RECEPTION_HEADING,
    ...receptionLines(reception),
    ...others.flatMap(sectionLines),
    ...(enclosed === null ? [] : ['', ...wrap(enclosed, { rest: '　' })]),
  ];
  return `${lines.map(toMailable).join('\n')}\n`;
}
