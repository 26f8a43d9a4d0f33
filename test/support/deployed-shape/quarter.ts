import { createSimulatedStaff, type StaffAction } from '../../../infra/local/departments/simulated-staff.ts';
import { loadSampleCity } from '../../../infra/local/seed.ts';
import { startSmtpDoor } from '../../../infra/local/smtp-door.ts';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { type Instant, Temporal } from '../../../shared/calendar/time.ts';
import type { DeployedShape } from './platform.ts';

/** Something a test does at a moment, between the people's acts. */
export interface Act {
  readonly at: Instant;
  readonly run: () => void | Promise<void>;
}

export interface QuarterOptions {
  readonly shape: DeployedShape;
  readonly until: Instant;
  /** What the test itself does on the way. */
  readonly acts?: readonly Act[];
}

/**
 * Plays the sample city's people on the deployed shape: the clock goes from one act to the next, everything due on
 * the way fires, and the staff read what arrived and decide what they will do about it.
 */
export async function playQuarter({ shape, until, acts = [] }: QuarterOptions): Promise<void> {
  const { directory, scenario } = loadSampleCity();
  const [domain = ''] = shape.mailDomains;
  const door = await startSmtpDoor({
    port: 0,
    domain,
    accept: async (mail) => {
      if (!(await shape.accept(mail))) throw new Error('no receipt rule takes this mail');
    },
  });
  const calendar = createBusinessCalendar(directory.closures);
  const staff = createSimulatedStaff({
    store: shape.store,
    directory,
    scenario,
    calendar,
    smtpPort: door.port,
  });
  const agenda: (Act | StaffAction)[] = [...acts];
  let read = 0;
  async function readMail(): Promise<void> {
    const sent = shape.sent();
    for (; read < sent.length; read += 1) {
      const mail = sent[read];
      if (mail) agenda.push(...(await staff.react(mail)));
    }
    agenda.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  }
  try {
    await shape.settle();
    await readMail();
    while (Temporal.Instant.compare(shape.now(), until) < 0) {
      // Everything that fires may bring mail somebody reacts to, so the clock stops at each step of the rhythm.
      const stops = [until, agenda[0]?.at, shape.nextDue(until)].flatMap((at) => at ?? []);
      const next = stops.sort(Temporal.Instant.compare)[0] ?? until;
      await shape.advance(Temporal.Instant.compare(next, shape.now()) > 0 ? next : shape.now());
      const isDue = ({ at }: Act) => Temporal.Instant.compare(at, shape.now()) <= 0;
      const due = agenda.filter(isDue);
      agenda.splice(0, due.length);
      for (const act of due) await act.run();
      await shape.settle();
      await readMail();
    }
  } finally {
    staff.close();
    await door.stop();
  }
}
