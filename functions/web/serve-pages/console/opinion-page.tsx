import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { roundShort } from '../../../../shared/mail/wording.ts';
import { proposalOf } from '../../../../shared/opinion/answer.ts';
import { nextNumber, opinionId } from '../../../../shared/opinion/opinion.ts';
import { diffOpinions } from '../../../../shared/opinion/revise.ts';
import type { OpinionRecord } from '../../../../shared/records.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { loadOpinionAnswers, loadOpinions, saveOpinion } from '../../../../shared/steps/opinions.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import {
  type FormFault,
  fieldOfFault,
  fieldsOf,
  type OpinionFields,
  readOpinionForm,
  typedFields,
} from './opinion-form.ts';
import {
  Answers,
  Back,
  History,
  OpinionForm,
  Proposed,
  ROOM,
  Sheet,
  STALE_ANSWER,
} from './opinion-views.tsx';
import type { ConsoleWorld } from './world.ts';

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
