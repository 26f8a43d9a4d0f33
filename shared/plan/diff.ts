import {
  directionTexts,
  exitRuleTexts,
  type FieldTexts,
  goalTexts,
  initiativeTexts,
  kpiTexts,
  milestoneTexts,
  type Namer,
  pillarTexts,
  planTexts,
} from './diff-fields.ts';
import type { Directory } from './directory.ts';
import type { Id } from './ids.ts';
import { createKpiNamer } from './kpi-names.ts';
import { type ExitRule, type Initiative, isUnset, type Plan } from './plan.ts';
import { plainWord } from './read-values.ts';

type PlanPart = 'plan' | 'pillar' | 'direction' | 'goal' | 'initiative' | 'kpi' | 'milestone' | 'exit-rule';

export interface FieldChange {
  /** In Japanese, as in `目標（R8）`. */
  readonly field: string;
  readonly was: string | null;
  readonly now: string | null;
}

/** One part of a plan that came, went or changed between two versions. */
export interface PlanChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly part: PlanPart;
  readonly id: Id;
  /** The initiative the part belongs to; null for the plan's own parts. */
  readonly initiative: Id | null;
  /** What a person calls it: `2-1-1 現場に…`, `指標「端末数」`. */
  readonly name: string;
  /** Each field that differs; of a part that came or went, each that says something. */
  readonly fields: readonly FieldChange[];
}

/** The most characters of a value in one described line; the whole stands in the plan. */
const VALUE_LENGTH_MAX = 40;

/**
 * What an import would change. Parts are matched by id, then by code or name, so that a plan without ids of its own
 * is compared sensibly too. The parts of an initiative that came or went are not listed one by one.
 */
export function diffPlans(
  before: Plan | null,
  after: Plan,
  directory: Directory | null = null,
): PlanChange[] {
  const was = before ?? undefined;
  const namer = createNamer([after, ...(was ? [was] : [])], directory);
  const root = (plan: Plan) => [plan];
  return [
    ...diffPart({
      part: 'plan',
      before: was ? root(was) : [],
      after: root(after),
      keys: [() => 'plan'],
      name: ({ title }) => title,
      texts: planTexts,
    }),
    ...diffPart({
      part: 'pillar',
      before: was?.pillars ?? [],
      after: after.pillars,
      keys: [({ code }) => code, ({ name }) => name],
      name: ({ code, name }) => `柱「${code} ${name}」`,
      texts: pillarTexts,
    }),
    ...diffPart({
      part: 'direction',
      before: was?.pillars.flatMap(({ directions }) => directions) ?? [],
      after: after.pillars.flatMap(({ directions }) => directions),
      keys: [({ code }) => code, ({ name }) => name],
      name: ({ code, name }) => `方向性「${code} ${name}」`,
      texts: directionTexts,
    }),
    ...diffPart({
      part: 'goal',
      before: was?.vision.goals ?? [],
      after: after.vision.goals,
      keys: [({ name }) => name],
      name: ({ name }) => `5年後の目標「${name}」`,
      texts: (goal) => goalTexts(goal, namer),
    }),
    ...diffInitiatives(was?.initiatives ?? [], after.initiatives, namer),
  ];
}

function diffInitiatives(
  before: readonly Initiative[],
  after: readonly Initiative[],
  namer: Namer,
): PlanChange[] {
  const keys = [({ code }: Initiative) => code, ({ title }: Initiative) => title];
  const { pairs, removed } = pairUp(before, after, keys);
  const own = (was: Initiative | undefined, now: Initiative) =>
    diffPart({
      part: 'initiative',
      before: was ? [was] : [],
      after: [now],
      keys: [() => now.id],
      name: initiativeName,
      texts: (initiative) => initiativeTexts(initiative, namer),
      initiative: now.id,
    });
  return [
    ...pairs.flatMap(([was, now]) => [...own(was, now), ...(was ? diffParts(was, now, namer) : [])]),
    ...removed.map((initiative) =>
      gone('initiative', initiative, {
        name: initiativeName(initiative),
        initiative: initiative.id,
        texts: initiativeTexts(initiative, namer),
      }),
    ),
  ];
}

function initiativeName({ code, title }: Initiative): string {
  return `${code} ${title}`;
}

function diffParts(was: Initiative, now: Initiative, namer: Namer): PlanChange[] {
  const rules = ({ exitRules }: Initiative): ExitRule[] => (isUnset(exitRules) ? [] : exitRules);
  const kpis = [...now.kpis, ...was.kpis];
  return [
    ...diffPart({
      part: 'kpi',
      before: was.kpis,
      after: now.kpis,
      keys: [({ name }) => name],
      name: ({ name }) => `指標「${name}」`,
      texts: (kpi) => kpiTexts(kpi, namer),
      initiative: now.id,
    }),
    ...diffPart({
      part: 'milestone',
      before: was.milestones,
      after: now.milestones,
      keys: [({ item, fiscalYear }) => `${fiscalYear} ${item}`],
      name: ({ item, text }) => `年度別取り組み「${item}：${text}」`,
      texts: milestoneTexts,
      initiative: now.id,
    }),
    ...diffPart({
      part: 'exit-rule',
      before: rules(was),
      after: rules(now),
      keys: [({ text }) => text],
      name: ({ text }) => `撤退基準「${text}」`,
      texts: (rule) => exitRuleTexts(rule, kpis),
      initiative: now.id,
    }),
  ];
}

interface PartDiff<T extends { id: Id }> {
  readonly part: PlanPart;
  readonly before: readonly T[];
  readonly after: readonly T[];
  readonly keys: readonly ((item: T) => string)[];
  readonly name: (item: T) => string;
  readonly texts: (item: T) => FieldTexts;
  readonly initiative?: Id;
}

function diffPart<T extends { id: Id }>({
  part,
  before,
  after,
  keys,
  name,
  texts,
  initiative,
}: PartDiff<T>): PlanChange[] {
  const { pairs, removed } = pairUp(before, after, keys);
  return [
    ...pairs.flatMap(([was, now]): PlanChange[] => {
      const head = { part, id: now.id, initiative: initiative ?? null, name: name(now) };
      if (!was) return [{ ...head, kind: 'added', fields: changedFields(NO_TEXTS, texts(now)) }];
      const fields = changedFields(texts(was), texts(now));
      return fields.length === 0 ? [] : [{ ...head, kind: 'changed', fields }];
    }),
    ...removed.map((item) =>
      gone(part, item, { name: name(item), initiative: initiative ?? null, texts: texts(item) }),
    ),
  ];
}

const NO_TEXTS: FieldTexts = new Map();

function gone(
  part: PlanPart,
  { id }: { id: Id },
  { name, initiative, texts }: { name: string; initiative: Id | null; texts: FieldTexts },
): PlanChange {
  return { kind: 'removed', part, id, initiative, name, fields: changedFields(texts, NO_TEXTS) };
}

/** The fields whose values differ, in the order of the newer version. */
export function changedFields(was: FieldTexts, now: FieldTexts): FieldChange[] {
  return [...new Set([...now.keys(), ...was.keys()])]
    .map((field) => ({ field, was: was.get(field) ?? null, now: now.get(field) ?? null }))
    .filter((change) => change.was !== change.now);
}

/** Each part of `after` with its earlier self, if any, and those of `before` that have no later self. */
function pairUp<T extends { id: Id }>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((item: T) => string)[],
): { pairs: [T | undefined, T][]; removed: T[] } {
  const open = new Set(before);
  const earlier = new Map<T, T>();
  for (const key of [({ id }: T) => id, ...keys.map((of) => (item: T) => plainWord(of(item)))]) {
    const found = new Map([...open].map((item) => [key(item), item]));
    for (const item of after) {
      const match = earlier.has(item) ? undefined : found.get(key(item));
      if (match && open.delete(match)) earlier.set(item, match);
    }
  }
  return { pairs: after.map((item) => [earlier.get(item), item]), removed: [...open] };
}

function createNamer(plans: readonly Plan[], directory: Directory | null): Namer {
  const departments = new Map(directory?.departments.map(({ id, name }) => [id, name]));
  const pillars = plans.flatMap((plan) => plan.pillars);
  const directions = pillars.flatMap((pillar) => pillar.directions);
  const codes = new Map(
    plans.toReversed().flatMap((plan) => plan.initiatives.map(({ id, code }) => [id, code])),
  );
  const kpi = createKpiNamer(plans.toReversed().flatMap((plan) => plan.initiatives));
  return {
    department: (id) => departments.get(id) ?? id,
    kpi,
    initiative: (id) => codes.get(id) ?? id,
    pillar: (id) => pillars.find((pillar) => pillar.id === id)?.name ?? id,
    direction: (id) => {
      const found = directions.find((direction) => direction.id === id);
      return found ? `${found.code} ${found.name}` : id;
    },
  };
}

const KIND_VERBS: Record<PlanChange['kind'], string> = { added: '追加', removed: '削除', changed: '変更' };

/** The changes as lines for the screen, those of one initiative together under its name. */
export function describeChanges(changes: readonly PlanChange[], after: Plan): string[] {
  if (changes.length === 0) return ['変更はありません。'];
  const names = new Map(after.initiatives.map((initiative) => [initiative.id, initiativeName(initiative)]));
  let shown: Id | null = null;
  return changes.flatMap((change) => {
    const { kind, part, initiative, name } = change;
    if (part === 'initiative' || initiative === null) {
      shown = initiative;
      return [`${KIND_VERBS[kind]}　${name}`, ...fieldLines(change, '　　')];
    }
    const heading = shown === initiative ? [] : [`変更　${names.get(initiative) ?? initiative}`];
    shown = initiative;
    return [...heading, `　　${name}を${KIND_VERBS[kind]}`, ...fieldLines(change, '　　　　')];
  });
}

function fieldLines({ kind, fields }: PlanChange, indent: string): string[] {
  // What came or went is told by its name alone.
  if (kind !== 'changed') return [];
  return fields.map(({ field, was, now }) => `${indent}${field}：${short(was)} → ${short(now)}`);
}

function short(value: string | null): string {
  if (value === null) return '（なし）';
  const line = value.replaceAll(/\s+/gu, ' ');
  return line.length > VALUE_LENGTH_MAX ? `${line.slice(0, VALUE_LENGTH_MAX)}…` : line;
}
