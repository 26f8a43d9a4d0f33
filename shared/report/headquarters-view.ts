import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { Status } from '../progress/judgement.ts';
import { RoundId } from '../round/round.ts';
import { MoneyTable } from './money-table.ts';
import { StatusTable } from './status-table.ts';
import { Trend } from './trend.ts';
import { YearRanks } from './year-ranks.ts';

const Item = { initiative: Id, title: z.string(), illustrative: z.boolean() };

export const Approval = z.strictObject({
  initiatives: z.array(Id).min(1),
  /** The title, or the titles of those asked about together. */
  title: z.string(),
  illustrative: z.boolean(),
  text: z.string(),
});
export type Approval = z.infer<typeof Approval>;

export const Concern = z.strictObject({
  ...Item,
  status: Status,
  /** The status before, where it became worse. */
  worsenedFrom: Status.nullable(),
  /** The judgement's sentence, with the rule that decided. */
  reason: z.string(),
  /** A forecast or trigger beside the status, in its own sentence. */
  notice: z.string().nullable(),
  /** 次の対応, in the lead department's words, shortened. */
  next: z.string().nullable(),
  /** 所管課の評価, only where it is better than the judgement. */
  ownRating: z.string().nullable(),
});
export type Concern = z.infer<typeof Concern>;

export const Improvement = z.strictObject({
  ...Item,
  from: Status,
  to: Status,
  /** `手続き時間　14分から11分へ（計画12分）`, where there are figures. */
  figures: z.string().nullable(),
});
export type Improvement = z.infer<typeof Improvement>;

export const GoalLine = z.strictObject({
  goal: Id,
  name: z.string(),
  /** `計画68,000時間に対し69,000時間（見込み）` */
  comparison: z.string(),
  status: Status.nullable(),
  illustrative: z.boolean(),
});
export type GoalLine = z.infer<typeof GoalLine>;

/** 見直し判断・終期 */
const ReviewLine = z.strictObject({
  ...Item,
  code: z.string(),
  kind: z.enum(['case', 'sunset']),
  text: z.string(),
});

const AnnexLine = z.strictObject({
  ...Item,
  code: z.string(),
  pillar: z.string(),
  status: Status,
  reason: z.string(),
  /** The pace still required of each KPI that has one, exit rules that are near, postponements. */
  notes: z.array(z.string()),
  ownRating: z.string().nullable(),
});

const EndingLine = z.strictObject({
  initiative: Id,
  code: z.string(),
  title: z.string(),
  /** 積極的廃止, 統合, 期間満了（更新なし） */
  how: z.string(),
  when: z.string(),
  reason: z.string(),
});
export type EndingLine = z.infer<typeof EndingLine>;

/** 別紙: the only place where departments are named. */
export const Annex = z.strictObject({
  waiting: z.array(
    z.strictObject({
      department: z.string(),
      titles: z.array(z.string()),
      /** The answer is there, and nobody has approved it (未決裁). */
      isUnapproved: z.boolean().default(false),
    }),
  ),
  reviews: z.array(ReviewLine),
  decisions: z.array(
    z.strictObject({ title: z.string(), decidedOn: z.iso.date(), text: z.string(), response: z.string() }),
  ),
  initiatives: z.array(AnnexLine),
  /** 年度末評価; pages stored before there were ranks have none, nor money, nor endings. */
  yearRanks: YearRanks.nullable().default(null),
  /** 効果額と予算 of the round's year, as they stood when the page was made. */
  money: MoneyTable.nullable().default(null),
  /** 終わった取組, each with how it ended and why. */
  endings: z.array(EndingLine).default([]),
});
export type Annex = z.infer<typeof Annex>;

/**
 * The headquarters' page as data: everything the text and the HTML say, already in words, so that a stored draft
 * reproduces the very page of its date whatever has become of the plan since.
 */
export const HeadquartersPage = z.strictObject({
  schema: z.literal(1),
  round: RoundId,
  date: z.iso.date(),
  secretariat: z.string(),
  provisional: z.boolean(),
  reference: z.boolean(),
  /** Whether the page shows invented data (例示): nowhere, in the items so marked, or everywhere. */
  illustrative: z.enum(['none', 'some', 'all']),
  subject: z.string(),
  /** 概況, one sentence each: the only words the secretariat may change. */
  overview: z.array(z.string()).min(1).max(4),
  overviewEdited: z.boolean(),
  approvals: z.array(Approval).max(3),
  /** How many more initiatives there are than the page has room for; they stand in the annex. */
  approvalsMore: z.number().int().min(0),
  initiatives: z.number().int().min(1),
  table: StatusTable,
  /** 推移; pages stored before there was one have no quarters in it. */
  trend: Trend.default({ columns: [], points: [] }),
  goals: z.array(GoalLine),
  concerns: z.array(Concern).max(5),
  concernsMore: z.number().int().min(0),
  improvements: z.array(Improvement).max(3),
  improvementsMore: z.number().int().min(0),
  /** `3件中2件対応済、1件対応中` */
  decisions: z.string(),
  reviews: z.number().int().min(0),
  /** Initiatives without any answer, and those of which only some departments have not answered. */
  waiting: z.strictObject({ whole: z.number().int().min(0), partly: z.number().int().min(0) }),
  annex: Annex,
});
export type HeadquartersPage = z.infer<typeof HeadquartersPage>;
