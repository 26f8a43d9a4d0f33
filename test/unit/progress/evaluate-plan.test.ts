import { describe, expect, it } from 'vitest';
import { evaluatePlan } from '../../../shared/progress/evaluate-plan.ts';
import { readActualsDocument, readActualsTable } from '../../../shared/progress/read-actuals.ts';
import { judgeFor } from '../../../shared/steps/judge.ts';
import { aCityOf } from '../../support/builders.ts';

const city = aCityOf();
const table = (...rows: string[][]) =>
  readActualsTable([['指標', '四半期', '部署', '実績値'], ...rows], city.plan, city.directory);

describe('a plan evaluated from files', () => {
  it('is judged as the system judges it from its store', () => {
    const reading = table(
      ['kpi-tablets', '2026Q1', '土木管理課', '21'],
      ['2-1-1/タブレット端末数', 'R8第2四半期', '21', '24'],
    );
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
    const judged = evaluatePlan({ ...city, ...reading }, '2026Q2');
    const [initiative] = city.plan.initiatives;
    if (!initiative) throw new Error('the plan has no initiative');
    const past = evaluatePlan({ ...city, ...reading }, '2026Q1')[0]?.status;
    if (!past) throw new Error('nothing was judged');
    const stored = {
      actuals: reading.actuals.map((actual) => ({
        ...actual,
        plan: 'plan-small',
        initiative: initiative.id,
        confidence: 'high' as const,
        illustrative: false,
      })),
      milestones: [],
      statuses: [{ plan: 'plan-small', initiative: initiative.id, quarter: past.quarter, status: past }],
      statements: [],
      decisions: [],
    };
    const bySystem = judgeFor(city, { id: '2026Q2', state: 'frozen' }, initiative, stored, []);
    expect(judged[0]?.status).toEqual(bySystem);
    expect(judged).toHaveLength(city.plan.initiatives.length);
  });

  it('takes a value without a department for that of all units together, from a document too', () => {
    const document = {
      illustrative: true,
      actuals: [{ kpi: 'kpi-tablets', quarter: '2026Q1', value: 23 }],
      milestones: [{ milestone: 'ms-scope', done: '2026Q1' }],
    };
    const reading = readActualsDocument(document, city.plan, city.directory);
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
    const statuses = evaluatePlan({ ...city, ...reading }, '2026Q1').map(({ status }) => status.status);
    expect(statuses).toEqual(['on-track', 'on-track', 'not-reported']);
  });

  it('names every fault of the values by its row', () => {
    const reading = table(
      ['なし', '2026Q1', '', '1'],
      ['kpi-tablets', '春', '', '1'],
      ['kpi-tablets', '2026Q1', '未知課', '多い'],
    );
    expect(reading.ok ? [] : reading.faults.map(({ where }) => where)).toEqual([
      '2行目',
      '3行目',
      '4行目',
      '4行目',
    ]);
    expect(readActualsTable([['x']], city.plan, city.directory).ok).toBe(false);
  });
});
