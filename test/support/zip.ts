import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the directory says it unpacks to, where it is to lie. */
  readonly statedBytes?: number;
}

/** A zip archive made by hand, so that it may be as wrong as a test wants it. */
export function zipOf(files: readonly ZippedFile[]): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, statedBytes = bytes.length } of files) {
    const packed = deflateRawSync(bytes);
    const path = Buffer.from(name);
    // From the method on, both headers say the same.
    const shared = Buffer.alloc(22);
    shared.writeUInt16LE(8, 0);
    shared.writeUInt32LE(crc32(bytes), 6);
    shared.writeUInt32LE(packed.length, 10);
    shared.writeUInt32LE(statedBytes, 14);
    shared.writeUInt16LE(path.length, 18);
    const local = Buffer.concat([Buffer.from('504b030414000000', 'hex'), shared, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('504b01021400140000 00'.replace(' ', ''), 'hex'), shared, tail, path]),
    );
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, entries, end]);
}
