import type { PlainDate } from '../calendar/time.ts';
import type { DecisionCase } from '../decision/case.ts';
import type { Ending } from '../decision/endings.ts';
import type { SelfCheck } from '../decision/self-check.ts';
import type { Directory } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative, Pillar, Plan } from '../plan/plan.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import type { Judgement, Status } from '../progress/judgement.ts';
import type { OwnRating } from '../progress/rating-gap.ts';
import type { MoneySums } from '../progress/sum-money.ts';
import type { RoundId } from '../round/round.ts';
import { announceChange, type Change } from './announcement.ts';
import type { EarlierQuarter } from './trend.ts';
import type { ClosedYear } from './year-ranks.ts';

/** How one initiative stands in the round of the page, with what was judged in the two rounds before. */
export interface InitiativeStanding {
  readonly initiative: Id;
  readonly judgement: InitiativeStatus;
  readonly previous: PastJudgement | null;
  readonly beforePrevious: PastJudgement | null;
  /** 取組内容・課題 in the lead department's words; null where nothing was written. */
  readonly narrative: string | null;
  /** 次の一手 and who takes it by when, which only a flagged initiative is asked for; null where nothing was said. */
  readonly nextStep: string | null;
  /** 所管課の評価, one of the four words. */
  readonly ownRating: OwnRating | null;
  /** The departments whose answer is still missing. */
  readonly waiting: readonly Id[];
}

/** What the page tells of an earlier round: the status, and the values a reader may compare with. */
type PastJudgement = Pick<InitiativeStatus, 'status' | 'kpis'>;

export interface GoalStanding {
  readonly goal: Id;
  /** Null where the goal cannot be judged, for example while its target is not set. */
  readonly judgement: Judgement | null;
  readonly actual: number | null;
  /** Whether a value was due this quarter, so that a missing one is 回答待ち and not 時期前. */
  readonly due: boolean;
  /** The value is an expectation (見込み), not yet an actual. */
  readonly expected: boolean;
  /** The KPI it is read from is 確認中: its value is not told. */
  readonly isUnderReview?: boolean;
}

/** A decision of the headquarters and what the department answered about it. */
export interface DecisionStanding {
  readonly initiative: Id;
  readonly text: string;
  readonly decidedOn: PlainDate;
  /** 対応済, 対応中, 未着手; null while there is no answer. */
  readonly response: '対応済' | '対応中' | '未着手' | null;
}

/** An open case as the headquarters' page knows it. */
export interface OpenCase extends Pick<DecisionCase, 'initiative' | 'causes' | 'dueOn'> {
  /** What its department last said of the end date (自己点検); null where it was not asked or said nothing. */
  readonly selfCheck: Pick<SelfCheck, 'wish' | 'reason' | 'steps'> | null;
}

export interface HeadquartersInput {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly round: {
    readonly id: RoundId;
    /** 速報, until the final values are in. */
    readonly provisional: boolean;
    /** 参考: one of the first rounds, whose colours are not yet to be relied on (decision 23). */
    readonly reference: boolean;
  };
  /** The day the page bears. */
  readonly date: PlainDate;
  /** The headquarters' next meeting, where its date is set. */
  readonly meeting: PlainDate | null;
  /** One for every initiative of the plan. */
  readonly standings: readonly InitiativeStanding[];
  /** The regular rounds before this one, oldest first. */
  readonly earlier: readonly EarlierQuarter[];
  readonly goals: readonly GoalStanding[];
  readonly decisions: readonly DecisionStanding[];
  /** 見直し判断 that are open, in any order. */
  readonly cases: readonly OpenCase[];
  /** Departments whose answer is there and did not count, because nobody approved it (未決裁). */
  readonly unapproved: readonly Id[];
  /** The last year before the round's that was closed, with its ranks; null where there is none. */
  readonly closedYear: ClosedYear | null;
  /** Null where the plan says nothing of money. */
  readonly money: MoneySums | null;
  /** How initiatives ended so far. */
  readonly endings: readonly Ending[];
}

/** A standing with the sheet it belongs to and the change to be announced. */
export interface Standing extends InitiativeStanding {
  readonly sheet: Initiative;
  readonly pillar: Pillar;
  readonly status: Status;
  readonly change: Change | null;
}

/**
 * Joins the standings with the plan, in the plan's order. Throws a RangeError where an initiative has no standing:
 * a page that leaves one out would count wrongly.
 */
export function joinStandings({
  plan,
  standings,
}: Pick<HeadquartersInput, 'plan' | 'standings'>): Standing[] {
  const byInitiative = new Map(standings.map((standing) => [standing.initiative, standing]));
  const pillarOf = new Map(
    plan.pillars.flatMap((pillar) => pillar.directions.map(({ id }) => [id, pillar] as const)),
  );
  return plan.initiatives.map((sheet) => {
    const standing = byInitiative.get(sheet.id);
    const pillar = pillarOf.get(sheet.direction);
    if (!standing) throw new RangeError(`initiative ${sheet.code} has no standing in this round`);
    if (!pillar) throw new RangeError(`initiative ${sheet.code} belongs to no pillar of the plan`);
    const { judgement, previous, beforePrevious } = standing;
    const change = announceChange(judgement.status, previous?.status ?? null, beforePrevious?.status ?? null);
    return { ...standing, sheet, pillar, status: judgement.status, change };
  });
}
