import { synthesize } from '../synthesize.ts';
import { estimateMonth, standingOf, totalOf, type Workload } from './estimate.ts';
import { PRICES_AS_OF } from './prices.ts';

/** A small city's plan, a prefecture's, and one far beyond: each in a month in which a round is open. */
const WORKLOADS: readonly Workload[] = [
  { initiatives: 60, departments: 40, mailsPerDepartment: 6, repliesPerDepartment: 2 },
  { initiatives: 2_000, departments: 500, mailsPerDepartment: 6, repliesPerDepartment: 2 },
  { initiatives: 10_000, departments: 2_000, mailsPerDepartment: 6, repliesPerDepartment: 2 },
];

const { templates } = await synthesize();
const standing = standingOf([templates.stateful, templates.service]);
console.log(`US dollars a month, Tokyo, prices of ${PRICES_AS_OF}; an estimate, not a bill.`);
console.log(`Standing: ${JSON.stringify(standing)}`);
for (const workload of WORKLOADS) {
  const lines = estimateMonth(workload, standing);
  console.log(`\n${workload.initiatives} initiatives, ${workload.departments} departments`);
  for (const { what, quantity, dollars } of lines) {
    console.log(`  ${dollars.toFixed(2).padStart(8)}  ${what} (${quantity})`);
  }
  console.log(`  ${totalOf(lines).toFixed(2).padStart(8)}  in all`);
}
