import type { Context, Hono } from 'hono';
import { type Closure, createBusinessCalendar } from '../../../../../shared/calendar/business-days.ts';
import { type Instant, tokyoDate } from '../../../../../shared/calendar/time.ts';
import { checkClosures } from '../../../../../shared/schedule/check-closures.ts';
import { planMails } from '../../../../../shared/schedule/planner.ts';
import { roundsBetween } from '../../../../../shared/schedule/timetable.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import { type City, loadCity, loadWorld } from '../../../../../shared/steps/load-city.ts';
import { publishVersion } from '../../../../../shared/steps/publish-version.ts';
import { RowTable } from '../../look/parts.tsx';
import { type GatedEnv, only } from '../../sign-in/gate.tsx';
import { actOf, REASON_NEEDED, readReason } from '../acts.ts';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { fillClosures, readClosures } from './closures-form.ts';
import { type Filled, filledOf, nearestWords, rowsIn } from './form.ts';
import { Faults, Field, type FormState } from './frame.tsx';
import { Changes, fromTo } from './preview.tsx';
import { ROOM, type Said, YEAR_DAYS } from './scene.tsx';

const PATH = '/console/schedule/closures';
/** So many closed days one city writes down at most. */
const CLOSURES_MAX = 60;
const BLANK_ROWS = 2;
const TAKEN = 'ほかの人が連絡先か閉庁日を変えました。今の内容を下に示します。もう一度直してください。';

/**
 * 閉庁日: the days besides weekends, holidays and the turn of the year on which this city's offices are shut. They
 * are the city's and the same for every version of the rules, so they stand at once, after what changes was shown.
 */
export function addClosures(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  pages.use(PATH, only(log, 'secretariat'));

  const showForm = (
    c: Context<GatedEnv>,
    city: City,
    state: FormState,
    said: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const named = new Set(Object.keys(state.filled));
    const loose = state.faults.filter(({ field }) => !named.has(field) && field !== 'closures');
    return show(
      c,
      {
        title: '閉庁日',
        room: ROOM,
        ...said,
        children: (
          <>
            <p class="back">
              <a href={ROOM}>送信設定に戻る</a>
            </p>
            <p>
              土日、祝日、12月29日から1月3日のほかに、市役所を閉める日です。この日は開庁日に数えず、何も送りません。
            </p>
            <form method="post" action={PATH}>
              <CsrfField session={c.get('session')} />
              <input type="hidden" name="basedOn" value={String(city.directoryVersion)} />
              <Faults field="closures" faults={state.faults} />
              {loose.map((fault) => (
                <p>
                  <strong class="fault">
                    {fault.message}
                    {nearestWords(fault)}
                  </strong>
                </p>
              ))}
              <Rows state={state} />
              <p class="hint">やめる閉庁日は、名と日付を空欄にします。過ぎた閉庁日は、そのまま残ります。</p>
              <p class="onward">
                <button type="submit" name="go" value="check">
                  変わる日を確かめる
                </button>
              </p>
            </form>
          </>
        ),
      },
      status,
    );
  };

  pages.get(PATH, async (c) => {
    const city = await loadCity(store, planId);
    const { coming } = partedAt(city, clock());
    return showForm(c, city, { filled: fillClosures(coming), faults: [] });
  });

  pages.post(PATH, async (c) => {
    const [city, now] = [await loadCity(store, planId), clock()];
    const filled = filledOf(await c.req.parseBody());
    if (Number(filled.basedOn) !== city.directoryVersion) {
      const { coming } = partedAt(city, now);
      return showForm(c, city, { filled: fillClosures(coming), faults: [] }, { error: TAKEN }, 409);
    }
    const read = readClosures(filled);
    const { past, coming } = partedAt(city, now);
    const badly = (state: FormState) =>
      showForm(c, city, state, { error: `直すところが${state.faults.length}か所あります。` }, 422);
    if ('faults' in read) return badly({ filled, faults: read.faults });
    const faults = checkClosures(city, { closures: read.closures, known: coming }, now);
    // Shown as they were understood, so that the faults name the right rows.
    if (faults.length > 0) return badly({ filled: fillClosures(read.closures), faults });
    const closures = [...past, ...read.closures];
    if (filled.go !== 'save') return showDifference(c, city, closures, filled);
    const reason = readReason(filled.reason);
    if (reason === null) return showDifference(c, city, closures, filled, { error: REASON_NEEDED }, 422);
    const { by, at, cause, city: cityId } = actOf(world, c.get('session'));
    const outcome = await publishVersion(store, {
      ...{ kind: 'directory', id: 'city', document: { ...city.directory, closures } },
      ...{ basedOn: city.directoryVersion, plan: planId, city: cityId, by, reason, at, cause },
    });
    const fresh = await loadCity(store, planId);
    const shown = { filled: fillClosures(partedAt(fresh, now).coming), faults: [] };
    return outcome === 'committed'
      ? showForm(c, fresh, shown, { notice: '閉庁日を保存しました。予定はこの閉庁日に合わせて変わります。' })
      : showForm(c, fresh, shown, { error: TAKEN }, 409);
  });

  /** What the closed days would change, before they stand. */
  const showDifference = async (
    c: Context<GatedEnv>,
    city: City,
    closures: readonly Closure[],
    filled: Filled,
    said: Said = {},
    status: 200 | 422 = 200,
  ) => {
    const now = clock();
    const to = now.add({ hours: 24 * YEAR_DAYS });
    const calendar = createBusinessCalendar(closures);
    const planned = await loadWorld(store, city, planId);
    const plan = (calendarOf: City['calendar']) =>
      planMails({ ...planned, calendar: calendarOf }, now, to).filter(
        ({ department }) => department !== null,
      );
    return show(
      c,
      {
        title: '閉庁日　変わる日',
        room: ROOM,
        ...said,
        children: (
          <>
            <Rounds city={city} calendar={calendar} now={now} />
            <section aria-labelledby="changes">
              <h2 id="changes">送る日の違い</h2>
              <Changes
                before={plan(city.calendar)}
                after={plan(calendar)}
                directory={city.directory}
                same="送る日は変わりません。"
              />
            </section>
            <form method="post" action={PATH}>
              <CsrfField session={c.get('session')} />
              {Object.entries(filled)
                .filter(([name]) => name.startsWith('closures.') || name === 'basedOn')
                .map(([name, value]) => (
                  <input type="hidden" name={name} value={value} />
                ))}
              <p class="field">
                <label for="reason">変える理由</label>
                <input id="reason" name="reason" required maxlength={200} />
              </p>
              <p class="onward">
                <button type="submit" name="go" value="save">
                  この閉庁日にする
                </button>
                <a href={PATH}>やめて、はじめから直す</a>
              </p>
            </form>
          </>
        ),
      },
      status,
    );
  };
}

/** Those that are over stay as they are: what was sent then was sent by them. */
function partedAt(
  { directory }: City,
  now: Instant,
): { readonly past: readonly Closure[]; readonly coming: readonly Closure[] } {
  const today = tokyoDate(now).toString();
  const isOver = ({ from, to = from }: Closure) => to < today;
  return {
    past: directory.closures.filter(isOver),
    coming: directory.closures.filter((closure) => !isOver(closure)),
  };
}

function Rows({ state }: { state: FormState }) {
  const last = Math.max(-1, ...rowsIn(state.filled, 'closures'));
  const count = Math.min(CLOSURES_MAX, last + 1 + BLANK_ROWS);
  return (
    <>
      {Array.from({ length: count }, (_, place) => (
        <fieldset class="row-of-fields">
          <legend>{`閉庁日 ${place + 1}`}</legend>
          <Field name={`closures.${place}.name`} label="名（開庁記念日など）" state={state} />
          <Field name={`closures.${place}.from`} label="始まる日" type="date" state={state} />
          <Field name={`closures.${place}.to`} label="終わる日（1日なら空欄）" type="date" state={state} />
        </fieldset>
      ))}
    </>
  );
}

/** The days of the rounds that move, those that have begun among them. */
function Rounds({ city, calendar, now }: { city: City; calendar: City['calendar']; now: Instant }) {
  const to = now.add({ hours: 24 * YEAR_DAYS });
  const before = roundsBetween(city.plan, city.rules, city.calendar, now, to);
  const after = new Map(
    roundsBetween(city.plan, city.rules, calendar, now, to).map((round) => [round.round, round]),
  );
  const moved = before.flatMap((old) => {
    const fresh = after.get(old.round);
    const isSame =
      !fresh ||
      (old.opensOn.equals(fresh.opensOn) &&
        old.dueOn.equals(fresh.dueOn) &&
        old.freezesOn.equals(fresh.freezesOn));
    return isSame ? [] : [{ old, fresh }];
  });
  return (
    <section aria-labelledby="rounds">
      <h2 id="rounds">照会の日程の違い</h2>
      {moved.length === 0 ? (
        <p class="empty">照会の日程は変わりません。</p>
      ) : (
        <RowTable
          caption={`${moved.length}回の照会の日程が変わります。始まっている照会も、新しい日程で動きます。`}
          columns={['照会', '送る日', '期限', '締切']}
          rows={moved.map(({ old, fresh }) => ({
            cells: [
              roundName(old.round),
              fromTo(old.opensOn, fresh.opensOn),
              fromTo(old.dueOn, fresh.dueOn),
              fromTo(old.freezesOn, fresh.freezesOn),
            ],
          }))}
        />
      )}
    </section>
  );
}
