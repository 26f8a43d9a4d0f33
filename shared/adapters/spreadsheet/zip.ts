import { inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** One file of an archive as its directory states it; what it states need not be true. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where the file's own header stands. */
  readonly offset: number;
}

/** The directory of a zip archive, without opening a file of it; null for what is no zip archive. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let entry = 0; entry < count; entry += 1) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE) return null;
    const nameBytes = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)),
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      unpackedBytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * How many bytes a zip archive says it unpacks to, from its directory alone; null for what is no zip archive. The
 * archive may lie, but then it is broken, and unpacking stops at the length it stated.
 */
export function unpackedBytes(bytes: Uint8Array): number | null {
  return zipEntries(bytes)?.reduce((sum, entry) => sum + entry.unpackedBytes, 0) ?? null;
}

/**
 * Unpacks one file of an archive into at most `bytesMax` bytes, whatever the archive states: what would be more is
 * `too-large`, and no more memory than that is taken. `broken` is what cannot be unpacked.
 */
export function unpackEntry(
  bytes: Uint8Array,
  { method, packedBytes, offset }: ZipEntry,
  bytesMax: number,
): Uint8Array | 'too-large' | 'broken' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + LOCAL_BYTES > bytes.length || view.getUint32(offset, true) !== LOCAL_SIGNATURE)
    return 'broken';
  const start = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packedBytes > bytes.length) return 'broken';
  const packed = bytes.subarray(start, start + packedBytes);
  if (method === STORED) return packed.length > bytesMax ? 'too-large' : packed;
  if (method !== DEFLATED) return 'broken';
  try {
    return inflateRawSync(packed, { maxOutputLength: bytesMax });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? 'too-large' : 'broken';
  }
}

/** The directory's end stands last, but for a comment of stated length. */
function findEnd(view: DataView): number | null {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - COMMENT_BYTES_MAX; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return null;
}
