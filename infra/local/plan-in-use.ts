import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Id } from '../../shared/plan/ids.ts';
import { LOCAL } from './settings.ts';

/** `<data>/plan.json`: the plan that the commands on this data folder speak of. */
const PlanInUse = z.object({ plan: Id });

/** The plan last imported into a data folder; the sample city's where none was. */
export function planInUse(dataFolder: string): string {
  try {
    return PlanInUse.parse(JSON.parse(readFileSync(join(dataFolder, 'plan.json'), 'utf8'))).plan;
  } catch {
    // Never written, or cut short by a kill: the plan can still be named with --plan.
    return LOCAL.plan;
  }
}

export function setPlanInUse(dataFolder: string, plan: string): void {
  writeFileSync(join(dataFolder, 'plan.json'), `${JSON.stringify({ plan })}\n`);
}
