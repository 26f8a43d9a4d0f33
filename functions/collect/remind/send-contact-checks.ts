import type { ContactCheckStartedV1 } from '../../../events/contact-check-started.v1.ts';
import { type Clock, instantOf, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import { composeContactCheck } from '../../../shared/mail/compose-contact-check.ts';
import {
  type AddressToCheck,
  addressesToCheck,
  type ContactCheck,
  type ContactCheckRun,
} from '../../../shared/plan/contact-check.ts';
import { type AddressBook, lastingSpell } from '../../../shared/plan/undeliverable.ts';
import type { MailWorkshop, Store } from '../../../shared/ports.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { contactCheckMailId } from '../../../shared/steps/contact-checks.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { type City, loadAddressBook, loadCity } from '../../../shared/steps/load-city.ts';
import { prepareMail } from '../../../shared/steps/prepare-mail.ts';

export type ContactCheckOutcome = {
  readonly outcome: 'asked' | 'no-such-run';
  readonly addresses: number;
};

/**
 * Writes the mails of a 疎通確認, each address in a transaction of its own: its row and its mail, or neither. An
 * address out of use gets a row and no mail; one that had such a mail that day gets neither.
 */
export function createSendContactChecks({
  store,
  workshop,
  clock,
}: {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly clock: Clock;
}) {
  async function ask(
    { address, contacts }: AddressToCheck,
    run: ContactCheckRun,
    city: City,
    book: AddressBook,
  ): Promise<void> {
    const { plan, replyBy } = run;
    if (await store.get('contactCheck', { plan, run: run.run, address })) return;
    const known = book.get(address);
    const isOut = known !== undefined && lastingSpell(known) !== undefined;
    const id = contactCheckMailId(plan, address, instantOf(run.startedAt));
    if (!isOut && (await store.get('mail', { id }))) return;
    const at = clock();
    const row: ContactCheck = {
      plan,
      run: run.run,
      address,
      mail: isOut ? null : id,
      askedAt: isoUtc(at),
      replyBy,
      confirmed: null,
      comment: null,
    };
    const wording = wordingOf(city);
    const prepared = isOut
      ? null
      : await prepareMail(workshop, {
          id,
          plan,
          round: null,
          department: null,
          kind: 'contact-check',
          step: String(run.run),
          to: [contacts[0]?.address ?? address],
          cc: [],
          content: composeContactCheck({
            contacts,
            directory: city.directory,
            replyBy: instantOf(replyBy),
            wording,
          }),
          manifest: null,
          form: null,
          receiptCode: null,
          version: null,
          rulesVersion: null,
          scheduledAt: null,
          expiresAt: instantOf(replyBy),
          at,
          inReplyTo: null,
          wording,
        });
    // A conflict means that another delivery, or another run of the same day, has just written it.
    await store.commit({
      writes: [{ kind: 'contactCheck', value: row, expected: null }, ...(prepared?.writes ?? [])],
      audit: [],
      events: prepared ? [prepared.event] : [],
    });
  }

  return async function sendContactChecks({
    plan,
    run: number,
  }: ContactCheckStartedV1['data']): Promise<ContactCheckOutcome> {
    const stored = await store.get('contactCheckRun', { plan, run: number });
    if (!stored) return { outcome: 'no-such-run', addresses: 0 };
    const run = stored.value;
    const [city, book, checks] = await Promise.all([
      loadCity(store, plan),
      loadAddressBook(store),
      store.list('contactCheck', { plan }),
    ]);
    const confirmed = new Set(checks.flatMap(({ value }) => (value.confirmed ? [value.address] : [])));
    const asked = addressesToCheck(city.directory, run.roles, tokyoDate(instantOf(run.startedAt))).filter(
      ({ address }) => run.audience === 'everybody' || !confirmed.has(address),
    );
    await eachInTurn(asked, (address) => ask(address, run, city, book));
    return { outcome: 'asked', addresses: asked.length };
  };
}
