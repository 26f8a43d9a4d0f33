import { instantOf } from '../../calendar/time.ts';
import { departmentName } from '../../plan/directory.ts';
import type { Store } from '../../ports.ts';
import type { DigestRecord } from '../../records.ts';
import { asReportedOn, type CorrectedField, listCorrections } from '../../round/corrections.ts';
import { type FormManifest, fieldKey } from '../../round/form.ts';
import type { Round, RoundId } from '../../round/round.ts';
import type { StoredField, Submission } from '../../round/submission.ts';
import { loadCity } from '../load-city.ts';
import { loadAskedForm } from './open-request.ts';

/** One line of the 正誤表 of a round, with what the papers said that were made before it. */
export interface Erratum {
  readonly department: string;
  readonly departmentName: string;
  /** The line of the form, with its anchor. */
  readonly label: string;
  readonly field: CorrectedField;
  /** Each digest made before the correction, with the value as it was reported then. */
  readonly reported: readonly (Pick<DigestRecord, 'madeAt' | 'releasedAt'> & {
    readonly value: StoredField | null;
  })[];
}

export interface Errata {
  readonly round: Round;
  readonly rows: readonly Erratum[];
}

/** Loads what was corrected in a round after its freeze, oldest first. Null where there is no such round. */
export async function loadErrata(store: Store, plan: string, round: RoundId): Promise<Errata | null> {
  const [opened, submissions, digests] = await Promise.all([
    store.get('round', { plan, id: round }),
    store.list('submission', { plan, round }),
    store.list('digest', { plan, round }),
  ]);
  if (!opened) return null;
  const { directory } = await loadCity(store, plan);
  const versionsOf = Map.groupBy(
    submissions.map(({ value }) => value),
    ({ department }) => department,
  );
  const corrected = [...versionsOf].map(([department, versions]) => ({
    department,
    versions,
    corrections: listCorrections(versions),
  }));
  const papers = digests.map(({ value }) => value);
  const rows = await Promise.all(
    corrected
      .filter(({ corrections }) => corrections.length > 0)
      .map(async ({ department, versions, corrections }) => {
        const form = await loadAskedForm(store, { plan, round, department });
        return corrections.map((field) => ({
          department,
          departmentName: departmentName(directory, department),
          label: labelOf(form?.asked.manifest ?? null, field.key),
          field,
          reported: reportedBefore(papers, versions, field),
        }));
      }),
  );
  return {
    round: opened.value,
    rows: rows
      .flat()
      .sort((a, b) => a.field.correction.approvedAt.localeCompare(b.field.correction.approvedAt)),
  };
}

/** What the papers said that a correction came too late for; one that was never released did not go anywhere. */
function reportedBefore(
  papers: readonly DigestRecord[],
  versions: readonly Submission[],
  { key, correction }: CorrectedField,
): Erratum['reported'] {
  return papers
    .filter(({ state, madeAt }) => state !== 'superseded' && madeAt < correction.approvedAt)
    .map(({ madeAt, releasedAt }) => ({
      madeAt,
      releasedAt,
      value: asReportedOn(versions, instantOf(madeAt))?.fields[key] ?? null,
    }));
}

function labelOf(manifest: FormManifest | null, key: string): string {
  const field = manifest?.fields.find((candidate) => fieldKey(candidate) === key);
  return field ? `【${field.anchor}】${field.label.replace(/（[^（）]*から1つ）$/, '')}` : key;
}
