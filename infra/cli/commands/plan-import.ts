import type { OutboxEvent } from '../../../events/catalogue.ts';
import { isoUtc } from '../../../shared/calendar/time.ts';
import { describeChanges, diffPlans, type PlanChange } from '../../../shared/plan/diff.ts';
import type { Directory } from '../../../shared/plan/directory.ts';
import type { Fault } from '../../../shared/plan/fault.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import type { DocumentKind, Documents, DocumentVersion } from '../../../shared/ports.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { clause } from '../clause.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { type DirectoryDifference, diffDirectories } from '../diff-directories.ts';
import { NOTHING_STORED, type PlanTarget, readPlanFor } from '../read-plan.ts';
import { placeOf, type Session, withSession } from '../session.ts';

/** A file compared with what is stored. */
interface Comparison {
  readonly plan: Plan;
  readonly directory: Directory | null;
  readonly changes: readonly PlanChange[];
  readonly directoryChanges: DirectoryDifference | null;
  readonly notes: readonly Fault[];
  /** What it was compared with: only on top of that may it be published. */
  readonly planBefore: DocumentVersion<'plan'> | null;
  readonly directoryBefore: DocumentVersion<'directory'> | null;
}

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
      return { found: compared, outcome: await apply(session, compared) };
    },
    { creates: true },
  );
  show(found, outcome, given, terminal);
  if (outcome.follows !== null) terminal.warn(outcome.follows);
  return 0;
};

async function compare(target: PlanTarget, file: string): Promise<Comparison> {
  const { store } = target;
  const reading = await readPlanFor(target, file);
  if (!reading.ok) {
    const [first] = reading.faults;
    const where = `${first?.where ?? ''}: ${clause(first?.message ?? '')}`;
    throw new Refusal(
      `「${file}」に直すところが${reading.faults.length}か所あるため取り込みません（最初は ${where}、すべては「plan check」で示します）。`,
    );
  }
  const { plan, directory, notes } = reading;
  const planBefore = await store.loadDocument('plan', plan.id);
  const directoryBefore = await store.loadDocument('directory', 'city');
  const isOther = directory !== null && !isSame(directoryBefore, directory);
  return {
    plan,
    directory,
    notes,
    planBefore,
    directoryBefore,
    changes: diffPlans(planBefore?.document ?? null, plan, directory ?? directoryBefore?.document ?? null),
    directoryChanges: isOther ? diffDirectories(directoryBefore?.document ?? null, directory) : null,
  };
}

interface Outcome {
  readonly applied: boolean;
  /** The plan's version that stands now. */
  readonly version: number;
  /** What is left to others, as a sentence. */
  readonly follows: string | null;
}

/** Publishes what differs: who exists first, and the plan, which everything asks for, last. Run again, it goes on. */
async function apply(session: Session, found: Comparison): Promise<Outcome> {
  const { plan, directory, planBefore, directoryBefore } = found;
  const rules = await session.store.loadDocument('rules', plan.id);
  const isPlanNew = !isSame(planBefore, plan);
  const isDirectoryNew = directory !== null && !isSame(directoryBefore, directory);
  const about = { plan: plan.id, isFirst: planBefore === null };
  if (isDirectoryNew) await publish(session, 'directory', 'city', directory, directoryBefore, about);
  if (!rules) await publish(session, 'rules', plan.id, STANDARD_RULES, rules, about);
  if (isPlanNew) await publish(session, 'plan', plan.id, plan, planBefore, about);
  session.adoptPlan(plan.id);
  const applied = isPlanNew || isDirectoryNew || !rules;
  const follows = applied ? await session.settle() : null;
  return { applied, version: (planBefore?.version ?? 0) + (isPlanNew ? 1 : 0), follows };
}

function isSame<K extends DocumentKind>(before: DocumentVersion<K> | null, after: Documents[K]): boolean {
  return before !== null && JSON.stringify(before.document) === JSON.stringify(after);
}

/**
 * Publishes the next version with its audit entry and the event that has the schedules of the plan reconciled. What
 * comes before a first plan has none: there is nothing to schedule yet, and the event would be refused until then.
 */
async function publish<K extends DocumentKind>(
  { store, clock, city }: Session,
  kind: K,
  id: string,
  document: Documents[K],
  before: DocumentVersion<K> | null,
  { plan, isFirst }: { plan: string; isFirst: boolean },
): Promise<void> {
  const at = isoUtc(clock());
  const basedOn = before?.version ?? 0;
  const version = basedOn + 1;
  const event: OutboxEvent = {
    // A plan's version has one event, wherever it is published.
    id: `timetable-changed/${plan}/${kind === 'plan' ? '' : `${kind}/`}${version}`,
    type: 'timetable-changed.v1',
    city,
    at,
    data: { plan, cause: `${kind}-published` },
  };
  const audit = {
    at,
    cause: `cli/plan-import/${id}/v${version}`,
    actor: 'cli',
    what: `${kind}.published`,
    subject: `${id}/v${version}`,
    before: basedOn === 0 ? null : `v${basedOn}`,
    after: `v${version}`,
  };
  const events = isFirst && kind !== 'plan' ? [] : [event];
  if ((await store.publishDocument(kind, id, document, basedOn, audit, events)) === 'committed') return;
  throw new Refusal(
    '取り込みの途中で、同じ計画か部署一覧が別の操作で変わったため、残りを取り込まずにやめたので、変更点を確かめて、もう一度実行してください。',
  );
}

function show(found: Comparison, outcome: Outcome | null, given: Given, terminal: Terminal): void {
  const { plan, changes, directoryChanges, notes } = found;
  if (given.flag('json')) {
    const { applied = false, version = null } = outcome ?? {};
    terminal.printJson({ plan: plan.id, applied, version, changes, directory: directoryChanges, notes });
    return;
  }
  for (const line of describeChanges(changes, plan)) terminal.print(line);
  const parts = directoryChanges
    ? ([
        ['部署', directoryChanges.departments],
        ['連絡先', directoryChanges.contacts],
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
