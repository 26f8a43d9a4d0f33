import { performance } from 'node:perf_hooks';
import { DASHBOARD, ROOMS } from '../../functions/web/serve-pages/console/frame.tsx';
import { createPages } from '../../functions/web/serve-pages/pages.tsx';
import { SESSION_COOKIE } from '../../functions/web/serve-pages/sign-in/gate.tsx';
import { createSessions } from '../../functions/web/serve-pages/sign-in/sessions.ts';
import { createMemoryTable } from '../../infra/local/memory-rows.ts';
import { createStore } from '../../shared/adapters/dynamodb/store.ts';
import { addQuarters, type QuarterId } from '../../shared/calendar/fiscal.ts';
import { instantOf } from '../../shared/calendar/time.ts';
import type { Store, Write } from '../../shared/ports.ts';
import type { InitiativeStatus } from '../../shared/progress/initiative-status.ts';
import { Status } from '../../shared/progress/judgement.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { aContact, aDepartment, aDirectory, aKpi, anInitiative, aPlan } from '../support/builders.ts';
import { aConsoleWorkshop } from '../support/console-workshop.ts';
import { printTable } from './replies/print-table.ts';

/**
 * What the pages of the console cost the server: `npm run bench:console`. The table is in memory, so that the time
 * is the reading's, the checking's and the page's own; sizes stand side by side, and the growth counts.
 */
const SIZES = [500, 1000, 2000];
const EACH = 40;
const QUARTERS = 4;
const RUNS = 15;
const TIME_MAX_MS = 100;
const LAST: QuarterId = '2026Q4';
const NOW = () => instantOf('2027-04-12T09:00:00+09:00');
/** As large as a commit may be. */
const WRITES_MAX = 80;

/** Every room as it opens, and what is opened in a room that a large plan makes long. */
const PATHS = [
  ...ROOMS.map(({ path }) => path),
  `${DASHBOARD}/pillars/${aPlan().pillars[0]?.id}`,
  `${DASHBOARD}/initiatives/init-7`,
  `${DASHBOARD}/departments`,
  `${DASHBOARD}/scorecard`,
  '/console/plan/initiatives/init-7',
  '/console/plan/initiatives/init-7/edit',
  '/console/contacts/departments',
  `/console/replies/rounds/${LAST}`,
  '/console/calendar/load',
  '/console/inquiries/new',
  '/console/calendar/2027-07-01',
  '/console/calendar/2027-07-01/1',
];

const refuse = () => Promise.reject(new Error('nobody signs in here'));

async function fill(store: Store, count: number): Promise<string> {
  const departments = Array.from({ length: Math.ceil(count / EACH) }, (_, index) => `dep-${index}`);
  const base = aPlan();
  const directions = base.pillars.flatMap((pillar) => pillar.directions.map(({ id }) => id));
  const initiatives = Array.from({ length: count }, (_, index) =>
    anInitiative({
      id: `init-${index}`,
      code: `${(index % 4) + 1}-${index + 1}`,
      direction: directions[index % directions.length] ?? '',
      owners: [{ department: departments[Math.floor(index / EACH)] ?? '' }],
      kpis: [aKpi({ id: `kpi-${index}` })],
    }),
  );
  const plan = aPlan({ initiatives });
  const directory = aDirectory({
    departments: departments.map((id, index) => aDepartment({ id, code: String(index + 1) })),
    contacts: departments.flatMap((department) => [
      aContact({ department, role: 'officer' }),
      aContact({ department, role: 'chief' }),
    ]),
  });
  const audit = { at: '2026-04-01T00:00:00.000Z', cause: 'bench', actor: 'bench', what: 'plan.imported' };
  const noted = { ...audit, subject: plan.id, before: null, after: '1' };
  await store.publishDocument('plan', plan.id, plan, 0, noted, []);
  await store.publishDocument('rules', plan.id, STANDARD_RULES, 0, noted, []);
  await store.publishDocument('directory', 'city', directory, 0, noted, []);
  const quarters = Array.from({ length: QUARTERS }, (_, back) => addQuarters(LAST, -back));
  const writes = quarters.flatMap((quarter): Write[] => [
    roundOf(plan.id, quarter),
    ...initiatives.flatMap(({ id }, index) => recordsOf(plan.id, quarter, id, index)),
  ]);
  for (let from = 0; from < writes.length; from += WRITES_MAX)
    await store.commit({ writes: writes.slice(from, from + WRITES_MAX), audit: [], events: [] });
  return plan.id;
}

function roundOf(plan: string, id: QuarterId): Write {
  const versions = { planVersion: 1, rulesVersion: 1 };
  const days = {
    openedAt: '2027-04-01T00:00:00.000Z',
    dueAt: '2027-04-09T00:00:00.000Z',
    freezesAt: '2027-04-20T00:00:00.000Z',
  };
  const value = { id, plan, ...versions, ...days, state: 'frozen', releasedAt: null } as const;
  return { kind: 'round', value, expected: null };
}

function recordsOf(plan: string, quarter: QuarterId, initiative: string, index: number): Write[] {
  const status = Status.options[(index * 7 + Number(quarter.at(-1))) % 4] ?? 'on-track';
  const judged = judgedAs(status, quarter, `kpi-${index}`);
  return [
    {
      kind: 'status',
      value: { plan, round: quarter, initiative, judgedAt: '2027-04-11T00:00:00.000Z', status: judged },
      expected: null,
    },
    {
      kind: 'actual',
      value: {
        plan,
        initiative,
        kpi: `kpi-${index}`,
        quarter,
        stage: 'regular',
        department: `dep-${Math.floor(index / EACH)}`,
        value: 20 + index / 100,
        confidence: 'high',
        illustrative: false,
      },
      expected: null,
    },
  ];
}

function judgedAs(status: Status, quarter: QuarterId, kpi: string): InitiativeStatus {
  const reason = '現地確認1件当たりの時間：基準95分からの削減：計画30分に対し29分（96.7％、判定基準5）';
  const judgement = { status, rule: '5', reason, ratio: 0.967, planned: 30, attainment: 0.5 } as const;
  const more = { requiredPace: 2, outlook: null, tags: [] };
  const judged = {
    kpi,
    name: '時間',
    layer: 'outcome',
    unit: '分',
    actual: 29,
    missing: [],
    judgement: { ...judgement, ...more },
    pace: '残り3期で毎期2分の削減が必要（直近1分）',
  } as const;
  const flags = [{ kind: 'unset', text: '撤退基準が未設定', subject: null } as const];
  return {
    quarter,
    status,
    rule: '5',
    reason,
    kpis: [{ ...judged, missing: [] }],
    milestones: null,
    tags: [],
    flags,
  };
}

async function measure(count: number): Promise<Map<string, number>> {
  const store = createStore(createMemoryTable().rows, 'bench');
  const planId = await fill(store, count);
  const sessions = createSessions({ store, wallClock: NOW });
  const secret = await sessions.open({
    subject: 'bench',
    name: '事務局',
    email: 'jimukyoku@iizuka.example',
    roles: ['secretariat'],
  });
  const pages = createPages({
    store,
    ...aConsoleWorkshop(),
    cityId: 'bench',
    planId,
    clock: NOW,
    wallClock: NOW,
    issuer: { begin: refuse, finish: refuse },
    origin: 'https://console.small.example',
    log: { info: () => {}, warn: () => {}, error: console.error },
  });
  const times = new Map<string, number>();
  for (const path of PATHS) {
    const runs: number[] = [];
    for (let run = 0; run < RUNS + 2; run += 1) {
      const start = performance.now();
      const response = await pages.request(path, {
        headers: { cookie: `${SESSION_COOKIE}=${secret}` },
      });
      await response.text();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      // The first runs load what is loaded on first use.
      if (run >= 2) runs.push(performance.now() - start);
    }
    times.set(path, median(runs));
  }
  return times;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const measured: { size: number; times: Map<string, number> }[] = [];
for (const size of SIZES) measured.push({ size, times: await measure(size) });
const paths = [...(measured[0]?.times.keys() ?? [])];
printTable(
  paths.map((path) => {
    const times = measured.map(({ times: of }) => of.get(path) ?? 0);
    const sizes = SIZES.map((size, index) => [`${size} (ms)`, (times[index] ?? 0).toFixed(1)] as const);
    const last = times.at(-1) ?? 0;
    const growth = (last / (times.at(-2) ?? 1)).toFixed(2);
    return {
      page: path,
      ...Object.fromEntries(sizes),
      'growth ×2': growth,
      '': last < TIME_MAX_MS ? 'holds' : 'MISSED',
    };
  }),
);
if (measured.some(({ times }) => [...times.values()].some((time) => time >= TIME_MAX_MS)))
  process.exitCode = 1;
