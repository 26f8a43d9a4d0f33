import type { Hono } from 'hono';
import { findDepartment } from '../../../shared/plan/directory.ts';
import type { Store } from '../../../shared/ports.ts';
import { type MailRecord, MailState } from '../../../shared/records/mail.ts';
import { type ReceivedMail, ReceivedState } from '../../../shared/records/received.ts';
import { listMails } from '../../../shared/steps/list-mails.ts';
import { renderPage } from './layout.tsx';
import { ReceivedLog, SentLog } from './logs.tsx';
import type { Mailroom } from './mailroom.ts';
import { countBy, frameOf, loadScene, pageOf } from './scene.ts';
import type { PageWorld } from './web-host.ts';

const PAGE_SIZE = 100;

/** The two logs, as the store has them. */
export function addLogRoutes(app: Hono, world: PageWorld, mailroom: Mailroom): void {
  const { store } = world.host;

  app.get('/sent', async (c) => {
    const [scene, mails] = await Promise.all([loadScene(world), listMails(store)]);
    const state = MailState.nullable()
      .catch(null)
      .parse(c.req.query('state') ?? null);
    const numbers = mailroom.numbers();
    const rows = mails
      .filter((mail) => state === null || mail.state === state)
      .sort((a, b) => momentOf(b).localeCompare(momentOf(a)) || numberOf(b, numbers) - numberOf(a, numbers));
    const { page, pages } = pageOf(c, rows.length, PAGE_SIZE);
    const frame = frameOf(c, world, scene, { title: '送信の記録', room: '/sent' });
    const content = (
      <SentLog
        rows={pageOfRows(rows, page)}
        counts={countBy(mails.map((mail) => mail.state))}
        state={state}
        page={page}
        pages={pages}
        numbers={numbers}
      />
    );
    return c.html(renderPage(frame, content));
  });

  app.get('/received', async (c) => {
    const [scene, mails] = await Promise.all([loadScene(world), listReceived(store)]);
    const state = ReceivedState.nullable()
      .catch(null)
      .parse(c.req.query('state') ?? null);
    const rows = mails.filter((mail) => state === null || mail.state === state);
    const { page, pages } = pageOf(c, rows.length, PAGE_SIZE);
    const { city } = scene;
    const nameOf = (id: string | null) =>
      (city && id !== null ? findDepartment(city.directory, id)?.name : undefined) ?? id;
    const frame = frameOf(c, world, scene, { title: '受信の記録', room: '/received' });
    const content = (
      <ReceivedLog
        rows={pageOfRows(rows, page)}
        counts={countBy(mails.map((mail) => mail.state))}
        state={state}
        page={page}
        pages={pages}
        departmentName={nameOf}
      />
    );
    return c.html(renderPage(frame, content));
  });
}

const momentOf = ({ sentAt, createdAt }: MailRecord) => sentAt ?? createdAt;

function numberOf({ sesMessageId }: MailRecord, numbers: ReadonlyMap<string, number>): number {
  return numbers.get(sesMessageId ?? '') ?? 0;
}

function pageOfRows<R>(rows: readonly R[], page: number): R[] {
  return rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
}

/** Every mail that came in, newest first. */
async function listReceived(store: Store): Promise<ReceivedMail[]> {
  const found = await Promise.all(ReceivedState.options.map((state) => store.list('received', { state })));
  return found
    .flat()
    .map(({ value }) => value)
    .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt) || b.id.localeCompare(a.id));
}
