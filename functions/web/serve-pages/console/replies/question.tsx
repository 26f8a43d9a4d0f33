import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import { QUESTION_MAX_CHARS } from '../../../../../shared/round/question.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import {
  askQuestion,
  previewQuestion,
  type QuestionPreview,
  type QuestionRefusal,
  type QuestionToAsk,
  settleQuestion,
} from '../../../../../shared/steps/answers/questions.ts';
import { type GatedEnv, only } from '../../sign-in/gate.tsx';
import { actOf } from '../acts.ts';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { MailPreviews, ROOM, requestPath, valueWords } from './parts.tsx';
import { type RequestKey, requestKeyOf, showRequest } from './rounds.tsx';

/** What the form holds while a question is being written. */
interface Draft {
  readonly kpi: string;
  readonly text: string;
  readonly because: string | null;
  readonly via: 'mail' | 'phone';
}

/** Puts a value under question (確認中): what to ask, the mail as it will leave, then the asking; and how it ends. */
export function addQuestions(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  const REQUEST = `${ROOM}/rounds/:round/:department`;

  const showForm = async (
    c: Context<GatedEnv>,
    key: RequestKey,
    draft: Draft,
    error: string | null = null,
  ) => {
    // By phone nothing stands in the way but the value itself, so this is what can be asked about at all.
    const about = await previewQuestion(store, { ...key, ...draft, text: '？', via: 'phone' }, clock());
    if (about.outcome === 'refused') return showRequest(c, world, key, { error: refusalWords(about) });
    return show(
      c,
      {
        title: '値を確認中にする',
        room: ROOM,
        error,
        children: (
          <>
            <About preview={about} department={key.department} />
            <p>
              所管課に確かめるあいだ、この指標は「確認中」となり、判定しません。本部の資料にもそう出ます。確かめたいことは、所管課にだけ伝えます。
            </p>
            <form method="post" action={`${requestPath(key.round, key.department)}/question`} class="entry">
              <CsrfField session={c.get('session')} />
              <input type="hidden" name="kpi" value={draft.kpi} />
              <input type="hidden" name="because" value={draft.because ?? ''} />
              <p>
                <label for="text">確かめたいこと（{QUESTION_MAX_CHARS}字まで）</label>
                <textarea id="text" name="text" rows={3} required maxlength={QUESTION_MAX_CHARS}>
                  {draft.text}
                </textarea>
              </p>
              <fieldset>
                <legend>尋ね方</legend>
                <label class="radio">
                  <input type="radio" name="via" value="mail" checked={draft.via === 'mail'} /> メールで尋ねる
                </label>
                <label class="radio">
                  <input type="radio" name="via" value="phone" checked={draft.via === 'phone'} />{' '}
                  電話で尋ねる（メールは送りません）
                </label>
              </fieldset>
              <button type="submit" name="step" value="preview">
                内容を確かめる
              </button>
            </form>
            <p class="back">
              <a href={requestPath(key.round, key.department)}>やめて、回答に戻る</a>
            </p>
          </>
        ),
      },
      error === null ? 200 : 422,
    );
  };

  pages.get(`${REQUEST}/question`, only(log, 'secretariat'), async (c) => {
    const key = requestKeyOf(c, planId);
    const kpi = c.req.query('kpi');
    if (!key || kpi === undefined) return c.redirect(ROOM);
    const check = c.req.query('check');
    const found = check ? await store.get('entryCheck', { plan: planId, round: key.round, id: check }) : null;
    const text = found?.value.text.slice(0, QUESTION_MAX_CHARS) ?? '';
    return showForm(c, key, { kpi, text, because: found?.value.rule ?? null, via: 'mail' });
  });

  pages.post(`${REQUEST}/question`, only(log, 'secretariat'), async (c) => {
    const key = requestKeyOf(c, planId);
    if (!key) return c.redirect(ROOM);
    const form = await c.req.parseBody();
    const draft: Draft = {
      kpi: String(form.kpi ?? ''),
      text: String(form.text ?? '').trim(),
      because: String(form.because ?? '') || null,
      via: form.via === 'phone' ? 'phone' : 'mail',
    };
    if (form.step === 'edit') return showForm(c, key, draft);
    const question: QuestionToAsk = { ...key, ...draft };
    if (form.step !== 'ask') {
      const preview = await previewQuestion(store, question, clock());
      return preview.outcome === 'refused'
        ? showForm(c, key, draft, refusalWords(preview))
        : showPreview(c, key, draft, preview);
    }
    const workshop = await world.workshop();
    const outcome = await askQuestion({ store, workshop }, question, actOf(world, c.get('session')));
    if (outcome.outcome === 'refused') return showForm(c, key, draft, refusalWords(outcome));
    const how =
      outcome.mailedTo.length > 0 ? `${outcome.mailedTo.join('、')}に尋ねました。` : '電話で尋ねてください。';
    return showRequest(c, world, key, { notice: `確認中にしました。${how}` });
  });

  pages.post(`${REQUEST}/questions/:number`, only(log, 'secretariat'), async (c) => {
    const key = requestKeyOf(c, planId);
    if (!key) return c.redirect(ROOM);
    const form = await c.req.parseBody();
    const as = form.as === 'withdrawn' ? 'withdrawn' : 'confirmed';
    const outcome = await settleQuestion(
      store,
      { ...key, number: Number(c.req.param('number')) },
      { as, note: String(form.note ?? '') },
      actOf(world, c.get('session')),
    );
    switch (outcome) {
      case 'settled':
        return showRequest(c, world, key, {
          notice:
            as === 'confirmed'
              ? '値を確かめたと記録しました。判定し直します。'
              : '確認を取り下げました。判定し直します。',
        });
      case 'note':
        return showRequest(c, world, key, {
          error: `確認の結果を、${QUESTION_MAX_CHARS}字までで書いてください。`,
        });
      case 'not-open':
        return showRequest(c, world, key, { error: 'この確認は、すでに終わっています。' });
      case 'conflict':
        return showRequest(c, world, key, {
          error: 'ほかの人が同時に登録しました。もう一度確かめてください。',
        });
    }
  });
}

function showPreview(
  c: Context<GatedEnv>,
  key: RequestKey,
  draft: Draft,
  preview: Extract<QuestionPreview, { outcome: 'previewed' }>,
) {
  return show(c, {
    title: '確認中にする前の確かめ',
    room: ROOM,
    children: (
      <>
        <About preview={preview} department={key.department} />
        <p class="quoted">{draft.text}</p>
        <p>まだ登録していません。</p>
        {preview.mail === null ? (
          <p>メールは送りません。電話で尋ねてください。</p>
        ) : (
          <MailPreviews
            mails={[
              {
                to: preview.mail.to,
                subject: preview.mail.content.subject,
                text: preview.mail.content.text,
              },
            ]}
          />
        )}
        <form method="post" action={`${requestPath(key.round, key.department)}/question`} class="pair">
          <CsrfField session={c.get('session')} />
          {(['kpi', 'text', 'because', 'via'] as const).map((name) => (
            <input type="hidden" name={name} value={draft[name] ?? ''} />
          ))}
          <button type="submit" name="step" value="ask">
            確認中にする
          </button>{' '}
          <button type="submit" name="step" value="edit" class="quiet">
            書き直す
          </button>
        </form>
      </>
    ),
  });
}

function About({
  preview: { asked, stored, kpiName },
  department,
}: {
  preview: Extract<QuestionPreview, { outcome: 'previewed' }>;
  department: string;
}) {
  return (
    <p>
      {[
        roundName(asked.round.id),
        departmentName(asked.city.directory, department),
        `${kpiName} ${valueWords(stored)}`,
      ].join('　')}
    </p>
  );
}

/** Why a value is not put under question, and what can be done. */
function refusalWords(refusal: QuestionRefusal): string {
  switch (refusal.why) {
    case 'no-such-value':
      return 'この照会では、その指標の値をこの部署に聞いていません。';
    case 'no-value':
      return 'まだ値がありません。届いた値だけを確認中にできます。';
    case 'already-open':
      return 'この値は、すでに確認中です。';
    case 'too-many':
      return 'この照会での確認が多すぎます。電話で確かめ、訂正を入力してください。';
    case 'text':
      return `確かめたいことを、${QUESTION_MAX_CHARS}字までで書いてください。`;
    case 'unreachable':
      return '所管課にメールが届きません。電話で尋ねるを選んでください。';
    case 'conflict':
      return 'ほかの人が同時に登録しました。もう一度確かめてください。';
    case 'quiet':
      return `今はメールを送れません（${refusal.because}）。次に送れるのは${shortDateTime(refusal.next)}です。電話で尋ねることは、いつでもできます。`;
  }
}
