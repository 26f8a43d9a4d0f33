import { basename, extname } from 'node:path';
import { readOpinionFile, writeOpinionWorkbook } from '../../../shared/adapters/opinion-file.ts';
import type { OpinionAnswer } from '../../../shared/opinion/answer.ts';
import { EVERY_OPINION, fitsFilter, type OpinionFilter } from '../../../shared/opinion/filter.ts';
import { opinionRows } from '../../../shared/opinion/lay-out-opinions.ts';
import { Opinion, opinionId } from '../../../shared/opinion/opinion.ts';
import { CLASS_WORDS, KIND_WORDS, objectWords, raisedWords } from '../../../shared/opinion/words.ts';
import { departmentName } from '../../../shared/plan/directory.ts';
import type { OpinionRecord } from '../../../shared/records.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import { type City, loadCity } from '../../../shared/steps/load-city.ts';
import {
  compareOpinions,
  importOpinions,
  loadOpinionAnswers,
  loadOpinions,
  type SaveOutcome,
  saveOpinion,
} from '../../../shared/steps/opinions.ts';
import { clause } from '../clause.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { departmentGiven, readInputFile } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';
import { writeNewFile } from '../write-file.ts';

interface Ledger {
  readonly city: City;
  readonly records: readonly OpinionRecord[];
}

async function loadLedger({ store, plan }: Session): Promise<Ledger> {
  const [city, stored] = await Promise.all([loadCity(store, plan), loadOpinions(store, plan)]);
  return { city, records: stored.map(({ value }) => value) };
}

/** The ledger as a list, narrowed down. */
export const runOpinionList: Run = async (given, terminal) => {
  const { city, opinions } = await withSession(given, async (session) => {
    const { city: loaded, records } = await loadLedger(session);
    const filter = await filterOf(given, session);
    return {
      city: loaded,
      opinions: records.map(({ opinion }) => opinion).filter((opinion) => fitsFilter(opinion, filter)),
    };
  });
  if (given.flag('json')) terminal.printJson(opinions);
  else if (opinions.length === 0) terminal.print('当てはまる意見はありません。');
  else {
    const rows = opinions.map((opinion) => [
      String(opinion.number),
      CLASS_WORDS.write(opinion.class),
      opinion.department === null ? '' : departmentName(city.directory, opinion.department),
      opinion.due ?? '',
      opinion.text,
    ]);
    for (const line of tableLines([['番号', '区分', '所管課', '期限', '意見'], ...rows]))
      terminal.print(line);
  }
  return 0;
};

async function filterOf(given: Given, session: Session): Promise<OpinionFilter> {
  return {
    ...EVERY_OPINION,
    kind: wordGiven(given, 'kind', KIND_WORDS),
    class: wordGiven(given, 'class', CLASS_WORDS),
    department: (await departmentGiven(given, session))?.id ?? null,
    open: given.flag('open'),
  };
}

function wordGiven<T extends string>(
  given: Given,
  option: string,
  words: { read(text: string): T | null; readonly choices: string },
): T | null {
  const text = given.text(option);
  if (text === null) return null;
  const read = words.read(text);
  if (read === null)
    throw new Refusal(`--${option} の「${text}」は使えないので、${words.choices} のどれかにしてください。`);
  return read;
}

function numberGiven(given: Given): number {
  const text = given.files[0] ?? '';
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Refusal(`「${text}」は意見の番号ではないので、「opinion list」が示す番号を指定してください。`);
}

/** One opinion, with every version it had and what departments answered about it. */
export const runOpinionShow: Run = async (given, terminal) => {
  const number = numberGiven(given);
  const { city, record, versions, answers } = await withSession(given, async (session) => {
    const { store, plan } = session;
    const [loaded, found, history] = await Promise.all([
      loadCity(store, plan),
      store.get('opinion', { plan, id: opinionId(number) }),
      store.list('opinionVersion', { plan, id: opinionId(number) }),
    ]);
    const record = found?.value ?? null;
    return {
      city: loaded,
      record,
      versions: history.map(({ value }) => value),
      answers: record === null ? [] : await loadOpinionAnswers(store, plan, record.opinion),
    };
  });
  if (!record) throw notThere(number);
  if (given.flag('json')) terminal.printJson({ ...record, versions, answers });
  else
    for (const line of tableLines([...linesOf(record, city, versions), ...answerLines(answers, city)]))
      terminal.print(line);
  return 0;
};

function answerLines(answers: readonly OpinionAnswer[], { directory }: City): [string, string][] {
  return answers.map(({ round, department, response, handling }) => [
    '回答',
    [round, departmentName(directory, department), response, handling]
      .filter((part) => part !== null)
      .join('　'),
  ]);
}

function notThere(number: number): Refusal {
  return new Refusal(`番号${number}の意見はないので、「opinion list」が示す番号を指定してください。`);
}

function linesOf({ opinion }: OpinionRecord, { plan, directory }: City, versions: readonly OpinionRecord[]) {
  const { reflected, department } = opinion;
  const lines: [string, string | null][] = [
    ['番号', String(opinion.number)],
    ['意見', opinion.text],
    ['種類', KIND_WORDS.write(opinion.kind)],
    ['会議', `${opinion.meeting}（${raisedWords(opinion.raisedOn)}）`],
    ['対象', objectWords(opinion.object, plan)],
    ['区分', CLASS_WORDS.write(opinion.class)],
    ['理由', opinion.reason],
    ['対応方針', opinion.policy],
    ['所管課', department === null ? null : departmentName(directory, department)],
    ['期限', opinion.due],
    ['反映箇所', reflected?.where ?? null],
    ['反映前', reflected?.before ?? null],
    ['反映後', reflected?.after ?? null],
    ['公表', opinion.published ? '公表' : '非公表'],
    ['例示', opinion.illustrative.length === 0 ? null : opinion.illustrative.join('、')],
    ...versions.map(({ version, changedAt, changedBy, why }): [string, string] => [
      `第${version}版`,
      [changedAt, changedBy, why].filter((part) => part !== null).join('　'),
    ]),
  ];
  return lines.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

/** Changes what is said of one opinion; a change of class takes its reason. */
export const runOpinionSet: Run = async (given, terminal) => {
  const number = numberGiven(given);
  const saved = await withSession(given, async (session) => {
    const { store, plan, clock } = session;
    const [city, found] = await Promise.all([
      loadCity(store, plan),
      store.get('opinion', { plan, id: opinionId(number) }),
    ]);
    if (!found) throw notThere(number);
    const { opinion, version } = found.value;
    const act = {
      plan,
      by: given.text('by') ?? '',
      at: clock(),
      cause: `cli/opinion-set/${plan}/${number}/${version}`,
      why: given.text('why'),
    };
    return saveOpinion(store, city, act, await withGiven(opinion, given, session), version);
  });
  say(saved, number, given, terminal);
  return 0;
};

async function withGiven(opinion: Opinion, given: Given, session: Session): Promise<Opinion> {
  const where = given.text('where');
  const read = Opinion.safeParse({
    ...opinion,
    class: wordGiven(given, 'class', CLASS_WORDS) ?? opinion.class,
    reason: given.text('reason') ?? opinion.reason,
    policy: given.text('policy') ?? opinion.policy,
    due: given.text('due') ?? opinion.due,
    department: (await departmentGiven(given, session))?.id ?? opinion.department,
    reflected:
      where === null
        ? opinion.reflected
        : { where, before: given.text('before'), after: given.text('after') },
    published: given.flag('publish') || (opinion.published && !given.flag('unpublish')),
  });
  if (read.success) return read.data;
  const wrong = read.error.issues.map(
    ({ path }) => `--${path[0] === 'reflected' ? 'where' : String(path[0])}`,
  );
  throw new Refusal(
    `${[...new Set(wrong)].join('、')} の値は使えないので、期限は 2026-09-30 のように、文は2000字までで書いてください。`,
  );
}

function say(saved: SaveOutcome, number: number, given: Given, terminal: Terminal): void {
  if (saved.outcome === 'refused') {
    const [first] = saved.faults;
    throw new Refusal(`番号${number}の意見は変えていません（${clause(first?.message ?? '')}）。`);
  }
  if (saved.outcome === 'conflict')
    throw new Refusal(`番号${number}の意見が、同時に別の操作で変わったので、もう一度実行してください。`);
  if (given.flag('json')) terminal.printJson({ number, ...saved });
  else if (saved.outcome === 'changed')
    for (const { label, before, after } of saved.changes) terminal.print(`${label}：${before}→${after}`);
  else terminal.print('変わったところはありません。');
}

/** Takes a ledger from a file: every fault by its row, or everything. */
export const runOpinionImport: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
  const bytes = readInputFile(file);
  const isDry = given.flag('dry-run');
  const by = given.text('by');
  if (!isDry && by === null)
    throw new Refusal('取り込みには --by NAME が必要なので、処理する人の名前を指定してください。');
  return withSession(given, async (session) => {
    const { store, plan, clock } = session;
    const { city, records } = await loadLedger(session);
    const known = records.map(({ opinion }) => opinion);
    const reading = await readOpinionFile({ name: basename(file), bytes }, { ...city, known });
    if (!reading.ok) {
      if (given.flag('json')) terminal.printJson({ faults: reading.faults });
      else for (const { where, message } of reading.faults) terminal.print(`${where}: ${message}`);
      return 1;
    }
    const { added, changed, unchanged } = compareOpinions(records, reading.opinions);
    const counts = { added: added.length, changed: changed.length, unchanged };
    if (!isDry) {
      const why = given.text('why') ?? `「${basename(file)}」の取り込み`;
      const act = { plan, by: by ?? '', at: clock(), cause: `cli/opinion-import/${basename(file)}`, why };
      const { stored, stoppedAt } = await importOpinions(store, city, act, reading.opinions);
      if (stoppedAt !== null)
        throw new Refusal(
          `番号${stoppedAt}の意見が同時に別の操作で変わったため${stored}件で止めたので、もう一度実行してください。`,
        );
    }
    for (const { where, message } of reading.notes) terminal.warn(`${where}: ${message}`);
    if (given.flag('json')) terminal.printJson({ ...counts, imported: !isDry });
    else
      terminal.print(
        `${isDry ? '取り込むと' : '取り込みました：'}追加${counts.added}件、変更${counts.changed}件、同じ${unchanged}件${isDry ? 'です' : ''}`,
      );
    return 0;
  });
};

/** Writes the ledger as a file that `opinion import` takes back. */
export const runOpinionExport: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
  const extension = extname(file).toLowerCase();
  if (extension !== '.xlsx' && extension !== '.csv')
    throw new Refusal(`「${file}」に書く形が分からないので、.xlsx か .csv で終わる名前にしてください。`);
  const { city, records } = await withSession(given, loadLedger);
  const opinions = records.map(({ opinion }) => opinion);
  const bytes =
    extension === '.xlsx'
      ? await writeOpinionWorkbook(opinions, city)
      : new TextEncoder().encode(csvOf(opinionRows(opinions, city)));
  writeNewFile(file, bytes);
  if (given.flag('json')) terminal.printJson({ file, opinions: opinions.length });
  else terminal.print(`意見${opinions.length}件を「${file}」に書き出しました。`);
  return 0;
};
