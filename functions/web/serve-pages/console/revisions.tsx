import type { Context, Hono } from 'hono';
import { longDate, shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../../../../shared/calendar/time.ts';
import { listRevisions, type RevisionRow } from '../../../../shared/plan/revision.ts';
import type { VersionNote } from '../../../../shared/ports.ts';
import { csvOf } from '../../../../shared/runtime/csv.ts';
import { RowTable } from '../look/parts.tsx';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { show } from './frame.tsx';
import { PLAN_ROOM } from './plan.tsx';
import { RevisionTable } from './revision-table.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = `${PLAN_ROOM}/versions`;

/** `令和8年7月1日　9時` */
export const publishedWords = (at: Instant) =>
  `${longDate(tokyoDate(at))}　${shortDateTime(at).replace(/^.*）/u, '')}`;

/** The versions of the plan with who made them, when and why, and what changed between any two (新旧対照表). */
export function addRevisions(pages: Hono<GatedEnv>, { store, planId }: ConsoleWorld): void {
  /** Two versions with what changed from the older to the newer; null where one of them is not there. */
  const compare = async (from: number, to: number) => {
    const [older, newer] = from < to ? [from, to] : [to, from];
    if (!Number.isInteger(older) || !Number.isInteger(newer) || older < 1) return null;
    const [was, now, directory] = await Promise.all([
      store.loadDocument('plan', planId, older),
      store.loadDocument('plan', planId, newer),
      store.loadDocument('directory', 'city'),
    ]);
    if (!was || !now || !directory) return null;
    return { older, newer, rows: listRevisions(was.document, now.document, directory.document) };
  };

  pages.get(ROOM, async (c) => {
    const versions = await store.listVersions('plan', planId);
    const newest = versions[0]?.version ?? 1;
    const to = Number(c.req.query('to') ?? newest);
    const from = Number(c.req.query('from') ?? Math.max(1, to - 1));
    const found = from === to ? null : await compare(from, to);
    return show(c, {
      title: '計画の改定',
      room: PLAN_ROOM,
      children: (
        <>
          <p class="back">
            <a href={PLAN_ROOM}>取り組みに戻る</a>
          </p>
          <Versions versions={versions} />
          {newest > 1 && <Choice versions={versions} from={found?.older ?? from} to={found?.newer ?? to} />}
          {found && <Comparison {...found} />}
        </>
      ),
    });
  });

  pages.get(`${ROOM}/:pair{\\d+-\\d+\\.csv}`, async (c) => {
    const [from = 0, to = 0] = c.req.param('pair').replace('.csv', '').split('-').map(Number);
    const found = await compare(from, to);
    if (!found) return c.redirect(ROOM);
    return answerWithCsv(c, `revision-${found.older}-${found.newer}.csv`, [
      ['取り組み', '部分', '項目', '旧', '新'],
      ...found.rows.map(({ under, part, field, was, now }) => [under, part, field, was, now]),
    ]);
  });
}

/** Answers with a file that Excel opens. */
export function answerWithCsv(
  c: Context<GatedEnv>,
  name: string,
  rows: readonly (readonly (string | null)[])[],
): Response {
  c.header('content-type', 'text/csv; charset=utf-8');
  c.header('content-disposition', `attachment; filename="${name}"`);
  return c.body(csvOf(rows));
}

function Versions({ versions }: { versions: readonly VersionNote[] }) {
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">版の一覧</h2>
      <p class="hint">始まった照会は、締め切るまで、始まったときの版で動きます。</p>
      <RowTable
        caption={`${versions.length}版（新しい順）`}
        columns={['版', '日時', '誰が', '理由', '新旧対照表']}
        rows={versions.map(({ version, at, by, reason }) => ({
          cells: [
            `第${version}版`,
            publishedWords(at),
            by ?? '（記録なし）',
            reason ?? (version === 1 ? '最初の取込み' : '（記録なし）'),
            version === 1 ? null : (
              <a href={`${ROOM}?from=${version - 1}&to=${version}`}>第{version - 1}版からの変更</a>
            ),
          ],
        }))}
      />
    </section>
  );
}

function Choice({ versions, from, to }: { versions: readonly VersionNote[]; from: number; to: number }) {
  const options = (chosen: number) =>
    versions.map(({ version }) => (
      <option value={version} selected={version === chosen}>
        第{version}版
      </option>
    ));
  return (
    <section aria-labelledby="choice" class="choice">
      <h2 id="choice">二つの版を比べる</h2>
      <form method="get" action={ROOM} class="line">
        <p>
          <label for="from">旧</label>
          <select id="from" name="from">
            {options(from)}
          </select>
        </p>
        <p>
          <label for="to">新</label>
          <select id="to" name="to">
            {options(to)}
          </select>
        </p>
        <p class="at-end">
          <button type="submit" class="quiet">
            比べる
          </button>
        </p>
      </form>
    </section>
  );
}

function Comparison({ older, newer, rows }: { older: number; newer: number; rows: readonly RevisionRow[] }) {
  return (
    <section aria-labelledby="comparison" class="landscape">
      <h2 id="comparison">
        新旧対照表（第{older}版から第{newer}版）
      </h2>
      {rows.length === 0 ? (
        <p class="empty">この二つの版に、違いはありません。</p>
      ) : (
        <>
          <p class="on-screen">
            <a href={`${ROOM}/${older}-${newer}.csv`}>CSVで保存する</a>
          </p>
          <p class="hint on-screen">このページを印刷すると、A4横の新旧対照表になります。</p>
          <RevisionTable
            rows={rows}
            caption={`${rows.length}か所。旧の線で消した部分を、新の下線の部分に改めました。`}
          />
        </>
      )}
    </section>
  );
}
