const CRLF = Buffer.from('\r\n');

export type ChunkedBody = {
  readonly bytes: Uint8Array;
  /** What followed the last chunk, such as `x-amz-checksum-crc32`, by lower-case name. */
  readonly trailers: ReadonlyMap<string, string>;
};

/**
 * Undoes the `aws-chunked` encoding that the SDK puts on a streamed upload, so that a checksum can follow it.
 *
 * Chunk signatures are passed over. Returns undefined for a body cut short or malformed.
 */
export function decodeAwsChunked(body: Uint8Array): ChunkedBody | undefined {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = buffer.indexOf(CRLF, at);
    if (lineEnd < 0) return undefined;
    const [sizeText = ''] = buffer.toString('latin1', at, lineEnd).split(';');
    if (!/^[0-9a-f]+$/i.test(sizeText)) return undefined;
    const size = Number.parseInt(sizeText, 16);
    at = lineEnd + CRLF.length;
    if (size === 0) break;
    if (at + size + CRLF.length > buffer.length) return undefined;
    chunks.push(buffer.subarray(at, at + size));
    at += size + CRLF.length;
  }
  const trailers = new Map<string, string>();
  for (const line of buffer.toString('latin1', at).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { bytes: Buffer.concat(chunks), trailers };
}
