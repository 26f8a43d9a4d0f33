import { existsSync, writeFileSync } from 'node:fs';
import { monthDay } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, tokyoDate } from '../../../shared/calendar/time.ts';
import type { Department } from '../../../shared/plan/directory.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { type AskedForm, loadAskedForm } from '../../../shared/steps/answers/open-request.ts';
import { Refusal, type Run } from '../command.ts';
import { departmentGiven, requiredRound } from '../read-input.ts';
import { withSession } from '../session.ts';

/** A department's form as text: to read out over the telephone, or to hand over on paper. */
export const runReplyForm: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const paper = given.text('paper');
  if (paper !== null && !paper.endsWith('.txt'))
    throw new Refusal(`--paper の「${paper}」は、.txt で終わるファイルの名前にしてください。`);
  if (paper !== null && existsSync(paper))
    throw new Refusal(`「${paper}」はすでにあるので、別の名前にしてください。`);
  const lines = await withSession(given, async (session) => {
    const department = await departmentGiven(given, session);
    if (!department) throw new Refusal('--department に部署の番号か名前を書いてください。');
    const form = await loadAskedForm(session.store, {
      plan: session.plan,
      round,
      department: department.id,
    });
    if (form) return linesOf(form, department);
    throw new Refusal(
      `${department.name}への ${round} の照会はないので、--round と --department を確かめてください。`,
    );
  });
  if (paper === null) for (const line of lines) terminal.print(line);
  else {
    writeFileSync(paper, `${lines.join('\r\n')}\r\n`, { flag: 'wx' });
    terminal.print(`「${paper}」に書きました。`);
  }
  return 0;
};

function linesOf({ asked, text }: AskedForm, { name }: Department): string[] {
  const { round, request } = asked;
  return [
    `${roundName(round.id)}　${name}`,
    `受付番号 ${request.value.receiptCode}　回答期限 ${monthDay(tokyoDate(instantOf(request.value.dueAt)))}`,
    '',
    ...formPartOf(text),
  ];
}

/** The form itself, without the letter around it: from its first section to the line before its end mark. */
function formPartOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith('■'));
  const end = lines.findIndex((line) => line.startsWith('【おわり】'));
  return lines.slice(Math.max(0, start), end < 0 ? undefined : end);
}
