import type { Clock } from '../../../../shared/calendar/time.ts';
import type { FormReader, MailWorkshop, ObjectStore, Store } from '../../../../shared/ports.ts';
import type { Log } from '../../../../shared/runtime/log.ts';

/** What every page of the console is given. */
export interface ConsoleWorld {
  readonly store: Store;
  /** Mails as they came in, and answers as they were typed in. */
  readonly objects: ObjectStore;
  /** Opens our Excel form where a held mail brought one. */
  readonly openForm: FormReader;
  /** The city whose table it is, for the events that leave. */
  readonly cityId: string;
  /** The plan the console speaks of. */
  readonly planId: string;
  /** The time the system lives in; on one machine a virtual one. */
  readonly clock: Clock;
  /** Renders the mails somebody sends to themselves or a decision sends; asked for when one is, since few visits need it. */
  readonly workshop: () => Promise<MailWorkshop>;
  readonly log: Log;
}
