import {
  addQuarters,
  lastDayOf,
  parseQuarter,
  type QuarterId,
  quarterId,
  quarterIndex,
} from '../calendar/fiscal.ts';
import { fiscalYearName, longDate, quarterName } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import { isKpiAlive } from '../plan/asked.ts';
import { isUnset, type Kpi } from '../plan/plan.ts';
import type { UnitTotal } from './combine-units.ts';
import type { KpiStatus } from './initiative-status.ts';
import type { Blank } from './judge-blank.ts';
import { judgeWithPace } from './judge-kpi.ts';
import { type Judgement, type JudgementInput, TAGS } from './judgement.ts';
import { cycleOf, isKpiDue, nextDue } from './kpi-due.ts';
import { whyNotAlive } from './kpi-life.ts';
import { measureWords } from './number-words.ts';
import { isOldBaseline, judgedKpiOf } from './plan-kpi.ts';
import { findTarget } from './planned-path.ts';
import { findRankWord } from './rank-word.ts';
import type { Reported } from './reported.ts';
import { rankYear } from './year-end-rank.ts';

const MONTHS_OF_QUARTER = 3;

/** Judges one KPI of the plan from what its units reported, naming the units that are missing. */
export function judgePlanKpi(kpi: Kpi, reported: Reported): KpiStatus {
  const { quarter, cutoffs, period, round } = reported;
  const total = reported.actuals[kpi.id]?.[quarter] ?? { value: null, partial: false, missing: [] };
  const excluded =
    (reported.excluded?.includes(kpi.id) ?? false) || whyNotAlive(kpi, quarter, nameIn(reported)) !== null;
  const isUnderReview = !excluded && (reported.underReview?.includes(kpi.id) ?? false);
  // A value under question is nobody's figure yet: it is neither judged nor shown as what was reached.
  const isUndecided = excluded || isUnderReview || (total.partial && round === 'open');
  const input: JudgementInput = {
    kpi: judgedKpiOf(kpi, period),
    actuals: comparableValues(kpi, wholeValues(kpi, reported, isUndecided ? null : total.value)),
    asOf: quarter,
    cutoffs,
    ...monthsOf(kpi, reported),
  };
  const paced = judgeWithPace(input, blankOf(kpi, reported, total));
  const judged = explainChanges(kpi, reported, paced.judgement);
  const judgement = tagged(total.partial && !isUndecided ? boundPartial(kpi, judged, total) : judged, {
    [TAGS.notDue]: judged.status === 'awaiting' && total.value === null && !isKpiDue(kpi, quarter),
    [TAGS.partial]: total.partial && !isUnderReview,
    [TAGS.provisional]: total.value !== null && !isUnderReview && isProvisional(kpi, reported),
  });
  const { id, name, layer, unit } = kpi;
  const pace = total.partial || excluded || isUnderReview ? null : paced.pace;
  // While the round is open a value may still be corrected; a year is ranked once.
  const yearRank = round === 'open' ? null : rankYear(judgement, quarter);
  return {
    kpi: id,
    name,
    layer,
    unit,
    actual: isUnderReview ? null : total.value,
    missing: [...total.missing],
    judgement,
    pace,
    ...(yearRank === null ? {} : { yearRank }),
    ...rankWordOf(reported, input, judgement),
  };
}

/** The months counted in the present unit; none where the KPI is not reported by month. */
function monthsOf(kpi: Kpi, { monthly }: Reported): Pick<JudgementInput, 'monthly'> {
  const known = monthly?.[kpi.id];
  if (known === undefined) return {};
  const changed = kpi.ledger?.units.at(-1);
  const until = changed === undefined ? '' : lastDayOf(changed.until).toString();
  return { monthly: Object.fromEntries(Object.entries(known).filter(([month]) => month > until)) };
}

/** Earlier partial totals are left out: a jump between a part and the whole is no trend. */
function wholeValues(kpi: Kpi, { actuals, quarter }: Reported, current: number | null) {
  const values: Record<string, number | null> = {};
  for (const [at, total] of Object.entries(actuals[kpi.id] ?? {})) {
    values[at] = total.partial ? null : total.value;
  }
  return { ...values, [quarter]: current };
}

const nameIn =
  ({ kpiNames = {} }: Reported) =>
  (id: string) =>
    kpiNames[id];

/** What was counted in another unit is neither compared with nor drawn a line through. */
export function comparableValues(kpi: Kpi, values: Readonly<Record<string, number | null>>) {
  const changed = kpi.ledger?.units.at(-1);
  if (changed === undefined) return { ...values };
  const until = quarterIndex(changed.until);
  return Object.fromEntries(
    Object.entries(values).filter(([at]) => quarterIndex(quarterId(parseQuarter(at))) > until),
  );
}

/** Adds to a reason what was changed meanwhile and would make a reader doubt the numbers: the unit, the target. */
function explainChanges(kpi: Kpi, { quarter }: Reported, judged: Judgement): Judgement {
  const unit = kpi.ledger?.units.at(-1);
  if (unit !== undefined && isOldBaseline(kpi) && judged.status === 'not-evaluable') {
    const change = `単位が「${unit.unit}」から「${kpi.unit}」に変わり`;
    return {
      ...judged,
      reason: `${change}、基準値が前の単位のままのため評価できません（判定基準0）`,
    };
  }
  if (judged.planned === null || judged.status === 'excluded') return judged;
  const { fiscalYear } = parseQuarter(quarter);
  const revised = kpi.ledger?.targets.findLast(({ year }) => year >= fiscalYear);
  if (revised?.now == null) return judged;
  const [was, now] = [revised.was, revised.now].map((value) => measureWords(value, kpi.unit));
  const text = `${fiscalYearName(revised.year)}の目標は${longDate(dateOf(revised.on))}に${was}から${now}に見直し`;
  return { ...judged, reason: `${judged.reason}。${text}` };
}

function blankOf(kpi: Kpi, reported: Reported, total: UnitTotal): Blank {
  const { quarter, round, excluded = [], underReview = [], unapproved = [] } = reported;
  const lagQuarters = Math.ceil((kpi.lag ?? 0) / MONTHS_OF_QUARTER);
  const cycleQuarters = cycleOf(kpi) + lagQuarters;
  const ended = whyNotAlive(kpi, quarter, nameIn(reported));
  if (ended !== null) return { status: 'excluded', why: ended, cycleQuarters };
  if (excluded.includes(kpi.id)) return { status: 'excluded', why: '回答は該当なし', cycleQuarters };
  if (underReview.includes(kpi.id))
    return { status: 'under-review', why: '実績値は、事務局が所管課に確認中', cycleQuarters };
  if (total.value === null && !isKpiDue(kpi, quarter)) {
    return {
      status: 'awaiting',
      why: `報告はなく、次は${quarterName(nextDue(kpi, quarter))}`,
      cycleQuarters,
    };
  }
  const who = total.missing.length > 0 ? `（${total.missing.join('、')}）` : '';
  if (unapproved.length > 0 && total.missing.every((name) => unapproved.includes(name))) {
    return round === 'open'
      ? { status: 'awaiting', why: `実績値の回答は決裁待ち${who}`, cycleQuarters }
      : { status: 'not-reported', why: `実績値の回答はあるが未決裁${who}`, cycleQuarters };
  }
  const published = whenPublished(kpi, reported);
  if (published !== null) return { status: 'awaiting', why: published, cycleQuarters };
  if (round === 'open') return { status: 'awaiting', why: `実績値の回答待ち${who}`, cycleQuarters };
  return { status: 'not-reported', why: `実績値が未報告${who}`, cycleQuarters };
}

/** Judged values only: what has no colour has no rank word either. */
function rankWordOf({ ranks }: Reported, { kpi, asOf, actuals }: JudgementInput, judgement: Judgement) {
  const isJudged = ['achieved', 'on-track', 'at-risk', 'off-track'].includes(judgement.status);
  if (ranks === undefined || !isJudged) return {};
  const word = findRankWord(ranks, {
    actual: actuals[asOf] ?? null,
    baseline: kpi.baseline?.value ?? null,
    target: findTarget(kpi, asOf)?.value ?? null,
    planned: judgement.planned,
    ratio: judgement.ratio,
    direction: kpi.polarity === 'down' ? -1 : 1,
  });
  return word === null ? {} : { rankWord: word };
}

/**
 * 公表待ち: the figure of the quarter cannot be known yet. Null where there is no lag, or where the figure that must
 * be out by now, that of as many quarters ago as the lag lasts, is missing too: then it is simply not reported.
 */
function whenPublished(kpi: Kpi, { quarter, actuals }: Reported): string | null {
  if (kpi.lag === undefined) return null;
  const due = addQuarters(quarter, -Math.ceil(kpi.lag / MONTHS_OF_QUARTER));
  const isExpected = isKpiDue(kpi, due) && isKpiAlive(kpi, due) && hasBegun(kpi, due);
  if (isExpected && (actuals[kpi.id]?.[due]?.value ?? null) === null) return null;
  const { year, month } = lastDayOf(quarter).add({ months: kpi.lag });
  return `実績値は公表待ちで、公表は${year}年${month}月ごろ`;
}

/** A plan asks for nothing that lies before the baseline it starts from. */
function hasBegun({ baseline }: Kpi, quarter: QuarterId): boolean {
  return !isUnset(baseline) && quarterIndex(quarter) > quarterIndex(baseline.at);
}

/**
 * A sum over some of the units is at most the whole, for counts, hours and money are not negative. It keeps its
 * status only where the missing units can but confirm it: 順調 where more is better, 遅れ where less is. Anything else
 * is 未報告, with the units named. A mean of some units stands as it is, marked as partial.
 */
function boundPartial(kpi: Kpi, judged: Judgement, total: UnitTotal): Judgement {
  const names = total.missing.join('、');
  if (judged.status === 'not-evaluable') return judged;
  const isGood = judged.status === 'achieved' || judged.status === 'on-track';
  const holds =
    kpi.combine !== 'sum' ||
    (kpi.polarity === 'up' && isGood) ||
    (kpi.polarity === 'down' && judged.status === 'off-track');
  // A forecast or a pace drawn from part of the units would speak of a whole that is not known.
  const unknown = {
    requiredPace: null,
    outlook: null,
    tags: judged.tags.filter((tag) => tag !== TAGS.outlook),
  };
  if (holds) return { ...judged, ...unknown, reason: `${names}を除く値で、${judged.reason}` };
  const counted = total.value === null ? '' : `（報告のあった分は${measureWords(total.value, kpi.unit)}）`;
  return {
    ...judged,
    ...unknown,
    tags: [],
    status: 'not-reported',
    rule: '0',
    reason: `${names}が未報告のため、合計を判定できません${counted}（判定基準0）`,
    ratio: null,
    attainment: null,
  };
}

/** Money of an account that stays open until 31 May is 速報 in Q4 until the final stage (decision 17). */
function isProvisional(kpi: Kpi, { quarter, final = false }: Reported): boolean {
  return kpi.money && kpi.account !== 'enterprise' && parseQuarter(quarter).quarter === 4 && !final;
}

function tagged(judgement: Judgement, tags: Readonly<Record<string, boolean>>): Judgement {
  const added = Object.entries(tags).flatMap(([tag, holds]) => (holds ? [tag] : []));
  return { ...judgement, tags: [...judgement.tags, ...added] };
}
