import { quarterIndex } from '../calendar/fiscal.ts';
import { compareCodes } from '../plan/asked.ts';
import type { Id } from '../plan/ids.ts';
import type { Cutoffs, Initiative, Plan } from '../plan/plan.ts';
import type { RankPreset } from '../plan/rank-presets.ts';
import type { Store } from '../ports.ts';
import type { InitiativeStatus, KpiStatus } from '../progress/initiative-status.ts';
import type { Status } from '../progress/judgement.ts';
import { parseRoundId, type Round, type RoundId } from '../round/round.ts';
import { eachInTurn } from './each-in-turn.ts';
import { answersOf, judgeFor, loadRoundAnswers, loadShared, type RoundAnswers } from './judge.ts';
import type { City } from './load-city.ts';

/** What one initiative is with the cut-offs in force and would be with others. */
export interface StatusShift {
  readonly initiative: Id;
  readonly code: string;
  readonly title: string;
  readonly was: Status;
  readonly now: Status;
  /** The sentence by which it would be judged. */
  readonly reason: string;
}

export interface CutoffsPreview {
  /** The round it was tried on: the newest that has frozen, else the newest open; null before the first. */
  readonly round: RoundId | null;
  /** How many initiatives were judged. */
  readonly judged: number;
  readonly shifts: readonly StatusShift[];
  /** How many KPIs change, each counted once however many sheets repeat it. */
  readonly kpis: number;
}

/** The plan with a preset's cut-offs and words; a preset without cut-offs leaves the plan's own. */
export function withPreset(plan: Plan, { cutoffs, scheme }: RankPreset): Plan {
  const { ranks: _before, ...rest } = plan;
  return { ...rest, cutoffs: cutoffs ?? plan.cutoffs, ...(scheme === null ? {} : { ranks: scheme }) };
}

/**
 * Judges the newest round twice, with the cut-offs in force and with others, and tells what differs. Nothing is
 * stored. It reads the history of every initiative, so it is for a person who asks, not for every answer.
 */
export async function previewCutoffs(store: Store, city: City, cutoffs: Cutoffs): Promise<CutoffsPreview> {
  const { plan } = city;
  const round = newestJudged((await store.list('round', { plan: plan.id })).map(({ value }) => value));
  if (round === null) return { round: null, judged: 0, shifts: [], kpis: 0 };
  const answers = await loadRoundAnswers(store, plan.id, round.id);
  const other: City = { ...city, plan: { ...plan, cutoffs } };
  const pairs: Pair[] = [];
  await eachInTurn(plan.initiatives, async (initiative) => {
    const judge = await judgeWith(store, city, round, initiative, answers);
    pairs.push({ initiative, was: judge(city), now: judge(other) });
  });
  return { round: round.id, judged: pairs.length, shifts: shiftsOf(pairs), kpis: countKpiShifts(pairs) };
}

interface Pair {
  readonly initiative: Initiative;
  readonly was: InitiativeStatus;
  readonly now: InitiativeStatus;
}

/** Reads once what one initiative is judged from, and judges it for any city that differs in its cut-offs only. */
async function judgeWith(
  store: Store,
  city: City,
  round: Round,
  initiative: Initiative,
  answers: RoundAnswers,
): Promise<(city: City) => InitiativeStatus> {
  const [history, shared] = await Promise.all([
    store.loadHistory(round.plan, initiative.id),
    loadShared(store, city, initiative, answers),
  ]);
  return (of) => judgeFor(of, round, initiative, history, answersOf(answers, initiative), shared);
}

function newestJudged(rounds: readonly Round[]): Round | null {
  const order = ({ id, state }: Round) => {
    const { quarter, stage } = parseRoundId(id);
    return quarterIndex(quarter) * 2 + (stage === 'final' ? 1 : 0) + (state === 'frozen' ? 1e6 : 0);
  };
  const judged = rounds.filter(({ id }) => parseRoundId(id).stage !== 'handover');
  return judged.toSorted((a, b) => order(b) - order(a))[0] ?? null;
}

function shiftsOf(pairs: readonly Pair[]): StatusShift[] {
  return pairs
    .filter(({ was, now }) => was.status !== now.status)
    .map(({ initiative: { id, code, title }, was, now }) => ({
      initiative: id,
      code,
      title,
      was: was.status,
      now: now.status,
      reason: now.reason,
    }))
    .sort((a, b) => compareCodes(a.code, b.code));
}

function countKpiShifts(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { initiative, was, now }) => {
    const repeated = new Set(
      initiative.kpis.flatMap(({ id, sharedFrom }) => (sharedFrom === undefined ? [] : [id])),
    );
    const statuses = (kpis: readonly KpiStatus[]) =>
      new Map(kpis.map(({ kpi, judgement }) => [kpi, judgement.status]));
    const before = statuses(was.kpis);
    const changed = now.kpis.filter(
      ({ kpi, judgement }) => !repeated.has(kpi) && before.get(kpi) !== judgement.status,
    );
    return sum + changed.length;
  }, 0);
}
