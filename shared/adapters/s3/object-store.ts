import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../ports.ts';

const MAX_PAGES = 100;

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
    async list(prefix) {
      const keys: string[] = [];
      let pages = 0;
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        pages += 1;
        if (pages > MAX_PAGES) throw new Error(`more than ${MAX_PAGES} pages of objects under ${prefix}`);
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      }
      return keys;
    },
  };
}
