import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { findDepartment } from '../../../shared/plan/directory.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import type { Run, Terminal } from '../command.ts';
import { ageWords, shortId } from '../held-mails.ts';
import { printable } from '../printable.ts';
import { type Session, withSession } from '../session.ts';

/** Everything received that waits for a person, set apart for suspicion or not; the oldest first. */
export const runHeld: Run = async (given, terminal) => {
  const rows = await withSession(given, async (session) => {
    const { store } = session;
    const [directory, ...waiting] = await Promise.all([
      store.loadDocument('directory', 'city'),
      store.list('received', { state: 'held' }),
      store.list('received', { state: 'quarantined' }),
    ]);
    return waiting
      .flat()
      .map(({ value }) => value)
      .sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
      .map((mail) => {
        const department =
          directory && mail.department !== null
            ? findDepartment(directory.document, mail.department)
            : undefined;
        return rowOf(mail, department ?? null, session);
      });
  });
  if (given.flag('json')) terminal.printJson(rows.map(({ view }) => view));
  else if (rows.length === 0) terminal.print('確認を待つ返信はありません。');
  else for (const row of rows) printRow(row, terminal);
  return 0;
};

type Row = ReturnType<typeof rowOf>;

function rowOf(
  mail: ReceivedMail,
  department: { readonly code: string; readonly name: string } | null,
  { clock }: Session,
) {
  const { id, receivedAt, state, from, subject, round, reason, toConfirm } = mail;
  const at = instantOf(receivedAt);
  return {
    age: ageWords(at, clock()),
    name: department?.name ?? mail.department,
    view: {
      id,
      receivedAt: isoTokyo(at),
      ageHours: Math.floor(at.until(clock()).total('hours')),
      state,
      from,
      subject,
      round,
      department: department?.code ?? mail.department,
      mail: mail.mail,
      reason,
      why: reason === null ? null : describeHoldReason(reason),
      toConfirm,
    },
  };
}

function printRow({ view, age, name }: Row, terminal: Terminal): void {
  const { id, receivedAt, state, from, subject, round, why, toConfirm } = view;
  const about = round === null ? '照会は不明' : `${round}　${name ?? '事務局あて'}`;
  const apart = state === 'quarantined' ? '　隔離' : '';
  terminal.print(
    `${shortDateTime(instantOf(receivedAt))}（${age}）${apart}　${about}　${from ?? '（差出人不明）'}`,
  );
  terminal.print(`　件名　${subject ? printable(subject) : '（件名なし）'}`);
  terminal.print(`　理由　${why ?? '（記録がありません）'}`);
  for (const line of toConfirm) terminal.print(`　確認する行　${printable(line)}`);
  terminal.print(`　内容を見るには　held show ${shortId(id)}`);
}
