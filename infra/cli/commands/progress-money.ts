import type { FiscalYear } from '../../../shared/calendar/fiscal.ts';
import { fiscalYearName } from '../../../shared/calendar/japanese-date.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { readFiscalYear } from '../../../shared/plan/read-values.ts';
import { hasMoney } from '../../../shared/progress/sum-money.ts';
import {
  MONEY_HEADINGS,
  type MoneyTable,
  moneyWords,
  summariseMoney,
} from '../../../shared/report/money-table.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { loadMoney } from '../../../shared/steps/load-money.ts';
import { Refusal, type Run } from '../command.ts';
import { withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

export const runProgressMoney: Run = async (given, terminal) => {
  const { plan, sums } = await withSession(given, async ({ store, plan: id }) => {
    const city = await loadCity(store, id);
    return { plan: city.plan, sums: await loadMoney(store, city) };
  });
  const table = summariseMoney(plan, sums, yearGiven(given.text('year'), plan.period));
  if (given.flag('json')) terminal.printJson(table);
  else if (!hasMoney(plan)) terminal.print('この計画には、効果額も予算も書かれていません。');
  else for (const line of linesOf(table)) terminal.print(line);
  return 0;
};

/** The year asked for; the plan's last one where none is. */
function yearGiven(text: string | null, { from, to }: Plan['period']): FiscalYear {
  if (text === null) return to;
  const year = readFiscalYear(text);
  if (year !== null && year >= from && year <= to) return year;
  throw new Refusal(
    `--year の「${text}」は計画期間の年度ではないので、${from} から ${to} の年度を書いてください。`,
  );
}

function linesOf(table: MoneyTable): string[] {
  const rows = table.lines.map((line) => [line.code, line.name, ...moneyWords(line)]);
  return [
    `${fiscalYearName(table.year)}の効果額と予算（${table.unit}。累計は計画の初年度から）`,
    ...tableLines([['番号', '取り組み', ...MONEY_HEADINGS], ...rows]),
    ...table.lines.flatMap(({ code, basis }) => (basis === null ? [] : [`${code} 算定根拠：${basis}`])),
  ];
}
