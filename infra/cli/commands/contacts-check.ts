import { CHECK_STATE_MARKS, ROLE_WORDS } from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo, isoUtc } from '../../../shared/calendar/time.ts';
import { ContactRole, departmentName } from '../../../shared/plan/directory.ts';
import { loadCheckReport, startContactCheck } from '../../../shared/steps/contact-checks.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

/** Starts a 疎通確認. */
export const runContactsCheckStart: Run = async (given, terminal) => {
  const by = given.text('by') ?? '';
  const roles = rolesGiven(given);
  const { started, follows } = await withSession(given, async (session) => {
    const { store, city, plan, clock } = session;
    const at = clock();
    const started = await startContactCheck(store, await loadCity(store, plan), {
      ...{ city, plan, by, at, roles, cause: `cli/${by}/${isoUtc(at)}` },
      audience: given.flag('unconfirmed') ? 'unconfirmed' : 'everybody',
    });
    return { started, follows: started.outcome === 'started' ? await session.settle() : null };
  });
  switch (started.outcome) {
    case 'quiet':
      throw new Refusal(
        `${started.why}のため、いまは送れないので、${shortDateTime(started.next)}から実行してください。`,
      );
    case 'nobody':
      throw new Refusal(
        '送る相手がいないので、--roles と --unconfirmed を確かめてください。同じアドレスには1日に1通だけ送ります。',
      );
    case 'conflict':
      throw new Refusal('同時に別の人が始めたので、「contacts check report」で確かめてください。');
    case 'started': {
      const { run, addresses } = started;
      if (given.flag('json')) terminal.printJson({ run: run.run, addresses, replyBy: run.replyBy });
      else
        terminal.print(
          `第${run.run}回の疎通確認を始めました。${addresses}件のアドレスに送ります。返信期限は${shortDateTime(instantOf(run.replyBy))}です。`,
        );
      if (follows !== null) terminal.warn(follows);
      return 0;
    }
  }
};

function rolesGiven(given: Given): ContactRole[] {
  const named = given.text('roles')?.split(',') ?? ContactRole.options;
  return named.map((name) => {
    const role = ContactRole.safeParse(name.trim());
    if (role.success) return role.data;
    throw new Refusal(
      `--roles の「${name}」という役割はないので、${ContactRole.options.join('、')} から選んでください。`,
    );
  });
}

/** Who has confirmed, who is waited for, whose address takes no mail. */
export const runContactsCheckReport: Run = async (given, terminal) => {
  const run = runGiven(given);
  const { report, directory } = await withSession(given, async ({ store, plan, clock }) => {
    const { directory } = await loadCity(store, plan);
    const asked = { plan, at: clock(), ...(run === null ? {} : { run }) };
    return { directory, report: await loadCheckReport(store, directory, asked) };
  });
  const rows = report.groups.flatMap(({ department, contacts }) =>
    contacts.map(({ contact, state, check }) => ({
      department: department === null ? null : departmentName(directory, department),
      role: contact.role,
      title: contact.title ?? ROLE_WORDS[contact.role],
      address: contact.address,
      state,
      confirmedAt: check?.confirmed ? isoTokyo(instantOf(check.confirmed.at)) : null,
      comment: check?.comment ?? null,
    })),
  );
  if (given.flag('json')) terminal.printJson({ counts: report.counts, contacts: rows });
  else {
    const lines = rows.map(({ department, title, address, state, comment }) => [
      department ?? '（全庁）',
      title,
      address,
      CHECK_STATE_MARKS[state].word,
      (comment ?? '').replace(/\s+/g, ' '),
    ]);
    for (const line of tableLines([['部署', '役割', 'アドレス', '状態', '書かれていたこと'], ...lines]))
      terminal.print(line);
    const { confirmed, waiting, replied, bounced } = report.counts;
    terminal.print(
      `アドレス　確認済${confirmed}件、返信待ち${waiting}件、連絡あり${replied}件、不達${bounced}件、未送信${report.counts['not-asked']}件`,
    );
  }
  return 0;
};

function runGiven(given: Given): number | null {
  const text = given.text('run');
  if (text === null) return null;
  const run = Number(text);
  if (Number.isInteger(run) && run >= 1) return run;
  throw new Refusal(`--run の「${text}」は回の番号ではないので、1からの整数で書いてください。`);
}
