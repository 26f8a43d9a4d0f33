import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLoopbackS3 } from '../../../infra/local/loopback/s3.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createS3ObjectStore } from '../../../shared/adapters/s3/object-store.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { ObjectStore } from '../../../shared/ports.ts';
import { loopbackConfig } from '../../support/aws.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { aVirtualClock } from '../../support/virtual-clock.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: Uint8Array | undefined) =>
  found === undefined ? undefined : new TextDecoder().decode(found);

async function anS3({ folder = aTemporaryFolder() } = {}) {
  const clock = aVirtualClock('2026-07-01T00:00:00Z');
  const server = await startLoopbackS3({ db: openLocalState(folder), clock: clock.now, buckets: ['mail'] });
  const client = new S3Client({ ...loopbackConfig(server.endpoint), forcePathStyle: true });
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  return { server, client, store: createS3ObjectStore({ client, bucket: 'mail' }) };
}

const ALL = { after: null, max: 10_000 };
const keysOf = async (store: ObjectStore, prefix: string, page: Parameters<ObjectStore['list']>[1] = ALL) =>
  (await store.list(prefix, page)).map(({ key }) => key);

describe('the object store on the loopback S3', () => {
  it('gives back what was stored, to the byte, under keys with any character', async () => {
    const { store } = await anS3();
    const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const key of ['inbound/a', '受信/50%+ab c&<d>.eml', "a/../b/'(!*)"]) {
      expect(await store.put(key, everyByte)).toBe('stored');
      expect(await store.get(key)).toEqual(everyByte);
      expect(await keysOf(store, key.slice(0, 3))).toEqual([key]);
    }
    expect(await store.get('inbound/none')).toBeUndefined();
  });

  it('keeps the first of two objects that must be new', async () => {
    const { store } = await anS3();
    expect(await store.put('a', bytes('first'), { ifAbsent: true })).toBe('stored');
    expect(await store.put('a', bytes('second'), { ifAbsent: true })).toBe('already-there');
    expect(text(await store.get('a'))).toBe('first');
    expect(await store.put('a', bytes('third'))).toBe('stored');
    expect(text(await store.get('a'))).toBe('third');
  });

  it('lists past one page, by prefix, in the order of the keys', async () => {
    const { store, server, client } = await anS3();
    const keys = Array.from({ length: 1203 }, (_, index) => `inbound/${String(index).padStart(5, '0')}`);
    for (const key of keys.toReversed()) server.put('mail', key, bytes('x'));
    server.put('mail', 'inbouncy', bytes('x'));
    server.put('mail', 'inbound', bytes('x'));
    expect(await keysOf(store, 'inbound/')).toEqual(keys);
    expect(await keysOf(store, 'inbound/', { after: keys[1000] ?? null, max: 2 })).toEqual(
      keys.slice(1001, 1003),
    );
    expect((await store.list('inbound/', { after: null, max: 1 }))[0]?.storedAt).toEqual(
      instantOf('2026-07-01T00:00:00Z'),
    );
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: 'mail', Prefix: 'inbound/', MaxKeys: 2 }),
    );
    expect(page).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    expect(await keysOf(store, 'outbound/')).toEqual([]);
  });

  it('keeps its objects when it is started again', async () => {
    const folder = aTemporaryFolder();
    const first = await anS3({ folder });
    await first.store.put('a', bytes('kept'));
    const second = await anS3({ folder });
    expect(text(await second.store.get('a'))).toBe('kept');
  });
});

describe('the loopback S3', () => {
  it('takes a streamed body with its checksum behind it', async () => {
    const { client } = await anS3();
    const parts = ['一行目\r\n', 'x'.repeat(100_000), 'end'];
    const length = Buffer.byteLength(parts.join(''));
    const body = Readable.from(parts.map((part) => Buffer.from(part)));
    const input = { Bucket: 'mail', Key: 'stream', Body: body, ContentLength: length };
    await client.send(new PutObjectCommand(input));
    const found = await client.send(new GetObjectCommand({ Bucket: 'mail', Key: 'stream' }));
    expect(await found.Body?.transformToString()).toBe(parts.join(''));
    expect(found.ContentEncoding).toBeUndefined();
  });

  it('refuses a body that does not match its checksum', async () => {
    const { client } = await anS3();
    const wrong = { Bucket: 'mail', Key: 'a', Body: bytes('x'), ChecksumCRC32: 'AAAAAA==' };
    await expect(client.send(new PutObjectCommand(wrong))).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('keeps metadata and content type, and shows size, time and tag of an object', async () => {
    const { client } = await anS3();
    const object = { Bucket: 'mail', Key: 'a' };
    const details = { ContentType: 'message/rfc822', Metadata: { kind: 'reply' } };
    await client.send(new PutObjectCommand({ ...object, ...details, Body: 'hello' }));
    expect(await client.send(new HeadObjectCommand(object))).toMatchObject({
      ...details,
      ContentLength: 5,
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      LastModified: new Date('2026-07-01T00:00:00Z'),
    });
  });

  it('forgets a deleted object, and deleting again is no error', async () => {
    const { client, store } = await anS3();
    await store.put('a', bytes('x'));
    for (let time = 0; time < 2; time++) {
      await client.send(new DeleteObjectCommand({ Bucket: 'mail', Key: 'a' }));
      expect(await store.get('a')).toBeUndefined();
    }
  });

  it('names what is missing, and what it does not know', async () => {
    const { client } = await anS3();
    const elsewhere = { Bucket: 'elsewhere', Key: 'a' };
    const rejection = (call: Promise<unknown>) => expect(call).rejects;
    await rejection(client.send(new GetObjectCommand(elsewhere))).toMatchObject({ name: 'NoSuchBucket' });
    const missing = new HeadObjectCommand({ Bucket: 'mail', Key: 'a' });
    await rejection(client.send(missing)).toMatchObject({ name: 'NotFound' });
    const again = new CreateBucketCommand({ Bucket: 'mail' });
    await rejection(client.send(again)).toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    const range = new GetObjectCommand({ Bucket: 'mail', Key: 'a', Range: 'bytes=0-1' });
    await rejection(client.send(range)).toMatchObject({ name: 'NotImplemented' });
    await client.send(new CreateBucketCommand({ Bucket: 'elsewhere' }));
    await client.send(new PutObjectCommand({ ...elsewhere, Body: 'x' }));
  });
});
