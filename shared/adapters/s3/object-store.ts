import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Temporal } from '../../calendar/time.ts';
import type { ListedObject, ObjectStore } from '../../ports.ts';

/** S3 lists no more at a time. */
const PAGE_MAX = 1000;

export type S3ObjectStoreOptions = { readonly client: S3Client; readonly bucket: string };

/** An object store in one S3 bucket. */
export function createS3ObjectStore({ client, bucket }: S3ObjectStoreOptions): ObjectStore {
  return {
    async put(key, bytes, { ifAbsent = false } = {}) {
      const condition = ifAbsent ? { IfNoneMatch: '*' } : {};
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ...condition }));
        return 'stored';
      } catch (error) {
        if (ifAbsent && error instanceof S3ServiceException && error.name === 'PreconditionFailed') {
          return 'already-there';
        }
        throw error;
      }
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async list(prefix, { after, max }) {
      const objects: ListedObject[] = [];
      const input = { Bucket: bucket, Prefix: prefix, ...(after === null ? {} : { StartAfter: after }) };
      const pageSize = Math.min(max, PAGE_MAX);
      for await (const page of paginateListObjectsV2({ client, pageSize }, input)) {
        for (const { Key, LastModified } of page.Contents ?? [])
          if (Key !== undefined && LastModified !== undefined)
            objects.push({
              key: Key,
              storedAt: Temporal.Instant.fromEpochMilliseconds(LastModified.getTime()),
            });
        if (objects.length >= max) break;
      }
      return objects.slice(0, max);
    },
  };
}
