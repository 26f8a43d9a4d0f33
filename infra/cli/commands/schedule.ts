import { createPlanSchedules } from '../../../functions/schedule/plan-schedules/plan-schedules.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import type { NewSchedule } from '../../../shared/ports.ts';
import { pendingActivation } from '../../../shared/steps/activate-rules.ts';
import type { Run } from '../command.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

const viewOf = ({ name, at, target }: NewSchedule) => ({ name, at: isoTokyo(at), target });

function planner({ store, schedules, clock, city }: Session) {
  return createPlanSchedules({ store, schedules, clock, city });
}

/** `fired`: it fell due just now, and has fired or is firing. */
type ScheduleState = 'standing' | 'missing' | 'fired';

const STATE_WORDS: Record<ScheduleState, string> = {
  standing: '予約済',
  missing: '未予約',
  fired: '実行済',
};

export const runScheduleList: Run = async (given, terminal) => {
  const { rows, difference, pending } = await withSession(given, async (session) => {
    const { desiredSchedules, difference: compare } = planner(session);
    const { desired } = await desiredSchedules(session.plan);
    const found = await compare(session.plan);
    const standing = new Set(await session.schedules.list());
    const missing = new Set(found.create.map(({ name }) => name));
    const stateOf = (name: string): ScheduleState =>
      standing.has(name) ? 'standing' : missing.has(name) ? 'missing' : 'fired';
    return {
      rows: desired.map((schedule) => ({ schedule, state: stateOf(schedule.name) })),
      difference: found,
      pending: await pendingActivation(session.store, session.plan),
    };
  });
  const { create, remove, unchanged } = difference;
  if (given.flag('json')) {
    terminal.printJson({
      schedules: rows.map(({ schedule, state }) => ({ ...viewOf(schedule), state })),
      create: create.map(viewOf),
      remove,
      unchanged,
      pending:
        pending === null
          ? null
          : {
              activatesAt: isoTokyo(instantOf(pending.activatesAt)),
              by: pending.by,
              basedOn: pending.basedOn,
            },
    });
    return 0;
  }
  const cells = rows.map(({ schedule, state }) => [
    shortDateTime(schedule.at),
    STATE_WORDS[state],
    schedule.name,
  ]);
  for (const line of tableLines(cells)) terminal.print(line);
  if (pending !== null)
    terminal.print(
      `有効化待ち　第${pending.basedOn + 1}版　${shortDateTime(instantOf(pending.activatesAt))}から（${pending.by}）`,
    );
  for (const name of remove) terminal.print(`余分な予約　${name}`);
  terminal.print(`予約済み${unchanged}件、未予約${create.length}件、余分${remove.length}件`);
  return 0;
};

export const runScheduleApply: Run = async (given, terminal) => {
  const dryRun = given.flag('dry-run');
  const { create, remove, unchanged } = await withSession(given, async (session) => {
    const { difference, planSchedules } = planner(session);
    const found = await difference(session.plan);
    if (!dryRun) await planSchedules(session.plan, 'command');
    return found;
  });
  if (given.flag('json')) {
    terminal.printJson({ dryRun, create: create.map(viewOf), remove, unchanged });
    return 0;
  }
  for (const { at, name } of create) terminal.print(`予約　　${shortDateTime(at)}　${name}`);
  for (const name of remove) terminal.print(`取消し　${name}`);
  const done = dryRun ? 'そろえると' : 'そろえました：';
  terminal.print(`${done}予約${create.length}件、取消し${remove.length}件、そのまま${unchanged}件`);
  return 0;
};
