import type { Store, Stored } from '../../ports.ts';
import type { SubmissionRecord } from '../../records.ts';
import { newest, newestAnswered } from '../form-facts.ts';
import type { OpenRequest } from './open-request.ts';

/** The versions of a department's answer that matter to what comes next. */
export interface Versions {
  /** What the next answer is merged upon. */
  readonly base: SubmissionRecord | null;
  readonly counting: SubmissionRecord | null;
  /** The last one written, whatever became of it: the only one that can still be approved. */
  readonly last: Stored<'submission'> | null;
}

export async function loadVersions(store: Store, { round, request }: OpenRequest): Promise<Versions> {
  const { department, version } = request.value;
  const stored = await store.list('submission', { plan: round.plan, round: round.id, department });
  const versions = stored.map(({ value }) => value);
  return {
    base: newestAnswered(versions),
    counting: newest(versions),
    last: stored.find(({ value }) => value.version === version) ?? null,
  };
}
