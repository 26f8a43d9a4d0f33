import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SentMail } from '../../infra/local/loopback/outbox.ts';
import { createLocalWeb } from '../../infra/local/pages/local-web.tsx';
import type { LocalWebHost } from '../../infra/local/pages/web-host.ts';
import { loadSampleCity } from '../../infra/local/seed.ts';
import { composeMessage } from '../../shared/adapters/mime/compose-message.ts';
import { instantOf, isoUtc } from '../../shared/calendar/time.ts';
import type { MessageParts, Store } from '../../shared/ports.ts';
import type { MailRecord, RecordKind, RecordOf } from '../../shared/records.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { aTemporaryFolder } from './temporary-folder.ts';

const SAMPLE = loadSampleCity();
export const OFFICER = 'shuno@iizuka.example';
export const REPLY_TO = 'r-abcdefghijklmnopqrstuvwxyz@in.iizuka.example';
export const NOW = '2026-07-01T09:00:00+09:00';
const ROUND = { plan: SAMPLE.plan.id, round: '2026Q1' } as const;

type Records = { [K in RecordKind]?: RecordOf<K>[] };

/** A store that is only read; whatever else a page might ask for is a fault of the page. */
function aStore(records: Records, isImported: boolean): Store {
  const documents = { plan: SAMPLE.plan, directory: SAMPLE.directory, rules: STANDARD_RULES };
  const refuse = () => Promise.reject(new Error('the pages only read'));
  const among = (kind: RecordKind, where: Record<string, unknown>) =>
    (records[kind] ?? [])
      .filter((record) => Object.entries(where).every(([name, value]) => Reflect.get(record, name) === value))
      .map((value) => ({ value, revision: 1 }));
  const store = {
    get: async (kind: RecordKind, key: Record<string, string>) => among(kind, key)[0] ?? null,
    commit: refuse,
    publishDocument: refuse,
    listAudit: refuse,
    loadDocument: async (kind: keyof typeof documents) =>
      isImported ? { document: documents[kind], version: 1 } : null,
    list: async (kind: RecordKind, { of, ...where }: { of?: object; [name: string]: unknown }) =>
      among(kind, { ...where, ...of }),
  };
  return store as unknown as Store;
}

/** A city whose clock moves and whose outbox fills as a test says. */
export function aShownCity({
  records = {},
  isImported = true,
}: {
  records?: Records;
  isImported?: boolean;
} = {}) {
  const folder = aTemporaryFolder();
  const sent: SentMail[] = [];
  const dead = new Set<string>();
  let present = instantOf(NOW);
  let onSettle: () => Promise<unknown> = async () => {};
  const host: LocalWebHost = {
    store: aStore(records, isImported),
    now: () => present,
    sent: () => sent,
    mailboxes: {
      isDead: (address) => dead.has(address),
      setDead: (address, isDead) => void (isDead ? dead.add(address) : dead.delete(address)),
    },
    advance: async (to) => {
      present = to;
      return { now: to, fired: 3 };
    },
    settle: () => onSettle(),
  };
  return {
    host,
    web: (smtpPort = 1) => createLocalWeb({ host, smtpPort }),
    whenSettled: (work: () => Promise<unknown>) => {
      onSettle = work;
    },
    async mail(
      parts: Partial<MessageParts> = {},
      { returnedBy = [] }: Partial<Pick<SentMail, 'returnedBy'>> = {},
    ): Promise<SentMail> {
      const number = sent.length + 1;
      const whole: MessageParts = {
        from: { name: '進捗照会', address: 'shinchoku@in.iizuka.example' },
        to: [OFFICER],
        cc: [],
        replyTo: REPLY_TO,
        subject: '【照会 7/14（火）まで】推進プラン進捗',
        text: '収納課長 様\n\n【1-A】実績値（百万円）：\n【おわり】\n',
        html: null,
        attachments: [],
        date: present,
        mailId: `2026Q1/shuno/${number}`,
        inReplyTo: null,
        autoSubmitted: 'auto-generated',
        ...parts,
      };
      const file = join(folder, `${String(number).padStart(6, '0')}.eml`);
      writeFileSync(file, await composeMessage(whole));
      const destinations = [...whole.to, ...whole.cc];
      const source = whole.from.address;
      const mail = {
        number,
        messageId: `ses-${number}`,
        source,
        destinations,
        returnedBy,
        tags: {},
        sentAt: present,
        file,
      };
      sent.push(mail);
      return mail;
    },
  };
}

export function aMailRecord(change: Partial<MailRecord> = {}): MailRecord {
  return {
    id: '2026Q1/shuno/request',
    ...ROUND,
    department: 'shuno',
    waiting: [],
    kind: 'request',
    step: 'request',
    from: 'shinchoku@in.iizuka.example',
    to: [OFFICER],
    cc: [],
    subject: '【照会】推進プラン進捗',
    text: '',
    manifest: null,
    keyHash: 'hash',
    receiptCode: 'K7F3-9Q2M',
    version: null,
    formKey: null,
    objectKey: 'mails/1.eml',
    sha256: '0',
    state: 'delivered',
    reason: null,
    rulesVersion: 1,
    scheduledAt: isoUtc(instantOf(NOW)),
    expiresAt: null,
    createdAt: isoUtc(instantOf(NOW)),
    attempts: 1,
    leaseUntil: null,
    unknownSince: null,
    sentAt: isoUtc(instantOf(NOW)),
    sesMessageId: 'ses-1',
    ...change,
  };
}

export function anOpenRound(): Records {
  const openedAt = isoUtc(instantOf(NOW));
  const dueAt = '2026-07-14T08:00:00.000Z';
  const freezesAt = '2026-07-29T08:00:00.000Z';
  const versions = { planVersion: 1, rulesVersion: 1, releasedAt: null };
  const initiatives = ['debt-collection'];
  const request = {
    ...ROUND,
    receiptCode: 'K7F3-9Q2M',
    initiatives,
    dueAt,
    version: 0,
    events: [],
    questions: [],
  };
  return {
    round: [{ id: '2026Q1', plan: ROUND.plan, state: 'open', openedAt, dueAt, freezesAt, ...versions }],
    request: [
      { ...request, department: 'shuno', state: 'outstanding' },
      {
        ...request,
        department: 'shimin',
        state: 'submitted',
        events: [{ what: 'answered', at: openedAt, outstanding: [] }],
      },
    ],
    mail: [aMailRecord()],
  };
}
