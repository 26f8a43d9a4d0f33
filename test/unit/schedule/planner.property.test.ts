import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import {
  dateOf,
  type Instant,
  instantOf,
  isoTokyo,
  Temporal,
  tokyoDate,
} from '../../../shared/calendar/time.ts';
import { contactsOn } from '../../../shared/plan/directory.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import type { RoundId } from '../../../shared/round/round.ts';
import { listEscalations } from '../../../shared/schedule/escalations.ts';
import { type PlannedMail, planMails } from '../../../shared/schedule/planner.ts';
import { type ScheduleRules, STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { ladderStepId, timetableOf } from '../../../shared/schedule/timetable.ts';
import type { HistoryEvent, RequestHistory, World } from '../../../shared/schedule/world.ts';
import {
  aContact,
  aDepartment,
  aDirectory,
  aHistory,
  aKpi,
  anAddressBook,
  anInitiative,
  aPlan,
  aWorld,
} from '../../support/builders.ts';

const START = instantOf('2026-07-01T00:00:00+09:00');
const END = instantOf('2027-07-31T23:59:00+09:00');
const RUNS = { numRuns: 20 };

const PLAN = aPlan({
  initiatives: [
    anInitiative({ kpis: [aKpi({ money: true, unit: '万円' })] }),
    anInitiative({
      id: 'init-floor',
      code: '4-1-1',
      owners: [{ department: 'dep-civil' }, { department: 'dep-architecture' }],
      kpis: [aKpi({ id: 'kpi-floor', combine: 'sum' })],
    }),
    anInitiative({ id: 'init-farmland', code: '2-1-3', owners: [{ department: 'dep-farming' }] }),
  ],
});
const INITIATIVES = PLAN.initiatives.map(({ id }) => id);

const minuteBetween = (from: Instant, to: Instant) =>
  fc
    .integer({ min: 0, max: Math.floor(from.until(to).total('minutes')) })
    .map((minutes) => from.add({ minutes }));

const anEvent: fc.Arbitrary<HistoryEvent> = fc.oneof(
  fc.record({
    what: fc.constant('answered' as const),
    at: minuteBetween(START, END),
    outstanding: fc.subarray(INITIATIVES),
  }),
  fc.record({
    what: fc.constant('awaiting-approval' as const),
    at: minuteBetween(START, END),
    version: fc.integer({ min: 1, max: 3 }),
    outstanding: fc.subarray(INITIATIVES),
  }),
  fc.record({
    what: fc.constant('returned' as const),
    at: minuteBetween(START, END),
    version: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    what: fc.constant('extended' as const),
    at: minuteBetween(START, END),
    until: fc.integer({ min: 0, max: 60 }).map((days) => dateOf('2026-07-10').add({ days })),
  }),
  fc.record({ what: fc.constantFrom('held' as const, 'settled' as const), at: minuteBetween(START, END) }),
  fc.record({
    what: fc.constantFrom('step-held' as const, 'step-freed' as const),
    at: minuteBetween(START, END),
    step: fc.constantFrom('due-plus-1', 'due-plus-3', 'due-plus-7'),
    by: fc.constant('事務局'),
    reason: fc.constant(''),
  }),
);

const aRequestHistory: fc.Arbitrary<RequestHistory> = fc
  .tuple(
    fc.constantFrom('dep-civil', 'dep-architecture', 'dep-farming'),
    fc.constantFrom<RoundId>('2026Q1', '2026Q2', '2026Q4', '2026Q4F'),
    fc.array(anEvent, { maxLength: 5 }),
  )
  .map(([department, round, events]) =>
    aHistory(
      events.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)),
      { department, round },
    ),
  );

const someHistories = fc.uniqueArray(aRequestHistory, {
  maxLength: 8,
  selector: ({ department, round }) => `${round}/${department}`,
});

/** Addresses that go in and out of use, the last time for good where the moments are uneven in number. */
const someDeadAddresses: fc.Arbitrary<World['undeliverable']> = fc
  .dictionary(
    fc.constantFrom(...aDirectory().contacts.map(({ address }) => address)),
    fc.uniqueArray(minuteBetween(START, END), {
      minLength: 1,
      maxLength: 4,
      selector: (at) => at.epochMilliseconds,
    }),
    { maxKeys: 6 },
  )
  .map((moments) =>
    anAddressBook(
      Object.fromEntries(
        Object.entries(moments).map(([address, own]) => {
          const inOrder = own.toSorted(Temporal.Instant.compare);
          const begins = inOrder.filter((_, index) => index % 2 === 0);
          return [address, begins.map((since, index) => ({ since, until: inOrder[2 * index + 1] }))];
        }),
      ),
    ),
  );

/** Whether nothing reached an address just before an instant, told by the number of changes before it. */
function isDeadBefore({ undeliverable }: World, address: string, at: Instant): boolean {
  const spells = undeliverable.get(address)?.spells ?? [];
  const changes = spells.flatMap(({ since, cleared }) => [since, ...(cleared ? [cleared.at] : [])]);
  return changes.filter((change) => isBefore(instantOf(change), at)).length % 2 === 1;
}

const anAssembly = fc
  .record({ start: fc.integer({ min: 0, max: 380 }), days: fc.integer({ min: 0, max: 20 }) })
  .map(({ start, days }) => {
    const from = dateOf('2026-07-01').add({ days: start });
    return { from: from.toString(), to: from.add({ days }).toString(), name: '定例会' };
  });

const anOverride = fc.record({
  department: fc.constantFrom('dep-civil', 'dep-architecture', 'dep-farming'),
  laddersOff: fc.subarray([-5, -1, 1, 3, 7]),
  dueLater: fc.integer({ min: -3, max: 8 }),
  copyChief: fc.boolean(),
  isMailed: fc.boolean(),
});

const someRules: fc.Arbitrary<ScheduleRules> = fc
  .record({
    n: fc.integer({ min: 3, max: 15 }),
    freezesAfter: fc.integer({ min: 1, max: 15 }),
    ladder: fc.uniqueArray(
      fc.record({
        days: fc.integer({ min: -12, max: 20 }).filter((days) => days !== 0),
        kind: fc.constantFrom('reminder' as const, 'overdue' as const, 'escalation' as const),
        copyChief: fc.boolean(),
      }),
      { maxLength: 8, selector: ({ days }) => days },
    ),
    sendAt: fc.constantFrom('08:30', '09:00', '16:30', '23:59'),
    dueAt: fc.constantFrom('12:00', '17:00'),
    quiet: fc.record({
      sendWindow: fc.constantFrom(
        { earliest: '00:00', latest: '23:59' },
        { earliest: '08:45', latest: '16:00' },
      ),
      holdOffs: fc.constantFrom<ScheduleRules['holdOffs'][]>(
        [],
        [{ weekday: 5, from: '12:00' }],
        [{ weekday: 3, from: '08:00' }],
      ),
      assemblies: fc.array(anAssembly, { maxLength: 3 }),
      overrides: fc.uniqueArray(anOverride, { maxLength: 2, selector: ({ department }) => department }),
    }),
  })
  .map(({ n, freezesAfter, ladder, sendAt, dueAt, quiet }) => ({
    ...STANDARD_RULES,
    ...quiet,
    sendAt,
    dueAt,
    regular: {
      ...STANDARD_RULES.regular,
      due: { on: 'nth-business-day', monthsAfterQuarter: 1, n },
      freezesAfter,
      ladder,
    },
  }));

const someWorld: fc.Arbitrary<World> = fc
  .record({
    history: someHistories,
    undeliverable: someDeadAddresses,
    rules: someRules,
    closedFrom: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ history, undeliverable, rules, closedFrom }) => {
    const from = dateOf('2026-07-01').add({ days: closedFrom });
    const closures = [{ from: from.toString(), to: from.add({ days: 4 }).toString(), name: '議会' }];
    return aWorld({ plan: PLAN, history, undeliverable, rules, calendar: createBusinessCalendar(closures) });
  });

/** Everything a mail says, so that two plans can be compared. */
const told = (mails: readonly PlannedMail[]) =>
  mails.map((mail) => JSON.stringify({ ...mail, at: isoTokyo(mail.at) }));

const whoWhenWhat = ({ department, at, round, step }: PlannedMail) => `${department} ${at} ${round} ${step}`;

const isBefore = (a: Instant, b: Instant) => Temporal.Instant.compare(a, b) < 0;

/** What the department's events say just before an instant, told without the planner's own reading of them. */
function stateBefore(world: World, round: RoundId, department: Id, at: Instant) {
  const events = (
    world.history.find((history) => history.round === round && history.department === department)?.events ??
    []
  ).filter((event) => isBefore(event.at, at));
  const answer = events.findLast(({ what }) => what === 'answered');
  // A proper answer settles the words before it that nobody could read.
  const hold = events.findLast(({ what }) => !['extended', 'step-held', 'step-freed'].includes(what));
  const last = events.findLast(({ what }) => ['answered', 'awaiting-approval', 'returned'].includes(what));
  return {
    open: answer?.what === 'answered' ? answer.outstanding : null,
    isHeld: hold?.what === 'held',
    awaiting: last?.what === 'awaiting-approval' ? last.version : null,
  };
}

describe('whatever the answers, extensions, rules and closures', { timeout: 60_000 }, () => {
  it('never writes on a day the offices are closed', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const { at } of planMails(world, START, END))
          expect(world.calendar.closedReason(tokyoDate(at))).toBeNull();
      }),
      RUNS,
    );
  });

  it('never writes to a department in an assembly, in a hold-off or outside the hours', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const { assemblies, holdOffs, sendWindow } = world.rules;
        for (const { at, department } of planMails(world, START, END)) {
          if (department === null) continue;
          const [day = '', rest = ''] = isoTokyo(at).split('T');
          const time = rest.slice(0, 5);
          expect(assemblies.filter(({ from, to }) => from <= day && day <= to)).toEqual([]);
          const own = holdOffs.filter(({ weekday }) => weekday === tokyoDate(at).dayOfWeek);
          expect(own.filter(({ from }) => from <= time)).toEqual([]);
          expect(sendWindow.earliest <= time && time <= sendWindow.latest).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('leaves out the steps and the copies a department is not to get', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const { department, step, kind, approvalOf, cc } of planMails(world, START, END)) {
          const own = world.rules.overrides.find((override) => override.department === department);
          if (!own || kind === 'escalation') continue;
          expect(own.isMailed).toBe(true);
          const off = own.laddersOff.map((days) => ladderStepId({ days }));
          expect(off).not.toContain(step);
          if (!own.copyChief && approvalOf === null) expect(cc).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('never writes twice to a department on one day', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const days = planMails(world, START, END).flatMap(({ at, department }) =>
          department === null ? [] : [`${department} ${tokyoDate(at)}`],
        );
        expect(new Set(days).size).toBe(days.length);
      }),
      RUNS,
    );
  });

  it('never writes to a department before a round opens or from its freeze on', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const { at, department, round } of planMails(world, START, END)) {
          const timetable = timetableOf(round, world.rules, world.calendar);
          if (department === null || timetable === null) continue;
          expect(isBefore(at, timetable.opensAt)).toBe(false);
          expect(isBefore(at, timetable.freezesAt)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('never reminds anybody who has answered or whose answer is being looked at', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const mail of planMails(world, START, END)) {
          const chased = mail.kind === 'escalation' ? mail.waiting : [mail.department];
          if (mail.department === null || mail.step === 'request') continue;
          for (const department of chased) {
            const { open, isHeld } = stateBefore(world, mail.round, department ?? '', mail.at);
            expect(isHeld).toBe(false);
            if (mail.approvalOf !== null) continue;
            expect(open === null || mail.initiatives.some((id) => open.includes(id))).toBe(true);
            if (mail.kind !== 'escalation' && open !== null)
              expect(mail.initiatives.every((id) => open.includes(id))).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  it('tells nobody of a department whose step is kept back, and lists it among the escalations with who did so', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const lastWord = (round: RoundId, department: Id | null, step: string, at: Instant) =>
          world.history
            .find((own) => own.round === round && own.department === department)
            ?.events.findLast(
              (event) =>
                (event.what === 'step-held' || event.what === 'step-freed') &&
                event.step === step &&
                isBefore(event.at, at),
            )?.what;
        for (const { kind, department, waiting, round, step, at } of planMails(world, START, END))
          for (const each of kind === 'escalation' ? waiting : [department])
            expect(lastWord(round, each, step, at)).not.toBe('step-held');
        for (const { department, round, step, at, hold } of listEscalations(world, START, END))
          expect(hold !== null).toBe(lastWord(round, department, step, at) === 'step-held');
      }),
      RUNS,
    );
  });

  it('asks the chief, not the officer, exactly while an answer waits for its approval', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const { kind, department, round, at, approvalOf, to } of planMails(world, START, END)) {
          if (department === null || (kind !== 'reminder' && kind !== 'overdue')) continue;
          expect(approvalOf).toBe(stateBefore(world, round, department, at).awaiting);
          if (approvalOf === null) continue;
          const approvers = contactsOn(world.directory, 'chief', department, tokyoDate(at));
          expect(approvers.map(({ address }) => address)).toEqual(expect.arrayContaining([...to]));
        }
      }),
      RUNS,
    );
  });

  it('never writes to a department’s address that takes no mail', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const { at, department, to, cc } of planMails(world, START, END)) {
          expect(to.length).toBeGreaterThan(0);
          const dead = [...to, ...cc].filter((address) => isDeadBefore(world, address, at));
          if (department !== null) expect(dead).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('keeps a mail from a department only where nobody there is reached', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const reachable = planMails({ ...world, undeliverable: new Map() }, START, END);
        const written = new Set(planMails(world, START, END).map(whoWhenWhat));
        for (const mail of reachable) {
          if (mail.department === null || written.has(whoWhenWhat(mail))) continue;
          const ownRoles = mail.approvalOf === null ? ['officer', 'chief'] : ['chief', 'deputy'];
          const roles = mail.kind === 'escalation' ? ['head'] : ownRoles;
          const { contacts } = world.directory;
          const own = contacts.filter(
            ({ department, role }) => department === mail.department && roles.includes(role),
          );
          expect(own.filter(({ address }) => !isDeadBefore(world, address, mail.at))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('plans a span the same in one piece and in two', () => {
    fc.assert(
      fc.property(someWorld, minuteBetween(START, END), (world, cut) => {
        const first = planMails(world, START, cut);
        const second = planMails(world, cut.add({ nanoseconds: 1 }), END);
        expect(told([...first, ...second])).toEqual(told(planMails(world, START, END)));
      }),
      RUNS,
    );
  });

  it('plans the past from what stood then: what happened later changes nothing of it', () => {
    fc.assert(
      fc.property(someWorld, minuteBetween(START, END), (world, now) => {
        const history = world.history.map((request) => ({
          ...request,
          events: request.events.filter(({ at }) => isBefore(at, now)),
        }));
        const undeliverable = anAddressBook(
          Object.fromEntries(
            [...world.undeliverable].map(([address, { spells }]) => [
              address,
              spells.flatMap(({ since, cleared }) => {
                const until = cleared ? instantOf(cleared.at) : undefined;
                const known = until && isBefore(until, now) ? until : undefined;
                return isBefore(instantOf(since), now) ? [{ since: instantOf(since), until: known }] : [];
              }),
            ]),
          ),
        );
        expect(told(planMails({ ...world, history, undeliverable }, START, now))).toEqual(
          told(planMails(world, START, now)),
        );
      }),
      RUNS,
    );
  });

  it('plans the same again, and the same whatever the order in which the histories are listed', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const once = told(planMails(world, START, END));
        expect(told(planMails(world, START, END))).toEqual(once);
        expect(told(planMails({ ...world, history: world.history.toReversed() }, START, END))).toEqual(once);
      }),
      RUNS,
    );
  });

  it('plans in the order of time', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const instants = planMails(world, START, END).map(({ at }) => at.epochMilliseconds);
        expect(instants.toSorted((a, b) => a - b)).toEqual(instants);
      }),
      RUNS,
    );
  });
});

describe('a city of many departments', { timeout: 60_000 }, () => {
  /** As many sections as asked for, each with one initiative and an officer. */
  function aCityOf(count: number): World {
    const ids = Array.from({ length: count }, (_, index) => `dep-${index}`);
    const { departments, contacts } = aDirectory();
    const directory = aDirectory({
      departments: [...departments, ...ids.map((id, index) => aDepartment({ id, code: `5-${index}` }))],
      contacts: [...contacts, ...ids.map((department) => aContact({ department }))],
    });
    const initiatives = ids.map((department, index) =>
      anInitiative({ id: `init-${index}`, code: `9-${index}`, owners: [{ department }] }),
    );
    return aWorld({ plan: aPlan({ initiatives }), directory });
  }

  /** How many times the planner asks the calendar anything: its work, whatever the machine. */
  function calendarQuestions(world: World): number {
    let asked = 0;
    const counting = new Proxy(world.calendar, {
      get(target, name, receiver) {
        asked += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    planMails({ ...world, calendar: counting }, START, END);
    return asked;
  }

  it('takes no more looks at the calendar than a small one', () => {
    expect(calendarQuestions(aCityOf(80))).toBe(calendarQuestions(aCityOf(10)));
  });

  it('gets mails in proportion to its departments', () => {
    const departmentMails = (count: number) =>
      planMails(aCityOf(count), START, END).filter(
        ({ department, kind }) => department !== null && kind !== 'escalation',
      ).length;
    expect(departmentMails(60)).toBe(3 * departmentMails(20));
  });
});
