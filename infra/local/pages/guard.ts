import type { Context, MiddlewareHandler } from 'hono';

/** Names by which this machine calls itself. Any other means that a foreign name was made to point here. */
const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Everything comes from here, nothing is run: the pages have no script at all. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A mail's HTML is foreign: it gets an origin of its own, no script, no request to anywhere. Only what mails are
 * made of stays: styles inside them and images they carry along.
 */
const MAIL_POLICY = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'self'",
].join('; ');

/** The headers of every answer; a mail's own HTML has a policy of its own. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', PAGE_POLICY);
  c.header('X-Content-Type-Options', 'nosniff');
  if (!c.res.headers.has('Referrer-Policy')) c.header('Referrer-Policy', 'same-origin');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
};

export function allowAsMail(c: Context): void {
  c.header('Content-Security-Policy', MAIL_POLICY);
}

/**
 * Refuses what another site's page could bring about: any page a browser shows may post to 127.0.0.1, and a foreign
 * name may be made to point to it. A program that is no browser sends none of these headers and is let through.
 */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const url = new URL(c.req.url);
  if (!OWN_NAMES.includes(url.hostname)) return refuse(c, 'この画面は 127.0.0.1 からだけ使えます。');
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && isFromElsewhere(c, url)) {
    return refuse(c, 'ほかのサイトからの操作は受け付けません。この画面から操作してください。');
  }
  await next();
};

function isFromElsewhere(c: Context, url: URL): boolean {
  // A page that keeps its address to itself (no-referrer) has no origin to tell either; then this tells.
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('Origin');
  return origin !== undefined && origin !== url.origin;
}

function refuse(c: Context, error: string): Response {
  return c.json({ error }, 403);
}
