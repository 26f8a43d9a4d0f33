import type { Context, Hono } from 'hono';
import { addressKey, lastingSpell } from '../../../shared/plan/undeliverable.ts';
import { allowAsMail } from './guard.ts';
import { renderPage } from './layout.tsx';
import { MailPage, type ReplyDraft } from './mail-page.tsx';
import { Mailboxes, MailboxPage } from './mailboxes.tsx';
import { type MailLine, type Mailroom, type OpenedMail, readHtml, titlesAt } from './mailroom.ts';
import { mailboxPath } from './overview.tsx';
import { QuoteStyle, quoteMail, ReplyForm, SenderVerdict, sendReply } from './reply.ts';
import { frameOf, loadScene, localPath, pageOf } from './scene.ts';
import type { PageWorld } from './web-host.ts';

const PAGE_SIZE = 50;
/** A reply brings about a receipt, or, by the word 発信, a mail to each member of the headquarters. */
const ANSWERS_MAX = 100;
const NUMBER = '{[1-9][0-9]{0,5}}';

/** Mailboxes, mails, and the reply that goes back through the door. */
export function addMailRoutes(app: Hono, world: PageWorld, mailroom: Mailroom): void {
  const { host } = world;
  const find = (c: Context) => mailroom.open(Number(c.req.param('number')));

  app.get('/mailboxes', async (c) => {
    const scene = await loadScene(world);
    const groups = mailroom.groups(scene.city?.directory ?? null);
    const frame = frameOf(c, world, scene, { title: '受信箱', room: '/mailboxes' });
    return c.html(renderPage(frame, <Mailboxes groups={groups} now={host.now()} />));
  });

  app.get('/mailboxes/:address', async (c) => {
    const address = c.req.param('address').toLowerCase();
    const scene = await loadScene(world);
    const titles = titlesAt(scene.city?.directory ?? null, address, host.now());
    const { total } = mailroom.listFor(address, 0, 0);
    if (total === 0 && titles.length === 0) return c.notFound();
    const { page, pages } = pageOf(c, total, PAGE_SIZE);
    const { lines } = mailroom.listFor(address, (page - 1) * PAGE_SIZE, PAGE_SIZE);
    const title = `${titles[0] ?? address}の受信箱`;
    const frame = frameOf(c, world, scene, { title, room: '/mailboxes' });
    const addresses = await host.store.list('address', {});
    const known = addresses.find(({ value }) => value.address === addressKey(address))?.value;
    const standing = { isDead: host.mailboxes.isDead(address), spell: known && lastingSpell(known) };
    const props = { address, titles, lines, total, page, pages, now: host.now(), ...standing };
    return c.html(renderPage(frame, <MailboxPage {...props} />));
  });

  app.post('/mailboxes/:address', async (c) => {
    const address = c.req.param('address').toLowerCase();
    const { dead } = await c.req.parseBody();
    if (dead !== 'yes' && dead !== 'no') return c.notFound();
    host.mailboxes.setDead(address, dead === 'yes');
    const notice = dead === 'yes' ? 'mailbox-stopped' : 'mailbox-opened';
    return c.redirect(localPath(mailboxPath(address), { notice }), 303);
  });

  app.get(`/mails/:number${NUMBER}`, async (c) => {
    const mail = find(c);
    return mail ? showMail(c, world, mail, null) : c.notFound();
  });

  app.get(`/mails/:number${NUMBER}/raw`, (c) => {
    const mail = find(c);
    if (!mail) return c.notFound();
    return c.body(new Uint8Array(mail.raw), 200, { 'Content-Type': 'text/plain; charset=utf-8' });
  });

  app.get(`/mails/:number${NUMBER}/attachments/:index{[1-9][0-9]?}`, (c) => {
    const attachment = find(c)?.decoded.attachments[Number(c.req.param('index')) - 1];
    if (!attachment?.office) return c.notFound();
    const name = encodeURIComponent(attachment.name ?? 'attachment');
    return c.body(new Uint8Array(attachment.office), 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
    });
  });

  app.get(`/mails/:number${NUMBER}/html`, async (c) => {
    const mail = find(c);
    const html = mail ? await readHtml(mail.raw) : null;
    if (html === null) return c.notFound();
    allowAsMail(c);
    return c.html(html);
  });

  app.post(`/mails/:number${NUMBER}`, async (c) => {
    const mail = find(c);
    return mail ? reply(c, world, mailroom, mail) : c.notFound();
  });
}

/** A reply that was not sent, with what to say about it. */
interface RefusedReply {
  readonly draft: ReplyDraft;
  readonly text: string;
  readonly field: string | null;
  readonly status: 400 | 502;
}

async function showMail(
  c: Context,
  world: PageWorld,
  mail: OpenedMail,
  refused: RefusedReply | null,
): Promise<Response> {
  const [scene, html] = await Promise.all([loadScene(world), readHtml(mail.raw)]);
  const asked = c.req.query('box')?.toLowerCase();
  const box = mail.destinations.find((to) => to.toLowerCase() === asked) ?? mail.destinations[0] ?? '';
  const quote = QuoteStyle.catch('marks').parse(c.req.query('quote'));
  const hasHtml = html !== null;
  const frame = frameOf(c, world, scene, {
    title: mail.subject,
    room: '/mailboxes',
    ...(refused ? { error: { text: refused.text, ...(refused.field ? { field: refused.field } : {}) } } : {}),
  });
  const content = (
    <MailPage
      mail={mail}
      box={box}
      hasHtml={hasHtml}
      view={hasHtml && c.req.query('view') !== 'text' ? 'html' : 'text'}
      quote={quote}
      draft={refused?.draft ?? { from: box, text: quoteMail(mail, quote), verdict: 'pass' }}
      faultyField={refused?.field ?? null}
    />
  );
  return c.html(renderPage(frame, content), refused?.status ?? 200);
}

/** Sends what was typed, lets the system work it off, and leads to the mailbox where its answer has arrived. */
async function reply(c: Context, world: PageWorld, mailroom: Mailroom, mail: OpenedMail): Promise<Response> {
  const { host, smtpPort } = world;
  const body = await c.req.parseBody();
  const typed = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const draft = {
    from: typed('from').trim(),
    text: typed('text').replace(/\r\n?/g, '\n'),
    verdict: SenderVerdict.catch('pass').parse(body.verdict),
  };
  const read = ReplyForm.safeParse(draft);
  if (!read.success) {
    const [issue] = read.error.issues;
    const text = issue?.message ?? '入力を確かめてください。';
    return showMail(c, world, mail, {
      draft,
      text,
      field: issue?.path[0] === 'from' ? 'reply-from' : 'reply-text',
      status: 400,
    });
  }
  const before = mailroom.latest(1)[0]?.number ?? 0;
  const file = body.file instanceof File && body.file.size > 0 ? body.file : null;
  const attachment = file && { name: file.name, bytes: await file.bytes() };
  const sent = await sendReply(mail, { ...read.data, attachment }, smtpPort, host.now());
  if (!sent.ok) return showMail(c, world, mail, { draft, text: sent.error, field: null, status: 502 });
  await host.settle();
  const arrived = mailroom.latest(ANSWERS_MAX).filter(({ number }) => number > before);
  const box = mailboxOfAnswer(arrived, [read.data.from, ...mail.destinations]);
  return c.redirect(
    localPath(mailboxPath(box), { notice: arrived.length > 0 ? 'replied' : 'replied-silently' }),
    303,
  );
}

/** Where to look for the answer: at whoever replied, else at whoever was asked, else wherever something arrived. */
function mailboxOfAnswer(arrived: readonly MailLine[], preferred: readonly string[]): string {
  const receivers = arrived.flatMap(({ destinations }) => destinations.map((to) => to.toLowerCase()));
  const wanted = preferred.map((address) => address.toLowerCase());
  const [asked = ''] = wanted.slice(1);
  return wanted.find((address) => receivers.includes(address)) ?? receivers[0] ?? asked;
}
