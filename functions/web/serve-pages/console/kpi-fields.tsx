import { fiscalYearShort } from '../../../../shared/calendar/japanese-date.ts';
import { yearsOf } from '../../../../shared/plan/lay-out.ts';
import type { Kpi, Plan } from '../../../../shared/plan/plan.ts';
import type { PathDesk } from '../../../../shared/progress/path/path-desk.ts';
import { FIELD } from './initiative-form.ts';
import { Faults, type FieldsProps, faultOf } from './line-faults.tsx';
import { PathProposalPart } from './path-proposal.tsx';

const QUARTERS = [1, 2, 3, 4] as const;

/** One KPI's targets and planned values, a row for each fiscal year. */
export function KpiFields({
  kpi,
  plan,
  texts,
  faults,
  desk,
}: FieldsProps & { kpi: Kpi; plan: Plan; desk: PathDesk | undefined }) {
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
        目標が未設定の年度は〇と書きます。計画値が空欄の四半期は、基準値と目標から計算した目安です。承認した計画値をここで直すと、承認の記録は外れます。
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
      {desk && <PathProposalPart desk={desk} />}
    </fieldset>
  );
}
