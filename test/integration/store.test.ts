import { randomBytes } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OutboxEvent } from '../../events/catalogue.ts';
import { OUTBOX_ENTITY } from '../../shared/adapters/dynamodb/keys.ts';
import { createDynamoStore, StoredRecordError } from '../../shared/adapters/dynamodb/store.ts';
import { createTable } from '../../shared/adapters/dynamodb/table.ts';
import type { Commit, Store, Write } from '../../shared/ports.ts';
import type { AuditEntry, MailRecord, RecordOf, SubmissionRecord } from '../../shared/records.ts';
import { NO_APPROVAL_NEEDED } from '../../shared/round/submission.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { anInitiative, aPlan } from '../support/builders.ts';
import { aMemoryTable, aTable, type TestTable } from './functions/a-store.ts';

const PLAN = 'plan-small';

function aRound(parts: Partial<RecordOf<'round'>> = {}): RecordOf<'round'> {
  return {
    id: '2026Q1',
    plan: PLAN,
    planVersion: 1,
    rulesVersion: 1,
    state: 'open',
    openedAt: '2026-07-01T00:00:00.000Z',
    dueAt: '2026-07-14T08:00:00.000Z',
    freezesAt: '2026-07-29T08:00:00.000Z',
    releasedAt: null,
    ...parts,
  };
}

function aMail(parts: Partial<MailRecord> = {}): MailRecord {
  return {
    id: 'plan-small/2026Q1/dep-civil/request',
    plan: PLAN,
    round: '2026Q1',
    department: 'dep-civil',
    waiting: [],
    kind: 'request',
    step: 'request',
    from: 'shinchoku@in.small.example',
    to: ['officer@small.example'],
    cc: [],
    subject: '件名',
    text: '本文\n',
    manifest: null,
    keyHash: 'hash',
    receiptCode: 'K7F3-9Q2M',
    version: null,
    formKey: null,
    objectKey: 'mails/1.eml',
    sha256: 'sha',
    state: 'pending',
    reason: null,
    rulesVersion: 1,
    scheduledAt: '2026-07-01T00:00:00.000Z',
    expiresAt: null,
    createdAt: '2026-07-01T00:00:00.000Z',
    attempts: 0,
    leaseUntil: null,
    unknownSince: null,
    sentAt: null,
    sesMessageId: null,
    ...parts,
  };
}

function aSubmission(version: number, department = 'dep-civil'): SubmissionRecord {
  return {
    plan: PLAN,
    round: '2026Q1',
    department,
    version,
    via: 'mail',
    enteredBy: null,
    receivedAt: '2026-07-03T00:00:00.000Z',
    fields: {},
    comment: null,
    afterFreeze: false,
    correction: null,
    approval: NO_APPROVAL_NEEDED,
    nothingToReport: false,
  };
}

function anEntry(parts: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: '2026-07-01T00:00:00.000Z',
    cause: 'a test',
    actor: 'test',
    what: 'thing.done',
    subject: 'thing',
    before: null,
    after: null,
    ...parts,
  };
}

function anEvent(id = 'mail-queued/1'): OutboxEvent {
  return {
    id,
    type: 'mail-queued.v1',
    city: 'small',
    at: '2026-07-01T00:00:00.000Z',
    data: { mail: 'm' },
  };
}

const commitOf = (writes: readonly Write[], parts: Partial<Commit> = {}): Commit => ({
  writes,
  audit: [],
  events: [],
  ...parts,
});

const put = (store: Store, ...writes: Write[]) => store.commit(commitOf(writes));

/** A year may be simulated in memory because both are held to this. */
const TABLES: readonly [string, () => Promise<TestTable>][] = [
  ['DynamoDB Local', aTable],
  ['memory', aMemoryTable],
];

describe.each(TABLES)('the store on %s:', (_name, aTable) => {
  describe('a record', () => {
    it('comes back as it was written, at revision 1', async () => {
      const store = (await aTable()).store();
      await put(store, { kind: 'round', value: aRound(), expected: null });
      expect(await store.get('round', { plan: PLAN, id: '2026Q1' })).toEqual({
        value: aRound(),
        revision: 1,
      });
    });

    it('comes back whole with a text longer than a row holds, and is overwritten whole', async () => {
      const store = (await aTable()).store();
      const key = { plan: PLAN, round: '2026Q1', department: 'dep-civil', version: 1 } as const;
      const long = { ...aSubmission(1), comment: '現地確認1件当たりの時間。'.repeat(40_000) };
      await put(store, { kind: 'submission', value: long, expected: null });
      expect(await store.get('submission', key)).toEqual({ value: long, revision: 1 });
      const short = { ...long, comment: '短い' };
      await put(store, { kind: 'submission', value: short, expected: 1 });
      expect(await store.get('submission', key)).toEqual({ value: short, revision: 2 });
      expect(
        (await store.list('submission', { plan: PLAN, round: '2026Q1' })).map(({ value }) => value),
      ).toEqual([short]);
    });

    it('that nobody wrote is null', async () => {
      const store = (await aTable()).store();
      expect(await store.get('mail', { id: 'nothing' })).toBeNull();
      expect(await store.list('round', { plan: PLAN })).toEqual([]);
    });

    it('of another city is not seen', async () => {
      const table = await aTable();
      await put(table.store('small'), { kind: 'round', value: aRound(), expected: null });
      expect(await table.store('large').get('round', { plan: PLAN, id: '2026Q1' })).toBeNull();
      expect(await table.store('large').list('round', { plan: PLAN })).toEqual([]);
    });

    it('written as new is refused where one stands', async () => {
      const store = (await aTable()).store();
      const write = { kind: 'round', value: aRound(), expected: null } as const;
      expect(await put(store, write)).toBe('committed');
      expect(await put(store, { ...write, value: aRound({ state: 'frozen' }) })).toBe('conflict');
      expect((await store.get('round', { plan: PLAN, id: '2026Q1' }))?.value.state).toBe('open');
    });

    it('is overwritten only by who read its last revision', async () => {
      const store = (await aTable()).store();
      const frozen = aRound({ state: 'frozen' });
      await put(store, { kind: 'round', value: aRound(), expected: null });
      expect(await put(store, { kind: 'round', value: frozen, expected: 1 })).toBe('committed');
      expect(await put(store, { kind: 'round', value: aRound(), expected: 1 })).toBe('conflict');
      expect(await store.get('round', { plan: PLAN, id: '2026Q1' })).toEqual({ value: frozen, revision: 2 });
    });

    it('that was expected at a revision and does not exist is a conflict', async () => {
      const store = (await aTable()).store();
      expect(await put(store, { kind: 'round', value: aRound(), expected: 1 })).toBe('conflict');
    });

    it('that is a projection is written whatever stands there', async () => {
      const store = (await aTable()).store();
      const value = {
        plan: PLAN,
        initiative: 'init-tablets',
        kpi: 'kpi-tablets',
        quarter: '2026Q1',
        stage: 'regular',
        department: 'dep-civil',
        value: 32,
        confidence: 'high',
        illustrative: false,
      } as const;
      await put(store, { kind: 'actual', value, expected: 'any' });
      await put(store, { kind: 'actual', value: { ...value, value: 33 }, expected: 'any' });
      const stored = await store.list('actual', { plan: PLAN, initiative: 'init-tablets' });
      expect(stored.map((record) => record.value.value)).toEqual([33]);
    });

    it('that does not fit its schema is an error that names it, not a wrong answer', async () => {
      const table = await aTable();
      const store = table.store();
      await put(store, { kind: 'round', value: aRound(), expected: null });
      const key = { pk: `CITY#small#PLAN#${PLAN}#ROUNDS`, sk: '2026Q1' };
      await table.rows.put({ ...key, entity: 'round', revision: 1, value: { ...aRound(), state: 'melted' } });
      const read = store.get('round', { plan: PLAN, id: '2026Q1' });
      await expect(read).rejects.toThrow(StoredRecordError);
      await expect(read).rejects.toThrow(`stored round "CITY#small#PLAN#${PLAN}#ROUNDS/2026Q1"`);
      await expect(store.list('round', { plan: PLAN })).rejects.toThrow(StoredRecordError);
    });
  });

  describe('a commit', () => {
    it('stores all of it or nothing', async () => {
      const store = (await aTable()).store();
      await put(store, { kind: 'round', value: aRound(), expected: null });
      const outcome = await store.commit({
        writes: [
          { kind: 'mail', value: aMail(), expected: null },
          { kind: 'round', value: aRound(), expected: null },
        ],
        audit: [anEntry()],
        events: [anEvent()],
      });
      expect(outcome).toBe('conflict');
      expect(await store.get('mail', { id: aMail().id })).toBeNull();
      expect(await store.listAudit('2026-07-01')).toEqual([]);
    });

    it('by two at once is won by one', async () => {
      const table = await aTable();
      await put(table.store(), { kind: 'round', value: aRound(), expected: null });
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          put(table.store(), { kind: 'round', value: aRound({ planVersion: index + 2 }), expected: 1 }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect((await table.store().get('round', { plan: PLAN, id: '2026Q1' }))?.revision).toBe(2);
    });

    it('holds what was given, not what its giver made of it later', async () => {
      const table = await aTable();
      const value = aRound();
      await put(table.store(), { kind: 'round', value, expected: null });
      value.state = 'frozen';
      const read = await table.store().get('round', { plan: PLAN, id: '2026Q1' });
      expect(read?.value.state).toBe('open');
    });

    it('with a row beyond 400 KB is refused whole', async () => {
      const store = (await aTable()).store();
      // What cannot be pressed together: digits without a pattern.
      const large = { ...aSubmission(1), comment: randomBytes(420_000).toString('base64') };
      const commit = put(
        store,
        { kind: 'round', value: aRound(), expected: null },
        { kind: 'submission', value: large, expected: null },
      );
      await expect(commit).rejects.toThrow();
      expect(await store.list('round', { plan: PLAN })).toEqual([]);
    });

    it('that writes a row twice is refused whole', async () => {
      const store = (await aTable()).store();
      const write = { kind: 'round', value: aRound(), expected: 'any' } as const;
      await expect(put(store, write, write)).rejects.toThrow();
      expect(await store.list('round', { plan: PLAN })).toEqual([]);
    });

    it('of more than ninety actions is refused with the advice to split it', async () => {
      const store = (await aTable()).store();
      const writes = Array.from(
        { length: 91 },
        (_, index): Write => ({ kind: 'mail', value: aMail({ id: `m-${index}` }), expected: null }),
      );
      await expect(put(store, ...writes)).rejects.toThrow('over the limit of 90: split it');
      expect(await put(store, ...writes.slice(1))).toBe('committed');
    });
  });

  describe('the lists', () => {
    it('give the requests, submissions and statuses of one round alone', async () => {
      const store = (await aTable()).store();
      for (const submission of [aSubmission(1), aSubmission(2), aSubmission(1, 'dep-farming')])
        await put(store, { kind: 'submission', value: submission, expected: null });
      await put(store, { kind: 'submission', value: { ...aSubmission(1), round: '2026Q2' }, expected: null });
      const all = await store.list('submission', { plan: PLAN, round: '2026Q1' });
      expect(all.map(({ value }) => `${value.department}/${value.version}`)).toEqual([
        'dep-civil/1',
        'dep-civil/2',
        'dep-farming/1',
      ]);
      const one = await store.list('submission', { plan: PLAN, round: '2026Q1', department: 'dep-civil' });
      expect(one).toHaveLength(2);
    });

    it('take no department for another whose id begins alike', async () => {
      const store = (await aTable()).store();
      for (const department of ['dep-1', 'dep-11'])
        await put(store, { kind: 'submission', value: aSubmission(1, department), expected: null });
      const found = await store.list('submission', { plan: PLAN, round: '2026Q1', department: 'dep-1' });
      expect(found.map(({ value }) => value.department)).toEqual(['dep-1']);
    });

    it('give versions in their order beyond the ninth', async () => {
      const store = (await aTable()).store();
      for (const version of [10, 2, 9, 1])
        await put(store, { kind: 'submission', value: aSubmission(version), expected: null });
      const found = await store.list('submission', { plan: PLAN, round: '2026Q1' });
      expect(found.map(({ value }) => value.version)).toEqual([1, 2, 9, 10]);
    });

    it('read on past the first megabyte', async () => {
      const store = (await aTable()).store();
      const comment = 'あ'.repeat(100_000);
      for (let version = 1; version <= 8; version += 1)
        await put(store, { kind: 'submission', value: { ...aSubmission(version), comment }, expected: null });
      expect(await store.list('submission', { plan: PLAN, round: '2026Q1' })).toHaveLength(8);
    });

    it('of mails by state follow each mail from state to state', async () => {
      const store = (await aTable()).store();
      const mail = aMail();
      await put(store, { kind: 'mail', value: mail, expected: null });
      const idsIn = async (state: MailRecord['state'], round?: string) =>
        (
          await store.list('mail', round === undefined ? { state } : { state, of: { plan: PLAN, round } })
        ).map(({ value }) => value.id);
      expect(await idsIn('pending')).toEqual([mail.id]);
      await put(store, { kind: 'mail', value: { ...mail, state: 'sent' }, expected: 1 });
      expect(await idsIn('pending')).toEqual([]);
      expect(await idsIn('sent')).toEqual([mail.id]);
      expect(await idsIn('sent', '2026Q1')).toEqual([mail.id]);
      expect(await idsIn('sent', '2026Q2')).toEqual([]);
    });

    it('of mails in a round do not mix the round with its final values', async () => {
      const store = (await aTable()).store();
      await put(store, { kind: 'mail', value: aMail({ id: 'a', round: '2026Q4' }), expected: null });
      await put(store, { kind: 'mail', value: aMail({ id: 'b', round: '2026Q4F' }), expected: null });
      await put(store, { kind: 'mail', value: aMail({ id: 'c', round: null }), expected: null });
      const found = await store.list('mail', { state: 'pending', of: { plan: PLAN, round: '2026Q4' } });
      expect(found.map(({ value }) => value.id)).toEqual(['a']);
      await put(store, {
        kind: 'mail',
        value: aMail({ id: 'd', plan: `${PLAN}-next`, round: '2026Q4' }),
        expected: null,
      });
      expect(await store.list('mail', { state: 'pending', of: { plan: PLAN, round: '2026Q4' } })).toEqual(
        found,
      );
      expect(await store.list('mail', { state: 'pending', of: { plan: PLAN } })).toHaveLength(3);
      expect(await store.list('mail', { state: 'pending' })).toHaveLength(4);
    });

    it('of received mails by state are oldest first', async () => {
      const store = (await aTable()).store();
      for (const [id, receivedAt] of [
        ['late', '2026-07-03T00:00:00.000Z'],
        ['early', '2026-07-02T00:00:00.000Z'],
      ] as const) {
        const value: RecordOf<'received'> = {
          id,
          objectKey: `inbound/${id}`,
          receivedAt,
          state: 'held',
          reason: null,
          from: null,
          subject: null,
          messageId: null,
          mail: null,
          round: null,
          department: null,
          toConfirm: [],
          via: 'mail',
          enteredBy: null,
          decision: null,
          arrival: null,
          again: null,
          redacted: null,
        };
        await put(store, { kind: 'received', value, expected: null });
      }
      const found = await store.list('received', { state: 'held' });
      expect(found.map(({ value }) => value.id)).toEqual(['early', 'late']);
      expect(await store.list('received', { state: 'applied' })).toEqual([]);
    });
  });

  describe('the outbox', () => {
    it('holds each event as a row of its own, apart from what caused it', async () => {
      const table = await aTable();
      await table
        .store()
        .commit(commitOf([{ kind: 'mail', value: aMail(), expected: null }], { events: [anEvent()] }));
      expect(await table.events()).toEqual([anEvent()]);
      const row = await table.rows.get({ pk: `CITY#small#OUTBOX#${anEvent().id}`, sk: 'OUTBOX' });
      expect(row).toMatchObject({ entity: OUTBOX_ENTITY, type: 'mail-queued.v1' });
    });

    it('takes an event once: the same decision taken again is a conflict', async () => {
      const store = (await aTable()).store();
      expect(await store.commit(commitOf([], { events: [anEvent()] }))).toBe('committed');
      const later = { ...anEvent(), at: '2026-07-02T00:00:00.000Z' };
      expect(await store.commit(commitOf([], { events: [later] }))).toBe('conflict');
    });
  });

  describe('the audit trail', () => {
    it('is kept by the day of Tokyo, oldest first', async () => {
      const store = (await aTable()).store();
      for (const at of ['2026-07-01T14:59:59.000Z', '2026-06-30T15:00:00.000Z', '2026-07-01T15:00:00.000Z'])
        await store.commit(commitOf([], { audit: [anEntry({ at })] }));
      expect((await store.listAudit('2026-07-01')).map(({ at }) => at)).toEqual([
        '2026-06-30T15:00:00.000Z',
        '2026-07-01T14:59:59.000Z',
      ]);
      expect(await store.listAudit('2026-07-02')).toHaveLength(1);
    });

    it('holds two entries of one moment, and one of a decision taken twice', async () => {
      const store = (await aTable()).store();
      const audit = [anEntry(), anEntry({ what: 'other.done' }), anEntry({ subject: 'another' })];
      await store.commit(commitOf([], { audit }));
      await store.commit(commitOf([], { audit: [anEntry()] }));
      expect(await store.listAudit('2026-07-01')).toHaveLength(3);
    });
  });

  describe('documents', () => {
    const publish = (store: Store, basedOn: number, title = '計画') =>
      store.publishDocument('plan', PLAN, aPlan({ title }), basedOn, anEntry({ cause: title }), []);

    it('are there once published, at version 1', async () => {
      const store = (await aTable()).store();
      expect(await store.loadDocument('plan', PLAN)).toBeNull();
      expect(await publish(store, 0)).toBe('committed');
      expect(await store.loadDocument('plan', PLAN)).toEqual({
        document: aPlan({ title: '計画' }),
        version: 1,
      });
    });

    it('keep every version for those that pinned it', async () => {
      const store = (await aTable()).store();
      await publish(store, 0, '初版');
      await publish(store, 1, '改訂版');
      expect((await store.loadDocument('plan', PLAN))?.document.title).toBe('改訂版');
      expect((await store.loadDocument('plan', PLAN, 1))?.document.title).toBe('初版');
      expect(await store.loadDocument('plan', PLAN, 3)).toBeNull();
      await store.publishDocument(
        'plan',
        PLAN,
        aPlan(),
        2,
        anEntry({ cause: 'why', reason: '目標の見直し' }),
        [],
      );
      expect(await store.listVersions('plan', PLAN)).toMatchObject([
        { version: 3, by: anEntry().actor, reason: '目標の見直し' },
        { version: 2, by: anEntry().actor, reason: null },
        { version: 1 },
      ]);
      expect(await store.listVersions('plan', 'plan-other')).toEqual([]);
    });

    it('are told apart by kind and by id', async () => {
      const store = (await aTable()).store();
      await publish(store, 0);
      await store.publishDocument('rules', PLAN, STANDARD_RULES, 0, anEntry(), []);
      expect((await store.loadDocument('rules', PLAN))?.document).toEqual(STANDARD_RULES);
      expect(await store.loadDocument('plan', 'plan-other')).toBeNull();
      expect(await store.loadDocument('directory', 'city')).toBeNull();
    });

    it('based on an older version are refused, and leave no trace', async () => {
      const store = (await aTable()).store();
      await publish(store, 0, '初版');
      await publish(store, 1, '改訂版');
      expect(await publish(store, 1, '遅れた版')).toBe('conflict');
      expect(await publish(store, 0, '知らない版')).toBe('conflict');
      expect(await publish(store, 5, '先走った版')).toBe('conflict');
      expect((await store.loadDocument('plan', PLAN))?.document.title).toBe('改訂版');
      expect((await store.listAudit('2026-07-01')).map(({ cause }) => cause).toSorted()).toEqual([
        '初版',
        '改訂版',
      ]);
    });

    it('seen by one store are seen by the next as soon as they are published', async () => {
      const table = await aTable();
      const [one, other] = [table.store(), table.store()];
      await publish(one, 0, '初版');
      expect((await other.loadDocument('plan', PLAN))?.version).toBe(1);
      await publish(one, 1, '改訂版');
      expect((await other.loadDocument('plan', PLAN))?.document.title).toBe('改訂版');
    });

    it('published by several at once are one version and several conflicts, whole', async () => {
      const table = await aTable();
      const titles = ['甲', '乙', '丙', '丁', '戊', '己'];
      const outcomes = await Promise.all(titles.map((title) => publish(table.store(), 0, title)));
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      const winner = titles[outcomes.indexOf('committed')];
      expect(await table.store().loadDocument('plan', PLAN)).toMatchObject({
        document: { title: winner },
        version: 1,
      });
    });

    it('far over what one row holds come back whole', async () => {
      const table = await aTable();
      let seed = 1;
      // Text that does not compress, as a thousand sheets written by a thousand people do not.
      const noise = (length: number) =>
        Array.from({ length }, () => {
          seed = (seed * 48_271) % 2_147_483_647;
          return String.fromCodePoint(0x4e00 + (seed % 20_000));
        }).join('');
      const initiatives = Array.from({ length: 600 }, (_, index) =>
        anInitiative({ id: `init-${index}`, code: `2-1-${index}`, policy: noise(500) }),
      );
      const large = aPlan({ initiatives });
      expect(await table.store().publishDocument('plan', PLAN, large, 0, anEntry(), [])).toBe('committed');
      const header = await table.rows.get({
        pk: `CITY#small#DOCUMENT#plan#${PLAN}`,
        sk: 'VERSION#000001',
      });
      expect(header?.parts).toBeGreaterThan(1);
      expect((await table.store().loadDocument('plan', PLAN))?.document).toEqual(large);
    });

    it('of which a part was lost are an error, not half a plan', async () => {
      const table = await aTable();
      await publish(table.store(), 0);
      const key = { pk: `CITY#small#DOCUMENT#plan#${PLAN}`, sk: 'VERSION#000001' };
      const header = await table.rows.get(key);
      await table.rows.put({ ...key, ...header, parts: 2 });
      await expect(table.store().loadDocument('plan', PLAN)).rejects.toThrow(
        `part 1 of plan "${PLAN}" version 1 is missing`,
      );
    });

    it('tell the outbox in the same transaction', async () => {
      const table = await aTable();
      const event: OutboxEvent = {
        id: 'timetable-changed/plan/1',
        type: 'timetable-changed.v1',
        city: 'small',
        at: '2026-07-01T00:00:00.000Z',
        data: { plan: PLAN, cause: 'import' },
      };
      await table.store().publishDocument('plan', PLAN, aPlan(), 0, anEntry(), [event]);
      expect(await table.events()).toEqual([event]);
    });
  });
});

describe('the table on DynamoDB', () => {
  it('may be created again and at once by several', async () => {
    const { client, tableName } = await aTable();
    await createTable(client, tableName);
    const fresh = `${tableName}-2`;
    await expect(Promise.all([1, 2, 3].map(() => createTable(client, fresh)))).resolves.toHaveLength(3);
  });

  it('tries again what meets another transaction; what meets one for ever is left to the queue', async () => {
    const table = await aTable();
    let conflicts = 0;
    const busy = new Proxy(table.documents, {
      get: (target, name) =>
        name === 'send'
          ? async (command: Parameters<typeof target.send>[0]) => {
              if (!(command instanceof TransactWriteCommand) || conflicts === 0) return target.send(command);
              conflicts -= 1;
              throw new TransactionCanceledException({
                message: 'busy',
                $metadata: {},
                CancellationReasons: [{ Code: 'TransactionConflict' }],
              });
            }
          : Reflect.get(target, name),
    });
    const store = createDynamoStore({ client: busy, tableName: table.tableName, city: 'small' });
    conflicts = 4;
    expect(await put(store, { kind: 'round', value: aRound(), expected: null })).toBe('committed');
    conflicts = Number.POSITIVE_INFINITY;
    await expect(put(store, { kind: 'round', value: aRound(), expected: 1 })).rejects.toThrow('busy');
  });
});
