/** Makes both digests of a very large plan, text and HTML, and tells the time and the peak of the process's memory. */
import { addQuarters } from '../../../shared/calendar/fiscal.ts';
import { dateOf } from '../../../shared/calendar/time.ts';
import { Status } from '../../../shared/progress/judgement.ts';
import { renderHeadquartersHtml } from '../../../shared/report/headquarters-html.tsx';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { renderHeadquartersText } from '../../../shared/report/headquarters-text.ts';
import { summariseForSecretariat } from '../../../shared/report/secretariat-digest.ts';
import { renderSecretariatHtml } from '../../../shared/report/secretariat-html.tsx';
import { renderSecretariatText } from '../../../shared/report/secretariat-text.ts';
import { RoundId } from '../../../shared/round/round.ts';
import {
  aDirectory,
  aKpi,
  anInput,
  aPlan,
  aSheet,
  aStanding,
  aStatus,
} from '../../unit/report/small-city.ts';

const INITIATIVES = 10_000;
const DEPARTMENTS = 2_000;
const QUARTERS = 12;
const statusAt = (index: number): Status => Status.options[index % 5] ?? 'on-track';

const plan = aPlan({
  initiatives: Array.from({ length: INITIATIVES }, (_, index) =>
    aSheet({
      id: `i-${index}`,
      code: `1-1-${index + 1}`,
      title: `取組の名前その${index}`,
      direction: ['work', 'efficiency', 'revenue', 'scale'][index % 4],
      sunset: '2029-03-31',
    }),
  ),
});
const standings = plan.initiatives.map(({ id }, index) =>
  aStanding({
    initiative: id,
    judgement: aStatus(statusAt(index), {
      kpis: [aKpi({ kpi: 'k', name: '指標', unit: '件', actual: index, pace: '残り3期で毎期5件が必要' })],
    }),
    previous: aStatus(statusAt(index + 1)),
    beforePrevious: aStatus(statusAt(index + 2)),
    narrative: '分納誓約の再交渉を8月末までに終える。',
  }),
);
const earlier = Array.from({ length: QUARTERS - 1 }, (_, back) => ({
  quarter: addQuarters('2026Q1', back + 1 - QUARTERS),
  statuses: standings.map((_standing, index) => statusAt(index + back)),
}));
const [first] = aDirectory().departments;
if (!first) throw new RangeError('the small city has no department');
const directory = {
  ...aDirectory(),
  departments: Array.from({ length: DEPARTMENTS }, (_, index) => ({
    ...first,
    id: `d-${index}`,
    name: `第${index}課`,
  })),
};

const start = performance.now();
const page = summariseForHeadquarters(anInput({ plan, standings, earlier }));
const made = renderHeadquartersText(page).length + renderHeadquartersHtml(page).length;
const between = performance.now();
const digest = summariseForSecretariat({
  plan,
  directory,
  round: RoundId.parse('2026Q1'),
  date: dateOf('2026-07-16'),
  since: null,
  requests: directory.departments.map(({ id }, index) => ({
    department: id,
    state: index % 3 === 0 ? 'outstanding' : 'submitted',
    reminders: index % 4,
    undelivered: index % 50 === 0,
  })),
  overdue: [],
  approvals: [],
  arrivals: directory.departments.map(({ id }) => ({ department: id, answered: 4, asked: 5 })),
  held: [],
  undeliverable: [],
  unreached: [],
  lateSteps: [],
  lateMails: [],
  changes: standings.map(({ initiative, judgement }) => ({ initiative, from: 'on-track', judgement })),
  sent: DEPARTMENTS,
  problems: [],
  checks: [],
  upcoming: [],
  escalations: [],
  webOrigin: null,
  cases: [],
  drafts: [],
});
const told = renderSecretariatText(digest).length + renderSecretariatHtml(digest).length;
const end = performance.now();
if (made === 0 || told === 0) throw new Error('a digest is empty');
process.send?.({
  headquartersMs: between - start,
  secretariatMs: end - between,
  peakMb: process.resourceUsage().maxRSS / 1024,
});
