import { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../ports.ts';
import { createS3ObjectStore } from './object-store.ts';

/** The object store of a deployed stage, from its configuration. */
export function connectObjects({ BUCKET_NAME }: { BUCKET_NAME: string }): ObjectStore {
  return createS3ObjectStore({ client: new S3Client(), bucket: BUCKET_NAME });
}
