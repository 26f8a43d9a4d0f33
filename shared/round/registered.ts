import { type FiscalYear, quarterId } from '../calendar/fiscal.ts';
import { fiscalYearEnd, longDate, quarterEnd, quarterName } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import { type Directory, departmentName } from '../plan/directory.ts';
import { type Initiative, isUnset, type Kpi, type Milestone, type Plan } from '../plan/plan.ts';
import { judgedKpiOf } from '../progress/plan-kpi.ts';
import { plannedValue } from '../progress/planned-path.ts';
import { numberWords } from './text-lines.ts';

/** How a KPI moves through the year, as a department says it. */
const KIND_WORDS: Readonly<Record<Kpi['kind'], string>> = {
  cumulative: '4月からの累計',
  level: '各時点の値',
  rate: '期間の率・平均',
};

const NOT_SET = '未設定';

/**
 * All that is registered of an initiative and that progress is judged by, for the department to look over: groups of
 * parts, those of one side by side where there is room. What is unset is said to be, with the day by which it is due.
 */
export function describeRegistered(
  initiative: Initiative,
  { period }: Pick<Plan, 'period'>,
  directory: Directory,
  fiscalYear: FiscalYear,
): string[][] {
  const { purpose, owners, kpis, milestones } = initiative;
  const names = owners.map(({ department }) => departmentName(directory, department));
  return [
    [`目的　${isUnset(purpose) ? unsetWords(purpose.by) : purpose}`],
    [`所管　${names.join('、')}`],
    ...kpis.flatMap((kpi) => describeKpi(kpi, period, fiscalYear)),
    ...milestones.filter((own) => own.fiscalYear === fiscalYear).map(describeMilestone),
  ];
}

const unsetWords = (by: string) => `${NOT_SET}（設定期限 ${longDate(dateOf(by))}）`;

function describeKpi(kpi: Kpi, period: Plan['period'], fiscalYear: FiscalYear): string[][] {
  const { name, unit, kind, definition, source, baseline } = kpi;
  const base = isUnset(baseline)
    ? unsetWords(baseline.by)
    : `${numberWords(baseline.value)}${unit}（${quarterName(baseline.at)}）`;
  return [
    [`指標　${name}`, `単位 ${unit}`, KIND_WORDS[kind]],
    [`定義　${definition ?? NOT_SET}`],
    [`出典　${source ?? NOT_SET}`],
    [`基準値　${base}`, ...pathOf(kpi, period, fiscalYear)],
  ];
}

/** The planned value at each quarter's end, and the year's target; a range where the value is to stay inside one. */
function pathOf(kpi: Kpi, period: Plan['period'], fiscalYear: FiscalYear): string[] {
  const { unit, polarity, range } = kpi;
  if (polarity === 'keep' && range)
    return [`維持する範囲 ${numberWords(range[0])}から${numberWords(range[1])}${unit}`];
  const target = kpi.targets[String(fiscalYear)];
  const end = fiscalYearEnd(fiscalYear);
  if (target === undefined) return [`目標 なし（${end}）`];
  if (isUnset(target)) return [`目標 ${unsetWords(target.by)}`];
  const judged = judgedKpiOf(kpi, period);
  const planned = ([1, 2, 3] as const).flatMap((quarter) => {
    const id = quarterId({ fiscalYear, quarter });
    const value = plannedValue(judged, id);
    return value === null ? [] : [`計画 ${numberWords(value)}${unit}（${quarterEnd(id)}）`];
  });
  return [...planned, `目標 ${numberWords(target)}${unit}（${end}）`];
}

function describeMilestone({ item, text, due }: Milestone): string[] {
  const said = text.includes(item) ? text : `${item}：${text}`;
  return [`今年度の予定　${said}`, `${quarterEnd(due)}まで`];
}
