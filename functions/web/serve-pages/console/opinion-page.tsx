import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { longDate, shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, instantOf } from '../../../../shared/calendar/time.ts';
import { roundShort } from '../../../../shared/mail/wording.ts';
import { type OpinionAnswer, type Proposal, proposalOf } from '../../../../shared/opinion/answer.ts';
import {
  nextNumber,
  type Opinion,
  OpinionClass,
  OpinionKind,
  opinionId,
} from '../../../../shared/opinion/opinion.ts';
import { diffOpinions } from '../../../../shared/opinion/revise.ts';
import { CLASS_WORDS, KIND_WORDS, objectWords, raisedWords } from '../../../../shared/opinion/words.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { OpinionRecord } from '../../../../shared/records.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { loadOpinionAnswers, loadOpinions, saveOpinion } from '../../../../shared/steps/opinions.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { OPINION_MARKS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import {
  type FormFault,
  type FormName,
  fieldOfFault,
  fieldsOf,
  type OpinionFields,
  objectValue,
  readOpinionForm,
  typedFields,
} from './opinion-form.ts';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/opinions';
const WHOLE = /^[1-9]\d{0,4}$/;

interface Said {
  readonly notice?: string;
  readonly error?: string;
  readonly faults?: readonly FormFault[];
  /** What the person typed, where it is not what stands. */
  readonly typed?: OpinionFields;
}

/** One opinion, a page each: what stands, what became of it, and the form that changes it. */
export function addOpinionPages(pages: Hono<GatedEnv>, { store, planId, clock, log }: ConsoleWorld): void {
  const numberOf = (c: Context<GatedEnv>) => {
    const text = c.req.param('number') ?? '';
    return WHOLE.test(text) ? Number(text) : null;
  };

  const showOpinion = async (
    c: Context<GatedEnv>,
    number: number,
    said: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const id = opinionId(number);
    const [city, found, versions] = await Promise.all([
      loadCity(store, planId),
      store.get('opinion', { plan: planId, id }),
      store.list('opinionVersion', { plan: planId, id }),
    ]);
    if (!found) return show(c, { title: '意見が見つかりません', room: ROOM, children: <Back /> }, 404);
    const { opinion, version } = found.value;
    const mayEdit = c.get('session').roles.includes('secretariat');
    const answers = await loadOpinionAnswers(store, planId, opinion);
    const proposal = proposalOf(found.value, answers);
    return show(
      c,
      {
        title: `意見${number}`,
        room: ROOM,
        notice: said.notice ?? null,
        error: said.error ?? null,
        children: (
          <>
            <Sheet opinion={opinion} city={city} />
            {answers.length > 0 && <Answers answers={answers} city={city} />}
            {proposal !== null && (
              <Proposed proposal={proposal}>
                {mayEdit && (
                  <form method="post" action={`${ROOM}/${number}/accept`}>
                    <CsrfField session={c.get('session')} />
                    <input type="hidden" name="basedOn" value={String(version)} />
                    <input type="hidden" name="receivedAt" value={proposal.answer.receivedAt} />
                    <button type="submit">回答のとおりに書き換える</button>
                  </form>
                )}
              </Proposed>
            )}
            {mayEdit && (
              <details open={said.faults !== undefined}>
                <summary>対応状況を書き換える</summary>
                <OpinionForm
                  action={`${ROOM}/${number}`}
                  csrf={<CsrfField session={c.get('session')} />}
                  basedOn={version}
                  fields={said.typed ?? fieldsOf(opinion)}
                  faults={said.faults ?? []}
                  city={city}
                />
              </details>
            )}
            <History versions={versions.map(({ value }) => value)} />
            <Back />
          </>
        ),
      },
      status,
    );
  };

  const showNew = async (c: Context<GatedEnv>, typed: OpinionFields, faults: readonly FormFault[] = []) => {
    const city = await loadCity(store, planId);
    return show(
      c,
      {
        title: '意見を加える',
        room: ROOM,
        error: faults.length === 0 ? null : `直すところが${faults.length}か所あります。`,
        children: (
          <>
            <OpinionForm
              action={ROOM}
              csrf={<CsrfField session={c.get('session')} />}
              basedOn={null}
              fields={typed}
              faults={faults}
              city={city}
            />
            <Back />
          </>
        ),
      },
      faults.length === 0 ? 200 : 422,
    );
  };

  const actOf = (c: Context<GatedEnv>, { why }: OpinionFields) => {
    const { name, email } = c.get('session');
    return {
      plan: planId,
      by: email ?? name,
      at: clock(),
      cause: `console/${randomUUID()}`,
      why: why === '' ? null : why,
    };
  };

  pages.get(`${ROOM}/new`, only(log, 'secretariat'), (c) => showNew(c, fieldsOf(null)));

  pages.get(`${ROOM}/:number`, async (c) => {
    const number = numberOf(c);
    return number === null ? c.redirect(ROOM) : showOpinion(c, number);
  });

  pages.post(ROOM, only(log, 'secretariat'), async (c) => {
    const typed = typedFields(await c.req.parseBody());
    const [city, ledger] = await Promise.all([loadCity(store, planId), loadOpinions(store, planId)]);
    const number = nextNumber(ledger.map(({ value }) => value.opinion));
    const read = readOpinionForm(typed, { number, illustrative: [] });
    if ('faults' in read) return showNew(c, typed, read.faults);
    const saved = await saveOpinion(store, city, actOf(c, typed), read.opinion, null);
    switch (saved.outcome) {
      case 'refused':
        return showNew(c, typed, formFaults(saved.faults));
      case 'conflict':
        return showNew(c, typed, [
          { field: 'text', message: 'ほかの人が同時に意見を加えました。もう一度登録してください。' },
        ]);
      default:
        return showOpinion(c, number, { notice: `意見${number}を加えました。` });
    }
  });

  pages.post(`${ROOM}/:number`, only(log, 'secretariat'), async (c) => {
    const number = numberOf(c);
    if (number === null) return c.redirect(ROOM);
    const form = await c.req.parseBody();
    const typed = typedFields(form);
    const [city, found] = await Promise.all([
      loadCity(store, planId),
      store.get('opinion', { plan: planId, id: opinionId(number) }),
    ]);
    if (!found) return showOpinion(c, number);
    const read = readOpinionForm(typed, found.value.opinion);
    const refuse = (faults: readonly FormFault[]) =>
      showOpinion(c, number, { typed, faults, error: `直すところが${faults.length}か所あります。` }, 422);
    if ('faults' in read) return refuse(read.faults);
    const basedOn = Number(form.basedOn);
    const saved = await saveOpinion(store, city, actOf(c, typed), read.opinion, basedOn);
    switch (saved.outcome) {
      case 'refused':
        return refuse(formFaults(saved.faults));
      case 'conflict':
        return showOpinion(
          c,
          number,
          { typed, faults: [], error: await conflictWords(number, basedOn, saved.current) },
          409,
        );
      case 'unchanged':
        return showOpinion(c, number, { notice: '変わったところはありません。' });
      default:
        return showOpinion(c, number, { notice: `意見${number}を書き換えました。` });
    }
  });

  pages.post(`${ROOM}/:number/accept`, only(log, 'secretariat'), async (c) => {
    const number = numberOf(c);
    if (number === null) return c.redirect(ROOM);
    const form = await c.req.parseBody();
    const [city, found] = await Promise.all([
      loadCity(store, planId),
      store.get('opinion', { plan: planId, id: opinionId(number) }),
    ]);
    if (!found) return showOpinion(c, number);
    const proposal = proposalOf(found.value, await loadOpinionAnswers(store, planId, found.value.opinion));
    const isAsSeen =
      found.value.version === Number(form.basedOn) && proposal?.answer.receivedAt === form.receivedAt;
    // What was shown is what is taken in, and nothing that came or changed meanwhile.
    if (proposal === null || !isAsSeen) return showOpinion(c, number, { error: STALE_ANSWER }, 409);
    const why = `所管課の回答（${roundShort(RoundId.parse(proposal.answer.round))}）`;
    const typed = { ...fieldsOf(proposal.opinion), why };
    const saved = await saveOpinion(store, city, actOf(c, typed), proposal.opinion, found.value.version);
    switch (saved.outcome) {
      case 'refused':
        return showOpinion(
          c,
          number,
          {
            typed,
            faults: formFaults(saved.faults),
            error: '回答だけでは足りません。補って保存してください。',
          },
          422,
        );
      case 'conflict':
        return showOpinion(c, number, { error: STALE_ANSWER }, 409);
      default:
        return showOpinion(c, number, { notice: `意見${number}を、回答のとおりに書き換えました。` });
    }
  });

  /** Says to the second of two editors who was first, and what they changed. */
  const conflictWords = async (
    number: number,
    basedOn: number,
    current: OpinionRecord | null,
  ): Promise<string> => {
    const key = { plan: planId, id: opinionId(number), version: basedOn };
    const seen = current === null ? null : await store.get('opinionVersion', key);
    const what =
      seen && current
        ? diffOpinions(seen.value.opinion, current.opinion).map(
            ({ label, before, after }) => `${label}：${before}→${after}`,
          )
        : [];
    return `${current?.changedBy ?? 'ほかの人'}が先に書き換えたため、保存していません（${what.join('、')}）。下の内容は、あなたが書いたものです。確かめて、もう一度保存してください。`;
  };
}

function formFaults(faults: readonly { readonly field: string; readonly message: string }[]): FormFault[] {
  return faults.map(({ field, message }) => ({ field: fieldOfFault(field), message }));
}

const Back = () => (
  <p class="back">
    <a href={ROOM}>一覧に戻る</a>
  </p>
);

function Sheet({ opinion, city: { plan, directory } }: { opinion: Opinion; city: City }) {
  const { reflected, illustrative } = opinion;
  const isInvented = (field: string) => illustrative.includes('*') || illustrative.includes(field);
  const line = (field: string, label: string, value: Child) =>
    value === null ? null : (
      <>
        <dt>{label}</dt>
        <dd>
          {value}
          {isInvented(field) && (
            <>
              {' '}
              <span class="chip">例示</span>
            </>
          )}
        </dd>
      </>
    );
  return (
    <dl class="headers sheet">
      {line('text', '意見', opinion.text)}
      {line('class', '区分', <MarkChip mark={OPINION_MARKS[opinion.class]} />)}
      {line('reason', '理由', opinion.reason)}
      {line('policy', '対応方針', opinion.policy)}
      {line('reflected', '反映箇所', reflected?.where ?? null)}
      {line('reflected', '反映前', reflected?.before ?? null)}
      {line('reflected', '反映後', reflected?.after ?? null)}
      {line(
        'department',
        '所管課',
        opinion.department === null ? null : departmentName(directory, opinion.department),
      )}
      {line('due', '期限', opinion.due === null ? null : longDate(dateOf(opinion.due)))}
      {line('object', '対象', objectWords(opinion.object, plan))}
      {line('kind', '種類', KIND_WORDS.write(opinion.kind))}
      {line('meeting', '会議など', `${opinion.meeting}（${raisedWords(opinion.raisedOn)}）`)}
      {line('published', '公表', opinion.published ? '公表する' : '公表しない')}
    </dl>
  );
}

const STALE_ANSWER =
  '回答か台帳が、見ていた間に変わったため、書き換えていません。今の内容を確かめてください。';

function Answers({ answers, city: { directory } }: { answers: readonly OpinionAnswer[]; city: City }) {
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">所管課の回答</h2>
      <RowTable
        caption={`${answers.length}件（新しい順）`}
        columns={['回', '所管課', '対応', '対応方針・反映箇所']}
        rows={answers
          .map(({ round, department, response, handling }) => ({
            cells: [
              roundShort(RoundId.parse(round)),
              departmentName(directory, department),
              response,
              handling,
            ],
          }))
          .reverse()}
      />
    </section>
  );
}

/** What the newest answer would change. The ledger stays as it is until the secretariat takes it in. */
function Proposed({ proposal: { changes }, children }: { proposal: Proposal; children: Child }) {
  return (
    <section aria-labelledby="proposed">
      <h2 id="proposed">新しい回答</h2>
      <p>回答を台帳に移すと、次のとおり変わります。移すまで、台帳と資料は変わりません。</p>
      <ul>
        {changes.map(({ label, before, after }) => (
          <li>{`${label}：${before}→${after}`}</li>
        ))}
      </ul>
      {children}
    </section>
  );
}

function History({ versions }: { versions: readonly OpinionRecord[] }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">これまでの変更</h2>
      <RowTable
        caption={`${versions.length}件（新しい順）`}
        columns={['日時', '誰が', '変更', '理由']}
        rows={versions
          .map(({ changedAt, changedBy, opinion, why }, index) => {
            const before = versions[index - 1]?.opinion;
            const changes = before
              ? diffOpinions(before, opinion).map((change) => (
                  <li>{`${change.label}：${change.before}→${change.after}`}</li>
                ))
              : [<li>登録</li>];
            return {
              cells: [shortDateTime(instantOf(changedAt)), changedBy, <ul class="plain">{changes}</ul>, why],
            };
          })
          .reverse()}
      />
    </section>
  );
}

/** The form of one opinion; every fault stands beside its field. */
function OpinionForm({
  action,
  csrf,
  basedOn,
  fields,
  faults,
  city: { plan, directory },
}: {
  action: string;
  csrf: Child;
  basedOn: number | null;
  fields: OpinionFields;
  faults: readonly FormFault[];
  city: City;
}) {
  const said = (name: FormName) =>
    faults
      .filter(({ field }) => field === name)
      .map(({ message }) => <strong class="fault">{message}</strong>);
  const invalid = (name: FormName) =>
    faults.some(({ field }) => field === name) ? ({ 'aria-invalid': 'true' } as const) : {};
  const input = (name: FormName, label: string, type = 'text') => (
    <p>
      <label for={name}>{label}</label>
      <input id={name} name={name} type={type} value={fields[name]} {...invalid(name)} />
      {said(name)}
    </p>
  );
  const area = (name: FormName, label: string, rows = 3) => (
    <p>
      <label for={name}>{label}</label>
      <textarea id={name} name={name} rows={rows} {...invalid(name)}>
        {fields[name]}
      </textarea>
      {said(name)}
    </p>
  );
  const choice = (name: FormName, label: string, options: readonly (readonly [string, string])[]) => (
    <p>
      <label for={name}>{label}</label>
      <select id={name} name={name} {...invalid(name)}>
        {options.map(([value, word]) => (
          <option value={value} selected={value === fields[name]}>
            {word}
          </option>
        ))}
      </select>
      {said(name)}
    </p>
  );
  return (
    <form method="post" action={action} class="reply">
      {csrf}
      {basedOn !== null && <input type="hidden" name="basedOn" value={String(basedOn)} />}
      {choice(
        'class',
        '区分',
        OpinionClass.options.map((one) => [one, CLASS_WORDS.write(one)]),
      )}
      {area('reason', '理由（対応困難のとき）', 2)}
      {area('policy', '対応方針')}
      {input('where', '反映箇所')}
      {area('before', '反映前の文', 2)}
      {area('after', '反映後の文', 2)}
      {choice('department', '所管課', [
        ['', '（事務局）'],
        ...directory.departments.map(({ id, name }) => [id, name] as const),
      ])}
      {input('due', '期限', 'date')}
      {area('text', '意見')}
      {choice('object', '対象', [
        ['vision', 'ビジョン'],
        ['plan', 'プラン'],
        ...plan.initiatives.map(
          ({ id, code, title }) =>
            [objectValue({ level: 'initiative', initiative: id }), `${code} ${title}`] as const,
        ),
      ])}
      {choice(
        'kind',
        '種類',
        OpinionKind.options.map((kind) => [kind, KIND_WORDS.write(kind)]),
      )}
      {input('meeting', '会議など')}
      {input('raisedOn', '年月日（2026-07-14か、2026-07）')}
      <p class="check">
        <input
          id="published"
          type="checkbox"
          name="published"
          value="yes"
          checked={fields.published === 'yes'}
        />
        <label for="published">公表する</label>
      </p>
      {basedOn !== null && input('why', '変える理由（区分を変えるときは必ず）')}
      <button type="submit">{basedOn === null ? '加える' : '保存する'}</button>
    </form>
  );
}
