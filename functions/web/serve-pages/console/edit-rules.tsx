import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../../../../shared/calendar/time.ts';
import { checkRules, type RuleFault } from '../../../../shared/schedule/check-rules.ts';
import { describeRhythm } from '../../../../shared/schedule/describe-rules.ts';
import { type PlannedMail, planMails } from '../../../../shared/schedule/planner.ts';
import { ScheduleRules } from '../../../../shared/schedule/rules.ts';
import { type City, loadCity, loadWorld } from '../../../../shared/steps/load-city.ts';
import { publishRules } from '../../../../shared/steps/publish-rules.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import { fieldsOf, nearestWords, readRulesForm } from './rules-form.ts';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/schedule';
const YEAR_DAYS = 365;
/** Rules are not taken while their next mail is nearer than this, so that there is time to take them back. */
const GRACE_MINUTES = 10;

interface Draft {
  readonly rules: ScheduleRules;
  readonly mails: readonly PlannedMail[];
}

/** The rhythm edited in three steps: the numbers, the preview of the year, the activation by typing its count. */
export function addRuleEditing(
  pages: Hono<GatedEnv>,
  { store, planId, cityId, clock, log }: ConsoleWorld,
): void {
  /** The mails to departments that rules decide: those of rounds not open yet, which keep the rules they opened with. */
  const planner = async (city: City, now: Instant) => {
    const [world, opened] = await Promise.all([
      loadWorld(store, city, planId),
      store.list('round', { plan: planId }),
    ]);
    const open = new Set(opened.map(({ value }) => value.id));
    const to = now.add({ hours: 24 * YEAR_DAYS });
    return (rules: ScheduleRules) =>
      planMails({ ...world, rules }, now, to).filter(
        ({ department, round }) => department !== null && !open.has(round),
      );
  };

  const showForm = async (
    c: Context<GatedEnv>,
    rules: ScheduleRules,
    faults: readonly RuleFault[] = [],
    error: string | null = null,
  ) =>
    show(
      c,
      {
        title: '送信設定を変える',
        room: ROOM,
        error: error ?? (faults.length > 0 ? `直すところが${faults.length}か所あります。` : null),
        children: (
          <form method="post" action={`${ROOM}/preview`}>
            <CsrfField session={c.get('session')} />
            <p>第1から第3四半期の照会について、日と時刻を変えます。次の画面で、1年の送信を確かめられます。</p>
            {fieldsOf(rules).map(({ name, label, value, type }) => {
              const own = faults.filter(({ field }) => field === name);
              return (
                <p>
                  <label for={name}>{label}</label>
                  <input id={name} name={name} type={type} value={value} />
                  {own.map((fault) => (
                    <strong class="fault">
                      {fault.message}
                      {nearestWords(fault)}
                    </strong>
                  ))}
                </p>
              );
            })}
            {faults
              .filter(({ field }) => !fieldsOf(rules).some(({ name }) => name === field))
              .map(({ message }) => (
                <p>
                  <strong>{message}</strong>
                </p>
              ))}
            <button type="submit">1年の送信を確かめる</button>
          </form>
        ),
      },
      faults.length > 0 || error !== null ? 422 : 200,
    );

  const showPreview = (
    c: Context<GatedEnv>,
    {
      city,
      draft,
      before,
      error,
    }: { city: City; draft: Draft; before: readonly PlannedMail[]; error?: string },
  ) => {
    const { rules, mails } = draft;
    const next = mails[0];
    const departments = new Set(mails.map(({ department }) => department)).size;
    return show(
      c,
      {
        title: '送信設定のプレビュー',
        room: ROOM,
        error: error ?? null,
        children: (
          <>
            <ul>
              {describeRhythm('regular', rules.regular, rules).map((sentence) => (
                <li>{sentence}</li>
              ))}
            </ul>
            <p>
              この送信設定を有効にすると、これから1年で{departments}部署に合計{mails.length}通を送ります。
              {next &&
                `次は${shortDateTime(next.at)}の${mails.filter(({ at }) => at.equals(next.at)).length}通です。`}
              始まっている照会は元の設定のまま動き、ここには数えません。
            </p>
            <RowTable
              caption="月ごとの通数"
              columns={['月', '今の設定', '新しい設定']}
              rows={monthsOf([...before, ...mails]).map((month) => ({
                cells: [monthWords(month), `${countIn(before, month)}通`, `${countIn(mails, month)}通`],
              }))}
            />
            <form method="post" action={`${ROOM}/activate`}>
              <CsrfField session={c.get('session')} />
              <input type="hidden" name="rules" value={JSON.stringify(rules)} />
              <input type="hidden" name="basedOn" value={String(city.rulesVersion)} />
              <p>
                <label for="count">確認のため、1年の合計の通数を書いてください</label>
                <input id="count" name="count" inputmode="numeric" required />
              </p>
              <button type="submit">この設定を有効にする</button>
              <p class="hint">
                次の送信まで{GRACE_MINUTES}
                分より短いときは有効にできません。取り消すときは、元の数字でもう一度有効にします。
              </p>
            </form>
            <p class="back">
              <a href={`${ROOM}/edit`}>やめて、はじめから直す</a>
            </p>
          </>
        ),
      },
      error === undefined ? 200 : 422,
    );
  };

  pages.get(`${ROOM}/edit`, only(log, 'secretariat'), async (c) =>
    showForm(c, (await loadCity(store, planId)).rules),
  );

  pages.post(`${ROOM}/preview`, only(log, 'secretariat'), async (c) => {
    const city = await loadCity(store, planId);
    const read = readRulesForm(await c.req.parseBody(), city.rules);
    if ('faults' in read) return showForm(c, city.rules, read.faults);
    const { rules } = read;
    const now = clock();
    const faults = checkRules({ ...city, rules }, now);
    if (faults.length > 0) return showForm(c, rules, faults);
    const plan = await planner(city, now);
    return showPreview(c, { city, draft: { rules, mails: plan(rules) }, before: plan(city.rules) });
  });

  pages.post(`${ROOM}/activate`, only(log, 'secretariat'), async (c) => {
    const { rules: text, basedOn, count } = await c.req.parseBody();
    const city = await loadCity(store, planId);
    const read = ScheduleRules.safeParse(parsed(text));
    if (!read.success) return c.redirect(`${ROOM}/edit`);
    const rules = read.data;
    const now = clock();
    // What comes from a form is tried out again: it may have been written by hand.
    const faults = checkRules({ ...city, rules }, now);
    if (faults.length > 0) return showForm(c, rules, faults);
    const plan = await planner(city, now);
    const draft = { rules, mails: plan(rules) };
    const refuse = (error: string) => showPreview(c, { city, draft, before: plan(city.rules), error });
    if (Number(basedOn) !== city.rulesVersion)
      return refuse(`ほかの人が第${city.rulesVersion}版を有効にしました。違いを確かめてください。`);
    if (String(count).trim() !== String(draft.mails.length))
      return refuse('書いた通数が、合計の通数と違います。確かめて、もう一度書いてください。');
    const next = draft.mails[0];
    if (next && now.until(next.at).total('minutes') < GRACE_MINUTES)
      return refuse(
        `次の送信（${shortDateTime(next.at)}）まで${GRACE_MINUTES}分ないため、その後で有効にしてください。`,
      );
    const { name, email } = c.get('session');
    const outcome = await publishRules(store, {
      city: cityId,
      plan: planId,
      rules,
      basedOn: city.rulesVersion,
      by: email ?? name,
      at: now,
      cause: `console/${randomUUID()}`,
    });
    return outcome === 'committed'
      ? c.redirect(ROOM)
      : refuse('ほかの人が同時に送信設定を変えました。違いを確かめてください。');
  });
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

const monthOf = ({ at }: PlannedMail) => tokyoDate(at).toPlainYearMonth().toString();

/** `2026年10月` of `2026-10`. */
const monthWords = (month: string) => `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;

const monthsOf = (mails: readonly PlannedMail[]) => [...new Set(mails.map(monthOf))].sort();

const countIn = (mails: readonly PlannedMail[], month: string) =>
  mails.filter((mail) => monthOf(mail) === month).length;
