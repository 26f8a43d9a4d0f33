import type { FormReader, ObjectStore } from '../../shared/ports.ts';

const refuse = () => Promise.reject(new Error('no object and no mail is touched here'));

/** What pages need for decisions about replies, for tests in which nobody decides: everything refuses. */
export function aConsoleWorkshop(): {
  readonly objects: ObjectStore;
  readonly workshop: () => Promise<never>;
  readonly openForm: FormReader;
} {
  return { objects: { put: refuse, get: refuse, list: refuse }, workshop: refuse, openForm: refuse };
}
