import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { longDate, shortDate, shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf } from '../../../../shared/calendar/time.ts';
import { departmentName, findDepartment } from '../../../../shared/plan/directory.ts';
import { Id } from '../../../../shared/plan/ids.ts';
import { registrationAnswers } from '../../../../shared/round/registration-answers.ts';
import type { RoundId } from '../../../../shared/round/round.ts';
import { askedDepartments } from '../../../../shared/schedule/asked-departments.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import {
  EXTRA_MAILS_MAX,
  type ExtraKind,
  endExtraRound,
  extraDays,
  extraRoundIdAt,
  isOfKind,
  standingExtra,
  startExtraRound,
} from '../../../../shared/steps/extra-rounds.ts';
import { newest } from '../../../../shared/steps/form-facts.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { REQUEST_MARKS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import type { Session } from '../sign-in/sessions.ts';
import { CsrfField, show } from './frame.tsx';
import { SETUP } from './setup-rooms.ts';
import { findTrial } from './trial-banner.tsx';
import type { ConsoleWorld } from './world.ts';

interface Words {
  readonly title: string;
  readonly path: string;
  readonly lead: string;
  readonly start: string;
  readonly end: string;
  readonly ended: string;
}

const WORDS: Readonly<Record<ExtraKind, Words>> = {
  registration: {
    title: '登録内容の確認照会',
    path: SETUP.registration,
    lead: '目的、指標の定義、出典、基準値、計画値、今年度の予定を各部署にお見せし、正しいかどうかを返信でうかがいます。訂正の返信で計画は変わりません。内容を確かめて、事務局が直します。',
    start: '登録内容の確認照会を始める',
    end: 'この照会を終える',
    ended: '登録内容の確認照会を終えました。届いた回答は残ります。',
  },
  trial: {
    title: '試行',
    path: SETUP.trial,
    lead: '選んだ部署だけに【試行】と書いた照会を送り、返信から受付までを試します。回答は本部資料にも過去の実績にも入りません。',
    start: '試行を始める',
    end: '試行を終える',
    ended: '試行を終えました。これから送る予定だったメールは送りません。',
  },
};

/** Where the covering words of round zero are set, with the other words of the mails. */
const WORDS_PATH = '/console/schedule/edit/texts?kind=registration';

const Form = z.object({ dueOn: z.iso.date(), departments: z.array(Id) });

/** The rounds outside the rhythm: round zero and 試行, each started, followed and ended on a page of its own. */
export function addExtraRounds(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  addExtraRound(pages, world, 'registration');
  addExtraRound(pages, world, 'trial');
}

function addExtraRound(pages: Hono<GatedEnv>, world: ConsoleWorld, kind: ExtraKind): void {
  const { store, planId, cityId, clock, log } = world;
  const { title, path, lead, ended } = WORDS[kind];

  const showPage = async (
    c: Context<GatedEnv>,
    said: { readonly notice?: string; readonly error?: string } = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const at = clock();
    const city = await loadCity(store, planId);
    // What was just started or ended changes the banner of this very page.
    c.set('trial', await findTrial(world));
    const standing = standingExtra(kind, city, at);
    const rounds = (await store.list('round', { plan: planId }))
      .map(({ value }) => value)
      .filter(({ id }) => isOfKind(kind, id))
      .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt));
    const session = c.get('session');
    const mayAct = session.roles.includes('secretariat');
    return show(
      c,
      {
        title,
        room: SETUP.room,
        ...said,
        children: (
          <>
            <p>{lead}</p>
            {standing && (
              <section aria-labelledby="standing">
                <h2 id="standing">{roundName(standing.extra.round)}</h2>
                <p>
                  {`送信　${shortDateTime(standing.timetable.opensAt)}　回答期限　${shortDateTime(standing.timetable.dueAt)}　締切　${shortDateTime(standing.timetable.freezesAt)}`}
                </p>
                <p>
                  <a href={`/console/calendar/${standing.timetable.opensOn}`}>送るメールを見る</a>
                </p>
                {mayAct && (
                  <form method="post" action={`${path}/end`}>
                    <CsrfField session={session} />
                    <button type="submit" class="quiet">
                      {WORDS[kind].end}
                    </button>
                  </form>
                )}
              </section>
            )}
            {await Promise.all(rounds.map((round) => resultOf(city, round.id)))}
            {!standing && mayAct && (
              <StartForm
                {...{ kind, city, session, days: extraDays(city, at), round: extraRoundIdAt(kind, at) }}
              />
            )}
            {!standing && !mayAct && <p class="hint">始めるのは、事務局が行います。</p>}
          </>
        ),
      },
      status,
    );
  };

  const resultOf = async ({ directory, plan }: City, round: RoundId) => {
    const [requests, submissions] = await Promise.all([
      store.list('request', { plan: planId, round }),
      store.list('submission', { plan: planId, round }),
    ]);
    const initiatives = new Map(plan.initiatives.map((initiative) => [initiative.id, initiative]));
    const rows = requests.map(({ value: { department, state } }) => {
      const latest = newest(
        submissions.flatMap(({ value }) => (value.department === department ? [value] : [])),
      );
      const said = kind === 'registration' && latest ? registrationAnswers(latest) : [];
      const right = said.filter((answer) => answer.state === 'right').length;
      const corrections = said.filter((answer) => answer.state === 'correction');
      const cells = [departmentName(directory, department), <MarkChip mark={REQUEST_MARKS[state]} />];
      if (kind === 'trial') return { cells };
      return {
        cells: [
          ...cells,
          right === 0 ? null : `${right}件`,
          corrections.length === 0 ? null : (
            <ul class="plain">
              {corrections.map(({ initiative, correction }) => (
                <li>
                  <a href={`/console/plan/initiatives/${initiative}`}>
                    {initiatives.get(initiative)?.title ?? initiative}
                  </a>
                  {`　${correction ?? '（内容は書かれていません）'}`}
                </li>
              ))}
            </ul>
          ),
        ],
      };
    });
    return (
      <section aria-labelledby={`result-${round}`}>
        <h2 id={`result-${round}`}>{roundName(round)}の回答</h2>
        <RowTable
          caption={`${rows.length}部署`}
          columns={kind === 'trial' ? ['部署', '回答'] : ['部署', '回答', '正しい', '訂正あり']}
          rows={rows}
        />
      </section>
    );
  };

  const actOf = (c: Context<GatedEnv>) => {
    const { name, email } = c.get('session');
    const by = email ?? name;
    return { city: cityId, plan: planId, by, at: clock(), cause: `console/${randomUUID()}` };
  };

  pages.get(path, (c) => showPage(c));

  pages.post(path, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody({ all: true });
    const departments = form.departments === undefined ? [] : [form.departments].flat();
    const read = Form.safeParse({ dueOn: form.dueOn, departments });
    const city = await loadCity(store, planId);
    if (!read.success || read.data.departments.some((id) => !findDepartment(city.directory, id)))
      return showPage(
        c,
        { error: '期限は「2026-07-14」の形の日付で書き、部署は表から選んでください。' },
        422,
      );
    if (kind === 'trial' && read.data.departments.length === 0)
      return showPage(c, { error: '試行する部署を、一つ以上選んでください。' }, 422);
    const choice = { kind, departments: read.data.departments, dueOn: dateOf(read.data.dueOn) };
    const started = await startExtraRound(store, city, choice, actOf(c));
    switch (started.outcome) {
      case 'started':
        return showPage(c, {
          notice: `${shortDateTime(started.timetable.opensAt)}に送ります。それまでは取りやめられます。`,
        });
      case 'due-too-early':
        return showPage(
          c,
          { error: `回答期限が早すぎます。いちばん早い期限は${longDate(started.nearest)}です。` },
          422,
        );
      case 'already':
        return showPage(c, { error: `${title}は、この期間にはもう始めています。` }, 409);
      case 'conflict':
        return showPage(
          c,
          {
            error: '送信設定の変更が途中か、同時に変わりました。送信設定を確かめて、もう一度始めてください。',
          },
          409,
        );
    }
  });

  pages.post(`${path}/end`, only(log, 'secretariat'), async (c) => {
    const outcome = await endExtraRound(store, await loadCity(store, planId), kind, actOf(c));
    if (outcome === 'conflict')
      return showPage(c, { error: '同時に別の操作で変わりました。もう一度終えてください。' }, 409);
    return showPage(c, { notice: outcome === 'ended' ? ended : `${title}は、すでに終わっています。` });
  });
}

function StartForm({
  kind,
  city,
  session,
  days: { opensOn, dueOn },
  round,
}: {
  kind: ExtraKind;
  city: City;
  session: Session;
  days: ReturnType<typeof extraDays>;
  round: RoundId;
}) {
  const { path, start } = WORDS[kind];
  const asked = askedDepartments(city, round, opensOn);
  return (
    <section aria-labelledby="start">
      <h2 id="start">{start}</h2>
      <p>
        {roundName(round)}として、{shortDate(opensOn)}に送ります。
        {kind === 'registration' && `相手は${asked.length}部署です。`}
        1部署に、再送を含めて多くて{EXTRA_MAILS_MAX}通です。部局長には送りません。
      </p>
      {kind === 'registration' && (
        <p>
          <a href={WORDS_PATH}>前書きの文面を見る、直す</a>
        </p>
      )}
      <form method="post" action={path}>
        <CsrfField session={session} />
        <p>
          <label for="dueOn">回答期限</label>
          <input id="dueOn" name="dueOn" type="date" value={dueOn.toString()} />
        </p>
        {kind === 'trial' && (
          <fieldset>
            <legend>試行する部署</legend>
            {asked.map(({ department, initiatives }) => (
              <p class="choice">
                <label>
                  <input type="checkbox" name="departments" value={department.id} /> {department.name}（
                  {initiatives.length}件）
                </label>
              </p>
            ))}
          </fieldset>
        )}
        <button type="submit">{start}</button>
      </form>
    </section>
  );
}
