import { createIdGiver } from './derived-id.ts';
import type { Id } from './ids.ts';
import { Plan } from './plan.ts';
import type { PlanInput } from './read-frame.ts';
import { plainWord } from './read-values.ts';

type InitiativeInput = PlanInput['initiatives'][number];

/**
 * Gives what a spreadsheet brought the ids it already has in the stored plan, so that histories go on (decision 2).
 *
 * An initiative is the same when code and title agree, else when the title does (it was renumbered), else when the
 * code does (it was renamed). KPIs, milestones and exit rules are matched inside their initiative by name. What is
 * new keeps its derived id, unless the stored plan has given that id to something else.
 */
export function adoptIds(imported: Plan, existing: Plan | null): Plan {
  return existing === null ? imported : Plan.parse(adoptDraftIds(imported, existing));
}

/** The same for a draft that has not been checked yet. */
export function adoptDraftIds(imported: PlanInput, existing: Plan): PlanInput {
  const names = new Map<Id, Id>();
  matchAll(imported.pillars, existing.pillars, [({ code }) => code, ({ name }) => name], names);
  const directions = (plan: PlanInput) => plan.pillars.flatMap((pillar) => pillar.directions);
  matchAll(directions(imported), directions(existing), [({ code }) => code, ({ name }) => name], names);
  matchAll(imported.vision.goals ?? [], existing.vision.goals, [({ name }) => name], names);
  const pairs = matchAll(
    imported.initiatives,
    existing.initiatives,
    [({ code, title }) => `${code} ${title}`, ({ title }) => title, ({ code }) => code],
    names,
  );
  for (const [draft, stored] of pairs) matchParts(draft, stored, names);
  const taken = idsOf(existing);
  const giveId = createIdGiver([...taken, ...idsOf(imported)]);
  for (const id of idsOf(imported)) {
    // A new thing whose derived id the stored plan has already given to another.
    if (!names.has(id) && taken.has(id)) names.set(id, giveId(id));
  }
  return renameIds({ ...imported, id: existing.id }, (id) => names.get(id) ?? id);
}

function matchParts(draft: InitiativeInput, stored: InitiativeInput, names: Map<Id, Id>): void {
  matchAll(draft.kpis, stored.kpis, [({ name }) => name], names);
  matchAll(draft.milestones, stored.milestones, [({ item, fiscalYear }) => `${fiscalYear} ${item}`], names);
  const rules = ({ exitRules }: InitiativeInput) => (Array.isArray(exitRules) ? exitRules : []);
  matchAll(rules(draft), rules(stored), [({ text }) => text], names);
}

/** Pairs new with old, one key after the other, each thing at most once; notes the ids that follow from it. */
function matchAll<T extends { id: Id }>(
  imported: readonly T[],
  existing: readonly T[],
  keys: readonly ((item: T) => string)[],
  names: Map<Id, Id>,
): [T, T][] {
  const pairs: [T, T][] = [];
  const open = new Set(existing);
  const waiting = new Set(imported);
  for (const key of keys) {
    const found = new Map<string, T>();
    for (const item of open) if (!found.has(plainWord(key(item)))) found.set(plainWord(key(item)), item);
    for (const item of waiting) {
      const stored = found.get(plainWord(key(item)));
      if (!stored || !open.delete(stored)) continue;
      waiting.delete(item);
      names.set(item.id, stored.id);
      pairs.push([item, stored]);
    }
  }
  return pairs;
}

function idsOf({ vision, pillars, initiatives }: PlanInput): Set<Id> {
  const ids = ({ id }: { id: Id }) => id;
  return new Set([
    ...(vision.goals ?? []).map(ids),
    ...pillars.flatMap((pillar) => [pillar.id, ...pillar.directions.map(ids)]),
    ...initiatives.flatMap((initiative) => [
      initiative.id,
      ...initiative.kpis.map(ids),
      ...initiative.milestones.map(ids),
      ...(Array.isArray(initiative.exitRules) ? initiative.exitRules.map(ids) : []),
    ]),
  ]);
}

/** Renames every id of the plan's own parts wherever it stands; departments' ids are not the plan's. */
function renameIds(plan: PlanInput, rename: (id: Id) => Id): PlanInput {
  const renamed = <T extends { id: Id }>(item: T): T => ({ ...item, id: rename(item.id) });
  return {
    ...plan,
    vision: {
      ...plan.vision,
      goals: plan.vision.goals?.map((goal) => ({
        ...renamed(goal),
        pillar: rename(goal.pillar),
        readFrom: goal.readFrom?.map(rename),
      })),
    },
    pillars: plan.pillars.map((pillar) => ({
      ...renamed(pillar),
      directions: pillar.directions.map(renamed),
    })),
    initiatives: plan.initiatives.map((initiative) => ({
      ...renamed(initiative),
      direction: rename(initiative.direction),
      kpis: initiative.kpis.map((kpi) => ({
        ...renamed(kpi),
        ...(kpi.mergedInto === undefined ? {} : { mergedInto: rename(kpi.mergedInto) }),
        ...(kpi.sharedFrom === undefined ? {} : { sharedFrom: rename(kpi.sharedFrom) }),
      })),
      milestones: initiative.milestones.map(renamed),
      ...(initiative.money?.shares === undefined
        ? {}
        : { money: { ...initiative.money, shares: renameKeys(initiative.money.shares, rename) } }),
      exitRules: Array.isArray(initiative.exitRules)
        ? initiative.exitRules.map((rule) => ({
            ...renamed(rule),
            measure:
              rule.measure.on === 'kpi' ? { ...rule.measure, kpi: rename(rule.measure.kpi) } : rule.measure,
          }))
        : initiative.exitRules,
    })),
  };
}

function renameKeys(values: Readonly<Record<Id, number>>, rename: (id: Id) => Id): Record<Id, number> {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [rename(id), value]));
}
