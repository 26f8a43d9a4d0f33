import { decodeText } from '../../../shared/plan/decode-text.ts';
import { describeIssues } from '../../../shared/plan/issue-words.ts';
import { judgeKpi } from '../../../shared/progress/judge-kpi.ts';
import { type Judgement, JudgementInput, STATUS_WORDS } from '../../../shared/progress/judgement.ts';
import { clause } from '../clause.ts';
import { Refusal, type Run } from '../command.ts';
import { readInputFile } from '../read-input.ts';

/** Paths named in one sentence; the rest are counted. */
const PATHS_MAX = 5;

export const runProgressEvaluate: Run = async (given, terminal) => {
  const { files, flag } = given;
  if (files.length > 1) return (await import('./progress-evaluate-plan.ts')).runEvaluatePlan(given, terminal);
  if (given.text('quarter') !== null)
    throw new Refusal(
      '--quarter は、計画と実績のファイルを並べたときに使います（指標のJSONには asOf を書きます）。',
    );
  const file = files[0] ?? '';
  const document = parseJson(file);
  const isList = Array.isArray(document);
  const inputs: unknown[] = isList ? document : [document];
  const judgements = inputs
    .map((input, index) => parseInput(file, input, isList ? [index] : []))
    .map((input) => judgeKpi(input));
  if (flag('json')) terminal.printJson(isList ? judgements : judgements[0]);
  else
    for (const [index, judgement] of judgements.entries())
      terminal.print(lineOf(judgement, isList ? index + 1 : null));
  return 0;
};

function parseJson(file: string): unknown {
  const decoded = decodeText(readInputFile(file));
  if (!decoded.ok) throw new Refusal(`「${file}」を文字として読めないので、UTF-8のJSONにしてください。`);
  try {
    return JSON.parse(decoded.text);
  } catch (error) {
    const where = error instanceof Error ? error.message : '';
    throw new Refusal(`「${file}」はJSONとして読めないので、書き方を確かめてください（${where}）。`, {
      cause: error,
    });
  }
}

function parseInput(file: string, input: unknown, root: readonly PropertyKey[]): JudgementInput {
  const read = JudgementInput.safeParse(input, { reportInput: true });
  if (read.success) return read.data;
  const faults = describeIssues(read.error.issues, root);
  const named = faults
    .slice(0, PATHS_MAX)
    .map(({ where, message }) => `${where === '' ? '全体' : where}: ${clause(message)}`);
  const more = faults.length > PATHS_MAX ? `、ほか${faults.length - PATHS_MAX}か所` : '';
  throw new Refusal(`「${file}」の内容が正しくありません（${named.join('、')}${more}）。`);
}

function lineOf({ status, reason, requiredPace, outlook, tags }: Judgement, number: number | null): string {
  const head = number === null ? '' : `${number} `;
  const pace = requiredPace === null ? '' : `　必要な進み ${requiredPace}`;
  const rest = [outlook ?? '', ...tags.map((tag) => `［${tag}］`)].filter((part) => part !== '');
  return `${head}${STATUS_WORDS[status]}　${reason}${pace}${rest.length > 0 ? `　${rest.join('　')}` : ''}`;
}
