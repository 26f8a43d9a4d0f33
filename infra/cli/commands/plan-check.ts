import { existsSync } from 'node:fs';
import type { Fault } from '../../../shared/plan/fault.ts';
import type { KnownPlan } from '../../../shared/plan/read-workbook.ts';
import type { PlanReading } from '../../../shared/plan/settle.ts';
import { listUnset } from '../../../shared/plan/unset.ts';
import { loadSampleCity } from '../../local/seed.ts';
import type { Given, Run } from '../command.ts';
import { knownIn, readPlan } from '../read-plan.ts';
import { dataFolderOf, withSession } from '../session.ts';

export const runPlanCheck: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
  dataFolderOf(given);
  const { reading, note } = await readWhole(file, given);
  const faults = reading.ok ? [] : reading.faults;
  const notes = [...(reading.ok ? reading.notes : []), ...(note ? [note] : [])];
  if (given.flag('json')) terminal.printJson({ ok: reading.ok, faults, notes });
  else {
    for (const { where, message } of faults) terminal.print(`${where}: ${message}`);
    for (const { where, message } of notes) terminal.print(`（参考）${where}: ${message}`);
  }
  if (!reading.ok) {
    terminal.warn(
      `「${file}」に直すところが${faults.length}か所あります（最初は ${faults[0]?.where ?? ''}）。`,
    );
    return 1;
  }
  if (given.flag('json')) return 0;
  const { plan, directory } = reading;
  const kpis = plan.initiatives.reduce((count, initiative) => count + initiative.kpis.length, 0);
  const brought = directory
    ? `、部署${directory.departments.length}件、連絡先${directory.contacts.length}件`
    : '';
  terminal.print(
    `問題はありません。${plan.title}：取り組み${plan.initiatives.length}件、指標${kpis}件${brought}`,
  );
  const unset = listUnset(plan);
  if (unset.length > 0)
    terminal.print(`未設定の項目が${unset.length}件あります（設定期限の早いものは ${unset[0]?.by ?? ''}）。`);
  return 0;
};

/** Reads the file by itself; only where that leaves faults, with what is stored for what the file leaves out. */
async function readWhole(file: string, given: Given): Promise<{ reading: PlanReading; note: Fault | null }> {
  const alone = await readPlan(file);
  if (alone.ok) return { reading: alone, note: null };
  const { known, note } = await findKnown(given);
  const reading = await readPlan(file, known);
  const isHelped = JSON.stringify(reading) !== JSON.stringify(alone);
  return { reading, note: isHelped ? note : null };
}

/** The stored plan and directory, or the sample city's where nothing is stored. */
async function findKnown(given: Given): Promise<{ known: KnownPlan; note: Fault | null }> {
  if (existsSync(dataFolderOf(given))) {
    const stored = await withSession(given, ({ store, plan }) => knownIn(store, plan));
    if (stored.directory) return { known: stored, note: null };
  }
  const { plan, directory } = loadSampleCity();
  const message =
    '取り込み済みの計画がないため、ファイルにない部署一覧や計画の枠は見本の市のもので検査しました。';
  return { known: { plan, directory }, note: { where: 'データ', message } };
}
