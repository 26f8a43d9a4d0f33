import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSampleCity, readSampleOpinions } from '../../shared/adapters/document/sample-city.ts';
import { parseQuarter } from '../../shared/calendar/fiscal.ts';
import type { Clock } from '../../shared/calendar/time.ts';
import { isoUtc } from '../../shared/calendar/time.ts';
import { hasFinalValue, leadOf } from '../../shared/plan/asked.ts';
import type { SampleCity } from '../../shared/plan/sample/sample.ts';
import type { Store, Write } from '../../shared/ports.ts';
import { ALL_UNITS } from '../../shared/progress/build-input.ts';
import type { AuditEntry } from '../../shared/records.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { importOpinions } from '../../shared/steps/opinions.ts';
import { LOCAL } from './settings.ts';

/** One transaction takes so many of the past values. */
const WRITES_AT_ONCE = 80;

const sampleText = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../shared/plan/sample/${name}.yaml`, import.meta.url)), 'utf8');

/** Reads the sample city that ships with the product. */
export function loadSampleCity(): SampleCity {
  return readSampleCity({
    plan: sampleText('plan'),
    directory: sampleText('directory'),
    actuals: sampleText('actuals'),
    scenario: sampleText('scenario'),
  });
}

/**
 * Imports the sample city into an empty store: directory, standard rules, opinions, plan and the invented past. Run again it
 * changes nothing; killed half-way it goes on, because the plan, which everything asks for, is published last.
 */
export async function seedSampleCity({
  store,
  now,
}: {
  store: Store;
  now: Clock;
}): Promise<'seeded' | 'already-there'> {
  if (await store.loadDocument('plan', LOCAL.plan)) return 'already-there';
  const { plan, directory, actuals } = loadSampleCity();
  const at = isoUtc(now());
  const audit = (what: string, subject: string): AuditEntry => ({
    at,
    cause: 'sample-city',
    actor: 'local',
    what,
    subject,
    before: null,
    after: 'sample',
  });
  if (!(await store.loadDocument('directory', 'city'))) {
    await store.publishDocument('directory', 'city', directory, 0, audit('directory.published', 'city'), []);
  }
  if (!(await store.loadDocument('rules', plan.id))) {
    await store.publishDocument('rules', plan.id, STANDARD_RULES, 0, audit('rules.published', plan.id), []);
  }
  const past = pastOf({ plan, actuals });
  for (let start = 0; start < past.length; start += WRITES_AT_ONCE) {
    await store.commit({ writes: past.slice(start, start + WRITES_AT_ONCE), audit: [], events: [] });
  }
  const by = { plan: plan.id, by: 'local', at: now(), cause: 'sample-city', why: null };
  await importOpinions(
    store,
    { plan, directory },
    by,
    readSampleOpinions(sampleText('opinions'), { plan, directory }),
  );
  const event = {
    id: `timetable-changed/${plan.id}/1`,
    type: 'timetable-changed.v1',
    city: LOCAL.city,
    at,
    data: { plan: plan.id, cause: 'plan-published' },
  } as const;
  await store.publishDocument('plan', plan.id, plan, 0, audit('plan.published', plan.id), [event]);
  return 'seeded';
}

/** The invented past: what each KPI was, and when each earlier milestone was done. */
function pastOf({ plan, actuals }: Pick<SampleCity, 'plan' | 'actuals'>): Write[] {
  const values = actuals.actuals.flatMap(({ kpi, quarter, value, department }): Write[] => {
    const initiative = plan.initiatives.find(({ kpis }) => kpis.some(({ id }) => id === kpi));
    if (!initiative) return [];
    const record = {
      plan: plan.id,
      initiative: initiative.id,
      kpi,
      quarter,
      stage: 'regular',
      department: department ?? ALL_UNITS,
      value,
      confidence: 'high',
      illustrative: true,
    } as const;
    const isFinal =
      initiative.kpis.some((one) => one.id === kpi && hasFinalValue(one)) &&
      parseQuarter(quarter).quarter === 4;
    return [
      { kind: 'actual', value: record, expected: 'any' },
      // The accounts of those years are closed, so that what was reported of them is final.
      ...(isFinal
        ? [{ kind: 'actual', value: { ...record, stage: 'final' }, expected: 'any' } as const]
        : []),
    ];
  });
  const milestones = actuals.milestones.flatMap(({ milestone, done }): Write[] => {
    const initiative = plan.initiatives.find((candidate) =>
      candidate.milestones.some(({ id }) => id === milestone),
    );
    if (!initiative) return [];
    const record = {
      plan: plan.id,
      initiative: initiative.id,
      milestone,
      department: leadOf(initiative),
      state: '済',
      reportedFor: done,
      doneIn: done,
    };
    return [{ kind: 'milestone', value: record, expected: 'any' }];
  });
  return [...values, ...milestones];
}
