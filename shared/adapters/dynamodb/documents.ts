import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { OutboxEvent } from '../../../events/catalogue.ts';
import { instantOf } from '../../calendar/time.ts';
import type {
  CommitOutcome,
  DocumentKind,
  Documents,
  DocumentVersion,
  Store,
  VersionNote,
  Write,
} from '../../ports.ts';
import type { AuditEntry } from '../../records.ts';
import type { RowPut, Rows } from './rows.ts';

/** DynamoDB takes 400 KB an item; the rest is room for the keys. */
const PART_BYTES_MAX = 350_000;
/** A version is read in one query of 1 MB pages; a document beyond this is no plan of a city. */
const PARTS_MAX = 100;
/** How many versions a warm function keeps parsed. They are immutable, so they never go stale. */
const CACHE_MAX = 8;

/** Loaded on first use, as {@link recordSchema} is: not every function reads documents. */
const SCHEMAS: { [K in DocumentKind]: () => Promise<z.ZodType<Documents[K]>> } = {
  plan: async () => (await import('../../plan/plan.ts')).Plan,
  directory: async () => (await import('../../plan/directory.ts')).Directory,
  rules: async () => (await import('../../schedule/rules.ts')).ScheduleRules,
  retention: async () => (await import('../../plan/retention.ts')).RetentionSettings,
  succession: async () => (await import('../../plan/succession.ts')).Succession,
};

/** What a version's header tells besides its parts. */
const VersionHeader = z.object({
  sk: z.string(),
  publishedAt: z.string(),
  publishedBy: z.string().optional(),
  reason: z.string().optional(),
});
/** So many are told of at most, the newest. */
const VERSIONS_LISTED_MAX = 500;
const VERSION_PREFIX = 'VERSION#';

const partKey = (digest: string, part: number) => `PART#${digest}#${String(part).padStart(3, '0')}`;

interface Options {
  readonly rows: Rows;
  readonly city: string;
  readonly transact: (puts: readonly RowPut[]) => Promise<CommitOutcome>;
  readonly trail: (audit: AuditEntry, events: readonly OutboxEvent[], writes: readonly Write[]) => RowPut[];
}

/**
 * Immutable versions of whole documents: the parts of a version are written first, then one conditional pointer is
 * flipped, so that an import of any size is atomic (decision 3). The parts of a publisher that lost the race stay
 * unseen.
 */
export function createDocumentVersions({
  rows,
  city,
  transact,
  trail,
}: Options): Pick<Store, 'loadDocument' | 'listDocuments' | 'listVersions' | 'publishDocument'> {
  const cache = new Map<string, unknown>();
  const partition = (kind: DocumentKind, id: string) => `CITY#${city}#DOCUMENT#${kind}#${id}`;
  const versionKey = (version: number) => `${VERSION_PREFIX}${String(version).padStart(6, '0')}`;

  const pointerKey = (kind: DocumentKind, id: string) => ({
    pk: `CITY#${city}#POINTERS`,
    sk: `${kind}#${id}`,
  });

  /** Reads of one moment share one query: nearly every function asks for plan, rules and directory together. */
  let reading: Promise<Map<string, number>> | null = null;

  function currentVersions(): Promise<Map<string, number>> {
    reading ??= Promise.resolve().then(() => {
      // Whoever asks from here on asks anew, so that nobody is answered from before the question.
      reading = null;
      return readPointers();
    });
    return reading;
  }

  async function readPointers(): Promise<Map<string, number>> {
    const versions = new Map<string, number>();
    const pointers = await rows.query({ by: 'key', partition: `CITY#${city}#POINTERS`, prefix: '' });
    for (const { sk, version } of pointers) versions.set(sk, Number(version));
    return versions;
  }

  async function currentVersion(kind: DocumentKind, id: string): Promise<number> {
    return (await currentVersions()).get(pointerKey(kind, id).sk) ?? 0;
  }

  async function listDocuments(kind: DocumentKind): Promise<string[]> {
    const prefix = pointerKey(kind, '').sk;
    return [...(await currentVersions()).keys()]
      .flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
      .sort();
  }

  async function readVersion(kind: DocumentKind, id: string, version: number): Promise<string | null> {
    const pk = partition(kind, id);
    const header = await rows.get({ pk, sk: versionKey(version) });
    if (!header) return null;
    const parts: Uint8Array[] = [];
    for (let part = 0; part < Number(header.parts); part += 1) {
      const row = await rows.get({ pk, sk: partKey(String(header.digest), part) });
      if (!(row?.bytes instanceof Uint8Array))
        throw new Error(`part ${part} of ${kind} "${id}" version ${version} is missing`);
      parts.push(row.bytes);
    }
    return gunzipSync(Buffer.concat(parts)).toString('utf8');
  }

  async function loadDocument<K extends DocumentKind>(
    kind: K,
    id: string,
    version?: number,
  ): Promise<DocumentVersion<K> | null> {
    const wanted = version ?? (await currentVersion(kind, id));
    if (wanted === 0) return null;
    const name = `${kind}/${id}/${wanted}`;
    if (!cache.has(name)) {
      const text = await readVersion(kind, id, wanted);
      if (text === null) return null;
      const schema = await SCHEMAS[kind]();
      if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value ?? '');
      cache.set(name, schema.parse(JSON.parse(text)));
    }
    return { document: cache.get(name) as Documents[K], version: wanted };
  }

  async function publishDocument<K extends DocumentKind>(
    kind: K,
    id: string,
    document: Documents[K],
    basedOn: number,
    audit: AuditEntry,
    events: readonly OutboxEvent[],
    writes: readonly Write[] = [],
  ): Promise<CommitOutcome> {
    if ((await currentVersion(kind, id)) !== basedOn) return 'conflict';
    const version = basedOn + 1;
    const bytes = gzipSync(JSON.stringify(document));
    const parts = Math.ceil(bytes.length / PART_BYTES_MAX);
    if (parts > PARTS_MAX)
      throw new RangeError(`a ${kind} of ${bytes.length} bytes is over the limit of ${PARTS_MAX} parts`);
    // Parts are named after what they hold, so that two publishers at once cannot overwrite each other's.
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    for (let part = 0; part < parts; part += 1) {
      await rows.put({
        pk: partition(kind, id),
        sk: partKey(digest, part),
        entity: 'document',
        bytes: bytes.subarray(part * PART_BYTES_MAX, (part + 1) * PART_BYTES_MAX),
      });
    }
    const header: RowPut = {
      row: {
        pk: partition(kind, id),
        sk: versionKey(version),
        entity: 'document',
        digest,
        parts,
        publishedAt: audit.at,
        publishedBy: audit.actor,
        ...(audit.reason === undefined ? {} : { reason: audit.reason }),
      },
      over: 'nothing',
    };
    const pointer: RowPut = {
      row: { ...pointerKey(kind, id), entity: 'pointer', version },
      over: basedOn === 0 ? 'nothing' : { attribute: 'version', is: basedOn },
    };
    return transact([header, pointer, ...trail(audit, events, writes)]);
  }

  async function listVersions(kind: DocumentKind, id: string): Promise<VersionNote[]> {
    const query = { by: 'key', partition: partition(kind, id), prefix: VERSION_PREFIX } as const;
    const newestFirst = (await rows.query(query)).toReversed();
    return newestFirst.slice(0, VERSIONS_LISTED_MAX).map((row) => {
      const { sk, publishedAt, publishedBy, reason } = VersionHeader.parse(row);
      const version = Number(sk.slice(VERSION_PREFIX.length));
      return { version, at: instantOf(publishedAt), by: publishedBy ?? null, reason: reason ?? null };
    });
  }

  return { loadDocument, listDocuments, listVersions, publishDocument };
}
