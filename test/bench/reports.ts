/**
 * What judging and reporting cost, in one run: `npm run bench:reports`. Each part measures and names its bound; the
 * run fails where one is missed.
 */
import { printTable } from './replies/print-table.ts';
import { measureEvaluation } from './reports/evaluate.ts';

const PARTS = [measureEvaluation];

const rows = PARTS.flatMap((measure) => measure());
printTable(rows.map(({ holds, ...row }) => ({ ...row, '': holds ? 'holds' : 'MISSED' })));
if (rows.some(({ holds }) => !holds)) process.exitCode = 1;
