import type { Child } from 'hono/jsx';
import { describeReason } from '../../../../../shared/reply/describe-reason.ts';
import type { Reading } from '../../../../../shared/reply/reading.ts';
import type { FormField } from '../../../../../shared/round/form.ts';
import type { FieldChange } from '../../../../../shared/steps/answers/list-changes.ts';
import type { PreviewedMail } from '../../../../../shared/steps/answers/settlement.ts';
import { RowTable } from '../../look/parts.tsx';
import { commandWords } from '../../look/words.ts';

export const ROOM = '/console/replies';

export const receivedPath = (id: string) => `${ROOM}/received/${encodeURIComponent(id)}`;
export const roundPath = (round: string) => `${ROOM}/rounds/${round}`;
export const requestPath = (round: string, department: string) => `${roundPath(round)}/${department}`;

/** What has just been done, or could not be. */
export interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** A stored or read value with its unit; an explicit "no value" says so. */
export function valueWords({ value, unit }: { value: string | number | null; unit: string | null }): string {
  return value === null ? '（値なし）' : `${value}${unit ?? ''}`;
}

/** A line of the form by its anchor and its label; the words to choose from stand elsewhere. */
export function lineName({ anchor, label }: Pick<FormField, 'anchor' | 'label'>): string {
  return `【${anchor}】${label.replace(/（[^（）]*から1つ）$/, '')}`;
}

/** A list of names and what they are, as above a mail. */
export function Facts({ facts }: { facts: readonly (readonly [string, Child])[] }) {
  return (
    <dl class="headers">
      {facts.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** Which stored answers a decision changes, each as it was and as it will be. */
export function ChangeTable({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return <p class="empty">登録されている回答は変わりません。</p>;
  return (
    <RowTable
      caption={`変わる回答　${changes.length}件`}
      columns={['項目', 'いまの値', '新しい値']}
      rows={changes.map((change) => ({
        cells: [lineName(change), change.before, <strong>{change.after}</strong>],
      }))}
    />
  );
}

/** The mails a decision sends, as they will leave. */
export function MailPreviews({ mails }: { mails: readonly PreviewedMail[] }) {
  if (mails.length === 0) return <p class="empty">メールは送りません。</p>;
  return (
    <>
      {mails.map(({ to, subject, text }) => (
        <>
          <Facts
            facts={[
              ['宛先', to.join('、')],
              ['件名', subject],
            ]}
          />
          <pre class="text-mail">{text}</pre>
        </>
      ))}
    </>
  );
}

/** What a reply was read as, line by line, with the verdict on each. */
export function ReadingTable({ reading }: { reading: Reading }) {
  const { fields, ambiguous, notUnderstood, comment, command, blank } = reading;
  const lines = [
    ...fields.map((read) => ({
      cells: [
        lineName(read.field),
        <span class="quoted">{valueWords(read)}</span>,
        read.reason === null
          ? '読み取れました'
          : `要確認：${describeReason(read.reason, read.field).sentence}`,
      ],
    })),
    ...ambiguous.map(({ field, raw, reason }) => ({
      cells: [lineName(field), `「${raw}」`, `登録しません：${describeReason(reason, field).sentence}`],
    })),
    ...notUnderstood.map(({ line, reason }) => ({
      cells: [
        '（どの行か分かりません）',
        `「${line}」`,
        `登録しません：${describeReason(reason, null).sentence}`,
      ],
    })),
  ];
  return (
    <>
      {lines.length > 0 && (
        <RowTable
          caption={`${lines.length}行`}
          columns={['項目', '読み取った値', '確認の結果']}
          rows={lines}
        />
      )}
      {command && <p>{`短い返事：${commandWords(command)}`}</p>}
      {comment !== null && <p class="quoted">{`文章：${comment}`}</p>}
      {lines.length === 0 && command === null && comment === null && (
        <p class="empty">読み取れた回答はありません。</p>
      )}
      {blank.length > 0 && lines.length > 0 && (
        <p class="hint">{`書かれていない行：${blank.map(({ anchor }) => anchor).join('、')}`}</p>
      )}
    </>
  );
}
