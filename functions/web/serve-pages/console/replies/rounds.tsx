import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import type { ReceivedMail, RequestRecord } from '../../../../../shared/records.ts';
import { type FormField, fieldKey } from '../../../../../shared/round/form.ts';
import { isJudged, RoundId } from '../../../../../shared/round/round.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import {
  listAnswers,
  type StandingAnswer,
  sourcesOf,
} from '../../../../../shared/steps/answers/list-answers.ts';
import { listQuestions } from '../../../../../shared/steps/answers/list-questions.ts';
import { loadAskedForm } from '../../../../../shared/steps/answers/open-request.ts';
import { namesOf } from '../../../../../shared/steps/answers/write-receipt.ts';
import { loadCity } from '../../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import {
  ANSWER_STATE_MARKS,
  QUESTION_MARKS,
  RECEIVED_STATE_MARKS,
  REQUEST_MARKS,
  requestStanding,
  statusMark,
  VIA_WORDS,
} from '../../look/words.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { isSecretariat } from '../../sign-in/roles.ts';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { lineName, ROOM, receivedPath, requestPath, roundPath, type Said, valueWords } from './parts.tsx';
import { QuestionList } from './question-list.tsx';

/** Which request an address names; null where it names none. */
export interface RequestKey {
  readonly plan: string;
  readonly round: RoundId;
  readonly department: string;
}

export function requestKeyOf(c: Context<GatedEnv>, plan: string): RequestKey | null {
  const round = RoundId.safeParse(c.req.param('round'));
  const department = c.req.param('department');
  return round.success && department !== undefined ? { plan, round: round.data, department } : null;
}

/** What a department has answered in a round: who, how, what, and what became of it. */
export async function showRequest(
  c: Context<GatedEnv>,
  { store, planId }: ConsoleWorld,
  key: RequestKey,
  said: Said = {},
) {
  const { round, department } = key;
  const [form, answers, questions, statuses] = await Promise.all([
    loadAskedForm(store, key),
    listAnswers(store, key),
    listQuestions(store, key),
    store.list('status', { plan: planId, round }),
  ]);
  if (!form) return c.redirect(ROOM);
  const { asked } = form;
  const request = asked.request.value;
  const received = await receivedOf(key, request, answers);
  const name = departmentName(asked.city.directory, department);
  const path = requestPath(round, department);
  const isFrozen = asked.round.state === 'frozen';
  const byKey = new Map(answers.map((answer) => [fieldKey(answer.field), answer]));
  const canEdit = isSecretariat(c.get('session'));
  const open = new Set(questions.flatMap(({ question, state }) => (state === 'open' ? [question.key] : [])));
  const questionable = canEdit && isJudged(round);
  return show(c, {
    title: name,
    room: ROOM,
    ...said,
    children: (
      <>
        <p>
          {roundName(round)}
          {'　'}
          <MarkChip mark={REQUEST_MARKS[requestStanding(request)]} />
          {`　回答期限 ${shortDateTime(instantOf(request.dueAt))}　受付番号 ${request.receiptCode}`}
        </p>
        {canEdit && (
          <ul class="choices counts">
            <li>
              <a href={`${path}/enter`}>
                {isFrozen ? '締切後の訂正を入力する' : '電話・書面の回答を入力する'}
              </a>
            </li>
            <li>
              <a href={`${path}/paper`}>回答用紙を印刷する</a>
            </li>
          </ul>
        )}
        {[...sectionsOf(asked.manifest.sections, asked.manifest.fields)].map(
          ({ id, title, initiative, fields }) => {
            const status = statuses.find(({ value }) => value.initiative === initiative)?.value.status;
            return (
              <section aria-labelledby={id}>
                <h2 id={id}>{title}</h2>
                {status && (
                  <p>
                    判定　
                    <MarkChip mark={statusMark(status.status)} />
                  </p>
                )}
                <RowTable
                  caption={`${fields.filter((field) => byKey.has(fieldKey(field))).length}／${fields.length}行に回答`}
                  columns={['項目', '回答', '状態', '受け方', '受付']}
                  rows={fields.map((field) => ({
                    cells: cellsOf(field, byKey.get(fieldKey(field)), {
                      isOpen: open.has(fieldKey(field)),
                      ask: questionable ? questionPath(round, department, field) : null,
                    }),
                  }))}
                />
              </section>
            );
          },
        )}
        <QuestionList
          questions={questions}
          names={namesOf(asked.city)}
          path={path}
          csrf={canEdit ? <CsrfField session={c.get('session')} /> : null}
        />
        <section aria-labelledby="received">
          <h2 id="received">届いた返信と入力</h2>
          {received.length === 0 ? (
            <p class="empty">まだありません。</p>
          ) : (
            <RowTable
              caption="新しい順。開くと、原文と、送った受付を見られます"
              columns={['受信', '状態', '受け方', '差出人・入力した人']}
              rows={received.map(({ id, receivedAt, state, via, from, enteredBy }) => ({
                cells: [
                  <a href={receivedPath(id)}>{shortDateTime(instantOf(receivedAt))}</a>,
                  <MarkChip mark={RECEIVED_STATE_MARKS[state]} />,
                  VIA_WORDS[via],
                  enteredBy ?? from,
                ],
              }))}
            />
          )}
        </section>
        <p class="back">
          <a href={roundPath(round)}>{roundName(round)}の一覧に戻る</a>
        </p>
      </>
    ),
  });

  /** What the answers came from, and the words that waited or wait besides. */
  async function receivedOf(
    { plan }: RequestKey,
    { events }: RequestRecord,
    standing: readonly StandingAnswer[],
  ): Promise<ReceivedMail[]> {
    const versions = await store.list('submission', { plan, round, department });
    const held = events.flatMap((event) =>
      'source' in event && event.source !== null ? [event.source] : [],
    );
    const ids = new Set([
      ...versions.flatMap(({ value }) => sourcesOf(value)),
      ...standing.map(({ field }) => field.source),
      ...held,
    ]);
    const found = await Promise.all([...ids].map((id) => store.get('received', { id })));
    return found
      .flatMap((entry) => (entry ? [entry.value] : []))
      .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
  }
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly initiative: string | null;
  readonly fields: readonly FormField[];
}

/** The form's sections with their fields; what belongs to none, as who answered, comes last. */
function sectionsOf(
  sections: readonly { number: number; initiative: string | null; title: string }[],
  fields: readonly FormField[],
): Section[] {
  const own = sections.map(({ number, initiative, title }) => ({
    id: `section-${number}`,
    title: `${number} ${title}`,
    initiative,
    fields: fields.filter((field) => field.initiative === initiative),
  }));
  const rest = fields.filter(({ initiative }) => initiative === null);
  return [...own, { id: 'section-rest', title: '回答した方', initiative: null, fields: rest }];
}

/** Where a value is put under question; null for a line that holds no KPI's value. */
function questionPath(round: RoundId, department: string, { kind, subject }: FormField): string | null {
  const isValue = (kind === 'actual' || kind === 'final') && subject !== null;
  return isValue ? `${requestPath(round, department)}/question?kpi=${subject}` : null;
}

function cellsOf(
  asked: FormField,
  answer: StandingAnswer | undefined,
  { isOpen, ask }: { isOpen: boolean; ask: string | null },
) {
  const name = lineName(asked);
  if (!answer) return [name, '（未回答）', null, null, null];
  const { field, state, origin } = answer;
  return [
    name,
    <span class="quoted">{valueWords(field)}</span>,
    <>
      <MarkChip mark={isOpen ? QUESTION_MARKS.open : ANSWER_STATE_MARKS[state]} />
      {!isOpen && ask !== null && state !== 'after-freeze' && field.value !== null && (
        <>
          {' '}
          <a href={ask}>確認中にする（{asked.anchor}）</a>
        </>
      )}
    </>,
    VIA_WORDS[origin.via] + (origin.enteredBy === null ? '' : `（入力 ${origin.enteredBy}）`),
    <a href={receivedPath(field.source)}>{shortDateTime(instantOf(field.receivedAt))}</a>,
  ];
}

export function addRounds(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId } = world;

  pages.get(`${ROOM}/rounds/:round`, async (c) => {
    const round = RoundId.safeParse(c.req.param('round'));
    const opened = round.success ? await store.get('round', { plan: planId, id: round.data }) : null;
    if (!opened) return c.redirect(ROOM);
    const { id } = opened.value;
    const [city, requests, answers] = await Promise.all([
      loadCity(store, planId),
      store.list('request', { plan: planId, round: id }),
      listAnswers(store, { plan: planId, round: id }),
    ]);
    const order = new Map(city.directory.departments.map((department, index) => [department.id, index]));
    const rows = requests
      .map(({ value }) => value)
      .sort((a, b) => (order.get(a.department) ?? 0) - (order.get(b.department) ?? 0));
    const byDepartment = Map.groupBy(answers, ({ department }) => department);
    return show(c, {
      title: `${roundName(id)}の回答`,
      room: ROOM,
      children: (
        <>
          <p>
            {opened.value.state === 'open' ? '受付中です。' : '締め切りました。'}
            <a href={`${roundPath(id)}/errata`}>正誤表（締切後の訂正）を見る</a>
          </p>
          <RowTable
            caption={`${rows.length}部署`}
            columns={['部署', '状態', '取組', '期限', '最後の受付', '受け方', '回答した方']}
            rows={rows.map((request) => {
              const last = lastOf(byDepartment.get(request.department) ?? []);
              return {
                cells: [
                  <a href={requestPath(id, request.department)}>
                    {departmentName(city.directory, request.department)}
                  </a>,
                  <MarkChip mark={REQUEST_MARKS[requestStanding(request)]} />,
                  `${request.initiatives.length}件`,
                  shortDateTime(instantOf(request.dueAt)),
                  last ? shortDateTime(instantOf(last.field.receivedAt)) : null,
                  last ? VIA_WORDS[last.origin.via] : null,
                  answererOf(byDepartment.get(request.department) ?? []),
                ],
              };
            })}
          />
        </>
      ),
    });
  });

  pages.get(`${ROOM}/rounds/:round/:department`, async (c) => {
    const key = requestKeyOf(c, planId);
    return key ? showRequest(c, world, key) : c.redirect(ROOM);
  });
}

function lastOf(answers: readonly StandingAnswer[]): StandingAnswer | undefined {
  return answers.toSorted((a, b) => b.field.receivedAt.localeCompare(a.field.receivedAt))[0];
}

/** Who answered, in the department's own words. */
function answererOf(answers: readonly StandingAnswer[]): string | null {
  const named = answers.find(({ field }) => field.kind === 'answerer');
  return typeof named?.field.value === 'string' ? named.field.value : null;
}
