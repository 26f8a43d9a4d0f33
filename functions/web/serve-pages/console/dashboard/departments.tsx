import type { RequestRecord } from '../../../../../shared/records.ts';
import type { DepartmentLines } from '../../../../../shared/report/dashboard/departments.ts';
import type { QuarterLine } from '../../../../../shared/report/dashboard/quarter.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { REQUEST_MARKS, requestStanding } from '../../look/words.ts';
import { isSecretariat } from '../../sign-in/roles.ts';
import type { Session } from '../../sign-in/sessions.ts';
import { inQuarter, LineTable } from './place.tsx';

const NOT_APPRAISAL =
  '照会の送り方や聞き方を直すための画面です。人事や組織の評価には使いません。順位はつけません。';

/** The departments in the directory's order, with what each was asked and whether it has answered. */
export function DepartmentList({
  departments,
  requests,
  round,
  session,
}: {
  departments: readonly DepartmentLines[];
  requests: ReadonlyMap<string, RequestRecord>;
  round: Round;
  session: Session;
}) {
  return (
    <>
      <p>{NOT_APPRAISAL}</p>
      <RowTable
        caption={`${departments.length}課`}
        columns={['課', '取組', '照会した取組', '回答']}
        rows={departments.map(({ department: { id, name }, lines }) => {
          const request = requests.get(id);
          return {
            cells: [
              <a href={inQuarter(`/departments/${id}`, round)}>{name}</a>,
              `${lines.length}件`,
              request ? `${request.initiatives.length}件` : null,
              request ? <MarkChip mark={REQUEST_MARKS[requestStanding(request)]} /> : null,
            ],
          };
        })}
      />
      {isSecretariat(session) && (
        <p class="screen">
          <a href="/console/checks#freshness">照会の届き方と答えやすさ（事務局だけ）</a>
        </p>
      )}
    </>
  );
}

/** All a department answers for. */
export function DepartmentPage({ lines, round }: { lines: readonly QuarterLine[]; round: Round }) {
  return (
    <>
      <p>{NOT_APPRAISAL}</p>
      <LineTable caption={`${lines.length}件`} lines={lines} round={round} />
      <p class="back">
        <a href={inQuarter('/departments', round)}>課の一覧に戻る</a>
      </p>
    </>
  );
}
