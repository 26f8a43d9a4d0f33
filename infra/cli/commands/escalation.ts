import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { atTokyo, isoTokyo, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import { type Directory, departmentName } from '../../../shared/plan/directory.ts';
import { toldWhom } from '../../../shared/schedule/escalations.ts';
import { holdWords, stepName } from '../../../shared/schedule/why.ts';
import { chooseStep, loadEscalations, type WaitingEscalation } from '../../../shared/steps/hold-step.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { roundGiven } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

const HELD = '見送り';
/** As long as a reason in the console. */
const REASON_MAX_CHARS = 200;

/** Lists what reaches chiefs and heads until the end of the next business day, and what of it is kept back. */
export const runEscalationList: Run = async (given, terminal) => {
  const { escalations, directory } = await withSession(given, loadUntilNextDay);
  if (given.flag('json'))
    terminal.printJson(escalations.map((one) => ({ ...plainOf(one, directory), hold: one.hold })));
  else if (escalations.length === 0)
    terminal.print('次の開庁日までに、課長や部局長に届く予定の連絡はありません。');
  else {
    const lines = escalations.map((one) => [
      shortDateTime(one.at),
      one.round,
      one.step,
      departmentName(directory, one.department),
      toldWhom(one, directory),
      one.hold === null ? '' : `${HELD}（${holdWords(one.hold)}）`,
    ]);
    for (const line of tableLines([['日時', '回', '連絡', '部署', '届く相手', ''], ...lines]))
      terminal.print(line);
  }
  return 0;
};

export const runEscalationHold: Run = (given, terminal) => choose(given, terminal, true);
export const runEscalationFree: Run = (given, terminal) => choose(given, terminal, false);

async function choose(
  given: Given,
  terminal: Parameters<Run>[1],
  isHeld: boolean,
): Promise<Awaited<ReturnType<Run>>> {
  const { chosen, outcome, name } = await withSession(given, async (session) => {
    const reason = given.text('reason') ?? '';
    if (reason.length > REASON_MAX_CHARS)
      throw new Refusal(`--reason が${reason.length}字あるので、${REASON_MAX_CHARS}字までで書いてください。`);
    const { escalations, directory } = await loadUntilNextDay(session);
    const chosen = findChosen(given, escalations, directory, isHeld);
    const at = session.clock();
    const by = given.text('by') ?? '';
    const outcome = await chooseStep(session.store, {
      plan: session.plan,
      round: chosen.round,
      department: chosen.department,
      step: chosen.step,
      isHeld,
      reason,
      by,
      at,
      cause: `cli/${by}/${isoUtc(at)}`,
    });
    return { chosen, outcome, name: departmentName(directory, chosen.department) };
  });
  const what = `${name}の「${stepName(chosen.step)}」（${shortDateTime(chosen.at)}）`;
  if (outcome === 'conflict' || outcome === 'gone')
    throw new Refusal(`${what}は、同時に送られたか変わったので、「escalation list」で確かめてください。`);
  if (given.flag('json')) {
    const { round, department, step } = chosen;
    terminal.printJson({ outcome, round, department, step });
  } else if (outcome === 'already')
    terminal.print(isHeld ? `${what}は、すでに見送っています。` : `${what}は、見送っていません。`);
  else terminal.print(isHeld ? `${what}を見送ります。` : `${what}の見送りを取り消しました。`);
  return 0;
}

/** The one the options name: the first to come of that department, but for one that is as it is to be. */
function findChosen(
  given: Given,
  escalations: readonly WaitingEscalation[],
  { departments }: Directory,
  isHeld: boolean,
): WaitingEscalation {
  const said = given.text('department') ?? '';
  const department = departments.find(({ code, name }) => code === said || name === said);
  if (!department)
    throw new Refusal(
      `--department の「${said}」という部署はないので、連絡先の表の番号か名前で書いてください。`,
    );
  const [round, step] = [roundGiven(given), given.text('step')];
  const own = escalations.filter(
    (one) =>
      one.department === department.id &&
      (round === null || one.round === round) &&
      (step === null || one.step === step),
  );
  const found = own.find(({ hold }) => (hold !== null) !== isHeld) ?? own[0];
  if (found) return found;
  throw new Refusal(
    `${department.name}には、次の開庁日までに課長や部局長に届く連絡がないので、「escalation list」で確かめてください。`,
  );
}

async function loadUntilNextDay({ store, plan, clock }: Session) {
  const { calendar, directory } = await loadCity(store, plan);
  const now = clock();
  const until = atTokyo(calendar.next(tokyoDate(now)), '23:59');
  return { escalations: await loadEscalations(store, plan, now, until), directory };
}

function plainOf({ at, round, step, department, to, cc }: WaitingEscalation, { departments }: Directory) {
  const code = departments.find(({ id }) => id === department)?.code ?? department;
  return { at: isoTokyo(at), round, step, department: code, to, cc };
}
