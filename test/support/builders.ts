import { createBusinessCalendar } from '../../shared/calendar/business-days.ts';
import { type Instant, isoUtc } from '../../shared/calendar/time.ts';
import { Contact, Department, Directory } from '../../shared/plan/directory.ts';
import { Plan } from '../../shared/plan/plan.ts';
import type { AddressBook } from '../../shared/plan/undeliverable.ts';
import { ReceivedMail } from '../../shared/records/received.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import type { RequestHistory, World } from '../../shared/schedule/world.ts';
import type { City } from '../../shared/steps/load-city.ts';
import { aKpi, aMilestone, anInitiative, PILLARS } from '../unit/progress/builders.ts';

export { aKpi, aMilestone, anInitiative };

type Written<T> = { [K in keyof T]?: unknown };

/** 土木管理課, a section of 都市建設部. */
export function aDepartment(parts: Written<Department> = {}): Department {
  return Department.parse({
    id: 'dep-civil',
    code: '21',
    name: '土木管理課',
    kind: 'section',
    parent: 'dep-construction',
    headTitle: '土木管理課長',
    ...parts,
  });
}

/** The officer of 土木管理課; id and address follow from the department and the role. */
export function aContact(parts: Written<Contact> = {}): Contact {
  const { role = 'officer', department = 'dep-civil' } = parts;
  const post = `${department ?? 'city'}-${role}`;
  return Contact.parse({ id: post, role, department, address: `${post}@small.example`, ...parts });
}

/** A city of one bureau with two sections, one independent body, and a secretariat. */
export function aDirectory(parts: Written<Directory> = {}): Directory {
  const section = (department: string) => [
    aContact({ department, role: 'officer' }),
    aContact({ department, role: 'chief' }),
  ];
  return Directory.parse({
    city: {
      id: 'small',
      name: '小さな市',
      secretariat: '推進本部事務局（企画課）',
      telephone: '内線 0000',
    },
    mailDomain: 'small.example',
    departments: [
      aDepartment({
        id: 'dep-construction',
        code: '20',
        name: '都市建設部',
        kind: 'bureau',
        parent: undefined,
        headTitle: '都市建設部長',
      }),
      aDepartment(),
      aDepartment({ id: 'dep-architecture', code: '22', name: '建築課', headTitle: '建築課長' }),
      aDepartment({
        id: 'dep-farming',
        code: '30',
        name: '農業委員会',
        kind: 'body',
        parent: undefined,
        headTitle: '農業委員会事務局長',
        escalatesTo: 'dep-farming',
      }),
    ],
    contacts: [
      ...section('dep-civil'),
      ...section('dep-architecture'),
      aContact({ department: 'dep-farming', role: 'officer' }),
      aContact({ department: 'dep-farming', role: 'head' }),
      aContact({ department: 'dep-construction', role: 'head' }),
      aContact({ department: null, role: 'secretariat' }),
      aContact({ department: null, role: 'headquarters' }),
    ],
    ...parts,
  });
}

/** A plan of three initiatives: one of 土木管理課, one of 建築課, one of 農業委員会. */
export function aPlan(parts: Written<Plan> = {}): Plan {
  return Plan.parse({
    id: 'plan-small',
    title: '小さな市の推進プラン',
    period: { from: 2026, to: 2028 },
    vision: {
      title: 'ビジョン',
      period: { from: 2026, to: 2030 },
      desiredState: '市民と職員がともに喜ぶまち',
    },
    pillars: PILLARS,
    initiatives: [
      anInitiative(),
      anInitiative({
        id: 'init-outsourcing',
        code: '2-1-2',
        title: '包括管理委託導入の検討',
        owners: [{ department: 'dep-architecture' }],
        kpis: [],
        exitRules: { unset: true, by: '2026-09-30' },
        milestones: [
          aMilestone({ id: 'ms-scope', item: '対象施設の選定', text: '対象施設の選定', due: '2026Q2' }),
        ],
      }),
      anInitiative({
        id: 'init-farmland',
        code: '2-1-3',
        title: '農地台帳の電子化',
        owners: [{ department: 'dep-farming' }],
        kpis: [aKpi({ id: 'kpi-ledger', name: '電子化した台帳', unit: '件' })],
        exitRules: { unset: true, by: '2026-09-30' },
      }),
    ],
    ...parts,
  });
}

/** The documents of a city as a function loads them. */
export function aCityOf(plan: Plan = aPlan(), directory: Directory = aDirectory()): City {
  return {
    plan,
    planVersion: 1,
    directory,
    directoryVersion: 1,
    rules: STANDARD_RULES,
    rulesVersion: 1,
    calendar: createBusinessCalendar(directory.closures),
    succession: null,
  };
}

/** The small city with nothing answered yet and the standard rhythm from 2026Q1 on. */
export function aWorld(parts: Partial<World> = {}): World {
  const directory = parts.directory ?? aDirectory();
  return {
    plan: aPlan(),
    directory,
    rules: STANDARD_RULES,
    calendar: createBusinessCalendar(directory.closures),
    history: [],
    undeliverable: new Map(),
    released: new Map(),
    ...parts,
  };
}

/** The histories of addresses that took no mail from an instant on, and until another where one is given. */
export function anAddressBook(
  spans: Readonly<Record<string, readonly { since: Instant; until?: Instant | undefined }[]>>,
): AddressBook {
  const spell = ({ since, until }: { since: Instant; until?: Instant | undefined }) => ({
    since: isoUtc(since),
    reason: 'bounce-general',
    mail: 'plan-small/2026Q1/dep-civil/request',
    cleared: until ? { at: isoUtc(until), by: 'test' } : null,
  });
  return new Map(
    Object.entries(spans).map(([address, own]) => [address, { address, spells: own.map(spell) }]),
  );
}

/** A mail that came in and was settled long ago, about no request of ours. */
export function aReceivedMail(parts: Partial<ReceivedMail> & Pick<ReceivedMail, 'id'>): ReceivedMail {
  return ReceivedMail.parse({
    objectKey: `inbound/${parts.id}`,
    receivedAt: '2015-05-01T00:00:00Z',
    state: 'duplicate',
    ...{
      reason: null,
      from: null,
      subject: null,
      messageId: null,
      mail: null,
      round: null,
      department: null,
    },
    ...parts,
  });
}

/** What became of one department's request; 土木管理課's of 2026Q1 unless said otherwise. */
export function aHistory(
  events: RequestHistory['events'],
  parts: Partial<RequestHistory> = {},
): RequestHistory {
  return { round: '2026Q1', department: 'dep-civil', ...parts, events };
}
