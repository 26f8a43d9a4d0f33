import { type QuarterId, quarterIndex } from '../../../shared/calendar/fiscal.ts';
import { leadOf } from '../../../shared/plan/asked.ts';
import type { SampleCity } from '../../../shared/plan/sample/sample.ts';
import {
  buildInitiativeInput,
  type StoredActual,
  type StoredMilestone,
} from '../../../shared/progress/build-input.ts';
import type { InitiativeStatus } from '../../../shared/progress/initiative-status.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';

/** What one initiative came to in each round of the sample year, if its departments answer as the scenario says. */
export type PlayedYear = Map<string, InitiativeStatus[]>;

/** The whole past and the sample year, quarter by quarter, without mails: only the answers and the judging rules. */
export function playScenario(city: SampleCity): PlayedYear {
  const years = [2024, 2025, city.scenario.fiscalYear];
  const quarters = years.flatMap((year) => [1, 2, 3, 4].map((n) => `${year}Q${n}` as QuarterId));
  const played: PlayedYear = new Map();
  for (const initiative of city.plan.initiatives) {
    const history: InitiativeStatus[] = [];
    for (const quarter of quarters) {
      const input = buildInitiativeInput({
        plan: city.plan,
        directory: city.directory,
        initiative,
        quarter,
        stage: 'regular',
        round: 'frozen',
        actuals: actualsUntil(city, quarter, leadOf(initiative)),
        milestones: milestonesUntil(city, quarter),
        answers: city.scenario.nothingToReport
          .filter((answer) => answer.quarter === quarter)
          .map(({ department }) => ({ department, fields: [], nothingToReport: true })),
        history,
      });
      history.push(judgeInitiative(input));
    }
    played.set(initiative.id, history.slice(-4));
  }
  return played;
}

function actualsUntil({ actuals, scenario }: SampleCity, quarter: QuarterId, lead: string): StoredActual[] {
  return [...actuals.actuals, ...scenario.actuals]
    .filter((actual) => quarterIndex(actual.quarter) <= quarterIndex(quarter))
    .map(({ department = lead, ...actual }) => ({ ...actual, department, stage: 'regular' }));
}

function milestonesUntil({ actuals, scenario }: SampleCity, quarter: QuarterId): StoredMilestone[] {
  const past = actuals.milestones.map(({ milestone, done }) => ({
    milestone,
    department: 'lead',
    reportedFor: done,
    state: '済',
    doneIn: done,
  }));
  const now = scenario.milestones.map(({ milestone, quarter: reportedFor, state }) => {
    const done = scenario.milestones
      .filter((other) => other.milestone === milestone && other.state === '済')
      .map((other) => other.quarter)
      .sort()[0];
    return {
      milestone,
      department: 'lead',
      reportedFor,
      state,
      doneIn: done !== undefined && done <= reportedFor ? done : null,
    };
  });
  return [...past, ...now].filter(({ reportedFor }) => quarterIndex(reportedFor) <= quarterIndex(quarter));
}
