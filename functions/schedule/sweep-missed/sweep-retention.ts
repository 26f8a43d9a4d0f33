import { tokyoDate } from '../../../shared/calendar/time.ts';
import type { ObjectStore } from '../../../shared/ports.ts';
import { deleteExpired } from '../../../shared/steps/delete-expired.ts';
import { loadRetention } from '../../../shared/steps/retention.ts';
import type { Sweep } from './sweep.ts';

/**
 * Deletes what is past its years, once a day, and on until nothing is left. Nothing is deleted before somebody has set
 * the years once: the standard ones are a proposal, and no city's decision.
 */
export async function sweepRetention(
  { store, now }: Sweep,
  objects: Pick<ObjectStore, 'get' | 'put'>,
): Promise<number> {
  const { version } = await loadRetention(store);
  if (version === 0) return 0;
  const today = tokyoDate(now).toString();
  const run = await store.get('retentionRun', {});
  if (run?.value.doneOn === today) return 0;
  const act = { by: 'retention', at: now, cause: `retention/${today}` };
  const { rawMails, submissions, audit } = await deleteExpired({ store, objects }, act);
  return rawMails + submissions + audit;
}
