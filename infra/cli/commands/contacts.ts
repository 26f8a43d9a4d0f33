import { ROLE_WORDS } from '../../../functions/web/serve-pages/look/words.ts';
import { shortDate } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import { describeSendReason } from '../../../shared/mail/send-reasons.ts';
import { type Directory, findDepartment, isValidOn } from '../../../shared/plan/directory.ts';
import { addressKey, clearAddress, lastingSpell } from '../../../shared/plan/undeliverable.ts';
import { Refusal, type Run } from '../command.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

/** Who does what this command line does, as the audit trail names it. */
const ACTOR = 'cli';

/** Every address to which nothing is sent, with the contacts it belongs to today. */
export const runContactsUndeliverable: Run = async (given, terminal) => {
  const rows = await withSession(given, listUndeliverable);
  if (given.flag('json')) terminal.printJson(rows);
  else if (rows.length === 0) terminal.print('送信を止めているアドレスはありません。');
  else {
    const lines = rows.map(({ address, contacts, since, why }) => [
      address,
      contacts.length === 0
        ? '（今の連絡先にはありません）'
        : contacts.map(({ title, role }) => title ?? ROLE_WORDS[role]).join('、'),
      shortDate(tokyoDate(instantOf(since))),
      why,
    ]);
    for (const line of tableLines([['アドレス', '連絡先', 'いつから', '理由'], ...lines]))
      terminal.print(line);
  }
  return 0;
};

async function listUndeliverable({ store, clock }: Session) {
  const [addresses, stored] = await Promise.all([
    store.list('address', {}),
    store.loadDocument('directory', 'city'),
  ]);
  const today = tokyoDate(clock());
  return addresses.flatMap(({ value }) => {
    const spell = lastingSpell(value);
    if (!spell) return [];
    const { since, reason, mail } = spell;
    return [
      {
        address: value.address,
        since: isoTokyo(instantOf(since)),
        reason,
        why: describeSendReason(reason),
        mail,
        contacts: stored ? contactsAt(stored.document, value.address, today) : [],
      },
    ];
  });
}

function contactsAt(directory: Directory, address: string, today: ReturnType<typeof tokyoDate>) {
  return directory.contacts
    .filter((contact) => addressKey(contact.address) === address && isValidOn(contact, today))
    .map(({ role, department, title = null }) => {
      const found = department === null ? undefined : findDepartment(directory, department);
      return { department: found?.code ?? null, role, title };
    });
}

/** Puts an address back in use. */
export const runContactsClear: Run = async (given, terminal) => {
  const address = addressKey(given.files[0] ?? '');
  const outcome = await withSession(given, (session) => clear(session, address));
  if (given.flag('json')) terminal.printJson({ address, outcome });
  else if (outcome === 'cleared') terminal.print(`${address} への送信を再開します。`);
  else terminal.print(`${address} への送信は、すでに再開されています。`);
  return 0;
};

async function clear({ store, clock }: Session, address: string): Promise<'cleared' | 'already-cleared'> {
  const stored = await store.get('address', { address });
  if (!stored) {
    throw new Refusal(
      `「${address}」への送信は止めていないので、「contacts undeliverable」が示すアドレスを指定してください。`,
    );
  }
  const at = clock();
  const value = clearAddress(stored.value, ACTOR, at);
  if (!value) return 'already-cleared';
  const audit = {
    at: isoUtc(at),
    cause: `cli/contacts-clear/${address}/${value.spells.length}`,
    actor: ACTOR,
    what: 'address.cleared',
    subject: address,
    before: lastingSpell(stored.value)?.reason ?? null,
    after: 'cleared',
  };
  const writes = [{ kind: 'address', value, expected: stored.revision } as const];
  if ((await store.commit({ writes, audit: [audit], events: [] })) === 'conflict') {
    throw new Refusal(`「${address}」の記録が、同時に別の操作で変わったので、もう一度実行してください。`);
  }
  return 'cleared';
}
