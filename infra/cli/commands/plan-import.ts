import { describeChanges } from '../../../shared/plan/diff.ts';
import type { DirectoryChange } from '../../../shared/plan/diff-directory.ts';
import { compareImport, type ImportComparison, publishImport } from '../../../shared/steps/import-plan.ts';
import { clause } from '../clause.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { NOTHING_STORED, type PlanTarget, readPlanFor } from '../read-plan.ts';
import { placeOf, type Session, withSession } from '../session.ts';

export const runPlanImport: Run = async (given, terminal) => {
  const dryRun = given.flag('dry-run');
  const file = given.files[0] ?? '';
  if (dryRun) {
    const place = placeOf(given);
    // Where nothing is stored yet, a dry run needs no system and leaves none behind.
    const found =
      place.kind === 'stage' || place.exists
        ? await withSession(given, (session) => compare(session, file))
        : await compare(NOTHING_STORED, file);
    show(found, null, given, terminal);
    return 0;
  }
  const { found, outcome } = await withSession(
    given,
    async (session) => {
      const compared = await compare(session, file);
      return { found: compared, outcome: await apply(session, compared, given.text('reason')) };
    },
    { creates: true },
  );
  show(found, outcome, given, terminal);
  if (outcome.follows !== null) terminal.warn(outcome.follows);
  return 0;
};

async function compare(target: PlanTarget, file: string): Promise<ImportComparison> {
  const reading = await readPlanFor(target, file);
  if (!reading.ok) {
    const [first] = reading.faults;
    const where = `${first?.where ?? ''}: ${clause(first?.message ?? '')}`;
    throw new Refusal(
      `「${file}」に直すところが${reading.faults.length}か所あるため取り込みません（最初は ${where}、すべては「plan check」で示します）。`,
    );
  }
  const found = await compareImport(target.store, reading);
  const [closed] = found.closedYearFaults;
  if (closed !== undefined) throw new Refusal(`${closed.where}: ${clause(closed.message)}。`);
  return found;
}

interface Outcome {
  readonly applied: boolean;
  /** The plan's version that stands now. */
  readonly version: number;
  /** What is left to others, as a sentence. */
  readonly follows: string | null;
}

async function apply(session: Session, found: ImportComparison, reason: string | null): Promise<Outcome> {
  const { store, clock, city } = session;
  const act = { city, by: 'cli', reason, at: clock(), cause: 'cli/plan-import' };
  const { outcome, version } = await publishImport(store, found, act);
  if (outcome === 'conflict')
    throw new Refusal(
      '取り込みの途中で、同じ計画か部署一覧が別の操作で変わったため、残りを取り込まずにやめたので、変更点を確かめて、もう一度実行してください。',
    );
  session.adoptPlan(found.plan.id);
  const applied = outcome === 'published';
  return { applied, version, follows: applied ? await session.settle() : null };
}

/** The ids of one part of the directory that came, went and changed. */
function idsOf(changes: readonly DirectoryChange[], part: DirectoryChange['part']) {
  const of = (kind: DirectoryChange['kind']) =>
    changes.filter((change) => change.part === part && change.kind === kind).map(({ id }) => id);
  return { added: of('added'), removed: of('removed'), changed: of('changed') };
}

function show(found: ImportComparison, outcome: Outcome | null, given: Given, terminal: Terminal): void {
  const { plan, changes, notes } = found;
  const directory =
    found.directory === null
      ? null
      : {
          departments: idsOf(found.directoryChanges, 'department'),
          contacts: idsOf(found.directoryChanges, 'contact'),
        };
  if (given.flag('json')) {
    const { applied = false, version = null } = outcome ?? {};
    terminal.printJson({ plan: plan.id, applied, version, changes, directory, notes });
    return;
  }
  for (const line of describeChanges(changes, plan)) terminal.print(line);
  const parts = directory
    ? ([
        ['部署', directory.departments],
        ['連絡先', directory.contacts],
      ] as const)
    : [];
  for (const [name, { added, removed, changed }] of parts) {
    terminal.print(`${name}　追加${added.length}件、削除${removed.length}件、変更${changed.length}件`);
  }
  for (const { where, message } of notes) terminal.print(`（参考）${where}: ${message}`);
  if (!outcome) terminal.print('変更点を示しました。取り込みは行っていません。');
  else if (outcome.applied)
    terminal.print(`「${plan.title}」（${plan.id}）の第${outcome.version}版を取り込みました。`);
  else terminal.print('すでに同じ内容が取り込まれています。');
}
