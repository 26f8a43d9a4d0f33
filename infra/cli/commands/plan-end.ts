import { endPlan, previewEnd } from '../../../shared/steps/end-plan.ts';
import { Refusal, type Run } from '../command.ts';
import { withSession } from '../session.ts';

/** Says what still stands before the end of a plan, and with `--by` and `--reason` ends it. */
export const runPlanEnd: Run = async (given, terminal) => {
  const [by, reason] = [given.text('by'), given.text('reason')];
  const isMeant = by !== null && reason !== null && !given.flag('dry-run');
  if (!isMeant && !given.flag('dry-run'))
    throw new Refusal(
      '計画を終えるには --by 名前 と --reason 理由 が必要です（示すだけなら --dry-run を付けてください）。',
    );
  const { plan, obstacles, endedOn, ended, follows } = await withSession(given, async (session) => {
    const found = await previewEnd(session.store, session.plan);
    const { plan, planVersion } = found.city;
    const common = { plan, obstacles: found.obstacles, endedOn: found.endedOn };
    if (!isMeant || found.endedOn !== null) return { ...common, ended: false, follows: null };
    const done = await endPlan(session.store, {
      ...{ plan: session.plan, basedOn: planVersion, by, reason, cityId: session.city },
      ...{ at: session.clock(), cause: `cli/plan-end/${session.plan}` },
    });
    if (done.outcome === 'conflict')
      throw new Refusal('計画が同時に別の操作で変わったため、終えませんでした。もう一度実行してください。');
    const isDone = done.outcome === 'ended';
    return { ...common, ended: isDone, follows: isDone ? await session.settle() : null };
  });
  if (given.flag('json')) terminal.printJson({ plan: plan.id, endedOn, obstacles, ended });
  else {
    for (const obstacle of endedOn === null ? obstacles : [])
      terminal.print(`まだ終えられません　${obstacle}`);
    terminal.print(
      ended
        ? `「${plan.title}」を終えました。以後は、見るだけになります。`
        : endedOn === null
          ? `「${plan.title}」は終えていません。`
          : `「${plan.title}」は、${endedOn}に終えてあります。`,
    );
  }
  if (follows !== null) terminal.warn(follows);
  return isMeant && !ended && endedOn === null ? 1 : 0;
};
