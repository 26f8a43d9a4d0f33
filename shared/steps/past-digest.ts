import { createHash } from 'node:crypto';
import { type Instant, instantOf, Temporal } from '../calendar/time.ts';
import type { Store } from '../ports.ts';
import type { DigestRecord } from '../records.ts';
import { renderHeadquartersText } from '../report/headquarters-text.ts';
import { HeadquartersPage } from '../report/headquarters-view.ts';
import type { RoundId } from '../round/round.ts';

export const hashText = (text: string) => createHash('sha256').update(text).digest('hex');

/** A digest as it was made, with what it was made from. */
export interface PastDigest {
  readonly digest: DigestRecord;
  readonly page: HeadquartersPage;
  readonly text: string;
  /** Whether the text is to the byte what it was on that day; null for one kept before that was noted. */
  readonly isSame: boolean | null;
}

/**
 * The digest of a round that stood at an instant, rendered from the page kept in words (decision 24): what has been
 * corrected since does not change it. Null where none had been made by then.
 */
export async function findPastDigest(
  store: Pick<Store, 'list'>,
  { plan, round, asOf }: { readonly plan: string; readonly round: RoundId; readonly asOf: Instant | null },
): Promise<PastDigest | null> {
  const made = (await store.list('digest', { plan, round }))
    .map(({ value }) => value)
    .filter(({ madeAt }) => asOf === null || Temporal.Instant.compare(instantOf(madeAt), asOf) <= 0)
    .sort((a, b) => a.version - b.version);
  const digest = made.at(-1);
  if (!digest) return null;
  const page = HeadquartersPage.parse(JSON.parse(digest.page));
  const text = renderHeadquartersText(page);
  return { digest, page, text, isSame: digest.pins && digest.pins.textSha256 === hashText(text) };
}
