import { RowTable } from '../../../functions/web/serve-pages/look/parts.tsx';
import { ROLE_WORDS } from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../../../shared/calendar/time.ts';
import { Pager } from './layout.tsx';
import type { Mailbox, MailboxGroup, MailLine } from './mailroom.ts';
import { mailboxPath, mailPath } from './overview.tsx';

export function Mailboxes({ groups, now }: { groups: readonly MailboxGroup[]; now: Instant }) {
  return (
    <>
      <h1>受信箱</h1>
      <p>受信する人ごとの受信箱です。宛先（To）でも写し（Cc）でも、届いたメールはここに並びます。</p>
      {groups.length === 0 && <p class="empty">宛先がまだ登録されていません。計画を取り込んでください。</p>}
      {groups.map((group) => (
        <Group group={group} now={now} />
      ))}
    </>
  );
}

function Group({ group: { role, mailboxes }, now }: { group: MailboxGroup; now: Instant }) {
  const filled = mailboxes.filter(({ count }) => count > 0);
  const empty = mailboxes.filter(({ count }) => count === 0);
  const word = role === 'other' ? 'その他の宛先' : ROLE_WORDS[role];
  return (
    <section aria-labelledby={`role-${role}`}>
      <h2 id={`role-${role}`}>{word}</h2>
      {filled.length > 0 && <Filled word={word} mailboxes={filled} now={now} />}
      {empty.length > 0 && (
        <details>
          <summary>
            メールのない受信箱（{word}） {empty.length}件
          </summary>
          <ul class="names">
            {empty.map(({ address, titles }) => (
              <li>
                <a href={mailboxPath(address)}>{titles.length > 0 ? titles.join('・') : address}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Filled({ word, mailboxes, now }: { word: string; mailboxes: readonly Mailbox[]; now: Instant }) {
  return (
    <RowTable
      caption={`${word}の受信箱`}
      columns={['受信箱', '通数', 'いちばん新しいメール', '日時']}
      rows={mailboxes.map(({ address, titles, count, newest }) => ({
        cells: [
          <>
            <a href={mailboxPath(address)}>{titles.length > 0 ? titles.join('・') : address}</a>
            {titles.length > 0 && <span class="address">{address}</span>}
          </>,
          `${count}通`,
          newest ? (
            <>
              <Fresh line={newest} now={now} />
              <a href={mailPath(newest.number, address)}>{newest.subject}</a>
            </>
          ) : null,
          newest ? shortDateTime(newest.at) : null,
        ],
      }))}
    />
  );
}

/** There is no telling what was read, but what came today (on the virtual calendar) has not been seen before. */
function Fresh({ line, now }: { line: MailLine; now: Instant }) {
  if (!tokyoDate(line.at).equals(tokyoDate(now))) return null;
  return (
    <>
      <span class="chip new">本日</span>{' '}
    </>
  );
}

export interface MailboxPageProps {
  readonly address: string;
  readonly titles: readonly string[];
  readonly lines: readonly MailLine[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly now: Instant;
}

export function MailboxPage({ address, titles, lines, total, page, pages, now }: MailboxPageProps) {
  return (
    <>
      <p class="back">
        <a href="/mailboxes">受信箱の一覧</a>
      </p>
      <h1>{titles.length > 0 ? titles.join('・') : address}</h1>
      <p>
        {address}　{total}通
      </p>
      {lines.length === 0 ? (
        <p class="empty">この受信箱にメールはありません。時計を進めると届くことがあります。</p>
      ) : (
        <RowTable
          caption="届いたメール（新しい順）"
          columns={['件名', '日時', '番号']}
          rows={lines.map((line) => ({
            cells: [
              <>
                <Fresh line={line} now={now} />
                <a href={mailPath(line.number, address)}>{line.subject}</a>
              </>,
              shortDateTime(line.at),
              String(line.number),
            ],
          }))}
        />
      )}
      <Pager page={page} pages={pages} href={(to) => `${mailboxPath(address)}?page=${to}`} />
    </>
  );
}
