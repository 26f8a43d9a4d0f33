import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import { cityDates } from '../../../../shared/schedule/city-dates.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { CsrfField, show } from '../console/frame.tsx';
import type { ConsoleWorld } from '../console/world.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { isSecretariat } from '../sign-in/roles.ts';
import { actorOf } from '../sign-in/sessions.ts';
import { isFeedSecret, renewFeed } from './secret-address.ts';

const ROOM = '/console/calendar';
/** The console's page about the feed. */
const FEED_PAGE = '/console/calendar-feed';
const DAYS_BACK = 90;
const DAYS_AHEAD = 400;
/** Calendars ask every few hours; one that asks more often is answered by what stands between. */
const CACHE_SECONDS = 3600;

/** The dates of the rhythm, for calendars that follow an address. It asks for no sign-in, only for the secret in it. */
export function addFeed(pages: Hono<GatedEnv>, { store, planId, clock }: ConsoleWorld): void {
  /** Each plan has an address of its own: the one in view is tried first. */
  const findPlanOf = async (secret: string): Promise<string | null> => {
    if (await isFeedSecret(store, planId, secret)) return planId;
    for (const plan of await store.listDocuments('plan'))
      if (plan !== planId && (await isFeedSecret(store, plan, secret))) return plan;
    return null;
  };

  pages.get('/calendar/:file', async (c) => {
    const secret = /^([\w-]{32})\.ics$/.exec(c.req.param('file'))?.[1];
    const plan = secret === undefined ? null : await findPlanOf(secret);
    // Nobody is told whether an address was right once.
    if (plan === null) return c.notFound();
    const now = clock();
    const city = await loadCity(store, plan);
    const dates = cityDates(
      city,
      now.subtract({ hours: 24 * DAYS_BACK }),
      now.add({ hours: 24 * DAYS_AHEAD }),
    );
    // Loaded when a calendar asks: no page needs it.
    const { writeCalendar } = await import('./write-calendar.ts');
    return c.body(writeCalendar(`進行管理　${city.plan.title}`, dates, { plan, at: now }), 200, {
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': `private, max-age=${CACHE_SECONDS}`,
      'x-robots-tag': 'noindex',
    });
  });
}

/** Where the secretariat makes the address and makes it anew. */
export function addFeedPage(
  pages: Hono<GatedEnv>,
  { store, planId, clock, log }: ConsoleWorld,
  origin: string,
): void {
  pages.get(FEED_PAGE, async (c) => {
    const stored = await store.get('calendarFeed', { plan: planId });
    return show(c, {
      title: '予定表への登録',
      room: ROOM,
      children: <FeedPage session={c.get('session')} madeAt={stored?.value.madeAt ?? null} />,
    });
  });

  pages.post(FEED_PAGE, only(log, 'secretariat'), async (c) => {
    const { outcome, secret } = await renewFeed(store, {
      plan: planId,
      by: actorOf(c.get('session')),
      at: clock(),
      cause: `console/${randomUUID()}`,
    });
    if (outcome === 'conflict')
      return show(
        c,
        {
          title: '予定表への登録',
          room: ROOM,
          error: 'ほかの人が同時にアドレスを作りました。開き直して、確かめてください。',
          children: <FeedPage session={c.get('session')} madeAt={null} />,
        },
        409,
      );
    return show(c, {
      title: '予定表への登録',
      room: ROOM,
      notice: 'アドレスを作りました。この画面でだけ表示します。',
      children: (
        <>
          <p>予定表ソフトの「URLで予定表を追加」に、次のアドレスを貼り付けてください。</p>
          <p>
            <code class="address">{`${origin}/calendar/${secret}.ics`}</code>
          </p>
          <p class="hint">
            知っている人は誰でも日程を見られます。庁内だけで使い、外に漏れたときは作り直してください。前のアドレスは、もう使えません。
          </p>
        </>
      ),
    });
  });
}

function FeedPage({ session, madeAt }: { session: GatedEnv['Variables']['session']; madeAt: string | null }) {
  return (
    <>
      <p>
        照会、回答期限、締切、本部資料の案の日を、職員の予定表に表示できます。日程が変わると、予定表も変わります。氏名と回答の内容は含みません。
      </p>
      <p>
        {madeAt === null
          ? 'アドレスは、まだありません。'
          : `いまのアドレスは、${shortDateTime(instantOf(madeAt))}に作りました。`}
      </p>
      {isSecretariat(session) ? (
        <form method="post" action={FEED_PAGE}>
          <CsrfField session={session} />
          <button type="submit">{madeAt === null ? 'アドレスを作る' : 'アドレスを作り直す'}</button>
          {madeAt !== null && <span class="hint">作り直すと、前のアドレスは使えなくなります。</span>}
        </form>
      ) : (
        <p class="hint">アドレスは事務局が作ります。</p>
      )}
      <p class="back">
        <a href={ROOM}>1年の予定に戻る</a>
      </p>
    </>
  );
}
