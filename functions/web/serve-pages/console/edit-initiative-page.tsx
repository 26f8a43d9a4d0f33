import type { Child } from 'hono/jsx';
import type { Initiative } from '../../../../shared/plan/plan.ts';
import type { RevisionRow } from '../../../../shared/plan/revision.ts';
import type { PathDesk } from '../../../../shared/progress/path/path-desk.ts';
import type { City } from '../../../../shared/steps/load-city.ts';
import { REASON_MAX_CHARS } from './acts.ts';
import { type FormFault, type FormTexts, LINE_WORDS } from './initiative-form.ts';
import { KpiFields } from './kpi-fields.tsx';
import { Faults, type FieldsProps, faultOf } from './line-faults.tsx';
import { MilestoneFields } from './milestone-fields.tsx';
import { initiativePath } from './plan.tsx';
import { RevisionTable } from './revision-table.tsx';

const HINTS: Readonly<Record<string, string>> = {
  purpose: 'だれの状況を、どう変えるか。空欄は未設定です。',
  owners: '1行に1つ。1行目が主の部署です。',
  sunset: 'この日までに続けると決めなければ終わります。空欄は未設定です。',
  review: '空欄は未設定です。',
};

/** The form of one initiative, with what is wrong in it and what another editor changed meanwhile. */
export interface FormPage {
  readonly city: City;
  readonly initiative: Initiative;
  readonly texts: FormTexts;
  /** What is proposed for each KPI. */
  readonly desks: readonly PathDesk[];
  readonly faults?: readonly FormFault[];
  readonly reason?: string;
  /** What another editor changed meanwhile, and who that was. */
  readonly meanwhile?: { readonly words: string; readonly rows: readonly RevisionRow[] };
}

/** The page around the form. */
export function EditPage({
  city,
  initiative,
  texts,
  desks,
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
          <KpiFields
            {...{ kpi, plan: city.plan, texts, faults, desk: desks.find((desk) => desk.kpi.id === kpi.id) }}
          />
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
