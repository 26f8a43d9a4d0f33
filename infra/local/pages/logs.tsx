import { MarkChip, RowTable } from '../../../functions/web/serve-pages/look/parts.tsx';
import {
  MAIL_KIND_WORDS,
  MAIL_STATE_MARKS,
  type Mark,
  RECEIVED_STATE_MARKS,
  receivedReason,
  sendReason,
} from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { type MailRecord, MailState } from '../../../shared/records/mail.ts';
import { type ReceivedMail, ReceivedState } from '../../../shared/records/received.ts';
import { Pager } from './layout.tsx';
import { mailPath } from './overview.tsx';

interface LogProps<R, S> {
  readonly rows: readonly R[];
  readonly counts: Readonly<Record<string, number>>;
  readonly state: S | null;
  readonly page: number;
  readonly pages: number;
}

interface StateChoice {
  readonly state: string;
  readonly mark: Mark;
}

/** One link per state that occurs, with its count; the one chosen stays even when nothing is left in it. */
function StateFilter({
  path,
  choices,
  counts,
  chosen,
}: {
  path: string;
  choices: readonly StateChoice[];
  counts: Readonly<Record<string, number>>;
  chosen: string | null;
}) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const shown = choices.filter(({ state }) => (counts[state] ?? 0) > 0 || state === chosen);
  return (
    <nav class="choices" aria-label="状態で絞り込む">
      <ul>
        <li>
          <a href={path} {...(chosen === null ? { 'aria-current': 'true' } : {})}>
            すべて {total}件
          </a>
        </li>
        {shown.map(({ state, mark }) => (
          <li>
            <a href={`${path}?state=${state}`} {...(state === chosen ? { 'aria-current': 'true' } : {})}>
              <span aria-hidden="true">{mark.icon}</span> {mark.word} {counts[state] ?? 0}件
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const pageHref = (path: string, state: string | null) => (page: number) =>
  `${path}?${new URLSearchParams({ ...(state === null ? {} : { state }), page: String(page) })}`;

export interface SentLogProps extends LogProps<MailRecord, MailState> {
  readonly numbers: ReadonlyMap<string, number>;
}

export function SentLog({ rows, counts, state, page, pages, numbers }: SentLogProps) {
  const choices = MailState.options.map((option) => ({ state: option, mark: MAIL_STATE_MARKS[option] }));
  return (
    <>
      <h1>送信の記録</h1>
      <p>送ると決めたメールの一つ一つが、いまどうなっているかを示します。</p>
      <StateFilter path="/sent" choices={choices} counts={counts} chosen={state} />
      {rows.length === 0 ? (
        <p class="empty">{state === null ? 'まだ1通も送っていません。' : 'この状態のメールはありません。'}</p>
      ) : (
        <RowTable
          caption="メール（新しい順）"
          columns={['件名', '番号', '日時', '宛先', '種類', '状態']}
          rows={rows.map((mail) => ({ cells: sentCells(mail, numbers.get(mail.sesMessageId ?? '')) }))}
        />
      )}
      <Pager page={page} pages={pages} href={pageHref('/sent', state)} />
    </>
  );
}

function sentCells(mail: MailRecord, number: number | undefined) {
  const reason = sendReason(mail.reason);
  return [
    number === undefined ? mail.subject : <a href={mailPath(number, mail.to[0])}>{mail.subject}</a>,
    number === undefined ? null : String(number),
    shortDateTime(instantOf(mail.sentAt ?? mail.createdAt)),
    <ul class="plain">
      {mail.to.map((address) => (
        <li>{address}</li>
      ))}
      {mail.cc.map((address) => (
        <li>CC {address}</li>
      ))}
    </ul>,
    MAIL_KIND_WORDS[mail.kind],
    <>
      <MarkChip mark={MAIL_STATE_MARKS[mail.state]} />
      {reason && <span class="reason">{reason}</span>}
    </>,
  ];
}

export interface ReceivedLogProps extends LogProps<ReceivedMail, ReceivedState> {
  readonly departmentName: (id: string | null) => string | null;
}

export function ReceivedLog(props: ReceivedLogProps) {
  const { rows, counts, state, page, pages } = props;
  const choices = ReceivedState.options.map((option) => ({
    state: option,
    mark: RECEIVED_STATE_MARKS[option],
  }));
  return (
    <>
      <h1>受信の記録</h1>
      <p>届いたメールがどう扱われたかを示します。どのメールも、ここから消えることはありません。</p>
      <StateFilter path="/received" choices={choices} counts={counts} chosen={state} />
      {rows.length === 0 ? (
        <p class="empty">
          {state === null
            ? 'まだ1通も届いていません。受信箱の照会を開いて返信すると、ここに並びます。'
            : 'この状態のメールはありません。'}
        </p>
      ) : (
        <RowTable
          caption="届いたメール（新しい順）"
          columns={['件名', '日時', '差出人', '部署', '状態', '確認が必要な行']}
          rows={rows.map((mail) => ({ cells: receivedCells(mail, props) }))}
        />
      )}
      <Pager page={page} pages={pages} href={pageHref('/received', state)} />
    </>
  );
}

function receivedCells(mail: ReceivedMail, { departmentName }: ReceivedLogProps) {
  return [
    mail.subject || '（件名なし）',
    shortDateTime(instantOf(mail.receivedAt)),
    mail.from ?? '不明',
    departmentName(mail.department),
    <>
      <MarkChip mark={RECEIVED_STATE_MARKS[mail.state]} />
      {mail.reason !== null && <span class="reason">{receivedReason(mail.reason)}</span>}
    </>,
    mail.toConfirm.length > 0 ? (
      <ul class="plain">
        {mail.toConfirm.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    ) : null,
  ];
}
