import type { Context, Hono } from 'hono';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import type { MailRecord } from '../../../../../shared/records.ts';
import { describeHoldReason } from '../../../../../shared/reply/hold-reasons.ts';
import { RoundId } from '../../../../../shared/round/round.ts';
import type { HeldMail, NamedRequest } from '../../../../../shared/steps/answers/open-held.ts';
import { redactReceived } from '../../../../../shared/steps/answers/redact.ts';
import { decideReprocess } from '../../../../../shared/steps/answers/reprocess.ts';
import type { HeldAction, HeldPreview } from '../../../../../shared/steps/answers/settle-held.ts';
import { loadCity } from '../../../../../shared/steps/load-city.ts';
import { answerMailId, readingIds } from '../../../../../shared/steps/mail-ids.ts';
import { MarkChip } from '../../look/parts.tsx';
import { RECEIVED_STATE_MARKS, receivedReason } from '../../look/words.ts';
import { type GatedEnv, only } from '../../sign-in/gate.tsx';
import { isSecretariat } from '../../sign-in/roles.ts';
import { actorOf } from '../../sign-in/sessions.ts';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import {
  ACTION_WORDS,
  Actions,
  AfterActions,
  type Form,
  factsOf,
  HANDLE_WORDS,
  RawText,
} from './held-views.tsx';
import {
  ChangeTable,
  Facts,
  MailPreviews,
  ReadingTable,
  ROOM,
  receivedPath,
  requestPath,
  type Said,
} from './parts.tsx';
import { readText } from './read-text.ts';
import { heldRefusal, REDACTION_REFUSALS, REPROCESS_REFUSALS } from './refusals.ts';

/** One received reply: what it says beside what was read, why it waits, and what can be done about it. */
export function addHeld(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, objects, planId, cityId, clock, log } = world;
  const dependencies = { ...world, plan: planId };
  // The reader of mails and the writer of answers are heavy, and most pages need neither.
  const decisions = async () => {
    const { createHeldDecisions } = await import('../../../../../shared/steps/answers/settle-held.ts');
    return createHeldDecisions({ ...dependencies, workshop: await world.workshop() });
  };
  const PATH = `${ROOM}/received/:id`;

  const showReceived = async (
    c: Context<GatedEnv>,
    said: Said & { readonly wrong?: string; readonly form?: Form } = {},
    status: 200 | 404 | 409 | 422 = 200,
  ) => {
    const id = c.req.param('id') ?? '';
    const { openHeld } = await import('../../../../../shared/steps/answers/open-held.ts');
    const held = await openHeld(dependencies, id, namedIn(said.form ?? {}));
    if (!held)
      return show(c, { title: '返信', room: ROOM, error: 'この返信はありません。', children: null }, 404);
    const { wrong, form = {}, ...message } = said;
    const [city, answers, typed] = await Promise.all([
      loadCity(store, held.plan),
      answersTo(held),
      typedText(held),
    ]);
    const { value } = held.entry;
    const isWaiting = value.state === 'held' || value.state === 'quarantined';
    const mayAct = isSecretariat(c.get('session'));
    return show(
      c,
      {
        title: isWaiting ? '確認を待つ返信' : '届いた返信',
        room: ROOM,
        ...message,
        ...(wrong ? { error: wrong } : {}),
        children: (
          <>
            {value.reason !== null && (
              <p class="guide">
                {isWaiting ? '待っている理由　' : ''}
                {receivedReason(value.reason)}
              </p>
            )}
            <Facts facts={factsOf(held, city)} />
            <div class="beside">
              <section aria-labelledby="reading">
                <h2 id="reading">読み取った内容</h2>
                {held.formRefused !== null && <p>{describeHoldReason(held.formRefused)}</p>}
                {held.reading ? (
                  <ReadingTable reading={held.reading} />
                ) : (
                  <p class="empty">
                    {value.enteredBy === null
                      ? '照会の回答としては読み取っていません。'
                      : '入力した内容を、そのまま右に示します。'}
                  </p>
                )}
              </section>
              <section aria-labelledby="raw">
                <h2 id="raw">原文</h2>
                <RawText held={held} typed={typed} />
              </section>
            </div>
            {isWaiting && mayAct && (
              <Actions c={c} held={held} city={city} form={form} rounds={await roundsOf()} />
            )}
            {!isWaiting && mayAct && value.state !== 'received' && <AfterActions c={c} held={held} />}
            {isWaiting && !mayAct && <p class="hint">処理は事務局が行います。</p>}
            <section aria-labelledby="answers">
              <h2 id="answers">この返信について送ったメール</h2>
              {answers.length === 0 ? (
                <p class="empty">ありません。</p>
              ) : (
                answers.map(({ to, subject, text }) => (
                  <details>
                    <summary>{subject}</summary>
                    <p>宛先　{to.join('、')}</p>
                    <pre class="text-mail">{text}</pre>
                  </details>
                ))
              )}
            </section>
            <p class="back">
              {value.round !== null && value.department !== null && (
                <a href={requestPath(value.round, value.department)}>
                  {departmentName(city.directory, value.department)}の回答を見る
                </a>
              )}
              <a href={ROOM}>返信の一覧に戻る</a>
            </p>
          </>
        ),
      },
      status,
    );
  };

  async function roundsOf(): Promise<RoundId[]> {
    const rounds = await store.list('round', { plan: planId });
    return rounds.map(({ value }) => value.id).reverse();
  }

  /** The mails that answered it: when it came in, each time it was read again, and when somebody decided. */
  async function answersTo({ entry: { value, revision } }: HeldMail): Promise<MailRecord[]> {
    const decided = Array.from({ length: revision }, (_, index) => `${value.id}/r${index + 1}`);
    const causes = [...readingIds(value).toReversed(), ...decided];
    const found = await Promise.all(
      causes.map(async (cause) => {
        const mails: MailRecord[] = [];
        for (let index = 0; ; index += 1) {
          const mail = await store.get('mail', { id: answerMailId(cause, index) });
          if (!mail) return mails;
          mails.push(mail.value);
        }
      }),
    );
    return found.flat();
  }

  /** What the secretariat typed in; null for a mail, and where it was blanked. */
  async function typedText({ entry: { value } }: HeldMail): Promise<string | null> {
    if (value.enteredBy === null || value.redacted !== null) return null;
    const bytes = await objects.get(value.objectKey);
    return bytes ? new TextDecoder().decode(bytes) : null;
  }

  const showPreview = (
    c: Context<GatedEnv>,
    action: HeldAction,
    preview: Extract<HeldPreview, { outcome: 'previewed' }>,
    said: Said = {},
    status: 200 | 409 = 200,
  ) => {
    const { title, button } = preview.state === 'handled' ? HANDLE_WORDS : ACTION_WORDS[action.does];
    const path = receivedPath(c.req.param('id') ?? '');
    const note = action.does === 'return' ? action.note : action.reason;
    const named = action.does === 'apply' ? action.request : null;
    return show(
      c,
      {
        title: `${title}の確認`,
        room: ROOM,
        ...said,
        children: (
          <>
            <p>
              実行すると、この返信は
              <MarkChip mark={RECEIVED_STATE_MARKS[preview.state]} />
              になります。まだ何も変わっていません。
            </p>
            <section aria-labelledby="changes">
              <h2 id="changes">どの値が入るか</h2>
              <ChangeTable changes={preview.changes} />
              {preview.toConfirm.length > 0 && (
                <>
                  <p>次の行は登録しません。</p>
                  <ul>
                    {preview.toConfirm.map((line) => (
                      <li>{line}</li>
                    ))}
                  </ul>
                </>
              )}
            </section>
            <section aria-labelledby="mails">
              <h2 id="mails">どのメールが出るか</h2>
              <MailPreviews mails={preview.mails} />
            </section>
            <form method="post" action={`${path}/decide`}>
              <CsrfField session={c.get('session')} />
              <input type="hidden" name="does" value={action.does} />
              <input type="hidden" name="words" value={note ?? ''} />
              <input type="hidden" name="round" value={named?.round ?? ''} />
              <input type="hidden" name="department" value={named?.department ?? ''} />
              <input type="hidden" name="mark" value={preview.mark} />
              <button type="submit">{button}</button>
            </form>
            <p class="back">
              <a href={path}>やめて、返信に戻る</a>
            </p>
          </>
        ),
      },
      status,
    );
  };

  pages.get(PATH, (c) => showReceived(c));

  pages.post(`${PATH}/preview`, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody();
    const action = actionIn(form);
    if ('wrong' in action) return showReceived(c, { ...action, form }, 422);
    const preview = await (await decisions()).preview(c.req.param('id'), actorOf(c.get('session')), action);
    return preview.outcome === 'previewed'
      ? showPreview(c, action, preview)
      : showReceived(c, { wrong: heldRefusal(preview), form }, preview.why === 'not-waiting' ? 409 : 422);
  });

  pages.post(`${PATH}/decide`, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody();
    const action = actionIn(form);
    if ('wrong' in action) return showReceived(c, { ...action, form }, 422);
    const id = c.req.param('id');
    const by = actorOf(c.get('session'));
    const outcome = await (await decisions()).settle(id, by, action, String(form.mark ?? ''));
    if (outcome.outcome === 'settled') {
      const { word } = RECEIVED_STATE_MARKS[outcome.received.state];
      const { mailedTo } = outcome;
      const mailed =
        mailedTo.length > 0 ? `メールを${mailedTo.join('、')}に送ります。` : 'メールは送りません。';
      return showReceived(c, { notice: `この返信を「${word}」にしました。${mailed}` });
    }
    const error = heldRefusal(outcome);
    if (outcome.why === 'changed-meanwhile') {
      const again = await (await decisions()).preview(id, by, action);
      if (again.outcome === 'previewed') return showPreview(c, action, again, { error }, 409);
    }
    return showReceived(c, { wrong: error, form }, 409);
  });

  pages.post(`${PATH}/reprocess`, only(log, 'secretariat'), async (c) => {
    const id = c.req.param('id');
    const at = clock();
    const by = actorOf(c.get('session'));
    const decision = await decideReprocess(store, { city: cityId, id, by, at });
    if (decision.outcome !== 'sent-back')
      return showReceived(c, { wrong: REPROCESS_REFUSALS[decision.outcome] }, 409);
    const { writes, audit, events } = decision;
    return (await store.commit({ writes, audit, events })) === 'committed'
      ? showReceived(c, { notice: '読み直しに回しました。少し待ってから、この画面を開き直してください。' })
      : showReceived(c, { wrong: '同時に別の操作で変わりました。内容を確かめてください。' }, 409);
  });

  pages.post(`${PATH}/redact`, only(log, 'secretariat'), async (c) => {
    const reason = readText((await c.req.parseBody()).words);
    if (reason === null) return showReceived(c, { wrong: '原文を消す理由を書いてください。' }, 422);
    const order = { id: c.req.param('id'), by: actorOf(c.get('session')), reason, at: clock() };
    const outcome = await redactReceived(world, order);
    return outcome.outcome === 'redacted'
      ? showReceived(c, { notice: '原文を消しました。登録した回答は変わりません。' })
      : showReceived(c, { wrong: REDACTION_REFUSALS[outcome.why] }, 409);
  });
}

function namedIn({ round, department }: Form): NamedRequest | null {
  const read = RoundId.safeParse(round);
  return read.success && typeof department === 'string' && department !== ''
    ? { round: read.data, department }
    : null;
}

/** The decision a form asks for, or what is missing in it. */
function actionIn(form: Form): HeldAction | { readonly wrong: string } {
  const words = readText(form.words);
  switch (form.does) {
    case 'apply':
      return { does: 'apply', reason: words, request: namedIn(form) };
    case 'return':
      return words === null
        ? { wrong: '部署に伝えることを書いてください。' }
        : { does: 'return', note: words };
    case 'reject':
      return words === null
        ? { wrong: '採用しない理由を書いてください。' }
        : { does: 'reject', reason: words };
    default:
      return { wrong: 'することを選んでください。' };
  }
}
