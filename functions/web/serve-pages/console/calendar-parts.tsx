import { atTokyo, type PlainDate, Temporal } from '../../../../shared/calendar/time.ts';
import { loadCity, loadWorld } from '../../../../shared/steps/load-city.ts';
import type { ConsoleWorld } from './world.ts';

export const CALENDAR = '/console/calendar';
export const LOAD = `${CALENDAR}/load`;
export const dayPath = (date: PlainDate) => `${CALENDAR}/${date}`;

/** Tokyo's whole day, from its first instant to its last. */
export const spanOf = (date: PlainDate) =>
  [atTokyo(date, '00:00'), atTokyo(date.add({ days: 1 }), '00:00').subtract({ seconds: 1 })] as const;

/** A fiscal year from its first instant to its last. */
export function yearSpan(year: number) {
  const first = Temporal.PlainDate.from({ year, month: 4, day: 1 });
  return [spanOf(first)[0], spanOf(first.add({ years: 1 }).subtract({ days: 1 }))[1]] as const;
}

/** The fiscal year an address names, or the one that is meant without. */
export function yearAsked(text: string | undefined, otherwise: number): number {
  const asked = Number(text);
  return Number.isInteger(asked) && asked >= 1990 && asked <= 2100 ? asked : otherwise;
}

/** The city and all that its mails, past and to come, are planned from. */
export async function loadPlanned({ store, planId }: Pick<ConsoleWorld, 'store' | 'planId'>) {
  const city = await loadCity(store, planId);
  return { city, world: await loadWorld(store, city, planId, 'all') };
}

/** Leads to any day: which mails go on it, to whom and why, and who gets none. */
export function DayForm({ date }: { date: PlainDate }) {
  return (
    <form method="get" action={CALENDAR} class="line">
      <label for="date">この日に実行したら</label>
      <input id="date" type="date" name="date" value={date.toString()} required />
      <button type="submit" class="quiet">
        送るメールを見る
      </button>
    </form>
  );
}
