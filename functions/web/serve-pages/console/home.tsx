import type { Context, Hono } from 'hono';
import { shortDate, shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { atTokyo, instantOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import type { Store } from '../../../../shared/ports.ts';
import { listLateMails, listLateSteps } from '../../../../shared/report/late-findings.ts';
import { parseRoundId, type Round } from '../../../../shared/round/round.ts';
import { listEscalations } from '../../../../shared/schedule/escalations.ts';
import { type PlannedMail, planMails } from '../../../../shared/schedule/planner.ts';
import type { Readiness } from '../../../../shared/schedule/readiness.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { type LateFindings, loadLateFindings } from '../../../../shared/steps/late-findings.ts';
import { type City, loadCity, loadWorld, MissingDocumentError } from '../../../../shared/steps/load-city.ts';
import { loadReadiness } from '../../../../shared/steps/setup.ts';
import { MarkChip } from '../look/parts.tsx';
import { MAIL_KIND_WORDS, REQUEST_MARKS, type RequestStanding, requestStanding } from '../look/words.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { type Attention, loadAttention } from './attention.ts';
import { show } from './frame.tsx';
import { Checklist, isReady } from './setup.tsx';
import { SETUP } from './setup-rooms.ts';
import type { ConsoleWorld } from './world.ts';

/** So far ahead the first page looks; the calendar has the rest. */
const AHEAD_DAYS = 7;
/** So far back it tells what did not happen in time. */
const BEHIND_DAYS = 7;

function AttentionList({ attention }: { attention: readonly Attention[] }) {
  if (attention.length === 0) return <p class="empty">いま対応が必要なことはありません。</p>;
  return (
    <ul class="plain">
      {attention.map(({ count, words, href }) => (
        <li>
          <a href={href}>{words}</a>　<strong class="nowrap">{count}件</strong>
        </li>
      ))}
    </ul>
  );
}

async function loadRound({ store, planId }: ConsoleWorld, { id }: Round) {
  const requests = await store.list('request', { plan: planId, round: id });
  return Map.groupBy(
    requests.map(({ value }) => value),
    requestStanding,
  );
}

function RoundAtAGlance({
  round,
  requests,
}: {
  round: Round;
  requests: Awaited<ReturnType<typeof loadRound>>;
}) {
  const total = [...requests.values()].reduce((sum, list) => sum + list.length, 0);
  const states = Object.entries(REQUEST_MARKS).flatMap(([state, mark]) => {
    const count = requests.get(state as RequestStanding)?.length ?? 0;
    return count === 0 ? [] : [{ mark, count }];
  });
  return (
    <>
      <p>
        {round.state === 'open'
          ? `回答期限　${shortDateTime(instantOf(round.dueAt))}　締切　${shortDateTime(instantOf(round.freezesAt))}`
          : `${shortDateTime(instantOf(round.freezesAt))}に締め切りました。`}
        {`　対象　${total}部署`}
      </p>
      <ul class="counts">
        {states.map(({ mark, count }) => (
          <li>
            <MarkChip mark={mark} /> {count}部署
          </li>
        ))}
      </ul>
    </>
  );
}

/** The mails of one day and kind, as one line. */
function comingLines(mails: readonly PlannedMail[]): { day: string; words: string; date: string }[] {
  const byDay = Map.groupBy(mails, ({ at }) => tokyoDate(at).toString());
  return [...byDay].map(([date, list]) => {
    const day = tokyoDate(list[0]?.at ?? instantOf(`${date}T00:00:00+09:00`));
    const kinds = [...Map.groupBy(list, ({ kind }) => kind)];
    return {
      date,
      day: shortDate(day),
      words: kinds.map(([kind, of]) => `${MAIL_KIND_WORDS[kind]} ${of.length}通`).join('、'),
    };
  });
}

/** Until everything is in place, the first page says how far it has come; the room has the points one by one. */
function SetupSection({ readiness }: { readiness: readonly Readiness[] }) {
  const left = readiness.filter(({ state }) => state !== 'done');
  return (
    <section aria-labelledby="setup">
      <h2 id="setup">準備</h2>
      <p>
        <a href={SETUP.room}>準備の一覧</a>　{readiness.length}項目のうち、残りは{left.length}項目です。
      </p>
      <Checklist readiness={left} />
    </section>
  );
}

/** What did not happen at its time, and what became of it: the timetable minds itself, and says so. */
function LateSection({ late: { lateSteps, lateMails }, city }: { late: LateFindings; city: City }) {
  const lines = [...listLateSteps(lateSteps), ...listLateMails(lateMails, city.directory)];
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="late">
      <h2 id="late">予定どおりに行われなかったこと（この{BEHIND_DAYS}日間）</h2>
      <ul class="plain">
        {lines.map(({ label, text }) => (
          <li>
            {label}　{text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The documents, or null where none were imported yet. */
async function loadCityIfAny(store: Store, planId: string): Promise<City | null> {
  return loadCity(store, planId).catch((error: unknown) => {
    if (error instanceof MissingDocumentError) return null;
    throw error;
  });
}

/** Before the first import there is nothing to show but where to begin. */
function showNothingYet(c: Context<GatedEnv>, readiness: readonly Readiness[]) {
  return show(c, {
    title: '今日',
    room: '/console',
    children: <SetupSection readiness={readiness} />,
  });
}

/** The first page: what needs attention today, the round at a glance, what goes out next. */
export function addHome(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  pages.get('/console', async (c) => {
    const { store, planId, clock } = world;
    const now = clock();
    const city = await loadCityIfAny(store, planId);
    if (!city) return showNothingYet(c, await loadReadiness(store, planId, now));
    const [rounds, planned] = await Promise.all([
      store.list('round', { plan: planId }).then((list) => list.map(({ value }) => value)),
      loadWorld(store, city, planId),
    ]);
    // An inquiry has a page of its own, and hides no quarter.
    const latest = rounds
      .filter(({ id }) => parseRoundId(id).stage !== 'inquiry')
      .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))[0];
    const told = listEscalations(
      planned,
      now.add({ seconds: 1 }),
      atTokyo(city.calendar.next(tokyoDate(now)), '23:59'),
    ).filter(({ hold }) => hold === null);
    const [attention, readiness, requests, late] = await Promise.all([
      loadAttention(world, rounds, planned.undeliverable, told.length),
      loadReadiness(store, planId, now, { rounds, undeliverable: planned.undeliverable }),
      latest ? loadRound(world, latest) : null,
      loadLateFindings(store, planId, now.subtract({ hours: BEHIND_DAYS * 24 }), now.add({ seconds: 1 })),
    ]);
    const coming = comingLines(
      planMails(planned, now.add({ seconds: 1 }), now.add({ hours: AHEAD_DAYS * 24 })),
    );
    return show(c, {
      title: '今日',
      room: '/console',
      children: (
        <>
          <section aria-labelledby="attention">
            <h2 id="attention">対応が必要なこと</h2>
            <AttentionList attention={attention} />
          </section>
          <LateSection late={late} city={city} />
          {/* Once rounds run, what is left to prepare is no longer what one comes for. */}
          {!latest && !isReady(readiness) && <SetupSection readiness={readiness} />}
          <section aria-labelledby="round">
            <h2 id="round">{latest ? `照会の状況　${roundName(latest.id)}` : '照会の状況'}</h2>
            {latest && requests ? (
              <RoundAtAGlance round={latest} requests={requests} />
            ) : (
              <p class="empty">まだ照会を始めていません。</p>
            )}
          </section>
          <section aria-labelledby="coming">
            <h2 id="coming">これから{AHEAD_DAYS}日間の送信</h2>
            {coming.length === 0 ? (
              <p class="empty">
                送信の予定はありません。<a href="/console/calendar">1年の予定を見る</a>
              </p>
            ) : (
              <ul class="plain">
                {coming.map(({ day, words, date }) => (
                  <li>
                    <a href={`/console/calendar/${date}`}>{day}</a>　{words}
                  </li>
                ))}
              </ul>
            )}
          </section>
          {latest && !isReady(readiness) && <SetupSection readiness={readiness} />}
        </>
      ),
    });
  });
}
