import { MarkChip, RowTable } from '../../../functions/web/serve-pages/look/parts.tsx';
import { MAIL_STATE_MARKS, ROLE_WORDS, sendReason } from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { type Instant, instantOf, tokyoDate } from '../../../shared/calendar/time.ts';
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
  /** Whether mail sent here comes back. */
  readonly isDead: boolean;
  /** Since when and why the system sends nothing here, where it does not. */
  readonly spell: { readonly since: string; readonly reason: string } | undefined;
}

export function MailboxPage(props: MailboxPageProps) {
  const { address, titles, lines, total, page, pages, now, isDead, spell } = props;
  return (
    <>
      <p class="back">
        <a href="/mailboxes">受信箱の一覧</a>
      </p>
      <h1>{titles.length > 0 ? titles.join('・') : address}</h1>
      <p>
        {address}　{total}通
      </p>
      {spell && <OutOfUse address={address} spell={spell} />}
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
      <StopForm address={address} isDead={isDead} />
    </>
  );
}

/** What the system has learned of the address, and how to take it back. */
function OutOfUse({ address, spell }: { address: string; spell: NonNullable<MailboxPageProps['spell']> }) {
  return (
    <>
      <p>
        <MarkChip mark={MAIL_STATE_MARKS.bounced} /> {shortDateTime(instantOf(spell.since))}
        から、このアドレスへの送信を止めています。{sendReason(spell.reason)}
      </p>
      <p class="hint">
        届くようになったら、次のコマンドで送信を再開します。
        <code>npm run -s shinchoku -- contacts clear {address}</code>
      </p>
    </>
  );
}

/** Makes the mailbox one that does not exist, to see what becomes of mail to it. */
function StopForm({ address, isDead }: { address: string; isDead: boolean }) {
  return (
    <form method="post" action={mailboxPath(address)}>
      <input type="hidden" name="dead" value={isDead ? 'no' : 'yes'} />
      <p class="hint">
        {isDead
          ? 'この受信箱は止まっています。ここに送ったメールは、不達として戻ります。'
          : '受信箱を止めると、これから送るメールが不達として戻る様子を試せます。'}
      </p>
      <button type="submit" class="quiet">
        {isDead ? '受信箱を元に戻す' : '受信箱を止める'}
      </button>
    </form>
  );
}
