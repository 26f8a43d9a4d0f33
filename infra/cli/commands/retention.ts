import { longDate } from '../../../shared/calendar/japanese-date.ts';
import { type Expired, listExpired, loadRetention } from '../../../shared/steps/retention.ts';
import { Refusal, type Run } from '../command.ts';
import { withSession } from '../session.ts';

/** What is past the years set for it: counted and named, never deleted. */
export const runRetention: Run = async (given, terminal) => {
  if (!given.flag('dry-run'))
    throw new Refusal(
      'このコマンドは何も消さないので、--dry-run を付けて、年数を過ぎたものを確かめてください。',
    );
  const { settings, expired } = await withSession(given, async ({ store, plan, clock }) => ({
    settings: (await loadRetention(store)).settings,
    expired: await listExpired(store, plan, clock()),
  }));
  const { rawMails, submissions, audit } = expired;
  if (given.flag('json')) {
    const view = ({ since, count }: Expired) => ({ keptSince: since.toString(), expired: count });
    terminal.printJson({
      settings,
      rawMails: { ...view(rawMails), ids: rawMails.ids },
      submissions: view(submissions),
      audit: view(audit),
    });
  } else {
    const line = (name: string, years: number, { since, count }: Expired) =>
      terminal.print(`${name}　${years}年　${longDate(since)}より前のもの　${count}件`);
    line('返信の原文', settings.rawMailYears, rawMails);
    line('登録した回答', settings.submissionYears, submissions);
    line('操作の記録', settings.auditYears, audit);
    terminal.print('何も消していません。');
  }
  return 0;
};
