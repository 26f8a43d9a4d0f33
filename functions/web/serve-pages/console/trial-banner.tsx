import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import { parseRoundId } from '../../../../shared/round/round.ts';
import { standingExtra } from '../../../../shared/steps/extra-rounds.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import type { Trial } from '../sign-in/gate.tsx';
import { SETUP } from './setup-rooms.ts';
import type { ConsoleWorld } from './world.ts';

/** The 試行 that is planned or running, or null; the calendar is worked out only where the rules name one. */
export async function findTrial({ store, planId, clock }: ConsoleWorld): Promise<Trial | null> {
  const rules = await store.loadDocument('rules', planId);
  if (!rules?.document.extraRounds.some(({ round }) => parseRoundId(round).isTrial)) return null;
  const city = await loadCity(store, planId);
  const standing = standingExtra('trial', city, clock());
  if (!standing) return null;
  const { departments } = standing.extra;
  return {
    departments: departments.map((id) => departmentName(city.directory, id)),
    dueAt: standing.timetable.dueAt,
  };
}

/** Stands on every page during a 試行, so that its mails and answers are not taken for real ones. */
export function TrialBanner({ trial: { departments, dueAt } }: { trial: Trial }) {
  return (
    <div class="trial">
      <p>
        <strong>【試行】</strong>
        {departments.length}部署で試しています（{departments.slice(0, 3).join('、')}
        {departments.length > 3 && 'ほか'}。期限 {shortDateTime(dueAt)}）。 回答は本部資料に入りません。
        <a href={SETUP.trial}>試行の画面</a>
      </p>
    </div>
  );
}
