import { rmSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { writePlanWorkbook } from '../../../shared/adapters/plan-file.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { Refusal, type Run } from '../command.ts';
import { withSession } from '../session.ts';

/** Writes the plan and the directory in force as the workbook that `plan import` takes back. */
export const runPlanExport: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
  if (extname(file).toLowerCase() !== '.xlsx')
    throw new Refusal(`「${file}」にはExcelのブックを書くので、.xlsx で終わる名前にしてください。`);
  const { plan, directory } = await withSession(given, (session) => loadCity(session.store, session.plan));
  writeNewFile(file, await writePlanWorkbook(plan, directory));
  const { id, title, initiatives } = plan;
  const kpis = initiatives.reduce((count, initiative) => count + initiative.kpis.length, 0);
  const counts = {
    initiatives: initiatives.length,
    kpis,
    departments: directory.departments.length,
    contacts: directory.contacts.length,
  };
  if (given.flag('json')) terminal.printJson({ plan: id, file, ...counts });
  else
    terminal.print(
      `「${title}」（${id}）を「${file}」に書き出しました：取り組み${counts.initiatives}件、指標${kpis}件、部署${counts.departments}件、連絡先${counts.contacts}件`,
    );
  return 0;
};

const FAILURES: Readonly<Record<string, string>> = {
  EEXIST: 'はすでにあるので、別の名前にしてください。',
  ENOENT: 'のフォルダーがないので、あるフォルダーを指定してください。',
  ENOTDIR: 'のフォルダーがないので、あるフォルダーを指定してください。',
  EACCES: 'に書く権限がないので、書けるフォルダーを指定してください。',
  EPERM: 'に書く権限がないので、書けるフォルダーを指定してください。',
  EROFS: 'に書く権限がないので、書けるフォルダーを指定してください。',
};

/** Writes a file whole or not at all, and never over another. */
function writeNewFile(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const says = FAILURES[code];
    if (says !== undefined) throw new Refusal(`「${file}」${says}`, { cause });
    // It was made, and the disk could not take all of it.
    rmSync(file, { force: true });
    throw new Refusal(`「${file}」を書き終えられませんでした（${code}）。`, { cause });
  }
}
