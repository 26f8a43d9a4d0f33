import { describe, expect, it } from 'vitest';
import { createPages, type PagesDependencies } from '../../../functions/web/serve-pages/pages.tsx';

function thePages(get: PagesDependencies['store']['get'] = async () => null) {
  const logged: string[] = [];
  const note = (code: string) => logged.push(code);
  const pages = createPages({ store: { get }, plan: 'p', log: { info: note, warn: note, error: note } });
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
  it.each(['/healthz', '/', '/local/advance', '/mails'])(
    'to %s forbids scripts, frames and caching',
    async (path) => {
      const { headers } = await thePages().pages.request(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each(['/', '/local/advance', '/mails'])(
    'to %s is a page in Japanese, for nothing is there',
    async (path) => {
      const response = await thePages().pages.request(path);
      expect(response.status).toBe(404);
      const text = await response.text();
      expect(text).toContain('<html lang="ja">');
      expect(text).toContain('ページが見つかりません');
    },
  );
});
