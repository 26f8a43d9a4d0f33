import { type BusinessCalendar, type Closure, createBusinessCalendar } from '../calendar/business-days.ts';
import { shortDate } from '../calendar/japanese-date.ts';
import { dateOf, type Instant, type PlainDate, Temporal } from '../calendar/time.ts';
import { type CheckedWorld, checkRules, type RuleFault } from './check-rules.ts';

/** The offices are never shut so long at a stretch; it is a slip of the year or the month. */
const CLOSURE_MAX_DAYS = 31;
/** With weekends, holidays and other closed days around it. */
const RUN_MAX_DAYS = 45;

/**
 * What is wrong with closed days (閉庁日) before they stand: those that are new or changed are looked at one by one,
 * then the rules in force are tried out in the calendar they make.
 */
export function checkClosures(
  city: CheckedWorld,
  { closures, known }: { readonly closures: readonly Closure[]; readonly known: readonly Closure[] },
  now: Instant,
): RuleFault[] {
  const isKnown = (closure: Closure) => known.some((one) => sameClosure(one, closure));
  const faults = closures.flatMap((closure, place) =>
    isKnown(closure)
      ? []
      : closureFaults(
          closure,
          place,
          closures.filter((one, other) => other !== place && (other < place || isKnown(one))),
        ),
  );
  if (faults.length > 0) return faults;
  const calendar = createBusinessCalendar(closures);
  // Such a calendar finds no next business day, so no rule can be tried out in it.
  const endless = closures.findIndex(({ from }) => closedRun(calendar, dateOf(from)) > RUN_MAX_DAYS);
  if (endless >= 0)
    return [
      {
        field: `closures.${endless}.from`,
        message: `前後の閉庁日とつながり、閉庁が${RUN_MAX_DAYS}日より長く続きます。`,
        nearest: null,
      },
    ];
  return checkRules({ ...city, calendar }, now).map(({ message }) => ({
    field: 'closures',
    message: `この閉庁日では、今の送信設定が成り立ちません。${message}`,
    nearest: null,
  }));
}

/** How many days the offices are shut at a stretch around a day; a little more than the limit is enough to know. */
function closedRun({ isBusinessDay }: Pick<BusinessCalendar, 'isBusinessDay'>, date: PlainDate): number {
  let [first, last] = [date, date];
  while (!isBusinessDay(first) && first.until(date).days <= RUN_MAX_DAYS) first = first.subtract({ days: 1 });
  while (!isBusinessDay(last) && date.until(last).days <= RUN_MAX_DAYS) last = last.add({ days: 1 });
  return first.until(last).days - 1;
}

const lastOf = ({ from, to }: Closure) => to ?? from;

const sameClosure = (a: Closure, b: Closure) =>
  a.from === b.from && lastOf(a) === lastOf(b) && a.name === b.name;

function closureFaults(closure: Closure, place: number, others: readonly Closure[]): RuleFault[] {
  const field = (part: keyof Closure) => `closures.${place}.${part}`;
  const [from, to] = [dateOf(closure.from), dateOf(lastOf(closure))];
  if (Temporal.PlainDate.compare(to, from) < 0)
    return [{ field: field('to'), message: '終わる日が、始まる日より前です。', nearest: from.toString() }];
  if (from.until(to).days >= CLOSURE_MAX_DAYS)
    return [
      {
        field: field('to'),
        message: `閉庁日が${CLOSURE_MAX_DAYS}日を超えています。`,
        nearest: from.add({ days: CLOSURE_MAX_DAYS - 1 }).toString(),
      },
    ];
  const other = others.find((one) => one.from <= lastOf(closure) && closure.from <= lastOf(one));
  if (other)
    return [
      {
        field: field('from'),
        message: `「${other.name}」と同じ日があります。`,
        nearest: freeAfter(dateOf(lastOf(other)), others),
      },
    ];
  const general = createBusinessCalendar();
  if (daysOf(from, to).some((day) => general.isBusinessDay(day))) return [];
  return [
    {
      field: field('from'),
      message: `${shortDate(from)}は${general.closedReason(from)}で、もともと閉庁日です。`,
      nearest: freeAfter(to, others),
    },
  ];
}

/** The first business day after `date` that none of the closures has. */
const freeAfter = (date: PlainDate, closures: readonly Closure[]) =>
  createBusinessCalendar(closures).next(date).toString();

const daysOf = (from: PlainDate, to: PlainDate): PlainDate[] =>
  Array.from({ length: from.until(to).days + 1 }, (_, days) => from.add({ days }));
