import type { Fault } from '../../../shared/plan/fault.ts';
import type { PlanReading } from '../../../shared/plan/settle.ts';
import { listUnset } from '../../../shared/plan/unset.ts';
import { loadSampleCity } from '../../local/seed.ts';
import type { Given, Run } from '../command.ts';
import { isSelfContained, NOTHING_STORED, readPlan, readPlanFor } from '../read-plan.ts';
import { placeOf, withSession } from '../session.ts';

export const runPlanCheck: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
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

/**
 * Reads the file as the import would. Where nothing is stored, what the file leaves out is a fault, as it is there;
 * its rows are then looked at beside the sample city's, so that one check names as much as it can.
 */
async function readWhole(file: string, given: Given): Promise<Checked> {
  const place = placeOf(given);
  if (place.kind === 'folder') {
    if (!place.exists) return besideSample(file, await readPlanFor(NOTHING_STORED, file));
    const alone = await readPlan(file);
    // Then no database has to be started only to be asked nothing.
    if (isSelfContained(file, alone)) return { reading: alone, note: null };
  }
  return withSession(given, async (session) => {
    const reading = await readPlanFor(session, file);
    const isEmpty = (await session.store.loadDocument('directory', 'city')) === null;
    return isEmpty ? besideSample(file, reading) : { reading, note: null };
  });
}

interface Checked {
  readonly reading: PlanReading;
  /** What else is to be known of the check itself. */
  readonly note: Fault | null;
}

/** Adds the faults that show only beside some city's departments and directions. */
async function besideSample(file: string, reading: PlanReading): Promise<Checked> {
  if (reading.ok) return { reading, note: null };
  const { plan, directory } = loadSampleCity();
  const beside = await readPlan(file, { plan, directory });
  const found = beside.ok ? [] : beside.faults;
  const said = new Set(reading.faults.map(({ where, message }) => `${where}\n${message}`));
  const more = found.filter(({ where, message }) => !said.has(`${where}\n${message}`));
  if (more.length === 0) return { reading, note: null };
  const message =
    '取り込み済みの計画がないため、ファイルにない部署一覧や計画の枠は見本の市のもので検査しました。';
  return {
    reading: { ok: false, faults: [...reading.faults, ...more] },
    note: { where: 'データ', message },
  };
}
