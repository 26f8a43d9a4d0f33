import type { Context } from 'hono';
import { clockTime, monthDay } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf, tokyoDate } from '../../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import { type FormFieldRow, type FormRow, layOutFormSheet } from '../../../../../shared/round/form-sheet.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import type { composeAskedForm } from '../../../../../shared/steps/answers/open-request.ts';
import { Document } from '../../look/page.tsx';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { requestPath } from './parts.tsx';
import type { RequestKey } from './rounds.tsx';

type Composed = NonNullable<Awaited<ReturnType<typeof composeAskedForm>>>;

/** The form of one department on A4: the lines of the mail with room to write, and what was last reported beside them. */
export function showPaper(
  c: Context<GatedEnv>,
  { round, department }: RequestKey,
  { city, request, form }: Composed,
) {
  const name = departmentName(city.directory, department);
  const dueAt = instantOf(request.value.dueAt);
  const { rows } = layOutFormSheet(form, { fileName: '', title: '', facts: '', guide: '' });
  return c.html(
    <Document title={`回答用紙　${name}`}>
      <main id="main" class="paper-form">
        <p class="no-print">
          ブラウザーの「印刷」で、A4の用紙に印刷してください。
          <a href={requestPath(round, department)}>{name}の回答に戻る</a>
        </p>
        <h1>{roundName(round)}　進捗状況の回答用紙</h1>
        <p class="facts">
          {name}　　回答期限 {monthDay(tokyoDate(dueAt))}
          {clockTime(dueAt)}　　受付番号 {request.value.receiptCode}
        </p>
        <p class="facts">分かる欄だけで構いません。値がまだない欄には「－」と書いてください。</p>
        {groupsOf(rows).map(({ title, notes, fields }) => (
          <section>
            <h2>{title}</h2>
            {notes.map((note) => (
              <p class="facts">{note}</p>
            ))}
            <table>
              <thead>
                <tr>
                  <th scope="col">番号</th>
                  <th scope="col">項目・参考</th>
                  <th scope="col">回答</th>
                </tr>
              </thead>
              <tbody>
                {fields.map((field) => (
                  <PaperRow field={field} />
                ))}
              </tbody>
            </table>
          </section>
        ))}
        <p class="facts">事務局の記入欄　受け取った日　　　月　　　日　　　入力した人　　　　　　　　</p>
      </main>
    </Document>,
  );
}

function PaperRow({ field: { anchor, label, hint, input, choices, how, isLong } }: { field: FormFieldRow }) {
  return (
    <tr class={isLong ? 'long' : ''}>
      <th scope="row">{anchor}</th>
      <td>
        {label}
        {hint.split('\n').map((line) => (
          <span class="reason">{line}</span>
        ))}
      </td>
      <td>
        {input === 'choice' ? (
          <span class="tick">{choices.map((choice) => `□ ${choice}`).join('　')}</span>
        ) : (
          <span class="unit">{how}</span>
        )}
      </td>
    </tr>
  );
}

interface PaperGroup {
  readonly title: string;
  readonly notes: readonly string[];
  readonly fields: readonly FormFieldRow[];
}

/** The rows under the title each belongs to. */
function groupsOf(rows: readonly FormRow[]): PaperGroup[] {
  const starts = rows.flatMap((row, index) => (row.kind === 'section' ? [{ text: row.text, index }] : []));
  return starts.map(({ text, index }, at) => {
    const [title = '', ...notes] = text.split('\n');
    const own = rows.slice(index + 1, starts[at + 1]?.index ?? rows.length);
    return { title, notes, fields: own.flatMap((row) => (row.kind === 'field' ? [row] : [])) };
  });
}
