import { type Instant, isoUtc } from '../calendar/time.ts';
import type { CommitOutcome, Store, Write } from '../ports.ts';
import type { ScheduleRules } from '../schedule/rules.ts';

export interface RulesChange {
  readonly city: string;
  readonly plan: string;
  readonly rules: ScheduleRules;
  /** The version that was looked at; `conflict` where another has come since. */
  readonly basedOn: number;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/**
 * Publishes rules as the next version, with `writes` in the same transaction, and has the schedules follow. Rounds
 * already open keep theirs.
 */
export function publishRules(
  store: Pick<Store, 'publishDocument'>,
  { city, plan, rules, basedOn, by, at, cause }: RulesChange,
  writes: readonly Write[],
): Promise<CommitOutcome> {
  const version = basedOn + 1;
  const audit = {
    at: isoUtc(at),
    cause,
    actor: by,
    what: 'rules.published',
    subject: plan,
    before: `第${basedOn}版`,
    after: `第${version}版`,
  };
  const event = {
    id: `timetable-changed/${plan}/rules-${version}`,
    type: 'timetable-changed.v1',
    city,
    at: isoUtc(at),
    data: { plan, cause: 'rules-published' },
  } as const;
  return store.publishDocument('rules', plan, rules, basedOn, audit, [event], writes);
}
