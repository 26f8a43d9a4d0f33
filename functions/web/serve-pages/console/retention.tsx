import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { fiscalYearOf } from '../../../../shared/calendar/fiscal.ts';
import { longDate } from '../../../../shared/calendar/japanese-date.ts';
import {
  atTokyo,
  dateOf,
  type Instant,
  type PlainDate,
  tokyoDate,
} from '../../../../shared/calendar/time.ts';
import { keptSince, RetentionSettings } from '../../../../shared/plan/retention.ts';
import type { Store } from '../../../../shared/ports.ts';
import { findExpired, loadRetention, publishRetention } from '../../../../shared/steps/retention.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { isSecretariat } from '../sign-in/roles.ts';
import { actorOf } from '../sign-in/sessions.ts';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/audit';
const PATH = '/console/retention';

const FIELDS = [
  { name: 'rawMailYears', label: '返信の原文（届いたメール、入力した文章）' },
  { name: 'submissionYears', label: '登録した回答（版ごと）' },
  { name: 'auditYears', label: '操作の記録' },
] as const;

/** What goes on the next day on which something may: today while something is left, else the first of April. */
async function nextDeletion(store: Store, now: Instant) {
  const today = tokyoDate(now);
  const found = async (on: PlainDate) => {
    const { rawMails, submissions, audit } = await findExpired(store, atTokyo(on, '00:00'));
    const days = audit === null ? 0 : audit.from.until(audit.before).total('days');
    return { on, rawMails: rawMails.length, submissions: submissions.length, days };
  };
  const standing = await found(today);
  if (standing.rawMails + standing.submissions + standing.days > 0) return standing;
  return found(dateOf(`${fiscalYearOf(today) + 1}-04-01`));
}

/** For how many years each kind of record is kept (decision 8): seen by whoever sees the trail, set by the secretariat. */
export function addRetention(pages: Hono<GatedEnv>, { store, clock, log }: ConsoleWorld): void {
  const showSettings = async (
    c: Context<GatedEnv>,
    said: { readonly notice?: string; readonly error?: string; readonly form?: Record<string, unknown> } = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const { settings, version } = await loadRetention(store);
    const next = await nextDeletion(store, clock());
    const { form, ...message } = said;
    const today = tokyoDate(clock());
    const mayEdit = isSecretariat(c.get('session'));
    return show(
      c,
      {
        title: '保存年数',
        room: ROOM,
        ...message,
        children: (
          <>
            <p>
              年数は、記録のできた年度の翌年度の4月1日から数えます。年数を一度決めると、過ぎたものは毎日、自動で消えます。返信の原文はハッシュと経過を残して消し、確認を待つ返信のある部署と回のものは消しません。
            </p>
            <p>
              次に消える日は{longDate(next.on)}です（返信の原文{next.rawMails}件、登録した回答
              {next.submissions}版{next.days > 0 && `、操作の記録${next.days}日分`}
              ）。
              {version === 0 &&
                'まだ年数を決めていないので、消えません。下の年数でよいときも「この年数にする」を押します。'}
            </p>
            <form method="post" action={PATH} class="entry">
              {mayEdit && <CsrfField session={c.get('session')} />}
              <input type="hidden" name="basedOn" value={String(version)} />
              {FIELDS.map(({ name, label }) => (
                <p>
                  <label for={name}>{label}</label>
                  <input
                    id={name}
                    name={name}
                    type="number"
                    min={1}
                    max={30}
                    value={String(form?.[name] ?? settings[name])}
                    readonly={!mayEdit}
                    aria-describedby={`${name}-hint`}
                  />{' '}
                  年
                  <span class="hint" id={`${name}-hint`}>
                    今日の時点では、{longDate(keptSince(settings[name], today))}以後のものを保存します。
                  </span>
                </p>
              ))}
              {mayEdit ? (
                <button type="submit">この年数にする</button>
              ) : (
                <p class="hint">変更は事務局が行います。</p>
              )}
            </form>
            <p class="hint">
              個人の求めなどで返信の原文だけを早く消すときは、その返信の画面の「原文を消す」を使います。
            </p>
            <p class="back">
              <a href={ROOM}>操作の記録に戻る</a>
            </p>
          </>
        ),
      },
      status,
    );
  };

  pages.get(PATH, only(log, 'secretariat', 'auditor'), (c) => showSettings(c));

  pages.post(PATH, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody();
    const read = RetentionSettings.safeParse(
      Object.fromEntries(FIELDS.map(({ name }) => [name, Number(form[name])])),
    );
    if (!read.success)
      return showSettings(c, { error: '年数は、1から30までの整数で書いてください。', form }, 422);
    const outcome = await publishRetention(store, {
      settings: read.data,
      basedOn: Number(form.basedOn),
      by: actorOf(c.get('session')),
      at: clock(),
      cause: `console/${randomUUID()}`,
    });
    return outcome === 'committed'
      ? showSettings(c, { notice: '保存年数を変えました。' })
      : showSettings(
          c,
          {
            error: 'ほかの人が先に変えました。下の年数が、いまの設定です。確かめて、もう一度書いてください。',
          },
          409,
        );
  });
}
