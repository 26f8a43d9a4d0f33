import { describe, expect, it } from 'vitest';
import { SETUP } from '../../../functions/web/serve-pages/console/setup-rooms.ts';
import { READINESS_ITEMS } from '../../../shared/schedule/readiness.ts';
import { aCity } from './a-city.ts';
import { aConsole } from './a-console.ts';
import { aMemoryTable } from './a-store.ts';

type Ask = Awaited<ReturnType<typeof aConsole>>['ask'];

/** The links of the checklist, in its order; each point has its own. */
async function linksOf(ask: Ask): Promise<string[]> {
  const { html } = await ask(SETUP.room);
  const [, list = ''] = /<ol class="checklist">(.*?)<\/ol>/s.exec(html) ?? [];
  return [...list.matchAll(/<a href="([^"]+)">/g)].map(([, href]) => href ?? '');
}

describe('the checklist of the first day', () => {
  it('leads from every point to a page that is there', async () => {
    const { ask } = await aConsole(await aCity(), 'secretariat');
    const links = await linksOf(ask);
    expect(links).toHaveLength(READINESS_ITEMS.length);
    for (const link of new Set(links)) {
      const { status, html } = await ask(link);
      expect([link, status]).toEqual([link, 200]);
      expect(html).not.toContain('まだ計画を取り込んでいません');
    }
  });

  it('does so before anything was imported too, where the rooms say what comes first', async () => {
    const city = await aCity();
    const { ask } = await aConsole({ ...city, store: (await aMemoryTable()).store() }, 'secretariat');
    const links = await linksOf(ask);
    expect(links).toHaveLength(READINESS_ITEMS.length);
    for (const link of new Set(links)) expect([link, (await ask(link)).status]).toEqual([link, 200]);
    expect((await ask(links[0] ?? '')).html).toContain('計画のファイル');
    const empty = await ask('/console/contacts');
    expect(empty.html).toContain('まだ計画を取り込んでいません');
    expect(empty.html).toContain('href="/console/plan/import"');
  });
});
