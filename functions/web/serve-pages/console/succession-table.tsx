import type { Plan } from '../../../../shared/plan/plan.ts';
import { PART_END_WORDS } from '../../../../shared/plan/succession.ts';
import { layOutSuccession, type NamedRow, NEW, OLD_FATES } from '../../../../shared/plan/succession-rows.ts';
import type { EndPreview } from '../../../../shared/steps/end-plan.ts';
import type { SuccessionPreview } from '../../../../shared/steps/succession.ts';
import { RowTable } from '../look/parts.tsx';
import { isSecretariat } from '../sign-in/roles.ts';
import type { Session } from '../sign-in/sessions.ts';
import { CsrfField } from './frame.tsx';
import { PLAN_ROOM } from './plan.tsx';

/** Where the mapping into the plan in view is made, and where a plan is ended. */
export const SUCCESSION_PAGE = `${PLAN_ROOM}/succession`;
const LINES_SHOWN_MAX = 30;

/** What is still to be decided, or cannot be read. */
export function FaultList({ faults }: { faults: readonly string[] }) {
  if (faults.length === 0) return null;
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">決めるところ</h2>
      <ul>
        {faults.slice(0, LINES_SHOWN_MAX).map((fault) => (
          <li>{fault}</li>
        ))}
        {faults.length > LINES_SHOWN_MAX && <li>ほか{faults.length - LINES_SHOWN_MAX}か所</li>}
      </ul>
    </section>
  );
}

interface MappingProps {
  readonly found: SuccessionPreview;
  readonly rows: readonly NamedRow[] | undefined;
  readonly session: Session;
  readonly reason: string;
}

/** The table, what it would do, and the way to apply it. */
export function Mapping({ found, rows, session, reason }: MappingProps) {
  const { from, to, succession, version, faults } = found;
  const lines = rows ?? layOutSuccession(from, to, succession);
  const mayEdit = isSecretariat(session) && !to.ended;
  return (
    <form method="post" action={SUCCESSION_PAGE} class="succession">
      <CsrfField session={session} />
      <input type="hidden" name="basedOn" value={String(version)} />
      <p>
        「{from.title}」から「{to.title}」への引継ぎです。
        {version === 0
          ? '名称と記号が同じものを、あらかじめ結んであります。'
          : `第${version}版を適用しています。`}
        引き継ぐ先が複数あるとき（分割）は、記号を「、」で並べます。複数を1つにまとめるとき（統合）は、同じ記号を書きます。
      </p>
      <OldParts lines={lines.filter((line) => line.from !== '')} mayEdit={mayEdit} />
      <NewParts lines={lines.filter((line) => line.from === '')} mayEdit={mayEdit} />
      <Effects found={found} />
      {mayEdit && (
        <p>
          <button type="submit" name="action" value="check">
            確かめる
          </button>
        </p>
      )}
      {mayEdit && rows === undefined && faults.length === 0 && (
        <section aria-labelledby="apply">
          <h2 id="apply">適用する</h2>
          <p>
            <label for="reason">理由</label>
            <input id="reason" name="reason" value={reason} />
          </p>
          <p>
            <label for="count">引き継ぐ取り組みの件数（確認のため）</label>
            <input id="count" name="count" inputmode="numeric" />
          </p>
          <p>
            <button type="submit" name="action" value="apply">
              この引継ぎを適用する
            </button>
          </p>
        </section>
      )}
      <p class="hint">
        <a href={`${SUCCESSION_PAGE}.csv`}>引継ぎの表（CSV）</a>
      </p>
    </form>
  );
}

function OldParts({ lines, mayEdit }: { lines: readonly NamedRow[]; mayEdit: boolean }) {
  return (
    <RowTable
      caption={`前の計画の取り組みと指標　${lines.length}件。指標を空けておくと、取り組みと同じ扱いです。`}
      columns={['前の計画', '扱い', '次の計画の記号']}
      rows={lines.map(({ from, fromName, fate, to, toName }) => ({
        cells: [
          <>
            <input type="hidden" name="from" value={from} />
            {from} {fromName}
          </>,
          <select name="fate" aria-label={`${from}の扱い`} disabled={!mayEdit}>
            {['', ...OLD_FATES].map((word) => (
              <option value={word} selected={word === fate}>
                {word === '' ? '（未定）' : word}
              </option>
            ))}
          </select>,
          <>
            <input name="to" aria-label={`${from}を引き継ぐ先`} value={to} readonly={!mayEdit} />
            {toName !== '' && <span class="hint">{toName}</span>}
          </>,
        ],
      }))}
    />
  );
}

function NewParts({ lines, mayEdit }: { lines: readonly NamedRow[]; mayEdit: boolean }) {
  if (lines.length === 0) return null;
  return (
    <RowTable
      caption={`次の計画だけにある取り組みと指標　${lines.length}件。指標を空けておくと、取り組みと同じ扱いです。`}
      columns={['次の計画', '扱い']}
      rows={lines.map(({ fate, to, toName }) => ({
        cells: [
          <>
            <input type="hidden" name="from" value="" />
            <input type="hidden" name="to" value={to} />
            {to} {toName}
          </>,
          <select name="fate" aria-label={`${to}の扱い`} disabled={!mayEdit}>
            {['', NEW].map((word) => (
              <option value={word} selected={word === fate}>
                {word === '' ? '（未定）' : word}
              </option>
            ))}
          </select>,
        ],
      }))}
    />
  );
}

/** What applying it would do, in counts. */
function Effects({ found: { counts, unsettled } }: { found: SuccessionPreview }) {
  const { succeeded, merged, split, ended, fresh, unitChanges } = counts;
  return (
    <section aria-labelledby="effects">
      <h2 id="effects">適用するとどうなるか</h2>
      <ul>
        <li>
          引継ぎ　取り組み{succeeded.initiative}件、指標{succeeded.kpi}件（統合{merged}件、分割{split}件）
        </li>
        <li>
          終わり　{PART_END_WORDS.done}
          {ended.done}件、{PART_END_WORDS.abolished}
          {ended.abolished}件、{PART_END_WORDS.moved}
          {ended.moved}件
        </li>
        <li>
          新規　取り組み{fresh.initiative}件、指標{fresh.kpi}件
        </li>
        <li>
          次の計画で続けて聞くもの　意見{unsettled.opinions.length}件、本部の決定{unsettled.decisions.length}
          件
        </li>
        {unsettled.left > 0 && <li>引き継がれない意見と決定　{unsettled.left}件</li>}
        {unsettled.undecided > 0 && <li>前の計画で決める見直し判断　{unsettled.undecided}件</li>}
        {unitChanges.map(({ from, to }) => (
          <li>
            {from.mark} → {to.mark}は数え方が違うため、値をつなげずに並べて示します。
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EndingProps {
  readonly end: EndPreview;
  readonly hasSuccessor: boolean;
  readonly session: Session;
}

/** The end of the plan in view; shown once another plan follows it. */
export function Ending({ end: { city, endedOn, obstacles }, hasSuccessor, session }: EndingProps) {
  const { plan, planVersion } = city;
  if (!hasSuccessor && endedOn === null) return null;
  return (
    <section aria-labelledby="ending">
      <h2 id="ending">「{plan.title}」を終える</h2>
      {endedOn !== null ? (
        <p>{endedOn}に終えました。照会も変更もできません。</p>
      ) : obstacles.length > 0 ? (
        <Obstacles plan={plan} obstacles={obstacles} />
      ) : (
        isSecretariat(session) && (
          <form method="post" action={`${SUCCESSION_PAGE}/end`} class="entry">
            <CsrfField session={session} />
            <input type="hidden" name="basedOn" value={String(planVersion)} />
            <p>最後の回まで終わっています。終えると、照会も変更もできなくなり、見るだけになります。</p>
            <p>
              <label for="end-reason">理由</label>
              <input id="end-reason" name="reason" required />
            </p>
            <p>
              <label for="end-title">確認のため、計画の名称を書いてください</label>
              <input id="end-title" name="title" required />
            </p>
            <button type="submit">この計画を終える</button>
          </form>
        )
      )}
    </section>
  );
}

function Obstacles({ plan, obstacles }: { plan: Plan; obstacles: readonly string[] }) {
  return (
    <>
      <p>次のことが済むと、{plan.title}を終えられます。</p>
      <ul>
        {obstacles.map((obstacle) => (
          <li>{obstacle}</li>
        ))}
      </ul>
    </>
  );
}
