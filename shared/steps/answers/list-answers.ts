import type { Store } from '../../ports.ts';
import type { SubmissionRecord } from '../../records.ts';
import { fieldKey } from '../../round/form.ts';
import { isCounting, type StoredField } from '../../round/submission.ts';
import { newest } from '../form-facts.ts';

/** `awaiting-approval`, `returned`: not approved (決裁). `after-freeze`: a correction that counts only once the secretariat adopts it (decision 24). */
export type AnswerState = 'stored' | 'to-confirm' | 'after-freeze' | 'awaiting-approval' | 'returned';

/** One answer of a department as it stands. */
export interface StandingAnswer {
  readonly department: string;
  readonly field: StoredField;
  /** The version it stands in: the department's last. */
  readonly latest: SubmissionRecord;
  /** The version that brought it in: it knows the door, who typed it, and why it counts after the freeze. */
  readonly origin: SubmissionRecord;
  readonly state: AnswerState;
}

/** All answers of a round, or of one department in it, as they stand: what was refused is no answer. */
export async function listAnswers(
  store: Pick<Store, 'list' | 'get'>,
  where: { readonly plan: string; readonly round: string; readonly department?: string },
): Promise<StandingAnswer[]> {
  const stored = (await store.list('submission', where)).map(({ value }) => value);
  const standing = await withoutRefused(store, stored);
  return [...Map.groupBy(standing, ({ department }) => department).values()].flatMap(answersOf);
}

/** The received mails and entries a version's fields came from. */
export function sourcesOf(version: Pick<SubmissionRecord, 'fields'> | null): string[] {
  return [...new Set(Object.values(version?.fields ?? {}).map(({ source }) => source))];
}

/** Leaves out the corrections that were not adopted. */
async function withoutRefused(
  store: Pick<Store, 'get'>,
  versions: readonly SubmissionRecord[],
): Promise<SubmissionRecord[]> {
  const standing = await Promise.all(
    versions.map(async (version) => {
      if (!version.afterFreeze) return [version];
      const counting = newest(versions.filter(({ department }) => department === version.department));
      const known = new Set(sourcesOf(counting));
      const own = sourcesOf(version).filter((source) => !known.has(source));
      const received = await Promise.all(own.map((id) => store.get('received', { id })));
      return received.some((mail) => mail?.value.state === 'held') ? [version] : [];
    }),
  );
  return standing.flat();
}

function answersOf(versions: readonly SubmissionRecord[]): StandingAnswer[] {
  const latest = versions.toSorted((a, b) => b.version - a.version)[0];
  if (!latest) return [];
  const counting = newest(versions);
  return Object.values(latest.fields).map((field) => ({
    department: latest.department,
    field,
    latest,
    origin: originOf(field, latest, versions),
    state: stateOf(field, latest, counting),
  }));
}

function originOf(
  { source }: StoredField,
  latest: SubmissionRecord,
  versions: readonly SubmissionRecord[],
): SubmissionRecord {
  const bringing = versions
    .filter((version) => sourcesOf(version).includes(source))
    .sort((a, b) => a.version - b.version);
  // A correction that was adopted came in twice: as it waited, and as it counts.
  return bringing.find(({ correction }) => correction !== null) ?? bringing[0] ?? latest;
}

/** A version that does not count repeats all that counts already; only what it adds or changes waits. */
function stateOf(
  field: StoredField,
  latest: SubmissionRecord,
  counting: SubmissionRecord | null,
): AnswerState {
  const before = counting?.fields[fieldKey(field)];
  if (!isCounting(latest) && !(before?.source === field.source && before.value === field.value)) {
    const { state } = latest.approval;
    if (state === 'awaiting') return 'awaiting-approval';
    return state === 'returned' ? state : 'after-freeze';
  }
  return field.confidence === 'low' ? 'to-confirm' : 'stored';
}
