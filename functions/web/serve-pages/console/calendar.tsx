import type { Hono } from 'hono';
import { fiscalYearOf } from '../../../../shared/calendar/fiscal.ts';
import {
  fiscalYearName,
  longDate,
  shortDateTime,
  weekday,
} from '../../../../shared/calendar/japanese-date.ts';
import { type PlainDate, Temporal, tokyoDate } from '../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import { isEscalation } from '../../../../shared/schedule/escalations.ts';
import { mailDays } from '../../../../shared/schedule/mail-load.ts';
import { planAbsences, planMails } from '../../../../shared/schedule/planner.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import type { World } from '../../../../shared/schedule/world.ts';
import { attachmentNames, MASKED_CODE, renderPlanned } from '../../../../shared/steps/render-planned.ts';
import { RowTable } from '../look/parts.tsx';
import { MAIL_KIND_WORDS } from '../look/words.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import {
  CALENDAR,
  DayForm,
  dayPath,
  LOAD,
  loadPlanned,
  spanOf,
  yearAsked,
  yearSpan,
} from './calendar-parts.tsx';
import { show } from './frame.tsx';
import { readDay } from './read-day.ts';
import type { ConsoleWorld } from './world.ts';

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土'];
const MONTHS_FROM_APRIL = 12;
/** So many of a year's days are marked as its busiest. */
const BUSY_DAYS = 5;

/** One month as weeks of seven days, the first a Sunday; null before the first and after the last. */
function weeksOf(first: PlainDate): (PlainDate | null)[][] {
  const lead = first.dayOfWeek % 7;
  const days: (PlainDate | null)[] = [
    ...Array.from({ length: lead }, () => null),
    ...Array.from({ length: first.daysInMonth }, (_, index) => first.with({ day: index + 1 })),
  ];
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

function Month({
  first,
  counts,
  busy,
  calendar,
}: {
  first: PlainDate;
  counts: ReadonlyMap<string, number>;
  busy: number;
  calendar: World['calendar'];
}) {
  return (
    <table class="month">
      <caption>{`${first.year}年${first.month}月`}</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((day) => (
            <th scope="col">{day}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(first).map((week) => (
          <tr>
            {week.map((date) =>
              date === null ? (
                <td />
              ) : (
                <Day
                  date={date}
                  count={counts.get(date.toString()) ?? 0}
                  busy={busy}
                  closed={calendar.closedReason(date)}
                />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({
  date,
  count,
  busy,
  closed,
}: {
  date: PlainDate;
  count: number;
  /** From so many mails on, the day is one of the busiest. */
  busy: number;
  closed: string | null;
}) {
  return (
    <td class={closed === null ? undefined : 'closed'} {...(closed === null ? {} : { title: closed })}>
      {count === 0 ? (
        date.day
      ) : (
        <a href={dayPath(date)}>
          {date.day}
          {count >= busy && <span title="通数の多い日">◆</span>}
          <span class="count">{count}通</span>
        </a>
      )}
    </td>
  );
}

/** The year as it will be: every mail to come, by day, with who, when, why, and its words on demand. */
export function addCalendar(pages: Hono<GatedEnv>, { store, planId, clock }: ConsoleWorld): void {
  const load = () => loadPlanned({ store, planId });

  pages.get(CALENDAR, async (c) => {
    const typed = c.req.query('date');
    const day = readDay(typed);
    if (day !== null) return c.redirect(dayPath(day));
    const { world } = await load();
    const today = tokyoDate(clock());
    const year = yearAsked(c.req.query('year'), fiscalYearOf(today));
    const first = Temporal.PlainDate.from({ year, month: 4, day: 1 });
    const mails = planMails(world, ...yearSpan(year));
    const days = mailDays(mails);
    const counts = new Map(days.map(({ date, count }) => [date.toString(), count]));
    const busy = days[BUSY_DAYS - 1]?.count ?? days.at(-1)?.count ?? 0;
    return show(c, {
      title: `送信予定　${fiscalYearName(year)}`,
      room: CALENDAR,
      ...(typed === undefined ? {} : { error: '日付を「2026-07-14」の形で書いてください。' }),
      children: (
        <>
          <p class="back">
            <a href={`${CALENDAR}?year=${year - 1}`}>前の年度</a>
            <a href={`${CALENDAR}?year=${year + 1}`}>次の年度</a>
            <a href="/console/calendar-feed">予定表に登録する</a>
          </p>
          <p>
            この1年で合計{mails.length}通を送る予定です。日付を選ぶと、誰に、なぜ、何を送るかが分かります。
            すでに回答があった部署には送らないため、実際の数は少なくなります。◆は、通数の多い日です。
          </p>
          <DayForm date={today} />
          <p>
            <a href={`${LOAD}?year=${year}`}>部署と月ごとの通数、通数の多い日を見る</a>
          </p>
          <div class="months">
            {Array.from({ length: MONTHS_FROM_APRIL }, (_, index) => (
              <Month
                first={first.add({ months: index })}
                counts={counts}
                busy={busy}
                calendar={world.calendar}
              />
            ))}
          </div>
        </>
      ),
    });
  });

  pages.get(`${CALENDAR}/:date`, async (c) => {
    const date = readDay(c.req.param('date'));
    if (date === null) return c.redirect(CALENDAR);
    const { world } = await load();
    const [from, to] = spanOf(date);
    const [mails, absences] = [planMails(world, from, to), planAbsences(world, from, to)];
    const nameOf = (id: string | null) =>
      id === null ? '事務局・本部' : departmentName(world.directory, id);
    const closed = world.calendar.closedReason(date);
    return show(c, {
      title: `${longDate(date)}${weekday(date)}の送信`,
      room: CALENDAR,
      children: (
        <>
          <p class="back">
            <a href={`${CALENDAR}?year=${fiscalYearOf(date)}`}>1年の予定に戻る</a>
            <a href={`${CALENDAR}/${date.subtract({ days: 1 })}`}>前の日</a>
            <a href={`${CALENDAR}/${date.add({ days: 1 })}`}>次の日</a>
          </p>
          {closed && <p class="empty">閉庁日（{closed}）のため、送りません。</p>}
          {mails.length > 0 && (
            <RowTable
              caption={`送るメール　${mails.length}通`}
              columns={['宛先', '時刻', '種類', '理由', '文面']}
              rows={mails.map((mail, index) => ({
                cells: [
                  nameOf(mail.department),
                  shortDateTime(mail.at),
                  `${MAIL_KIND_WORDS[mail.kind]}（${roundName(mail.round)}）`,
                  mail.why,
                  mail.department === null ? null : (
                    <a href={`${CALENDAR}/${date}/${index + 1}`}>文面を見る</a>
                  ),
                ],
              }))}
            />
          )}
          {mails.some(isEscalation) && (
            <p>
              課長や部局長に届くものは、前の開庁日から
              <a href="/console/escalations">部署ごとに見送れます</a>。
            </p>
          )}
          {absences.length > 0 && (
            <section aria-labelledby="absent">
              <h2 id="absent">送らない部署と、その理由</h2>
              <RowTable
                caption={`${absences.length}部署`}
                columns={['部署', '理由']}
                rows={absences.map(({ department, why }) => ({ cells: [nameOf(department), why] }))}
              />
            </section>
          )}
          {mails.length + absences.length === 0 && !closed && (
            <p class="empty">この日に送る予定はありません。</p>
          )}
          <DayForm date={date} />
        </>
      ),
    });
  });

  pages.get(`${CALENDAR}/:date/:number`, async (c) => {
    const date = readDay(c.req.param('date'));
    if (date === null) return c.redirect(CALENDAR);
    const { city, world } = await load();
    const [from, to] = spanOf(date);
    const mail = planMails(world, from, to)[Number(c.req.param('number')) - 1];
    if (!mail || mail.department === null) return c.redirect(`${CALENDAR}/${date}`);
    const rendered = await renderPlanned({ store, city, world, planId }, mail, MASKED_CODE);
    const { content } = rendered;
    const files = attachmentNames(rendered);
    return show(c, {
      title: content.subject,
      room: CALENDAR,
      children: (
        <>
          <p class="back">
            <a href={dayPath(date)}>この日の送信に戻る</a>
          </p>
          <dl class="headers">
            <dt>宛先</dt>
            <dd>{mail.to.join('、')}</dd>
            {mail.cc.length > 0 && (
              <>
                <dt>写し</dt>
                <dd>{mail.cc.join('、')}</dd>
              </>
            )}
            <dt>日時</dt>
            <dd>{shortDateTime(mail.at)}</dd>
            <dt>理由</dt>
            <dd>{mail.why}</dd>
            {files.length > 0 && (
              <>
                <dt>添付</dt>
                <dd>{files.join('、')}</dd>
              </>
            )}
          </dl>
          <pre class="text-mail">{content.text}</pre>
          <p class="hint">受付番号は、送るときに決まるため、伏せてあります。</p>
        </>
      ),
    });
  });
}
