import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NARROW, WIDE } from '../support/browser.ts';
import { aDataFolder, type StartedProcess, startSystem } from '../support/running-system.ts';

const OFFICER = 'shogai-gakushu@iizuka.example';
const SECRETARIAT = 'suishin-jimukyoku@iizuka.example';

const folder = aDataFolder();
let system: StartedProcess;
let browser: Browser;

beforeAll(async () => {
  system = await startSystem({ data: folder.path });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  system.signal('SIGKILL');
  await system.ended;
  await folder.remove();
});

/** A browser whose user has switched scripts off; the pages have none. */
async function openWithoutScripts(viewport = WIDE): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport, locale: 'ja-JP' });
  return context.newPage();
}

/** What axe finds on a page, as rule and place, at one width. */
async function findingsOn(path: string, viewport: typeof WIDE): Promise<string[]> {
  // The page's policy forbids every script, so the one that looks at it has to come in past it.
  const context = await browser.newContext({ viewport, bypassCSP: true, locale: 'ja-JP' });
  try {
    const page = await context.newPage();
    const response = await page.goto(`${system.web}${path}`);
    expect(response?.status(), path).toBe(200);
    await page.evaluate(axe.source);
    const { violations }: { violations: { id: string; nodes: { target: string[] }[] }[] } =
      await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
  } finally {
    await context.close();
  }
}

/** How far the page reaches over the edge of its window, in pixels. */
async function overflowOf(path: string, viewport: typeof WIDE): Promise<number> {
  const context = await browser.newContext({ viewport, locale: 'ja-JP' });
  try {
    const page = await context.newPage();
    await page.goto(`${system.web}${path}`);
    return await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  } finally {
    await context.close();
  }
}

const bodyField = (page: Page) => page.getByRole('textbox', { name: '本文', exact: true });
const countIn = async (page: Page) => Number(/すべて (\d+)件/.exec((await textOf(page)) ?? '')?.[1]);
const textOf = (page: Page) => page.locator('main').textContent();

describe('the pages in a real browser without scripts', () => {
  it('lead from the overview to a request, to a reply written inline, to its receipt', async () => {
    const page = await openWithoutScripts();
    const faults: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(system.web);
    expect(await page.title()).toContain('概況');
    expect(await textOf(page)).toContain('20部署のうち、回答済0、一部0、未回答20です。');

    await page.getByRole('link', { name: '受信箱', exact: true }).click();
    await page
      .getByRole('link', { name: /^生涯学習課/ })
      .first()
      .click();
    await page.getByRole('link', { name: /^【照会 7\/14（火）まで】/ }).click();
    const quoted = await bodyField(page).inputValue();
    expect(quoted).toMatch(/^> 【1-A】実績値（％）：$/m);

    const answered = quoted.replace('【1-A】実績値（％）：', '【1-A】実績値（％）：４２．５％');
    await bodyField(page).fill(answered);
    await page.getByRole('button', { name: '返信する' }).click();
    expect(page.url()).toContain(`/mailboxes/${encodeURIComponent(OFFICER)}`);
    expect(await page.getByRole('status').textContent()).toContain('受付のメールが届いています');

    await page.getByRole('link', { name: /^【受付】/ }).click();
    expect(await textOf(page)).toContain('実績値　42.5％（前回31％から11.5％増）');

    await page.getByRole('link', { name: '概況', exact: true }).click();
    expect(await textOf(page)).toContain('回答済1、一部0、未回答19です。');
    await page.getByRole('link', { name: '受信の記録', exact: true }).click();
    expect(await textOf(page)).toMatch(/生涯学習課[\s\S]*反映済/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('keep what was typed where a reply is empty, and point to the field', async () => {
    const page = await openWithoutScripts(NARROW);
    await page.goto(`${system.web}/mails/1`);
    await bodyField(page).fill('  ');
    await page.getByRole('button', { name: '返信する' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('本文が空です');
    expect(await page.title()).toMatch(/^エラー：/);
    expect(await bodyField(page).getAttribute('aria-invalid')).toBe('true');
    await page.context().close();
  });

  it('take an answer on the page behind the link of a mail, the same with scripts as without', async () => {
    const page = await openWithoutScripts(NARROW);
    // Which mail leaves first is not settled, and not every department is asked to tell of its work.
    await page.goto(`${system.web}/mailboxes/zaisei%40iizuka.example`);
    await page.locator('main a[href^="/mails/"]').first().click();
    const link = /http:\S+\/answer\/[a-z2-7]{26}/.exec((await textOf(page)) ?? '')?.[0] ?? '';
    const { pathname } = new URL(link);
    for (const viewport of [WIDE, NARROW]) expect(await findingsOn(pathname, viewport)).toEqual([]);
    expect(await overflowOf(pathname, NARROW)).toBeLessThanOrEqual(0);
    await page.goto(link);
    const scripted = await browser.newPage({ locale: 'ja-JP' });
    await scripted.goto(link);
    expect(await textOf(scripted)).toBe(await textOf(page));
    await scripted.close();
    await page.getByRole('button', { name: '回答を送信する' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('答えた方の名前を書いてください');
    await page.getByLabel('取組内容・課題').first().fill('研修を２回行った。');
    await page.getByLabel('回答者').fill('山田');
    await page.getByRole('button', { name: '一時保存する' }).click();
    expect(await page.getByRole('status').textContent()).toContain('一時保存しました');
    await page.getByRole('button', { name: '回答を送信する' }).click();
    expect(await textOf(page)).toContain('画面からの回答を');
    await page.getByRole('link', { name: '回答の画面に戻る' }).click();
    expect(await textOf(page)).toContain('登録済みの回答　研修を２回行った。');
    await page.context().close();
  });

  it('move the clock by the button and stay on the page; what left stands in the send log', async () => {
    const page = await openWithoutScripts();
    await page.goto(`${system.web}/sent`);
    const count = await countIn(page);
    const before = await page.locator('time').first().textContent();
    await page.getByRole('button', { name: '次の予定まで進める' }).click();
    expect(new URL(page.url()).pathname).toBe('/sent');
    expect(await page.getByRole('status').textContent()).toMatch(/予定されていた処理を[1-9]\d*件行いました/);
    expect(await page.locator('time').first().textContent()).not.toBe(before);
    expect(await countIn(page)).toBeGreaterThan(count);

    await page.goto(system.web);
    await page.getByLabel('日時を指定して進める').fill('2026-07-08T12:00');
    await page.getByRole('button', { name: 'この日時まで進める' }).click();
    expect(await page.locator('time').first().getAttribute('datetime')).toBe('2026-07-08T12:00:00+09:00');
    await page.getByRole('link', { name: '送信の記録', exact: true }).click();
    // 19 departments are reminded five days before the due date; the one that answered is not.
    expect(await page.getByRole('row').filter({ hasText: '再送' }).count()).toBe(19);
    await page.getByRole('link', { name: /配達済/ }).click();
    expect(page.url()).toContain('state=delivered');
    await page.context().close();
  });

  it('bring the paper to the headquarters once the secretariat answers 発信, and show it as it was made', async () => {
    const page = await openWithoutScripts();
    await page.goto(system.web);
    await page.getByLabel('日時を指定して進める').fill('2026-07-31T12:00');
    await page.getByRole('button', { name: 'この日時まで進める' }).click();
    await page.goto(`${system.web}/mailboxes/${encodeURIComponent(SECRETARIAT)}`);
    await page.getByRole('link', { name: /^【案/ }).first().click();
    await bodyField(page).fill('発信');
    await page.getByRole('button', { name: '返信する' }).click();
    expect(await page.getByRole('status').textContent()).toContain('返信しました');
    await page.goto(`${system.web}/mailboxes/shicho%40iizuka.example`);
    await page.getByRole('link', { name: /^【行政経営】R8第1四半期/ }).click();
    const paper = page.frameLocator('iframe');
    expect(await paper.locator('body').textContent()).toContain('ご判断をお願いする事項');
    await page.context().close();
  });
});

describe('the pages for everybody', () => {
  const PAGES = [
    '/',
    '/mailboxes',
    `/mailboxes/${encodeURIComponent(OFFICER)}`,
    '/mails/1',
    '/mails/1?quote=outlook',
    '/sent',
    '/sent?state=delivered',
    '/received',
  ];
  const CASES = PAGES.flatMap((path) => [WIDE, NARROW].map((viewport) => ({ path, viewport })));

  it.each(CASES)('have no fault that axe finds: $path at $viewport.width px', async ({ path, viewport }) => {
    expect(await findingsOn(path, viewport)).toEqual([]);
  });

  it.each(PAGES)('never need to be scrolled sideways on a phone: %s', async (path) => {
    expect(await overflowOf(path, NARROW)).toBeLessThanOrEqual(0);
  });

  it('carry the paper of the headquarters, in which axe finds nothing either', async () => {
    const newest = await browser.newPage();
    await newest.goto(`${system.web}/mailboxes/shicho%40iizuka.example`);
    const href = await newest.getByRole('link', { name: /^【行政経営】/ }).getAttribute('href');
    await newest.close();
    const number = /\/mails\/(\d+)/.exec(href ?? '')?.[1];
    expect(await findingsOn(`/mails/${number}`, WIDE)).toEqual([]);
    expect(await findingsOn(`/mails/${number}`, NARROW)).toEqual([]);
  });
});
