import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { MailRecord } from '../../../shared/records.ts';
import { pauseInForce, pauseMails, resumeMails, waitingMails } from '../../../shared/steps/pause-mails.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { type Session, withSession } from '../session.ts';

const CONFLICT = '同時に別の操作で変わったので、もう一度実行してください。';

/** Stops all sending (非常停止). */
export const runPause: Run = async (given, terminal) => {
  const reason = given.text('reason') ?? '';
  const outcome = await withSession(given, (session) =>
    pauseMails(session.store, actOf(session, given), reason),
  );
  if (outcome === 'conflict') throw new Refusal(CONFLICT);
  if (given.flag('json')) terminal.printJson({ outcome });
  else if (outcome === 'paused') terminal.print('メールの送信をすべて止めました。');
  else terminal.print('送信は、すでに止まっています。');
  return 0;
};

/** Ends the pause, or with --dry-run says what would then go and what has expired. */
export const runResume: Run = async (given, terminal) => {
  const { paused, waiting, outcome, follows } = await withSession(given, async (session) => {
    const { store, clock, plan } = session;
    const paused = await pauseInForce(store, plan);
    const waiting = await waitingMails(store, plan, clock());
    if (paused === null || given.flag('dry-run')) return { paused, waiting, outcome: null, follows: null };
    const { outcome } = await resumeMails(store, actOf(session, given));
    return { paused, waiting, outcome, follows: outcome === 'resumed' ? await session.settle() : null };
  });
  if (outcome === 'conflict') throw new Refusal(CONFLICT);
  const { goes, expires } = waiting;
  if (given.flag('json')) {
    const idsOf = (mails: readonly MailRecord[]) => mails.map(({ id }) => id);
    terminal.printJson({ outcome: outcome ?? 'unchanged', goes: idsOf(goes), expires: idsOf(expires) });
  } else if (paused === null) terminal.print('送信は止まっていません。');
  else {
    terminal.print(`${shortDateTime(instantOf(paused.since))}から停止　${paused.by}　${paused.reason}`);
    terminal.print(`送るメール　${goes.length}通`);
    for (const { subject, to } of goes) terminal.print(`　${to.join('、')}　${subject}`);
    terminal.print(`期限が過ぎたため送らないメール　${expires.length}通`);
    for (const { subject, to } of expires) terminal.print(`　${to.join('、')}　${subject}`);
    if (outcome === 'resumed') terminal.print('送信を再開しました。');
  }
  if (follows !== null) terminal.warn(follows);
  return 0;
};

function actOf({ city, plan, clock }: Session, given: Given) {
  const at = clock();
  return { city, plan, by: given.text('by') ?? '', at, cause: `cli/${given.text('by')}/${isoUtc(at)}` };
}
