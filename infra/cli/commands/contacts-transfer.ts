import { readTransferFile } from '../../../shared/adapters/transfer-file.ts';
import { dateOf, type PlainDate, tokyoDate } from '../../../shared/calendar/time.ts';
import { type Contact, departmentName } from '../../../shared/plan/directory.ts';
import { findOrphans, type Orphan, orphanWords } from '../../../shared/plan/orphans.ts';
import { layOutTransfer, type TransferChange } from '../../../shared/plan/transfer.ts';
import { ROLE_WORDS } from '../../../shared/plan/words.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { publishVersion } from '../../../shared/steps/publish-version.ts';
import { clause } from '../clause.ts';
import { Refusal, type Run } from '../command.ts';
import { readInputFile } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';

/** The contacts of a day as the file that `contacts transfer` takes. */
export const runContactsTemplate: Run = async (given, terminal) => {
  const text = given.text('on');
  const on = text === null ? null : readDate(text);
  const rows = await withSession(given, async ({ store, plan, clock }) => {
    const { directory } = await loadCity(store, plan);
    return layOutTransfer(directory, on ?? tokyoDate(clock()));
  });
  terminal.printBytes(new TextEncoder().encode(csvOf(rows)));
  return 0;
};

/** Takes over who holds each post from a day on, after showing who follows whom. */
export const runContactsTransfer: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
  const from = readDate(given.text('from') ?? '');
  const act = { reason: given.text('reason'), dryRun: given.flag('dry-run') };
  const { names, changes, orphans, applied, follows } = await withSession(given, (session) =>
    transfer(session, file, from, act),
  );
  if (given.flag('json')) {
    terminal.printJson({ from: from.toString(), applied, changes, orphans });
  } else {
    for (const { department, role, was, now } of changes)
      terminal.print(
        `${department === null ? '' : `${names(department)}　`}${ROLE_WORDS.write(role)}：${holders(was)} → ${holders(now)}`,
      );
    if (changes.length === 0) terminal.print('変更はありません。');
    for (const { department, reason, initiatives } of orphans)
      terminal.print(`（注意）${names(department)}：${orphanWords(reason)}（${initiatives.join('、')}）`);
    if (act.dryRun) terminal.print('変更点を示しました。取り込みは行っていません。');
    else if (applied) terminal.print(`${changes.length}件を、${from}から有効にしました。`);
  }
  if (follows !== null) terminal.warn(follows);
  return 0;
};

interface Transferred {
  readonly names: (id: string) => string;
  readonly changes: readonly TransferChange[];
  readonly orphans: readonly Orphan[];
  readonly applied: boolean;
  readonly follows: string | null;
}

async function transfer(
  session: Session,
  file: string,
  from: PlainDate,
  { reason, dryRun }: { reason: string | null; dryRun: boolean },
): Promise<Transferred> {
  const { store, plan: planId, city, clock } = session;
  const { plan, directory, directoryVersion } = await loadCity(store, planId);
  const reading = readTransferFile(readInputFile(file), directory, from);
  if (!reading.ok) {
    const told = reading.faults.map(({ where, message }) => `${where}: ${clause(message)}`);
    throw new Refusal(
      `「${file}」に直すところが${told.length}か所あるため取り込みません（${told.join('、')}）。`,
    );
  }
  const { changes } = reading;
  const found = {
    names: (id: string) => departmentName(reading.directory, id),
    changes,
    orphans: findOrphans(plan, reading.directory, from),
  };
  if (dryRun || changes.length === 0) return { ...found, applied: false, follows: null };
  const outcome = await publishVersion(store, {
    kind: 'directory',
    id: 'city',
    document: reading.directory,
    basedOn: directoryVersion,
    plan: planId,
    city,
    by: 'cli',
    reason,
    at: clock(),
    cause: `cli/contacts-transfer/v${directoryVersion + 1}`,
  });
  if (outcome === 'conflict')
    throw new Refusal(
      '連絡先が、同時に別の操作で変わったため取り込みませんでした。もう一度実行してください。',
    );
  return { ...found, applied: true, follows: await session.settle() };
}

function holders(contacts: readonly Contact[]): string {
  if (contacts.length === 0) return '（なし）';
  return contacts.map(({ title, address }) => (title ? `${title} ${address}` : address)).join('、');
}

function readDate(text: string): PlainDate {
  try {
    return dateOf(text);
  } catch (cause) {
    throw new Refusal(`「${text}」は日付ではないので、2027-04-01のように書いてください。`, { cause });
  }
}
