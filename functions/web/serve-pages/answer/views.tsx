import type { Child } from 'hono/jsx';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { type Instant, instantOf } from '../../../../shared/calendar/time.ts';
import type { Stored } from '../../../../shared/ports.ts';
import { type FormManifest, fieldKey } from '../../../../shared/round/form.ts';
import type { SubmissionVia } from '../../../../shared/round/submission.ts';
import type { FieldChange } from '../../../../shared/steps/answers/list-changes.ts';
import { lineName } from '../console/replies/parts.tsx';
import { AnswerFields, AnswerSections, Faults, type LineFacts } from '../entry/answer-fields.tsx';
import { type EntryFault, type SentForm, typedIn } from '../entry/answers.ts';
import { Document } from '../look/page.tsx';
import { RowTable } from '../look/parts.tsx';
import { VIA_WORDS } from '../look/words.ts';
import { CSRF_FIELD } from '../sign-in/gate.tsx';

/** One answer that was stored: when it came, through which door, what it changed. */
interface Received {
  readonly at: Instant;
  readonly via: SubmissionVia;
  readonly changes: readonly FieldChange[];
}

/** All a department's page shows besides what is being typed. */
export interface PageView {
  readonly path: string;
  /** What every form of the page carries. */
  readonly token: string;
  readonly manifest: FormManifest;
  readonly dueAt: Instant;
  /** The version of the answers that is shown. */
  readonly seen: number;
  readonly draft: Stored<'answerDraft'> | null;
  /** Whose approval the answers need; null where they need none. */
  readonly approver: string | null;
  readonly facts: LineFacts;
  /** Oldest first. */
  readonly receipts: readonly Received[];
}

/** A department's page: no navigation, since it leads nowhere else. */
export function PageFrame({
  title,
  notice,
  error,
  children,
}: {
  title: string;
  notice?: string;
  error?: Child;
  children: Child;
}) {
  return (
    <Document title={error ? `エラー：${title}` : title}>
      <a class="skip" href="#main">
        本文へ移る
      </a>
      <header>
        <div class="wrap head">
          <p class="brand">
            進捗照会 <span class="where">回答の画面</span>
          </p>
        </div>
      </header>
      <main id="main" tabindex={-1}>
        {error && (
          <div class="error" role="alert">
            <div>
              <span aria-hidden="true">！</span> {error}
            </div>
          </div>
        )}
        {notice && (
          <p class="notice" role="status">
            {notice}
          </p>
        )}
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  );
}

/** The page while answers are taken: the form, and the short commands of the mail as buttons. */
export function WritingPage({
  view,
  form,
  faults,
}: {
  view: PageView;
  form: SentForm;
  faults: readonly EntryFault[];
}) {
  const { path, token, manifest, dueAt, seen, draft, approver, facts } = view;
  const { sections, fields } = manifest;
  const isKept = draft !== null && Object.keys(draft.value.answers).length > 0;
  return (
    <>
      <p>回答期限　{shortDateTime(dueAt)}</p>
      <p>
        書いた行だけを登録します。空欄の行は、登録済みの回答のまま変わりません。実績値と取組内容は公表の対象です。
        {approver && `回答の内容を${approver}にお送りし、承認の返信があると回答済みになります。`}
      </p>
      {isKept && (
        <p class="guide">
          一時保存した内容があります（{shortDateTime(instantOf(draft.value.savedAt))}
          ）。まだ送信していません。
        </p>
      )}
      <form method="post" action={path} class="entry">
        <input type="hidden" name={CSRF_FIELD} value={token} />
        <input type="hidden" name="seen" value={seen} />
        {draft && <input type="hidden" name="draft" value={draft.revision} />}
        <AnswerSections sections={sections} fields={fields} facts={facts} form={form} faults={faults} />
        <fieldset>
          <legend>回答した方</legend>
          <AnswerFields
            fields={fields.filter(({ initiative }) => initiative === null)}
            facts={facts}
            form={form}
            faults={faults}
          />
        </fieldset>
        {/* The first button is the one the Enter key presses: it sends nothing yet. */}
        <button type="submit" name="step" value="save" class="quiet">
          一時保存する
        </button>{' '}
        <button type="submit" name="step" value="send">
          回答を送信する
        </button>
        <Otherwise form={form} faults={faults} />
      </form>
    </>
  );
}

/** 延期 and 該当なし, as a reply to the mail would say them; in the same form, so that what was typed is kept. */
function Otherwise({ form, faults }: { form: SentForm; faults: readonly EntryFault[] }) {
  const own = faults.filter(({ field }) => field === 'until');
  return (
    <section aria-labelledby="otherwise">
      <h2 id="otherwise">期限に間に合わないとき・対象がないとき</h2>
      <p>
        <label for="until">延期する日</label>
        <Faults faults={own} />
        <input
          id="until"
          name="until"
          type="date"
          value={typedIn(form, 'until')}
          {...(own.length > 0 ? { 'aria-invalid': true } : {})}
        />
      </p>
      <button type="submit" name="step" value="extend" class="quiet">
        期限を延期する
      </button>
      <details>
        <summary>この照会の全体が「該当なし」のとき</summary>
        <button type="submit" name="step" value="nothing" class="quiet">
          「該当なし」と回答する
        </button>
      </details>
    </section>
  );
}

/** The page after the freeze: what stands, and where to turn. */
export function StandingPage({ view: { manifest, facts } }: { view: PageView }) {
  return (
    <>
      <p class="guide">
        この照会は締め切りました。ここでは、登録済みの回答を見られます。訂正は、届いたメールに返信するか、事務局にご連絡ください。
      </p>
      <RowTable
        caption="登録済みの回答"
        columns={['項目', '回答']}
        rows={manifest.fields.map((field) => ({
          cells: [
            lineName(field),
            <span class="quoted">{facts.current.get(fieldKey(field)) ?? '（未回答）'}</span>,
          ],
        }))}
      />
    </>
  );
}

/** What was received when, by which door. */
export function History({ view: { receipts } }: { view: PageView }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">これまでの受付</h2>
      {receipts.length === 0 ? (
        <p class="empty">まだ受け付けた回答はありません。</p>
      ) : (
        <RowTable
          caption={`${receipts.length}回`}
          columns={['受け付けた日時', '受け方', '登録した行']}
          rows={receipts.toReversed().map(({ at, via, changes }) => ({
            cells: [
              shortDateTime(at),
              VIA_WORDS[via],
              changes.map(({ anchor }) => anchor).join('、') || '（値の変更なし）',
            ],
          }))}
        />
      )}
    </section>
  );
}

/** The receipt, as it is mailed as well. */
export function ReceiptPage({
  receipt,
  isMailed,
  path,
}: {
  receipt: string | null;
  isMailed: boolean;
  path: string;
}) {
  return (
    <>
      {isMailed && <p>同じ内容を、登録されている宛先にメールでもお送りします。</p>}
      {receipt !== null && <pre class="text-mail">{receipt}</pre>}
      <p class="back">
        <a href={path}>回答の画面に戻る</a>
      </p>
    </>
  );
}

/** Lines that say different things, each as it is on either side. */
export function Changes({
  changes,
  words: [one, other],
}: {
  changes: readonly FieldChange[];
  words: readonly [string, string];
}) {
  return (
    <ul class="plain">
      {changes.map((change) => (
        <li>{`${lineName(change)}　${one}「${change.before}」　${other}「${change.after}」`}</li>
      ))}
    </ul>
  );
}
