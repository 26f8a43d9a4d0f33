import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf, isoUtc } from '../../../../shared/calendar/time.ts';
import { leadOf } from '../../../../shared/plan/asked.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import { CHECK_WORDS, CheckRule } from '../../../../shared/progress/entry-checks/entry-check.ts';
import type { EntryCheckRecord } from '../../../../shared/records.ts';
import type { FreshnessLine } from '../../../../shared/report/freshness.ts';
import { isJudged, parseRoundId, type Round, RoundId } from '../../../../shared/round/round.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { listQuestions, type StandingQuestion } from '../../../../shared/steps/answers/list-questions.ts';
import { loadFreshness } from '../../../../shared/steps/freshness.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { QUESTION_MARKS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import { requestPath } from './replies/parts.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/checks';
const NOTE_MAX_CHARS = 300;

interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** 記入内容の確認: what to look at in a quarter's entries and what came of it, and how its requests fared. */
export function addChecks(pages: Hono<GatedEnv>, { store, planId, clock, log }: ConsoleWorld): void {
  pages.use(`${ROOM}/*`, only(log, 'secretariat'));

  const showChecks = async (
    c: Context<GatedEnv>,
    asked: RoundId | null,
    said: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const [city, stored] = await Promise.all([
      loadCity(store, planId),
      store.list('round', { plan: planId }),
    ]);
    const rounds = stored
      .map(({ value }) => value)
      .filter(({ id }) => isJudged(id) && parseRoundId(id).stage === 'regular')
      .sort((a, b) => b.openedAt.localeCompare(a.openedAt));
    const round = rounds.find(({ id }) => id === asked) ?? rounds[0];
    const [checks, freshness, questions] = round
      ? await Promise.all([
          store.list('entryCheck', { plan: planId, round: round.id }),
          loadFreshness(store, planId, round.id),
          listQuestions(store, { plan: planId, round: round.id }),
        ])
      : [[], [], []];
    return show(
      c,
      {
        title: '記入内容の確認',
        room: ROOM,
        notice: said.notice ?? null,
        error: said.error ?? null,
        children: (
          <>
            <p>
              事務局だけの画面です。一つ一つの記入について、確かめていただきたいことを示します。課の評価には使いません。
            </p>
            <RoundChoice rounds={rounds} chosen={round} />
            <section aria-labelledby="entries">
              <h2 id="entries">確かめること</h2>
              {round && (
                <Checks
                  c={c}
                  round={round}
                  city={city}
                  checks={checks.map(({ value }) => value).toSorted(inOrder)}
                  questions={questions}
                />
              )}
            </section>
            <section aria-labelledby="freshness">
              <h2 id="freshness">照会の届き方と答えやすさ</h2>
              <p>照会の送り方や聞き方を直すための数です。人事や組織の評価には使いません。</p>
              <Freshness lines={freshness} city={city} />
            </section>
          </>
        ),
      },
      status,
    );
  };

  pages.get(ROOM, (c) => showChecks(c, RoundId.safeParse(c.req.query('round')).data ?? null));

  pages.post(`${ROOM}/:round`, async (c) => {
    const round = RoundId.safeParse(c.req.param('round')).data;
    if (!round) return c.redirect(ROOM);
    const form = await c.req.parseBody();
    const note = String(form.note ?? '').trim();
    if (note === '' || note.length > NOTE_MAX_CHARS)
      return showChecks(
        c,
        round,
        { error: `確かめた結果を、${NOTE_MAX_CHARS}字までで書いてください。` },
        422,
      );
    const found = await store.get('entryCheck', { plan: planId, round, id: String(form.id ?? '') });
    if (!found) return showChecks(c, round, { error: 'その項目は見つかりません。' }, 422);
    const { outcome } = found.value;
    const taken = (by: string, said: string) =>
      showChecks(c, round, { error: `${by}が先に「${said}」と書いたため、保存していません。` }, 409);
    if (outcome !== null && String(form.seen ?? '') !== outcome.at) return taken(outcome.by, outcome.note);
    const { name, email } = c.get('session');
    const at = isoUtc(clock());
    const by = email ?? name;
    const value = { ...found.value, outcome: { note, by, at } };
    const audit = {
      at,
      cause: `console/${randomUUID()}`,
      actor: by,
      what: 'check.noted',
      subject: `${round}/${found.value.id}`,
      before: outcome?.note ?? null,
      after: note,
    };
    const stored = await store.commit({
      writes: [{ kind: 'entryCheck', value, expected: found.revision }],
      audit: [audit],
      events: [],
    });
    return stored === 'committed'
      ? showChecks(c, round, { notice: '確かめた結果を保存しました。' })
      : taken('ほかの人', '同時の変更');
  });
}

const ORDER = CheckRule.options;

function inOrder(a: EntryCheckRecord, b: EntryCheckRecord): number {
  return (
    Number(a.outcome !== null) - Number(b.outcome !== null) ||
    ORDER.indexOf(a.rule) - ORDER.indexOf(b.rule) ||
    a.id.localeCompare(b.id)
  );
}

function RoundChoice({ rounds, chosen }: { rounds: readonly Round[]; chosen: Round | undefined }) {
  if (!chosen) return <p class="empty">照会はまだありません。</p>;
  return (
    <form method="get" action={ROOM} class="line filter">
      <p>
        <label for="round">四半期</label>
        <select id="round" name="round">
          {rounds.map(({ id }) => (
            <option value={id} selected={id === chosen.id}>
              {roundName(id)}
            </option>
          ))}
        </select>
      </p>
      <button type="submit" class="quiet">
        この四半期を見る
      </button>
    </form>
  );
}

function Checks({
  c,
  round,
  city: { plan },
  checks,
  questions,
}: {
  c: Context<GatedEnv>;
  round: Round;
  city: City;
  checks: readonly EntryCheckRecord[];
  questions: readonly StandingQuestion[];
}) {
  if (round.state === 'open') return <p class="empty">締切の後に、自動で確かめます。</p>;
  if (checks.length === 0) return <p class="empty">確かめることはありません。</p>;
  const titleOf = (id: string | null) => {
    const found = plan.initiatives.find((initiative) => initiative.id === id);
    return found ? `${found.code} ${found.title}` : id;
  };
  return (
    <RowTable
      caption={`${checks.length}件（結果のないものから）`}
      columns={['内容', '種類', '取り組み', '値の確認', '確かめた結果']}
      rows={checks.map((check) => ({
        cells: [
          check.text,
          `${CHECK_WORDS[check.rule]}${check.rule === 'draw' ? '' : `（${check.rule}）`}`,
          titleOf(check.initiative),
          <ValueCheck {...{ check, plan, questions }} />,
          <form method="post" action={`${ROOM}/${round.id}`}>
            <CsrfField session={c.get('session')} />
            <input type="hidden" name="id" value={check.id} />
            <input type="hidden" name="seen" value={check.outcome?.at ?? ''} />
            {check.outcome && (
              <p>{`${check.outcome.note}（${check.outcome.by}、${shortDateTime(instantOf(check.outcome.at))}）`}</p>
            )}
            <p class="line">
              <input
                name="note"
                aria-label={`「${check.text}」を確かめた結果`}
                maxlength={NOTE_MAX_CHARS}
                required
              />
              <button type="submit" class="quiet">
                保存する
              </button>
            </p>
          </form>,
        ],
      }))}
    />
  );
}

/** Whether the value an item speaks of is under question, or the way to put it there. */
function ValueCheck({
  check: { id, round, initiative, kpi },
  plan,
  questions,
}: {
  check: EntryCheckRecord;
  plan: City['plan'];
  questions: readonly StandingQuestion[];
}) {
  const sheet = plan.initiatives.find((one) => one.id === initiative);
  if (kpi === null || !sheet) return null;
  const asked = questions.find(({ question }) => question.subject === kpi);
  const department = asked?.department ?? leadOf(sheet);
  if (asked)
    return (
      <a href={requestPath(round, department)}>
        <MarkChip mark={QUESTION_MARKS[asked.state]} />
      </a>
    );
  const name = sheet.kpis.find((one) => one.id === kpi)?.name ?? kpi;
  return (
    <a href={`${requestPath(round, department)}/question?kpi=${kpi}&check=${encodeURIComponent(id)}`}>
      「{name}」を確認中にする
    </a>
  );
}

function Freshness({ lines, city: { directory } }: { lines: readonly FreshnessLine[]; city: City }) {
  if (lines.length === 0) return <p class="empty">まだ照会していません。</p>;
  return (
    <RowTable
      caption={`${lines.length}部署`}
      columns={['部署', '照会', '送信', '配達', '不達', '回答', '期限内', '記述あり', '前回と同じ']}
      rows={lines.map((line) => ({
        cells: [
          departmentName(directory, line.department),
          `${line.asked}件`,
          `${line.sent}通`,
          `${line.delivered}通`,
          `${line.bounced}通`,
          line.answered ? 'あり' : 'なし',
          line.onTime ? '期限内' : null,
          `${line.written}件`,
          `${line.copied}件`,
        ],
      }))}
    />
  );
}
