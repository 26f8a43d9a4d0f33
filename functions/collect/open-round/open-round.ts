import type { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import { atTokyo, type Clock, instantOf, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import type { FormWriter, MailWorkshop, Store } from '../../../shared/ports.ts';
import type { RequestRecord } from '../../../shared/records.ts';
import { RECEIPT_CODE_BYTES, receiptCodeOf } from '../../../shared/round/codes.ts';
import { type Round, RoundId } from '../../../shared/round/round.ts';
import { type AskedDepartment, askedDepartments } from '../../../shared/schedule/asked-departments.ts';
import { type PlannedMail, planMails } from '../../../shared/schedule/planner.ts';
import { dueDateOf } from '../../../shared/schedule/sending-days.ts';
import { timetableOf } from '../../../shared/schedule/timetable.ts';
import type { World } from '../../../shared/schedule/world.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { type City, loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { plannedMailId, requestMailId } from '../../../shared/steps/mail-ids.ts';
import { preparePlanned } from '../../../shared/steps/prepare-mail.ts';
import { renderPlanned } from '../../../shared/steps/render-planned.ts';

export interface OpenRoundDependencies {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly writeForm: FormWriter;
  readonly clock: Clock;
}

export type OpenRoundOutcome = {
  readonly outcome: 'opened' | 'superseded';
  /** Departments written to. */
  readonly requests: number;
  /** Departments asked that no mail can reach: their request stands, for the telephone and for later reminders. */
  readonly unreached: number;
};

/**
 * Opens a round: pins the versions in force, then asks each department in a transaction of its own (decision 16).
 * Run again, it asks only those not asked yet. However late, a round opens: an unasked quarter helps nobody.
 */
export function createOpenRound({ store, workshop, writeForm, clock }: OpenRoundDependencies) {
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
      releasedAt: null,
    };
    const audit = {
      at: isoUtc(clock()),
      cause: `step/${plan}/${id}/${event.step}`,
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
    const id = plannedMailId(plan, mail, instantOf(round.openedAt));
    if (await store.get('mail', { id })) return;
    const known = await store.get('request', { plan, round: round.id, department: mail.department });
    // A request that stood without an address keeps its code when one has been registered since.
    const receiptCode = known?.value.receiptCode ?? receiptCodeOf(workshop.random(RECEIPT_CODE_BYTES));
    const rendered = await renderPlanned({ store, city, world, planId: plan }, mail, receiptCode);
    const request = newRequest(round, city, mail.department, mail.initiatives, receiptCode);
    const at = clock();
    const { calendar } = city;
    const wording = wordingOf(city);
    const decided = { id, mail, round, receiptCode, at, calendar, wording };
    const prepared = await preparePlanned({ workshop, writeForm }, { ...rendered, ...decided });
    const outcome = await store.commit({
      writes: [
        ...(known ? [] : [{ kind: 'request', value: request, expected: null } as const]),
        { kind: 'receiptCode', value: { code: receiptCode, mail: id }, expected: null },
        ...prepared.writes,
      ],
      audit: [prepared.audit],
      events: [prepared.event],
    });
    // A conflict means that another delivery of the same event has just asked this department, or, once in a
    // trillion, that the code is taken: then the queue tries again with another.
    if (outcome === 'conflict' && !(await store.get('mail', { id })))
      throw new Error(`the request to ${round.id}/${mail.department} met a conflict: try again`);
  }

  /** A department without an address is asked all the same: it is missing from the paper until it answers. */
  async function askUnreached(
    { department, initiatives }: AskedDepartment,
    city: City,
    round: Round,
  ): Promise<void> {
    const key = { plan: round.plan, round: round.id, department: department.id };
    if (await store.get('request', key)) return;
    const receiptCode = receiptCodeOf(workshop.random(RECEIPT_CODE_BYTES));
    const ids = initiatives.map(({ id }) => id);
    await store.commit({
      writes: [
        { kind: 'request', value: newRequest(round, city, department.id, ids, receiptCode), expected: null },
      ],
      audit: [
        {
          at: isoUtc(clock()),
          cause: requestMailId(round.plan, round.id, department.id),
          actor: 'schedule',
          what: 'request.unreached',
          subject: `${round.id}/${department.id}`,
          before: null,
          after: null,
        },
      ],
      events: [],
    });
  }

  return async function openRound(event: StepFellDueV1['data']): Promise<OpenRoundOutcome> {
    const pinned = await pinRound(event);
    if (!pinned) return { outcome: 'superseded', requests: 0, unreached: 0 };
    const { round, city } = pinned;
    const world = await loadWorld(store, city, round.plan);
    const at = instantOf(event.scheduledAt);
    const mails = planMails(world, at, at).filter(
      (mail) => mail.round === round.id && mail.step === event.step,
    );
    await eachInTurn(mails, (mail) => ask(mail, city, world, round));
    const unreached = askedDepartments(city, round.id, tokyoDate(at)).filter(
      ({ department }) => !mails.some((mail) => mail.department === department.id),
    );
    await eachInTurn(unreached, (asked) => askUnreached(asked, city, round));
    return { outcome: 'opened', requests: mails.length, unreached: unreached.length };
  };
}

function newRequest(
  round: Round,
  { rules, calendar }: City,
  department: Id,
  initiatives: readonly Id[],
  receiptCode: string,
): RequestRecord {
  const dueOn = tokyoDate(instantOf(round.dueAt));
  return {
    plan: round.plan,
    round: round.id,
    department,
    receiptCode,
    initiatives: [...initiatives],
    state: 'outstanding',
    dueAt: isoUtc(atTokyo(dueDateOf({ dueOn }, rules, calendar, department), rules.dueAt)),
    version: 0,
    questions: [],
    events: [],
  };
}
