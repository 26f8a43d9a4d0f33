import type { ObjectStore } from '../../ports.ts';

/**
 * The object store of a deployed stage, from its configuration. S3's client is loaded on first use: a function that
 * finds nothing to do need not pay for it in its cold start.
 */
export function connectObjects(
  { BUCKET_NAME }: { BUCKET_NAME: string },
  config: { readonly region?: string } = {},
): ObjectStore {
  let connected: Promise<ObjectStore> | null = null;
  async function connect(): Promise<ObjectStore> {
    const [{ createS3Client }, { createS3ObjectStore }] = await Promise.all([
      import('./client.ts'),
      import('./object-store.ts'),
    ]);
    return createS3ObjectStore({ client: createS3Client(config), bucket: BUCKET_NAME });
  }
  const store = (): Promise<ObjectStore> => {
    connected ??= connect();
    return connected;
  };
  return {
    put: async (key, bytes, options) => (await store()).put(key, bytes, options),
    get: async (key) => (await store()).get(key),
    list: async (prefix, page) => (await store()).list(prefix, page),
  };
}
