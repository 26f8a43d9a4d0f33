import { describe, expect, it } from 'vitest';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import { createPlanSchedules } from '../../../functions/schedule/plan-schedules/plan-schedules.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import type { NewSchedule, Schedules } from '../../../shared/ports.ts';
import { planOccurrences } from '../../../shared/schedule/occurrences.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { diffSchedules, scheduleOf, targetOf } from '../../../shared/steps/planned-steps.ts';
import { aWorld } from '../../support/builders.ts';
import { aCity, type CityParts, OPENING, PLAN } from './a-city.ts';

/** The group of schedules, as EventBridge Scheduler keeps it: by name, gone once deleted. */
function aGroup() {
  const standing = new Map<string, NewSchedule>();
  const schedules: Schedules = {
    list: async () => [...standing.keys()],
    async create(schedule) {
      if (standing.has(schedule.name)) return 'already-there';
      standing.set(schedule.name, schedule);
      return 'created';
    },
    delete: async (name) => (standing.delete(name) ? 'deleted' : 'not-there'),
  };
  return { schedules, standing };
}

/** The small city before its first round, with an empty group. */
async function aPlannedCity(parts: CityParts = {}) {
  const city = await aCity({ at: '2026-06-01T12:00:00+09:00', ...parts });
  const { schedules, standing } = aGroup();
  const { planSchedules } = createPlanSchedules({
    store: city.store,
    schedules,
    clock: city.clock.now,
    city: 'small',
  });
  const at = (schedule: NewSchedule) => isoTokyo(schedule.at).slice(0, 16);
  return {
    ...city,
    schedules,
    standing,
    plan: () => planSchedules(PLAN, 'test'),
    /** `2026-07-07T09:00 due-minus-5`, in order of time. */
    steps: () =>
      [...standing.values()]
        .map((schedule) => `${at(schedule)} ${StepFellDueV1.parse(JSON.parse(schedule.input)).data.step}`)
        .toSorted(),
  };
}

describe('the schedules of a plan', () => {
  it('are laid for the year to come, each for its own function', async () => {
    const city = await aPlannedCity();
    const { created, deleted, unchanged } = await city.plan();
    expect({ created, deleted, unchanged }).toEqual({
      created: city.standing.size,
      deleted: 0,
      unchanged: 0,
    });
    expect(city.steps().slice(0, 5)).toEqual([
      '2026-07-01T09:00 request',
      '2026-07-06T09:00 secretariat-digest',
      '2026-07-07T09:00 due-minus-5',
      '2026-07-13T09:00 due-minus-1',
      '2026-07-13T09:00 secretariat-digest',
    ]);
    const targets = new Map(
      [...city.standing.values()].map(({ name, target }) => [name.split('-')[2], target]),
    );
    expect(targets).toEqual(
      new Map([
        ['request', 'open-round'],
        ['due', 'remind'],
        ['secretariat', 'send-digest'],
        ['freeze', 'evaluate-progress'],
        ['digest', 'send-digest'],
        ['release', 'send-digest'],
      ]),
    );
  });

  it('have names EventBridge takes and input a function reads', async () => {
    const city = await aPlannedCity();
    await city.plan();
    for (const { name, at, input } of city.standing.values()) {
      expect(name).toMatch(/^[0-9a-zA-Z_.-]{1,64}$/);
      const event = StepFellDueV1.parse(JSON.parse(input));
      expect(event.data).toMatchObject({ plan: PLAN, rulesVersion: 1 });
      expect(instantOf(event.data.scheduledAt).equals(at)).toBe(true);
    }
  });

  it('laid again are left as they are', async () => {
    const city = await aPlannedCity();
    await city.plan();
    const { created, deleted, unchanged } = await city.plan();
    expect({ created, deleted, unchanged }).toEqual({
      created: 0,
      deleted: 0,
      unchanged: city.standing.size,
    });
  });

  it('that were lost are laid anew, and no other', async () => {
    const city = await aPlannedCity();
    await city.plan();
    const [lost] = city.standing.keys();
    city.standing.delete(lost ?? '');
    expect(await city.plan()).toMatchObject({ created: 1, deleted: 0 });
  });

  it('follow the rules: what the new ones no longer hold is removed, what they add is laid', async () => {
    const city = await aPlannedCity();
    await city.plan();
    await city.publish('rules', PLAN, { ...STANDARD_RULES, sendAt: '10:00' }, 1);
    const count = city.standing.size;
    expect(await city.plan()).toMatchObject({ created: count, deleted: count, unchanged: 0 });
    expect(city.steps()[0]).toBe('2026-07-01T10:00 request');
  });
});

describe('an open round', () => {
  it('keeps the schedules of the rules it opened with', async () => {
    const city = await aPlannedCity();
    await city.plan();
    city.clock.set('2026-07-01T09:05:00+09:00');
    await city.openRound(OPENING);
    await city.publish('rules', PLAN, { ...STANDARD_RULES, sendAt: '10:00' }, 1);
    await city.plan();
    expect(city.steps()).toContain('2026-07-07T09:00 due-minus-5');
    expect(city.steps()).not.toContain('2026-07-07T10:00 due-minus-5');
    expect(city.steps()).toContain('2026-10-01T10:00 request');
  });

  it('gets instants of their own for a department whose due date was moved', async () => {
    const city = await aPlannedCity();
    city.clock.set('2026-07-01T09:05:00+09:00');
    await city.openRound(OPENING);
    await city.plan();
    city.clock.set('2026-07-08T10:00:01+09:00');
    await city.settle('dep-civil', {
      events: [{ what: 'extended', at: '2026-07-08T01:00:00.000Z', until: '2026-07-24' }],
    });
    await city.plan();
    expect(city.steps()).toEqual(
      expect.arrayContaining(['2026-07-16T09:00 due-minus-5', '2026-07-23T09:00 due-minus-1']),
    );
  });
});

describe('a schedule that is due this moment', () => {
  it('is left standing until it has fired', async () => {
    const city = await aPlannedCity();
    await city.plan();
    city.clock.set('2026-07-01T09:00:30+09:00');
    await city.plan();
    expect(city.steps()[0]).toBe('2026-07-01T09:00 request');
  });

  it('is not laid again once it has fired', async () => {
    const city = await aPlannedCity();
    await city.plan();
    city.clock.set('2026-07-01T09:00:30+09:00');
    const [fired] = [...city.standing.values()].filter(({ name }) => name.includes('2026Q1-request'));
    city.standing.delete(fired?.name ?? '');
    await city.plan();
    expect(city.steps()[0]).toBe('2026-07-06T09:00 secretariat-digest');
  });

  it('that has not fired in an hour is removed: the sweep has long seen to it', async () => {
    const city = await aPlannedCity();
    await city.plan();
    city.clock.set('2026-07-01T10:00:01+09:00');
    expect(await city.plan()).toMatchObject({ deleted: 1 });
  });
});

describe('a group that several share', () => {
  it('keeps the schedules of another plan', async () => {
    const city = await aPlannedCity();
    const [occurrence] = planOccurrences(
      aWorld(),
      instantOf('2026-07-01T00:00:00+09:00'),
      instantOf('2026-07-02T00:00:00+09:00'),
    );
    if (!occurrence) throw new Error('nothing is planned');
    const others = [
      scheduleOf(occurrence, { city: 'small', plan: 'plan-other', rulesVersion: 1 }),
      scheduleOf(occurrence, { city: 'large', plan: PLAN, rulesVersion: 1 }),
    ];
    for (const other of others) await city.schedules.create(other);
    await city.plan();
    for (const { name } of others) expect(city.standing.has(name)).toBe(true);
  });
});

describe('the difference', () => {
  const now = instantOf('2026-07-01T00:00:00Z');
  const schedule = (name: string, at: string): NewSchedule => ({
    name,
    at: instantOf(at),
    input: '{}',
    target: 'remind',
  });

  it('creates what is missing, removes what is too many, and leaves the rest', () => {
    const desired = [schedule('a', '2026-07-02T00:00:00Z'), schedule('b', '2026-07-03T00:00:00Z')];
    expect(diffSchedules(desired, ['b', 'c'], now)).toEqual({
      create: [desired[0]],
      remove: ['c'],
      unchanged: 1,
    });
  });

  it('neither creates nor removes what falls due this second', () => {
    const desired = [schedule('a', '2026-07-01T00:00:00.5Z')];
    expect(diffSchedules(desired, [], now).create).toEqual([]);
    expect(diffSchedules(desired, ['a'], now).remove).toEqual([]);
  });
});

describe('every kind of occurrence', () => {
  it('has a function that takes it', () => {
    const found = planOccurrences(
      aWorld(),
      instantOf('2026-07-01T00:00:00+09:00'),
      instantOf('2027-07-31T00:00:00+09:00'),
    );
    expect(
      new Set(found.map(({ action }) => `${action.does} ${targetOf({ action } as (typeof found)[number])}`)),
    ).toEqual(
      new Set([
        'open open-round',
        'remind remind',
        'freeze evaluate-progress',
        'draft-digest send-digest',
        'secretariat-digest send-digest',
        'remind-release send-digest',
      ]),
    );
  });
});
