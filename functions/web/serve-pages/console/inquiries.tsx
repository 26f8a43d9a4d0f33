import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { tokyoDate } from '../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { RequestRecord } from '../../../../shared/records.ts';
import type { InquiryQuestion } from '../../../../shared/round/inquiry.ts';
import { isOwed, RoundId } from '../../../../shared/round/round.ts';
import { csvOf } from '../../../../shared/runtime/csv.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import {
  endInquiry,
  findInquiry,
  type InquiryState,
  isOverdue,
  listInquiries,
  type StandingInquiry,
} from '../../../../shared/steps/inquiries.ts';
import {
  answerWords,
  type InquiryRow,
  inquiryTable,
  loadInquiryRows,
} from '../../../../shared/steps/inquiry-answers.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { ANSWER_STATE_MARKS, type Mark, REQUEST_MARKS, requestStanding } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { isSecretariat } from '../sign-in/roles.ts';
import { actOf } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import { requestPath, roundPath, type Said } from './replies/parts.tsx';
import type { ConsoleWorld } from './world.ts';

export const INQUIRIES = '/console/inquiries';
const inquiryPath = (round: RoundId) => `${INQUIRIES}/${round}`;

const STATE_MARKS: Record<InquiryState, Mark> = {
  planned: { icon: '…', word: '送信待ち', tone: 'none' },
  open: { icon: '○', word: '受付中', tone: 'good' },
  closed: { icon: '−', word: '締切済', tone: 'none' },
};

const stateWords = (request: RequestRecord) => REQUEST_MARKS[requestStanding(request)].word;

/** 臨時照会: what was asked outside the rhythm, and who has answered what. */
export function addInquiries(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;

  pages.get(INQUIRIES, async (c) => {
    const city = await loadCity(store, planId);
    const inquiries = await listInquiries(store, city, planId);
    const requests = await Promise.all(
      inquiries.map(({ round }) => store.list('request', { plan: planId, round })),
    );
    return show(c, {
      title: '臨時照会',
      room: INQUIRIES,
      children: (
        <>
          <p>四半期の照会とは別に、各部署に一度だけ聞くものです。回答は指標や判定に使いません。</p>
          {isSecretariat(c.get('session')) && (
            <p>
              <a href={`${INQUIRIES}/new`}>新しい臨時照会をつくる</a>
            </p>
          )}
          {inquiries.length === 0 ? (
            <p class="empty">まだありません。</p>
          ) : (
            <RowTable
              caption={`${inquiries.length}件（新しい順）`}
              columns={['照会', '件名', '状態', '送信', '回答期限', '回答', '期限超過']}
              rows={inquiries.map((each, index) => ({
                cells: listCells(each, requests[index]?.map(({ value }) => value) ?? []),
              }))}
            />
          )}
        </>
      ),
    });
  });

  const listCells = (
    { round, inquiry, state, opensAt, dueAt, departments }: StandingInquiry,
    requests: readonly RequestRecord[],
  ) => {
    const answered = requests.filter((request) => !isOwed(request)).length;
    const overdue = requests.filter((request) => isOverdue(request, clock())).length;
    return [
      <a href={inquiryPath(round)}>{roundName(round)}</a>,
      inquiry.subject,
      <MarkChip mark={STATE_MARKS[state]} />,
      shortDateTime(opensAt),
      shortDateTime(dueAt),
      state === 'planned' ? `${departments.length}部署に送る予定` : `${requests.length}部署中${answered}`,
      overdue === 0 ? null : `${overdue}部署`,
    ];
  };

  pages.get(`${INQUIRIES}/:file{\\d{4}Q[1-4]I\\d{2}\\.csv}`, async (c) => {
    const loaded = await load(world, c.req.param('file').slice(0, -'.csv'.length));
    if (!loaded) return c.redirect(INQUIRIES);
    const { standing, rows } = loaded;
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="inquiry-${standing.round}.csv"`);
    return c.body(csvOf(inquiryTable(standing.inquiry, rows, stateWords)));
  });

  pages.get(`${INQUIRIES}/:round`, (c) => showInquiry(c, world, c.req.param('round')));

  pages.post(`${INQUIRIES}/:round/:act{cancel|close}`, only(log, 'secretariat'), async (c) => {
    const round = RoundId.safeParse(c.req.param('round'));
    if (!round.success) return c.redirect(INQUIRIES);
    const isCancel = c.req.param('act') === 'cancel';
    const outcome = await endInquiry(
      store,
      await loadCity(store, planId),
      { round: round.data, meant: isCancel ? 'planned' : 'open' },
      { ...actOf(world, c.get('session')), plan: planId },
    );
    switch (outcome) {
      case 'conflict':
        return showInquiry(
          c,
          world,
          round.data,
          {
            error: '同時に別の操作で変わりました。もう一度操作してください。',
          },
          409,
        );
      case 'not-so':
        return showInquiry(
          c,
          world,
          round.data,
          {
            error: isCancel
              ? 'すでに送ったか、取りやめています。'
              : 'すでに締め切っているか、まだ送っていません。',
          },
          409,
        );
      case 'ended':
        return isCancel
          ? show(c, {
              title: '臨時照会',
              room: INQUIRIES,
              notice: `${roundName(round.data)}を取りやめました。メールは送りません。`,
              children: (
                <p class="back">
                  <a href={INQUIRIES}>臨時照会の一覧に戻る</a>
                </p>
              ),
            })
          : showInquiry(c, world, round.data, { notice: '締め切りました。届いた回答は残ります。' });
    }
  });
}

interface Loaded {
  readonly city: City;
  readonly standing: StandingInquiry;
  readonly rows: readonly InquiryRow[];
}

async function load({ store, planId, clock }: ConsoleWorld, text: string): Promise<Loaded | null> {
  const round = RoundId.safeParse(text);
  if (!round.success) return null;
  const city = await loadCity(store, planId);
  const standing = await findInquiry(store, city, planId, round.data);
  if (!standing) return null;
  const { inquiry } = standing;
  const key = { plan: planId, round: round.data, inquiry };
  return { city, standing, rows: await loadInquiryRows(store, city.directory, key, clock()) };
}

/** One inquiry: what it asks, when, who has answered what, who is overdue. */
export async function showInquiry(
  c: Context<GatedEnv>,
  world: ConsoleWorld,
  round: string,
  said: Said = {},
  status: 200 | 409 = 200,
) {
  const loaded = await load(world, round);
  if (!loaded) return c.redirect(INQUIRIES);
  const { city, standing, rows } = loaded;
  const { inquiry, state, departments } = standing;
  const mayAct = isSecretariat(c.get('session'));
  const overdue = rows.filter((row) => row.isOverdue);
  return show(
    c,
    {
      title: `${roundName(standing.round)}　${inquiry.subject}`,
      room: INQUIRIES,
      ...said,
      children: (
        <>
          <p>
            <MarkChip mark={STATE_MARKS[state]} />
            {`　送信 ${shortDateTime(standing.opensAt)}　回答期限 ${shortDateTime(standing.dueAt)}　締切 ${shortDateTime(standing.freezesAt)}`}
          </p>
          <pre class="text-mail">{inquiry.words}</pre>
          <ol>
            {inquiry.questions.map((question) => (
              <li>
                {question.words}
                <span class="hint">　{howWords(question)}</span>
              </li>
            ))}
          </ol>
          {state === 'planned' ? (
            <Planned city={city} standing={standing} />
          ) : (
            <section aria-labelledby="answers">
              <h2 id="answers">回答</h2>
              {overdue.length > 0 && (
                <p>
                  <strong>期限を過ぎて回答のない部署　{overdue.length}部署</strong>
                  {`　${overdue.map(({ name }) => name).join('、')}`}
                </p>
              )}
              <p>
                <a href={`${inquiryPath(standing.round)}.csv`}>CSVで保存する</a>{' '}
                <a href={roundPath(standing.round)}>返信ごとに見る</a>
              </p>
              <RowTable
                caption={`${rows.length}部署中${rows.filter(({ request }) => !isOwed(request)).length}部署が回答`}
                columns={[
                  '部署',
                  '状態',
                  ...inquiry.questions.map((_, index) => `問${index + 1}`),
                  '回答者',
                  '最後の受付',
                ]}
                rows={rows.map((row) => ({ cells: rowCells(standing.round, row) }))}
              />
            </section>
          )}
          {mayAct && state === 'planned' && (
            <ActForm c={c} path={`${inquiryPath(standing.round)}/cancel`} words="取りやめる（送りません）" />
          )}
          {mayAct && state === 'open' && (
            <ActForm
              c={c}
              path={`${inquiryPath(standing.round)}/close`}
              words="今すぐ締め切る（再送もしません）"
            />
          )}
          <p class="back">
            <a href={INQUIRIES}>臨時照会の一覧に戻る</a>
          </p>
        </>
      ),
    },
    status,
  );

  function Planned({ city: { directory }, standing: { opensAt } }: Pick<Loaded, 'city' | 'standing'>) {
    return (
      <section aria-labelledby="to-come">
        <h2 id="to-come">送る部署</h2>
        <p>
          <a href={`/console/calendar/${tokyoDate(opensAt)}`}>送る日のメールと理由を見る</a>
        </p>
        <p>{departments.map((id) => departmentName(directory, id)).join('、')}</p>
      </section>
    );
  }
}

function rowCells(round: RoundId, row: InquiryRow) {
  return [
    <a href={requestPath(round, row.department)}>{row.name}</a>,
    <>
      <MarkChip mark={REQUEST_MARKS[requestStanding(row.request)]} />
      {row.isOverdue && <strong>　期限超過</strong>}
    </>,
    ...row.answers.map((answer) =>
      answer === null ? null : (
        <>
          <span class="quoted">{answerWords(answer)}</span>
          {answer.state !== 'stored' && <MarkChip mark={ANSWER_STATE_MARKS[answer.state]} />}
        </>
      ),
    ),
    row.answerer,
    row.lastAt === null ? null : shortDateTime(row.lastAt),
  ];
}

/** How a question is answered. */
function howWords(question: InquiryQuestion): string {
  switch (question.answer) {
    case 'text':
      return '文章';
    case 'number':
      return `数（${question.unit}）`;
    case 'choice':
      return `${question.choices.join('・')} から1つ`;
    case 'date':
      return '日付';
  }
}

function ActForm({ c, path, words }: { c: Context<GatedEnv>; path: string; words: string }) {
  return (
    <form method="post" action={path}>
      <CsrfField session={c.get('session')} />
      <button type="submit" class="quiet">
        {words}
      </button>
    </form>
  );
}
