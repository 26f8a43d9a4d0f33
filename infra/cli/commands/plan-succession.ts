import { readSuccessionFile } from '../../../shared/adapters/succession-file.ts';
import type { Succession } from '../../../shared/plan/succession.ts';
import { PART_END_WORDS } from '../../../shared/plan/succession.ts';
import { layOutSuccession, successionFileRows } from '../../../shared/plan/succession-rows.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import {
  applySuccession,
  previewSuccession,
  type SuccessionPreview,
} from '../../../shared/steps/succession.ts';
import { clause } from '../clause.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { readInputFile } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';
import { writeNewFile } from '../write-file.ts';

const pairOf = (given: Given) => ({ from: given.text('from') ?? '', to: given.text('to') ?? '' });

/** Writes the mapping as a table to fill in: the one applied, else the one proposed by equal names. */
export const runSuccessionTemplate: Run = async (given, terminal) => {
  const file = given.files[0] ?? '';
  const found = await withSession(given, (session) => previewSuccession(session.store, pairOf(given)));
  const rows = layOutSuccession(found.from, found.to, found.succession);
  writeNewFile(file, new TextEncoder().encode(csvOf(successionFileRows(rows))));
  const open = found.faults.length;
  if (given.flag('json')) terminal.printJson({ ...pairOf(given), file, rows: rows.length, open });
  else terminal.print(`「${file}」に${rows.length}行を書き出しました。決めるところは${open}か所です。`);
  return 0;
};

/** Checks a mapping, says what it does, and applies it unless only asked to say so. */
export const runPlanSucceed: Run = async (given, terminal) => {
  const pair = pairOf(given);
  const dryRun = given.flag('dry-run');
  const { found, version, follows } = await withSession(given, async (session) => {
    const found = await look(session, given);
    if (dryRun || found.faults.length > 0) return { found, version: null, follows: null };
    const version = await apply(session, given, found);
    return { found, version, follows: await session.settle() };
  });
  show(found, version, given, terminal);
  if (follows !== null) terminal.warn(follows);
  if (found.faults.length > 0 && !dryRun)
    throw new Refusal(
      `計画「${pair.to}」への引継ぎは、決めるところが${found.faults.length}か所残っているため、適用しません。`,
    );
  return found.faults.length > 0 ? 1 : 0;
};

/** What the file means between the two plans as they stand. */
async function look(session: Session, given: Given): Promise<SuccessionPreview> {
  const file = given.text('file') ?? '';
  const pair = pairOf(given);
  const standing = await previewSuccession(session.store, pair);
  const read = readSuccessionFile(readInputFile(file), standing.from, standing.to);
  if (!read.ok)
    throw new Refusal(
      `「${file}」に直すところが${read.faults.length}か所あるため取り込みません（${read.faults.map(clause).join('、')}）。`,
    );
  return previewSuccession(session.store, pair, read.succession);
}

async function apply(session: Session, given: Given, found: SuccessionPreview): Promise<number> {
  const [by, reason] = [given.text('by'), given.text('reason')];
  if (by === null || reason === null)
    throw new Refusal('適用するには --by 名前 と --reason 理由 が必要です（示すだけなら --dry-run）。');
  const { succession, version } = found;
  const done = await applySuccession(session.store, {
    ...pairOf(given),
    succession,
    basedOn: version,
    by,
    reason,
    cityId: session.city,
    at: session.clock(),
    cause: `cli/plan-succeed/${succession.to}/v${version + 1}`,
  });
  if (done.outcome !== 'applied')
    throw new Refusal('引継ぎが同時に別の操作で変わったため、適用しませんでした。もう一度確かめてください。');
  return done.version;
}

function show(
  { from, to, counts, faults, unsettled }: SuccessionPreview,
  version: number | null,
  given: Given,
  terminal: Terminal,
): void {
  const { unitChanges, ...numbers } = counts;
  const carried = { opinions: unsettled.opinions.length, decisions: unsettled.decisions.length };
  if (given.flag('json')) {
    terminal.printJson({
      ...{ from: from.id, to: to.id, version, ...numbers, carried },
      ...{ left: unsettled.left, undecided: unsettled.undecided },
      unitChanges: unitChanges.map(({ from: old, to: heir }) => [old.mark, heir.mark]),
      faults: faults.map(({ side, part, message }) => ({ side, mark: part?.mark ?? null, message })),
    });
    return;
  }
  terminal.print(`「${from.title}」から「${to.title}」への引継ぎ`);
  terminal.print(
    `引継ぎ　取り組み${counts.succeeded.initiative}件、指標${counts.succeeded.kpi}件（統合${counts.merged}件、分割${counts.split}件）`,
  );
  terminal.print(endWords(counts.ended));
  terminal.print(`新規　取り組み${counts.fresh.initiative}件、指標${counts.fresh.kpi}件`);
  terminal.print(`続けて聞くもの　意見${carried.opinions}件、本部の決定${carried.decisions}件`);
  if (unsettled.left > 0) terminal.print(`引き継がれない意見と決定　${unsettled.left}件`);
  if (unsettled.undecided > 0) terminal.print(`前の計画で決める見直し判断　${unsettled.undecided}件`);
  for (const { from: old, to: heir } of unitChanges)
    terminal.print(`（注意）数え方が違うため、値はつながりません　${old.mark} → ${heir.mark}`);
  for (const { message } of faults) terminal.print(`決めるところ　${message}`);
  terminal.print(
    version === null ? '示しただけで、適用していません。' : `第${version}版として適用しました。`,
  );
}

function endWords(ended: Record<Succession['ends'][number]['end'], number>): string {
  const { done, abolished, moved } = PART_END_WORDS;
  return `終わり　${done}${ended.done}件、${abolished}${ended.abolished}件、${moved}${ended.moved}件`;
}
