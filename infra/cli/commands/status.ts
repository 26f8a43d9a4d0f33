import { compareCodes } from '../../../shared/plan/asked.ts';
import type { InitiativeStatus, KpiStatus } from '../../../shared/progress/initiative-status.ts';
import { STATUS_WORDS } from '../../../shared/progress/judgement.ts';
import { parseRoundId, type RoundId } from '../../../shared/round/round.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { answersOf, judgeFor, loadRoundAnswers, loadShared } from '../../../shared/steps/judge.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import type { Run } from '../command.ts';
import { requiredRound } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';

interface Judged {
  readonly code: string;
  readonly title: string;
  readonly status: InitiativeStatus;
}

export const runStatus: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const judged = await withSession(given, (session) => statusesOf(session, round));
  if (given.flag('json')) {
    terminal.printJson(judged.map(viewOf));
    return 0;
  }
  if (judged.length === 0) terminal.print(`${roundName(round)}の判定はまだありません。`);
  for (const { code, title, status } of judged) {
    terminal.print(`${STATUS_WORDS[status.status]}　${code} ${title}`);
    terminal.print(`　${status.reason}`);
    for (const kpi of status.kpis) {
      const { name, judgement } = kpi;
      terminal.print(`　指標「${name}」　${STATUS_WORDS[judgement.status]}　${judgement.reason}`);
      const beside = besideStatus(kpi);
      if (beside !== '') terminal.print(`　　${beside}`);
    }
    for (const { text } of status.flags) terminal.print(`　留意　${text}`);
  }
  return 0;
};

/** What stands beside a KPI's status and never changes it: the city's own word, the arrow, the year's rank. */
function besideStatus({ rankWord, judgement, yearRank }: KpiStatus): string {
  return [rankWord === undefined ? undefined : `市の評価：${rankWord}`, judgement.step, yearRank?.text]
    .filter((part) => part !== undefined)
    .join('　');
}

/**
 * What was judged when the last answer came or the round froze; an initiative nobody has answered about yet has no
 * such record and is judged as it stands.
 */
async function statusesOf({ store, plan }: Session, id: RoundId): Promise<Judged[]> {
  const found = await store.get('round', { plan, id });
  // The city is loaded for any round, so that a plan nobody imported is refused and not shown as empty.
  const city = await loadCity(store, plan, found?.value);
  if (!found || parseRoundId(id).stage === 'handover') return [];
  const answers = await loadRoundAnswers(store, plan, id);
  const stored = new Map(
    (await store.list('status', { plan, round: id })).map(({ value }) => [value.initiative, value.status]),
  );
  const asked = new Set(answers.requests.flatMap(({ initiatives }) => initiatives));
  const judged: Judged[] = [];
  for (const initiative of city.plan.initiatives) {
    if (!asked.has(initiative.id) && !stored.has(initiative.id)) continue;
    const status =
      stored.get(initiative.id) ??
      judgeFor(
        city,
        found.value,
        initiative,
        await store.loadHistory(found.value.plan, initiative.id),
        answersOf(answers, initiative),
        await loadShared(store, city, initiative, answers),
      );
    judged.push({ code: initiative.code, title: initiative.title, status });
  }
  return judged.sort((a, b) => compareCodes(a.code, b.code));
}

function viewOf({ code, title, status }: Judged) {
  return {
    initiative: code,
    title,
    status: status.status,
    rule: status.rule,
    reason: status.reason,
    flags: status.flags,
    kpis: status.kpis.map(kpiView),
    milestones: status.milestones,
  };
}

function kpiView({
  kpi,
  name,
  layer,
  unit,
  actual,
  missing,
  judgement,
  pace,
  rankWord,
  yearRank,
}: KpiStatus) {
  return { kpi, name, layer, unit, actual, missing, ...judgement, pace, rankWord, yearRank };
}
