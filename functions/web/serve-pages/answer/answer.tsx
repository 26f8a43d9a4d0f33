import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { instantOf } from '../../../../shared/calendar/time.ts';
import { type Directory, departmentName, findDepartment } from '../../../../shared/plan/directory.ts';
import { fieldKey } from '../../../../shared/round/form.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import {
  type AnswerPage,
  countPost,
  openAnswerPage,
  saveDraft,
} from '../../../../shared/steps/answers/answer-page.ts';
import { listAnswers } from '../../../../shared/steps/answers/list-answers.ts';
import { type FieldChange, listChanges } from '../../../../shared/steps/answers/list-changes.ts';
import { listQuestions } from '../../../../shared/steps/answers/list-questions.ts';
import {
  createManualEntries,
  type EntryRefusal,
  type ManualEntry,
  readEntry,
} from '../../../../shared/steps/answers/manual-entry.ts';
import { composeAskedForm } from '../../../../shared/steps/answers/open-request.ts';
import { valueWords } from '../console/replies/parts.tsx';
import { entryRefusal } from '../console/replies/refusals.ts';
import type { ConsoleWorld } from '../console/world.ts';
import { FaultSummary } from '../entry/answer-fields.tsx';
import { type EntryFault, readingFaults, type SentForm } from '../entry/answers.ts';
import { Notice } from '../look/page.tsx';
import { CSRF_FIELD, type GatedEnv, isFromElsewhere } from '../sign-in/gate.tsx';
import { isSameSecret } from '../sign-in/sessions.ts';
import {
  formOfDraft,
  formToken,
  lengthFaults,
  readCount,
  readDraft,
  readPageEntry,
  SENDING_STEPS,
  type SendingStep,
} from './answer-form.ts';
import {
  Changes,
  History,
  PageFrame,
  type PageView,
  ReceiptPage,
  StandingPage,
  WritingPage,
} from './views.tsx';

/** One request for a page: whom to answer, out of which world, behind which secret. */
interface Visit {
  readonly c: Context<GatedEnv>;
  readonly world: ConsoleWorld;
  readonly secret: string;
}

/** What stands in the fields and above them. */
interface Said {
  readonly form: SentForm;
  readonly status?: 200 | 409 | 422 | 429;
  readonly notice?: string;
  readonly error?: Child;
  readonly faults?: readonly EntryFault[];
}

/**
 * The department's page behind the link in its mail. Whoever has the link may answer this one request, as whoever has
 * the mail may reply to it; nothing else can be reached from here.
 */
export async function showAnswerPage(
  c: Context<GatedEnv>,
  world: ConsoleWorld,
  secret: string,
): Promise<Response> {
  const visit = { c, world, secret };
  const { store, clock, log } = world;
  const page = await openAnswerPage(store, secret, clock());
  if (page === 'unknown') return c.html(<Unknown />, 404);
  if (page === 'over') return c.html(<Over />, 410);
  if (c.req.method !== 'POST')
    return showPage(visit, page, { form: formOfDraft(page.draft?.value.answers ?? {}) });
  const form: SentForm = await c.req.parseBody();
  const token = form[CSRF_FIELD];
  if (isFromElsewhere(c) || typeof token !== 'string' || !isSameSecret(token, formToken(secret))) {
    log.warn('answer.foreign-form', { mail: page.mail.id });
    return c.html(<Foreign />, 403);
  }
  if (page.standing !== 'open')
    return showPage(visit, page, { form: {}, status: 409, error: '締め切った後のため、登録していません。' });
  if (!(await countPost(store, page.mail, clock())))
    return showPage(visit, page, {
      form,
      status: 429,
      error: '今日はこの画面からの送信が多いため、受け付けを止めています。メールに返信してください。',
    });
  const step = SENDING_STEPS.find((each) => each === form.step);
  return step ? send(visit, page, form, step) : keep(visit, page, form);
}

/** 一時保存: what others saved since the page was shown is told, and stays until the person saves again on purpose. */
async function keep(visit: Visit, page: AnswerPage, form: SentForm): Promise<Response> {
  const { store, clock } = visit.world;
  const { fields } = page.form.asked.manifest;
  const faults = lengthFaults(form, fields);
  if (faults.length > 0) return showPage(visit, page, { form, status: 422, faults });
  const answers = readDraft(form, fields);
  const outcome = await saveDraft(store, page, answers, { revision: readCount(form.draft), now: clock() });
  const draft = await store.get('answerDraft', { mail: page.mail.id });
  if (outcome === 'committed')
    return showPage(visit, { ...page, draft }, { form, notice: '一時保存しました。まだ送信していません。' });
  const theirs = draft?.value.answers ?? {};
  const changes = fields.flatMap(({ anchor, label }): FieldChange[] => {
    const [own = '', other = ''] = [answers[anchor], theirs[anchor]];
    return own === other ? [] : [{ anchor, label, before: own || '（空欄）', after: other || '（空欄）' }];
  });
  const error = (
    <>
      画面を開いた後に、ほかの方が一時保存しました。下の欄は、あなたが書いた内容です。もう一度保存すると、この内容に替わります。
      <Changes changes={changes} words={['あなた', 'ほかの方']} />
    </>
  );
  return showPage(visit, { ...page, draft }, { form, status: 409, error });
}

async function send(visit: Visit, page: AnswerPage, form: SentForm, step: SendingStep): Promise<Response> {
  const { c, world } = visit;
  const { store, clock } = world;
  const { key, mail } = page;
  const read = readPageEntry(form, step, {
    request: { round: key.round, department: key.department },
    mail: mail.id,
    fields: page.form.asked.manifest.fields,
    now: clock(),
  });
  if ('faults' in read) return showPage(visit, page, { form, status: 422, faults: read.faults });
  const entries = createManualEntries({ ...world, workshop: await world.workshop(), plan: key.plan });
  const outcome = await entries.enter(read.entry);
  if (outcome.outcome === 'refused') return refuse(visit, form, read.entry, outcome);
  // Sent, it is no draft any more; beside 延期 or 該当なし it is kept. What somebody else has saved meanwhile stays: it
  // is no longer the revision this page was shown with.
  const { fields } = page.form.asked.manifest;
  const revision = readCount(form.draft);
  const kept = step === 'send' ? {} : readDraft(form, fields);
  const isKeepable = step === 'send' || lengthFaults(form, fields).length === 0;
  if (isKeepable && (revision !== null || Object.keys(kept).length > 0))
    await saveDraft(store, page, kept, { revision, now: clock() });
  return c.html(
    <PageFrame title="受け付けました" notice="送信した内容を受け付けました。">
      <ReceiptPage receipt={outcome.receipt} isMailed={outcome.mailedTo.length > 0} path={c.req.path} />
    </PageFrame>,
  );
}

/** The page as it stands now, with what was typed, and why it was not stored. */
async function refuse(
  visit: Visit,
  form: SentForm,
  entry: ManualEntry,
  refusal: EntryRefusal,
): Promise<Response> {
  const { c, world, secret } = visit;
  const page = await openAnswerPage(world.store, secret, world.clock());
  if (typeof page === 'string') return c.html(<Over />, 410);
  // A second click on the same button is no fault.
  if (refusal.why === 'entered-before')
    return showPage(visit, page, { form: {}, notice: 'この内容は、すでに受け付けています。' });
  const { fields } = page.form.asked.manifest;
  const faults = refusal.why === 'not-clear' ? readingFaults(readEntry(page.form, entry), fields) : [];
  const error =
    refusal.why === 'changed-meanwhile' ? (
      <>
        {entryRefusal(refusal)}
        <Changes changes={refusal.changes} words={['前', 'いま']} />
      </>
    ) : (
      entryRefusal(refusal)
    );
  return showPage(visit, page, { form, status: faults.length > 0 ? 422 : 409, error, faults });
}

async function showPage(
  { c, world, secret }: Visit,
  page: AnswerPage,
  { status = 200, notice, error, form, faults = [] }: Said,
): Promise<Response> {
  const view = await loadView(world, page, secret, c.req.path);
  const isOpen = page.standing === 'open';
  const { asked } = page.form;
  return c.html(
    <PageFrame
      title={`${roundName(page.key.round)}の回答`}
      {...(notice === undefined ? {} : { notice })}
      error={faults.length > 0 ? <FaultSummary faults={faults} /> : error}
    >
      <p>
        {departmentName(asked.city.directory, page.key.department)}
        {'　受付番号 '}
        {asked.request.value.receiptCode}
      </p>
      {isOpen ? <WritingPage view={view} form={form} faults={faults} /> : <StandingPage view={view} />}
      <History view={view} />
    </PageFrame>,
    status,
  );
}

async function loadView(
  { store }: ConsoleWorld,
  { key, form: { asked }, draft }: AnswerPage,
  secret: string,
  path: string,
): Promise<PageView> {
  const [composed, answers, questions, versions] = await Promise.all([
    composeAskedForm(store, key),
    listAnswers(store, key),
    listQuestions(store, key),
    store.list('submission', key),
  ]);
  const { request, manifest, city } = asked;
  const inOrder = versions.map(({ value }) => value).sort((a, b) => a.version - b.version);
  return {
    path,
    token: formToken(secret),
    manifest,
    dueAt: instantOf(request.value.dueAt),
    seen: request.value.version,
    draft,
    approver: approverOf(city.directory, key.department),
    facts: {
      hints: composed?.form.hints ?? new Map(),
      current: new Map(answers.map(({ field }) => [fieldKey(field), valueWords(field)])),
      questions: new Map(
        questions.flatMap(({ question, state }) => (state === 'open' ? [[question.key, question.text]] : [])),
      ),
    },
    receipts: inOrder.map((version, index) => ({
      at: instantOf(version.receivedAt),
      via: version.via,
      changes: listChanges(manifest, inOrder[index - 1] ?? null, version),
    })),
  };
}

/** Whose approval the answers need before they count; null where they need none. */
function approverOf(directory: Directory, id: string): string | null {
  const department = findDepartment(directory, id);
  return department?.approval === 'chief-reply' ? department.headTitle : null;
}

const Unknown = () => (
  <Notice title="ページが見つかりません">
    <p>メールにあるアドレスの全体が開かれているか、お確かめください。</p>
    <p>回答は、届いたメールへの返信でもお送りいただけます。</p>
  </Notice>
);

const Over = () => (
  <Notice title="この画面は終わりました">
    <p>照会を締め切ったため、この画面はもう使えません。訂正は、事務局にご連絡ください。</p>
  </Notice>
);

const Foreign = () => (
  <Notice title="この操作は受け付けられません">
    <p>この画面から開いたフォームではないため、登録していません。メールのアドレスから開き直してください。</p>
  </Notice>
);
