import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { Inquiry } from '../round/inquiry.ts';
import { RoundId } from '../round/round.ts';
import { MailTexts, STANDARD_TEXTS } from './mail-texts.ts';

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 09:00');
const Days = z.number().int().min(1).max(60);

/** A day that opens a round or is its due date, told as the secretariat would say it. */
export const DayRule = z.discriminatedUnion('on', [
  /** The n-th business day of a month after the quarter's end (1 = the month right after it). */
  z.strictObject({
    on: z.literal('nth-business-day'),
    monthsAfterQuarter: z.number().int().min(0).max(6),
    n: z.number().int().min(1).max(23),
  }),
  /** The last business day of such a month. */
  z.strictObject({ on: z.literal('last-business-day'), monthsAfterQuarter: z.number().int().min(0).max(6) }),
  /** A day of such a month, or the next business day where it is closed. */
  z.strictObject({
    on: z.literal('day'),
    monthsAfterQuarter: z.number().int().min(0).max(6),
    day: z.number().int().min(1).max(28),
  }),
  /** So many business days after the round opened. */
  z.strictObject({ on: z.literal('business-days-after-opening'), n: Days }),
]);
export type DayRule = z.infer<typeof DayRule>;

/** One step of the ladder, in business days from the due date. */
export const LadderStep = z.strictObject({
  days: z
    .number()
    .int()
    .min(-30)
    .max(30)
    .refine((n) => n !== 0, 'expected a step before or after the due date'),
  kind: z.enum(['reminder', 'overdue', 'escalation']),
  /** Whether the section chief (課長) gets a copy. */
  copyChief: z.boolean().default(false),
});
export type LadderStep = z.infer<typeof LadderStep>;

/** How one kind of round runs: when it opens, is due, reminds and freezes. */
export const Rhythm = z.strictObject({
  opens: DayRule,
  due: DayRule,
  /** Whether the section chief gets a copy of the request itself. */
  copyChief: z.boolean().default(false),
  ladder: z.array(LadderStep).max(10),
  /** Business days after the due date on which what is there is taken as it stands. */
  freezesAfter: Days,
  /** Whether the headquarters get a digest of the round. */
  digest: z.boolean(),
});
export type Rhythm = z.infer<typeof Rhythm>;

/** No mail to a department from that hour of a weekday on (1 = Monday); what would go then goes on a later day. */
export const HoldOff = z.strictObject({ weekday: z.number().int().min(1).max(5), from: ClockTime });
export type HoldOff = z.infer<typeof HoldOff>;

/** A session of the city assembly (議会期間): departments get no mail from its first to its last day. */
export const Assembly = z
  .strictObject({ from: z.iso.date(), to: z.iso.date(), name: z.string().min(1).max(40) })
  .refine(({ from, to }) => from <= to, 'expected the last day on or after the first');
export type Assembly = z.infer<typeof Assembly>;

/** What is otherwise for one department. */
export const Override = z.strictObject({
  department: Id,
  /** The steps of the ladder, by their days, that this department does not get. */
  laddersOff: z.array(z.number().int()).max(10).default([]),
  /** Business days by which its due date lies after the round's, or before it where negative. */
  dueLater: z.number().int().min(-10).max(20).default(0),
  /** False: its section chief gets no copies. */
  copyChief: z.boolean().default(true),
  /** False: nothing is mailed to it. Its request stands all the same, and it is asked on paper or by telephone. */
  isMailed: z.boolean().default(true),
});
export type Override = z.infer<typeof Override>;

const MonthDay = z
  .string()
  .regex(
    /^(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))$/,
    'expected a month and a day of any year, such as 10-31',
  );

/** When the next fiscal year's budget is requested (要求), assessed (査定) and put before the assembly (議会). */
export const BudgetDays = z.strictObject({
  request: MonthDay.default('10-31'),
  assessment: MonthDay.default('01-15'),
  assembly: MonthDay.default('02-20'),
});
export type BudgetDays = z.infer<typeof BudgetDays>;

/** Round zero and practice of some years, and the inquiries of one. */
export const EXTRA_ROUNDS_MAX = 120;

/**
 * A round outside the rhythm, started by the secretariat for days of its own: round zero, one for practice (試行), or
 * an inquiry (臨時照会). It reaches no head of a bureau, and no paper is made of it.
 */
export const ExtraRound = z
  .strictObject({
    round: RoundId,
    opensOn: z.iso.date(),
    dueOn: z.iso.date(),
    /** Only these are asked; none named: every department that has something to answer. */
    departments: z.array(Id).max(2000).default([]),
    /** What an inquiry asks; null for a round that asks about initiatives. */
    inquiry: Inquiry.nullable().default(null),
  })
  .refine(({ opensOn, dueOn }) => opensOn < dueOn, 'expected the due date after the opening');
export type ExtraRound = z.infer<typeof ExtraRound>;

/**
 * 送信設定: who is asked what, when. Data of the secretariat, immutable by version; a round pins the version it
 * opened with (decision 3). All days are business days of the city's calendar.
 */
export const ScheduleRules = z.strictObject({
  /** The first round this system runs; earlier quarters were reported by other means. */
  firstRound: RoundId,
  /** When mails go out, Tokyo time. */
  sendAt: ClockTime,
  /** The hour of the due date by which an answer is in time. */
  dueAt: ClockTime,
  regular: Rhythm,
  fourthQuarter: Rhythm,
  final: Rhythm.nullable(),
  handover: Rhythm.nullable(),
  secretariat: z.strictObject({
    /** Weekday of the weekly digest while a round is open, 1 = Monday; a closed day moves it to the next business day. */
    weekday: z.number().int().min(1).max(5),
    /** Daily from so many business days before the due date … */
    dailyFromBeforeDue: z.number().int().min(0).max(10),
    /** … until so many after it. */
    dailyUntilAfterDue: z.number().int().min(0).max(20),
  }),
  /** Business days after the freeze on which the draft for the headquarters is made. */
  draftAfterFreeze: Days,
  /** Business days after the draft on which the secretariat is reminded to release it. */
  releaseReminderAfter: Days,
  /**
   * Whether the secretariat alone releases a draft, or confirms it for a releaser (部長) to release. One by default:
   * who is a releaser is known to the issuer of sign-ins alone, and a city without one could not release at all.
   */
  releaseSteps: z.enum(['one', 'two']).default('one'),
  /** Rounds, from the first, whose colours are marked 参考 (decision 23). */
  referenceRounds: z.number().int().min(0).max(8),
  // Versions stored before those below existed are read as having none of them, and the standard words.
  /** The hours, Tokyo time, between which mails may go; `sendAt` outside of them is brought inside. */
  sendWindow: z
    .strictObject({ earliest: ClockTime, latest: ClockTime })
    .refine(({ earliest, latest }) => earliest <= latest, 'expected the latest hour after the earliest')
    .default({ earliest: '00:00', latest: '23:59' }),
  /** At most four, so that one weekday is always left to send on. */
  holdOffs: z.array(HoldOff).max(4).default([]),
  assemblies: z.array(Assembly).max(12).default([]),
  overrides: z.array(Override).max(500).default([]),
  texts: MailTexts.default(STANDARD_TEXTS),
  /** Whether requests bring the due date as a file that calendars open (提出期限.ics). */
  dueDateFile: z.boolean().default(true),
  /** 予算の日程: the days to which end dates are anchored, so that what goes on gets its budget. */
  budget: BudgetDays.prefault({}),
  /** Rounds outside the rhythm; each stands here until it is over or called off. */
  extraRounds: z.array(ExtraRound).max(EXTRA_ROUNDS_MAX).default([]),
});
export type ScheduleRules = z.infer<typeof ScheduleRules>;

/** How round zero and practice run between the days they are given. */
export const EXTRA_RHYTHM: Rhythm = {
  opens: { on: 'nth-business-day', monthsAfterQuarter: 0, n: 1 },
  due: { on: 'business-days-after-opening', n: 5 },
  copyChief: false,
  ladder: [
    { days: -1, kind: 'reminder', copyChief: false },
    { days: 1, kind: 'overdue', copyChief: false },
  ],
  freezesAfter: 3,
  digest: false,
};

/** An inquiry reminds once at most, and takes late answers and corrections for two weeks. */
const INQUIRY_RHYTHM: Rhythm = {
  ...EXTRA_RHYTHM,
  ladder: [{ days: -1, kind: 'reminder', copyChief: false }],
  freezesAfter: 10,
};

/** How an extra round runs between the days it is given. */
export function extraRhythm({ inquiry }: Pick<ExtraRound, 'inquiry'>): Rhythm {
  if (inquiry === null) return EXTRA_RHYTHM;
  return inquiry.reminds ? INQUIRY_RHYTHM : { ...INQUIRY_RHYTHM, ladder: [] };
}

/** The days of an extra round; null for one of the rhythm, and for one that was called off. */
export function extraRoundOf(
  { extraRounds }: Pick<ScheduleRules, 'extraRounds'>,
  round: RoundId,
): ExtraRound | null {
  return extraRounds.find((extra) => extra.round === round) ?? null;
}

const STANDARD_LADDER: LadderStep[] = [
  { days: -5, kind: 'reminder', copyChief: false },
  { days: -1, kind: 'reminder', copyChief: false },
  { days: 1, kind: 'overdue', copyChief: false },
  { days: 3, kind: 'overdue', copyChief: true },
  { days: 7, kind: 'escalation', copyChief: false },
];

/**
 * The rhythm a city starts with: request on the first business day after the quarter, due on the tenth, five
 * reminders, frozen ten business days after. Quarter 4 waits for the transfers of 1 April; money KPIs are asked
 * again once the accounts have closed on 31 May (decision 17).
 */
export const STANDARD_RULES: ScheduleRules = {
  firstRound: RoundId.parse('2026Q1'),
  sendAt: '09:00',
  dueAt: '17:00',
  regular: {
    opens: { on: 'nth-business-day', monthsAfterQuarter: 1, n: 1 },
    due: { on: 'nth-business-day', monthsAfterQuarter: 1, n: 10 },
    copyChief: false,
    ladder: STANDARD_LADDER,
    freezesAfter: 10,
    digest: true,
  },
  fourthQuarter: {
    opens: { on: 'nth-business-day', monthsAfterQuarter: 1, n: 10 },
    due: { on: 'last-business-day', monthsAfterQuarter: 1 },
    copyChief: false,
    ladder: STANDARD_LADDER,
    freezesAfter: 10,
    digest: true,
  },
  final: {
    opens: { on: 'nth-business-day', monthsAfterQuarter: 3, n: 1 },
    due: { on: 'nth-business-day', monthsAfterQuarter: 3, n: 10 },
    copyChief: false,
    ladder: STANDARD_LADDER,
    freezesAfter: 10,
    digest: true,
  },
  handover: {
    opens: { on: 'day', monthsAfterQuarter: 0, day: 15 },
    due: { on: 'business-days-after-opening', n: 7 },
    copyChief: false,
    ladder: [{ days: -1, kind: 'reminder', copyChief: false }],
    freezesAfter: 2,
    digest: false,
  },
  secretariat: { weekday: 1, dailyFromBeforeDue: 1, dailyUntilAfterDue: 10 },
  draftAfterFreeze: 1,
  releaseReminderAfter: 2,
  releaseSteps: 'one',
  referenceRounds: 2,
  sendWindow: { earliest: '08:30', latest: '18:00' },
  holdOffs: [{ weekday: 5, from: '12:00' }],
  assemblies: [],
  overrides: [],
  texts: STANDARD_TEXTS,
  dueDateFile: true,
  budget: { request: '10-31', assessment: '01-15', assembly: '02-20' },
  extraRounds: [],
};
