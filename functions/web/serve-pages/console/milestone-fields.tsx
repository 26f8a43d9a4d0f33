import { fiscalYearShort } from '../../../../shared/calendar/japanese-date.ts';
import { yearsOf } from '../../../../shared/plan/lay-out.ts';
import type { Initiative, Plan } from '../../../../shared/plan/plan.ts';
import { FIELD, NEW_MILESTONES } from './initiative-form.ts';
import { Faults, type FieldsProps, faultOf } from './line-faults.tsx';

const QUARTERS = [1, 2, 3, 4] as const;

/** 年度別取り組み: the entries there are, and blank rows for new ones. */
export function MilestoneFields({
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
