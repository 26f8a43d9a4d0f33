import type { Context, Hono } from 'hono';
import { longDate, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { type PlainDate, Temporal, tokyoDate } from '../../../../shared/calendar/time.ts';
import { type Contact, type Directory, departmentName } from '../../../../shared/plan/directory.ts';
import type { Fault } from '../../../../shared/plan/fault.ts';
import { findOrphans } from '../../../../shared/plan/orphans.ts';
import type { TransferReading } from '../../../../shared/plan/transfer.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { publishVersion } from '../../../../shared/steps/publish-version.ts';
import { RowTable } from '../look/parts.tsx';
import { ROLE_WORDS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf } from './acts.ts';
import { CONTACTS_ROOM } from './contacts.tsx';
import { CsrfField, show } from './frame.tsx';
import { OrphanTable } from './orphan-table.tsx';
import { readDay } from './read-day.ts';
import { UPLOAD_BYTES_MAX } from './upload-limits.ts';
import { CarriedUpload, FaultTable, LISTED_MAX, NoteList, readUpload, type Upload } from './uploads.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = `${CONTACTS_ROOM}/transfer`;

interface Checked {
  readonly upload: Upload;
  readonly from: PlainDate;
  readonly reading: Extract<TransferReading, { readonly ok: true }>;
  readonly directoryVersion: number;
}

/** The next 1 April, when people change their posts. */
const nextApril = (today: PlainDate) => {
  const april = Temporal.PlainDate.from({ year: today.year, month: 4, day: 1 });
  return Temporal.PlainDate.compare(today, april) <= 0 ? april : april.add({ years: 1 });
};

const dayWords = (day: PlainDate) => `${longDate(day)}${weekday(day)}`;

/** A transfer (人事異動) taken over from a CSV file: faults by row, then who follows whom, then the confirmation by its count. */
export function addTransfer(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  pages.use(`${ROOM}/*`, only(log, 'secretariat'));

  const showForm = (
    c: Context<GatedEnv>,
    {
      error = null,
      faults = [],
      from,
    }: { error?: string | null; faults?: readonly Fault[]; from?: PlainDate } = {},
  ) => {
    const day = from ?? nextApril(tokyoDate(clock()));
    return show(
      c,
      {
        title: '人事異動を取り込む',
        room: CONTACTS_ROOM,
        error,
        children: (
          <>
            <p class="back">
              <a href={CONTACTS_ROOM}>部署の一覧に戻る</a>
            </p>
            {faults.length > 0 && <FaultTable faults={faults} />}
            <div class="guide">
              <ol>
                <li>
                  <a href={`${CONTACTS_ROOM}/template.csv`}>今の連絡先のCSV</a>を保存し、Excelで開きます。
                </li>
                <li>
                  職名とメールアドレスを、異動後のものに書き換えます。変わらない行は、残しても消してもかまいません。
                </li>
                <li>だれも担わなくなる役割は、メールアドレスを空欄にします。</li>
                <li>CSVのまま保存し、下で選びます。</li>
              </ol>
            </div>
            <form method="post" action={`${ROOM}/check`} enctype="multipart/form-data">
              <CsrfField session={c.get('session')} />
              <p>
                <label for="from">後任に送り始める日</label>
                <input id="from" type="date" name="from" value={day.toString()} required />
              </p>
              <p>
                <label for="file">人事異動のファイル（.csv、{UPLOAD_BYTES_MAX / 1024 / 1024}MBまで）</label>
                <input id="file" type="file" name="file" accept=".csv" required />
              </p>
              <button type="submit">前任と後任を確かめる</button>
              <p class="hint">
                ここでは何も保存しません。文字コードは、UTF-8（BOMの有無を問いません）かShift_JIS（Excelの標準）です。
              </p>
            </form>
          </>
        ),
      },
      error === null ? 200 : 422,
    );
  };

  const check = async (
    form: Readonly<Record<string, unknown>>,
  ): Promise<
    Checked | { readonly error: string; readonly faults: readonly Fault[]; readonly from?: PlainDate }
  > => {
    const from = readDay(typeof form.from === 'string' ? form.from : undefined);
    if (from === null) return { error: '後任に送り始める日を選んでください。', faults: [] };
    const upload = await readUpload(form);
    if ('refused' in upload) return { error: upload.refused, faults: [], from };
    const { directory, directoryVersion } = await loadCity(store, planId);
    // Loaded only here: no other page reads CSV files.
    const { readTransferFile } = await import('../../../../shared/adapters/transfer-file.ts');
    const reading = readTransferFile(upload.bytes, directory, from);
    return reading.ok
      ? { upload, from, reading, directoryVersion }
      : {
          error: `「${upload.name}」に直すところがあるため、取り込めません。直してから、もう一度選んでください。`,
          faults: reading.faults,
          from,
        };
  };

  const showChanges = async (
    c: Context<GatedEnv>,
    { upload, from, reading, directoryVersion }: Checked,
    { error = null, status = 422 }: { error?: string | null; status?: 409 | 422 } = {},
  ) => {
    const { plan } = await loadCity(store, planId);
    const { changes, directory, notes } = reading;
    return show(
      c,
      {
        title: `${dayWords(from)}からの連絡先`,
        room: CONTACTS_ROOM,
        error,
        children: (
          <>
            <p class="back">
              <a href={ROOM}>やめて、別のファイルを選ぶ</a>
            </p>
            {changes.length === 0 ? (
              <p class="empty">
                「{upload.name}」は、この日の連絡先と同じ内容です。取り込む必要はありません。
              </p>
            ) : (
              <>
                <p>
                  「{upload.name}」を取り込むと、{dayWords(from)}から{changes.length}
                  件の役割が変わります。前の日までは、前任に送ります。まだ何も保存していません。
                </p>
                <SuccessionTable changes={changes} directory={directory} />
              </>
            )}
            <OrphanTable
              orphans={findOrphans(plan, directory, from)}
              directory={directory}
              day={dayWords(from)}
            />
            <NoteList notes={notes} />
            {changes.length > 0 && (
              <section aria-labelledby="confirm">
                <h2 id="confirm">確認</h2>
                <form method="post" action={`${ROOM}/publish`}>
                  <CsrfField session={c.get('session')} />
                  <CarriedUpload {...upload} />
                  <input type="hidden" name="from" value={from.toString()} />
                  <input type="hidden" name="basedOn" value={String(directoryVersion)} />
                  <p>
                    <label for="count">確認のため、変わる役割の件数を書いてください</label>
                    <input id="count" name="count" inputmode="numeric" required size={8} />
                  </p>
                  <button type="submit">この日から有効にする</button>
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
    return 'error' in checked ? showForm(c, checked) : showChanges(c, checked);
  });

  pages.post(`${ROOM}/publish`, async (c) => {
    const form = await c.req.parseBody();
    // What comes from a form is read and checked again: it may have been written by hand.
    const checked = await check(form);
    if ('error' in checked) return showForm(c, checked);
    const { from, reading, directoryVersion } = checked;
    const count = reading.changes.length;
    const meanwhile = 'ほかの人が先に連絡先を変えました。前任と後任を、もう一度確かめてください。';
    if (Number(form.basedOn) !== directoryVersion)
      return showChanges(c, checked, { error: meanwhile, status: 409 });
    if (count === 0) return showChanges(c, checked);
    if (String(form.count).trim() !== String(count))
      return showChanges(c, checked, {
        error: '書いた件数が、変わる件数と違います。確かめて、もう一度書いてください。',
      });
    const outcome = await publishVersion(store, {
      kind: 'directory',
      id: 'city',
      document: reading.directory,
      basedOn: directoryVersion,
      plan: planId,
      reason: `人事異動（${from}から${count}件）`,
      ...actOf(world, c.get('session')),
    });
    if (outcome === 'conflict') return showChanges(c, checked, { error: meanwhile, status: 409 });
    return show(c, {
      title: '人事異動を取り込みました',
      room: CONTACTS_ROOM,
      notice: `${dayWords(from)}から、${count}件の役割が後任に変わります。`,
      children: (
        <p class="back">
          <a href={`${CONTACTS_ROOM}?on=${from}`}>この日の連絡先を見る</a>
        </p>
      ),
    });
  });
}

function SuccessionTable({
  changes,
  directory,
}: {
  changes: Checked['reading']['changes'];
  directory: Directory;
}) {
  const people = (contacts: readonly Contact[]) =>
    contacts.length === 0 ? (
      '（なし）'
    ) : (
      <ul class="plain">
        {contacts.map(({ title, address }) => (
          <li>
            {address}
            {title && <span class="reason">{title}</span>}
          </li>
        ))}
      </ul>
    );
  return (
    <RowTable
      caption={
        changes.length > LISTED_MAX
          ? `${changes.length}件のうち、はじめの${LISTED_MAX}件を示します`
          : `${changes.length}件`
      }
      columns={['部署', '役割', '前任', '後任']}
      rows={changes.slice(0, LISTED_MAX).map(({ department, role, was, now }) => ({
        cells: [
          department === null ? '市全体' : departmentName(directory, department),
          ROLE_WORDS[role],
          people(was),
          people(now),
        ],
      }))}
    />
  );
}
