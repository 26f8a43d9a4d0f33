import { describe, expect, it } from 'vitest';
import { createBusinessCalendar } from '../../shared/calendar/business-days.ts';
import { dateOf } from '../../shared/calendar/time.ts';
import type { Write } from '../../shared/ports.ts';
import { summariseForHeadquarters } from '../../shared/report/headquarters-page.ts';
import { NO_APPROVAL_NEEDED } from '../../shared/round/submission.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { loadAnswerSheet, loadPaper } from '../../shared/steps/papers.ts';
import { aKpi } from '../support/builders.ts';
import { aDirectory, anInput, aPlan, aSheet } from '../unit/report/small-city.ts';
import { aTable } from './functions/a-store.ts';

const kpi = aKpi({ id: 'minutes', name: '手続き時間', unit: '分' });
const sheet = {
  id: 'counter',
  code: '1-1-1',
  title: '窓口',
  direction: 'work',
  sunset: '2029-03-31',
  kpis: [kpi],
};
const plan = aPlan({ initiatives: [aSheet(sheet)] });
const city = {
  plan,
  planVersion: 1,
  directoryVersion: 1,
  directory: aDirectory(),
  rules: STANDARD_RULES,
  rulesVersion: 1,
  calendar: createBusinessCalendar(),
  succession: null,
};
const NAMES = { plan: plan.id, round: '2026Q1' } as const;

const opened: Write = {
  kind: 'round',
  value: {
    id: '2026Q1',
    plan: plan.id,
    planVersion: 1,
    rulesVersion: 1,
    state: 'frozen',
    openedAt: '2026-07-01T00:00:00.000Z',
    dueAt: '2026-07-14T08:00:00.000Z',
    freezesAt: '2026-07-28T08:00:00.000Z',
    releasedAt: null,
  },
  expected: null,
};

function aDigest(version: number, releasedAt: string | null): Write {
  const page = JSON.stringify(summariseForHeadquarters(anInput({ plan })));
  const value = {
    ...NAMES,
    version,
    madeAt: '2026-07-29T00:00:00.000Z',
    state: releasedAt === null ? 'draft' : 'sent',
    releasedBy: null,
    releasedAt,
    page,
    subject: '',
    pins: null,
    ...{ reworded: null, notes: [] },
  } as const;
  return { kind: 'digest', value, expected: null };
}

function anAnswer(version: number, value: number, receivedAt: string): Write {
  const field = {
    initiative: 'counter',
    unit: '分',
    raw: String(value),
    confidence: 'high',
    sentAt: null,
    receivedAt,
    source: 'a mail',
  } as const;
  return {
    kind: 'submission',
    value: {
      ...NAMES,
      department: 'jinji',
      version,
      via: 'mail',
      enteredBy: null,
      receivedAt,
      fields: {
        'counter/actual/minutes': { ...field, kind: 'actual', subject: 'minutes', value },
        'counter/narrative/-': { ...field, kind: 'narrative', subject: null, value: `${version}回目の説明` },
      },
      comment: null,
      afterFreeze: false,
      correction: null,
      approval: NO_APPROVAL_NEEDED,
      nothingToReport: false,
    },
    expected: null,
  };
}

async function aReportedQuarter() {
  const store = (await aTable()).store();
  const writes = [
    opened,
    anAnswer(1, 12, '2026-07-08T00:00:00.000Z'),
    anAnswer(2, 11, '2026-07-20T00:00:00.000Z'),
    aDigest(1, '2026-07-31T01:00:00.000Z'),
    aDigest(2, '2026-08-20T01:00:00.000Z'),
    aDigest(3, null),
  ];
  expect(await store.commit({ writes, audit: [], events: [] })).toBe('committed');
  return store;
}

describe('papers as of a day', () => {
  it('show the page that had been released by then, and no draft', async () => {
    const store = await aReportedQuarter();
    const versionOn = async (day: string) =>
      (await loadPaper(store, city, plan.id, dateOf(day)))?.released.version ?? null;
    expect(await versionOn('2026-07-30')).toBeNull();
    // What happened on the day itself is in the paper of the day.
    expect(await versionOn('2026-07-31')).toBe(1);
    expect(await versionOn('2026-12-01')).toBe(2);
  });

  it('show the decisions released by then, and none that waits', async () => {
    const store = await aReportedQuarter();
    const aCase = (id: string, releasedAt: string | null): Write => ({
      kind: 'decisionCase',
      value: {
        plan: plan.id,
        id,
        initiative: 'counter',
        openedAt: '2026-07-29T00:00:00.000Z',
        causes: [
          { kind: 'exit', trigger: 'E1', occasion: '2026Q1', text: '遅れ', at: '2026-07-29T00:00:00.000Z' },
        ],
        options: [],
        decider: '本部',
        dueOn: '2026-08-20',
        state: releasedAt === null ? 'decided' : 'released',
        decision: {
          option: 'improve',
          text: `${id}を改める`,
          decidedOn: '2026-08-10',
          decider: '本部',
          minutes: '会議録1',
          nextOn: null,
          until: null,
          into: null,
          recordedBy: 'jimukyoku',
          recordedAt: '2026-08-10T00:00:00.000Z',
        },
        releasedAt,
        releasedBy: null,
      },
      expected: null,
    });
    const writes = [aCase('case-released', '2026-08-12T00:00:00.000Z'), aCase('case-waiting', null)];
    await store.commit({ writes, audit: [], events: [] });
    const decidedBy = async (day: string) => (await loadPaper(store, city, plan.id, dateOf(day)))?.decisions;
    expect(await decidedBy('2026-08-11')).toEqual([]);
    expect(await decidedBy('2026-08-31')).toEqual([
      { title: '窓口', decidedOn: '2026-08-10', text: '改善。case-releasedを改める' },
    ]);
  });

  it('show a KPI as it was known then, with day and version, and whether it was public', async () => {
    const store = await aReportedQuarter();
    const [initiative] = plan.initiatives;
    if (!initiative) throw new RangeError('the plan has an initiative');
    const knownOn = async (day: string) => {
      const { figures, answers } = await loadAnswerSheet(
        store,
        city,
        plan.id,
        { initiative, kpi },
        dateOf(day),
      );
      const [figure] = figures;
      return [figure?.value, figure?.reported?.version, figure?.isPublic, answers.map(({ text }) => text)];
    };
    expect(await knownOn('2026-07-01')).toEqual([undefined, undefined, undefined, []]);
    expect(await knownOn('2026-07-10')).toEqual([12, 1, false, ['1回目の説明']]);
    expect(await knownOn('2026-07-31')).toEqual([11, 2, true, ['2回目の説明']]);
  });
});
