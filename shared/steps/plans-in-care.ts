import type { Store } from '../ports.ts';

/**
 * The plans that are looked after: the one asked for first, whatever its state, then every other that was imported and
 * has not ended. Two plans overlap where one begins while the last quarter of the one before is still asked.
 */
export async function listPlansInCare(
  store: Pick<Store, 'loadDocument' | 'listDocuments'>,
  first: string,
): Promise<string[]> {
  const others = (await store.listDocuments('plan')).filter((plan) => plan !== first);
  const loaded = await Promise.all(others.map((plan) => store.loadDocument('plan', plan)));
  const running = loaded.flatMap((stored) =>
    stored === null || stored.document.ended ? [] : [stored.document.id],
  );
  return [first, ...running];
}
