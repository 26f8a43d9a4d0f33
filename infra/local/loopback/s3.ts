import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/calendar/time.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { crc32Base64, createShelf, type Shelf } from './s3-shelf.ts';
import {
  escapeXml,
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
  startLoopbackServer,
} from './server.ts';

/** The largest object taken: a mail of 40 MB, the most SES accepts, with room for its encoding. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;
const MAX_KEYS = 1000;
const MAX_KEY_BYTES = 1024;
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Headers of an object that come back as they were stored. */
const KEPT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
];

export type LoopbackS3Options = {
  readonly db: DatabaseSync;
  /** What `LastModified` says. */
  readonly clock: Clock;
  /** Buckets that exist from the start. */
  readonly buckets?: readonly string[];
  readonly port?: number;
};

export type LoopbackS3 = LoopbackServer & {
  /** Stores an object from inside the process, as SES does for a received mail. */
  put(bucket: string, key: string, bytes: Uint8Array): void;
};

/**
 * Starts a server that speaks as much of S3's REST protocol as the product uses; objects are kept in `db`.
 *
 * What it does not know it refuses with NotImplemented, so that nothing seems to work here that was never tried.
 */
export async function startLoopbackS3({
  db,
  clock,
  buckets = [],
  port,
}: LoopbackS3Options): Promise<LoopbackS3> {
  const shelf = createShelf(db, clock);
  for (const name of buckets) shelf.addBucket(name);
  const server = await startLoopbackServer({
    name: 'the loopback S3',
    maxBodyBytes: MAX_OBJECT_BYTES + 1024 * 1024,
    port,
    handle: (request) => {
      try {
        return route(shelf, request);
      } catch (error) {
        if (error instanceof S3Error) return error.answer(request.method);
        throw error;
      }
    },
  });
  return {
    ...server,
    put(bucket, key, bytes) {
      if (!shelf.hasBucket(bucket)) throw new Error(`no such bucket: ${bucket}`);
      shelf.put({ bucket, key, bytes, headers: {}, ifAbsent: false });
    },
  };
}

class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly #status: number;
  readonly #code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.#status = status;
    this.#code = code;
  }

  answer(method: string): LoopbackResponse {
    // The answer to HEAD has no body, so the code travels in the status alone.
    if (method === 'HEAD') return { status: this.#status };
    const body = `<Error><Code>${this.#code}</Code><Message>${escapeXml(this.message)}</Message></Error>`;
    return xml(body, this.#status);
  }
}

function xml(body: string, status = 200): LoopbackResponse {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function route(shelf: Shelf, request: LoopbackRequest): LoopbackResponse {
  const [, bucketPart = '', ...keyParts] = request.path.split('/');
  const bucket = decodeURIComponent(bucketPart);
  const key = keyParts.map(decodeURIComponent).join('/');
  // The SDK adds x-id to say which operation it means; any other parameter asks for a different operation.
  const sub = [...request.query.keys()].filter((name) => name !== 'x-id');
  if (bucket !== '' && key === '') {
    if (request.method === 'PUT' && sub.length === 0) return createBucket(shelf, bucket);
    if (request.method === 'HEAD' && sub.length === 0) {
      requireBucket(shelf, bucket);
      return { status: 200 };
    }
    if (request.method === 'GET' && request.query.get('list-type') === '2')
      return list(shelf, bucket, request);
  }
  if (key !== '' && sub.length === 0) {
    requireBucket(shelf, bucket);
    switch (request.method) {
      case 'PUT':
        return put(shelf, bucket, key, request);
      case 'GET':
      case 'HEAD':
        return get(shelf, bucket, key, request);
      case 'DELETE':
        shelf.remove(bucket, key);
        return { status: 204 };
    }
  }
  throw new S3Error(501, 'NotImplemented', `the loopback S3 does not know ${request.method} ${request.path}`);
}

function requireBucket(shelf: Shelf, bucket: string): void {
  if (!shelf.hasBucket(bucket)) {
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  }
}

function createBucket(shelf: Shelf, bucket: string): LoopbackResponse {
  if (!BUCKET_NAME.test(bucket)) {
    throw new S3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  }
  if (shelf.hasBucket(bucket)) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', message);
  }
  shelf.addBucket(bucket);
  return { status: 200, headers: { location: `/${bucket}` } };
}

function put(shelf: Shelf, bucket: string, key: string, request: LoopbackRequest): LoopbackResponse {
  if (request.header('x-amz-copy-source') !== undefined || request.header('if-match') !== undefined) {
    throw new S3Error(501, 'NotImplemented', 'the loopback S3 does not copy, nor write on If-Match');
  }
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  }
  const ifNoneMatch = request.header('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error(501, 'NotImplemented', 'If-None-Match of a PUT knows only *');
  }
  const bytes = uploadedBytes(request);
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    if (KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-')) headers[name] = value;
  }
  const encodings = (headers['content-encoding'] ?? '').split(',').map((name) => name.trim());
  const ownEncodings = encodings.filter((name) => name !== '' && name !== 'aws-chunked');
  delete headers['content-encoding'];
  if (ownEncodings.length > 0) headers['content-encoding'] = ownEncodings.join(',');

  const stored = shelf.put({ bucket, key, bytes, headers, ifAbsent: ifNoneMatch === '*' });
  if (stored === undefined) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new S3Error(412, 'PreconditionFailed', message);
  }
  return { status: 200, headers: { etag: stored.etag, 'x-amz-checksum-crc32': stored.crc32 } };
}

/** The bytes that were meant, freed of the transfer encoding, once every checksum sent with them agrees. */
function uploadedBytes(request: LoopbackRequest): Uint8Array {
  let { body } = request;
  let checksums = request.headers;
  if (request.header('x-amz-content-sha256')?.startsWith('STREAMING-')) {
    const decoded = decodeAwsChunked(body);
    if (decoded === undefined)
      throw new S3Error(400, 'IncompleteBody', 'The request body terminated too early');
    body = decoded.bytes;
    checksums = new Map([...request.headers, ...decoded.trailers]);
    const announced = request.header('x-amz-decoded-content-length');
    if (announced !== undefined && Number(announced) !== body.length) {
      throw new S3Error(400, 'IncompleteBody', 'The request body is not as long as announced');
    }
  }
  if (body.length > MAX_OBJECT_BYTES) {
    throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.');
  }
  const expected: readonly (readonly [header: string, value: () => string])[] = [
    ['x-amz-checksum-crc32', () => crc32Base64(body)],
    ['x-amz-checksum-sha256', () => createHash('sha256').update(body).digest('base64')],
    ['x-amz-checksum-sha1', () => createHash('sha1').update(body).digest('base64')],
    ['content-md5', () => createHash('md5').update(body).digest('base64')],
  ];
  for (const [header, value] of expected) {
    const sent = checksums.get(header);
    if (sent !== undefined && sent !== value()) {
      throw new S3Error(400, 'BadDigest', `The ${header} you specified did not match what was received.`);
    }
  }
  return body;
}

function get(shelf: Shelf, bucket: string, key: string, request: LoopbackRequest): LoopbackResponse {
  if (request.header('range') !== undefined) {
    throw new S3Error(501, 'NotImplemented', 'the loopback S3 does not read ranges');
  }
  const found = shelf.get(bucket, key);
  if (found === undefined) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  if (request.header('if-none-match') === found.etag) return { status: 304, headers: { etag: found.etag } };
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    ...found.headers,
    etag: found.etag,
    'last-modified': new Date(found.modifiedAt).toUTCString(),
    'content-length': String(found.bytes.length),
    'accept-ranges': 'bytes',
  };
  if (request.header('x-amz-checksum-mode') === 'ENABLED') headers['x-amz-checksum-crc32'] = found.crc32;
  return request.method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body: found.bytes };
}

function list(shelf: Shelf, bucket: string, { query }: LoopbackRequest): LoopbackResponse {
  requireBucket(shelf, bucket);
  if (query.has('delimiter')) {
    throw new S3Error(501, 'NotImplemented', 'the loopback S3 does not group by a delimiter');
  }
  const asked = query.get('max-keys') ?? String(MAX_KEYS);
  if (!/^\d+$/.test(asked)) throw new S3Error(400, 'InvalidArgument', 'Provided max-keys not an integer');
  const maxKeys = Math.min(Number(asked), MAX_KEYS);
  const token = query.get('continuation-token');
  const after = token === null ? query.get('start-after') : Buffer.from(token, 'base64url').toString();
  const prefix = query.get('prefix') ?? '';
  const found = shelf.list(bucket, prefix, after ?? '', maxKeys + 1);
  const page = found.slice(0, maxKeys);
  const last = page.at(-1);
  const more = found.length > page.length && last !== undefined;
  const nextToken = more ? Buffer.from(last.key).toString('base64url') : undefined;
  // Keys may hold characters that XML cannot carry; the SDK asks for this encoding when it wants to be safe.
  const shown = query.get('encoding-type') === 'url' ? encodeURIComponent : escapeXml;
  const contents = page.map(
    ({ key, etag, size, modifiedAt }) =>
      `<Contents><Key>${shown(key)}</Key>` +
      `<LastModified>${new Date(modifiedAt).toISOString()}</LastModified>` +
      `<ETag>${escapeXml(etag)}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  return xml(
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `<Name>${bucket}</Name><Prefix>${shown(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>` +
      `<MaxKeys>${maxKeys}</MaxKeys><IsTruncated>${more}</IsTruncated>` +
      `${nextToken === undefined ? '' : `<NextContinuationToken>${nextToken}</NextContinuationToken>`}` +
      `${contents.join('')}</ListBucketResult>`,
  );
}
