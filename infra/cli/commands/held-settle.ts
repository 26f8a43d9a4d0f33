import { RECEIVED_STATE_MARKS } from '../../../functions/web/serve-pages/look/words.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import type { NamedRequest } from '../../../shared/steps/answers/open-held.ts';
import {
  createHeldDecisions,
  type HeldAction,
  type HeldOutcome,
} from '../../../shared/steps/answers/settle-held.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { findReceived, nameGiven, refusalSentence, shortId, wordsGiven } from '../held-mails.ts';
import { printable } from '../printable.ts';
import { departmentGiven, roundGiven } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';

/** Lets a held reply count, or notes that its words have been dealt with. */
export const runHeldApply: Run = (given, terminal) =>
  settle(given, terminal, async (session) => ({
    does: 'apply',
    reason: wordsGiven(given, 'reason'),
    request: await requestGiven(given, session),
  }));

/** Does not let a held reply count. */
export const runHeldReject: Run = (given, terminal) =>
  settle(given, terminal, async () => ({ does: 'reject', reason: wordsGiven(given, 'reason') ?? '' }));

/** Sends a held reply back with some words and the lines still blank. */
export const runHeldReturn: Run = (given, terminal) =>
  settle(given, terminal, async () => ({ does: 'return', note: wordsGiven(given, 'note') ?? '' }));

async function settle(
  given: Given,
  terminal: Terminal,
  actionOf: (session: Session) => Promise<HeldAction>,
): Promise<0> {
  const by = nameGiven(given);
  const { id, settled, follows } = await withSession(given, async (session) => {
    const action = await actionOf(session);
    const found = await findReceived(session, given.files[0] ?? '');
    const outcome = await createHeldDecisions({ ...session, openForm }).settle(found, by, action);
    if (outcome.outcome === 'refused') throw new Refusal(refusalSentence(found, outcome));
    return { id: found, settled: outcome, follows: await session.settle() };
  });
  const { received, changes, toConfirm, mailedTo } = settled;
  if (given.flag('json')) {
    const { state, reason, round, department, decision } = received;
    terminal.printJson({ id, state, reason, round, department, decision, changes, toConfirm, mailedTo });
  } else for (const line of wordsOf(settled)) terminal.print(printable(line));
  if (follows !== null) terminal.warn(follows);
  return 0;
}

/** Which request it answers, where the person says so; both parts or none. */
async function requestGiven(given: Given, session: Session): Promise<NamedRequest | null> {
  const round = roundGiven(given);
  const department = await departmentGiven(given, session);
  if (round === null && department === null) return null;
  if (round !== null && department !== null) return { round, department: department.id };
  throw new Refusal('照会を指定するには、--round と --department の両方を書いてください。');
}

type Settled = Extract<HeldOutcome, { outcome: 'settled' }>;

function wordsOf({ received, kind, changes, toConfirm, mailedTo }: Settled): string[] {
  const { id, state, reason, round, decision } = received;
  return [
    `受信番号 ${shortId(id)} の返信を「${RECEIVED_STATE_MARKS[state].word}」にしました（${decision?.by ?? ''}）。`,
    ...changes.map(
      ({ anchor, label, before, after }) => `　登録　【${anchor}】${label}：${before} → ${after}`,
    ),
    ...toConfirm.map((line) => `　確認する行　${line}`),
    ...(state === 'applied' && kind === 'correction'
      ? ['　すでに作った本部資料は変わりません。判定は新しい回答で行い直します。']
      : []),
    ...(reason === 'hand-over' && (state === 'handled' || state === 'applied')
      ? ['　連絡先は自動では変わりません。部署と連絡先の表を直し、「plan import」で取り込んでください。']
      : []),
    ...(state === 'handled' && reason !== 'hand-over' && reason !== null
      ? [`　もとの理由　${describeHoldReason(reason)}`]
      : []),
    ...(state === 'applied' || round === null
      ? []
      : ['　まだ回答のない行があれば、次の予定から再送します。']),
    mailedTo.length > 0 ? `　メールを送る先　${mailedTo.join('、')}` : '　メールは送りません。',
  ];
}
