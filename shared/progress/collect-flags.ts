import { longDate, quarterName } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import { type Initiative, isUnset } from '../plan/plan.ts';
import { countRun, type ExitEvaluation } from './evaluate-exit-rules.ts';
import type { Flag, FlagKind, KpiStatus, PastStatus } from './initiative-status.ts';
import { type Judgement, STATUS_WORDS, type Status, TAGS } from './judgement.ts';
import { findConfidenceGap, findRatingGap, type OwnConfidence, type OwnRating } from './rating-gap.ts';
import type { Reported } from './reported.ts';

/** Runs of this length are told (見直し); a longer one fires an exit rule. */
const RUN_TOLD = 2;

/** Steps between the owner's view and the computed status from which it is called 認識差. */
const GAP_TOLD = 2;

export interface FlagInput {
  readonly initiative: Initiative;
  readonly reported: Reported;
  readonly status: Status;
  readonly kpis: readonly KpiStatus[];
  readonly milestones: Judgement | null;
  /** Newest first, this quarter included. */
  readonly history: readonly PastStatus[];
  readonly exits: ExitEvaluation;
  readonly ownRating: OwnRating | null;
  readonly confidence: OwnConfidence | null;
}

/** All that should be known of an initiative beside its status, the gravest first. */
export function collectFlags(input: FlagInput): Flag[] {
  return [
    ...input.exits.fired.map(
      ({ kind, rule, text, since }): Flag => ({
        kind: kind === 'exit' ? 'exit-rule' : 'review',
        text,
        subject: rule,
        since,
      }),
    ),
    ...input.exits.near.map(({ rule, text }) => flag('near-exit-rule', text, rule)),
    ...flagRuns(input),
    ...input.kpis.flatMap(flagKpi),
    ...flagGaps(input),
    ...flagPostponed(input),
    ...flagUnset(input.initiative),
  ];
}

function flag(kind: FlagKind, text: string, subject: string | null = null): Flag {
  return { kind, text, subject };
}

function flagRuns({ history, reported }: FlagInput): Flag[] {
  const runOf = (status: Status) =>
    countRun(history, reported.quarter, (past) => past.status === status).length;
  const told = [
    { kind: 'consecutive-off-track', status: 'off-track' },
    { kind: 'consecutive-not-reported', status: 'not-reported' },
  ] as const;
  return told.flatMap(({ kind, status }) => {
    const run = runOf(status);
    return run >= RUN_TOLD ? [flag(kind, `${STATUS_WORDS[status]}が${run}回続いている`)] : [];
  });
}

function flagKpi({ kpi, name, judgement, missing }: KpiStatus): Flag[] {
  const { tags, outlook, reason, status } = judgement;
  const flags: Flag[] = [];
  const add = (kind: FlagKind, text: string) => flags.push(flag(kind, `${name}：${text}`, kpi));
  if (tags.includes(TAGS.worseThanBaseline)) add('worse-than-baseline', reason);
  if (tags.includes(TAGS.outlook) && outlook !== null) add('outlook', outlook);
  if (tags.includes(TAGS.partial)) add('partial', `${missing.join('、')}の値が含まれていない`);
  if (tags.includes(TAGS.stale)) add('stale', reason);
  if (tags.includes(TAGS.provisional)) add('provisional', '出納整理期間中の速報値');
  if (status === 'not-evaluable') add('not-evaluable', reason);
  return flags;
}

function flagGaps({ status, ownRating, confidence }: FlagInput): Flag[] {
  const computed = `判定は${STATUS_WORDS[status]}`;
  const rating = findRatingGap(ownRating, status) ?? 0;
  const trust = findConfidenceGap(confidence, status) ?? 0;
  return [
    ...(Math.abs(rating) >= GAP_TOLD
      ? [flag('rating-gap', `所管課の評価は${ownRating}、${computed}（認識差）`)]
      : []),
    ...(Math.abs(trust) >= GAP_TOLD
      ? [flag('rating-gap', `所管課の達成見込みは${confidence}、${computed}（認識差）`)]
      : []),
  ];
}

function flagPostponed({ initiative, reported }: FlagInput): Flag[] {
  return initiative.milestones
    .filter(({ id }) => reported.milestones[id]?.state === '延期')
    .map(({ id, text, due }) =>
      flag('postponed', `「${text}」が延期（当初の期限は${quarterName(due)}）`, id),
    );
}

function flagUnset({ purpose, exitRules, sunset, review }: Initiative): Flag[] {
  const parts = { 目的: purpose, 撤退基準: exitRules, 終期: sunset, 見直し方針: review };
  return Object.entries(parts).flatMap(([name, value]) =>
    isUnset(value) ? [flag('unset', `${name}が未設定（設定期限 ${longDate(dateOf(value.by))}）`)] : [],
  );
}
