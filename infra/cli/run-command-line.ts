import { MissingDocumentError } from '../../shared/steps/load-city.ts';
import { PlanEndedError } from '../../shared/steps/publish-version.ts';
import { StartError } from '../local/start-error.ts';
import { type Command, type ExitCode, Refusal, type Terminal } from './command.ts';
import { COMMANDS } from './command-table.ts';
import { helpFor, helpForAll } from './help.ts';
import { readArguments } from './read-arguments.ts';

/** Runs the command a command line names. Never throws: what goes wrong is one sentence and an exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    terminal.warn(sentenceOf(error));
    if (process.env.SHINCHOKU_STACK && error instanceof Error) terminal.warn(error.stack ?? '');
    return 2;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const wantsHelp = args.some((arg) => arg === '--help' || arg === '-h');
  const command = findCommand(args);
  if (!command) {
    const group = groupOf(args);
    if (!wantsHelp && args[0] !== 'help') throw new Refusal(whyNoCommand(args, group));
    for (const line of helpForAll(group)) terminal.print(line);
    return 0;
  }
  if (wantsHelp) {
    for (const line of helpFor(command)) terminal.print(line);
    return 0;
  }
  const given = readArguments(command, args.slice(command.name.split(' ').length));
  const run = await command.load();
  return run(given, terminal);
}

function findCommand(args: readonly string[]): Command | undefined {
  const called = COMMANDS.filter(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  // `held` alone is a command and so is `held reprocess`: the longest name that fits is meant.
  return called.toSorted((one, other) => other.name.length - one.name.length)[0];
}

/** The commands that begin with the first word given; all where none does. */
function groupOf([first]: readonly string[]): readonly Command[] {
  const group = COMMANDS.filter(({ name }) => name.split(' ')[0] === first);
  return group.length > 0 ? group : COMMANDS;
}

function whyNoCommand(args: readonly string[], group: readonly Command[]): string {
  const choices = group.map(({ name }) => name).join('・');
  const [first, second] = args;
  if (first === undefined || first.startsWith('-'))
    return `コマンドを書いてください（${choices} のどれか）。`;
  const typed = group.length < COMMANDS.length && second !== undefined ? `${first} ${second}` : first;
  return `「${typed}」というコマンドはありません（${choices} のどれかにしてください）。`;
}

/** Everything on one line, whatever an error of the machine says. */
function sentenceOf(error: unknown): string {
  if (error instanceof Refusal || error instanceof StartError) return oneLine(error.message);
  if (error instanceof MissingDocumentError) {
    return '計画がまだ取り込まれていないので、「plan import」で計画を取り込むか、npm start で見本の市を始めてください。';
  }
  if (error instanceof PlanEndedError) return 'この計画は終わっているため、変更できません。';
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `思わぬ誤りのため終えられませんでした（${oneLine(words)}、詳細は環境変数 SHINCHOKU_STACK=1 で示します）。`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}
