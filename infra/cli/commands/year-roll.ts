import { FiscalYear } from '../../../shared/calendar/fiscal.ts';
import { fiscalYearName, quarterName } from '../../../shared/calendar/japanese-date.ts';
import { type Disposition, describeRoll } from '../../../shared/plan/roll-year.ts';
import { applyRoll, previewRoll, type RollPreview } from '../../../shared/steps/roll-year.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { type Session, withSession } from '../session.ts';

/** Targets are set in the console or by an import; the command sets none. */
const NO_TARGETS = new Map<string, number>();

const DISPOSITIONS: Record<Disposition, string> = {
  done: '済み',
  carried: '繰越',
  ended: '取り組みの終期とともに終了',
  left: '次の計画で引き継ぐ',
};

/** Shows what the year's turn means, and with `--by` and `--reason` carries it out. */
export const runYearRoll: Run = async (given, terminal) => {
  const to = yearGiven(given);
  const act = actGiven(given);
  const done = await withSession(given, async (session) => {
    const preview = await previewRoll(session.store, session.plan, to);
    return { preview, ...(act === null ? NOT_APPLIED : await apply(session, preview, act)) };
  });
  show(done, given, terminal);
  if (done.follows !== null) terminal.warn(done.follows);
  return 0;
};

function yearGiven(given: Given): number {
  const text = given.text('to') ?? '';
  const read = FiscalYear.safeParse(Number(text));
  if (!read.success)
    throw new Refusal(`--to の「${text}」は年度ではないので、2027 のように西暦で書いてください。`);
  return read.data;
}

interface Act {
  readonly by: string;
  readonly reason: string;
}

function actGiven(given: Given): Act | null {
  if (given.flag('dry-run')) return null;
  const [by, reason] = [given.text('by'), given.text('reason')];
  if (by === null || reason === null)
    throw new Refusal(
      '年度を更新するには --by 名前 と --reason 理由 が必要です（示すだけなら --dry-run を付けてください）。',
    );
  return { by, reason };
}

interface Applied {
  readonly outcome: 'rolled' | 'already-done' | 'unchanged';
  readonly version: number | null;
  readonly follows: string | null;
}
const NOT_APPLIED: Applied = { outcome: 'unchanged', version: null, follows: null };

async function apply(session: Session, { city, roll }: RollPreview, { by, reason }: Act): Promise<Applied> {
  const { store, clock, plan } = session;
  const result = await applyRoll(store, plan, {
    to: roll.to,
    targets: NO_TARGETS,
    basedOn: city.planVersion,
    by,
    reason,
    cityId: session.city,
    at: clock(),
    cause: `cli/year-roll/${plan}/${roll.to}`,
  });
  switch (result.outcome) {
    case 'rolled':
      return { outcome: 'rolled', version: result.version, follows: await session.settle() };
    case 'already-done':
      return { ...NOT_APPLIED, outcome: 'already-done' };
    case 'refused':
      throw new Refusal(`年度を更新しません：${result.obstacles.join('')}`);
    case 'conflict':
      throw new Refusal(
        '計画が同時に別の操作で変わったため、年度を更新しませんでした。もう一度確かめてください。',
      );
  }
}

function show(
  { preview, outcome, version }: { preview: RollPreview } & Applied,
  given: Given,
  terminal: Terminal,
): void {
  const { roll, open, rules, obstacles } = preview;
  const missing = roll.targets.filter(({ target }) => target === null);
  if (given.flag('json')) {
    const changes = describeRoll(roll, NO_TARGETS);
    const milestones = roll.milestones.map(({ milestone, ...line }) => ({
      ...line,
      milestone: milestone.id,
    }));
    const { closing, to, isDone, isLast } = roll;
    terminal.printJson({
      ...{ closing, to, isDone, isLast, obstacles, open, milestones },
      missingTargets: missing.map(({ kpi, code, name }) => ({ kpi, code, name })),
      ...{ rules, changes, outcome, version },
    });
    return;
  }
  terminal.print(`年度更新　${fiscalYearName(roll.closing)} → ${fiscalYearName(roll.to)}`);
  if (roll.isDone) {
    terminal.print(`${fiscalYearName(roll.closing)}は、すでに締めてあります。変わるものはありません。`);
    return;
  }
  for (const { words, count } of open) terminal.print(`点検　${words}　${count}件`);
  for (const { becomes, code, milestone, original, slips } of roll.milestones)
    if (becomes !== 'done')
      terminal.print(
        `${DISPOSITIONS[becomes]}　${code} ${milestone.text}　当初の期限 ${quarterName(original)}　延期${slips}回`,
      );
  for (const { code, name } of missing)
    terminal.print(`目標がない　${code} ${name}（${fiscalYearName(roll.to)}）`);
  for (const { code, title, milestones } of roll.next)
    if (milestones.length === 0) terminal.print(`予定がない　${code} ${title}（${fiscalYearName(roll.to)}）`);
  for (const { words, now } of rules) terminal.print(`見直す設定　${words}　${now}`);
  if (roll.isLast)
    terminal.print('計画の最後の年度です。終わっていない予定は、次の計画に書いて引き継いでください。');
  for (const { subject, was, now } of describeRoll(roll, NO_TARGETS))
    terminal.print(`変わるもの　${subject}　${was} → ${now}`);
  for (const obstacle of obstacles) terminal.print(`まだ実行できません　${obstacle}`);
  terminal.print(
    outcome === 'rolled'
      ? `計画の第${version}版として公開し、${fiscalYearName(roll.closing)}を締めました。`
      : '変わるものを示しました。年度は更新していません。',
  );
}
