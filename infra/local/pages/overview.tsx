import { MarkChip, RowTable } from '../../../functions/web/serve-pages/look/parts.tsx';
import { REQUEST_MARKS, statusMark } from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import type { Instant } from '../../../shared/calendar/time.ts';
import { Status } from '../../../shared/progress/judgement.ts';
import type { Round } from '../../../shared/round/round.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { Illustrative, MoveToForm } from './layout.tsx';
import type { MailLine } from './mailroom.ts';
import type { DepartmentRow, InitiativeRow, RoundView } from './overview-data.ts';

export const mailPath = (number: number, address?: string): string =>
  `/mails/${number}${address === undefined ? '' : `?box=${encodeURIComponent(address)}`}`;
export const mailboxPath = (address: string): string => `/mailboxes/${encodeURIComponent(address)}`;

export interface OverviewProps {
  readonly isImported: boolean;
  readonly cityName: string | null;
  readonly rounds: readonly Round[];
  readonly view: RoundView | null;
  readonly latest: readonly MailLine[];
  readonly now: Instant;
  readonly localTime?: string;
}

export function Overview({ isImported, cityName, rounds, view, latest, now, localTime }: OverviewProps) {
  return (
    <>
      <h1>{cityName ? `${cityName}の様子` : '概況'}</h1>
      {isImported ? (
        <Guide view={view} />
      ) : (
        <p class="empty">
          計画がまだ取り込まれていません。
          <code>npm run -s shinchoku -- plan import FILE --data .local</code> で取り込んでください。
        </p>
      )}
      <section aria-labelledby="move">
        <h2 id="move">時計を進める</h2>
        <MoveToForm now={now} path="/" {...(localTime === undefined ? {} : { value: localTime })} />
      </section>
      {rounds.length > 0 && <RoundChoice rounds={rounds} chosen={view?.round.id ?? null} />}
      {view ? <RoundState view={view} /> : isImported && <NoRound />}
      <section aria-labelledby="latest">
        <h2 id="latest">新しいメール</h2>
        {latest.length === 0 ? (
          <p class="empty">まだ1通も送っていません。時計を進めると、照会の日にメールが送られます。</p>
        ) : (
          <LatestMails latest={latest} />
        )}
        <p>
          <a href="/mailboxes">受信箱の一覧を見る</a>
        </p>
      </section>
    </>
  );
}

/** What to try first, for somebody who sees this for the first time. */
function Guide({ view }: { view: RoundView | null }) {
  // The shortest form is the quickest to try.
  const first = (view?.round.state === 'open' ? view.departments : [])
    .filter(({ state, request }) => (state === 'outstanding' || state === 'sent-back') && request)
    .sort((a, b) => a.initiatives - b.initiatives)[0];
  return (
    <section class="guide" aria-labelledby="guide">
      <h2 id="guide">はじめに</h2>
      <ol>
        <li>
          {first?.request ? (
            <>
              部署に届いた照会を開きます。たとえば
              <a href={mailPath(first.request.number, first.request.address)}>{first.name}への照会</a>です。
            </>
          ) : (
            '時計を「次の予定まで」進めると、部署に照会が届きます。'
          )}
        </li>
        <li>引用された行の「：」の後ろに回答を書き、そのまま返信します。</li>
        <li>すぐに届く受付のメールで、どう読み取られたかを確かめます。</li>
        <li>時計を進めて、督促や本部の資料がどう届くかを見ます。</li>
      </ol>
    </section>
  );
}

function NoRound() {
  return <p class="empty">開いている照会はありません。時計を「次の予定まで」進めると、照会が始まります。</p>;
}

function RoundChoice({ rounds, chosen }: { rounds: readonly Round[]; chosen: string | null }) {
  if (rounds.length < 2) return null;
  return (
    <nav class="choices" aria-label="照会の選択">
      <ul>
        {rounds.map(({ id }) => (
          <li>
            <a href={`/?round=${id}`} {...(id === chosen ? { 'aria-current': 'true' } : {})}>
              {roundName(id)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RoundState({ view: { round, departments, initiatives } }: { view: RoundView }) {
  const count = (...states: DepartmentRow['state'][]) =>
    departments.filter(({ state }) => states.includes(state)).length;
  return (
    <>
      <section aria-labelledby="departments">
        <h2 id="departments">{roundName(round.id)}の回答</h2>
        <p>
          {round.state === 'open' ? '受付中です。' : '締め切りました。'}
          {departments.length}部署のうち、回答済{count('submitted', 'nothing-to-report')}、一部
          {count('partial')}、未回答{count('outstanding')}
          {count('awaiting-approval') === 0
            ? ''
            : `、${round.state === 'open' ? '決裁待ち' : '未決裁'}${count('awaiting-approval')}`}
          です。
        </p>
        {departments.length > 0 && <Departments departments={departments} />}
      </section>
      <section aria-labelledby="initiatives">
        <h2 id="initiatives">取組の状態</h2>
        <Initiatives initiatives={initiatives} />
      </section>
    </>
  );
}

function Departments({ departments }: { departments: readonly DepartmentRow[] }) {
  return (
    <RowTable
      caption="部署ごとの回答"
      columns={['部署', '状態', '取組', '期限', '回答の日時', '照会のメール']}
      rows={departments.map(({ name, state, initiatives, dueAt, answeredAt, request }) => ({
        cells: [
          name,
          <MarkChip mark={REQUEST_MARKS[state]} />,
          `${initiatives}件`,
          shortDateTime(dueAt),
          answeredAt ? shortDateTime(answeredAt) : null,
          request ? (
            <a href={mailPath(request.number, request.address)}>
              照会を開く<span class="visually-hidden">（{name}）</span>
            </a>
          ) : (
            '送信前'
          ),
        ],
      }))}
    />
  );
}

function Initiatives({ initiatives }: { initiatives: readonly InitiativeRow[] }) {
  const judged = initiatives.filter(({ status }) => status !== null);
  if (judged.length === 0) {
    return <p class="empty">まだ判定していません。回答が届くと、計画と比べて判定します。</p>;
  }
  const counts = Status.options.flatMap((status) => {
    const count = judged.filter((row) => row.status?.status === status).length;
    return count === 0 ? [] : [{ status, count }];
  });
  return (
    <>
      <ul class="counts" aria-label="状態ごとの件数">
        {counts.map(({ status, count }) => (
          <li>
            <MarkChip mark={statusMark(status)} /> <b>{count}</b>件
          </li>
        ))}
      </ul>
      <RowTable
        caption="取組ごとの状態と理由"
        columns={['取組', '状態', '理由', '注意', '所管']}
        rows={initiatives.map((row) => ({ cells: initiativeCells(row) }))}
      />
    </>
  );
}

function initiativeCells({ initiative, owners, status }: InitiativeRow) {
  return [
    <>
      {initiative.code} {initiative.title} {initiative.illustrative.length > 0 && <Illustrative />}
    </>,
    status ? <MarkChip mark={statusMark(status.status)} /> : '判定前',
    status?.reason ?? null,
    status && status.flags.length > 0 ? (
      <details>
        <summary>
          {status.flags.length}件<span class="visually-hidden">（{initiative.title}）</span>
        </summary>
        <ul>
          {status.flags.map(({ text }) => (
            <li>{text}</li>
          ))}
        </ul>
      </details>
    ) : null,
    owners.join('、'),
  ];
}

function LatestMails({ latest }: { latest: readonly MailLine[] }) {
  return (
    <RowTable
      caption="送った順に新しいものから"
      columns={['件名', '日時', '宛先']}
      rows={latest.map(({ number, at, subject, destinations }) => ({
        cells: [
          <a href={mailPath(number, destinations[0])}>{subject}</a>,
          shortDateTime(at),
          <ul class="plain">
            {destinations.map((address) => (
              <li>
                <a href={mailboxPath(address)}>{address}</a>
              </li>
            ))}
          </ul>,
        ],
      }))}
    />
  );
}
