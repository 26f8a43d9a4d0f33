import { longDate } from '../../../shared/calendar/japanese-date.ts';
import { dateOf } from '../../../shared/calendar/time.ts';
import { OPTION_WORDS, Option, STATE_WORDS } from '../../../shared/decision/case.ts';
import { countEndings } from '../../../shared/decision/endings.ts';
import { sortByUrgency } from '../../../shared/decision/open-case.ts';
import type { Stored } from '../../../shared/ports.ts';
import {
  type CaseAct,
  type CaseOutcome,
  openByHand,
  recordDecision,
  releaseDecision,
} from '../../../shared/steps/decision-cases.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

/** All cases, the open ones first and by urgency; and how initiatives ended. */
export const runDecisionList: Run = async (given, terminal) => {
  const { cases, codes } = await withSession(given, async ({ store, plan }) => {
    const { plan: document } = await loadCity(store, plan);
    return {
      cases: (await store.list('decisionCase', { plan })).map(({ value }) => value),
      codes: new Map(document.initiatives.map(({ id, code }) => [id, code])),
    };
  });
  const sorted = [
    ...sortByUrgency(cases.filter(({ state }) => state === 'open')),
    ...cases.filter(({ state }) => state !== 'open'),
  ];
  const endings = countEndings(cases);
  if (given.flag('json')) terminal.printJson({ cases: sorted, endings });
  else {
    const rows = sorted.map(({ id, initiative, state, decision, dueOn, causes }) => [
      id,
      codes.get(initiative) ?? initiative,
      decision === null ? STATE_WORDS[state] : `${STATE_WORDS[state]} ${OPTION_WORDS[decision.option]}`,
      dueOn,
      causes.map(({ text }) => text).join('、'),
    ]);
    if (rows.length === 0) terminal.print('見直し判断はありません。');
    else
      for (const line of tableLines([['ID', '取組', '状態', '期限', '理由'], ...rows])) terminal.print(line);
    terminal.print(
      `積極的廃止${endings.abolished}件、統合${endings.merged}件、期間満了（更新なし）${endings.lapsed}件`,
    );
  }
  return 0;
};

/** One case with its causes and its decision. */
export const runDecisionShow: Run = async (given, terminal) => {
  const { value } = await withSession(given, (session) => find(session, given));
  if (given.flag('json')) {
    terminal.printJson(value);
    return 0;
  }
  terminal.print(
    `${STATE_WORDS[value.state]}　決定者 ${value.decider}　期限 ${longDate(dateOf(value.dueOn))}`,
  );
  for (const { text } of value.causes) terminal.print(`理由　${text}`);
  for (const { option, text } of value.options) terminal.print(`案　${OPTION_WORDS[option]}：${text}`);
  if (value.decision !== null) {
    const { option, text, decidedOn, minutes } = value.decision;
    terminal.print(`決定　${OPTION_WORDS[option]}：${text}（${longDate(dateOf(decidedOn))}、${minutes}）`);
  }
  return 0;
};

/** Lays an initiative before the headquarters for a reason that no figure shows. */
export const runDecisionOpen: Run = async (given, terminal) => {
  const [code = ''] = given.files;
  const by = given.text('by') ?? '';
  const outcome = await withSession(given, async ({ store, plan, clock }) => {
    const city = await loadCity(store, plan);
    const at = clock();
    const cause = `cli/decision-open/${plan}/${code}/${at}`;
    return openByHand(store, city.plan, city.calendar, {
      ...{ plan, code, by, at, cause },
      reason: given.text('reason') ?? '',
    });
  });
  switch (outcome.outcome) {
    case 'refused':
      throw new Refusal(outcome.message);
    case 'known':
      throw new Refusal(
        'この取組は、今日すでに手作業で判断を求めています。decision list で確かめてください。',
      );
    case 'conflict':
      throw new Refusal('同時に別の操作で変わったので、もう一度実行してください。');
    case 'opened':
      if (given.flag('json')) terminal.printJson({ id: outcome.id, outcome: outcome.outcome });
      else terminal.print(`本部の判断を求めます（${outcome.id}）。`);
      return 0;
  }
};

/** Records what the headquarters decided; departments do not see it before it is released. */
export const runDecisionRecord: Run = async (given, terminal) => {
  const chosen = given.text('option') ?? '';
  const option = Option.options.find((one) => one === chosen || OPTION_WORDS[one] === chosen) ?? '';
  const outcome = await withSession(given, async (session) => {
    const { plan } = await loadCity(session.store, session.plan);
    const told = (name: string) => given.text(name) ?? '';
    return recordDecision(session.store, actOn(await find(session, given), session, told('by')), plan, {
      option,
      text: told('text'),
      decidedOn: told('on'),
      decider: told('decider'),
      minutes: told('minutes'),
      nextOn: told('next'),
      until: told('until'),
      into: told('into'),
    });
  });
  const { id } = settled(outcome);
  if (given.flag('json')) terminal.printJson({ id, outcome: outcome.outcome });
  else terminal.print('決定を記録しました。公表するまで、所管課には知らせません。');
  return 0;
};

/** Releases a recorded decision, so that the next request quotes it. */
export const runDecisionRelease: Run = async (given, terminal) => {
  const outcome = await withSession(given, async (session) =>
    releaseDecision(session.store, actOn(await find(session, given), session, given.text('by') ?? '')),
  );
  const { id } = settled(outcome);
  if (given.flag('json')) terminal.printJson({ id, outcome: outcome.outcome });
  else terminal.print('決定を公表しました。次の照会から所管課に対応を尋ねます。');
  return 0;
};

async function find({ store, plan }: Session, given: Given): Promise<Stored<'decisionCase'>> {
  const [id = ''] = given.files;
  const found = (await store.list('decisionCase', { plan })).find(({ value }) => value.id === id);
  if (!found) throw new Refusal(`「${id}」という見直し判断はありません。decision list で確かめてください。`);
  return found;
}

function actOn({ value, revision }: Stored<'decisionCase'>, { plan, clock }: Session, by: string): CaseAct {
  const { initiative, id } = value;
  const at = clock();
  if (by === '') throw new Refusal('--by に、操作する人の名前を書いてください。');
  return { plan, initiative, id, basedOn: revision, by, at, cause: `cli/decision/${plan}/${id}/${revision}` };
}

function settled(outcome: CaseOutcome): { id: string } {
  switch (outcome.outcome) {
    case 'done':
      return { id: outcome.record.id };
    case 'faults':
      throw new Refusal(outcome.faults.map(({ message }) => message).join(''));
    case 'refused':
      throw new Refusal(
        outcome.reason === 'not-decided'
          ? '決定がまだ記録されていないか、すでに公表されています。'
          : 'すでに公表された決定は変えられません。',
      );
    case 'conflict':
    case 'no-such-case':
      throw new Refusal('同時に別の操作で変わったので、もう一度実行してください。');
  }
}
