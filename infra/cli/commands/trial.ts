import { longDate, shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { isoTokyo, isoUtc, type PlainDate, Temporal } from '../../../shared/calendar/time.ts';
import { endExtraRound, startExtraRound } from '../../../shared/steps/extra-rounds.ts';
import { type City, loadCity } from '../../../shared/steps/load-city.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { type Session, withSession } from '../session.ts';

const CONFLICT = '同時に別の操作で変わったので、もう一度実行してください。';

/** Starts a round for practice (試行) with the departments named. */
export const runTrialStart: Run = async (given, terminal) => {
  const { started, follows } = await withSession(given, async (session) => {
    const city = await loadCity(session.store, session.plan);
    const choice = {
      kind: 'trial',
      departments: departmentsGiven(given, city),
      dueOn: dueGiven(given),
    } as const;
    const started = await startExtraRound(session.store, city, choice, actOf(session, given));
    return { started, follows: started.outcome === 'started' ? await session.settle() : null };
  });
  switch (started.outcome) {
    case 'already':
      throw new Refusal(
        '試行はこの期間にもう始めているので、「trial end」で終えるか、次の四半期に始めてください。',
      );
    case 'due-too-early':
      throw new Refusal(`--due が早すぎるので、${longDate(started.nearest)}以降にしてください。`);
    case 'conflict':
      throw new Refusal(CONFLICT);
    case 'started': {
      const { round, opensAt, dueAt } = started.timetable;
      if (given.flag('json'))
        terminal.printJson({ round, opensAt: isoTokyo(opensAt), dueAt: isoTokyo(dueAt) });
      else
        terminal.print(
          `試行を始めます。${shortDateTime(opensAt)}に送ります。回答期限は${shortDateTime(dueAt)}です。`,
        );
      if (follows !== null) terminal.warn(follows);
      return 0;
    }
  }
};

/** Ends the round for practice that stands. */
export const runTrialEnd: Run = async (given, terminal) => {
  const { outcome, follows } = await withSession(given, async (session) => {
    const city = await loadCity(session.store, session.plan);
    const outcome = await endExtraRound(session.store, city, 'trial', actOf(session, given));
    return { outcome, follows: outcome === 'ended' ? await session.settle() : null };
  });
  if (outcome === 'conflict') throw new Refusal(CONFLICT);
  if (given.flag('json')) terminal.printJson({ outcome });
  else terminal.print(outcome === 'ended' ? '試行を終えました。' : '試行はしていません。');
  if (follows !== null) terminal.warn(follows);
  return 0;
};

function departmentsGiven(given: Given, { directory }: City): string[] {
  return (given.text('departments') ?? '').split(',').map((text) => {
    const said = text.trim();
    const found = directory.departments.find(({ code, name }) => code === said || name === said);
    if (found) return found.id;
    throw new Refusal(
      `--departments の「${said}」という部署はないので、連絡先の表の番号か名前で書いてください。`,
    );
  });
}

function dueGiven(given: Given): PlainDate | null {
  const text = given.text('due');
  if (text === null) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch (cause) {
    throw new Refusal(`--due の「${text}」は日付ではないので、2026-07-14 の形で書いてください。`, { cause });
  }
}

function actOf({ city, plan, clock }: Session, given: Given) {
  const at = clock();
  const by = given.text('by') ?? '';
  return { city, plan, by, at, cause: `cli/${by}/${isoUtc(at)}` };
}
