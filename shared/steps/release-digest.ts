import type { OutboxEvent } from '../../events/catalogue.ts';
import { type Instant, isoUtc } from '../calendar/time.ts';
import type { Store, Write } from '../ports.ts';
import type { AuditEntry } from '../records.ts';
import type { RoundId } from '../round/round.ts';

export interface Release {
  readonly city: string;
  readonly plan: string;
  readonly round: RoundId;
  /** Who released it: an address, or the command line. */
  readonly by: string;
  readonly at: Instant;
  /** What caused it: the received mail, the command. */
  readonly cause: string;
}

/** What releasing a draft has to write, or why there is nothing to release. */
export type ReleaseDecision =
  | {
      readonly outcome: 'released';
      readonly writes: Write[];
      readonly events: OutboxEvent[];
      readonly audit: AuditEntry[];
    }
  | { readonly outcome: 'already-released' | 'no-draft' };

/**
 * Decides the release of a round's draft to the headquarters (decision 19). It leaves as it was made: what was
 * reviewed is what goes. The caller commits it together with its own records.
 */
export async function decideRelease(
  store: Store,
  { city, plan, round, by, at, cause }: Release,
): Promise<ReleaseDecision> {
  const opened = await store.get('round', { plan, id: round });
  const digests = await store.list('digest', { plan, round });
  const latest = digests.toSorted((a, b) => b.value.version - a.value.version)[0];
  if (!opened || !latest) return { outcome: 'no-draft' };
  if (latest.value.state !== 'draft') return { outcome: 'already-released' };
  const { version } = latest.value;
  const value = { ...latest.value, state: 'released', releasedBy: by, releasedAt: isoUtc(at) } as const;
  return {
    outcome: 'released',
    writes: [
      { kind: 'digest', value, expected: latest.revision },
      { kind: 'round', value: { ...opened.value, releasedAt: isoUtc(at) }, expected: opened.revision },
    ],
    events: [
      {
        id: `digest-released/${plan}/${round}/${version}`,
        type: 'digest-released.v1',
        city,
        at: isoUtc(at),
        data: { plan, round, version, releasedBy: by },
      },
    ],
    audit: [
      {
        at: isoUtc(at),
        cause,
        actor: by,
        what: 'digest.released',
        subject: `${round}/v${version}`,
        before: 'draft',
        after: 'released',
      },
    ],
  };
}
