import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SAMPLE_PLAN = 'iizuka-plan-r6';

const read = (name: string) =>
  readFileSync(new URL(`../../../shared/plan/sample/${name}.yaml`, import.meta.url), 'utf8');

/** The sample plan with its directory in one file, as `plan import` takes it into an empty system. */
export function aPlanFile(folder: string, change: (text: string) => string = (text) => text): string {
  const file = join(folder, 'plan.yaml');
  const directory = read('directory').replaceAll(/^(?=.)/gm, '  ');
  writeFileSync(file, change(`${read('plan')}\ndirectory:\n${directory}`));
  return file;
}
