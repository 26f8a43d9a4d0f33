import type { Hono } from 'hono';
import { fiscalYearOf } from '../../../../shared/calendar/fiscal.ts';
import {
  fiscalYearName,
  longDate,
  shortDateTime,
  weekday,
} from '../../../../shared/calendar/japanese-date.ts';
import { tokyoDate } from '../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import { type MailLoad, mailDays, mailLoad } from '../../../../shared/schedule/mail-load.ts';
import { planMails } from '../../../../shared/schedule/planner.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import type { World } from '../../../../shared/schedule/world.ts';
import { RowTable } from '../look/parts.tsx';
import { MAIL_KIND_WORDS } from '../look/words.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { CALENDAR, dayPath, LOAD, loadPlanned, yearAsked, yearSpan } from './calendar-parts.tsx';
import { show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

/** The address of what goes to no department. */
const SECRETARIAT = 'secretariat';
const MONTH_WORDS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3].map((month) => `${month}月`);
const DAYS_SHOWN_MAX = 10;

const nameOf = ({ directory }: World, id: string | null) =>
  id === null ? '事務局・本部' : departmentName(directory, id);

/** How many mails each department gets in each month of a year, and each one's mails of the year. */
export function addMailLoad(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { clock } = world;

  pages.get(LOAD, async (c) => {
    const { world: planned } = await loadPlanned(world);
    const year = yearAsked(c.req.query('year'), fiscalYearOf(tokyoDate(clock())));
    const mails = planMails(planned, ...yearSpan(year));
    const days = mailDays(mails).slice(0, DAYS_SHOWN_MAX);
    const loads = mailLoad(mails);
    return show(c, {
      title: `部署と月ごとの通数　${fiscalYearName(year)}`,
      room: CALENDAR,
      children: (
        <>
          <p class="back">
            <a href={`${CALENDAR}?year=${year}`}>1年の予定に戻る</a>
            <a href={`${LOAD}?year=${year - 1}`}>前の年度</a>
            <a href={`${LOAD}?year=${year + 1}`}>次の年度</a>
          </p>
          <p>この1年で合計{mails.length}通です。まだ回答のない部署には送るものとして数えています。</p>
          {days.length > 0 && (
            <section aria-labelledby="busiest">
              <h2 id="busiest">通数の多い日</h2>
              <RowTable
                caption={`多い順に${days.length}日`}
                columns={['日', '通数']}
                rows={days.map(({ date, count }) => ({
                  cells: [<a href={dayPath(date)}>{`${longDate(date)}${weekday(date)}`}</a>, `${count}通`],
                }))}
              />
            </section>
          )}
          <section aria-labelledby="load">
            <h2 id="load">部署と月ごとの通数</h2>
            <RowTable
              caption="多い順。部署を選ぶと、送る日と理由が分かります。◆は、いちばん多い月です"
              columns={['部署', '計', ...MONTH_WORDS]}
              rows={[
                { cells: ['すべて', String(mails.length), ...marked(sumOf(loads))] },
                ...loads.map(({ department, months, total }) => ({
                  cells: [
                    <a href={`${LOAD}/${department ?? SECRETARIAT}?year=${year}`}>
                      {nameOf(planned, department)}
                    </a>,
                    String(total),
                    ...monthCells(months),
                  ],
                })),
              ]}
            />
          </section>
        </>
      ),
    });
  });

  pages.get(`${LOAD}/:department`, async (c) => {
    const { world: planned } = await loadPlanned(world);
    const year = yearAsked(c.req.query('year'), fiscalYearOf(tokyoDate(clock())));
    const asked = c.req.param('department');
    const department = asked === SECRETARIAT ? null : asked;
    const mails = planMails(planned, ...yearSpan(year)).filter((mail) => mail.department === department);
    const name = nameOf(planned, department);
    return show(c, {
      title: `${name}に届くメール　${fiscalYearName(year)}`,
      room: CALENDAR,
      children: (
        <>
          <p class="back">
            <a href={`${LOAD}?year=${year}`}>部署と月ごとの通数に戻る</a>
          </p>
          {mails.length === 0 ? (
            <p class="empty">この1年に{name}に送る予定はありません。</p>
          ) : (
            <RowTable
              caption={`${mails.length}通（回答があると、その後は送りません）`}
              columns={['日時', '種類', '理由']}
              rows={mails.map(({ at, kind, round, why }) => ({
                cells: [
                  <a href={dayPath(tokyoDate(at))}>{shortDateTime(at)}</a>,
                  `${MAIL_KIND_WORDS[kind]}（${roundName(round)}）`,
                  why,
                ],
              }))}
            />
          )}
        </>
      ),
    });
  });
}

/** Month by month over all departments. */
const sumOf = (loads: readonly MailLoad[]) =>
  MONTH_WORDS.map((_, place) => loads.reduce((sum, { months }) => sum + (months[place] ?? 0), 0));

/** A month without mail is blank. */
const monthCells = (months: readonly number[]) => months.map((count) => (count === 0 ? null : String(count)));

/** The heaviest month bears a sign, and not a colour alone. */
function marked(months: readonly number[]) {
  const most = Math.max(...months);
  return months.map((count) => (count === 0 ? null : `${count === most ? '◆' : ''}${count}`));
}
