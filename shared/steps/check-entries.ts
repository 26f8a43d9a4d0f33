import { addQuarters, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { type Instant, isoUtc } from '../calendar/time.ts';
import { leadOf } from '../plan/asked.ts';
import { departmentName } from '../plan/directory.ts';
import type { Initiative } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import { totalsByQuarter } from '../progress/build-input.ts';
import { checkDepartments } from '../progress/entry-checks/check-departments.ts';
import { checkInitiative } from '../progress/entry-checks/check-initiative.ts';
import { drawByLot, seedOf } from '../progress/entry-checks/draw.ts';
import type { CheckedInitiative, EntryCheck } from '../progress/entry-checks/entry-check.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import { judgedKpiOf } from '../progress/plan-kpi.ts';
import { plannedValue } from '../progress/planned-path.ts';
import { CONFIDENCES } from '../progress/rating-gap.ts';
import type { EntryCheckRecord, SubmissionRecord } from '../records.ts';
import { parseRoundId, type Round, type RoundId, roundId } from '../round/round.ts';
import { eachInTurn } from './each-in-turn.ts';
import { newest } from './form-facts.ts';
import { type City, loadCity } from './load-city.ts';

/** What the store holds of one round, as far as the checks look at it. */
interface RoundFacts {
  readonly versions: readonly SubmissionRecord[];
  readonly statuses: ReadonlyMap<string, InitiativeStatus>;
}

/**
 * Checks the entries of a frozen round and draws the KPIs whose evidence is asked for (記入内容の確認). What was found
 * before keeps what the secretariat noted; run again it adds nothing.
 */
export async function checkEntries(store: Store, city: City, round: Round, now: Instant): Promise<number> {
  const { quarter, stage } = parseRoundId(round.id);
  if (stage !== 'regular') return 0;
  const before = roundId(addQuarters(quarter, -1), 'regular');
  const [current, previous, earlier] = await Promise.all([
    loadFacts(store, round.plan, round.id),
    loadFacts(store, round.plan, before),
    planOf(store, round.plan, before),
  ]);
  const checked: CheckedInitiative[] = [];
  await eachInTurn(city.plan.initiatives, async (initiative) => {
    checked.push(await lookAt(store, city, initiative, quarter, current, previous, earlier));
  });
  const found = [
    ...checked.flatMap(checkInitiative),
    ...checkDepartments(checked),
    ...drawn(round.id, checked),
  ];
  const records = found.map(
    (check): EntryCheckRecord => ({
      ...check,
      plan: round.plan,
      round: round.id,
      id: [check.rule, check.initiative, check.kpi].filter((part) => part !== null).join('-'),
      foundAt: isoUtc(now),
      outcome: null,
    }),
  );
  // Each by itself: one that is there already must not keep the others out.
  await eachInTurn(records, async (value) => {
    await store.commit({ writes: [{ kind: 'entryCheck', value, expected: null }], audit: [], events: [] });
  });
  return records.length;
}

async function loadFacts(store: Store, plan: string, round: RoundId): Promise<RoundFacts> {
  const [versions, statuses] = await Promise.all([
    store.list('submission', { plan, round }),
    store.list('status', { plan, round }),
  ]);
  return {
    versions: versions.map(({ value }) => value),
    statuses: new Map(statuses.map(({ value }) => [value.initiative, value.status])),
  };
}

/** The plan the round before was asked with, by initiative. */
async function planOf(store: Store, plan: string, round: RoundId): Promise<ReadonlyMap<string, Initiative>> {
  const opened = await store.get('round', { plan, id: round });
  const initiatives = opened ? (await loadCity(store, plan, opened.value)).plan.initiatives : [];
  return new Map(initiatives.map((initiative) => [initiative.id, initiative]));
}

async function lookAt(
  store: Store,
  { plan, directory }: City,
  initiative: Initiative,
  quarter: QuarterId,
  current: RoundFacts,
  previous: RoundFacts,
  earlier: ReadonlyMap<string, Initiative>,
): Promise<CheckedInitiative> {
  const { actuals } = await store.loadHistory(plan.id, initiative.id);
  const status = current.statuses.get(initiative.id) ?? null;
  const lead = leadOf(initiative);
  const said = (facts: RoundFacts, kind: string) => wordsOf(facts, lead, initiative.id, kind);
  const kpis = initiative.kpis.map((kpi) => {
    const judged = judgedKpiOf(kpi, plan.period);
    const totals = totalsByQuarter({ kpi, initiative, actuals, directory });
    const known = status?.kpis.find((one) => one.kpi === kpi.id)?.judgement;
    return {
      kpi,
      status: known?.status ?? null,
      ratio: known?.ratio ?? null,
      points: Object.entries(totals)
        .flatMap(([at, { value, partial }]) => {
          const point = parseRoundId(at).quarter;
          if (value === null || partial || quarterIndex(point) > quarterIndex(quarter)) return [];
          return [{ quarter: point, value, planned: plannedValue(judged, point) }];
        })
        .sort((a, b) => quarterIndex(a.quarter) - quarterIndex(b.quarter)),
    };
  });
  return {
    id: initiative.id,
    lead: departmentName(directory, lead),
    quarter,
    kpis,
    status: status?.status ?? null,
    statusBefore: previous.statuses.get(initiative.id)?.status ?? null,
    confidence: CONFIDENCES.find((word) => word === said(current, 'confidence')) ?? null,
    narrative: said(current, 'narrative'),
    narrativeBefore: said(previous, 'narrative'),
    redefined: redefinedIn(initiative, earlier.get(initiative.id)),
    revised: revisedIn(previous, initiative.id, addQuarters(quarter, -1)),
  };
}

function wordsOf(
  { versions }: RoundFacts,
  department: string,
  initiative: string,
  kind: string,
): string | null {
  const own = newest(versions.filter((version) => version.department === department));
  const value = Object.values(own?.fields ?? {}).find(
    (field) => field.initiative === initiative && field.kind === kind,
  )?.value;
  return typeof value === 'string' ? value : null;
}

/** The KPIs whose yardstick is not the one of the round before. */
function redefinedIn(now: Initiative, before: Initiative | undefined): string[] {
  const yardstick = ({ definition, unit, baseline, targets }: Initiative['kpis'][number]) =>
    JSON.stringify([definition, unit, baseline, targets]);
  return now.kpis.flatMap((kpi) => {
    const known = before?.kpis.find(({ id }) => id === kpi.id);
    return known && yardstick(known) !== yardstick(kpi) ? [kpi.id] : [];
  });
}

/** The values of the round before of which a later version says something else. */
function revisedIn(
  { versions }: RoundFacts,
  initiative: string,
  quarter: QuarterId,
): CheckedInitiative['revised'] {
  const byDepartment = Map.groupBy(versions, ({ department }) => department);
  return [...byDepartment.values()].flatMap((own) => {
    const [last, first] = [newest(own), own.toSorted((a, b) => a.version - b.version)[0]];
    return Object.entries(last?.fields ?? {}).flatMap(([key, { kind, subject, value, ...field }]) => {
      const before = first?.fields[key]?.value;
      if (field.initiative !== initiative || kind !== 'actual' || subject === null) return [];
      if (typeof value !== 'number' || typeof before !== 'number' || value === before) return [];
      return [{ kpi: subject, quarter, before, after: value }];
    });
  });
}

/** The quarter's draw among the KPIs that have a value; the seed stands in the sentence. */
function drawn(round: RoundId, checked: readonly CheckedInitiative[]): EntryCheck[] {
  const answered = checked.flatMap(({ id, quarter, kpis }) =>
    kpis.flatMap(({ kpi, points }) => {
      const now = points.at(-1);
      return now?.quarter === quarter
        ? [{ initiative: id, kpi, key: `${id}/${kpi.id}`, value: now.value }]
        : [];
    }),
  );
  const seed = seedOf(
    round,
    answered.map(({ key, value }) => `${key}=${value}`),
  );
  const lots = drawByLot(
    answered.map(({ key }) => key),
    seed,
  );
  return answered
    .filter(({ key }) => lots.includes(key))
    .map(({ initiative, kpi }) => ({
      rule: 'draw',
      initiative,
      kpi: kpi.id,
      text: `${kpi.name}：根拠の資料を確かめる指標に選ばれました（乱数の種 ${seed}）。`,
    }));
}
