import { extname } from 'node:path';
import { writePlanWorkbook } from '../../../shared/adapters/plan-file.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { Refusal, type Run } from '../command.ts';
import { withSession } from '../session.ts';
import { writeNewFile } from '../write-file.ts';

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
