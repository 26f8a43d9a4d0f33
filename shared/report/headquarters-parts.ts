import { parseQuarter, type QuarterNumber } from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import type { PlainDate } from '../calendar/time.ts';
import { compareCodes } from '../plan/asked.ts';
import type { Initiative, VisionGoal } from '../plan/plan.ts';
import { isUnset } from '../plan/plan.ts';
import type { FlagKind, InitiativeStatus } from '../progress/initiative-status.ts';
import { measureWords } from '../progress/number-words.ts';
import { findRatingGap } from '../progress/rating-gap.ts';
import { parseRoundId } from '../round/round.ts';
import { rankOf } from './announcement.ts';
import { askForDecision, CASE_FLAGS, type DecisionCase } from './decision-cases.ts';
import type { DecisionStanding, GoalStanding, HeadquartersInput, Standing } from './headquarters-input.ts';
import type { Approval, Concern, GoalLine, Improvement } from './headquarters-view.ts';
import { clip, oneLine } from './plain-text.ts';

/** 次の対応 gets two lines of a mail; the whole text is in the department's answer. */
const NEXT_CELLS = 104;

/** Whether a sheet holds anything invented for the sample city. */
export function isInvented({ illustrative }: Pick<Initiative, 'illustrative'>): boolean {
  return illustrative.length > 0;
}

/** What names an initiative in any list of the page. */
export function itemOf({ initiative, sheet }: Standing) {
  return { initiative, title: sheet.title, illustrative: isInvented(sheet) };
}

/** The judgement's sentence, which always ends with the rule that decided. */
export function reasonWithRule({ reason, rule }: Pick<InitiativeStatus, 'reason' | 'rule'>): string {
  return reason.includes('判定基準') ? reason : `${reason.replace(/。$/, '')}（判定基準${rule}）`;
}

/** Takes the names of units that have not answered out of a sentence: only the annex names them (decision 20). */
function withoutUnits(text: string, { judgement }: Standing): string {
  return judgement.kpis
    .flatMap(({ missing }) => (missing.length === 0 ? [] : [missing.join('、'), ...missing]))
    .reduce((anonymous, names) => anonymous.replaceAll(names, '一部の課'), text);
}

/** A group names so many, or one more where only one would be left over; the annex names all. */
const NAMED_MAX = 4;

/**
 * ご判断をお願いする事項. Initiatives of which the very same is to be said, such as those that end on one day, are asked
 * about together, so that the end of a plan does not fill the page.
 */
export function listApprovals(cases: readonly DecisionCase[], meeting: PlainDate | null): Approval[] {
  const groups = new Map<string, DecisionCase[]>();
  for (const decision of cases) {
    const text = askForDecision(decision, meeting);
    groups.set(text, [...(groups.get(text) ?? []), decision]);
  }
  return [...groups].map(([text, members]) => {
    const more = members.length > NAMED_MAX + 1 ? members.length - NAMED_MAX : 0;
    const titles = members.slice(0, members.length - more).map(({ standing }) => standing.sheet.title);
    return {
      initiatives: members.map(({ standing }) => standing.initiative),
      title: titles.join('、') + (more > 0 ? `、ほか${more}件（別紙）` : ''),
      illustrative: members.some(({ standing }) => isInvented(standing.sheet)),
      text,
    };
  });
}

/**
 * 対応が必要な取組: all that are 遅れ, and those やや遅れ that became so now or are forecast to miss their target.
 * What became worse stands first, then what lies furthest behind its plan.
 */
export function listConcerns(standings: readonly Standing[]): Concern[] {
  return standings
    .filter(
      ({ status, change, judgement }) =>
        status === 'off-track' ||
        (status === 'at-risk' &&
          (change?.kind === 'worsened' || judgement.flags.some(({ kind }) => kind === 'outlook'))),
    )
    .sort((a, b) => compareConcerns(a, b))
    .map((standing) => ({
      ...itemOf(standing),
      status: standing.status,
      worsenedFrom: standing.change?.kind === 'worsened' ? standing.change.from : null,
      reason: withoutUnits(reasonWithRule(standing.judgement), standing),
      notice: noticeOf(standing),
      next: nextOf(standing),
      ownRating: (findRatingGap(standing.ownRating, standing.status) ?? 0) > 0 ? standing.ownRating : null,
    }));
}

/** What the department is going to do; where it was not asked for that, what it told of its work and its problems. */
function nextOf({ nextStep, narrative }: Standing): string | null {
  const words = nextStep ?? narrative;
  return words === null ? null : clip(oneLine(words), NEXT_CELLS);
}

/** Drops the KPI a sentence begins with where the sentence before it begins with the same. */
export function withoutSubject(text: string, before: string): string {
  const subject = /^[^：]+：/.exec(text)?.[0] ?? '';
  return subject !== '' && before.startsWith(subject) ? text.slice(subject.length) : text;
}

/**
 * What else the page itself tells, the gravest first. A fired exit rule already stands among the approvals; one that is
 * near takes more words than the page has, so the annex tells it.
 */
const NOTICES: readonly FlagKind[] = ['consecutive-off-track', 'outlook'];

function noticeOf(standing: Standing): string | null {
  const { flags: all } = standing.judgement;
  // A run that has already become a case is told where the decision is asked for.
  const isCase = all.some(({ kind }) => CASE_FLAGS.has(kind));
  const flags = NOTICES.filter((kind) => !isCase || kind !== 'consecutive-off-track').flatMap(
    (kind) => all.find((flag) => flag.kind === kind) ?? [],
  );
  const [first] = flags;
  return first === undefined
    ? null
    : withoutUnits(withoutSubject(first.text, standing.judgement.reason), standing);
}

function compareConcerns(a: Standing, b: Standing): number {
  const keys = (standing: Standing) => [
    standing.status === 'off-track' ? 0 : 1,
    standing.judgement.flags.some(({ kind }) => CASE_FLAGS.has(kind)) ? 0 : 1,
    standing.change?.kind === 'worsened' ? 0 : 1,
    Math.min(1, ...standing.judgement.kpis.map(({ judgement }) => judgement.ratio ?? 1)),
  ];
  const others = keys(b);
  const difference = keys(a)
    .map((key, index) => key - (others[index] ?? 0))
    .find((value) => value !== 0);
  return difference ?? compareCodes(a.sheet.code, b.sheet.code);
}

/** 改善した取組: what stayed better for two periods, the largest step first. */
export function listImprovements(standings: readonly Standing[]): Improvement[] {
  return standings
    .flatMap((standing) =>
      standing.change?.kind === 'improved'
        ? [
            {
              ...itemOf(standing),
              from: standing.change.from,
              to: standing.status,
              figures: figuresOf(standing),
            },
          ]
        : [],
    )
    .sort((a, b) => stepOf(b) - stepOf(a));
}

function stepOf({ from, to }: Pick<Improvement, 'from' | 'to'>): number {
  return (rankOf(from) ?? 0) - (rankOf(to) ?? 0);
}

/** A value now beside the one two rounds before. A running total only grows, so it would show nothing. */
function figuresOf({ judgement, beforePrevious, sheet }: Standing): string | null {
  for (const { kpi, name, unit, layer, actual, judgement: now } of judgement.kpis) {
    const earlier = beforePrevious?.kpis.find((candidate) => candidate.kpi === kpi)?.actual ?? null;
    const isTotal = sheet.kpis.some(({ id, kind }) => id === kpi && kind === 'cumulative');
    if (isTotal || layer !== 'outcome' || actual === null || earlier === null || actual === earlier) continue;
    const plan = now.planned === null ? '' : `（${planWord(now)}${measureWords(now.planned, unit)}）`;
    return `${name}　${measureWords(earlier, unit)}から${measureWords(actual, unit)}へ${plan}`;
  }
  return null;
}

/** A planned value nobody set is called 目安 wherever it is told. */
function planWord(judgement: { readonly isGuide?: true | undefined } | null): string {
  return judgement?.isGuide ? '計画の目安' : '計画';
}

/** 5年後の目標（ビジョン）, one line each, whether or not there is a value. */
export function listGoals({
  plan,
  goals,
  round,
}: Pick<HeadquartersInput, 'plan' | 'goals' | 'round'>): GoalLine[] {
  const { quarter } = parseQuarter(parseRoundId(round.id).quarter);
  return plan.vision.goals.map((goal) => {
    const standing = goals.find((candidate) => candidate.goal === goal.id);
    const status = standing?.judgement?.status ?? null;
    return {
      goal: goal.id,
      name: goal.name,
      comparison: compareGoal(goal, standing, quarter),
      status: rankOf(status) === null ? null : status,
      illustrative: goal.illustrative.length > 0,
    };
  });
}

function compareGoal(goal: VisionGoal, standing: GoalStanding | undefined, quarter: QuarterNumber): string {
  const planned = standing?.judgement?.planned ?? null;
  const word = planWord(standing?.judgement ?? null);
  const actual = standing?.actual ?? null;
  const mark = standing?.expected ? '（見込み）' : '';
  if (planned !== null && actual !== null) {
    // What is to stay below a year's total is judged against the whole year, so the months so far are told.
    if (goal.kind === 'cumulative' && goal.polarity === 'down' && quarter < 4) {
      const sofar = `${quarter * 3}か月で${measureWords(actual, goal.unit)}${mark}`;
      return `年間計画${measureWords(planned, goal.unit)}に対し${sofar}`;
    }
    return `${word}${measureWords(planned, goal.unit)}に対し${measureWords(actual, goal.unit)}${mark}`;
  }
  const target =
    isUnset(goal.target) || typeof goal.target !== 'number'
      ? '目標値は未設定'
      : `${fiscalYearName(goal.targetYear)}の目標${measureWords(goal.target, goal.unit)}`;
  const waiting = standing?.due ? '実績は回答待ち' : '実績は時期前';
  const missing = standing?.isUnderReview ? '実績は確認中' : waiting;
  const reported = actual === null ? missing : `実績${measureWords(actual, goal.unit)}${mark}`;
  return planned === null
    ? `${target}、${reported}`
    : `${word}${measureWords(planned, goal.unit)}、${reported}`;
}

/** 本部の決定への対応 in one line. */
export function summariseDecisions(decisions: readonly DecisionStanding[]): string {
  if (decisions.length === 0) return '対象となる決定はありません';
  const parts = (['対応済', '対応中', '未着手', null] as const).flatMap((response) => {
    const count = decisions.filter((decision) => decision.response === response).length;
    return count === 0 ? [] : [`${count}件${responseWord(response)}`];
  });
  return `${decisions.length}件中${parts.join('、')}`;
}

export function responseWord(response: DecisionStanding['response']): string {
  return response ?? '回答待ち';
}
