import { type Instant, instantOf, Temporal } from '../calendar/time.ts';
import { type Correction, isCounting, type StoredField, type Submission } from './submission.ts';

/** One line of the 正誤表: what was, what is, why, who let it count and when (decision 24). */
export interface CorrectedField {
  /** By `fieldKey`. */
  readonly key: string;
  /** Null where nothing had been answered. */
  readonly before: StoredField | null;
  readonly after: StoredField;
  readonly version: number;
  readonly correction: Correction;
}

const byVersion = (a: Pick<Submission, 'version'>, b: Pick<Submission, 'version'>) => a.version - b.version;

/**
 * What was corrected after the freeze in one department's answer, oldest first: each version that a person let count,
 * against the one that counted before it. A correction that still waits, or was not adopted, is none.
 */
export function listCorrections(versions: readonly Submission[]): CorrectedField[] {
  const counting = versions.filter(isCounting).toSorted(byVersion);
  return counting.flatMap((version, index) => {
    const { correction } = version;
    if (correction === null) return [];
    const before = counting[index - 1]?.fields ?? {};
    return Object.entries(version.fields).flatMap(([key, after]): CorrectedField[] => {
      const was = before[key] ?? null;
      if (was && was.value === after.value && was.unit === after.unit) return [];
      return [{ key, before: was, after, version: version.version, correction }];
    });
  });
}

/** A department's answer as it counted at an instant: what a paper made then was made of. */
export function asReportedOn<S extends Submission>(versions: readonly S[], at: Instant): S | null {
  const known = versions.filter(
    (version) => isCounting(version) && Temporal.Instant.compare(instantOf(countsSince(version)), at) <= 0,
  );
  return known.toSorted(byVersion).at(-1) ?? null;
}

/** From when on a version counts: its approval (決裁) may come after its receipt. */
function countsSince({ receivedAt, approval }: Submission): string {
  return approval.at !== null && approval.at > receivedAt ? approval.at : receivedAt;
}
