import type { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import { type Clock, instantOf, Temporal } from '../../../shared/calendar/time.ts';
import type { FormWriter, MailWorkshop, Store } from '../../../shared/ports.ts';
import { type Round, RoundId } from '../../../shared/round/round.ts';
import { businessDayAfter } from '../../../shared/schedule/lateness.ts';
import { stepInstants } from '../../../shared/schedule/occurrences.ts';
import { type PlannedMail, planMails } from '../../../shared/schedule/planner.ts';
import { timetableOf } from '../../../shared/schedule/timetable.ts';
import type { World } from '../../../shared/schedule/world.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { type City, loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { plannedMailId } from '../../../shared/steps/mail-ids.ts';
import { preparePlanned } from '../../../shared/steps/prepare-mail.ts';
import { renderPlanned } from '../../../shared/steps/render-planned.ts';

export interface RemindDependencies {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly writeForm: FormWriter;
  readonly clock: Clock;
}

export type RemindOutcome = {
  readonly outcome: 'reminded' | 'round-not-open' | 'superseded' | 'too-late';
  readonly mails: number;
};

/**
 * Reminds the departments still outstanding when a step of the ladder falls due, each in a transaction of its own.
 *
 * Who is outstanding is the planner's word, never this function's, so that the preview and the sending agree.
 */
export function createRemind({ store, workshop, writeForm, clock }: RemindDependencies) {
  async function send(mail: PlannedMail, city: City, world: World, round: Round): Promise<void> {
    const { plan } = round;
    const timetable = timetableOf(round.id, city.rules, city.calendar);
    const own = timetable
      ? stepInstants(world, timetable, [], null).find(({ step }) => step === mail.step)?.at
      : undefined;
    const id = plannedMailId(plan, mail, own ?? null);
    if (await store.get('mail', { id })) return;
    const request =
      mail.kind === 'escalation' || mail.department === null
        ? null
        : await store.get('request', { plan, round: round.id, department: mail.department });
    const receiptCode = request?.value.receiptCode ?? null;
    // A department that had no address when the round opened gets the first mail of its code now.
    const isFirst = receiptCode !== null && !(await store.get('receiptCode', { code: receiptCode }));
    const rendered = await renderPlanned({ store, city, world, planId: plan }, mail, receiptCode ?? '');
    const at = clock();
    const { calendar } = city;
    const wording = wordingOf(city);
    const decided = { id, mail, round, receiptCode, at, calendar, wording };
    const prepared = await preparePlanned({ workshop, writeForm }, { ...rendered, ...decided });
    const outcome = await store.commit({
      writes: [
        ...prepared.writes,
        ...(isFirst
          ? [{ kind: 'receiptCode', value: { code: receiptCode, mail: id }, expected: null } as const]
          : []),
      ],
      audit: [prepared.audit],
      events: [prepared.event],
    });
    // A conflict means that another delivery of the same event has just written this mail.
    if (outcome === 'conflict' && !(await store.get('mail', { id })))
      throw new Error(`the ${mail.kind} to ${round.id}/${mail.department} met a conflict: try again`);
  }

  return async function remind(event: StepFellDueV1['data']): Promise<RemindOutcome> {
    const { plan } = event;
    const opened = await store.get('round', { plan, id: RoundId.parse(event.round) });
    if (opened?.value.state !== 'open') return { outcome: 'round-not-open', mails: 0 };
    const round = opened.value;
    if (round.rulesVersion !== event.rulesVersion) return { outcome: 'superseded', mails: 0 };
    const city = await loadCity(store, plan, round);
    const scheduledAt = instantOf(event.scheduledAt);
    // A reminder late by a business day would contradict the next step; it is reported, not sent (decision 18).
    const limit = businessDayAfter(scheduledAt, city.calendar);
    if (Temporal.Instant.compare(clock(), limit) >= 0) return { outcome: 'too-late', mails: 0 };
    const world = await loadWorld(store, city, plan);
    const mails = planMails(world, scheduledAt, scheduledAt).filter(
      (mail) => mail.round === round.id && mail.step === event.step,
    );
    await eachInTurn(mails, (mail) => send(mail, city, world, round));
    return { outcome: 'reminded', mails: mails.length };
  };
}
