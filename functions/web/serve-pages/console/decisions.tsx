import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { longDate } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import { OPTION_WORDS, STATE_WORDS } from '../../../../shared/decision/case.ts';
import { causeTexts } from '../../../../shared/decision/cause-texts.ts';
import type { DecisionFault } from '../../../../shared/decision/check-decision.ts';
import { countEndings } from '../../../../shared/decision/endings.ts';
import { sortByUrgency } from '../../../../shared/decision/open-case.ts';
import { readSelfChecks } from '../../../../shared/decision/self-check.ts';
import {
  type CaseAct,
  type CaseOutcome,
  openByHand,
  prepareCase,
  readPreparation,
  recordDecision,
  releaseDecision,
} from '../../../../shared/steps/decision-cases.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import {
  type Case,
  DecisionFacts,
  dayWords,
  type Entered,
  Opening,
  Preparation,
  Record,
  ROOM,
  SelfChecks,
  titleOf,
} from './decision-views.tsx';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

/** 見直し判断: what is laid before the headquarters, what was decided, and its release. */
export function addDecisions(pages: Hono<GatedEnv>, { store, planId, clock, log }: ConsoleWorld): void {
  /** Until it is released a case is known to headquarters and secretariat alone (decision 22). */
  const mayRead = (c: Context<GatedEnv>, { value }: Case) =>
    value.state === 'released' ||
    c.get('session').roles.some((role) => role === 'secretariat' || role === 'releaser');

  const readable = async (c: Context<GatedEnv>) =>
    (await store.list('decisionCase', { plan: planId })).filter((one) => mayRead(c, one));

  pages.get(ROOM, (c) => showList(c));

  async function showList(
    c: Context<GatedEnv>,
    said: { notice?: string; error?: string; entered?: Entered; status?: 200 | 409 | 422 } = {},
  ) {
    const [city, cases] = await Promise.all([loadCity(store, planId), readable(c)]);
    const { abolished, merged, lapsed } = countEndings(cases.map(({ value }) => value));
    const values = cases.map(({ value }) => value);
    const open = sortByUrgency(values.filter(({ state }) => state === 'open'));
    const others = values
      .filter(({ state }) => state !== 'open')
      .sort((a, b) => b.openedAt.localeCompare(a.openedAt, 'en'));
    const { notice = null, error = null, entered = {}, status = 200 } = said;
    const mayEdit = c.get('session').roles.includes('secretariat');
    const page = {
      title: '見直し判断',
      room: ROOM,
      notice,
      error,
      children: (
        <>
          <p>自動的に廃止になるものはありません。決定は、公表するまで所管課には知らせません。</p>
          {values.length === 0 ? (
            <p class="empty">見直し判断はありません。</p>
          ) : (
            <RowTable
              caption={`判断待ち${open.length}件、決定済み${others.length}件`}
              columns={['取組', '理由', '判断の期限', '状態']}
              rows={[...open, ...others].map((one) => ({
                cells: [
                  <a href={`${ROOM}/${one.initiative}/${one.id}`}>{titleOf(city, one.initiative)}</a>,
                  causeTexts(one.causes).join('、'),
                  dayWords(one.dueOn),
                  one.decision === null
                    ? STATE_WORDS[one.state]
                    : `${STATE_WORDS[one.state]}：${OPTION_WORDS[one.decision.option]}`,
                ],
              }))}
            />
          )}
          <p>{`終わった取組　積極的廃止${abolished}件、統合${merged}件、期間満了（更新なし）${lapsed}件`}</p>
          {mayEdit && (
            <Opening csrf={<CsrfField session={c.get('session')} />} city={city} entered={entered} />
          )}
        </>
      ),
    };
    return show(c, page, status);
  }

  pages.post(`${ROOM}/open`, only(log, 'secretariat'), async (c) => {
    const entered = readEntered(await c.req.parseBody());
    const { name, email } = c.get('session');
    const city = await loadCity(store, planId);
    const outcome = await openByHand(store, city.plan, city.calendar, {
      plan: planId,
      code: entered.code ?? '',
      reason: entered.reason ?? '',
      by: email ?? name,
      at: clock(),
      cause: `console/${randomUUID()}`,
    });
    switch (outcome.outcome) {
      case 'opened':
        return showList(c, { notice: '本部の判断を求める取組に加えました。' });
      case 'known':
        return showList(c, { notice: 'この取組は、今日すでに加えています。' });
      case 'conflict':
        return showList(c, {
          error: 'ほかの人が先に変えたため、加えていません。今の内容を確かめてください。',
          entered,
          status: 409,
        });
      case 'refused':
        return showList(c, { error: outcome.message, entered, status: 422 });
    }
  });

  async function find(c: Context<GatedEnv>): Promise<Case | null> {
    const key = { plan: planId, initiative: c.req.param('initiative') ?? '', id: c.req.param('id') ?? '' };
    const found = await store.get('decisionCase', key);
    return found !== null && mayRead(c, found) ? found : null;
  }

  const showMissing = (c: Context<GatedEnv>) =>
    show(
      c,
      {
        title: '見直し判断がありません',
        room: ROOM,
        children: (
          <p class="back">
            <a href={ROOM}>見直し判断の一覧に戻る</a>
          </p>
        ),
      },
      404,
    );

  const selfChecksOf = async ({ initiative }: Case['value']) =>
    readSelfChecks((await store.loadHistory(planId, initiative)).statements);

  async function showCase(
    c: Context<GatedEnv>,
    stored: Case,
    said: { notice?: string; error?: string; status?: 200 | 409 | 422; entered?: Entered } = {},
  ) {
    const city = await loadCity(store, planId);
    const mayEdit = c.get('session').roles.includes('secretariat');
    const { notice = null, error = null, status = 200, entered = {} } = said;
    const { value, revision } = stored;
    const csrf = <CsrfField session={c.get('session')} />;
    const hidden = <input type="hidden" name="revision" value={String(revision)} />;
    const path = `${ROOM}/${value.initiative}/${value.id}`;
    return show(
      c,
      {
        title: `見直し判断：${titleOf(city, value.initiative)}`,
        room: ROOM,
        notice,
        error,
        children: (
          <>
            <RowTable
              caption="なぜ判断が必要か"
              columns={['日付', '理由']}
              rows={value.causes.map(({ at, text }) => ({
                cells: [longDate(tokyoDate(instantOf(at))), text],
              }))}
            />
            <p>{`状態　${STATE_WORDS[value.state]}　　決定者　${value.decider}　　判断の期限　${dayWords(value.dueOn)}`}</p>
            <SelfChecks said={await selfChecksOf(value)} city={city} />
            {value.options.length > 0 && (
              <RowTable
                caption="選択肢ごとの案"
                columns={['判断', '案']}
                rows={value.options.map(({ option, text }) => ({ cells: [OPTION_WORDS[option], text] }))}
              />
            )}
            {value.decision !== null && <DecisionFacts stored={stored} city={city} />}
            {mayEdit && value.state === 'open' && <Preparation {...{ csrf, hidden, path, value }} />}
            {mayEdit && value.state !== 'released' && <Record {...{ csrf, hidden, path, value, entered }} />}
            {mayEdit && value.state === 'decided' && (
              <form method="post" action={`${path}/release`}>
                {csrf}
                {hidden}
                <p>公表すると、次の照会から所管課の様式に決定を引用し、対応を尋ねます。</p>
                <button type="submit">決定を公表する</button>
              </form>
            )}
            <p class="back">
              <a href={ROOM}>見直し判断の一覧に戻る</a>
            </p>
          </>
        ),
      },
      status,
    );
  }

  pages.get(`${ROOM}/:initiative/:id`, async (c) => {
    const stored = await find(c);
    return stored ? showCase(c, stored) : showMissing(c);
  });

  const handle = (
    path: string,
    notice: string,
    work: (act: CaseAct, entered: Entered, city: City) => Promise<CaseOutcome>,
  ) =>
    pages.post(`${ROOM}/:initiative/:id/${path}`, only(log, 'secretariat'), async (c) => {
      const stored = await find(c);
      if (!stored) return showMissing(c);
      const entered = readEntered(await c.req.parseBody());
      const { name, email } = c.get('session');
      const { initiative, id } = stored.value;
      const cause = `console/${randomUUID()}`;
      const basedOn = Number(entered.revision ?? 0);
      const act = { plan: planId, initiative, id, basedOn, by: email ?? name, at: clock(), cause };
      const outcome = await work(act, entered, await loadCity(store, planId));
      const now = (await find(c)) ?? stored;
      switch (outcome.outcome) {
        case 'done':
          return showCase(c, now, { notice });
        case 'no-such-case':
          return showMissing(c);
        case 'faults':
          return showCase(c, now, { error: faultWords(outcome.faults), status: 422, entered });
        case 'conflict':
          return showCase(c, now, {
            error:
              'ほかの人が先に変えたため、保存していません。今の内容を確かめて、もう一度入力してください。',
            status: 409,
            entered,
          });
        case 'refused':
          return showCase(c, now, {
            error: 'この状態ではできません。今の状態を確かめてください。',
            status: 409,
          });
      }
    });

  handle('prepare', '案を保存しました。', (act, entered) =>
    prepareCase(store, act, readPreparation(entered)),
  );
  handle('record', '決定を記録しました。公表するまで、所管課には知らせません。', (act, entered, { plan }) =>
    recordDecision(store, act, plan, {
      option: entered.option ?? '',
      text: entered.text ?? '',
      decidedOn: entered.decidedOn ?? '',
      decider: entered.decider ?? '',
      minutes: entered.minutes ?? '',
      nextOn: entered.nextOn ?? '',
      until: entered.until ?? '',
      into: entered.into ?? '',
    }),
  );
  handle('release', '決定を公表しました。次の照会から所管課に対応を尋ねます。', (act) =>
    releaseDecision(store, act),
  );
}

function readEntered(body: Record<string, unknown>): Entered {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

const faultWords = (faults: readonly DecisionFault[]) => faults.map(({ message }) => message).join(' ');

/** R3: what no figure shows, a change of law or of circumstances, is brought up by a person. */
