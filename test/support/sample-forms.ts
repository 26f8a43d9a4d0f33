import { readFileSync } from 'node:fs';
import { readSampleCity } from '../../shared/adapters/document/sample-city.ts';
import { quarterIndex } from '../../shared/calendar/fiscal.ts';
import { dateOf } from '../../shared/calendar/time.ts';
import { leadOf } from '../../shared/plan/asked.ts';
import { type ComposedForm, composeForm } from '../../shared/round/compose-form.ts';
import { buildFormInitiatives, type PastValue } from '../../shared/round/form-initiatives.ts';
import type { RoundId } from '../../shared/round/round.ts';
import { askedDepartments } from '../../shared/schedule/asked-departments.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';

const text = (name: string) =>
  readFileSync(new URL(`../../shared/plan/sample/${name}.yaml`, import.meta.url), 'utf8');
const { plan, directory, actuals } = readSampleCity({
  plan: text('plan'),
  directory: text('directory'),
  actuals: text('actuals'),
  scenario: text('scenario'),
});

const past: PastValue[] = actuals.actuals.map(({ kpi, quarter, value, department }) => {
  const initiative = plan.initiatives.find(({ kpis }) => kpis.some(({ id }) => id === kpi));
  return {
    kpi,
    quarter,
    value,
    stage: 'regular',
    department: department ?? (initiative ? leadOf(initiative) : ''),
  };
});

const ROUNDS: RoundId[] = ['2026Q1', '2026Q2', '2026Q3', '2026Q4H', '2026Q4', '2026Q4F'];

/** Every form of the sample year; with every initiative flagged, so that the longest of each is seen. */
export function formsOf(round: RoundId): { name: string; form: ComposedForm }[] {
  return askedDepartments({ plan, directory, rules: STANDARD_RULES }, round, dateOf('2026-07-01')).map(
    ({ department, initiatives: asked }) => {
      const initiatives = buildFormInitiatives({
        plan,
        department: department.id,
        round,
        asked,
        past: past.filter(({ quarter }) => quarterIndex(quarter) < quarterIndex('2026Q1')),
        done: new Set(),
        flagged: new Set(plan.initiatives.map(({ id }) => id)),
        lastSteps: new Map(plan.initiatives.map(({ id }) => [id, '関係課と見積りを取り直す（係長、9月末）'])),
        handoverNotes: new Map(),
        matters: new Map(),
      });
      const form = composeForm({
        round,
        department: department.id,
        receiptCode: 'K7F3-9Q2M',
        initiatives,
        only: null,
      });
      return { name: `${round} ${department.name}`, form };
    },
  );
}

/** Every form of the sample year, with the round and the department it is for. */
export const SAMPLE_FORMS = ROUNDS.flatMap(formsOf);
