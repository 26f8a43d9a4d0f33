import type { Store, Stored } from '../../ports.ts';
import type { FormManifest } from '../../round/form.ts';
import type { Round, RoundId } from '../../round/round.ts';
import { type City, loadCity } from '../load-city.ts';

/** What a department was asked in a round, with the documents the round opened with. */
export interface OpenRequest {
  readonly city: City;
  readonly round: Round;
  readonly request: Stored<'request'>;
  /** The department's whole form of the round: its anchors hold in every mail of the round. */
  readonly manifest: FormManifest;
}

/**
 * Loads what a department was asked, whichever door its answer comes through. Null where the round asked it
 * nothing. `otherwise` is the form of the mail that was answered: a department that had no address when the round
 * opened has its form from its first reminder.
 */
export async function loadOpenRequest(
  store: Store,
  { plan, round, department }: { plan: string; round: RoundId; department: string },
  otherwise: FormManifest | null = null,
): Promise<OpenRequest | null> {
  const [opened, request, asked] = await Promise.all([
    store.get('round', { plan, id: round }),
    store.get('request', { plan, round, department }),
    store.get('mail', { id: `${round}/${department}/request` }),
  ]);
  const manifest = asked?.value.manifest ?? otherwise;
  if (!opened || !request || !manifest) return null;
  // The form is read with the plan it was sent with, whatever has been imported since.
  const city = await loadCity(store, plan, opened.value);
  return { city, round: opened.value, request, manifest };
}
