import { createBusinessCalendar } from '../../shared/calendar/business-days.ts';
import { type Instant, instantOf, isoTokyo, Temporal } from '../../shared/calendar/time.ts';
import type { SampleCity } from '../../shared/plan/sample/sample.ts';
import { createSimulatedStaff, type StaffAction } from './departments/simulated-staff.ts';
import type { Host } from './host.ts';

export interface PlayOptions {
  readonly host: Host;
  readonly sample: SampleCity;
  readonly smtpPort: number;
  readonly until: Instant;
  /** Told of every stop on the way: what somebody did, how far the clock has come. */
  readonly onProgress?: (line: string) => void;
}

/** The final values of the sample year are in, frozen and released by then. */
export const YEAR_ENDS_AT = instantOf('2027-07-15T18:00:00+09:00');

/**
 * Plays the sample year: the clock goes from one human act to the next, everything due on the way fires, and the
 * simulated staff read what arrived and decide what they will do about it.
 */
export async function playYear({
  host,
  sample,
  smtpPort,
  until,
  onProgress = () => {},
}: PlayOptions): Promise<void> {
  const calendar = createBusinessCalendar(sample.directory.closures);
  const { directory, scenario } = sample;
  const staff = createSimulatedStaff({ store: host.store, directory, scenario, calendar, smtpPort });
  const agenda: StaffAction[] = [];
  let read = 0;
  /** Hands the mails that arrived since to those they are for. */
  async function readMail(): Promise<void> {
    const sent = host.sent();
    for (; read < sent.length; read += 1) {
      const mail = sent[read];
      if (mail) agenda.push(...(await staff.react(mail)));
    }
    agenda.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  }
  await host.settle();
  await readMail();
  while (Temporal.Instant.compare(host.now(), until) < 0) {
    // Everything that fires may bring mail somebody reacts to, so the clock stops at each step of the rhythm.
    const next = latest(host.now(), earliest(until, agenda[0]?.at, host.nextDue(until)));
    await host.advance(next);
    const due = agenda.filter(({ at }) => Temporal.Instant.compare(at, next) <= 0);
    agenda.splice(0, due.length);
    for (const action of due) {
      onProgress(`${isoTokyo(host.now())}  ${action.what}`);
      await action.run();
    }
    await host.settle();
    await readMail();
  }
  staff.close();
}

function earliest(limit: Instant, ...others: (Instant | undefined)[]): Instant {
  return others.reduce<Instant>(
    (first, at) => (at && Temporal.Instant.compare(at, first) < 0 ? at : first),
    limit,
  );
}

function latest(a: Instant, b: Instant): Instant {
  return Temporal.Instant.compare(a, b) > 0 ? a : b;
}
