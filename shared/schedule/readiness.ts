import { type Instant, tokyoDate } from '../calendar/time.ts';
import type { CheckReport } from '../plan/contact-check.ts';
import { contactsOn, type Directory, departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import type { AddressBook } from '../plan/undeliverable.ts';
import { askedDepartments } from './asked-departments.ts';
import { departmentRecipients, headRecipients } from './recipients.ts';
import type { ScheduleRules } from './rules.ts';

/** What is to be in place before the first real request goes out, in the order one does it. */
export const READINESS_ITEMS = [
  'plan',
  'directory',
  'rules',
  'wording',
  'headquarters',
  'roles',
  'releaser',
  'sample-mail',
  'contact-check',
  'registration',
  'trial',
] as const;
export type ReadinessItem = (typeof READINESS_ITEMS)[number];

/** How one round of a kind stands: none so far, or with the departments it still waits for. */
export type RoundProgress =
  | { readonly state: 'none' }
  | { readonly state: 'open' | 'over'; readonly waiting: readonly Id[] };

/** All that readiness is told from: what is stored, never what somebody says, but for what is `ticked`. */
export interface ReadinessFacts {
  readonly at: Instant;
  readonly plan: Plan | null;
  readonly directory: Directory | null;
  readonly rules: ScheduleRules | null;
  readonly undeliverable: AddressBook;
  /** The roles somebody has signed in with. */
  readonly rolesUsed: ReadonlySet<string>;
  /** The contacts as the runs of 疎通確認 left them; null before the first. */
  readonly checks: CheckReport | null;
  readonly registration: RoundProgress;
  readonly trial: RoundProgress;
  /** Somebody of the secretariat has sent a mail to try it out (試し送り), and it left. */
  readonly isSampleSent: boolean;
  /** What leaves no trace of its own, and so is ticked by hand. */
  readonly ticked: ReadonlySet<ReadinessItem>;
}

export interface Readiness {
  readonly item: ReadinessItem;
  readonly state: 'done' | 'under-way' | 'open';
  /** What is missing, by name; may be empty where nothing has been begun. */
  readonly missing: readonly string[];
}

/** How far the first day has come, item by item. */
export function judgeReadiness(facts: ReadinessFacts): Readiness[] {
  return READINESS_ITEMS.map((item) => ({ item, ...judge(item, facts) }));
}

type Judged = Omit<Readiness, 'item'>;

const DONE: Judged = { state: 'done', missing: [] };
const OPEN: Judged = { state: 'open', missing: [] };
const doneIf = (is: boolean): Judged => (is ? DONE : OPEN);
const doneIfNothing = (missing: readonly string[]): Judged =>
  missing.length === 0 ? DONE : { state: 'under-way', missing };

function judge(item: ReadinessItem, facts: ReadinessFacts): Judged {
  const { plan, directory, rules, checks, rolesUsed, ticked } = facts;
  switch (item) {
    case 'plan':
      return doneIf(plan !== null && plan.initiatives.length > 0);
    case 'directory':
      return directory === null || plan === null
        ? OPEN
        : doneIfNothing(directoryGaps(facts, plan, directory));
    case 'rules':
      return doneIf(rules !== null);
    case 'headquarters':
      return doneIf(
        directory !== null && contactsOn(directory, 'headquarters', null, tokyoDate(facts.at)).length > 0,
      );
    case 'roles':
      return doneIf(rolesUsed.has('secretariat'));
    case 'releaser':
      return doneIf(rolesUsed.has('releaser'));
    case 'sample-mail':
      return doneIf(facts.isSampleSent);
    case 'wording':
      return doneIf(ticked.has(item));
    case 'contact-check':
      return checks === null || directory === null ? OPEN : doneIfNothing(unconfirmed(checks, directory));
    case 'registration':
    case 'trial':
      return judgeRound(facts[item], directory);
  }
}

/** Whom a request, a copy, or the last word of the ladder would not reach. */
function directoryGaps(
  { at, undeliverable, rules }: ReadinessFacts,
  plan: Plan,
  directory: Directory,
): string[] {
  if (rules === null) return [];
  const world = { directory, undeliverable };
  const day = tokyoDate(at);
  return askedDepartments({ plan, directory, rules }, rules.firstRound, day).flatMap(({ department }) => {
    const { id, name } = department;
    const head = department.escalatesTo ?? department.parent ?? id;
    return [
      ...(departmentRecipients(world, id, at).reached ? [] : [`${name}の担当者`]),
      // An independent body has a head and no section chief.
      ...(department.kind === 'body' || contactsOn(directory, 'chief', id, day).length > 0
        ? []
        : [`${name}の課長`]),
      ...(headRecipients(world, head, at).reached
        ? []
        : [`${name}の最終連絡先（${departmentName(directory, head)}）`]),
    ];
  });
}

function unconfirmed({ groups }: CheckReport, directory: Directory): string[] {
  return groups.flatMap(({ department, contacts }) => {
    const open = contacts.filter(({ state }) => state !== 'confirmed').length;
    if (open === 0) return [];
    return [`${department === null ? '全庁' : departmentName(directory, department)}${open}件`];
  });
}

function judgeRound(progress: RoundProgress, directory: Directory | null): Judged {
  if (progress.state === 'none') return OPEN;
  const missing = progress.waiting.map((id) => (directory ? departmentName(directory, id) : id));
  return progress.state === 'over' || missing.length === 0 ? DONE : { state: 'under-way', missing };
}
