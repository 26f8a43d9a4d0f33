import type { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import type { SubmissionRecordedV1 } from '../../../events/submission-recorded.v1.ts';
import { type Clock, isoUtc } from '../../../shared/calendar/time.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import type { Initiative } from '../../../shared/plan/plan.ts';
import type { Store, Stored, Write } from '../../../shared/ports.ts';
import type { AuditEntry, StatusRecord } from '../../../shared/records.ts';
import { isJudged, type Round, RoundId } from '../../../shared/round/round.ts';
import { checkEntries } from '../../../shared/steps/check-entries.ts';
import { causesOf, openCase, usualDueDay } from '../../../shared/steps/decision-cases.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import {
  answersOf,
  judgeFor,
  loadAnswersAbout,
  loadRoundAnswers,
  loadShared,
  projectAnswers,
  type RoundAnswers,
  touchedBy,
} from '../../../shared/steps/judge.ts';
import { type City, loadCity } from '../../../shared/steps/load-city.ts';

/** How often a concurrent judgement of the same initiative is met before the queue is left to try again. */
const TRIES_MAX = 5;

/** An initiative of forty units writes more histories than one transaction takes. */
const PROJECTIONS_AT_ONCE = 80;

export interface EvaluateProgressDependencies {
  readonly store: Store;
  readonly clock: Clock;
}

export type EvaluateOutcome = {
  readonly outcome: 'judged' | 'frozen' | 'superseded' | 'no-such-round' | 'nothing-to-judge';
  readonly initiatives: number;
};

/** What a round held at one look. */
interface Seen {
  readonly round: Round;
  readonly answers: RoundAnswers;
  readonly statuses: ReadonlyMap<Id, Stored<'status'>>;
}

function seen(round: Round, answers: RoundAnswers, statuses: readonly (Stored<'status'> | null)[]): Seen {
  const known = statuses.filter((status) => status !== null);
  return { round, answers, statuses: new Map(known.map((status) => [status.value.initiative, status])) };
}

/** Judges initiatives: those a new submission touched, or every one when a round freezes. */
export function createEvaluateProgress({ store, clock }: EvaluateProgressDependencies) {
  async function commitProjections(writes: readonly Write[]): Promise<void> {
    for (let start = 0; start < writes.length; start += PROJECTIONS_AT_ONCE) {
      await store.commit({ writes: writes.slice(start, start + PROJECTIONS_AT_ONCE), audit: [], events: [] });
    }
  }

  /**
   * The statuses as they stand, then the round and the answers, in this order: whoever judged from an older state
   * finds the status written by another meanwhile, and judges again.
   */
  async function lookAt(known: Round, city: City, initiatives: readonly Initiative[]): Promise<Seen> {
    const { plan, id } = known;
    const statuses = await Promise.all(
      initiatives.map((initiative) => store.get('status', { plan, round: id, initiative: initiative.id })),
    );
    const [round, answers] = await Promise.all([
      store.get('round', { plan, id }),
      loadAnswersAbout(store, city, id, initiatives),
    ]);
    return seen(round?.value ?? known, answers, statuses);
  }

  /** The same for every initiative of a round at once, in as few reads as lists take. */
  async function lookAtAll(known: Round): Promise<Seen> {
    const { plan, id } = known;
    const statuses = await store.list('status', { plan, round: id });
    const [round, answers] = await Promise.all([
      store.get('round', { plan, id }),
      loadRoundAnswers(store, plan, id),
    ]);
    return seen(round?.value ?? known, answers, statuses);
  }

  /** Writes the histories a submission adds to, and the status they lead to. */
  async function judge(city: City, initiative: Initiative, first: Seen, cause: string): Promise<void> {
    for (let tried = 0; tried < TRIES_MAX; tried += 1) {
      const { round, answers, statuses } =
        tried === 0 ? first : await lookAt(first.round, city, [initiative]);
      const key = { plan: round.plan, round: round.id, initiative: initiative.id };
      const before = statuses.get(initiative.id) ?? null;
      const history = await store.loadHistory(round.plan, initiative.id);
      const projected = answers.submissions.map((submission) =>
        projectAnswers(submission, initiative, history.milestones),
      );
      const shared = await loadShared(store, city, initiative, answers);
      const status = judgeFor(city, round, initiative, history, answersOf(answers, initiative), shared);
      const record: StatusRecord = { ...key, judgedAt: isoUtc(clock()), status };
      // The histories are plain projections of the submissions: written again they are the same.
      await commitProjections([
        ...projected
          .flatMap(({ actuals }) => actuals)
          .map((value) => ({ kind: 'actual', value, expected: 'any' }) as const),
        ...projected
          .flatMap((part) => part.milestones)
          .map((value) => ({ kind: 'milestone', value, expected: 'any' }) as const),
        ...projected
          .flatMap(({ statements }) => statements)
          .map((value) => ({ kind: 'statement', value, expected: 'any' }) as const),
      ]);
      const { quarter, tags } = status;
      const past = {
        plan: round.plan,
        initiative: initiative.id,
        quarter,
        status: { quarter, status: status.status, tags },
      };
      const writes: Write[] = [
        { kind: 'status', value: record, expected: before?.revision ?? null },
        { kind: 'pastStatus', value: past, expected: 'any' },
      ];
      const opened = await openFor(city, round, record, cause);
      if (opened) writes.push(opened.write);
      const outcome = await store.commit({
        writes,
        audit: [...auditOf(record, before?.value ?? null, cause), ...(opened ? [opened.audit] : [])],
        events: [],
      });
      if (outcome === 'committed') return;
    }
    throw new Error(`status of ${initiative.id} is being judged by others: try again later`);
  }

  /** A frozen round is judged for good: what it fires stands before the headquarters from then on. */
  async function openFor(city: City, { plan, state }: Round, record: StatusRecord, cause: string) {
    if (state !== 'frozen') return null;
    const now = clock();
    return openCase(store, record.initiative, causesOf(record.status, isoUtc(now)), {
      plan,
      actor: 'rules',
      cause,
      dueOn: usualDueDay(city.calendar, now),
    });
  }

  async function onSubmission(
    { plan, round: id, initiatives }: SubmissionRecordedV1['data'],
    cause: string,
  ): Promise<EvaluateOutcome> {
    const round = await store.get('round', { plan, id: RoundId.parse(id) });
    if (!round) return { outcome: 'no-such-round', initiatives: 0 };
    if (!isJudged(round.value.id)) return { outcome: 'nothing-to-judge', initiatives: 0 };
    const city = await loadCity(store, plan, round.value);
    const touched = touchedBy(city.plan, initiatives);
    const first = await lookAt(round.value, city, touched);
    await eachInTurn(touched, (initiative) => judge(city, initiative, first, cause));
    return { outcome: 'judged', initiatives: touched.length };
  }

  /** From here on what is there is taken as it stands: blanks become 未報告, later answers are corrections. */
  async function onFreeze(
    { plan, round: id, rulesVersion }: StepFellDueV1['data'],
    cause: string,
  ): Promise<EvaluateOutcome> {
    const known = await store.get('round', { plan, id: RoundId.parse(id) });
    if (!known) return { outcome: 'no-such-round', initiatives: 0 };
    if (known.value.rulesVersion !== rulesVersion) return { outcome: 'superseded', initiatives: 0 };
    const round: Round = { ...known.value, state: 'frozen' };
    if (known.value.state === 'open') {
      const audit = {
        at: isoUtc(clock()),
        cause,
        actor: 'schedule',
        what: 'round.frozen',
        subject: round.id,
        before: 'open',
        after: 'frozen',
      };
      const outcome = await store.commit({
        writes: [{ kind: 'round', value: round, expected: known.revision }],
        audit: [audit],
        events: [],
      });
      if (outcome === 'conflict')
        throw new Error(`round ${round.id} is being changed by others: try again later`);
    }
    if (!isJudged(round.id)) return { outcome: 'frozen', initiatives: 0 };
    const city = await loadCity(store, plan, round);
    const first = await lookAtAll(round);
    const asked = new Set(first.answers.requests.flatMap(({ initiatives }) => initiatives));
    const initiatives = city.plan.initiatives.filter((initiative) => asked.has(initiative.id));
    await eachInTurn(initiatives, (initiative) => judge(city, initiative, first, cause));
    await checkEntries(store, city, round, clock());
    return { outcome: 'frozen', initiatives: initiatives.length };
  }

  return { onSubmission, onFreeze };
}

/** A judgement leaves a trace where it changes the status; being judged the same again is no news. */
function auditOf(after: StatusRecord, before: StatusRecord | null, cause: string): AuditEntry[] {
  if (before?.status.status === after.status.status && before.status.rule === after.status.rule) return [];
  return [
    {
      at: after.judgedAt,
      cause,
      actor: 'rules',
      what: 'status.changed',
      subject: `${after.round}/${after.initiative}`,
      before: before ? `${before.status.status} (${before.status.rule})` : null,
      after: `${after.status.status} (${after.status.rule}) ${after.status.reason}`,
    },
  ];
}
