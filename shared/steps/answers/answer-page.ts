import { type Instant, instantOf, isoUtc, Temporal, tokyoDate } from '../../calendar/time.ts';
import type { CommitOutcome, Store, Stored } from '../../ports.ts';
import type { MailRecord } from '../../records.ts';
import { graceEndsAt } from '../../reply/sent-time.ts';
import { isAnswerSecret } from '../../round/answer-link.ts';
import type { Round } from '../../round/round.ts';
import { hashKey } from '../prepare-mail.ts';
import { type AskedForm, loadAskedForm } from './open-request.ts';

/** So many forms one page may send in a day (Tokyo): far more than a department needs. */
const POSTS_PER_DAY = 100;

/** `read-only` from the freeze on; `over` once the grace for mails under way has gone by as well. */
type PageStanding = 'open' | 'read-only' | 'over';

/** What a department's page may be used for at a moment. */
export function pageStanding(
  { state, freezesAt }: Pick<Round, 'state' | 'freezesAt'>,
  now: Instant,
): PageStanding {
  const frozenAt = instantOf(freezesAt);
  if (Temporal.Instant.compare(now, graceEndsAt(frozenAt)) > 0) return 'over';
  return state === 'open' && Temporal.Instant.compare(now, frozenAt) < 0 ? 'open' : 'read-only';
}

/** The page a link leads to. */
export interface AnswerPage {
  readonly mail: MailRecord;
  readonly key: { readonly plan: string; readonly round: Round['id']; readonly department: string };
  readonly form: AskedForm;
  readonly standing: Exclude<PageStanding, 'over'>;
  readonly draft: Stored<'answerDraft'> | null;
}

/**
 * The page behind the link in a mail. A secret that nobody was given, and one whose time is over, say nothing of what
 * they lead to, or led to.
 */
export async function openAnswerPage(
  store: Store,
  secret: string,
  now: Instant,
): Promise<AnswerPage | 'unknown' | 'over'> {
  if (!isAnswerSecret(secret)) return 'unknown';
  const found = await store.get('answerKey', { keyHash: hashKey(secret) });
  const mail = found && (await store.get('mail', { id: found.value.mail }))?.value;
  if (!mail || mail.round === null || mail.department === null) return 'unknown';
  const key = { plan: mail.plan, round: mail.round, department: mail.department };
  const form = await loadAskedForm(store, key);
  if (!form) return 'unknown';
  const standing = pageStanding(form.asked.round, now);
  if (standing === 'over') return 'over';
  return { mail, key, form, standing, draft: await store.get('answerDraft', { mail: mail.id }) };
}

/** Counts one form of a page; false once the day's are used up. Two at once may count as one. */
export async function countPost(store: Store, { id }: MailRecord, now: Instant): Promise<boolean> {
  const key = { day: tokyoDate(now).toString(), about: `page/${id}` };
  const before = await store.get('answerTally', key);
  const count = (before?.value.count ?? 0) + 1;
  if (count > POSTS_PER_DAY) return false;
  const value = { ...key, count };
  await store.commit({
    writes: [{ kind: 'answerTally', value, expected: before?.revision ?? null }],
    audit: [],
    events: [],
  });
  return true;
}

/**
 * Keeps what has been typed. `revision` is the draft the page showed, null for none: a conflict means that somebody
 * else has saved since, and nothing of theirs is overwritten.
 */
export function saveDraft(
  store: Store,
  { mail, form }: Pick<AnswerPage, 'mail' | 'form'>,
  answers: Readonly<Record<string, string>>,
  { revision, now }: { readonly revision: number | null; readonly now: Instant },
): Promise<CommitOutcome> {
  const expiresAt = isoUtc(graceEndsAt(instantOf(form.asked.round.freezesAt)));
  const value = { mail: mail.id, answers: { ...answers }, savedAt: isoUtc(now), expiresAt };
  return store.commit({
    writes: [{ kind: 'answerDraft', value, expected: revision }],
    audit: [],
    events: [],
  });
}
