import { type Instant, isoUtc } from '../calendar/time.ts';
import { dueDateFile } from '../mail/due-date-file.ts';
import type { CommitOutcome, MailWorkshop, Store } from '../ports.ts';
import type { PlannedMail } from '../schedule/planner.ts';
import type { World } from '../schedule/world.ts';
import { wordingOf } from './city-wording.ts';
import type { City } from './load-city.ts';
import { prepareMail } from './prepare-mail.ts';
import { MASKED_CODE, renderPlanned } from './render-planned.ts';

/** What a mail bears that was sent to try it out. */
const TEST_MARK = '【試し送り】';

/** Who tries out which mail, when, and by which act. */
export interface TestMailAct {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly city: City;
  readonly world: World;
  readonly planId: string;
  /** The address of the person who asks for it, and no other. */
  readonly to: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/**
 * Sends a planned mail to the one who words it, through the same door as every other mail, marked 【試し送り】. No
 * reply key and no receipt code of it is stored, and it belongs to no round: whatever is answered to it can never
 * be taken for a department's answer.
 */
export async function sendTestMail(act: TestMailAct, mail: PlannedMail): Promise<CommitOutcome> {
  const { store, workshop, city, world, planId, to, by, at, cause } = act;
  const { content, dueDate } = await renderPlanned({ store, city, world, planId }, mail, MASKED_CODE);
  const { writes, event, subject } = await prepareMail(workshop, {
    id: `test/${cause}`,
    plan: planId,
    round: null,
    department: null,
    kind: 'test',
    step: mail.step,
    to: [to],
    cc: [],
    content: { ...content, subject: `${TEST_MARK}${content.subject}` },
    manifest: null,
    form: null,
    attachments: dueDate === null ? [] : [dueDateFile(dueDate)],
    receiptCode: null,
    version: null,
    rulesVersion: null,
    scheduledAt: null,
    expiresAt: null,
    at,
    inReplyTo: null,
    wording: wordingOf(city),
  });
  return store.commit({
    writes: writes.filter(({ kind }) => kind !== 'replyKey'),
    audit: [
      {
        at: isoUtc(at),
        cause,
        actor: by,
        what: 'test-mail.sent',
        subject: `${mail.round}/${mail.department ?? mail.step}`,
        before: null,
        after: subject,
      },
    ],
    events: [event],
  });
}
