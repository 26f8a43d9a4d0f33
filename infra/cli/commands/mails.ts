import {
  MAIL_KIND_WORDS,
  MAIL_STATE_MARKS,
  sendReason,
} from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { MailState } from '../../../shared/records/mail.ts';
import { listMails } from '../../../shared/steps/list-mails.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { roundGiven } from '../read-input.ts';
import { departmentCodes, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

export const runMails: Run = async (given, terminal) => {
  const state = stateGiven(given);
  const round = roundGiven(given);
  const rows = await withSession(given, async (session) => {
    const codeOf = await departmentCodes(session);
    const mails = await listMails(session.store, {
      ...(state ? { state } : {}),
      of: { plan: session.plan, ...(round ? { round } : {}) },
    });
    return mails.map((mail) => ({
      id: mail.id,
      kind: mail.kind,
      to: mail.to,
      round: mail.round,
      department: mail.department === null ? null : codeOf(mail.department),
      state: mail.state,
      sentAt: mail.sentAt === null ? null : isoTokyo(instantOf(mail.sentAt)),
      reason: mail.reason,
    }));
  });
  if (given.flag('json')) terminal.printJson(rows);
  else if (rows.length === 0) terminal.print('送信の記録はありません。');
  else {
    const lines = rows.map(({ kind, to, round: of, department, state: stands, sentAt, reason }) => [
      sentAt === null ? '' : shortDateTime(instantOf(sentAt)),
      MAIL_STATE_MARKS[stands].word,
      MAIL_KIND_WORDS[kind],
      of ?? '',
      department ?? '',
      to.join('、'),
      sendReason(reason),
    ]);
    const head = ['送信', '状態', '種類', '回', '部署', '宛先', '理由'];
    for (const line of tableLines([head, ...lines])) terminal.print(line);
  }
  return 0;
};

function stateGiven(given: Given): MailState | null {
  const text = given.text('state');
  if (text === null) return null;
  const read = MailState.safeParse(text);
  if (read.success) return read.data;
  throw new Refusal(
    `--state の「${text}」という状態はないので、${MailState.options.join('・')} のどれかにしてください。`,
  );
}
