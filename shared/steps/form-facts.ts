import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import type { SubmissionRecord } from '../records.ts';
import type { FormInitiative } from '../round/compose-form.ts';
import { buildFormInitiatives } from '../round/form-initiatives.ts';
import { parseRoundId, type RoundId, roundId } from '../round/round.ts';
import { previousRound } from '../schedule/timetable.ts';
import type { City } from './load-city.ts';

/** Loads what the forms of one round show of the past, and builds them department by department. */
export async function loadFormInitiatives(
  store: Store,
  city: City,
  planId: string,
  round: RoundId,
  department: Id,
  asked: readonly Initiative[],
): Promise<FormInitiative[]> {
  const { quarter } = parseRoundId(round);
  const [actuals, milestones, before, handover] = await Promise.all([
    listPerInitiative(asked, (initiative) => store.list('actual', { plan: planId, initiative })),
    listPerInitiative(asked, (initiative) => store.list('milestone', { plan: planId, initiative })),
    Promise.all(
      asked.map(({ id }) =>
        store.get('status', { plan: planId, round: previousRound(round), initiative: id }),
      ),
    ),
    loadHandover(store, planId, quarter, department),
  ]);
  return buildFormInitiatives({
    plan: city.plan,
    department,
    round,
    asked,
    past: actuals.map(({ value }) => value),
    done: new Set(
      milestones.flatMap(({ value }) =>
        value.doneIn !== null && value.doneIn < quarter ? [value.milestone] : [],
      ),
    ),
    flagged: new Set(
      before.flatMap((found) =>
        found && needsConfidence(found.value.status.status) ? [found.value.initiative] : [],
      ),
    ),
    handoverNotes: new Map(handover),
  });
}

/** The confidence question is asked only for an initiative that was not on its way (decision 10). */
function needsConfidence(status: string): boolean {
  return status === 'off-track' || status === 'at-risk';
}

async function listPerInitiative<T>(
  asked: readonly Initiative[],
  list: (initiative: Id) => Promise<T[]>,
): Promise<T[]> {
  return (await Promise.all(asked.map(({ id }) => list(id)))).flat();
}

/** The notes of the March handover are shown in the first regular round after it (decision 17). */
async function loadHandover(
  store: Store,
  planId: string,
  quarter: QuarterId,
  department: Id,
): Promise<[Id, string][]> {
  if (parseQuarter(quarter).quarter !== 4) return [];
  const latest = await latestSubmission(store, planId, roundId(quarter, 'handover'), department);
  return Object.values(latest?.fields ?? {}).flatMap(({ kind, initiative, value }): [Id, string][] =>
    kind === 'handover-notes' && initiative !== null && typeof value === 'string'
      ? [[initiative, value]]
      : [],
  );
}

/** The department's answer to a round as it counts: the newest version that is no correction in waiting. */
export async function latestSubmission(
  store: Store,
  plan: string,
  round: RoundId,
  department: Id,
): Promise<SubmissionRecord | null> {
  const versions = await store.list('submission', { plan, round, department });
  return newest(versions.map(({ value }) => value));
}

export function newest(versions: readonly SubmissionRecord[]): SubmissionRecord | null {
  return versions.filter(({ afterFreeze }) => !afterFreeze).sort((a, b) => b.version - a.version)[0] ?? null;
}
