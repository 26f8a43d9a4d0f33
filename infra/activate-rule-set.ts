import { parseArgs } from 'node:util';
import { connectReceiptRuleSets, type ReceiptRuleSets } from '../shared/adapters/ses/receipt-rule-sets.ts';
import { receiptRuleSetName } from './config/names.ts';
import { loadStage, StageError } from './config/stage.ts';

const USAGE = 'npm run activate-mail -- --stage NAME [--replace]';

/**
 * Makes a rule set the one its account's region goes by. Another system's set is replaced only when told so, for
 * from that moment on that system receives nothing.
 */
async function activateRuleSet(
  sets: ReceiptRuleSets,
  wanted: string,
  mayReplace: boolean,
): Promise<'activated' | 'already-active' | { readonly refused: string }> {
  const active = await sets.active();
  if (active === wanted) return 'already-active';
  if (active !== null && !mayReplace) return { refused: active };
  await sets.activate(wanted);
  return 'activated';
}

/** What to tell whoever ran it, and the exit code. */
export interface Told {
  readonly line: string;
  readonly code: 0 | 1 | 2;
}

/** Reads the arguments, activates, and says in one line what came of it. */
export async function runActivation(
  args: readonly string[],
  connect: (region: string) => ReceiptRuleSets,
): Promise<Told> {
  try {
    const options = { stage: { type: 'string' }, replace: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args: [...args], options });
    if (values.stage === undefined) return { line: `no stage is named, expected ${USAGE}`, code: 2 };
    const stage = loadStage(values.stage);
    const wanted = receiptRuleSetName(stage);
    const outcome = await activateRuleSet(connect(stage.region), wanted, values.replace);
    if (outcome === 'activated') return { line: `${wanted} is active now`, code: 0 };
    if (outcome === 'already-active') return { line: `${wanted} was active already`, code: 0 };
    const line = `the rule set "${outcome.refused}" is active in ${stage.region} and would receive nothing any more, expected --replace where that is meant`;
    return { line, code: 1 };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The parser's own faults are the caller's, like those of a stage file.
    if (error instanceof StageError || error instanceof TypeError) return { line: message, code: 2 };
    return { line: `the mail service could not be asked: ${message}`, code: 1 };
  }
}

if (import.meta.main) {
  const { line, code } = await runActivation(process.argv.slice(2), connectReceiptRuleSets);
  if (code === 0) console.log(line);
  else console.error(line);
  process.exitCode = code;
}
