import type { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import { type Clock, instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';
import type { RequestRecord } from '../../../shared/records.ts';
import { RECEIPT_CODE_BYTES, receiptCodeOf } from '../../../shared/round/codes.ts';
import { type Round, RoundId } from '../../../shared/round/round.ts';
import { type PlannedMail, planMails } from '../../../shared/schedule/planner.ts';
import { timetableOf } from '../../../shared/schedule/timetable.ts';
import type { World } from '../../../shared/schedule/world.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { type City, loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { plannedMailId } from '../../../shared/steps/mail-ids.ts';
import { wordingOf } from '../../../shared/steps/mail-settings.ts';
import { type MailWorkshop, prepareMail } from '../../../shared/steps/prepare-mail.ts';
import { renderPlanned } from '../../../shared/steps/render-planned.ts';

export interface OpenRoundDependencies {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly clock: Clock;
}

export type OpenRoundOutcome = { readonly outcome: 'opened' | 'superseded'; readonly requests: number };

/**
 * Opens a round: pins the versions in force, then asks each department in a transaction of its own (decision 16).
 * Run again, it asks only those not asked yet. However late, a round opens: an unasked quarter helps nobody.
 */
export function createOpenRound({ store, workshop, clock }: OpenRoundDependencies) {
  /** The round as it stands, opened now if nobody did; with the documents it pinned. */
  async function pinRound(event: StepFellDueV1['data']): Promise<{ round: Round; city: City } | null> {
    const { plan } = event;
    const id = RoundId.parse(event.round);
    const known = await store.get('round', { plan, id });
    if (known) return { round: known.value, city: await loadCity(store, plan, known.value) };
    const city = await loadCity(store, plan);
    const timetable = timetableOf(id, city.rules, city.calendar);
    if (!timetable?.opensAt.equals(instantOf(event.scheduledAt))) return null;
    const round: Round = {
      id,
      plan,
      planVersion: city.planVersion,
      rulesVersion: city.rulesVersion,
      state: 'open',
      openedAt: isoUtc(timetable.opensAt),
      dueAt: isoUtc(timetable.dueAt),
      freezesAt: isoUtc(timetable.freezesAt),
    };
    const audit = {
      at: isoUtc(clock()),
      cause: `step/${event.step}`,
      actor: 'schedule',
      what: 'round.opened',
      subject: id,
      before: null,
      after: JSON.stringify(round),
    };
    const outcome = await store.commit({
      writes: [{ kind: 'round', value: round, expected: null }],
      audit: [audit],
      events: [],
    });
    // Somebody else opened it in the same moment: theirs is the round.
    return outcome === 'committed' ? { round, city } : pinRound(event);
  }

  async function ask(mail: PlannedMail, city: City, world: World, round: Round): Promise<void> {
    if (mail.department === null) return;
    const { plan } = round;
    const id = plannedMailId(mail, instantOf(round.openedAt));
    if (await store.get('mail', { id })) return;
    const receiptCode = receiptCodeOf(workshop.random(RECEIPT_CODE_BYTES));
    const { content, manifest } = await renderPlanned(
      { store, city, world, planId: plan },
      mail,
      receiptCode,
    );
    const request: RequestRecord = {
      plan,
      round: round.id,
      department: mail.department,
      receiptCode,
      initiatives: [...mail.initiatives],
      state: 'outstanding',
      dueAt: round.dueAt,
      version: 0,
      events: [],
    };
    const at = clock();
    const { kind, step, to, cc } = mail;
    const prepared = await prepareMail(workshop, {
      id,
      plan,
      round: round.id,
      department: mail.department,
      kind,
      step,
      to,
      cc,
      content,
      manifest,
      receiptCode,
      rulesVersion: round.rulesVersion,
      scheduledAt: mail.at,
      at,
      inReplyTo: null,
      wording: wordingOf(city.directory),
    });
    // A conflict means that another delivery of the same event has just asked this department.
    await store.commit({
      writes: [
        { kind: 'request', value: request, expected: null },
        {
          kind: 'receiptCode',
          value: { code: receiptCode, mail: id },
          expected: null,
        },
        ...prepared.writes,
      ],
      audit: [
        {
          at: isoUtc(at),
          cause: id,
          actor: 'schedule',
          what: 'request.sent',
          subject: `${round.id}/${mail.department}`,
          before: null,
          after: mail.why,
        },
      ],
      events: [prepared.event],
    });
  }

  return async function openRound(event: StepFellDueV1['data']): Promise<OpenRoundOutcome> {
    const pinned = await pinRound(event);
    if (!pinned) return { outcome: 'superseded', requests: 0 };
    const { round, city } = pinned;
    const world = await loadWorld(store, city, round.plan);
    const at = instantOf(event.scheduledAt);
    const mails = planMails(world, at, at).filter(
      (mail) => mail.round === round.id && mail.step === event.step,
    );
    await eachInTurn(mails, (mail) => ask(mail, city, world, round));
    return { outcome: 'opened', requests: mails.length };
  };
}
