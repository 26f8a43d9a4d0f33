import { describe, expect, it } from 'vitest';
import { createPages } from '../../../functions/web/serve-pages/pages.tsx';
import type { Issuer } from '../../../functions/web/serve-pages/sign-in/issuer.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';
import { aConsoleWorkshop } from '../../support/console-workshop.ts';

const NOW = () => instantOf('2026-07-01T09:00:00+09:00');
const NOBODY: Issuer = {
  begin: () => Promise.reject(new Error('nobody signs in here')),
  finish: () => Promise.reject(new Error('nobody signs in here')),
};

/** The pages on a store of which only single rows are asked; there are none. */
function thePages(get: () => Promise<null> = async () => null) {
  const logged: string[] = [];
  const note = (code: string) => logged.push(code);
  const refuse = () => Promise.reject(new Error('nothing but single rows is read here'));
  const store: Store = {
    get,
    list: refuse,
    commit: refuse,
    loadHistory: refuse,
    loadDocument: refuse,
    listDocuments: refuse,
    removeSubmission: refuse,
    removeAudit: refuse,
    listVersions: refuse,
    publishDocument: refuse,
    listAudit: refuse,
  };
  const pages = createPages({
    store,
    ...aConsoleWorkshop(),
    cityId: 'small',
    planId: 'p',
    clock: NOW,
    wallClock: NOW,
    issuer: NOBODY,
    origin: 'https://console.small.example',
    log: { info: note, warn: note, error: note },
  });
  return { pages, logged };
}

describe('the health check', () => {
  it('is well when the table answers', async () => {
    const response = await thePages().pages.request('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('fails without telling why when the table does not, and the log tells', async () => {
    const { pages, logged } = thePages(async () => {
      throw new Error('AccessDenied for arn:aws:iam::1');
    });
    const response = await pages.request('/healthz');
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('{"status":"failed"}');
    expect(logged).toEqual(['page.failed']);
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/console', '/local/advance', '/mails'])(
    'to %s forbids scripts, frames and caching',
    async (path) => {
      const { headers } = await thePages().pages.request(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain('script-src');
      expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each(['/local/advance', '/mails'])('to %s is a page in Japanese, for nothing is there', async (path) => {
    const response = await thePages().pages.request(path);
    expect(response.status).toBe(404);
    const text = await response.text();
    expect(text).toContain('<html lang="ja">');
    expect(text).toContain('ページが見つかりません');
  });
});

describe('somebody who has not signed in', () => {
  it.each([
    '/console',
    '/console/calendar',
    '/console/calendar/2026-07-01',
    '/console/replies',
    '/console/release',
    '/console/mails',
    '/console/audit',
  ])('is sent from %s to sign in, and comes back there', async (path) => {
    const response = await thePages().pages.request(path);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`/sign-in?to=${encodeURIComponent(path)}`);
  });

  it('changes nothing with a form', async () => {
    const response = await thePages().pages.request('/console/release/2026Q1', { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('保存していません');
  });

  it('gets no further with a forged cookie, and the log tells', async () => {
    const { pages, logged } = thePages();
    const headers = { cookie: 'shinchoku-session=forged' };
    expect((await pages.request('/console', { headers })).status).toBe(302);
    expect(logged).toEqual(['session.refused']);
  });
});
