import type { Context } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import type { RoundId } from '../../../../../shared/round/round.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import type { HeldMail } from '../../../../../shared/steps/answers/open-held.ts';
import type { HeldAction } from '../../../../../shared/steps/answers/settle-held.ts';
import type { City } from '../../../../../shared/steps/load-city.ts';
import { MarkChip } from '../../look/parts.tsx';
import { RECEIVED_STATE_MARKS, VIA_WORDS } from '../../look/words.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { CsrfField } from '../frame.tsx';
import { receivedPath } from './parts.tsx';
import { TEXT_MAX } from './read-text.ts';

export const ACTION_WORDS = {
  apply: { title: '反映', button: '反映する' },
  reject: { title: '不採用', button: '採用しない' },
  return: { title: '差戻し', button: '差し戻す' },
} as const;

/** What applying comes to for a reply of words alone: nothing of it is stored. */
export const HANDLE_WORDS = { title: '対応済み', button: '対応済みにする' } as const;

export type Form = Readonly<Record<string, unknown>>;

export function factsOf({ entry: { value }, decoded, about }: HeldMail, city: City) {
  const { decision, redacted } = value;
  const of = value.round === null ? '（分かりません）' : roundName(value.round);
  const department = value.department === null ? '' : `　${departmentName(city.directory, value.department)}`;
  return [
    ['受信', shortDateTime(instantOf(value.receivedAt))],
    ['状態', <MarkChip mark={RECEIVED_STATE_MARKS[value.state]} />],
    ['照会', `${of}${department}${about?.receiptCode ? `　受付番号 ${about.receiptCode}` : ''}`],
    value.enteredBy === null
      ? (['差出人', value.from ?? '（読み取れません）'] as const)
      : (['受け方', `${VIA_WORDS[value.via]}（入力 ${value.enteredBy}）`] as const),
    ...(value.enteredBy === null ? [['件名', value.subject || '（件名なし）'] as const] : []),
    ...(decoded?.attachments ?? []).map(
      ({ name, size }) => ['添付', `${name ?? '（名前なし）'}　${Math.ceil(size / 1024)}KB`] as const,
    ),
    ...(decision
      ? [
          [
            '処理',
            `${shortDateTime(instantOf(decision.at))}　${decision.by}${decision.note ? `　「${decision.note}」` : ''}`,
          ] as const,
        ]
      : []),
    ...(redacted
      ? [
          [
            '原文の消去',
            `${shortDateTime(instantOf(redacted.at))}　${redacted.by}　「${redacted.reason}」　SHA-256 ${redacted.sha256}`,
          ] as const,
        ]
      : []),
  ] as const;
}

export function RawText({ held, typed }: { held: HeldMail; typed: string | null }) {
  const { entry, decoded } = held;
  if (entry.value.redacted !== null) return <p class="empty">原文は消しました。</p>;
  if (entry.value.state === 'quarantined')
    return <p class="empty">ウイルスの疑いがあるため、示しません。添付ファイルも開かないでください。</p>;
  const text = typed ?? decoded?.text;
  if (text === undefined) return <p class="empty">元のメールは保存されていません。</p>;
  return <pre class="text-mail">{text}</pre>;
}

export function Actions({
  c,
  held,
  city,
  rounds,
  form,
}: {
  c: Context<GatedEnv>;
  held: HeldMail;
  city: City;
  rounds: readonly RoundId[];
  form: Form;
}) {
  const { entry, kind, about, asked } = held;
  const session = c.get('session');
  const path = receivedPath(entry.value.id);
  const isFrozen = asked?.round.state === 'frozen';
  const needsRequest = about === null && kind !== 'words';
  const written = (does: HeldAction['does']) => (form.does === does ? String(form.words ?? '') : '');
  const applyWords = kind === 'words' ? HANDLE_WORDS : ACTION_WORDS.apply;
  const apply = {
    'sender-unproved': '本人の回答と確かめたうえで登録し、登録された宛先に受付を送ります。',
    approval: '本人の決裁と確かめたうえで、決裁があったものとします。',
    correction: '締切後の訂正を採用し、判定し直して、部署に知らせます。',
    words: '対応済みと記録します。回答は登録せず、メールも送りません。',
  }[kind];
  const why = {
    'sender-unproved': isFrozen ? '締切後に採用する理由' : '確かめた方法（なくても構いません）',
    approval: '本人に確かめた方法',
    correction: '採用する理由',
    words: '対応したこと（なくても構いません）',
  }[kind];
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">できること</h2>
      <p class="hint">どれも、次の画面で、入る値と出るメールを確かめてから実行します。</p>
      {entry.value.state !== 'quarantined' && (
        <form method="post" action={`${path}/preview`} class="action">
          <CsrfField session={session} />
          <h3>{applyWords.button}</h3>
          <p>{apply}</p>
          {needsRequest && (
            <p class="pair">
              <label for="round">照会</label>
              <select id="round" name="round">
                <option value="">選んでください</option>
                {rounds.map((round) => (
                  <option value={round} selected={form.round === round}>
                    {roundName(round)}
                  </option>
                ))}
              </select>
              <label for="department">部署</label>
              <select id="department" name="department">
                <option value="">選んでください</option>
                {city.directory.departments.map(({ id, name }) => (
                  <option value={id} selected={form.department === id}>
                    {name}
                  </option>
                ))}
              </select>
            </p>
          )}
          <Words id="apply-words" label={why} value={written('apply')} />
          <button type="submit" name="does" value="apply" class="quiet">
            {applyWords.title}の内容を確かめる
          </button>
        </form>
      )}
      <form method="post" action={`${path}/preview`} class="action">
        <CsrfField session={session} />
        <h3>差し戻す</h3>
        <p>書いた文章と、空いている行を部署に送り、もう一度返信してもらいます。</p>
        <Words id="return-words" label="部署に伝えること" value={written('return')} />
        <button type="submit" name="does" value="return" class="quiet">
          差戻しの内容を確かめる
        </button>
      </form>
      <form method="post" action={`${path}/preview`} class="action">
        <CsrfField session={session} />
        <h3>採用しない</h3>
        <p>登録せずに終えます。差出人が確かなときは、理由をメールで知らせます。</p>
        <Words id="reject-words" label="採用しない理由" value={written('reject')} />
        <button type="submit" name="does" value="reject" class="quiet">
          不採用の内容を確かめる
        </button>
      </form>
      {entry.value.state !== 'quarantined' && entry.value.enteredBy === null && (
        <Reprocess c={c} path={path} />
      )}
    </section>
  );
}

export function AfterActions({ c, held }: { c: Context<GatedEnv>; held: HeldMail }) {
  const { value } = held.entry;
  const path = receivedPath(value.id);
  if (value.redacted !== null) return null;
  return (
    <section aria-labelledby="after">
      <h2 id="after">できること</h2>
      {value.enteredBy === null && <Reprocess c={c} path={path} />}
      <details class="action">
        <summary>原文を消す（本人の求めなど）</summary>
        <form method="post" action={`${path}/redact`}>
          <CsrfField session={c.get('session')} />
          <p>
            メールの原文と件名を消し、消したことと原文のハッシュ値だけを残します。取り消せません。登録した回答と、すでに送った受付のメールは残ります。
          </p>
          <Words id="redact-words" label="消す理由" value="" />
          <button type="submit" class="quiet">
            原文を消す
          </button>
        </form>
      </details>
    </section>
  );
}

/** What is read again is what stands in the table above: it is read by the rules of today, as that is. */
function Reprocess({ c, path }: { c: Context<GatedEnv>; path: string }) {
  return (
    <form method="post" action={`${path}/reprocess`} class="action">
      <CsrfField session={c.get('session')} />
      <h3>もう一度読み取る</h3>
      <p>
        届いたときと同じ手順で、原文から読み直します。読み取られる値は、上の「読み取った内容」のとおりです。より新しい回答は上書きせず、同じ受付のメールを二度は送りません。
      </p>
      <button type="submit" class="quiet">
        もう一度読み取る
      </button>
    </form>
  );
}

function Words({ id, label, value }: { id: string; label: string; value: string }) {
  return (
    <p>
      <label for={id}>{label}</label>
      <textarea id={id} name="words" rows={2} maxlength={TEXT_MAX}>
        {value}
      </textarea>
    </p>
  );
}

/** Which request the form names, where it names one. */
