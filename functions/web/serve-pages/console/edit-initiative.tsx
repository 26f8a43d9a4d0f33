import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { fiscalYearShort } from '../../../../shared/calendar/japanese-date.ts';
import { tokyoDate } from '../../../../shared/calendar/time.ts';
import { findClosedYearFaults } from '../../../../shared/plan/closed-years.ts';
import { yearsOf } from '../../../../shared/plan/lay-out.ts';
import { keepLedgers } from '../../../../shared/plan/ledger.ts';
import type { Initiative, Kpi, Plan } from '../../../../shared/plan/plan.ts';
import { listRevisions, type RevisionRow } from '../../../../shared/plan/revision.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { publishVersion } from '../../../../shared/steps/publish-version.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf, REASON_MAX_CHARS, REASON_NEEDED, readReason } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import {
  FIELD,
  type FormFault,
  type FormTexts,
  fieldWord,
  LINE_WORDS,
  NEW_MILESTONES,
  readInitiativeForm,
  rebaseTexts,
  textsFrom,
  textsOf,
} from './initiative-form.ts';
import { initiativePath, PLAN_ROOM } from './plan.tsx';
import { RevisionTable } from './revision-table.tsx';
import { publishedWords } from './revisions.tsx';
import type { ConsoleWorld } from './world.ts';

const QUARTERS = [1, 2, 3, 4] as const;
const HINTS: Readonly<Record<string, string>> = {
  purpose: 'だれの状況を、どう変えるか。空欄は未設定です。',
  owners: '1行に1つ。1行目が主の部署です。',
  sunset: 'この日までに続けると決めなければ終わります。空欄は未設定です。',
  review: '空欄は未設定です。',
};

interface FormPage {
  readonly city: City;
  readonly initiative: Initiative;
  readonly texts: FormTexts;
  readonly faults?: readonly FormFault[];
  readonly reason?: string;
  /** What another editor changed meanwhile, and who that was. */
  readonly meanwhile?: { readonly words: string; readonly rows: readonly RevisionRow[] };
}

/** One initiative edited in a form: everything wrong is told beside its line; what is right is a new version of the plan. */
export function addInitiativeEditing(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, log } = world;

  const showForm = (c: Context<GatedEnv>, page: FormPage, error: string | null = null) =>
    show(
      c,
      {
        title: `${page.initiative.code} ${page.initiative.title}を直す`,
        room: PLAN_ROOM,
        error,
        children: <EditPage {...page} csrf={<CsrfField session={c.get('session')} />} />,
      },
      page.meanwhile ? 409 : error === null ? 200 : 422,
    );

  /** The form of the second of two editors, on top of what the first changed. */
  const showConflict = async (
    c: Context<GatedEnv>,
    { city, mine, reason, basedOn }: { city: City; mine: FormTexts; reason: string; basedOn: number },
  ) => {
    const id = c.req.param('id');
    const [before, versions] = await Promise.all([
      store.loadDocument('plan', planId, basedOn),
      store.listVersions('plan', planId),
    ]);
    const initiative = city.plan.initiatives.find((one) => one.id === id);
    const was = before?.document.initiatives.find((one) => one.id === id);
    if (!before || !initiative || !was) return c.redirect(PLAN_ROOM);
    const { texts, both } = rebaseTexts(mine, {
      was: textsOf(was, { ...city, plan: before.document }),
      now: textsOf(initiative, city),
    });
    const rows = listRevisions(before.document, city.plan, city.directory);
    const editors = new Set(
      versions.filter(({ version }) => version > basedOn).map(({ by }) => by ?? '（記録なし）'),
    );
    const at = versions[0] ? publishedWords(versions[0].at) : '';
    const words = `${[...editors].join('、')}が、${at}に第${city.planVersion}版を保存しました。`;
    return showForm(
      c,
      { city, initiative, texts, reason, meanwhile: { words, rows } },
      both.length === 0
        ? 'ほかの人が先に計画を変えました。あなたの変更を新しい版の上に置きました。確かめて、もう一度保存してください。'
        : `ほかの人も同じところを変えました（${[...new Set(both.map((name) => fieldWord(name, was)))].join('、')}）。あなたの文が入っています。確かめて、もう一度保存してください。`,
    );
  };

  pages.get(`${PLAN_ROOM}/initiatives/:id/edit`, only(log, 'secretariat'), async (c) => {
    const city = await loadCity(store, planId);
    const initiative = city.plan.initiatives.find(({ id }) => id === c.req.param('id'));
    if (!initiative) return c.redirect(PLAN_ROOM);
    return showForm(c, { city, initiative, texts: textsOf(initiative, city) });
  });

  pages.post(`${PLAN_ROOM}/initiatives/:id/edit`, only(log, 'secretariat'), async (c) => {
    const city = await loadCity(store, planId);
    const initiative = city.plan.initiatives.find(({ id }) => id === c.req.param('id'));
    if (!initiative) return c.redirect(PLAN_ROOM);
    const form = await c.req.parseBody();
    const basedOn = Number(form.basedOn);
    const written = String(form.reason ?? '');
    if (basedOn !== city.planVersion) {
      const base = await store.loadDocument('plan', planId, basedOn);
      const was = base?.document.initiatives.find(({ id }) => id === initiative.id);
      if (!base || !was) return c.redirect(initiativePath(initiative.id));
      const mine = textsFrom(form, textsOf(was, { ...city, plan: base.document }));
      return showConflict(c, { city, mine, reason: written, basedOn });
    }
    const texts = textsFrom(form, textsOf(initiative, city));
    const page = { city, initiative, texts, reason: written };
    const read = readInitiativeForm(texts, initiative, city);
    if (!read.ok)
      return showForm(c, { ...page, faults: read.faults }, `直すところが${read.faults.length}か所あります。`);
    const [closed] = findClosedYearFaults(city.plan, read.plan);
    if (closed) return showForm(c, page, closed.message);
    const reason = readReason(written);
    if (reason === null) return showForm(c, page, REASON_NEEDED);
    const rows = listRevisions(city.plan, read.plan, city.directory);
    if (rows.length === 0) return showForm(c, page, '変わったところがないため、保存していません。');
    const act = actOf(world, c.get('session'));
    const outcome = await publishVersion(store, {
      kind: 'plan',
      id: planId,
      document: keepLedgers(city.plan, read.plan, tokyoDate(act.at)),
      basedOn,
      plan: planId,
      reason,
      ...act,
    });
    if (outcome === 'conflict')
      return showConflict(c, {
        city: await loadCity(store, planId),
        mine: texts,
        reason: written,
        basedOn,
      });
    return show(c, {
      title: `${read.initiative.code} ${read.initiative.title}`,
      room: PLAN_ROOM,
      notice: `計画の第${basedOn + 1}版として保存しました。`,
      children: (
        <>
          <RevisionTable rows={rows} caption={`変えたところ　${rows.length}か所（理由：${reason}）`} />
          <p class="back">
            <a href={initiativePath(read.initiative.id)}>この取り組みを見る</a>
            <a href={`${PLAN_ROOM}/versions`}>改定の一覧と新旧対照表</a>
          </p>
        </>
      ),
    });
  });
}

function EditPage({
  city,
  initiative,
  texts,
  faults = [],
  reason = '',
  meanwhile,
  csrf,
}: FormPage & { csrf: Child }) {
  const named = new Set(Object.keys(texts));
  const elsewhere = faults.filter(({ field }) => field === null || !named.has(field));
  return (
    <>
      {meanwhile && (
        <section aria-labelledby="meanwhile">
          <h2 id="meanwhile">ほかの人が変えたところ</h2>
          <p>{meanwhile.words}</p>
          <RevisionTable rows={meanwhile.rows} caption={`${meanwhile.rows.length}か所`} />
        </section>
      )}
      {elsewhere.length > 0 && (
        <ul>
          {elsewhere.map(({ message }) => (
            <li>
              <strong class="fault">{message}</strong>
            </li>
          ))}
        </ul>
      )}
      <form method="post" action={`${initiativePath(initiative.id)}/edit`} class="sheet-form">
        {csrf}
        <input type="hidden" name="basedOn" value={String(city.planVersion)} />
        {Object.entries(LINE_WORDS).map(([name, label]) => (
          <Line {...{ name, label, texts, faults }} hint={HINTS[name]} />
        ))}
        {initiative.kpis.map((kpi) => (
          <KpiFields {...{ kpi, plan: city.plan, texts, faults }} />
        ))}
        <MilestoneFields {...{ initiative, plan: city.plan, texts, faults }} />
        <fieldset>
          <legend>保存</legend>
          <p>
            <label for="reason">改定の理由（{REASON_MAX_CHARS}字まで。改定の一覧に残ります）</label>
            <input id="reason" name="reason" value={reason} required maxlength={REASON_MAX_CHARS} />
          </p>
          <button type="submit">新しい版として保存する</button>
          <p class="hint">
            始まっている照会には、始まったときの版の内容を聞きます。前の版は残り、改定の一覧で比べられます。
          </p>
        </fieldset>
      </form>
      <p class="back">
        <a href={initiativePath(initiative.id)}>やめて、取り組みに戻る</a>
      </p>
    </>
  );
}

interface FieldsProps {
  readonly texts: FormTexts;
  readonly faults: readonly FormFault[];
}

function Faults({ name, faults }: { name: string; faults: readonly FormFault[] }) {
  const own = faults.filter(({ field }) => field === name);
  if (own.length === 0) return null;
  return (
    <strong class="fault" id={`fault-${name}`}>
      {own.map(({ message }) => message).join(' ')}
    </strong>
  );
}

/** What ties a line to the fault told beside it. */
function faultOf(name: string, faults: readonly FormFault[]) {
  return faults.some(({ field }) => field === name)
    ? ({ 'aria-invalid': 'true', 'aria-describedby': `fault-${name}` } as const)
    : {};
}

function Line({
  name,
  label,
  hint,
  texts,
  faults,
}: FieldsProps & { name: string; label: string; hint: string | undefined }) {
  const value = texts[name] ?? '';
  const isLong = name !== 'title' && name !== 'sunset';
  return (
    <p>
      <label for={name}>{label}</label>
      {hint && <span class="hint">{hint}</span>}
      {isLong ? (
        <textarea id={name} name={name} rows={name === 'owners' ? 3 : 4} {...faultOf(name, faults)}>
          {value}
        </textarea>
      ) : (
        <input
          id={name}
          name={name}
          type={name === 'sunset' ? 'date' : 'text'}
          value={value}
          {...faultOf(name, faults)}
        />
      )}
      <Faults {...{ name, faults }} />
    </p>
  );
}

function KpiFields({ kpi, plan, texts, faults }: FieldsProps & { kpi: Kpi; plan: Plan }) {
  const cell = (name: string, label: string) => (
    <td>
      <span class="column" aria-hidden="true">
        {label}
      </span>
      <span class="value">
        <input
          name={name}
          aria-label={`${kpi.name}　${label}`}
          value={texts[name] ?? ''}
          size={8}
          inputmode="decimal"
          {...faultOf(name, faults)}
        />
        <Faults {...{ name, faults }} />
      </span>
    </td>
  );
  return (
    <fieldset>
      <legend>
        指標「{kpi.name}」（{kpi.unit}）
      </legend>
      <p class="hint">
        目標が未設定の年度は〇と書きます。計画値が空欄の四半期は、基準値と目標から計算します。
      </p>
      <table class="rows inputs">
        <caption class="visually-hidden">{kpi.name}の目標と計画値</caption>
        <thead>
          <tr>
            <th scope="col">年度</th>
            <th scope="col">目標</th>
            {QUARTERS.map((quarter) => (
              <th scope="col">第{quarter}四半期の計画値</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {yearsOf(plan.period).map((year) => (
            <tr>
              <th scope="row">{fiscalYearShort(year)}</th>
              {cell(FIELD.target(kpi.id, year), `${fiscalYearShort(year)}の目標`)}
              {QUARTERS.map((quarter) =>
                cell(FIELD.path(kpi.id, year, quarter), `${fiscalYearShort(year)}第${quarter}四半期の計画値`),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <Faults name={`kpi.${kpi.id}`} faults={faults} />
    </fieldset>
  );
}

function MilestoneFields({
  initiative,
  plan,
  texts,
  faults,
}: FieldsProps & { initiative: Initiative; plan: Plan }) {
  const names = [
    ...initiative.milestones.map(({ id }) => id),
    ...Array.from({ length: NEW_MILESTONES }, (_, index) => FIELD.newMilestone(index)),
  ];
  return (
    <fieldset>
      <legend>年度別取り組み</legend>
      <p class="hint">
        内容を空欄にすると、その行を消します。終わりの{NEW_MILESTONES}行は、加えるときに使います。
      </p>
      {names.map((name, index) => (
        <MilestoneRow {...{ name, texts, faults, plan }} word={`${index + 1}行目`} />
      ))}
    </fieldset>
  );
}

function MilestoneRow({
  name,
  word,
  plan,
  texts,
  faults,
}: FieldsProps & { name: string; word: string; plan: Plan }) {
  const at = (part: Parameters<typeof FIELD.milestone>[1]) => {
    const field = FIELD.milestone(name, part);
    return { field, value: texts[field] ?? '', more: { id: field, name: field, ...faultOf(field, faults) } };
  };
  const [item, text, year, due, key] = [at('item'), at('text'), at('fiscalYear'), at('due'), at('key')];
  const choose = (chosen: string, choices: readonly (readonly [string, string])[]) =>
    choices.map(([value, label]) => (
      <option value={value} selected={value === chosen}>
        {label}
      </option>
    ));
  return (
    <fieldset class="line milestone">
      <legend class="visually-hidden">年度別取り組みの{word}</legend>
      <p>
        <label for={item.field}>項目</label>
        <input value={item.value} {...item.more} />
        <Faults name={item.field} faults={faults} />
      </p>
      <p>
        <label for={year.field}>年度</label>
        <select {...year.more}>
          {choose(
            year.value,
            yearsOf(plan.period).map((of) => [String(of), fiscalYearShort(of)]),
          )}
        </select>
      </p>
      <p class="wide">
        <label for={text.field}>内容</label>
        <input value={text.value} {...text.more} />
        <Faults name={text.field} faults={faults} />
      </p>
      <p>
        <label for={due.field}>時期</label>
        <select {...due.more}>
          {choose(
            due.value,
            QUARTERS.map((quarter) => [
              String(quarter),
              quarter === 4 ? '年度末まで' : `第${quarter}四半期まで`,
            ]),
          )}
        </select>
        <Faults name={due.field} faults={faults} />
      </p>
      <p>
        <label for={key.field}>重点</label>
        <select {...key.more}>
          {choose(key.value, [
            ['no', 'いいえ'],
            ['yes', 'はい'],
          ])}
        </select>
      </p>
    </fieldset>
  );
}
