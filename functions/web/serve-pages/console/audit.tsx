import type { Hono } from 'hono';
import { longDate, shortDateTime, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import { deedWords, doerWords } from '../../../../shared/records/audit-words.ts';
import type { AuditEntry } from '../../../../shared/records.ts';
import { csvOf } from '../../../../shared/runtime/csv.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { show } from './frame.tsx';
import { readDay } from './read-day.ts';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/audit';
const COLUMNS = ['日時', '誰が', '何を', '対象', '前', '後', '理由'] as const;
/** The file names what was done as the system does, too: a name stays when its words change. */
const FILE_COLUMNS = [...COLUMNS, '記号'] as const;

const cellsOf = ({ at, actor, what, subject, before, after, reason }: AuditEntry) => [
  at,
  doerWords({ actor }),
  deedWords(what),
  subject,
  before,
  after,
  reason ?? null,
];

/** Who did what, when, to which thing, day by day; also as a file. */
export function addAudit(pages: Hono<GatedEnv>, { store, clock, log }: ConsoleWorld): void {
  pages.use(`${ROOM}/*`, only(log, 'secretariat', 'auditor'));

  pages.get(ROOM, async (c) => {
    const day = readDay(c.req.query('day')) ?? tokyoDate(clock());
    const entries = (await store.listAudit(day.toString())).toReversed();
    return show(c, {
      title: '操作の記録',
      room: ROOM,
      children: (
        <>
          <h2>{`${longDate(day)}${weekday(day)}`}</h2>
          <p>
            <a href="/console/retention">記録の保存年数を見る</a>
          </p>
          <form method="get" action={ROOM} class="line">
            <label for="day">日付</label>
            <input id="day" type="date" name="day" value={day.toString()} />
            <button type="submit" class="quiet">
              この日を見る
            </button>
          </form>
          {entries.length === 0 ? (
            <p class="empty">この日の記録はありません。</p>
          ) : (
            <>
              <p>
                <a href={`${ROOM}/${day}.csv`}>CSVで保存する</a>
              </p>
              <RowTable
                caption={`${entries.length}件（新しい順）`}
                columns={COLUMNS}
                rows={entries.map((entry) => ({
                  cells: [shortDateTime(instantOf(entry.at)), ...cellsOf(entry).slice(1)],
                }))}
              />
            </>
          )}
        </>
      ),
    });
  });

  pages.get(`${ROOM}/:file{\\d{4}-\\d{2}-\\d{2}\\.csv}`, async (c) => {
    const day = readDay(c.req.param('file').slice(0, 10)) ?? tokyoDate(clock());
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="audit-${day}.csv"`);
    const entries = await store.listAudit(day.toString());
    return c.body(csvOf([FILE_COLUMNS, ...entries.map((entry) => [...cellsOf(entry), entry.what])]));
  });
}
