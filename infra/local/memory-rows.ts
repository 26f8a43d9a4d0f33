import { OUTBOX_ENTITY } from '../../shared/adapters/dynamodb/keys.ts';
import type { Row, RowKey, RowPut, Rows } from '../../shared/adapters/dynamodb/rows.ts';
import type { OutboxFeed } from './pump.ts';

/** DynamoDB takes no larger item. */
const ROW_BYTES_MAX = 400 * 1024;

/** A table in memory, with what its stream would say of the outbox. */
export interface MemoryTable {
  readonly rows: Rows;
  readonly outbox: OutboxFeed;
}

/**
 * The table of a year that is played once and looked at in its mails and figures (decision 27). It keeps what
 * DynamoDB keeps: copies, without what is undefined, in the order of the sort key; and it refuses what DynamoDB
 * refuses. The tests of the store run on both.
 */
export function createMemoryTable(): MemoryTable {
  const table = new Map<string, Map<string, Row>>();
  const worklists = new Map<string, Map<string, Row>>();
  const events: string[] = [];
  let polled = 0;

  const find = ({ pk, sk }: RowKey) => table.get(pk)?.get(sk);

  const isAsExpected = ({ row, over }: RowPut): boolean => {
    if (over === 'anything') return true;
    const standing = find(row);
    return over === 'nothing' ? standing === undefined : standing?.[over.attribute] === over.is;
  };

  function write(given: Row): void {
    const row = copyOf(given);
    const before = find(row);
    if (before?.worklist !== undefined) worklists.get(before.worklist)?.delete(nameOf(row));
    bucketIn(table, row.pk).set(row.sk, row);
    if (row.worklist !== undefined) bucketIn(worklists, row.worklist).set(nameOf(row), row);
    if (!before && row.entity === OUTBOX_ENTITY) events.push(String(row.event));
  }

  const rows: Rows = {
    async get(key) {
      return find(key) ?? null;
    },
    async query({ by, partition, prefix }) {
      const sortKey = by === 'key' ? (row: Row) => row.sk : (row: Row) => row.worklistAt ?? '';
      const bucket = (by === 'key' ? table : worklists).get(partition)?.values() ?? [];
      return [...bucket]
        .filter((row) => sortKey(row).startsWith(prefix))
        .sort((a, b) => Buffer.compare(Buffer.from(sortKey(a)), Buffer.from(sortKey(b))));
    },
    async put(row) {
      refuseLarge(row);
      write(row);
    },
    async remove(key) {
      const standing = find(key);
      if (!standing) return;
      table.get(key.pk)?.delete(key.sk);
      if (standing.worklist !== undefined) worklists.get(standing.worklist)?.delete(nameOf(standing));
    },
    async transact(puts) {
      for (const { row } of puts) refuseLarge(row);
      refuseTwice(puts);
      if (!puts.every(isAsExpected)) return 'conflict';
      for (const { row } of puts) write(row);
      return 'committed';
    },
  };

  const outbox: OutboxFeed = {
    async poll() {
      polled = events.length;
      return events.slice();
    },
    commit() {
      events.splice(0, polled);
      polled = 0;
    },
  };

  return { rows, outbox };
}

/** A row shares nothing with whoever gave it. Its bytes are never changed, so they stay. */
function copyOf(row: Row): Row {
  return row.value === undefined ? { ...row } : { ...row, value: JSON.parse(JSON.stringify(row.value)) };
}

function refuseLarge(row: Row): void {
  const { bytes, packed = {}, ...rest } = row;
  const held = [bytes, ...Object.values(packed as object)].filter((value) => value instanceof Uint8Array);
  const size = held.reduce(
    (sum, { byteLength }) => sum + byteLength,
    Buffer.byteLength(JSON.stringify(rest)),
  );
  if (size > ROW_BYTES_MAX)
    throw new RangeError(`a row of ${size} bytes under ${nameOf(row)} is over the limit of ${ROW_BYTES_MAX}`);
}

function refuseTwice(puts: readonly RowPut[]): void {
  const names = new Set(puts.map(({ row }) => nameOf(row)));
  if (names.size < puts.length) throw new RangeError('a transaction may write a row only once');
}

const nameOf = ({ pk, sk }: RowKey) => `${pk}\n${sk}`;

function bucketIn(buckets: Map<string, Map<string, Row>>, name: string): Map<string, Row> {
  const found = buckets.get(name);
  if (found) return found;
  const made = new Map<string, Row>();
  buckets.set(name, made);
  return made;
}
