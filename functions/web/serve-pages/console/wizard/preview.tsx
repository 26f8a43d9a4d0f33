import { longDate, shortDate, shortDateTime, weekday } from '../../../../../shared/calendar/japanese-date.ts';
import { type PlainDate, tokyoDate } from '../../../../../shared/calendar/time.ts';
import type { MovedLadder } from '../../../../../shared/decision/sunset.ts';
import { type Directory, departmentName } from '../../../../../shared/plan/directory.ts';
import type { Initiative } from '../../../../../shared/plan/plan.ts';
import { changesByDay, comparePlans, type DayChange } from '../../../../../shared/schedule/compare-plans.ts';
import type { RuleEcho } from '../../../../../shared/schedule/describe-rules.ts';
import type { PlannedMail } from '../../../../../shared/schedule/planner.ts';
import { RowTable } from '../../look/parts.tsx';
import { Echo } from '../rule-echo.tsx';

/** What the draft would do in the coming year, beside what the rules in force would do. */
export interface YearPlans {
  readonly directory: Directory;
  readonly before: readonly PlannedMail[];
  readonly after: readonly PlannedMail[];
  /** The initiatives the new days of the budget would ask about on other days. */
  readonly endings: readonly MovedLadder<Initiative>[];
}

/** `この送信設定を有効にすると、これから1年で…` */
export function YearSentence({ after }: Pick<YearPlans, 'after'>) {
  const next = after[0];
  const departments = new Set(after.map(({ department }) => department)).size;
  return (
    <p>
      この送信設定を有効にすると、これから1年で{departments}部署に合計{after.length}通を送ります。
      {next &&
        `次は${shortDateTime(next.at)}の${after.filter(({ at }) => at.equals(next.at)).length}通です。`}
      始まっている照会は元の設定のまま動き、ここには数えません。
    </p>
  );
}

/** The draft told back in words, its year by month, and what changes on which day. */
export function PreviewStep({ echoes, ...plans }: YearPlans & { echoes: readonly RuleEcho[] }) {
  const { before, after, directory, endings } = plans;
  return (
    <>
      <YearSentence after={after} />
      <section aria-labelledby="months">
        <h2 id="months">月ごとの通数</h2>
        <RowTable
          caption="今の設定と新しい設定"
          columns={['月', '今の設定', '新しい設定', '差']}
          rows={monthsOf([...before, ...after]).map((month) => {
            const [old, fresh] = [countIn(before, month), countIn(after, month)];
            const more = fresh > old ? `${fresh - old}通増` : `${old - fresh}通減`;
            return { cells: [monthWords(month), `${old}通`, `${fresh}通`, old === fresh ? null : more] };
          })}
        />
      </section>
      <section aria-labelledby="changes">
        <h2 id="changes">今の設定と違う日</h2>
        <Changes {...{ before, after, directory }} same="送る日と宛先は、今の設定と同じです。" />
      </section>
      {endings.length > 0 && (
        <section aria-labelledby="endings">
          <h2 id="endings">終期の判断を求める日の違い</h2>
          <RowTable
            caption={`${endings.length}件の取り組みの日が変わります`}
            columns={['取り組み', '終期', '判断の期限', 'もう一度求める日', '議会']}
            rows={endings.map(({ initiative: { code, title }, before: old, after: fresh }) => ({
              cells: [
                `${code} ${title}`,
                longDate(old.endsOn),
                fromTo(old.judgementBy, fresh.judgementBy),
                fromTo(old.lastCallOn, fresh.lastCallOn),
                fromTo(old.assemblyOn, fresh.assemblyOn),
              ],
            }))}
          />
        </section>
      )}
      <section aria-labelledby="echo">
        <h2 id="echo">この設定で行うこと</h2>
        {echoes.map((echo) => (
          <Echo echo={echo} />
        ))}
      </section>
    </>
  );
}

/** What changes on which day: mails that come, go, move or go to others. */
export function Changes({
  before,
  after,
  directory,
  same,
}: Pick<YearPlans, 'before' | 'after' | 'directory'> & { same: string }) {
  const changes = comparePlans(before, after);
  const counts = Map.groupBy(changes, ({ change }) => change);
  const count = (change: 'added' | 'removed' | 'moved' | 'readdressed') => counts.get(change)?.length ?? 0;
  if (changes.length === 0) return <p class="empty">{same}</p>;
  return (
    <>
      <p>
        増えるメール{count('added')}通、なくなるメール{count('removed')}通、日時が変わるメール
        {count('moved')}通、宛先か写しが変わるメール{count('readdressed')}通です。
      </p>
      <RowTable
        caption="日ごとの違い"
        columns={['日', '増える', 'なくなる', '日時が変わる', '宛先が変わる']}
        rows={changesByDay(changes).map((day) => ({ cells: cellsOf(day, directory) }))}
      />
    </>
  );
}

/** A day, and where it moves to where it does. */
export const fromTo = (before: PlainDate, after: PlainDate): string =>
  before.equals(after) ? longDate(before) : `${longDate(before)}から${longDate(after)}に`;

function cellsOf(day: DayChange, directory: Directory) {
  const names = (ids: readonly (string | null)[]) =>
    ids.length === 0 ? null : listed(ids.map((id) => departmentName(directory, id ?? '')));
  const moved = [
    ...day.movedHere.map(
      ({ department, from }) =>
        `${departmentName(directory, department ?? '')}（${from.equals(day.day) ? '時刻' : `${shortDate(from)}から`}）`,
    ),
    ...day.movedAway.map(
      ({ department, to }) => `${departmentName(directory, department ?? '')}（${shortDate(to)}へ）`,
    ),
  ];
  return [
    `${longDate(day.day)}${weekday(day.day)}`,
    names(day.added),
    names(day.removed),
    moved.length === 0 ? null : listed(moved),
    names(day.readdressed),
  ];
}

/** A few are read at a glance; more are opened on demand. */
const SHOWN_MAX = 3;

function listed(names: readonly string[]) {
  if (names.length <= SHOWN_MAX) return names.join('、');
  return (
    <details>
      <summary>{names.length}通</summary>
      {names.join('、')}
    </details>
  );
}

const monthOf = ({ at }: PlannedMail) => tokyoDate(at).toPlainYearMonth().toString();

/** `2026年10月` of `2026-10`. */
const monthWords = (month: string) => `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;

const monthsOf = (mails: readonly PlannedMail[]) => [...new Set(mails.map(monthOf))].sort();

const countIn = (mails: readonly PlannedMail[], month: string) =>
  mails.filter((mail) => monthOf(mail) === month).length;
