import { type Instant, instantOf, isoUtc, Temporal } from '../calendar/time.ts';
import type { Store } from '../ports.ts';
import type { Finding } from '../records.ts';
import type { LateMail, LateStep } from '../report/late-findings.ts';

/** What is found late lies under the month in which it was due; the sweep looks back no further than this. */
const FOUND_WITHIN_HOURS = 8 * 24;

export interface LateFindings {
  readonly lateSteps: readonly LateStep[];
  readonly lateMails: readonly LateMail[];
}

/** What the sweep found between two instants: steps that did not happen in time, mails that were read late. */
export async function loadLateFindings(
  store: Store,
  plan: string,
  since: Instant,
  now: Instant,
): Promise<LateFindings> {
  const months = new Set(
    [now, since, since.subtract({ hours: FOUND_WITHIN_HOURS })].map((at) => isoUtc(at).slice(0, 7)),
  );
  const found = (await Promise.all([...months].map((month) => store.list('finding', { plan, month }))))
    .flat()
    .map(({ value }) => value)
    .filter(
      ({ at }) =>
        Temporal.Instant.compare(since, instantOf(at)) < 0 &&
        Temporal.Instant.compare(instantOf(at), now) < 0,
    );
  const givenUp = new Set(found.flatMap((one) => (one.what === 'step-missed' ? [nameOf(one)] : [])));
  // Fired late and then given up after all, it is told once.
  const steps = found.filter((one) => one.what === 'step-missed' || !givenUp.has(nameOf(one)));
  return {
    lateSteps: steps.flatMap(({ what, round, subject, dueAt, at }) =>
      what === 'mail-late' || round === null
        ? []
        : [
            {
              round,
              step: subject.slice(round.length + 1),
              dueAt: instantOf(dueAt),
              foundAt: instantOf(at),
              isGivenUp: what === 'step-missed',
            },
          ],
    ),
    lateMails: await Promise.all(
      found
        .filter(({ what }) => what === 'mail-late')
        .map(async ({ subject, dueAt, at }) => {
          const mail = (await store.get('received', { id: subject }))?.value;
          return {
            department: mail?.department ?? null,
            receivedAt: instantOf(dueAt),
            foundAt: instantOf(at),
            isRead: mail !== undefined && mail.state !== 'received',
          };
        }),
    ),
  };
}

const nameOf = ({ subject, dueAt }: Finding) => `${subject}@${dueAt}`;
