import { evaluatePlan } from '../../../shared/progress/evaluate-plan.ts';
import { INITIATIVES, type Judged, largePlan } from './large-plan.ts';

/** Judges the plan for its last quarter, and `past` quarters before it first: the only thing this process does. */
const past = Number(process.argv[2]);
const reported = largePlan();
const begun = performance.now();
const judged = evaluatePlan(reported, '2028Q4', past);
const seconds = (performance.now() - begun) / 1000;
if (judged.length !== INITIATIVES) throw new Error(`judged ${judged.length} of ${INITIATIVES}`);
process.send?.({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Judged);
