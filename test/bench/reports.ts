/**
 * What judging and reporting cost, in one run: `npm run bench:reports`. Each part measures and names its bound; the
 * run fails where judging misses one. What is made by a well-known library as well is made in turns with it, so that
 * what else the machine does falls on both: there the ratio counts.
 */
import { benchChart } from './reports/chart.ts';
import { benchDigests } from './reports/digests.ts';
import { benchEvaluation } from './reports/evaluate.ts';
import { benchMail } from './reports/mail.ts';
import { benchWorkbook } from './reports/workbook.ts';

if (!(await benchEvaluation())) process.exitCode = 1;

console.log(`\n${'what'.padEnd(44)}${'ours'.padStart(13)}${'other'.padStart(13)}   ratio`);
await benchMail();
await benchChart();
await benchWorkbook();
await benchDigests();
