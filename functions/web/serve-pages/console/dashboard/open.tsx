import type { Child } from 'hono/jsx';
import type { Store } from '../../../../../shared/ports.ts';
import { groupByDepartment } from '../../../../../shared/report/dashboard/departments.ts';
import { composeSheet } from '../../../../../shared/report/dashboard/initiative-sheet.ts';
import { summariseOverview } from '../../../../../shared/report/dashboard/overview.ts';
import { listLines } from '../../../../../shared/report/dashboard/quarter.ts';
import { layOutScorecard } from '../../../../../shared/report/dashboard/scorecard.ts';
import {
  listQuarters,
  loadOverview,
  loadQuarter,
  loadRequests,
  loadSheet,
} from '../../../../../shared/steps/dashboard.ts';
import { loadCity } from '../../../../../shared/steps/load-city.ts';
import type { Session } from '../../sign-in/sessions.ts';
import { DepartmentList, DepartmentPage } from './departments.tsx';
import { SheetPage } from './initiative.tsx';
import { OverviewPage } from './overview.tsx';
import { PillarPage } from './pillar.tsx';
import { Around, type Place } from './place.tsx';
import { ScorecardPage } from './scorecard.tsx';

interface Asked {
  readonly store: Store;
  readonly planId: string;
  /** The round asked for; the newest one somebody may see where it is none of theirs. */
  readonly asked: string | null;
  readonly session: Session;
}

export interface Shown {
  readonly title: string;
  readonly children: Child;
}

/** The dashboard of one quarter; null where nobody may be told of any yet. */
export async function openDashboard({ store, planId, asked, session }: Asked) {
  // Those who prepare and release what the headquarters is told see it before (decisions 19 and 22).
  const maySeeDrafts = session.roles.some((role) => role === 'secretariat' || role === 'releaser');
  const asker = { maySeeDrafts };
  const rounds = await listQuarters(store, planId, asker);
  const round = rounds.find(({ id }) => id === asked) ?? rounds[0];
  if (!round) return null;
  const load = () => loadQuarter(store, planId, round);
  const around = (pillars: Place['pillars'], path: string, children: Child): Child => (
    <Around place={{ rounds, round, pillars, path }}>{children}</Around>
  );

  return {
    async overview(): Promise<Shown> {
      const quarter = await load();
      const { plan } = quarter.facts;
      const overview = summariseOverview(quarter.facts, await loadOverview(store, quarter, rounds, asker));
      return {
        title: '概況',
        children: around(plan.pillars, '', <OverviewPage overview={overview} plan={plan} round={round} />),
      };
    },

    async scorecard(): Promise<Shown> {
      const { facts } = await load();
      const { pillars } = facts.plan;
      const card = layOutScorecard(pillars, listLines(facts));
      return {
        title: '四つの視点',
        children: around(pillars, '/scorecard', <ScorecardPage card={card} round={round} />),
      };
    },

    async departments(): Promise<Shown> {
      const [{ facts }, requests] = await Promise.all([load(), loadRequests(store, planId, round.id)]);
      const departments = groupByDepartment(facts.directory, listLines(facts));
      return {
        title: '課ごとの取組',
        children: around(
          facts.plan.pillars,
          '/departments',
          <DepartmentList departments={departments} requests={requests} round={round} session={session} />,
        ),
      };
    },

    async department(id: string): Promise<Shown | null> {
      const { facts } = await load();
      const found = groupByDepartment(facts.directory, listLines(facts)).find(
        ({ department }) => department.id === id,
      );
      if (!found) return null;
      return {
        title: found.department.name,
        children: around(
          facts.plan.pillars,
          `/departments/${id}`,
          <DepartmentPage lines={found.lines} round={round} />,
        ),
      };
    },

    async pillar(id: string, page: number): Promise<Shown | null> {
      const { facts } = await load();
      const pillar = facts.plan.pillars.find((candidate) => candidate.id === id);
      if (!pillar) return null;
      const lines = listLines(facts).filter((line) => line.pillar.id === id);
      return {
        title: pillar.name,
        children: around(
          facts.plan.pillars,
          `/pillars/${id}`,
          <PillarPage pillar={pillar} lines={lines} round={round} page={page} />,
        ),
      };
    },

    async initiative(id: string): Promise<Shown | null> {
      // Neither the statuses of the others nor their answers are read for one sheet.
      const city = await loadCity(store, planId, round);
      const { plan, directory } = city;
      const initiative = plan.initiatives.find((candidate) => candidate.id === id);
      if (!initiative) return null;
      const sheet = composeSheet(await loadSheet(store, city, round, rounds, initiative, asker));
      return {
        title: `${initiative.code} ${initiative.title}`,
        children: around(
          plan.pillars,
          `/initiatives/${id}`,
          <SheetPage sheet={sheet} plan={plan} directory={directory} round={round} />,
        ),
      };
    },
  };
}
