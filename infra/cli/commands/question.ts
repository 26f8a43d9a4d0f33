import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { departmentName } from '../../../shared/plan/directory.ts';
import { QUESTION_MAX_CHARS } from '../../../shared/round/question.ts';
import { listQuestions, type StandingQuestion } from '../../../shared/steps/answers/list-questions.ts';
import {
  askQuestion,
  type QuestionRefusal,
  type SettleOutcome,
  settleQuestion,
} from '../../../shared/steps/answers/questions.ts';
import { namesOf } from '../../../shared/steps/answers/write-receipt.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { departmentGiven, requiredRound } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

const STATE_WORDS: Readonly<Record<StandingQuestion['state'], string>> = {
  open: '確認中',
  confirmed: '確かめた',
  corrected: '訂正された',
  withdrawn: '取り下げ',
};

/** The values of a round that are or were under question. */
export const runQuestionList: Run = async (given, terminal) => {
  const { questions, lines } = await withSession(given, async (session) => {
    const [city, found] = await Promise.all([
      loadCity(session.store, session.plan),
      listQuestions(session.store, { plan: session.plan, round: requiredRound(given) }),
    ]);
    const names = namesOf(city);
    return {
      questions: found,
      lines: found.map(({ department, question, state, value }) => [
        departmentName(city.directory, department),
        String(question.number),
        STATE_WORDS[state],
        names.get(question.subject) ?? question.subject,
        String(question.value),
        String(value),
        question.text,
      ]),
    };
  });
  if (given.flag('json')) terminal.printJson(questions);
  else if (lines.length === 0) terminal.print('確認した値はありません。');
  else
    for (const line of tableLines([
      ['部署', '番号', '状態', '指標', '尋ねた値', '今の値', '確かめたいこと'],
      ...lines,
    ]))
      terminal.print(line);
  return 0;
};

/** Puts a value under question, by mail or by phone. */
export const runQuestionAsk: Run = async (given, terminal) => {
  const done = await withSession(given, async (session) => {
    const { store, plan, workshop } = session;
    const department = await departmentNeeded(given, session);
    const via = given.flag('phone') ? 'phone' : 'mail';
    const outcome = await askQuestion(
      { store, workshop },
      {
        plan,
        round: requiredRound(given),
        department,
        kpi: await kpiGiven(given, session),
        text: given.text('text') ?? '',
        because: null,
        via,
      },
      actOf(given, session, 'ask'),
    );
    if (outcome.outcome === 'refused') throw new Refusal(refusalWords(outcome));
    return { ...outcome, follows: await session.settle() };
  });
  const { question, mailedTo } = done;
  if (given.flag('json')) terminal.printJson({ outcome: 'asked', number: question.number, mailedTo });
  else
    terminal.print(
      `確認中にしました（番号${question.number}）。${mailedTo.length > 0 ? `${mailedTo.join('、')}に尋ねました。` : '電話で尋ねてください。'}`,
    );
  if (done.follows !== null) terminal.warn(done.follows);
  return 0;
};

const SETTLED_WORDS: Readonly<Record<Exclude<SettleOutcome, 'settled'>, string>> = {
  'not-open': 'その番号の確認中の値はないので、「question list」が示す番号を指定してください。',
  note: `--note に確認の結果を、${QUESTION_MAX_CHARS}字までで書いてください。`,
  conflict: 'ほかの操作が同時に登録したため、変えませんでした。もう一度実行してください。',
};

/** Ends a question: the value was confirmed, or the question is withdrawn. */
export const runQuestionSettle: Run = async (given, terminal) => {
  const as = given.flag('withdraw') ? 'withdrawn' : 'confirmed';
  const follows = await withSession(given, async (session) => {
    const department = await departmentNeeded(given, session);
    const key = {
      plan: session.plan,
      round: requiredRound(given),
      department,
      number: Number(given.files[0]),
    };
    const note = given.text('note') ?? '';
    const outcome = await settleQuestion(session.store, key, { as, note }, actOf(given, session, 'settle'));
    if (outcome !== 'settled') throw new Refusal(SETTLED_WORDS[outcome]);
    return session.settle();
  });
  if (given.flag('json')) terminal.printJson({ outcome: 'settled', as });
  else terminal.print(as === 'confirmed' ? '値を確かめたと記録しました。' : '確認を取り下げました。');
  if (follows !== null) terminal.warn(follows);
  return 0;
};

async function departmentNeeded(given: Given, session: Session): Promise<string> {
  const department = await departmentGiven(given, session);
  if (department === null) throw new Refusal('--department に部署の番号か名前を書いてください。');
  return department.id;
}

/** The KPI `--kpi` names by its id or its name. */
async function kpiGiven(given: Given, { store, plan }: Session): Promise<string> {
  const text = given.text('kpi') ?? '';
  const { plan: stored } = await loadCity(store, plan);
  const kpis = stored.initiatives.flatMap((initiative) => initiative.kpis);
  const found = kpis.filter(({ id, name }) => id === text || name === text);
  const [only] = found;
  if (only && found.length === 1) return only.id;
  throw new Refusal(
    found.length > 1
      ? `--kpi の「${text}」という指標が${found.length}件あるので、指標のIDで書いてください。`
      : `--kpi の「${text}」という指標は計画にないので、計画の指標名かIDにしてください。`,
  );
}

function actOf(given: Given, { city, clock }: Session, what: string) {
  const at = clock();
  return { city, by: given.text('by') ?? '', at, cause: `cli/question-${what}/${at.toString()}` };
}

function refusalWords(refusal: QuestionRefusal): string {
  switch (refusal.why) {
    case 'no-such-value':
      return 'その照会では、その指標の値をその部署に聞いていないので、照会、部署、指標を確かめてください。';
    case 'no-value':
      return 'まだ値がないので、届いた値を指定してください。';
    case 'already-open':
      return 'この値はすでに確認中なので、「question list」で確かめてください。';
    case 'too-many':
      return 'この照会での確認が多すぎるので、電話で確かめ、「reply enter」で訂正してください。';
    case 'text':
      return `--text に確かめたいことを、${QUESTION_MAX_CHARS}字までで書いてください。`;
    case 'unreachable':
      return '所管課にメールが届かないので、--phone を付けて電話で尋ねてください。';
    case 'conflict':
      return 'ほかの操作が同時に登録したため、変えませんでした。もう一度実行してください。';
    case 'quiet':
      return `今はメールを送れないので（${refusal.because}）、${shortDateTime(refusal.next)}以降にするか、--phone を付けてください。`;
  }
}
