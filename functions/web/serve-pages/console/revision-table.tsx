import type { RevisionRow } from '../../../../shared/plan/revision.ts';
import { diffTexts, type TextPiece } from '../../../../shared/plan/text-diff.ts';

/** What is listed on one page; the CSV file has all. */
const ROWS_SHOWN_MAX = 1000;

/** 新旧対照表: the old text beside the new one; what was taken out or put in is marked, and said for readers aloud. */
export function RevisionTable({ rows, caption }: { rows: readonly RevisionRow[]; caption: string }) {
  const shown = rows.slice(0, ROWS_SHOWN_MAX);
  return (
    <>
      {rows.length > shown.length && (
        <p>はじめの{shown.length}か所を示します。すべては、CSVで保存してご覧ください。</p>
      )}
      <table class="rows revision">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">箇所</th>
            <th scope="col">旧</th>
            <th scope="col">新</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => {
            const pieces = row.was === null || row.now === null ? null : diffTexts(row.was, row.now);
            return (
              <tr>
                <th scope="row">
                  {row.under !== shown[index - 1]?.under && <span class="under">{row.under}</span>}
                  {row.part !== '' && <span class="reason">{row.part}</span>}
                  {row.field}
                </th>
                <td>
                  <span class="column" aria-hidden="true">
                    旧
                  </span>
                  <Side pieces={pieces} whole={row.was} side="deleted" />
                </td>
                <td>
                  <span class="column" aria-hidden="true">
                    新
                  </span>
                  <Side pieces={pieces} whole={row.now} side="inserted" />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Side({
  pieces,
  whole,
  side,
}: {
  pieces: readonly TextPiece[] | null;
  whole: string | null;
  side: 'deleted' | 'inserted';
}) {
  if (whole === null)
    return <span class="value nothing">{side === 'deleted' ? '（新設）' : '（削除）'}</span>;
  const own = pieces?.filter(({ kind }) => kind === 'same' || kind === side) ?? [{ kind: side, text: whole }];
  return (
    <span class="value text">
      {own.map(({ kind, text }) =>
        kind === 'same' ? (
          text
        ) : kind === 'deleted' ? (
          <del>
            <span class="visually-hidden">（削除：</span>
            {text}
            <span class="visually-hidden">）</span>
          </del>
        ) : (
          <ins>
            <span class="visually-hidden">（追加：</span>
            {text}
            <span class="visually-hidden">）</span>
          </ins>
        ),
      )}
    </span>
  );
}
