import { extname } from 'node:path';
import { parseCsv } from '../../../shared/adapters/document/csv.ts';
import { parseJson, parseYaml } from '../../../shared/adapters/document/yaml.ts';
import { type QuarterId, QuarterId as QuarterSchema, quarterIndex } from '../../../shared/calendar/fiscal.ts';
import { compareCodes } from '../../../shared/plan/asked.ts';
import { decodeText } from '../../../shared/plan/decode-text.ts';
import type { Directory } from '../../../shared/plan/directory.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { type EvaluatedInitiative, evaluatePlan } from '../../../shared/progress/evaluate-plan.ts';
import { STATUS_WORDS } from '../../../shared/progress/judgement.ts';
import {
  type ActualsReading,
  type ReportedValues,
  readActualsDocument,
  readActualsTable,
} from '../../../shared/progress/read-actuals.ts';
import { clause } from '../clause.ts';
import { Refusal, type Run } from '../command.ts';
import { readInputFile } from '../read-input.ts';
import { NOTHING_STORED, readPlanFor } from '../read-plan.ts';

/** Faults named in one sentence; the rest are counted. */
const FAULTS_MAX = 5;

/** Judges a whole plan from files: the plan, then one or more files of values. */
export const runEvaluatePlan: Run = async (given, terminal) => {
  const [planFile = '', ...valueFiles] = given.files;
  const { plan, directory } = await planIn(planFile);
  const read = valueFiles.map((file) => valuesIn(file, plan, directory));
  const values = {
    actuals: read.flatMap(({ actuals }) => actuals),
    milestones: read.flatMap(({ milestones }) => milestones),
  };
  const quarter = quarterGiven(given.text('quarter')) ?? newestQuarter(values, planFile);
  const judged = evaluatePlan({ plan, directory, ...values }, quarter);
  const lines = linesOf(judged, plan);
  if (given.flag('json')) terminal.printJson(lines);
  else
    for (const { initiative, title, status, reason } of lines)
      terminal.print(`${initiative} ${title}　${STATUS_WORDS[status]}　${reason}`);
  return 0;
};

async function planIn(file: string): Promise<{ plan: Plan; directory: Directory }> {
  const reading = await readPlanFor(NOTHING_STORED, file);
  if (!reading.ok) throw faulty(file, reading.faults);
  if (reading.directory === null)
    throw new Refusal(
      `「${file}」に部署一覧がないので、計画と同じ場所に directory のファイルを置いてください。`,
    );
  return { plan: reading.plan, directory: reading.directory };
}

function valuesIn(file: string, plan: Plan, directory: Directory): ReportedValues {
  const decoded = decodeText(readInputFile(file));
  if (!decoded.ok)
    throw new Refusal(`「${file}」を文字として読めないので、UTF-8のCSV、YAML、JSONにしてください。`);
  const reading = readValues(file, decoded.text, plan, directory);
  if (!reading.ok) throw faulty(file, reading.faults);
  return reading;
}

function readValues(file: string, text: string, plan: Plan, directory: Directory): ActualsReading {
  const refuse = (message: string): ActualsReading => ({ ok: false, faults: [{ where: '全体', message }] });
  if (extname(file).toLowerCase() === '.csv') {
    const parsed = parseCsv(text);
    return parsed.ok
      ? readActualsTable(
          parsed.sheet.cells.map((row) => row.map(({ value }) => String(value ?? ''))),
          plan,
          directory,
        )
      : refuse(parsed.message);
  }
  const parsed = extname(file).toLowerCase() === '.json' ? parseJson(text) : parseYaml(text);
  return parsed.ok
    ? readActualsDocument(parsed.value, plan, directory)
    : refuse(
        `書き方が正しくありません（${parsed.line === null ? '' : `${parsed.line}行目、`}${parsed.detail}）。`,
      );
}

function faulty(file: string, faults: readonly { where: string; message: string }[]): Refusal {
  const named = faults.slice(0, FAULTS_MAX).map(({ where, message }) => `${where}: ${clause(message)}`);
  const more = faults.length > FAULTS_MAX ? `、ほか${faults.length - FAULTS_MAX}か所` : '';
  return new Refusal(`「${file}」の内容が正しくありません（${named.join('、')}${more}）。`);
}

function quarterGiven(text: string | null): QuarterId | null {
  if (text === null) return null;
  const read = QuarterSchema.safeParse(text);
  if (read.success) return read.data;
  throw new Refusal(`--quarter の「${text}」は四半期ではないので、2026Q1 のように書いてください。`);
}

function newestQuarter({ actuals }: ReportedValues, file: string): QuarterId {
  const newest = actuals.toSorted((a, b) => quarterIndex(b.quarter) - quarterIndex(a.quarter))[0];
  if (newest === undefined)
    throw new Refusal(
      `「${file}」の実績値が一つもないので、--quarter 2026Q1 のように四半期を指定してください。`,
    );
  return newest.quarter;
}

function linesOf(judged: readonly EvaluatedInitiative[], plan: Plan) {
  const sheets = new Map(plan.initiatives.map((initiative) => [initiative.id, initiative]));
  return judged
    .map(({ initiative, status }) => {
      const { code, title } = sheets.get(initiative) ?? { code: initiative, title: '' };
      return { initiative: code, title, ...status };
    })
    .sort((a, b) => compareCodes(a.initiative, b.initiative));
}
