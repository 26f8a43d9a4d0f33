import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import type { Run } from '../command.ts';
import { departmentCodes, withSession } from '../session.ts';

/** Everything received that waits for a person, set apart for suspicion or not. */
export const runHeld: Run = async (given, terminal) => {
  const rows = await withSession(given, async (session) => {
    const codeOf = await departmentCodes(session);
    const waiting = await Promise.all([
      session.store.list('received', { state: 'held' }),
      session.store.list('received', { state: 'quarantined' }),
    ]);
    return waiting
      .flat()
      .map(({ value }) => value)
      .sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
      .map(({ id, receivedAt, state, from, subject, round, department, mail, reason, toConfirm }) => ({
        id,
        receivedAt: isoTokyo(instantOf(receivedAt)),
        state,
        from,
        subject,
        round,
        department: department === null ? null : codeOf(department),
        mail,
        reason,
        why: reason === null ? null : describeHoldReason(reason),
        toConfirm,
      }));
  });
  if (given.flag('json')) terminal.printJson(rows);
  else if (rows.length === 0) terminal.print('確認を待つ返信はありません。');
  else {
    for (const { id, receivedAt, state, from, subject, round, department, why, toConfirm } of rows) {
      const set = state === 'quarantined' ? '　隔離' : '';
      terminal.print(
        `${shortDateTime(instantOf(receivedAt))}${set}　${from ?? '（差出人不明）'}　${subject ?? ''}`,
      );
      terminal.print(`　理由　${why ?? '（記録がありません）'}`);
      terminal.print(`　照会　${round ?? '（不明）'}　部署 ${department ?? '（不明）'}　受信番号 ${id}`);
      for (const line of toConfirm) terminal.print(`　確認する行　${line}`);
    }
  }
  return 0;
};
