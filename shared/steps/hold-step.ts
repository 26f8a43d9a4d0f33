import { type Instant, instantOf, isoUtc } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { Store, Stored, Write } from '../ports.ts';
import { heldStepsOf } from '../records/request.ts';
import type { AuditEntry, MailRecord } from '../records.ts';
import type { RoundId } from '../round/round.ts';
import { type ComingEscalation, isEscalation, listEscalations } from '../schedule/escalations.ts';
import { loadCity, loadWorld } from './load-city.ts';

/** A step is looked for so far ahead: no round runs longer from its opening to its freeze. */
const AHEAD_DAYS = 180;

/** An escalation that has not left: still to come, or made and kept at the door (非常停止). */
export interface WaitingEscalation extends ComingEscalation {
  /** The mail that tells it, where it has been made already. */
  readonly mail: Stored<'mail'> | null;
}

/**
 * What has not left of what falls due until `to`: mails made and still at the door, then those to come from `now` on.
 * Each open round is planned with the rules it opened with, as it will be when its steps fall due.
 */
export async function loadEscalations(
  store: Store,
  plan: Id,
  now: Instant,
  to: Instant,
): Promise<WaitingEscalation[]> {
  const rounds = (await store.list('round', { plan })).filter(({ value }) => value.state === 'open');
  const found = await Promise.all(
    rounds.map(async ({ value: round }) => {
      const [pending, paused, city] = await Promise.all([
        store.list('mail', { state: 'pending', of: { plan, round: round.id } }),
        store.list('mail', { state: 'paused', of: { plan, round: round.id } }),
        loadCity(store, plan, round),
      ]);
      const made = [...pending, ...paused].filter(({ value }) => isEscalation(value));
      const waiting = await Promise.all(made.map((mail) => escalationsOf(store, mail)));
      const coming = listEscalations(await loadWorld(store, city, plan), now.add({ seconds: 1 }), to);
      return [
        ...waiting.flat(),
        ...coming.filter((one) => one.round === round.id).map((one) => ({ ...one, mail: null })),
      ];
    }),
  );
  return found.flat();
}

/** What a mail that has been made tells, department by department. */
async function escalationsOf(store: Pick<Store, 'get'>, mail: Stored<'mail'>): Promise<WaitingEscalation[]> {
  const { plan, round, department, kind, step, to, cc, version, scheduledAt, createdAt } = mail.value;
  if (round === null || department === null) return [];
  const about = kind === 'escalation' ? mail.value.waiting : [department];
  return Promise.all(
    about.map(async (each): Promise<WaitingEscalation> => {
      const request = await store.get('request', { plan, round, department: each });
      const held = request && heldStepsOf(request.value).find((event) => event.step === step);
      return {
        at: instantOf(scheduledAt ?? createdAt),
        round,
        step,
        department: each,
        head: kind === 'escalation' ? department : null,
        isApproval: version !== null,
        to,
        cc,
        hold: held ? { by: held.by, reason: held.reason } : null,
        mail,
      };
    }),
  );
}

/** Which step is kept back from whom, or let go after all; by whom, when, why, and by which act. */
export interface StepChoice {
  readonly plan: Id;
  readonly round: RoundId;
  readonly department: Id;
  readonly step: string;
  /** Kept back (見送り), or let go after all. */
  readonly isHeld: boolean;
  /** Why; may be empty. */
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/**
 * `gone`: there is no such escalation any more, or never was: it has left, the department has answered, or its time
 * is past. `already`: it is so already. `conflict`: somebody changed the request or the mail at that moment.
 */
export type StepChoiceOutcome = 'held' | 'freed' | 'already' | 'gone' | 'conflict';

/**
 * Keeps one step of the ladder back from one department, or lets it go, as long as it has not left. The mail that
 * has been made already is written anew with it: whoever is about to send it meets a conflict, looks once more, and
 * finds it kept back.
 */
export async function chooseStep(store: Store, choice: StepChoice): Promise<StepChoiceOutcome> {
  const { plan, round, department, step, isHeld, at } = choice;
  const until = at.add({ hours: 24 * AHEAD_DAYS });
  const found = (await loadEscalations(store, plan, at, until)).find(
    (one) => one.round === round && one.department === department && one.step === step,
  );
  const request = await store.get('request', { plan, round, department });
  if (!found || !request) return 'gone';
  if ((found.hold !== null) === isHeld) return 'already';
  const outcome = await store.commit({
    writes: [...writesOf(request, choice), ...(found.mail ? [touch(found.mail)] : [])],
    audit: [auditOf(choice, found)],
    events: [],
  });
  if (outcome === 'conflict') return 'conflict';
  return isHeld ? 'held' : 'freed';
}

function writesOf(request: Stored<'request'>, { isHeld, at, step, by, reason }: StepChoice): Write[] {
  const what = isHeld ? 'step-held' : 'step-freed';
  const event = { what, at: isoUtc(at), step, by, reason } as const;
  const value = { ...request.value, events: [...request.value.events, event] };
  return [{ kind: 'request', value, expected: request.revision }];
}

const touch = ({ value, revision }: { value: MailRecord; revision: number }): Write => ({
  kind: 'mail',
  value,
  expected: revision,
});

function auditOf(
  { round, department, step, isHeld, reason, by, at, cause }: StepChoice,
  { at: dueAt }: ComingEscalation,
): AuditEntry {
  return {
    at: isoUtc(at),
    cause,
    actor: by,
    what: isHeld ? 'step.kept-back' : 'step.let-go',
    subject: `${round}/${department}/${step}`,
    before: isoUtc(dueAt),
    after: null,
    ...(reason === '' ? {} : { reason }),
  };
}
