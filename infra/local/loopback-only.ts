import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/*
 * DynamoDB Local listens on every address of the machine and has no option for it. Its web server, Jetty, asks one
 * method which address to listen on. That method's class is copied out of Jetty's jar with its answer fixed to
 * 127.0.0.1, and put before the jar on the class path. Nothing of the installed package is changed.
 */

const CLASS_NAME = 'org/eclipse/jetty/server/AbstractNetworkConnector.class';
const METHOD = 'getHost';
const HOST = '127.0.0.1';

/** `return this._host`: aload_0, getfield (two bytes of index), areturn. */
const RETURNS_FIELD = /^2ab4....b0$/;

/**
 * Writes the changed class under `folder`, which then belongs before DynamoDB Local's jar on the class path.
 *
 * Throws when Jetty is not as expected, rather than let the database be reached from outside.
 */
export function writeLoopbackOnlyClass(folder: string, libraries: string): void {
  const jar = readdirSync(libraries).find((name) => /^jetty-server-[\d.]+\.jar$/.test(name));
  const original =
    jar === undefined ? undefined : readZipEntry(readFileSync(join(libraries, jar)), CLASS_NAME);
  const changed = original === undefined ? undefined : answerWithHost(original);
  if (changed === undefined) {
    throw new Error(`the local database cannot be kept to ${HOST}: its ${METHOD} is not as expected`);
  }
  const file = join(folder, CLASS_NAME);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, changed);
}

/** One file out of a zip archive, or undefined when it is not in it. */
function readZipEntry(zip: Buffer, wanted: string): Buffer | undefined {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) return undefined;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
    if (name === wanted) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return undefined;
}

/** The class with `getHost` returning HOST; undefined when that method is not a plain getter. */
function answerWithHost(original: Buffer): Buffer | undefined {
  const { names, count, end } = readConstants(original);
  const code = findCode(original, names, end);
  if (code === undefined || !RETURNS_FIELD.test(original.toString('hex', code, code + 5))) return undefined;

  // Two constants more: the text, and the string that refers to it.
  const text = Buffer.from(HOST, 'latin1');
  const constants = Buffer.concat([
    Buffer.from([1, 0, text.length]),
    text,
    Buffer.from([8, count >> 8, count & 255]),
  ]);
  const string = count + 1;
  const changed = Buffer.from(original);
  changed.writeUInt16BE(count + 2, 8);
  // nop, ldc_w (two bytes of index), areturn: as long as what it replaces, so that no offset moves.
  changed.set([0x00, 0x13, string >> 8, string & 255, 0xb0], code);
  return Buffer.concat([changed.subarray(0, end), constants, changed.subarray(end)]);
}

/** The constants of a class: their number, the texts among them, and where they end. */
function readConstants(file: Buffer) {
  const names = new Map<number, string>();
  const count = file.readUInt16BE(8);
  let at = 10;
  for (let index = 1; index < count; index++) {
    const tag = file.readUInt8(at);
    if (tag === 1) {
      const length = file.readUInt16BE(at + 1);
      names.set(index, file.toString('utf8', at + 3, at + 3 + length));
      at += 3 + length;
      continue;
    }
    at += 1 + constantBytes(tag);
    // A long or a double takes two numbers.
    if (tag === 5 || tag === 6) index++;
  }
  return { names, count, end: at };
}

/** How many bytes follow the tag of a constant other than a text. */
function constantBytes(tag: number): number {
  if (tag === 5 || tag === 6) return 8;
  if (tag === 15) return 3;
  return [7, 8, 16, 19, 20].includes(tag) ? 2 : 4;
}

/** Where the instructions of `getHost` begin, if they are five bytes long. */
function findCode(
  file: Buffer,
  names: ReadonlyMap<number, string>,
  constantsEnd: number,
): number | undefined {
  let at = constantsEnd + 6;
  at += 2 + 2 * file.readUInt16BE(at);
  for (const section of ['fields', 'methods']) {
    let members = file.readUInt16BE(at);
    at += 2;
    for (; members > 0; members--) {
      const member = names.get(file.readUInt16BE(at + 2));
      let attributes = file.readUInt16BE(at + 6);
      at += 8;
      for (; attributes > 0; attributes--) {
        const attribute = names.get(file.readUInt16BE(at));
        const isWanted = section === 'methods' && member === METHOD && attribute === 'Code';
        if (isWanted && file.readUInt32BE(at + 10) === 5) return at + 14;
        at += 6 + file.readUInt32BE(at + 2);
      }
    }
  }
  return undefined;
}
