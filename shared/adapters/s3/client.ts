import { S3Client } from '@aws-sdk/client-s3';

/**
 * S3's client from the environment. It is imported on first use, and by a module of our own: whoever imports a
 * package as a whole and late carries all of it, whatever is used.
 */
export const createS3Client = (config: { readonly region?: string } = {}) => new S3Client(config);
