import * as z from 'zod';
import { compareCodes } from './asked.ts';
import { Id } from './ids.ts';
import type { Initiative, Kpi, Plan } from './plan.ts';

/** 完了・廃止・他計画へ: how a part of a plan ends that no part of the next one takes up. */
export const PartEnd = z.enum(['done', 'abolished', 'moved']);
export type PartEnd = z.infer<typeof PartEnd>;

export const PART_END_WORDS: Record<PartEnd, string> = {
  done: '完了',
  abolished: '廃止',
  moved: '他計画へ',
};

const Level = z.enum(['initiative', 'kpi']);
type Level = z.infer<typeof Level>;

/** Initiatives of two plans, and three times as many KPIs. */
const PARTS_MAX = 50_000;

/**
 * 次期計画への引継ぎ: which part of the new plan goes on with which part of the old one. Several links to one new part
 * are a merger, several from one old part a split. Every part of both plans is named once at least: what has no link
 * ends (old) or is new (new). A KPI that is not named ends or is new with its initiative.
 */
export const Succession = z.strictObject({
  from: Id,
  to: Id,
  links: z.array(z.strictObject({ level: Level, from: Id, to: Id })).max(PARTS_MAX),
  ends: z.array(z.strictObject({ level: Level, id: Id, end: PartEnd })).max(PARTS_MAX),
  news: z.array(z.strictObject({ level: Level, id: Id })).max(PARTS_MAX),
});
export type Succession = z.infer<typeof Succession>;

/** An initiative or a KPI of a plan, as people name it in a mapping. */
export interface PlanPart {
  readonly level: Level;
  readonly id: Id;
  /** `1-2-1`, and `1-2-1/2` for its second KPI. */
  readonly mark: string;
  readonly name: string;
  readonly initiative: Initiative;
  /** Null for an initiative. */
  readonly kpi: Kpi | null;
}

/** Every initiative with its KPIs under it, by code. A KPI that repeats another one's values is no part of its own. */
export function partsOf({ initiatives }: Pick<Plan, 'initiatives'>): PlanPart[] {
  return initiatives
    .toSorted((a, b) => compareCodes(a.code, b.code))
    .flatMap((initiative): PlanPart[] => [
      {
        level: 'initiative',
        id: initiative.id,
        mark: initiative.code,
        name: initiative.title,
        initiative,
        kpi: null,
      },
      ...initiative.kpis.flatMap((kpi, index): PlanPart[] =>
        kpi.sharedFrom === undefined
          ? [
              {
                level: 'kpi',
                id: kpi.id,
                mark: `${initiative.code}/${index + 1}`,
                name: kpi.name,
                initiative,
                kpi,
              },
            ]
          : [],
      ),
    ]);
}

/** Names are the same when only spaces, width or case tell them apart. */
const plainly = (name: string) => name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

/**
 * Proposes a mapping from what is called alike: initiatives by title, else by code; KPIs by name, first in an
 * initiative that goes on with theirs. Nobody's end is proposed but that of a KPI which ended during the plan, so that
 * what is left over has to be decided by a person.
 */
export function proposeSuccession(from: Plan, to: Plan): Succession {
  const [before, after] = [partsOf(from), partsOf(to)];
  const links: Succession['links'] = [];
  const taken = new Set<Id>();
  const link = (level: Level, old: PlanPart, isMeant: (part: PlanPart) => boolean) => {
    if (links.some((known) => known.level === level && known.from === old.id)) return;
    const found = after.find((part) => part.level === level && !taken.has(part.id) && isMeant(part));
    if (!found) return;
    taken.add(found.id);
    links.push({ level, from: old.id, to: found.id });
  };
  const old = (level: Level) => before.filter((part) => part.level === level && !hasEnded(part));
  for (const part of old('initiative'))
    link('initiative', part, ({ name }) => plainly(name) === plainly(part.name));
  for (const part of old('initiative')) link('initiative', part, ({ mark }) => mark === part.mark);
  const heirs = new Map(links.map((known) => [known.from, known.to]));
  for (const part of old('kpi'))
    link(
      'kpi',
      part,
      ({ name, initiative }) =>
        plainly(name) === plainly(part.name) && heirs.get(part.initiative.id) === initiative.id,
    );
  for (const part of old('kpi')) link('kpi', part, ({ name }) => plainly(name) === plainly(part.name));
  return {
    from: from.id,
    to: to.id,
    links,
    ends: before.filter(hasEnded).map(({ level, id }) => ({ level, id, end: 'done' })),
    news: [],
  };
}

/** A KPI that the plan itself ended before its own end. */
const hasEnded = ({ kpi }: PlanPart) => kpi?.until !== undefined;

/** Something of a mapping that cannot stand, or that the reader should know. */
export interface SuccessionFault {
  /** Whose part it is about: `from` the old plan's, `to` the new one's. */
  readonly side: 'from' | 'to';
  readonly part: PlanPart | null;
  readonly message: string;
}

/** What becomes of an old part. */
export type OldFate =
  | { readonly kind: 'succeeded'; readonly to: readonly PlanPart[] }
  | { readonly kind: 'ended'; readonly end: PartEnd; readonly with: 'itself' | 'initiative' }
  | { readonly kind: 'unknown' };

/** Where a new part comes from. */
export type NewOrigin =
  | { readonly kind: 'succeeds'; readonly from: readonly PlanPart[] }
  | { readonly kind: 'new'; readonly with: 'itself' | 'initiative' }
  | { readonly kind: 'unknown' };

export interface MappedPart<F> {
  readonly part: PlanPart;
  readonly fate: F;
}

/** A mapping laid out part by part, on both sides. */
export interface SuccessionMap {
  readonly old: readonly MappedPart<OldFate>[];
  readonly new: readonly MappedPart<NewOrigin>[];
}

/** Lays a mapping out over the two plans; what names a part that is not there is left out here and a fault there. */
export function mapSuccession(from: Plan, to: Plan, succession: Succession): SuccessionMap {
  const [before, after] = [partsOf(from), partsOf(to)];
  const keyOf = (level: Level, id: Id) => `${level} ${id}`;
  const heirIds = Map.groupBy(succession.links, ({ level, from: id }) => keyOf(level, id));
  const forebearIds = Map.groupBy(succession.links, ({ level, to: id }) => keyOf(level, id));
  const [oldParts, newParts] = [before, after].map(
    (parts) => new Map(parts.map((part) => [keyOf(part.level, part.id), part])),
  );
  const ends = new Map(succession.ends.map(({ level, id, end }) => [keyOf(level, id), end]));
  const news = new Set(succession.news.map(({ level, id }) => keyOf(level, id)));
  const heirsOf = ({ level, id }: PlanPart) =>
    (heirIds.get(keyOf(level, id)) ?? []).flatMap((link) => newParts?.get(keyOf(level, link.to)) ?? []);
  const forebears = ({ level, id }: PlanPart) =>
    (forebearIds.get(keyOf(level, id)) ?? []).flatMap((link) => oldParts?.get(keyOf(level, link.from)) ?? []);
  const fateOf = (part: PlanPart): OldFate => {
    const heirs = heirsOf(part);
    if (heirs.length > 0) return { kind: 'succeeded', to: heirs };
    const own = ends.get(keyOf(part.level, part.id));
    if (own !== undefined) return { kind: 'ended', end: own, with: 'itself' };
    const whole = part.kpi === null ? undefined : ends.get(keyOf('initiative', part.initiative.id));
    return whole === undefined ? { kind: 'unknown' } : { kind: 'ended', end: whole, with: 'initiative' };
  };
  const originOf = (part: PlanPart): NewOrigin => {
    const from = forebears(part);
    if (from.length > 0) return { kind: 'succeeds', from };
    if (news.has(keyOf(part.level, part.id))) return { kind: 'new', with: 'itself' };
    return part.kpi !== null && news.has(keyOf('initiative', part.initiative.id))
      ? { kind: 'new', with: 'initiative' }
      : { kind: 'unknown' };
  };
  return {
    old: before.map((part) => ({ part, fate: fateOf(part) })),
    new: after.map((part) => ({ part, fate: originOf(part) })),
  };
}

/** What keeps a mapping from being applied: parts nobody spoke of, on both sides, and what contradicts itself. */
export function findSuccessionFaults(from: Plan, to: Plan, succession: Succession): SuccessionFault[] {
  const map = mapSuccession(from, to, succession);
  const { links, ends, news } = succession;
  const known = {
    from: new Set(map.old.map(({ part }) => `${part.level} ${part.id}`)),
    to: new Set(map.new.map(({ part }) => `${part.level} ${part.id}`)),
  };
  const ended = new Set(ends.map(({ level, id }) => `${level} ${id}`));
  const fresh = new Set(news.map(({ level, id }) => `${level} ${id}`));
  const strangers = [
    ...links.flatMap(({ level, from: one, to: other }) => [
      { side: 'from' as const, level, id: one },
      { side: 'to' as const, level, id: other },
    ]),
    ...ends.map((one) => ({ side: 'from' as const, ...one })),
    ...news.map((one) => ({ side: 'to' as const, ...one })),
  ].filter(({ side, level, id }) => !known[side].has(`${level} ${id}`));
  return [
    ...strangers.map(({ side, id }) => ({
      side,
      part: null,
      message: `「${id}」は、${side === 'from' ? '前の計画' : '次の計画'}にありません。`,
    })),
    ...map.old.flatMap(({ part, fate }): SuccessionFault[] => {
      const isEnded = ended.has(`${part.level} ${part.id}`);
      if (fate.kind === 'unknown')
        return [
          {
            side: 'from',
            part,
            message: `前の計画の「${part.mark} ${part.name}」を、引き継ぐか終えるか決めてください。`,
          },
        ];
      return fate.kind === 'succeeded' && isEnded
        ? [
            {
              side: 'from',
              part,
              message: `前の計画の「${part.mark} ${part.name}」は、引継ぎと終わりの両方になっています。`,
            },
          ]
        : [];
    }),
    ...map.new.flatMap(({ part, fate }): SuccessionFault[] => {
      const isNew = fresh.has(`${part.level} ${part.id}`);
      if (fate.kind === 'unknown')
        return [
          {
            side: 'to',
            part,
            message: `次の計画の「${part.mark} ${part.name}」を、新規か引継ぎか決めてください。`,
          },
        ];
      return fate.kind === 'succeeds' && isNew
        ? [
            {
              side: 'to',
              part,
              message: `次の計画の「${part.mark} ${part.name}」は、引継ぎと新規の両方になっています。`,
            },
          ]
        : [];
    }),
  ];
}

/** A KPI that goes on in another unit: its values are shown side by side and never joined. */
export interface UnitChange {
  readonly from: PlanPart;
  readonly to: PlanPart;
}

/** What a mapping does, in counts, as a dry run tells it. */
export interface SuccessionCounts {
  /** Old parts taken up, initiatives and KPIs apart. */
  readonly succeeded: Record<Level, number>;
  /** Of these, how many new parts have several forebears, and how many old parts several heirs. */
  readonly merged: number;
  readonly split: number;
  readonly ended: Record<PartEnd, number>;
  readonly fresh: Record<Level, number>;
  readonly unitChanges: readonly UnitChange[];
}

export function countSuccession(from: Plan, to: Plan, succession: Succession): SuccessionCounts {
  const map = mapSuccession(from, to, succession);
  const heirs = map.old.flatMap(({ part, fate }) =>
    fate.kind === 'succeeded' ? [{ part, to: fate.to }] : [],
  );
  const ended = (end: PartEnd) =>
    map.old.filter(({ fate }) => fate.kind === 'ended' && fate.end === end).length;
  const of = (level: Level, parts: readonly { readonly part: PlanPart }[]) =>
    parts.filter(({ part }) => part.level === level).length;
  const fresh = map.new.filter(({ fate }) => fate.kind === 'new');
  return {
    succeeded: { initiative: of('initiative', heirs), kpi: of('kpi', heirs) },
    merged: map.new.filter(({ fate }) => fate.kind === 'succeeds' && fate.from.length > 1).length,
    split: heirs.filter((one) => one.to.length > 1).length,
    ended: { done: ended('done'), abolished: ended('abolished'), moved: ended('moved') },
    fresh: { initiative: of('initiative', fresh), kpi: of('kpi', fresh) },
    unitChanges: heirs.flatMap(({ part, to: next }) =>
      next.flatMap((heir) => (isOtherUnit(part.kpi, heir.kpi) ? [{ from: part, to: heir }] : [])),
    ),
  };
}

/** Whether values of one KPI may not stand in a row with the other's: another unit, or another way of counting. */
export function isOtherUnit(one: Kpi | null, other: Kpi | null): boolean {
  if (one === null || other === null) return false;
  return plainly(one.unit) !== plainly(other.unit) || one.kind !== other.kind;
}

/** The initiative of the new plan that takes over what is not settled of an old one: the first by code, where it was split. */
export function heirOf({ links }: Succession, to: Plan, initiative: Id): Id | null {
  const ids = links
    .filter(({ level, from }) => level === 'initiative' && from === initiative)
    .map((one) => one.to);
  const heirs = to.initiatives.filter(({ id }) => ids.includes(id));
  return heirs.toSorted((a, b) => compareCodes(a.code, b.code))[0]?.id ?? null;
}
