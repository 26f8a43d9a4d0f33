import type * as z from 'zod';
import { findOpinionFaults } from '../../opinion/faults.ts';
import type { Opinion } from '../../opinion/opinion.ts';
import { SampleOpinions } from '../../opinion/sample.ts';
import { Directory } from '../../plan/directory.ts';
import { findPlanFaults } from '../../plan/faults.ts';
import { Plan } from '../../plan/plan.ts';
import { SampleActuals, type SampleCity, SampleScenario } from '../../plan/sample/sample.ts';
import { parseYaml } from './yaml.ts';

/** The four files of the sample city as texts; whoever starts the city reads them from where it stands. */
export type SampleTexts = Record<keyof SampleCity, string>;

/**
 * The sample city from its four texts. Throws an Error naming the file for a text that does not hold: the files
 * are part of the product, so a fault in them is the programmer's, not the secretariat's.
 */
export function readSampleCity(texts: SampleTexts): SampleCity {
  const city = {
    plan: readText('plan', texts.plan, Plan),
    directory: readText('directory', texts.directory, Directory),
    actuals: readText('actuals', texts.actuals, SampleActuals),
    scenario: readText('scenario', texts.scenario, SampleScenario),
  };
  const [fault] = findPlanFaults(city.plan, city.directory);
  if (fault) throw new Error(`sample plan does not hold at ${fault.where}: ${fault.message}`);
  return city;
}

/** The opinions of the sample city from the text of `opinions.yaml`; throws where they do not fit the city. */
export function readSampleOpinions(
  text: string,
  world: Pick<SampleCity, 'plan' | 'directory'>,
): readonly Opinion[] {
  const { opinions } = readText('opinions', text, SampleOpinions);
  for (const opinion of opinions) {
    const [fault] = findOpinionFaults(opinion, world);
    if (fault)
      throw new Error(`sample opinion ${opinion.number} does not hold at ${fault.field}: ${fault.message}`);
  }
  return opinions;
}

function readText<T extends z.ZodType>(name: string, text: string, schema: T): z.infer<T> {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(`sample ${name}.yaml is not YAML at line ${parsed.line}: ${parsed.detail}`);
  const read = schema.safeParse(parsed.value);
  if (!read.success) throw new Error(`sample ${name}.yaml does not fit its schema`, { cause: read.error });
  return read.data;
}
