import { type Instant, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { PlannedMail } from './planner.ts';

/** What becomes of one mail when other rules come into force. */
export type MailChange =
  | { readonly change: 'added'; readonly after: PlannedMail }
  | { readonly change: 'removed'; readonly before: PlannedMail }
  /** The same step of the same round to the same department, on another day or at another hour. */
  | { readonly change: 'moved'; readonly before: PlannedMail; readonly after: PlannedMail }
  /** At the same instant, to other addresses. */
  | { readonly change: 'readdressed'; readonly before: PlannedMail; readonly after: PlannedMail };

/**
 * What is different between two plans of the same span, in order of time: the mails that come, that no longer go, and
 * those that go at another time or to others. Whatever stands in neither list of a change goes unchanged, so that
 * before − (removed, the old ones of moved and readdressed) + (added, their new ones) = after.
 */
export function comparePlans(before: readonly PlannedMail[], after: readonly PlannedMail[]): MailChange[] {
  const earlier = Map.groupBy(before, keyOf);
  const later = Map.groupBy(after, keyOf);
  const keys = [...new Set([...earlier.keys(), ...later.keys()])];
  return keys
    .flatMap((key) => pair(earlier.get(key) ?? [], later.get(key) ?? []))
    .sort((a, b) => Temporal.Instant.compare(timeOf(a), timeOf(b)));
}

/** One step of one round to one department; where it comes several times (a moved due date), in order of time. */
const keyOf = ({ round, step, department }: PlannedMail) => `${round}/${step}/${department ?? ''}`;

function pair(before: readonly PlannedMail[], after: readonly PlannedMail[]): MailChange[] {
  const isKept = (mail: PlannedMail, others: readonly PlannedMail[]) =>
    others.some(({ at }) => at.equals(mail.at));
  const kept = before.filter((mail) => isKept(mail, after));
  const readdressed = kept.flatMap((mail): MailChange[] => {
    const same = after.find(({ at }) => at.equals(mail.at));
    return same && addressesOf(mail) !== addressesOf(same)
      ? [{ change: 'readdressed', before: mail, after: same }]
      : [];
  });
  const gone = before.filter((mail) => !isKept(mail, after));
  const come = after.filter((mail) => !isKept(mail, before));
  const others = Array.from({ length: Math.max(gone.length, come.length) }, (_, index): MailChange[] => {
    const [old, fresh] = [gone[index], come[index]];
    if (old && fresh) return [{ change: 'moved', before: old, after: fresh }];
    if (old) return [{ change: 'removed', before: old }];
    return fresh ? [{ change: 'added', after: fresh }] : [];
  }).flat();
  return [...readdressed, ...others];
}

const addressesOf = ({ to, cc }: PlannedMail) => JSON.stringify([to, cc]);

const timeOf = (change: MailChange): Instant =>
  (change.change === 'removed' ? change.before : change.after).at;

/** What changes on one day: which departments get a mail more, a mail less, one that comes from or goes to another day. */
export interface DayChange {
  readonly day: PlainDate;
  readonly added: readonly (Id | null)[];
  readonly removed: readonly (Id | null)[];
  /** Moved to this day, or within it to another hour. */
  readonly movedHere: readonly { readonly department: Id | null; readonly from: PlainDate }[];
  /** Still to go on this day, and moved to another. */
  readonly movedAway: readonly { readonly department: Id | null; readonly to: PlainDate }[];
  readonly readdressed: readonly (Id | null)[];
}

/** The same by day, in order; days on which nothing changes are left out. */
export function changesByDay(changes: readonly MailChange[]): DayChange[] {
  const days = new Set(
    changes.flatMap((change) => [
      ...('before' in change ? [tokyoDate(change.before.at).toString()] : []),
      ...('after' in change ? [tokyoDate(change.after.at).toString()] : []),
    ]),
  );
  return [...days].sort().map((text) => changesOn(Temporal.PlainDate.from(text), changes));
}

function changesOn(day: PlainDate, changes: readonly MailChange[]): DayChange {
  const isOn = ({ at }: PlannedMail) => tokyoDate(at).equals(day);
  const pick = <T>(choose: (change: MailChange) => T | null): T[] =>
    changes.flatMap((change) => choose(change) ?? []);
  return {
    day,
    added: changes.flatMap((each) =>
      each.change === 'added' && isOn(each.after) ? [each.after.department] : [],
    ),
    removed: changes.flatMap((each) =>
      each.change === 'removed' && isOn(each.before) ? [each.before.department] : [],
    ),
    movedHere: pick((each) =>
      each.change === 'moved' && isOn(each.after)
        ? { department: each.after.department, from: tokyoDate(each.before.at) }
        : null,
    ),
    movedAway: pick((each) =>
      each.change === 'moved' && isOn(each.before) && !isOn(each.after)
        ? { department: each.before.department, to: tokyoDate(each.after.at) }
        : null,
    ),
    readdressed: changes.flatMap((each) =>
      each.change === 'readdressed' && isOn(each.after) ? [each.after.department] : [],
    ),
  };
}
