import { dateOf, type PlainDate, tokyoDate } from '../../../shared/calendar/time.ts';
import { readDate } from '../../../shared/plan/read-values.ts';
import { composeAnswerSheet } from '../../../shared/report/paper/answer-sheet.ts';
import {
  composeAssemblyPaper,
  composeCouncilPaper,
  type PaperInput,
} from '../../../shared/report/paper/compose-paper.ts';
import type { Paper } from '../../../shared/report/paper/paper.ts';
import { paperRows, renderPaperText } from '../../../shared/report/paper/paper-text.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { loadAnswerSheet, loadPaper } from '../../../shared/steps/papers.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { type Session, withSession } from '../session.ts';

/** The day given, or today by the clock of the system. */
function dayGiven(given: Given, { clock }: Session): PlainDate {
  const text = given.text('as-of');
  if (text === null) return tokyoDate(clock());
  const read = readDate(text);
  if (read === null)
    throw new Refusal(`--as-of の「${text}」は日付ではないので、2026-08-05 のように書いてください。`);
  return dateOf(read);
}

function printPaper(paper: Paper, given: Given, terminal: Terminal): 0 {
  if (given.flag('json')) terminal.printJson(paper);
  else if (given.flag('csv')) terminal.printBytes(new TextEncoder().encode(csvOf(paperRows(paper))));
  else terminal.print(renderPaperText(paper).trimEnd());
  return 0;
}

const runPaper =
  (compose: (input: PaperInput) => Paper): Run =>
  async (given, terminal) => {
    const paper = await withSession(given, async (session) => {
      const day = dayGiven(given, session);
      const city = await loadCity(session.store, session.plan);
      const input = await loadPaper(session.store, city, session.plan, day);
      if (input) return compose(input);
      throw new Refusal(
        `${day} までに発信した本部資料がないので、「release」で発信した日より後の日を --as-of で指定してください。`,
      );
    });
    return printPaper(paper, given, terminal);
  };

/** The council's paper as of a day. */
export const runPaperCouncil = runPaper(composeCouncilPaper);

/** The assembly's paper as of a day: what is public alone. */
export const runPaperAssembly = runPaper(composeAssemblyPaper);

/** The sheet of questions and answers for one KPI as of a day. */
export const runPaperAnswers: Run = async (given, terminal) => {
  const wanted = given.files[0] ?? '';
  const paper = await withSession(given, async (session) => {
    const { store, plan } = session;
    const city = await loadCity(store, plan);
    const found = city.plan.initiatives.flatMap((initiative) =>
      initiative.kpis
        .filter(({ id, name }) => id === wanted || name === wanted)
        .map((kpi) => ({ initiative, kpi })),
    );
    const [only] = found;
    if (!only || found.length > 1)
      throw new Refusal(
        found.length > 1
          ? `「${wanted}」という指標が${found.length}件あるので、指標のIDで書いてください。`
          : `「${wanted}」という指標はないので、指標の名前かIDを計画のとおりに書いてください。`,
      );
    return composeAnswerSheet(await loadAnswerSheet(store, city, plan, only, dayGiven(given, session)));
  });
  return printPaper(paper, given, terminal);
};
