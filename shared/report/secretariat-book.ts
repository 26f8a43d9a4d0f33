import { quarterShort } from '../calendar/japanese-date.ts';
import { isoUtc } from '../calendar/time.ts';
import { departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { UpdateRequest } from '../round/round.ts';
import { parseRoundId } from '../round/round.ts';
import { type Book, type BookColumn, type BookSheet, column } from './book.ts';
import type { SecretariatInput } from './secretariat-facts.ts';
import { listWaitingCases } from './waiting-cases.ts';

const REQUEST_WORDS: Record<UpdateRequest['state'], string> = {
  outstanding: '未回答',
  partial: '一部回答',
  'awaiting-approval': '決裁待ち',
  submitted: '回答済',
  'nothing-to-report': '該当なし',
};

const RECEPTION_COLUMNS = [
  column('課', 24),
  column('状態', 12),
  column('期限を過ぎた日', 20, 'moment'),
  column('督促回数', 10, 'count'),
  column('直近のメールの不達', 18),
];
const HELD_COLUMNS = [column('課', 24), column('受信日時', 20, 'moment'), column('理由', 70, 'prose')];
const CASE_COLUMNS = [
  column('番号', 9),
  column('取組', 40, 'prose'),
  column('状態', 20),
  column('開いた日', 12, 'day'),
  column('経過日数', 10, 'count'),
  column('判断の期限', 12, 'day'),
  column('決定者', 26),
  column('理由', 60, 'prose'),
];
const CHECK_COLUMNS = [column('種類', 24), column('内容', 90, 'prose')];

/**
 * 事務局の週次ブック: what stands with each department, what waits for a person and every case before the headquarters,
 * then the tables of 進捗管理表 as they stand now. `progress` is null for a round that is not judged.
 */
export function summariseSecretariatBook(input: SecretariatInput, progress: Book | null): Book {
  const label = quarterShort(parseRoundId(input.round).quarter);
  const note = `${label}　${input.date} 現在　事務局限り`;
  const nameOf = (id: Id | null) =>
    id === null ? '送信元を確認できません' : departmentName(input.directory, id);
  const sheet = (name: string, columns: readonly BookColumn[], rows: BookSheet['rows']): BookSheet => ({
    name,
    title: `事務局週次　${name}`,
    note,
    columns,
    rows,
    hasTotals: false,
  });
  const dueOf = new Map(input.overdue.map(({ department, dueAt }) => [department, dueAt]));
  return {
    title: `事務局週次 ${label}`,
    sheets: [
      sheet(
        '受付状況',
        RECEPTION_COLUMNS,
        input.requests.map(({ department, state, reminders, undelivered }) => [
          nameOf(department),
          REQUEST_WORDS[state],
          dueOf.get(department) ?? null,
          reminders,
          undelivered ? '不達' : null,
        ]),
      ),
      sheet(
        '確認待ち',
        HELD_COLUMNS,
        input.held.map(({ department, receivedAt, reason }) => [
          nameOf(department),
          isoUtc(receivedAt),
          reason,
        ]),
      ),
      sheet(
        '見直し判断',
        CASE_COLUMNS,
        listWaitingCases(input).map(({ code, title, state, openedOn, days, dueOn, decider, reason }) => [
          code,
          title,
          state,
          openedOn,
          days,
          dueOn,
          decider,
          reason,
        ]),
      ),
      sheet(
        '記入内容の確認',
        CHECK_COLUMNS,
        input.checks.map(({ kind, text }) => [kind, text]),
      ),
      ...(progress?.sheets ?? []),
    ],
  };
}
