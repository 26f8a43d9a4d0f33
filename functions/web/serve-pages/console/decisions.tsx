import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { longDate, quarterShort } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, instantOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import { OPTION_WORDS, Option, STATE_WORDS } from '../../../../shared/decision/case.ts';
import { asksForEndDate, type DecisionFault } from '../../../../shared/decision/check-decision.ts';
import { countEndings } from '../../../../shared/decision/endings.ts';
import { sortByUrgency } from '../../../../shared/decision/open-case.ts';
import { readSelfChecks, type SelfCheck } from '../../../../shared/decision/self-check.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { Stored } from '../../../../shared/ports.ts';
import { parseRoundId } from '../../../../shared/round/round.ts';
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
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/decisions' as const;
type Case = Stored<'decisionCase'>;

const dayWords = (day: string) => longDate(dateOf(day));
const titleOf = ({ plan }: City, id: string) => {
  const sheet = plan.initiatives.find((initiative) => initiative.id === id);
  return sheet ? `${sheet.code} ${sheet.title}` : id;
};

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
                  one.causes.map(({ text }) => text).join('、'),
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

type Entered = Readonly<Record<string, string>>;

function readEntered(body: Record<string, unknown>): Entered {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

const faultWords = (faults: readonly DecisionFault[]) => faults.map(({ message }) => message).join(' ');

interface FormParts {
  readonly csrf: unknown;
  readonly hidden: unknown;
  readonly path: string;
  readonly value: Case['value'];
}

/** R3: what no figure shows, a change of law or of circumstances, is brought up by a person. */
function Opening({ csrf, city, entered }: { csrf: unknown; city: City; entered: Entered }) {
  return (
    <details open={entered.code !== undefined}>
      <summary>取組を加える（環境変化・制度改正）</summary>
      <form method="post" action={`${ROOM}/open`}>
        {csrf}
        <p>
          <label for="open-code">取組</label>
          <select id="open-code" name="code">
            {city.plan.initiatives.map(({ code, title }) => (
              <option value={code} selected={code === entered.code}>
                {`${code} ${title}`}
              </option>
            ))}
          </select>
        </p>
        <p>
          <label for="open-reason">理由（例：法改正により対象が変わった）</label>
          <input id="open-reason" name="reason" required maxlength={100} value={entered.reason ?? ''} />
        </p>
        <button type="submit" class="quiet">
          加える
        </button>
      </form>
    </details>
  );
}

/** 自己点検: what the department said of the end date, newest first. */
function SelfChecks({ said, city }: { said: readonly SelfCheck[]; city: City }) {
  if (said.length === 0) return null;
  return (
    <RowTable
      caption="所管課の自己点検"
      columns={['回', '課', '終期', '終期後の考え', '自己点検', '終期までにすること']}
      rows={said.toReversed().map(({ round, department, endsOn, wish, reason, steps }) => ({
        cells: [
          quarterShort(parseRoundId(round).quarter),
          departmentName(city.directory, department),
          longDate(endsOn),
          wish,
          reason,
          steps,
        ],
      }))}
    />
  );
}

function DecisionFacts({ stored: { value }, city }: { stored: Case; city: City }) {
  const { decision } = value;
  if (decision === null) return null;
  const rows: [string, string][] = [
    ['判断', OPTION_WORDS[decision.option]],
    ['内容', decision.text],
    ['決定日', dayWords(decision.decidedOn)],
    ['決定者', decision.decider],
    ['会議録', decision.minutes],
    ...(decision.nextOn ? ([['次回判定日', dayWords(decision.nextOn)]] as [string, string][]) : []),
    ...(decision.until ? ([['新しい終期', dayWords(decision.until)]] as [string, string][]) : []),
    ...(decision.into ? ([['統合先', titleOf(city, decision.into)]] as [string, string][]) : []),
    ['記録した人', decision.recordedBy],
  ];
  return <RowTable caption="本部の決定" columns={['項目', '内容']} rows={rows.map((cells) => ({ cells }))} />;
}

function Preparation({ csrf, hidden, path, value }: FormParts) {
  const textOf = (option: Option) => value.options.find((one) => one.option === option)?.text ?? '';
  return (
    <details>
      <summary>本部に示す案を整える</summary>
      <form method="post" action={`${path}/prepare`}>
        {csrf}
        {hidden}
        {Option.options.map((option) => (
          <p>
            <label for={`option-${option}`}>{`${OPTION_WORDS[option]}の案`}</label>
            <input id={`option-${option}`} name={`option-${option}`} maxlength={100} value={textOf(option)} />
          </p>
        ))}
        <p>
          <label for="case-decider">決定者</label>
          <input id="case-decider" name="decider" required maxlength={80} value={value.decider} />
        </p>
        <p>
          <label for="case-due">判断の期限</label>
          <input id="case-due" type="date" name="dueOn" required value={value.dueOn} />
        </p>
        <button type="submit" class="quiet">
          案を保存する
        </button>
      </form>
    </details>
  );
}

function Record({ csrf, hidden, path, value, entered }: FormParts & { entered: Entered }) {
  const of = (name: string, stored: string | null | undefined) => entered[name] ?? stored ?? '';
  const { decision } = value;
  const fields = [
    ['text', '決定の内容（継続のときは理由も）', 'text', of('text', decision?.text)],
    ['decidedOn', '決定日', 'date', of('decidedOn', decision?.decidedOn)],
    ['decider', '決定者', 'text', of('decider', decision?.decider ?? value.decider)],
    ['minutes', '会議録（例：令和8年度第2回本部会議 会議録3）', 'text', of('minutes', decision?.minutes)],
    ['nextOn', '次回判定日（継続のときは必ず）', 'date', of('nextOn', decision?.nextOn)],
    ...(asksForEndDate(value)
      ? ([['until', '新しい終期（続けるとき）', 'date', of('until', decision?.until)]] as const)
      : []),
    ['into', '統合先の取組の番号（統合のとき）', 'text', of('into', '')],
  ] as const;
  return (
    <form method="post" action={`${path}/record`}>
      <h2>決定を記録する</h2>
      {csrf}
      {hidden}
      <fieldset>
        <legend>判断</legend>
        {Option.options.map((option) => (
          <label>
            <input
              type="radio"
              name="option"
              value={option}
              checked={of('option', decision?.option) === option}
            />
            {OPTION_WORDS[option]}
          </label>
        ))}
      </fieldset>
      {fields.map(([name, label, type, filled]) => (
        <p>
          <label for={`record-${name}`}>{label}</label>
          <input id={`record-${name}`} type={type} name={name} maxlength={100} value={filled} />
        </p>
      ))}
      <button type="submit">決定を記録する</button>
    </form>
  );
}
