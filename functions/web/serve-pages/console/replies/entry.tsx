import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { isoTokyo } from '../../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import type { Reading } from '../../../../../shared/reply/reading.ts';
import { type FormField, fieldKey } from '../../../../../shared/round/form.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import { listAnswers } from '../../../../../shared/steps/answers/list-answers.ts';
import type {
  EntryPreview,
  EntryRefusal,
  ManualEntry,
} from '../../../../../shared/steps/answers/manual-entry.ts';
import {
  composeAskedForm,
  loadAskedForm,
  type OpenRequest,
} from '../../../../../shared/steps/answers/open-request.ts';
import { AnswerFields, AnswerSections, FaultSummary, Faults } from '../../entry/answer-fields.tsx';
import { type EntryFault, readingFaults, type SentForm, typedIn } from '../../entry/answers.ts';
import { VIA_WORDS } from '../../look/words.ts';
import { type GatedEnv, only } from '../../sign-in/gate.tsx';
import { actorOf } from '../../sign-in/sessions.ts';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { readEntryForm } from './entry-form.ts';
import {
  ChangeTable,
  MailPreviews,
  ReadingTable,
  ROOM,
  requestPath,
  roundPath,
  valueWords,
} from './parts.tsx';
import { entryRefusal } from './refusals.ts';
import { type RequestKey, requestKeyOf, showRequest } from './rounds.tsx';

/** What the form needs of the request: the lines asked, what stands there now, what to say beside them. */
interface Asked {
  readonly key: RequestKey;
  readonly open: OpenRequest;
  readonly fields: readonly FormField[];
  /** The section shown; null shows all. */
  readonly section: number | null;
  readonly current: ReadonlyMap<string, string>;
  readonly hints: ReadonlyMap<string, readonly string[]>;
}

/**
 * Answers given by phone or on paper: the lines of the mail's own form, then a preview, then the entry. After the
 * freeze the same form makes a correction, with its reason and who let it count.
 */
export function addEntry(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  const loadEntries = async () => {
    const { createManualEntries } = await import('../../../../../shared/steps/answers/manual-entry.ts');
    return createManualEntries({ ...world, workshop: await world.workshop(), plan: planId });
  };
  const PATH = `${ROOM}/rounds/:round/:department/enter`;

  const load = async (c: Context<GatedEnv>): Promise<Asked | null> => {
    const key = requestKeyOf(c, planId);
    if (!key) return null;
    const [form, composed, answers] = await Promise.all([
      loadAskedForm(store, key),
      composeAskedForm(store, key),
      listAnswers(store, key),
    ]);
    if (!form) return null;
    const { sections, fields } = form.asked.manifest;
    const wanted = sections.find(({ number }) => String(number) === c.req.query('section'));
    return {
      key,
      open: form.asked,
      section: wanted?.number ?? null,
      fields: wanted
        ? fields.filter(({ initiative }) => initiative === wanted.initiative || initiative === null)
        : fields,
      current: new Map(answers.map(({ field }) => [fieldKey(field), valueWords(field)])),
      hints: composed?.form.hints ?? new Map(),
    };
  };

  const showForm = (
    c: Context<GatedEnv>,
    asked: Asked,
    form: SentForm,
    faults: readonly EntryFault[] = [],
  ) => {
    const { key, open, section, fields } = asked;
    const { sections } = open.manifest;
    const path = `${requestPath(key.round, key.department)}/enter`;
    const isFrozen = open.round.state === 'frozen';
    const name = departmentName(open.city.directory, key.department);
    const faultsOf = (field: string) => faults.filter((fault) => fault.field === field);
    return show(
      c,
      {
        title: isFrozen ? '締切後の訂正の入力' : '電話・書面の回答の入力',
        room: ROOM,
        error: faults.length > 0 ? <FaultSummary faults={faults} /> : null,
        children: (
          <>
            <p>
              {roundName(key.round)}　{name}
            </p>
            {isFrozen && (
              <p class="guide">
                この回は締め切りました。入力した回答は、理由と認めた人を記録した訂正になり、正誤表に載ります。すでに発信した資料は変わりません。
              </p>
            )}
            {sections.length > 1 && (
              <nav aria-label="取組">
                <ul class="choices counts">
                  <li>
                    <a href={path} {...(section === null ? { 'aria-current': 'page' } : {})}>
                      すべて
                    </a>
                  </li>
                  {sections.map(({ number, title }) => (
                    <li>
                      <a
                        href={`${path}?section=${number}`}
                        {...(section === number ? { 'aria-current': 'page' } : {})}
                      >
                        {number} {title}
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
            )}
            <form method="post" action={section === null ? path : `${path}?section=${section}`} class="entry">
              <CsrfField session={c.get('session')} />
              <fieldset id="via">
                <legend>受け方</legend>
                <Faults faults={faultsOf('via')} />
                {(['phone', 'paper'] as const).map((via) => (
                  <label class="radio">
                    <input type="radio" name="via" value={via} checked={form.via === via} /> {VIA_WORDS[via]}
                  </label>
                ))}
              </fieldset>
              <p>
                <label for="saidAt">うかがった日時（書面は受け取った日時）</label>
                <Faults faults={faultsOf('saidAt')} />
                <input id="saidAt" name="saidAt" type="datetime-local" value={typedIn(form, 'saidAt')} />
              </p>
              <AnswerSections
                sections={sections.filter(({ number }) => section === null || section === number)}
                fields={fields}
                facts={asked}
                form={form}
                faults={faults}
              />
              <fieldset>
                <legend>答えた方</legend>
                <AnswerFields
                  fields={fields.filter(({ initiative }) => initiative === null)}
                  facts={asked}
                  form={form}
                  faults={faults}
                />
                {section === null && (
                  <p>
                    <label class="radio">
                      <input type="checkbox" name="nothing" value="yes" checked={form.nothing === 'yes'} />{' '}
                      この照会は、全体として「該当なし」
                    </label>
                  </p>
                )}
              </fieldset>
              {isFrozen && (
                <fieldset>
                  <legend>訂正の記録</legend>
                  <p>
                    <label for="reason">訂正の理由</label>
                    <Faults faults={faultsOf('reason')} />
                    <textarea id="reason" name="reason" rows={2}>
                      {typedIn(form, 'reason')}
                    </textarea>
                  </p>
                  <p>
                    <label for="approvedBy">訂正を認めた人（空欄のときは、入力した人）</label>
                    <input id="approvedBy" name="approvedBy" value={typedIn(form, 'approvedBy')} />
                  </p>
                </fieldset>
              )}
              <button type="submit" name="step" value="preview">
                登録の内容を確かめる
              </button>
            </form>
            <p class="back">
              <a href={requestPath(key.round, key.department)}>やめて、{name}の回答に戻る</a>
            </p>
          </>
        ),
      },
      faults.length > 0 ? 422 : 200,
    );
  };

  const showPreview = (
    c: Context<GatedEnv>,
    { key, open, section }: Asked,
    {
      form,
      entry,
      preview,
    }: {
      form: SentForm;
      entry: ManualEntry;
      preview: Extract<EntryPreview, { outcome: 'previewed' }>;
    },
  ) => {
    const path = `${requestPath(key.round, key.department)}/enter`;
    return show(c, {
      title: '登録の確認',
      room: ROOM,
      children: (
        <>
          <p>
            {[
              roundName(key.round),
              departmentName(open.city.directory, key.department),
              VIA_WORDS[entry.via],
              shortDateTime(entry.saidAt),
            ].join('　')}
          </p>
          <p>まだ登録していません。</p>
          {entry.reason !== null && (
            <p class="guide">
              訂正の理由　{entry.reason}（認めた人　{entry.approvedBy ?? entry.by}）
            </p>
          )}
          <section aria-labelledby="changes">
            <h2 id="changes">どの値が入るか</h2>
            <ChangeTable changes={preview.changes} />
            <details>
              <summary>読み取った内容をすべて見る</summary>
              <ReadingTable reading={preview.reading} />
            </details>
          </section>
          <section aria-labelledby="mails">
            <h2 id="mails">どのメールが出るか</h2>
            <MailPreviews mails={preview.mails} />
          </section>
          <form method="post" action={section === null ? path : `${path}?section=${section}`} class="pair">
            <CsrfField session={c.get('session')} />
            {Object.entries(form).map(([name, value]) =>
              typeof value === 'string' && name !== 'csrf' && name !== 'step' ? (
                <input type="hidden" name={name} value={value} />
              ) : null,
            )}
            <button type="submit" name="step" value="enter">
              登録する
            </button>{' '}
            <button type="submit" name="step" value="edit" class="quiet">
              書き直す
            </button>
          </form>
        </>
      ),
    });
  };

  pages.get(PATH, only(log, 'secretariat'), async (c) => {
    const asked = await load(c);
    if (!asked) return c.redirect(ROOM);
    return showForm(c, asked, { via: 'phone', saidAt: isoTokyo(clock()).slice(0, 16) });
  });

  pages.post(PATH, only(log, 'secretariat'), async (c) => {
    const asked = await load(c);
    if (!asked) return c.redirect(ROOM);
    const form = await c.req.parseBody();
    if (form.step === 'edit') return showForm(c, asked, form);
    const { round, department } = asked.key;
    const read = readEntryForm(form, {
      request: { round, department },
      fields: asked.fields,
      by: actorOf(c.get('session')),
      now: clock(),
    });
    if ('faults' in read) return showForm(c, asked, form, read.faults);
    const refuse = (refusal: EntryRefusal, reading: Reading | null) => {
      const unread = reading === null ? [] : readingFaults(reading, asked.fields);
      const field = refusal.why === 'reason-needed' ? 'reason' : 'via';
      const faults = unread.length > 0 ? unread : [{ field, message: entryRefusal(refusal) }];
      return showForm(c, asked, form, faults);
    };
    const { entry } = read;
    const entries = await loadEntries();
    if (form.step !== 'enter') {
      const preview = await entries.preview(entry);
      return preview.outcome === 'previewed'
        ? showPreview(c, asked, { form, entry, preview })
        : refuse(preview, preview.reading);
    }
    const outcome = await entries.enter(entry);
    if (outcome.outcome === 'refused') return refuse(outcome, null);
    const to = outcome.mailedTo.join('、');
    const mailed =
      to === '' ? '登録された宛先がないため、メールは送りません。' : `受付のメールを${to}に送ります。`;
    return showRequest(c, world, asked.key, {
      notice: `${outcome.changes.length}件の回答を登録しました。${mailed}`,
    });
  });

  pages.get(`${ROOM}/rounds/:round/:department/paper`, only(log, 'secretariat'), async (c) => {
    const key = requestKeyOf(c, planId);
    const { showPaper } = await import('./paper.tsx');
    const paper = key && (await composeAskedForm(store, key));
    return key && paper ? showPaper(c, key, paper) : c.redirect(key ? roundPath(key.round) : ROOM);
  });
}
