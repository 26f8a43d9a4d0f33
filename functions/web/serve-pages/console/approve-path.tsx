import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { quarterShort } from '../../../../shared/calendar/japanese-date.ts';
import type { PathDecision } from '../../../../shared/plan/approve-path.ts';
import type { Fault } from '../../../../shared/plan/fault.ts';
import { EQUAL_SHARES } from '../../../../shared/plan/plan.ts';
import { readNumber } from '../../../../shared/plan/read-values.ts';
import { findPathFaults, findShareFaults } from '../../../../shared/progress/path/check-path.ts';
import type { PathDesk } from '../../../../shared/progress/path/path-desk.ts';
import {
  type PlannedValues,
  proposePath,
  quartersToPlan,
} from '../../../../shared/progress/path/propose-path.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { loadPathDesks, publishPaths } from '../../../../shared/steps/planned-paths.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf, REASON_MAX_CHARS, REASON_NEEDED, readReason } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import { PathFigure, pathPage, standingWords } from './path-proposal.tsx';
import { initiativePath, PLAN_ROOM } from './plan.tsx';
import type { ConsoleWorld } from './world.ts';

const APPROVER_MAX_CHARS = 60;
const QUARTERS = [1, 2, 3, 4] as const;

type What = PathDecision['what'];
type Texts = Readonly<Record<string, string>>;

interface Desk extends PathDesk {
  readonly basedOn: number;
}

/** What was written of a path or of shares: a decision, or everything that keeps it from being one. */
interface Written {
  readonly texts: Texts;
  readonly decision: PathDecision | null;
  readonly faults: readonly Fault[];
}

/** A KPI's planned values or shares: proposed, edited, looked at beside the present ones, and approved. */
export function addPathApproval(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, log } = world;
  const address = `${PLAN_ROOM}/initiatives/:id/kpis/:kpi/path`;

  const findDesk = async (c: Context<GatedEnv>): Promise<Desk | null> => {
    const city = await loadCity(store, planId);
    const initiative = city.plan.initiatives.find(({ id }) => id === c.req.param('id'));
    const desks = initiative ? await loadPathDesks(store, city, [initiative]) : [];
    const desk = desks.find(({ kpi }) => kpi.id === c.req.param('kpi'));
    return desk ? { ...desk, basedOn: city.planVersion } : null;
  };

  const showDesk = (
    c: Context<GatedEnv>,
    desk: Desk,
    { error = null, written }: { error?: string | null; written?: Written } = {},
    status: 200 | 409 | 422 = error === null ? 200 : 422,
  ) =>
    show(
      c,
      {
        title: `指標「${desk.kpi.name}」の計画の案`,
        room: PLAN_ROOM,
        error,
        children: <DeskPage {...{ desk, written }} csrf={<CsrfField session={c.get('session')} />} />,
      },
      status,
    );

  const showConfirm = (
    c: Context<GatedEnv>,
    desk: Desk,
    written: Written & { decision: PathDecision },
    error: string | null = null,
  ) =>
    show(
      c,
      {
        title: `指標「${desk.kpi.name}」の${WORDS[written.decision.what]}の承認`,
        room: PLAN_ROOM,
        error,
        children: <ConfirmPage {...{ desk, written }} csrf={<CsrfField session={c.get('session')} />} />,
      },
      error === null ? 200 : 422,
    );

  pages.get(address, only(log, 'secretariat'), async (c) => {
    const desk = await findDesk(c);
    return desk ? showDesk(c, desk) : c.redirect(PLAN_ROOM);
  });

  pages.post(address, only(log, 'secretariat'), async (c) => {
    const desk = await findDesk(c);
    if (!desk) return c.redirect(PLAN_ROOM);
    const form = await c.req.parseBody();
    const text = (name: string) => String(form[name] ?? '').trim();
    const written = readWritten(desk, text('what') === 'shares' ? 'shares' : 'path', text);
    if (Number(text('basedOn')) !== desk.basedOn)
      return showDesk(
        c,
        desk,
        {
          error: `ほかの人が先に計画を変えました（第${desk.basedOn}版）。今の計画を確かめて、もう一度進めてください。`,
          written,
        },
        409,
      );
    const { decision } = written;
    if (decision === null)
      return showDesk(c, desk, { error: `直すところが${written.faults.length}か所あります。`, written });
    const ready = { ...written, decision };
    if (text('step') !== 'approve') return showConfirm(c, desk, ready);
    const refusal = refusalOf(desk, text);
    if (refusal !== null) return showConfirm(c, desk, ready, refusal);
    const act = actOf(world, c.get('session'));
    const reason = readReason(text('reason'));
    if (reason === null) return showConfirm(c, desk, ready, REASON_NEEDED);
    const city = await loadCity(store, planId);
    const outcome = await publishPaths(
      store,
      { plan: city.plan, planVersion: desk.basedOn },
      { decisions: [decision], from: desk.frame.from, approvedBy: text('approvedBy'), reason },
      act,
    );
    if (outcome === 'conflict')
      return showDesk(
        c,
        desk,
        { error: 'ほかの人が同時に計画を変えました。もう一度進めてください。', written },
        409,
      );
    const approved = (await findDesk(c)) ?? desk;
    return show(c, {
      title: `指標「${desk.kpi.name}」の計画`,
      room: PLAN_ROOM,
      notice: `計画の第${desk.basedOn + 1}版として保存しました。`,
      children: (
        <>
          <p>{standingWords(approved.kpi)}</p>
          <p class="back">
            <a href={initiativePath(desk.initiative.id)}>この取り組みを見る</a>
            <a href={`${PLAN_ROOM}/versions`}>改定の一覧と新旧対照表</a>
          </p>
        </>
      ),
    });
  });
}

const WORDS: Readonly<Record<What, string>> = { path: '計画値', shares: '四半期配分' };

/** What keeps an approval from being recorded: nobody named, or not read to the end. */
function refusalOf(desk: Desk, text: (name: string) => string): string | null {
  const name = text('approvedBy');
  if (name === '' || name.length > APPROVER_MAX_CHARS)
    return `承認した人の役職か氏名を、${APPROVER_MAX_CHARS}字までで書いてください。`;
  const count = quartersToPlan(desk.kpi, desk.frame).length;
  return text('count').normalize('NFKC') === String(count)
    ? null
    : `書いた数が、定める四半期の数（${count}）と違います。表を確かめて、もう一度書いてください。`;
}

function readWritten(desk: Desk, what: What, text: (name: string) => string): Written {
  const { kpi, frame } = desk;
  const names =
    what === 'path'
      ? quartersToPlan(kpi, frame).map((quarter) => `path.${quarter}`)
      : QUARTERS.map((quarter) => `shares.${quarter}`);
  const texts = Object.fromEntries(names.map((name) => [name, text(name)]));
  const numbers = names.map((name) => readNumber(text(name), what === 'path' ? kpi.unit : ''));
  if (what === 'shares') {
    const { faults, shares } = findShareFaults(kpi, numbers);
    return { texts, faults, decision: shares && { what, kpi: kpi.id, shares } };
  }
  const values = Object.fromEntries(
    names.map((name, at) => [name.slice('path.'.length), numbers[at] ?? null]),
  );
  const faults = findPathFaults(kpi, values, frame);
  const whole = Object.fromEntries(
    Object.entries(values).flatMap(([at, value]) => (value === null ? [] : [[at, value]])),
  );
  return { texts, faults, decision: faults.length === 0 ? { what, kpi: kpi.id, values: whole } : null };
}

/** The values that an approval of shares would plan, to be seen before it is given. */
function valuesUnder({ kpi, frame }: Desk, decision: PathDecision): PlannedValues {
  if (decision.what === 'path') return decision.values;
  const proposal = proposePath(kpi, frame, decision.shares);
  return proposal.ok ? proposal.values : {};
}

function DeskPage({ desk, written, csrf }: { desk: Desk; written: Written | undefined; csrf: Child }) {
  const { initiative, kpi, proposal, shares } = desk;
  const texts: Texts = written?.texts ?? {};
  const faults = written?.faults ?? [];
  const named = new Set(Object.keys(texts));
  return (
    <>
      <p>{`${initiative.code} ${initiative.title}`}</p>
      <p>{standingWords(kpi)}</p>
      <p class="hint">
        {`${quarterShort(desk.frame.from)}からの計画を定めます。照会を始めた四半期の計画値は、記録のまま変わりません。`}
      </p>
      {faults
        .filter(({ where }) => !named.has(where))
        .map(({ message }) => (
          <p>
            <strong class="fault">{message}</strong>
          </p>
        ))}
      {proposal.ok ? (
        <section aria-labelledby="path">
          <h2 id="path">計画値</h2>
          <p>{proposal.basis}</p>
          <PathFigure desk={desk} values={proposal.values} />
          <DeskForm {...{ desk, csrf }} what="path">
            {quartersToPlan(kpi, desk.frame).map((quarter) => (
              <Field
                {...{ texts, faults }}
                name={`path.${quarter}`}
                label={`${quarterShort(quarter)}（${kpi.unit}）`}
                proposed={String(proposal.values[quarter] ?? '')}
              />
            ))}
          </DeskForm>
        </section>
      ) : (
        proposal.faults.map(({ message }) => <p>{message}</p>)
      )}
      {shares !== null && (
        <section aria-labelledby="shares">
          <h2 id="shares">四半期配分</h2>
          <p>{`案の根拠　${shares.source}。今は${(kpi.shares ?? EQUAL_SHARES).join('・')}です。`}</p>
          <p class="hint">
            承認すると、これからの四半期の計画値は配分から計算し、四半期ごとに書いた計画値は前の計画として残します。
          </p>
          <DeskForm {...{ desk, csrf }} what="shares">
            {QUARTERS.map((quarter, at) => (
              <Field
                {...{ texts, faults }}
                name={`shares.${quarter}`}
                label={`第${quarter}四半期の配分`}
                proposed={String(shares.shares[at])}
              />
            ))}
          </DeskForm>
        </section>
      )}
      <p class="back">
        <a href={`${initiativePath(initiative.id)}/edit`}>取り組みを直す画面に戻る</a>
      </p>
    </>
  );
}

function DeskForm({ desk, what, csrf, children }: { desk: Desk; what: What; csrf: Child; children: Child }) {
  return (
    <form method="post" action={pathPage(desk)} class="sheet-form">
      {csrf}
      <input type="hidden" name="what" value={what} />
      <input type="hidden" name="basedOn" value={String(desk.basedOn)} />
      <fieldset class="line">
        <legend>{WORDS[what]}の案（直せます）</legend>
        {children}
      </fieldset>
      <p>
        <button type="submit">{`この${WORDS[what]}で、承認の前に確かめる`}</button>
      </p>
    </form>
  );
}

function Field({
  name,
  label,
  proposed,
  texts,
  faults,
}: {
  name: string;
  label: string;
  proposed: string;
  texts: Texts;
  faults: readonly Fault[];
}) {
  const own = faults.filter(({ where }) => where === name);
  const fault = own.length > 0 ? { 'aria-invalid': 'true', 'aria-describedby': `fault-${name}` } : {};
  return (
    <p>
      <label for={name}>{label}</label>
      <input id={name} name={name} value={texts[name] ?? proposed} size={10} inputmode="decimal" {...fault} />
      {own.length > 0 && (
        <strong class="fault" id={`fault-${name}`}>
          {own.map(({ message }) => message).join(' ')}
        </strong>
      )}
    </p>
  );
}

function ConfirmPage({
  desk,
  written: { texts, decision },
  csrf,
}: {
  desk: Desk;
  written: Written & { decision: PathDecision };
  csrf: Child;
}) {
  const values = valuesUnder(desk, decision);
  return (
    <>
      <p>{`${desk.initiative.code} ${desk.initiative.title}`}</p>
      {decision.what === 'shares' && (
        <p>{`四半期配分を${(desk.kpi.shares ?? EQUAL_SHARES).join('・')}から${decision.shares.join('・')}に変えます。`}</p>
      )}
      {Object.keys(values).length > 0 && <PathFigure desk={desk} values={values} />}
      <form method="post" action={pathPage(desk)} class="sheet-form">
        {csrf}
        <input type="hidden" name="step" value="approve" />
        <input type="hidden" name="what" value={decision.what} />
        <input type="hidden" name="basedOn" value={String(desk.basedOn)} />
        {Object.entries(texts).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p>
          <label for="approvedBy">承認した人（役職か氏名。記録に残ります）</label>
          <input id="approvedBy" name="approvedBy" required maxlength={APPROVER_MAX_CHARS} />
        </p>
        <p>
          <label for="count">確認のため、定める四半期の数を書いてください</label>
          <input id="count" name="count" inputmode="numeric" required />
        </p>
        <p>
          <label for="reason">改定の理由（{REASON_MAX_CHARS}字まで）</label>
          <input id="reason" name="reason" required maxlength={REASON_MAX_CHARS} />
        </p>
        <button type="submit">承認を記録して、新しい版にする</button>
        <p class="hint">次に始まる回から使います。始まっている回と過去の判定は変わりません。</p>
      </form>
      <p class="back">
        <a href={pathPage(desk)}>やめて、案に戻る</a>
      </p>
    </>
  );
}
