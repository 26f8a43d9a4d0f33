import type { Hono } from 'hono';
import type { GatedEnv } from '../../../functions/web/serve-pages/sign-in/gate.tsx';
import type { Instant } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';
import type { DeadMailboxes } from '../loopback/dead-mailboxes.ts';
import type { SentMail } from '../loopback/outbox.ts';

/** What the pages need of the running system; the local host is one. */
export interface LocalWebHost {
  readonly store: Store;
  now(): Instant;
  /** Every mail that left, in the order in which it was sent. */
  sent(): readonly SentMail[];
  /** Which mailboxes mail comes back from, and the switch for it. */
  readonly mailboxes: DeadMailboxes;
  /** Puts the clock forward and fires everything due on the way. */
  advance(to: Instant): Promise<{ readonly now: Instant; readonly fired: number }>;
  /** Works off whatever is ready at this instant. */
  settle(): Promise<unknown>;
}

export interface LocalWebOptions {
  readonly host: LocalWebHost;
  /** The door through which replies come in, on 127.0.0.1. */
  readonly smtpPort: number;
  /** The console, which is deployed too; it is shown beside the pages of this machine. */
  readonly console?: Hono<GatedEnv>;
  /** The plan shown; the sample city's where nothing is said. */
  readonly planId?: string;
}

/** What every page is given. */
export interface PageWorld extends LocalWebOptions {
  readonly planId: string;
}
