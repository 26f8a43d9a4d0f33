import { instantOf, Temporal } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import { similarityOf } from '../progress/entry-checks/similarity.ts';

/** From this on a text is the one of last quarter. */
const SAME_TEXT = 0.9;

/** What became of one department's request, as far as improving the request goes. */
export interface FreshnessFacts {
  readonly department: Id;
  /** The initiatives it was asked about. */
  readonly asked: number;
  readonly dueAt: string;
  /** When it first answered; null while it has not. */
  readonly answeredAt: string | null;
  /** The states of the mails that asked it. */
  readonly mails: readonly string[];
  /** 取組内容・課題 by initiative, now and in the round before. */
  readonly narratives: ReadonlyMap<Id, string>;
  readonly narrativesBefore: ReadonlyMap<Id, string>;
}

/** One department's line: counts, from which nobody is to be appraised. */
export interface FreshnessLine {
  readonly department: Id;
  readonly asked: number;
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly answered: boolean;
  readonly onTime: boolean;
  /** Initiatives with something written about them. */
  readonly written: number;
  /** Of those, the ones with the text of the round before. */
  readonly copied: number;
}

/** Asked, delivered, bounced, answered, on time, non-empty, copied: whether a request reaches and is easy to answer. */
export function summariseFreshness(facts: FreshnessFacts): FreshnessLine {
  const { department, asked, dueAt, answeredAt, mails, narratives, narrativesBefore } = facts;
  const stateCount = (...states: readonly string[]) => mails.filter((state) => states.includes(state)).length;
  const written = [...narratives].filter(([, text]) => text.trim() !== '');
  return {
    department,
    asked,
    sent: stateCount('sent', 'delivered', 'bounced'),
    delivered: stateCount('delivered'),
    bounced: stateCount('bounced'),
    answered: answeredAt !== null,
    onTime: answeredAt !== null && Temporal.Instant.compare(instantOf(answeredAt), instantOf(dueAt)) <= 0,
    written: written.length,
    copied: written.filter(([id, text]) => {
      const before = narrativesBefore.get(id);
      return before !== undefined && similarityOf(text, before) >= SAME_TEXT;
    }).length,
  };
}
