import type { Context, Hono } from 'hono';
import { tokyoDate } from '../../../../shared/calendar/time.ts';
import type { PlanChange } from '../../../../shared/plan/diff.ts';
import type { DirectoryChange } from '../../../../shared/plan/diff-directory.ts';
import type { Fault } from '../../../../shared/plan/fault.ts';
import { findOrphans } from '../../../../shared/plan/orphans.ts';
import { compareImport, type ImportComparison, publishImport } from '../../../../shared/steps/import-plan.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf, REASON_MAX_CHARS, REASON_NEEDED, readReason } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import { OrphanTable } from './orphan-table.tsx';
import { PLAN_ROOM } from './plan.tsx';
import { UPLOAD_BYTES_MAX } from './upload-limits.ts';
import { CarriedUpload, FaultTable, LISTED_MAX, NoteList, readUpload, type Upload } from './uploads.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = `${PLAN_ROOM}/import`;
const KIND_WORDS = { added: '追加', changed: '変更', removed: '終了' } as const;

interface Checked {
  readonly upload: Upload;
  readonly found: ImportComparison;
}

/** A plan taken over from a file: its faults by row, then what it changes, then the confirmation by its count. */
export function addPlanImport(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  pages.use(`${ROOM}/*`, only(log, 'secretariat'));

  const showForm = (c: Context<GatedEnv>, error: string | null = null, faults: readonly Fault[] = []) =>
    show(
      c,
      {
        title: '計画をファイルから取り込む',
        room: PLAN_ROOM,
        error,
        children: (
          <>
            <p class="back">
              <a href={PLAN_ROOM}>取り組みに戻る</a>
            </p>
            {faults.length > 0 && <FaultTable faults={faults} />}
            <form method="post" action={`${ROOM}/check`} enctype="multipart/form-data">
              <CsrfField session={c.get('session')} />
              <p>
                <label for="file">
                  計画のファイル（.xlsx か .csv、{UPLOAD_BYTES_MAX / 1024 / 1024}MBまで）
                </label>
                <input id="file" type="file" name="file" accept=".xlsx,.csv" required />
              </p>
              <button type="submit">変わるところを確かめる</button>
              <p class="hint">
                ここでは何も保存しません。CSVの文字コードは、UTF-8（BOMの有無を問いません）かShift_JIS（Excelの標準）です。
              </p>
            </form>
          </>
        ),
      },
      error === null ? 200 : 422,
    );

  const check = async (
    form: Readonly<Record<string, unknown>>,
  ): Promise<Checked | { readonly error: string; readonly faults: readonly Fault[] }> => {
    const upload = await readUpload(form);
    if ('refused' in upload) return { error: upload.refused, faults: [] };
    const { plan, directory } = await loadCity(store, planId);
    // Loaded only here: no other page reads workbooks.
    const { readPlanSpreadsheet } = await import('../../../../shared/adapters/plan-spreadsheet.ts');
    const reading = await readPlanSpreadsheet(upload, { plan, directory });
    if (!reading.ok)
      return {
        error: `「${upload.name}」に直すところがあるため、取り込めません。直してから、もう一度選んでください。`,
        faults: reading.faults,
      };
    const found = await compareImport(store, reading);
    return found.closedYearFaults.length === 0
      ? { upload, found }
      : {
          error: `「${upload.name}」は締めた年度を変えるため、取り込めません。元に戻してから、もう一度選んでください。`,
          faults: found.closedYearFaults,
        };
  };

  const showChanges = async (
    c: Context<GatedEnv>,
    { upload, found }: Checked,
    {
      error = null,
      reason = '',
      status = 422,
    }: { error?: string | null; reason?: string; status?: 409 | 422 } = {},
  ) => {
    const { directory } = await loadCity(store, planId);
    const inForce = found.directory ?? directory;
    const count = countOf(found);
    return show(
      c,
      {
        title: '取り込むと変わるところ',
        room: PLAN_ROOM,
        error,
        children: (
          <>
            <p class="back">
              <a href={ROOM}>やめて、別のファイルを選ぶ</a>
            </p>
            {count === 0 ? (
              <p class="empty">「{upload.name}」は、今の計画と同じ内容です。取り込む必要はありません。</p>
            ) : (
              <>
                <p>
                  「{upload.name}」を取り込むと、{count}件が変わります（
                  {countWords([...found.changes, ...found.directoryChanges])}）。 まだ何も保存していません。
                </p>
                <ChangeTable changes={[...found.changes, ...found.directoryChanges]} plan={found} />
              </>
            )}
            <OrphanTable
              orphans={findOrphans(found.plan, inForce, tokyoDate(clock()))}
              directory={inForce}
              day="今日"
            />
            <NoteList notes={found.notes} />
            {count > 0 && (
              <section aria-labelledby="confirm">
                <h2 id="confirm">確認</h2>
                <form method="post" action={`${ROOM}/publish`}>
                  <CsrfField session={c.get('session')} />
                  <CarriedUpload {...upload} />
                  <input type="hidden" name="basedOn" value={basedOnOf(found)} />
                  <p>
                    <label for="reason">改定の理由（{REASON_MAX_CHARS}字まで。改定の一覧に残ります）</label>
                    <input
                      id="reason"
                      name="reason"
                      value={reason}
                      required
                      size={40}
                      maxlength={REASON_MAX_CHARS}
                    />
                  </p>
                  <p>
                    <label for="count">確認のため、変わる件数を書いてください</label>
                    <input id="count" name="count" inputmode="numeric" required size={8} />
                  </p>
                  <button type="submit">取り込む</button>
                </form>
              </section>
            )}
          </>
        ),
      },
      error === null ? 200 : status,
    );
  };

  pages.get(ROOM, only(log, 'secretariat'), (c) => showForm(c));

  pages.post(`${ROOM}/check`, async (c) => {
    const checked = await check(await c.req.parseBody());
    return 'error' in checked ? showForm(c, checked.error, checked.faults) : showChanges(c, checked);
  });

  pages.post(`${ROOM}/publish`, async (c) => {
    const form = await c.req.parseBody();
    // What comes from a form is read and checked again: it may have been written by hand.
    const checked = await check(form);
    if ('error' in checked) return showForm(c, checked.error, checked.faults);
    const { found } = checked;
    const reason = readReason(form.reason);
    const again = (error: string, status: 409 | 422 = 422) =>
      showChanges(c, checked, { error, reason: reason ?? '', status });
    if (form.basedOn !== basedOnOf(found))
      return again('ほかの人が先に計画か連絡先を変えました。変わるところを、もう一度確かめてください。', 409);
    if (reason === null) return again(REASON_NEEDED);
    if (String(form.count).trim() !== String(countOf(found)))
      return again('書いた件数が、変わる件数と違います。確かめて、もう一度書いてください。');
    const { outcome, version } = await publishImport(store, found, {
      ...actOf(world, c.get('session')),
      reason,
    });
    if (outcome === 'conflict')
      return again('取り込みの途中で、ほかの人が変えました。変わるところを、もう一度確かめてください。', 409);
    return show(c, {
      title: '計画を取り込みました',
      room: PLAN_ROOM,
      notice: `${countOf(found)}件の変更を取り込みました。今の計画は第${version}版です。`,
      children: (
        <p class="back">
          <a href={PLAN_ROOM}>取り組みを見る</a>
          <a href={`${PLAN_ROOM}/versions`}>改定の一覧と新旧対照表</a>
        </p>
      ),
    });
  });
}

const countOf = ({ changes, directoryChanges }: ImportComparison) => changes.length + directoryChanges.length;

/** The versions a comparison speaks of. */
const basedOnOf = ({ planBefore, directoryBefore }: ImportComparison) =>
  `${planBefore?.version ?? 0}/${directoryBefore?.version ?? 0}`;

function countWords(changes: readonly Pick<PlanChange, 'kind'>[]): string {
  return Object.entries(KIND_WORDS)
    .map(([kind, word]) => `${word}${changes.filter((change) => change.kind === kind).length}件`)
    .join('、');
}

function ChangeTable({
  changes,
  plan: { plan, planBefore },
}: {
  changes: readonly (PlanChange | DirectoryChange)[];
  plan: ImportComparison;
}) {
  const names = new Map(
    [...(planBefore?.document.initiatives ?? []), ...plan.initiatives].map(({ id, code, title }) => [
      id,
      `${code} ${title}`,
    ]),
  );
  return (
    <RowTable
      caption={changes.length > LISTED_MAX ? `はじめの${LISTED_MAX}件を示します` : '変わるところ'}
      columns={['対象', '種類', '内容']}
      rows={changes.slice(0, LISTED_MAX).map((change) => {
        const under =
          'initiative' in change && change.initiative !== null && change.part !== 'initiative'
            ? names.get(change.initiative)
            : undefined;
        return {
          cells: [
            <>
              {under && <span class="reason">{under}</span>}
              {change.name}
            </>,
            KIND_WORDS[change.kind],
            change.kind === 'changed' ? (
              <ul class="plain">
                {change.fields.map(({ field, was, now }) => (
                  <li>
                    {field}：{was ?? '（なし）'} → {now ?? '（なし）'}
                  </li>
                ))}
              </ul>
            ) : null,
          ],
        };
      })}
    />
  );
}
