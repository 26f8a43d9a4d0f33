import { longDate } from '../../../shared/calendar/japanese-date.ts';
import type { PlainDate } from '../../../shared/calendar/time.ts';
import { isoUtc } from '../../../shared/calendar/time.ts';
import { type Deleted, deleteExpired } from '../../../shared/steps/delete-expired.ts';
import { countTrail, type ExpiredRecords, findExpired } from '../../../shared/steps/retention.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { type Session, withSession } from '../session.ts';

/** More rounds of deletion than any city's records take; then something does not go away. */
const RUNS_MAX = 2000;

/** How much of each kind is past its years. */
type Counts = Readonly<Record<'rawMails' | 'submissions' | 'audit', number>>;

/** What is past the years set for it: counted, and with `--apply` deleted. */
export const runRetention: Run = async (given, terminal) => {
  const isApplied = given.flag('apply') && !given.flag('dry-run');
  if (!isApplied && !given.flag('dry-run'))
    throw new Refusal(
      '年数を過ぎたものを確かめるには --dry-run を、消すには --apply --confirm 件数 --by 名前 を付けてください。',
    );
  const { expired, counts, deleted } = await withSession(given, async (session) => {
    const { store, clock } = session;
    const expired = await findExpired(store, clock());
    const audit = expired.audit === null ? 0 : await countTrail(store, expired.audit);
    const counts = { rawMails: expired.rawMails.length, submissions: expired.submissions.length, audit };
    return { expired, counts, deleted: isApplied ? await remove(session, given, counts) : null };
  });
  show({ expired, counts, deleted }, given, terminal);
  return 0;
};

const totalOf = ({ rawMails, submissions, audit }: Counts) => rawMails + submissions + audit;

async function remove(session: Session, given: Given, counts: Counts): Promise<Counts> {
  const by = given.text('by');
  if (by === null) throw new Refusal('消すには --by 名前 が必要です。');
  const total = totalOf(counts);
  if (given.text('confirm') !== String(total))
    throw new Refusal(`年数を過ぎたものは${total}件です。消すには --confirm ${total} を付けてください。`);
  const { store, objects, clock } = session;
  const at = clock();
  const all: Deleted[] = [];
  for (let run = 1; run <= RUNS_MAX; run += 1) {
    const cause = `cli/retention/${isoUtc(at)}/${run}`;
    const deleted = await deleteExpired({ store, objects }, { by, at, cause });
    all.push(deleted);
    if (deleted.isDone) break;
  }
  const sum = (count: (one: Deleted) => number) => all.reduce((total, one) => total + count(one), 0);
  return {
    rawMails: sum(({ rawMails }) => rawMails),
    submissions: sum(({ submissions }) => submissions),
    audit: sum(({ audit }) => audit),
  };
}

function show(
  {
    expired,
    counts,
    deleted,
  }: { readonly expired: ExpiredRecords; readonly counts: Counts; readonly deleted: Counts | null },
  given: Given,
  terminal: Terminal,
): void {
  const { settings, since } = expired;
  if (given.flag('json')) {
    const view = (kind: keyof Counts) => ({ keptSince: since[kind].toString(), expired: counts[kind] });
    terminal.printJson({
      settings,
      rawMails: { ...view('rawMails'), ids: expired.rawMails.map(({ id }) => id) },
      submissions: view('submissions'),
      audit: view('audit'),
      deleted,
    });
    return;
  }
  const line = (name: string, years: number, day: PlainDate, count: number) =>
    terminal.print(`${name}　${years}年　${longDate(day)}より前のもの　${count}件`);
  line('返信の原文', settings.rawMailYears, since.rawMails, counts.rawMails);
  line('登録した回答', settings.submissionYears, since.submissions, counts.submissions);
  line('操作の記録', settings.auditYears, since.audit, counts.audit);
  terminal.print(
    deleted === null
      ? `合計${totalOf(counts)}件です。何も消していません。`
      : `${totalOf(deleted)}件を消しました。原文のハッシュと、消したことの記録は残っています。`,
  );
}
