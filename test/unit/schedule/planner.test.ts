import { describe, expect, it } from 'vitest';
import { dateOf, instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { planOccurrences } from '../../../shared/schedule/occurrences.ts';
import { explainDay, type PlannedMail, planAbsences, planMails } from '../../../shared/schedule/planner.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import type { HistoryEvent, World } from '../../../shared/schedule/world.ts';
import {
  aContact,
  aDepartment,
  aDirectory,
  aHistory,
  aKpi,
  aMilestone,
  anAddressBook,
  anInitiative,
  aPlan,
  aWorld,
} from '../../support/builders.ts';

const at = (text: string) => instantOf(`${text.replace(' ', 'T')}:00+09:00`);

/** The mails of a span of days, both days included. */
function mailsOf(world: World, from: string, to = from): PlannedMail[] {
  return planMails(world, at(`${from} 00:00`), at(`${to} 23:59`));
}

/** `07-07 09:00 due-minus-5 reminder`, one line for each step, whoever gets it. */
function rhythmOf(mails: readonly PlannedMail[]): string[] {
  const lines = mails.map(
    ({ at, step, kind }) => `${isoTokyo(at).slice(5, 16).replace('T', ' ')} ${step} ${kind}`,
  );
  return [...new Set(lines)];
}

const toDepartments = ({ department }: PlannedMail) => department !== null;
const toSecretariat = ({ department }: PlannedMail) => department === null;

/** A world in which this happened to 土木管理課's request of 2026Q1. */
const afterwards = (...events: HistoryEvent[]) => aWorld({ history: [aHistory(events)] });

const answered = (when: string, outstanding: string[] = []): HistoryEvent => ({
  what: 'answered',
  at: at(when),
  outstanding,
});
const extended = (when: string, until: string): HistoryEvent => ({
  what: 'extended',
  at: at(when),
  until: dateOf(until),
});

describe('the first quarter of 2026', () => {
  it('is asked on 1 July, due on the 14th, reminded five times around 海の日, and frozen on the 29th', () => {
    expect(rhythmOf(mailsOf(aWorld(), '2026-04-01', '2026-09-30').filter(toDepartments))).toEqual([
      '07-01 09:00 request request',
      '07-07 09:00 due-minus-5 reminder',
      '07-13 09:00 due-minus-1 reminder',
      '07-15 09:00 due-plus-1 overdue',
      '07-17 09:00 due-plus-3 overdue',
      '07-24 09:00 due-plus-7 escalation',
    ]);
  });

  it('asks each department about its own initiatives, at the officer in charge, and says why', () => {
    expect(mailsOf(aWorld(), '2026-07-01')).toMatchObject([
      {
        department: 'dep-civil',
        to: ['dep-civil-officer@small.example'],
        cc: [],
        initiatives: ['init-tablets'],
        why: '令和8年度第1四半期の照会を始める日です。担当する取組は1件、回答期限7/14（火）です。',
      },
      { department: 'dep-architecture', initiatives: ['init-outsourcing'] },
      { department: 'dep-farming', initiatives: ['init-farmland'] },
    ]);
  });

  it('copies the section chief three days after the due date, and only then', () => {
    const copied = mailsOf(aWorld(), '2026-07-01', '2026-07-31').filter(({ cc }) => cc.length > 0);
    expect(copied.map(({ step, department, cc }) => ({ step, department, cc }))).toEqual([
      { step: 'due-plus-3', department: 'dep-civil', cc: ['dep-civil-chief@small.example'] },
      { step: 'due-plus-3', department: 'dep-architecture', cc: ['dep-architecture-chief@small.example'] },
    ]);
  });

  it('tells the heads a week after, one mail a head, however many of its sections are silent', () => {
    expect(mailsOf(aWorld(), '2026-07-24').filter(toDepartments)).toMatchObject([
      {
        department: 'dep-construction',
        to: ['dep-construction-head@small.example'],
        waiting: ['dep-civil', 'dep-architecture'],
        initiatives: ['init-tablets', 'init-outsourcing'],
        why: '回答期限7/14（火）の7開庁日後です。回答のない課が2課あるため、その長に知らせます。',
      },
      { department: 'dep-farming', to: ['dep-farming-head@small.example'], waiting: ['dep-farming'] },
    ]);
  });

  it('tells no head of sections that have answered', () => {
    const history = [
      aHistory([answered('2026-07-02 10:00')]),
      aHistory([answered('2026-07-02 10:00')], { department: 'dep-farming' }),
    ];
    expect(mailsOf(aWorld({ history }), '2026-07-24').filter(toDepartments)).toMatchObject([
      { department: 'dep-construction', waiting: ['dep-architecture'] },
    ]);
  });

  it('tells the secretariat weekly, then daily from the day before the due date to the freeze', () => {
    expect(rhythmOf(mailsOf(aWorld(), '2026-07-01', '2026-08-31').filter(toSecretariat))).toEqual([
      '07-06 09:00 secretariat-digest secretariat-digest',
      ...[13, 14, 15, 16, 17, 21, 22, 23, 24, 27, 28, 29].map(
        (day) => `07-${day} 09:00 secretariat-digest secretariat-digest`,
      ),
      '07-30 09:00 digest-draft digest',
      '08-03 09:00 release-reminder notice',
    ]);
  });

  it('moves a weekly digest from a closed Monday to the Tuesday', () => {
    expect(rhythmOf(mailsOf(aWorld(), '2026-10-12', '2026-10-13').filter(toSecretariat))).toEqual([
      '10-13 09:00 secretariat-digest secretariat-digest',
    ]);
  });
});

describe('the rest of the year', () => {
  it('asks for the handover in March, opens the fourth quarter after the transfers, due at the end of April', () => {
    expect(rhythmOf(mailsOf(aWorld(), '2027-03-01', '2027-05-31').filter(toDepartments))).toEqual([
      '03-15 09:00 request handover',
      '03-24 09:00 due-minus-1 reminder',
      '04-14 09:00 request request',
      '04-22 09:00 due-minus-5 reminder',
      '04-28 09:00 due-minus-1 reminder',
      '05-06 09:00 due-plus-1 overdue',
      '05-10 09:00 due-plus-3 overdue',
      '05-14 09:00 due-plus-7 escalation',
    ]);
  });

  it('makes no digest of the handover', () => {
    expect(mailsOf(aWorld(), '2027-03-01', '2027-04-13').filter(toSecretariat)).toEqual([]);
  });

  it('asks for final values in June, only where money of an account that stays open is measured', () => {
    const plan = aPlan({
      initiatives: [
        anInitiative({ kpis: [aKpi(), aKpi({ id: 'kpi-revenue', unit: '万円', money: true })] }),
        anInitiative({
          id: 'init-water',
          code: '3-1-1',
          owners: [{ department: 'dep-architecture' }],
          kpis: [aKpi({ id: 'kpi-water', money: true, account: 'enterprise' })],
        }),
      ],
    });
    const mails = mailsOf(aWorld({ plan }), '2027-06-01', '2027-06-30').filter(toDepartments);
    expect(rhythmOf(mails)).toEqual([
      '06-01 09:00 request request',
      '06-07 09:00 due-minus-5 reminder',
      '06-11 09:00 due-minus-1 reminder',
      '06-15 09:00 due-plus-1 overdue',
      '06-17 09:00 due-plus-3 overdue',
      '06-23 09:00 due-plus-7 escalation',
    ]);
    expect(mails[0]).toMatchObject({
      round: '2026Q4F',
      department: 'dep-civil',
      initiatives: ['init-tablets'],
    });
    expect(mails.some(({ department }) => department === 'dep-architecture')).toBe(false);
  });

  it('asks for no final values where no money is measured', () => {
    expect(mailsOf(aWorld(), '2027-06-01', '2027-06-30')).toEqual([]);
  });

  it('sends nothing for quarters before the first round or after the plan ends', () => {
    expect(mailsOf(aWorld(), '2025-01-01', '2026-06-30')).toEqual([]);
    expect(mailsOf(aWorld(), '2029-07-02', '2030-12-31')).toEqual([]);
  });
});

describe('a city that begins in the middle of a year', () => {
  it('is sent nothing for the quarters before', () => {
    const world = aWorld({ rules: { ...STANDARD_RULES, firstRound: '2026Q3' } });
    expect(mailsOf(world, '2026-04-01', '2027-01-03')).toEqual([]);
    expect(mailsOf(world, '2027-01-04').map(({ round }) => round)).toContain('2026Q3');
  });
});

describe('whom a round asks', () => {
  const soleInitiative = (parts: Parameters<typeof anInitiative>[0]) =>
    aWorld({ plan: aPlan({ initiatives: [anInitiative(parts)] }) });
  const askedIn = (world: World, day: string) =>
    mailsOf(world, day)
      .filter(toDepartments)
      .map(({ department }) => department);

  it('asks about an initiative until the quarter in which it ends', () => {
    const world = soleInitiative({ sunset: '2026-07-01' });
    expect(askedIn(world, '2026-07-01')).toEqual(['dep-civil']);
    expect(askedIn(world, '2026-10-01')).toEqual(['dep-civil']);
    expect(askedIn(world, '2027-01-04')).toEqual([]);
  });

  const shared = { owners: [{ department: 'dep-civil', role: 'lead' }, { department: 'dep-architecture' }] };

  it('asks every unit that reports values of its own', () => {
    const world = soleInitiative({ ...shared, kpis: [aKpi({ combine: 'sum' })] });
    expect(askedIn(world, '2026-07-01')).toEqual(['dep-civil', 'dep-architecture']);
  });

  it('asks a unit for the milestones where the lead answers for the value', () => {
    const world = soleInitiative({ ...shared, milestones: [aMilestone()] });
    expect(askedIn(world, '2026-07-01')).toEqual(['dep-civil', 'dep-architecture']);
  });

  it('leaves a unit alone of which it has nothing to ask', () => {
    expect(askedIn(soleInitiative(shared), '2026-07-01')).toEqual(['dep-civil']);
  });

  it('asks only the lead for the handover', () => {
    const world = soleInitiative({ ...shared, kpis: [aKpi({ combine: 'sum' })] });
    expect(askedIn(world, '2027-03-15')).toEqual(['dep-civil']);
  });

  it('asks the successors of a department that is no more, through several reorganisations', () => {
    const directory = aDirectory();
    const departments = [
      ...directory.departments.filter(({ id }) => id !== 'dep-civil'),
      aDepartment({ to: '2026-03-31', successors: ['dep-roads'] }),
      aDepartment({
        id: 'dep-roads',
        code: '23',
        name: '道路課',
        from: '2026-04-01',
        to: '2026-06-30',
        successors: ['dep-architecture'],
      }),
    ];
    const world = aWorld({ directory: aDirectory({ departments }) });
    expect(mailsOf(world, '2026-07-01').filter(toDepartments)).toMatchObject([
      { department: 'dep-architecture', initiatives: ['init-tablets', 'init-outsourcing'] },
      { department: 'dep-farming' },
    ]);
  });

  it('does not run for ever where departments name each other as successors', () => {
    const directory = aDirectory();
    const departments = [
      ...directory.departments.filter(({ id }) => id !== 'dep-civil'),
      aDepartment({ to: '2026-03-31', successors: ['dep-roads'] }),
      aDepartment({ id: 'dep-roads', code: '23', to: '2026-03-31', successors: ['dep-civil'] }),
    ];
    expect(askedIn(aWorld({ directory: aDirectory({ departments }) }), '2026-07-01')).not.toContain(
      'dep-civil',
    );
  });
});

describe('once a department has answered', () => {
  it('is reminded of nothing any more, and the secretariat is told why', () => {
    const world = afterwards(answered('2026-07-03 15:20'));
    const later = mailsOf(world, '2026-07-04', '2026-07-31').filter(
      ({ department }) => department === 'dep-civil',
    );
    expect(later).toEqual([]);
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-07'))).toEqual([
      '土木管理課には送りません。7/3（金）15時20分に回答済みのためです。',
    ]);
  });

  const two = aPlan({
    initiatives: [anInitiative(), anInitiative({ id: 'init-roads', code: '2-1-9', title: '道路台帳' })],
  });

  it('in part, is reminded of the blank initiatives alone', () => {
    const world = aWorld({ plan: two, history: [aHistory([answered('2026-07-03 15:20', ['init-roads'])])] });
    expect(mailsOf(world, '2026-07-07')).toMatchObject([
      {
        initiatives: ['init-roads'],
        why: '回答期限7/14（火）の5開庁日前です。まだ回答のない取組が1件あります。',
      },
    ]);
  });

  it('in part and then in full, counts as answered', () => {
    const events = [answered('2026-07-03 15:20', ['init-roads']), answered('2026-07-06 08:59')];
    const world = aWorld({ plan: two, history: [aHistory(events)] });
    expect(mailsOf(world, '2026-07-07')).toEqual([]);
  });

  it('after a step, was rightly written to at that step', () => {
    const world = afterwards(answered('2026-07-10 10:00'));
    const steps = mailsOf(world, '2026-07-01', '2026-07-31')
      .filter(({ department }) => department === 'dep-civil')
      .map(({ step }) => step);
    expect(steps).toEqual(['request', 'due-minus-5']);
  });

  it('at the very moment of a step, is still written to: the mail is decided from what stood before', () => {
    const civil = (world: World) =>
      mailsOf(world, '2026-07-07').filter(({ department }) => department === 'dep-civil');
    expect(civil(afterwards(answered('2026-07-07 09:00')))).toHaveLength(1);
    expect(civil(afterwards(answered('2026-07-07 08:59')))).toHaveLength(0);
  });
});

describe('a reply that waits for the secretariat', () => {
  it('keeps the department from being chased until it is settled or a proper answer follows', () => {
    const held: HistoryEvent = { what: 'held', at: at('2026-07-06 10:00') };
    const settled: HistoryEvent = { what: 'settled', at: at('2026-07-14 10:00') };
    const steps = (world: World) =>
      mailsOf(world, '2026-07-02', '2026-07-31')
        .filter(({ department, waiting }) => department === 'dep-civil' || waiting.includes('dep-civil'))
        .map(({ step }) => step);
    expect(steps(afterwards(held))).toEqual([]);
    expect(steps(afterwards(held, settled))).toEqual(['due-plus-1', 'due-plus-3', 'due-plus-7']);
    expect(steps(afterwards(held, answered('2026-07-14 10:00', ['init-tablets'])))).toEqual([
      'due-plus-1',
      'due-plus-3',
      'due-plus-7',
    ]);
    expect(explainDay(afterwards(held), 'dep-civil', dateOf('2026-07-13'))).toEqual([
      '土木管理課には送りません。届いた回答を事務局が確認しているためです。',
    ]);
  });
});

describe('an answer that waits for its approval', () => {
  const awaiting = (moment: string, outstanding: string[] = []): HistoryEvent => ({
    what: 'awaiting-approval',
    at: at(moment),
    version: 1,
    outstanding,
  });
  const withDeputy = aDirectory({
    contacts: [...aDirectory().contacts, aContact({ department: 'dep-civil', role: 'deputy' })],
  });
  const waiting = (...events: HistoryEvent[]) =>
    aWorld({ directory: withDeputy, history: [aHistory(events)] });
  const civil = (world: World, ...span: [string, string?]) =>
    mailsOf(world, ...span).filter(({ department }) => department === 'dep-civil');

  it('is asked of the chief at every step, with the deputy and the officer in copy', () => {
    const mails = civil(waiting(awaiting('2026-07-06 10:00')), '2026-07-02', '2026-07-31');
    expect(rhythmOf(mails)).toEqual([
      '07-07 09:00 due-minus-5 reminder',
      '07-13 09:00 due-minus-1 reminder',
      '07-15 09:00 due-plus-1 overdue',
      '07-17 09:00 due-plus-3 overdue',
    ]);
    for (const mail of mails) {
      expect(mail).toMatchObject({
        to: ['dep-civil-chief@small.example'],
        cc: ['dep-civil-deputy@small.example', 'dep-civil-officer@small.example'],
        approvalOf: 1,
      });
    }
    expect(mails[0]?.why).toBe(
      '回答期限7/14（火）の5開庁日前です。課長の決裁を待つ回答があるため、課長に知らせます。',
    );
  });

  it('counts as not answered where the head is told', () => {
    const escalation = mailsOf(waiting(awaiting('2026-07-06 10:00')), '2026-07-24').find(
      ({ kind, department }) => kind === 'escalation' && department === 'dep-construction',
    );
    expect(escalation?.waiting).toContain('dep-civil');
  });

  it('that corrects a complete one is asked of the chief and told to no head', () => {
    const world = waiting(answered('2026-07-03 10:00'), awaiting('2026-07-06 10:00'));
    expect(civil(world, '2026-07-07')).toHaveLength(1);
    const escalations = mailsOf(world, '2026-07-24').flatMap((mail) => mail.waiting);
    expect(escalations).not.toContain('dep-civil');
  });

  it('is asked of the officer again once it is sent back, and of nobody once it counts', () => {
    const returned: HistoryEvent = { what: 'returned', at: at('2026-07-06 15:00'), version: 1 };
    expect(civil(waiting(awaiting('2026-07-06 10:00'), returned), '2026-07-07')).toMatchObject([
      { to: ['dep-civil-officer@small.example'], approvalOf: null },
    ]);
    expect(civil(waiting(awaiting('2026-07-06 10:00'), answered('2026-07-06 15:00')), '2026-07-07')).toEqual(
      [],
    );
  });

  it('is asked of a deputy where nothing reaches the chief, and of nobody where nobody approves', () => {
    const dead = { 'dep-civil-chief@small.example': [{ since: at('2026-07-02 10:00') }] };
    const world = { ...waiting(awaiting('2026-07-06 10:00')), undeliverable: anAddressBook(dead) };
    expect(civil(world, '2026-07-07')).toMatchObject([{ to: ['dep-civil-deputy@small.example'] }]);
    const { contacts } = aDirectory();
    const nobody = aDirectory({ contacts: contacts.filter(({ role }) => role !== 'chief') });
    const alone = aWorld({ directory: nobody, history: [aHistory([awaiting('2026-07-06 10:00')])] });
    expect(civil(alone, '2026-07-07')).toEqual([]);
    expect(explainDay(alone, 'dep-civil', dateOf('2026-07-07'))).toEqual([
      '土木管理課には送りません。決裁する課長、代決者の連絡先が登録されていないためです。連絡先を登録してください。',
    ]);
  });
});

describe('an extension', () => {
  const civil = (world: World) =>
    mailsOf(world, '2026-07-02', '2026-07-31').filter(
      ({ department, waiting }) => department === 'dep-civil' || waiting.includes('dep-civil'),
    );

  it('moves the steps still to come to the new due date, up to the freeze', () => {
    expect(rhythmOf(civil(afterwards(extended('2026-07-08 10:00', '2026-07-24'))))).toEqual([
      '07-07 09:00 due-minus-5 reminder',
      '07-16 09:00 due-minus-5 reminder',
      '07-23 09:00 due-minus-1 reminder',
      '07-27 09:00 due-plus-1 overdue',
      '07-29 09:00 due-plus-3 overdue',
    ]);
  });

  it('names the new due date where it says why', () => {
    const world = afterwards(extended('2026-07-08 10:00', '2026-07-24'));
    expect(civil(world).map(({ why }) => why)).toEqual([
      '回答期限7/14（火）の5開庁日前です。まだ回答のない取組が1件あります。',
      '回答期限7/24（金）の5開庁日前です。まだ回答のない取組が1件あります。',
      '回答期限7/24（金）の1開庁日前です。まだ回答のない取組が1件あります。',
      '回答期限7/24（金）の1開庁日後です。まだ回答のない取組が1件あります。',
      '回答期限7/24（金）の3開庁日後です。まだ回答のない取組が1件あります。',
    ]);
  });

  it('leaves the other departments on their own days', () => {
    const world = afterwards(extended('2026-07-08 10:00', '2026-07-24'));
    const others = mailsOf(world, '2026-07-16').filter(toDepartments);
    expect(others.map(({ department }) => department)).toEqual(['dep-civil']);
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-13'))).toEqual([
      '土木管理課には送りません。期限を7/24（金）に延ばしているためです。',
    ]);
  });

  it('given twice, counts as last given', () => {
    const world = afterwards(
      extended('2026-07-08 10:00', '2026-07-17'),
      extended('2026-07-10 10:00', '2026-07-24'),
    );
    expect(rhythmOf(civil(world)).at(-1)).toBe('07-29 09:00 due-plus-3 overdue');
    expect(rhythmOf(civil(world))).not.toContain('07-16 09:00 due-minus-1 reminder');
  });

  it('is told to the head apart from the sections that kept their date', () => {
    const rules = { ...STANDARD_RULES, regular: { ...STANDARD_RULES.regular, freezesAfter: 15 } };
    const world = aWorld({ rules, history: [aHistory([extended('2026-07-08 10:00', '2026-07-17')])] });
    const escalations = mailsOf(world, '2026-07-20', '2026-08-05').filter(
      ({ kind }) => kind === 'escalation',
    );
    expect(escalations.map(({ at, waiting, why }) => [isoTokyo(at).slice(0, 10), waiting, why])).toEqual([
      [
        '2026-07-24',
        ['dep-architecture'],
        '回答期限7/14（火）の7開庁日後です。回答のない課が1課あるため、その長に知らせます。',
      ],
      [
        '2026-07-24',
        ['dep-farming'],
        '回答期限7/14（火）の7開庁日後です。回答のない課が1課あるため、その長に知らせます。',
      ],
      [
        '2026-07-29',
        ['dep-civil'],
        '回答期限7/17（金）の7開庁日後です。回答のない課が1課あるため、その長に知らせます。',
      ],
    ]);
  });
});

describe('addresses', () => {
  it('are those valid on the day of the mail, so that a transfer of 1 July counts at once', () => {
    const directory = aDirectory();
    const contacts = [
      ...directory.contacts.filter(({ id }) => id !== 'dep-civil-officer'),
      aContact({ id: 'old', address: 'old@small.example', to: '2026-07-06' }),
      aContact({ id: 'new', address: 'new@small.example', from: '2026-07-07' }),
    ];
    const world = aWorld({ directory: aDirectory({ contacts }) });
    const civil = mailsOf(world, '2026-07-01', '2026-07-07').filter(
      ({ department }) => department === 'dep-civil',
    );
    expect(civil.map(({ to }) => to)).toEqual([['old@small.example'], ['new@small.example']]);
  });

  it('fall back on the chief where no officer is named, who then gets no copy besides', () => {
    const contacts = aDirectory().contacts.filter(({ id }) => id !== 'dep-civil-officer');
    const world = aWorld({ directory: aDirectory({ contacts }) });
    const civil = mailsOf(world, '2026-07-17').filter(({ department }) => department === 'dep-civil');
    expect(civil).toMatchObject([{ to: ['dep-civil-chief@small.example'], cc: [] }]);
  });

  it('that are missing altogether are told to the secretariat, not passed over', () => {
    const contacts = aDirectory().contacts.filter(({ department }) => department !== 'dep-civil');
    const world = aWorld({ directory: aDirectory({ contacts }) });
    expect(mailsOf(world, '2026-07-01').map(({ department }) => department)).not.toContain('dep-civil');
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-01'))).toEqual([
      '土木管理課には送りません。有効な連絡先が登録されていないためです。連絡先を登録してください。',
    ]);
  });

  it('written twice in the directory get one mail', () => {
    const contacts = [...aDirectory().contacts, aContact({ id: 'again' })];
    const world = aWorld({ directory: aDirectory({ contacts }) });
    expect(mailsOf(world, '2026-07-01')[0]?.to).toEqual(['dep-civil-officer@small.example']);
  });
});

describe('an address that takes no mail', () => {
  const OFFICER = 'dep-civil-officer@small.example';
  const CHIEF = 'dep-civil-chief@small.example';
  const HEAD = 'dep-construction-head@small.example';
  const deadFrom = (since: string, ...addresses: string[]) =>
    aWorld({
      undeliverable: anAddressBook(
        Object.fromEntries(addresses.map((address) => [address, [{ since: at(since) }]])),
      ),
    });
  const civil = (world: World, from: string, to = from) =>
    mailsOf(world, from, to).filter(({ department }) => department === 'dep-civil');

  it('is passed over for the chief, and the secretariat is told why', () => {
    const [reminder] = civil(deadFrom('2026-07-01 09:05', OFFICER), '2026-07-07');
    expect(reminder).toMatchObject({ to: [CHIEF], cc: [] });
    expect(reminder?.why).toBe(
      '回答期限7/14（火）の5開庁日前です。まだ回答のない取組が1件あります。担当者のアドレスに届かないため、課長に送ります。',
    );
  });

  it('is left out where another officer is reached', () => {
    const contacts = [...aDirectory().contacts, aContact({ id: 'second', address: 'Second@small.example' })];
    const directory = aDirectory({ contacts });
    const { undeliverable } = deadFrom('2026-07-01 09:05', 'second@small.example');
    const [reminder] = civil(aWorld({ directory, undeliverable }), '2026-07-07');
    expect(reminder?.to).toEqual([OFFICER]);
    expect(reminder?.why).toContain('届かないアドレスを除いて送ります。');
  });

  it('gets no copy either', () => {
    expect(civil(deadFrom('2026-07-01 09:05', CHIEF), '2026-07-17')).toMatchObject([
      { to: [OFFICER], cc: [] },
    ]);
  });

  it('that is the last of a department keeps the mail from being made, and the secretariat is told', () => {
    const world = deadFrom('2026-07-01 09:05', OFFICER, CHIEF);
    expect(civil(world, '2026-07-02', '2026-07-23')).toEqual([]);
    expect(explainDay(world, 'dep-civil', dateOf('2026-07-07'))).toEqual([
      '土木管理課には送りません。登録された連絡先のどれにも届かないためです。連絡先を確かめてください。',
    ]);
  });

  it('of a head keeps the escalation from being made', () => {
    const world = deadFrom('2026-07-01 09:05', HEAD);
    const escalations = mailsOf(world, '2026-07-24').filter(({ kind }) => kind === 'escalation');
    expect(escalations.map(({ department }) => department)).toEqual(['dep-farming']);
    expect(explainDay(world, 'dep-construction', dateOf('2026-07-24'))).toEqual([
      '都市建設部には送りません。登録された連絡先のどれにも届かないためです。連絡先を確かめてください。',
    ]);
  });

  it('counts from the instant after it was learned, and no longer from the instant after it was cleared', () => {
    const spans = [{ since: at('2026-07-07 09:00'), until: at('2026-07-15 09:00') }];
    const world = aWorld({ undeliverable: anAddressBook({ [OFFICER]: spans }) });
    expect(civil(world, '2026-07-07', '2026-07-17').map(({ to }) => to)).toEqual([
      [OFFICER],
      [CHIEF],
      [CHIEF],
      [OFFICER],
    ]);
  });

  it('of the secretariat is tried all the same, because nobody else tells it', () => {
    const world = deadFrom('2026-07-01 09:05', 'city-secretariat@small.example');
    expect(mailsOf(world, '2026-07-30')).toMatchObject([{ to: ['city-secretariat@small.example'] }]);
  });
});

describe('the draft for the headquarters', () => {
  it('goes to the secretariat alone, on the business day after the freeze', () => {
    expect(mailsOf(aWorld(), '2026-07-30')).toMatchObject([
      { kind: 'digest', to: ['city-secretariat@small.example'], department: null },
    ]);
  });

  it('is reminded of two business days later, unless it was released by then', () => {
    const releasedAt = (when: string) => aWorld({ released: new Map([['2026Q1', at(when)]]) });
    expect(mailsOf(aWorld(), '2026-08-03')).toMatchObject([
      {
        kind: 'notice',
        why: '令和8年度第1四半期の本部資料の案がまだ発信されていないため、事務局に知らせます。',
      },
    ]);
    expect(mailsOf(releasedAt('2026-08-03 08:59'), '2026-08-03')).toEqual([]);
    expect(mailsOf(releasedAt('2026-08-03 10:00'), '2026-08-03')).toHaveLength(1);
  });
});

describe('explaining a day', () => {
  it('says why a mail goes', () => {
    expect(explainDay(aWorld(), 'dep-civil', dateOf('2026-07-07'))).toEqual([
      '回答期限7/14（火）の5開庁日前です。まだ回答のない取組が1件あります。',
    ]);
  });

  it('says that nothing is planned', () => {
    expect(explainDay(aWorld(), 'dep-civil', dateOf('2026-07-08'))).toEqual([
      '7/8（水）に予定された送信はありません。',
    ]);
  });

  it('says that the offices are closed, and why', () => {
    expect(explainDay(aWorld(), 'dep-civil', dateOf('2026-07-20'))).toEqual([
      '7/20（月）は閉庁日（海の日）のため、送りません。',
    ]);
  });

  it('speaks of the department asked about and of no other', () => {
    const absences = planAbsences(
      afterwards(answered('2026-07-03 15:20')),
      at('2026-07-07 00:00'),
      at('2026-07-07 23:59'),
    );
    expect(absences.map(({ department }) => department)).toEqual(['dep-civil']);
    expect(
      explainDay(afterwards(answered('2026-07-03 15:20')), 'dep-farming', dateOf('2026-07-07')),
    ).toHaveLength(1);
  });
});

describe('a day on which two rounds meet', () => {
  // The final values are asked on the day a reminder of the handover falls.
  const rules = {
    ...STANDARD_RULES,
    handover: {
      ...STANDARD_RULES.regular,
      opens: { on: 'day', monthsAfterQuarter: 3, day: 1 } as const,
      due: { on: 'day', monthsAfterQuarter: 3, day: 8 } as const,
    },
    final: {
      ...STANDARD_RULES.regular,
      opens: { on: 'day', monthsAfterQuarter: 3, day: 11 } as const,
      due: { on: 'day', monthsAfterQuarter: 3, day: 25 } as const,
    },
  };
  const plan = aPlan({ initiatives: [anInitiative({ kpis: [aKpi({ money: true })] })] });
  const world = aWorld({ rules, plan });

  it('sends the request and says that the reminder stays away', () => {
    expect(mailsOf(world, '2027-06-11').filter(toDepartments)).toMatchObject([
      { department: 'dep-civil', round: '2026Q4F', step: 'request' },
    ]);
    expect(explainDay(world, 'dep-civil', dateOf('2027-06-11'))).toContain(
      '土木管理課には送りません。同じ日に別のメールを送るためです（1日1通まで）。',
    );
  });
});

describe('sending late in the day', () => {
  it('plans a mail at the minute it goes, though answers are due earlier that day', () => {
    const sendWindow = { earliest: '08:30', latest: '19:00' };
    const rules = { ...STANDARD_RULES, sendWindow, sendAt: '18:30', dueAt: '12:00' };
    const world = aWorld({ rules });
    const mails = planMails(world, at('2026-08-03 18:30'), at('2026-08-03 18:30'));
    expect(mails).toMatchObject([{ step: 'release-reminder' }]);
    const occurrences = planOccurrences(world, at('2026-08-03 18:00'), at('2026-08-03 23:59'));
    expect(occurrences).toMatchObject([{ step: 'release-reminder' }]);
  });
});
