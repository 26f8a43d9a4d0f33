import type { Fault } from '../../../../shared/plan/fault.ts';
import { RowTable } from '../look/parts.tsx';
import { UPLOAD_BYTES_MAX } from './upload-limits.ts';

/** What is listed of faults or changes on one page. */
export const LISTED_MAX = 300;

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The file of a form, be it chosen just now or carried along since; or why there is none. */
export async function readUpload(
  form: Readonly<Record<string, unknown>>,
): Promise<Upload | { readonly refused: string }> {
  const { file, carried, name } = form;
  if (typeof carried === 'string' && typeof name === 'string')
    return { name, bytes: new Uint8Array(Buffer.from(carried, 'base64url')) };
  if (!(file instanceof File) || file.name === '') return { refused: 'ファイルを選んでください。' };
  if (file.size > UPLOAD_BYTES_MAX)
    return {
      refused: `ファイルが大きすぎます。${UPLOAD_BYTES_MAX / 1024 / 1024}MBまでにしてください。`,
    };
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** The file on its way from the page that shows what it changes to the form that says so: nothing of it is stored. */
export function CarriedUpload({ name, bytes }: Upload) {
  return (
    <>
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="carried" value={Buffer.from(bytes).toString('base64url')} />
    </>
  );
}

/** Faults by the place in the file; nothing is taken over before all are mended. */
export function FaultTable({ faults }: { faults: readonly Fault[] }) {
  return (
    <RowTable
      caption={`直すところ　${faults.length}か所${faults.length > LISTED_MAX ? `（はじめの${LISTED_MAX}か所を示します）` : ''}`}
      columns={['場所', '直すところ']}
      rows={faults.slice(0, LISTED_MAX).map(({ where, message }) => ({ cells: [where, message] }))}
    />
  );
}

/** What was read with an assumption. */
export function NoteList({ notes }: { notes: readonly Fault[] }) {
  if (notes.length === 0) return null;
  return (
    <details>
      <summary>読み取りの参考　{notes.length}件</summary>
      <ul>
        {notes.slice(0, LISTED_MAX).map(({ where, message }) => (
          <li>
            {where}：{message}
          </li>
        ))}
      </ul>
    </details>
  );
}
