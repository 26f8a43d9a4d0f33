import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOMS } from '../../functions/web/serve-pages/console/frame.tsx';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import { maskAnswerLinks } from '../../shared/round/answer-link.ts';
import { launchBrowser, NARROW, WIDE } from '../support/browser.ts';
import { aDataFolder, type StartedProcess, startSystem } from '../support/running-system.ts';

/** By then the first round has frozen and its draft waits. */
const DRAFTED_AT = '2026-07-31T10:00:00+09:00';

const folder = aDataFolder();
let system: StartedProcess;
let browser: Browser;
/** Where the reply stands that was dealt with. */
let replied = '';

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

/** A browser without scripts, signed in with one click as one of the sample people. */
async function signIn(user: string, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: WIDE,
    locale: 'ja-JP',
    ...more,
  });
  const page = await context.newPage();
  await page.goto(`${system.web}/console`);
  await page.click(`button[value=${user}]`);
  return page;
}

async function findingsOn(context: BrowserContext, path: string): Promise<string[]> {
  const page = await context.newPage();
  const response = await page.goto(`${system.web}${path}`);
  expect(response?.status(), path).toBe(200);
  await page.evaluate(axe.source);
  const { violations }: { violations: { id: string; nodes: { target: string[] }[] }[] } = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  const overflow: number = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  await page.close();
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${path} ${id} ${target.join(' ')}`)),
    ...(overflow > 0 ? [`${path} reaches ${overflow} px over the edge`] : []),
  ];
}

/** The mails that went to an address, as a client reads them. */
function sentTo(address: string) {
  const outbox = join(folder.path, 'outbox');
  return readdirSync(outbox)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => decodeMail(readFileSync(join(outbox, name))))
    .filter(({ to }) => to.some((receiver) => receiver.address === address));
}

async function advance(to: string): Promise<void> {
  const response = await fetch(`${system.web}/local/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to }),
  });
  expect(response.status, await response.clone().text()).toBe(200);
}

describe('the console', () => {
  it('lets nobody in without a sign-in, and comes back to the room that was asked for', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'ja-JP' });
    const page = await context.newPage();
    await page.goto(`${system.web}/console/replies`);
    expect(await page.title()).toContain('だれとしてサインインしますか');
    await page.click('button[value=jimukyoku]');
    expect(new URL(page.url()).pathname).toBe('/console/replies');
    expect(await page.textContent('h1')).toBe('返信');
    await page.click('text=サインアウト');
    expect(await page.textContent('h1')).toBe('サインアウトしました');
    await page.goto(`${system.web}/console`);
    // The issuer still knows who it was, and is asked not to go by that.
    expect(await page.title()).toContain('だれとしてサインインしますか');
    await page.click('button[value=bucho]');
    expect(await page.textContent('header')).toContain('行政経営部長');
    await context.close();
  });

  it('shows the mail of a day to come as it will be, and why nobody gets one on a closed day', async () => {
    const page = await signIn('etsuran');
    await page.goto(`${system.web}/console/calendar`);
    await page.click('a[href="/console/calendar/2026-07-07"]');
    await page.click('a[href="/console/calendar/2026-07-07/1"]');
    expect(await page.textContent('h1')).toContain('【再送 7/14（火）まで】');
    expect(await page.textContent('pre')).toContain('【1-A】');
    await page.goto(`${system.web}/console/calendar/2026-07-20`);
    expect(await page.textContent('main')).toContain('閉庁日（海の日）のため、送りません。');
    await page.fill('#date', '2026-10-01');
    await page.click('text=送るメールを見る');
    expect(new URL(page.url()).pathname).toBe('/console/calendar/2026-10-01');
    await page.goto(`${system.web}/console/calendar/load`);
    await page.click('main table a[href*="/load/zaisei"]');
    expect(await page.textContent('h1')).toContain('財政課に届くメール');
    await page.click('text=10/1（木）9時');
    expect(await page.textContent('h1')).toContain('令和8年10月1日（木）の送信');
    await page.context().close();
  });

  it('shows a held reply beside what was read, and does to it what its preview said, once', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/mailboxes/zaisei@iizuka.example`);
    await page.locator('a[href*="/mails/"]').first().click();
    await page.fill('#reply-text', '【1-A】済\n【1-B】すすんでいる\n【1-C】研修を始めた。\n');
    await page.click('text=送信元の確認の結果を変えて試す');
    await page.selectOption('#reply-verdict', 'fail');
    await page.click('text=返信する');
    await page.goto(`${system.web}/console/replies`);
    await page.click('text=zaisei@iizuka.example');
    replied = new URL(page.url()).pathname;
    expect(await page.textContent('main')).toContain('差出人をかたった疑いがあります。');
    expect(await page.textContent('pre')).toContain('【1-B】すすんでいる');
    const stale = await page.context().newPage();
    await stale.goto(page.url());
    await page.click('text=不採用の内容を確かめる');
    expect(await page.textContent('[role=alert]')).toContain('採用しない理由を書いてください。');
    await page.click('text=反映の内容を確かめる');
    expect(await page.textContent('table')).toContain('研修を始めた。');
    expect(await page.textContent('pre')).toContain('事務局が確かめて登録しました。');
    await page.click('button:has-text("反映する")');
    expect(await page.textContent('[role=status]')).toContain('「反映済」にしました。');
    await stale.fill('#return-words', 'もう一度お書きください。');
    await stale.click('text=差戻しの内容を確かめる');
    expect(await stale.textContent('[role=alert]')).toContain('jimukyoku@iizuka.exampleさんが');
    await page.context().close();
  });

  it('asks the contacts for a sign, and shows who has given one', async () => {
    const page = await signIn('jimukyoku');
    await page.click('text=準備の一覧');
    await page.click('text=疎通確認をする');
    for (const role of ['chief', 'deputy', 'head', 'secretariat', 'headquarters'])
      await page.uncheck(`input[value=${role}]`);
    await page.click('text=件数と文面を見る');
    expect(await page.textContent('pre')).toContain('届いたら「確認」と返信してください。');
    const button = (await page.textContent('button:has-text("件に送る")')) ?? '';
    await page.click('button:has-text("件に送る")');
    expect(await page.textContent('[role=status]')).toContain('第1回の疎通確認を始めました。');
    await page.goto(`${system.web}/mailboxes/shimin@iizuka.example`);
    await page.click('a:has-text("疎通確認")');
    await page.fill('#reply-text', '確認です。\n');
    await page.click('text=返信する');
    await page.goto(`${system.web}/console/setup/contact-check`);
    const counted = (await page.textContent('ul.counts')) ?? '';
    expect(counted).toContain('確認済 1件');
    expect(counted).toContain(`返信待ち ${Number.parseInt(button, 10) - 1}件`);
    await page.click('ul.counts a:has-text("確認済")');
    expect(await page.textContent('table')).toContain('shimin@iizuka.example');
    await page.context().close();
  });

  it('lets calendars follow an address, and the one before it no more once a new one is made', async () => {
    const page = await signIn('jimukyoku');
    const make = async (button: string) => {
      await page.goto(`${system.web}/console/calendar-feed`);
      await page.click(`button:text("${button}")`);
      return (await page.textContent('code.address')) ?? '';
    };
    const first = await make('アドレスを作る');
    const calendar = await fetch(first);
    expect(calendar.headers.get('content-type')).toContain('text/calendar');
    expect(await calendar.text()).toContain('SUMMARY:回答期限');
    const second = await make('アドレスを作り直す');
    expect((await fetch(first)).status).toBe(404);
    expect((await fetch(second)).status).toBe(200);
    await page.context().close();
  });

  it('takes an answer by phone, keeps what was typed where something is wrong, and shows the viewer no form', async () => {
    const page = await signIn('jimukyoku');
    const path = `${system.web}/console/replies/rounds/2026Q1/shuno`;
    await page.goto(`${path}/enter`);
    await page.fill('#answer-1-C', '六十八くらい');
    await page.click('text=登録の内容を確かめる');
    expect(await page.textContent('[role=alert]')).toContain('答えた方の名前を書いてください。');
    await page.click('[role=alert] a');
    expect(new URL(page.url()).hash).toBe('#answer-9-A');
    expect(await page.inputValue('#answer-1-C')).toBe('六十八くらい');
    await page.fill('#answer-1-C', '６８');
    await page.fill('#answer-9-A', '収納 花子');
    await page.click('text=登録の内容を確かめる');
    expect(await page.textContent('table')).toContain('68百万円');
    await page.click('button:has-text("登録する")');
    expect(await page.textContent('[role=status]')).toContain('2件の回答を登録しました。');
    expect(await page.textContent('main')).toContain('電話（入力 jimukyoku@iizuka.example）');
    await page.click('text=確認中にする（1-C）');
    await page.fill('#text', '前回から大きく増えています。内訳を確かめてください。');
    await page.click('text=内容を確かめる');
    expect(await page.textContent('pre')).toContain('いただいた値　68百万円');
    await page.click('button:has-text("確認中にする")');
    expect(await page.textContent('[role=status]')).toContain('@iizuka.exampleに尋ねました。');
    expect(await page.textContent('main')).toContain('− 確認中');
    await page.fill('#note-1', '電話で確かめた');
    await page.click('text=この値で確かめた');
    expect(await page.textContent('[role=status]')).toContain('値を確かめたと記録しました。');
    await page.context().close();
    const viewer = await signIn('etsuran');
    await viewer.goto(path);
    expect(await viewer.textContent('main')).toContain('68百万円');
    expect(await viewer.locator('main a[href$="/enter"]').count()).toBe(0);
    expect((await viewer.goto(`${path}/enter`))?.status()).toBe(403);
    await viewer.context().close();
  });

  it('asks a question outside the rhythm: seen, counted, sent, answered by reply, and read in a table', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/inquiries/new`);
    await page.fill('#subject', '窓口の混み具合');
    await page.fill('#words', '窓口の混み具合をうかがいます。');
    await page.fill('[name="questions.0.words"]', '6月の窓口の件数');
    await page.selectOption('[name="questions.0.answer"]', 'number');
    await page.fill('[name="questions.0.unit"]', '件');
    await page.selectOption('#target', 'chosen');
    await page.click('text=部署を選ぶ');
    await page.check('input[value=shimin]');
    await page.check('input[value=jinji]');
    await page.fill('#opensOn', '2026-07-04');
    await page.click('text=送るメールを確かめる');
    expect(await page.textContent('#opensOn-fault')).toContain('使える最も近い値は「2026-07-06」です。');
    await page.fill('#opensOn', '2026-07-02');
    await page.click('text=送るメールを確かめる');
    expect(await page.textContent('main')).toContain('2部署に1通ずつ、合計2通を送ります。');
    await page.selectOption('#show', 'shimin');
    await page.click('text=この部署のメールを見る');
    expect(await page.textContent('pre')).toContain('【1-A】問1の実績値（件）：');
    await page.fill('#count', '2');
    await page.click('text=この照会を送る');
    expect(await page.textContent('[role=status]')).toContain('7/2（木）9時に送ります。');
    await advance('2026-07-02T09:01:00+09:00');
    await page.goto(`${system.web}/mailboxes/shimin@iizuka.example`);
    await page.click('a:has-text("窓口の混み具合")');
    await page.fill('#reply-text', '【1-A】1,234件\n');
    await page.click('text=返信する');
    await page.goto(`${system.web}/console/inquiries`);
    expect(await page.textContent('table')).toContain('2部署中1');
    await page.click('main table a');
    expect(await page.textContent('table')).toContain('1,234件');
    const csv = await page.context().request.get(`${system.web}/console/inquiries/2026Q2I01.csv`);
    expect(await csv.text()).toContain('"市民課","回答済"');
    await page.click('text=今すぐ締め切る');
    expect(await page.textContent('[role=status]')).toContain('締め切りました。');
    await page.context().close();
  });

  it('lets a releaser send the draft, in words the secretariat wrote and confirmed, once, and says who did', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/schedule/edit`);
    await page.selectOption('#releaseSteps', 'two');
    await page.click('text=保存して「相手」へ進む');
    await page.goto(`${system.web}/console/schedule/edit/activate`);
    await page.fill('#count', /合計(\d+)通/.exec((await page.textContent('main')) ?? '')?.[1] ?? '');
    await page.click('text=この設定を有効にする');
    await advance(DRAFTED_AT);
    const viewer = await signIn('etsuran');
    await viewer.goto(`${system.web}/console/release`);
    expect(await viewer.textContent('main')).toContain('発信は、事務局または発信者が行います。');
    expect(await viewer.locator('form[action^="/console/release"]').count()).toBe(0);
    await viewer.context().close();

    await page.goto(`${system.web}/console`);
    expect(await page.textContent('main')).toContain('発信を待つ本部資料の案　1件');
    await page.click('text=発信を待つ本部資料の案');
    const stale = await signIn('bucho');
    await stale.goto(`${system.web}/console/release`);
    expect(await stale.textContent('main')).toContain('事務局が確認済にすると、発信できます。');
    expect(await stale.locator('text=推進本部に発信する').count()).toBe(0);
    await page.click('text=概況を書き換える');
    await page.fill('[name=words]', 'あと9999件の回答を待っています。');
    await page.click('text=概況を書き換えて、次の版にする');
    expect(await page.textContent('[role=alert]')).toContain('資料のほかの部分にない数字（9999）');
    await page.fill('[name=words]', '回答を待っている課があります。');
    await page.click('text=概況を書き換えて、次の版にする');
    expect(await page.textContent('pre.text-mail')).toContain('　回答を待っている課があります。');
    expect(await page.locator('ins').allTextContents()).not.toEqual([]);
    await stale.click('text=コメントを書く');
    await stale.fill('#note-2026Q1', '数字を確かめてください。');
    await stale.click('text=コメントを残す');
    expect(await stale.textContent('[role=alert]')).toContain('ほかの人が書き換えました。');
    for (const viewport of [WIDE, NARROW]) {
      const looking = await signIn('jimukyoku', { viewport, bypassCSP: true, javaScriptEnabled: true });
      expect(await findingsOn(looking.context(), '/console/release')).toEqual([]);
      await looking.context().close();
    }
    await page.fill('#confirm-2026Q1', '数字を確かめました。');
    await page.click('text=確認済にする');
    expect(await page.textContent('main')).toContain('発信者の発信を待っています。');
    expect(await page.locator('text=推進本部に発信する').count()).toBe(0);
    await stale.goto(`${system.web}/console/release`);
    expect(await stale.textContent('main')).toContain('数字を確かめました。');
    const late = await stale.context().newPage();
    await late.goto(stale.url());
    await stale.click('text=推進本部に発信する');
    expect(await stale.textContent('[role=status]')).toContain('推進本部に発信しました。');
    await late.click('text=推進本部に発信する');
    expect(await late.textContent('[role=alert]')).toContain('ほかの人がすでに発信しています。');
    await stale.context().close();
    await page.goto(`${system.web}/console/papers`);
    await page.click('text=市議会の報告');
    expect(await page.textContent('main')).toContain('令和8年7月31日に発信した本部資料（第2版）の数字です。');
    expect(await page.textContent('main')).not.toContain('回答待ち');
    await page.goto(`${system.web}/console/mails`);
    expect(await page.textContent('main')).toContain('【行政経営】R8第1四半期');
    const csv = await page.context().request.get(`${system.web}/console/audit/2026-07-31.csv`);
    expect(await csv.text()).toMatch(
      /"bucho@iizuka\.example","本部資料：発信・公表","2026Q1\/v2","draft","released","","digest\.released"/,
    );
    await page.context().close();
  });

  it('shows who only reads a quarter once it was released, from the whole down to one initiative', async () => {
    const page = await signIn('etsuran');
    await page.goto(`${system.web}/console/dashboard?round=2026Q2`);
    expect(await page.textContent('.asof')).toContain('に発信した数字です');
    expect(await page.textContent('main')).not.toContain('ご判断をお願いする事項');
    await page.click('main table a[href*="/pillars/"]');
    await page.click('main table a[href*="/initiatives/overtime-and-leave"]');
    expect(await page.textContent('h1')).toContain('時間外労働の削減');
    expect(await page.locator('.chart svg[role=img]').count()).toBe(2);
    expect(await page.textContent('main')).not.toContain('速報');
    await page.context().close();
  });

  it('records a decision and releases it; who only reads sees it then, and not before', async () => {
    const [page, reader] = await Promise.all([signIn('jimukyoku'), signIn('etsuran')]);
    await page.goto(`${system.web}/console/decisions`);
    expect(await page.textContent('main')).toContain('終期は令和9年3月末');
    await page.click('main tbody a');
    const address = page.url();
    const other = await page.context().newPage();
    await other.goto(address);
    await page.check('input[value=continue]');
    await page.fill('#record-text', '利用が伸びているため');
    await page.fill('#record-decidedOn', '2026-07-01');
    await page.fill('#record-minutes', '令和8年度第1回本部会議 会議録2');
    await page.click('button:text("決定を記録する")');
    expect(await page.textContent('[role=alert]')).toContain('次回判定日を書いてください');
    await page.fill('#record-nextOn', '2027-07-30');
    await page.fill('#record-until', '2029-03-31');
    await page.click('button:text("決定を記録する")');
    expect(await page.textContent('[role=status]')).toContain('決定を記録しました。');
    await other.click('button:text("決定を記録する")');
    expect(await other.textContent('[role=alert]')).toContain('ほかの人が先に変えた');
    await reader.goto(`${system.web}/console/decisions`);
    expect(await reader.textContent('main')).toContain('見直し判断はありません。');
    expect((await reader.goto(address))?.status()).toBe(404);
    await page.click('text=決定を公表する');
    expect(await page.textContent('[role=status]')).toContain('決定を公表しました。');
    expect((await reader.goto(address))?.status()).toBe(200);
    expect(await reader.textContent('main')).toContain('利用が伸びているため');
    await Promise.all([page.context().close(), reader.context().close()]);
  });

  it('changes an opinion’s class with its reason, and shows the second editor what the first did', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/opinions?open=1`);
    expect(await page.textContent('main')).not.toContain('目的を明記すること');
    await page.click('text=事例をよく調べること');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await page.click('main summary');
    await page.selectOption('#class', 'noted');
    await page.click('text=保存する');
    expect(await page.textContent('main')).toContain('区分を変えるときは、変える理由を書いてください。');
    await page.fill('#why', '参考事例の欄を設けたため');
    await page.click('text=保存する');
    expect(await page.textContent('[role=status]')).toContain('意見7を書き換えました。');
    expect(await page.textContent('main')).toContain('区分：今後検討→参考');
    await other.click('main summary');
    await other.fill('#policy', '来年度に調べる。');
    await other.click('text=保存する');
    expect(await other.textContent('[role=alert]')).toMatch(/jimukyoku.*区分：今後検討→参考/);
    expect(await other.inputValue('#policy')).toBe('来年度に調べる。');
    const file = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('意見,区分\nやめる,不明') };
    await page.goto(`${system.web}/console/opinions`);
    await page.click('text=ファイルから取り込む');
    await page.setInputFiles('#file', file);
    await page.click('button[value=check]');
    expect(await page.textContent('main')).toContain('2行目「区分」');
    await page.context().close();
  });

  it('changes the rules in steps, takes them back in time, and then mails as previewed to the character', async () => {
    const page = await signIn('jimukyoku');
    const main = () => page.textContent('main');
    await page.goto(`${system.web}/console/schedule`);
    await page.click('text=設定を変える');

    await page.fill('#sendAt', '07:00');
    await page.click('text=保存して「相手」へ進む');
    expect(await main()).toContain('送信時刻7時は、送ってよい時間（8時30分から18時まで）の外です。');
    expect(await main()).toContain('使える最も近い値は「08:30」です。');
    await page.fill('#sendAt', '10:00');
    await page.click('text=保存して「相手」へ進む');

    await page.selectOption('[id="overrides.0.department"]', { label: '農業委員会' });
    await page.check('[name="overrides.0.noMail"]');
    await page.click('text=保存して、だれに届くかを確かめる');
    expect(await main()).toContain('農業委員会には送りません。メールを送らない設定のためです。');
    await page.click('text=保存して「文面」へ進む');

    await page.fill('[id="texts.request.opening"]', '①{計画}について、{四半期}の状況を知らせてください。');
    await page.click('text=保存して、見本を作り直す');
    expect(await main()).toContain('メールで使えない文字「①」があります。');
    await page.fill('[id="texts.request.opening"]', '{計画}のため、\n{四半期}（{期間}）の状況{依頼}');
    await page.fill('[id="texts.greeting"]', 'お疲れさまです。');
    await page.click('text=保存して、自分に試し送りする');
    expect(await page.textContent('[role=status]')).toContain('jimukyoku@iizuka.exampleに試し送りしました。');
    const previewed = await page.textContent('pre.text-mail');
    expect(previewed).toContain('お疲れさまです。');
    await page.click('text=保存して「プレビュー」へ進む');
    expect(await main()).toContain('業務改善・DX推進課（時刻）');
    await page.click('text=「有効化」へ進む');

    const count = /合計(\d+)通/.exec((await main()) ?? '')?.[1] ?? '';
    await page.fill('#count', `${count}0`);
    await page.click('text=この設定を有効にする');
    expect(await page.textContent('[role=alert]')).toContain('書いた通数が、合計の通数と違います。');
    await page.fill('#count', count);
    await page.click('text=この設定を有効にする');
    await page.goto(`${system.web}/console`);
    expect(await main()).toContain('新しい送信設定を、');
    await page.click('text=内容を確かめて取り消す');
    await page.click('text=有効化を取り消す');
    expect(await page.textContent('[role=status]')).toContain('有効化を取り消しました。');
    await advance('2026-07-31T10:15:00+09:00');
    await page.goto(`${system.web}/console/schedule`);
    expect(await main()).toContain('今の設定（第4版）');

    await page.goto(`${system.web}/console/schedule/edit/activate`);
    const stale = await page.context().newPage();
    await stale.goto(page.url());
    await page.fill('#count', count);
    await page.click('text=この設定を有効にする');
    expect(await main()).toContain('まもなく有効になる設定');
    await advance('2026-07-31T10:25:00+09:00');
    await page.goto(`${system.web}/console/schedule`);
    expect(await main()).toContain('今の設定（第5版）');
    await stale.fill('#count', count);
    await stale.click('text=この設定を有効にする');
    expect(await stale.textContent('[role=alert]')).toContain('ほかの人が第5版を有効にしました。');
    await page.goto(`${system.web}/console/schedule/edit`);
    expect(await main()).not.toContain('この下書きは');
    await page.goto(`${system.web}/console/schedule`);
    await page.click('text=第4版に戻す');
    expect(await page.textContent('h1')).toContain('プレビュー');
    expect(await main()).toContain('（時刻）');
    await page.goto(`${system.web}/console/mails?round=tests`);
    expect(await main()).toContain('【試し送り】【照会 10/15（木）まで】推進プラン進捗 R8第2四半期');
    await page.context().close();

    await advance('2026-10-01T10:01:00+09:00');
    const mail = sentTo('gyomu-kaizen-dx@iizuka.example').findLast(({ subject }) =>
      subject.startsWith('【照会'),
    );
    const code = /［(.+)］$/.exec(mail?.subject ?? '')?.[1] ?? '';
    expect(
      maskAnswerLinks(mail?.text ?? '')
        .trim()
        .replaceAll(code, '****-****'),
    ).toBe(previewed?.trim());
    expect(
      sentTo('nogyo-iinkai@iizuka.example').filter(({ subject }) => subject.includes('第2四半期')),
    ).toEqual([]);
  });

  it('corrects an answer after the freeze with its reason, and lists what was and what is', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/replies/rounds/2026Q1/shuno/enter`);
    await page.check('input[value=paper]');
    await page.fill('#answer-1-C', '71');
    await page.fill('#answer-9-A', '収納 花子');
    await page.click('text=登録の内容を確かめる');
    expect(await page.textContent('[role=alert]')).toContain(
      '締切後の訂正になるため、理由を書いてください。',
    );
    await page.fill('#reason', '集計の誤り');
    await page.fill('#approvedBy', '行政経営部長');
    await page.click('text=登録の内容を確かめる');
    await page.click('button:has-text("登録する")');
    await page.goto(`${system.web}/console/replies/rounds/2026Q1/errata`);
    const errata = await page.textContent('table');
    for (const words of ['68百万円', '71百万円', '集計の誤り', '行政経営部長'])
      expect(errata).toContain(words);
    await page.context().close();
  });

  it('refuses a form that another site made, and stores nothing', async () => {
    const page = await signIn('jimukyoku');
    const foreign = await page.context().request.post(`${system.web}/console/release/2026Q2`, {
      form: { csrf: 'guessed' },
    });
    expect(foreign.status()).toBe(403);
    expect(await foreign.text()).toContain('保存していません');
    await page.context().close();
  });

  it('shows what other cut-offs would change, and puts them in force once their count is written', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/cutoffs`);
    await page.check('input[value="浜松"]');
    await page.click('text=何が変わるかを見る');
    const told = /この基準では(\d+)件が変わります/.exec((await page.textContent('main')) ?? '');
    expect(told).not.toBeNull();
    expect(await page.locator('table.rows tbody tr').count()).toBe(Number(told?.[1]));
    await page.fill('#count', '999');
    await page.fill('#reason', '計画どおりかどうかだけを見る');
    await page.click('text=この基準にする');
    expect(await page.textContent('[role=alert]')).toContain('変わる件数と違います');
    await page.fill('#count', told?.[1] ?? '');
    await page.fill('#reason', '計画どおりかどうかだけを見る');
    await page.click('text=この基準にする');
    expect(await page.textContent('[role=status]')).toContain('「浜松」に変えました');
    expect(await page.textContent('main')).toContain('順調は計画比95％以上、やや遅れは95％以上');
    await page.context().close();
  });

  it('edits an initiative, shows the second of two editors what the first changed, and lays old beside new', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/plan`);
    await page.click('text=1-1-1');
    await page.click('text=この取り組みを直す');
    const stale = await page.context().newPage();
    await stale.goto(page.url());
    await page.fill('[name=owners]', '存在しない課');
    await page.fill('[name=reason]', '目的の見直し');
    await page.click('text=新しい版として保存する');
    expect(await page.textContent('main')).toContain('「存在しない課」という部署はありません。');
    await page.fill('[name=owners]', '人事課');
    await page.fill('[name=purpose]', '職員が、笑顔で市民に向き合えるようにする。');
    await page.click('text=新しい版として保存する');
    const saved = async (of: Page) =>
      Number(/計画の第(\d+)版として保存しました。/.exec((await of.textContent('[role=status]')) ?? '')?.[1]);
    const first = await saved(page);
    expect(first).toBeGreaterThan(1);

    await stale.fill('[name=review]', '毎年度見直す。');
    await stale.fill('[name=reason]', '見直し方針の整理');
    await stale.click('text=新しい版として保存する');
    expect(await stale.textContent('[role=alert]')).toContain('ほかの人が先に計画を変えました。');
    expect(await stale.inputValue('[name=purpose]')).toContain('職員が、');
    await stale.click('text=新しい版として保存する');
    expect(await saved(stale)).toBe(first + 1);

    await page.goto(`${system.web}/console/plan/versions?from=${first - 1}&to=${first + 1}`);
    expect(await page.textContent('main')).toContain('目的の見直し');
    expect(await page.textContent('del')).toContain('時間外労働が続き休みを取りにくい');
    expect(await page.locator('ins').count()).toBeGreaterThan(0);
    const csv = await page
      .context()
      .request.get(`${system.web}/console/plan/versions/${first - 1}-${first + 1}.csv`);
    expect(await csv.text()).toContain('"見直し方針"');
    await page.context().close();
  });

  it('approves a path proposed backwards from its target, once it was edited, confirmed and signed for', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/plan/initiatives/field-tablets/edit`);
    expect(await page.textContent('main')).toContain('計画の案');
    await page.click('a[href$="/kpis/tablet-count/path"]');
    const before = await page.inputValue('[name="path.2026Q4"]');
    await page.fill('[name="path.2026Q4"]', '61');
    await page.click('text=承認の前に確かめる');
    expect(await page.textContent('.fault')).toContain('R8の目標60と違います。');
    await page.fill('[name="path.2026Q4"]', before);
    await page.fill('[name="path.2026Q3"]', '52');
    await page.click('text=承認の前に確かめる');
    expect(await page.textContent('table')).toContain('52');
    await page.fill('#approvedBy', '副市長');
    await page.fill('#count', '9');
    await page.fill('#reason', '計画の案の承認');
    await page.click('text=承認を記録して');
    expect(await page.textContent('[role=alert]')).toContain('定める四半期の数');
    await page.fill('#approvedBy', '副市長');
    await page.fill('#count', String(await page.locator('main tbody tr').count()));
    await page.fill('#reason', '計画の案の承認');
    await page.click('text=承認を記録して');
    expect(await page.textContent('main')).toContain('今の計画値は、副市長が承認しています');
    await page.context().close();
  });

  it('takes over a transfer: faults by row, who follows whom, who would have nobody, and in force from the day', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/contacts/transfer`);
    const upload = async (rows: string) => {
      const buffer = Buffer.from(`\uFEFF部署コード,部署名,役割,職名,メールアドレス\r\n${rows}`);
      await page.setInputFiles('#file', { name: '異動.csv', mimeType: 'text/csv', buffer });
      await page.click('text=前任と後任を確かめる');
    };
    await upload(',ない課,担当者,,a@iizuka.example\r\n');
    expect(await page.textContent('main')).toContain(
      '「ない課」という部署は、この日の部署一覧にありません。',
    );
    await upload(',建築課,担当者,主査,kotei@iizuka.example\r\n,人事課,担当者,,\r\n');
    const text = await page.textContent('main');
    for (const part of ['kenchiku@iizuka.example', 'kotei@iizuka.example', '照会に答える人のいない部署'])
      expect(text).toContain(part);
    await page.fill('#count', '3');
    await page.click('text=この日から有効にする');
    expect(await page.textContent('[role=alert]')).toContain('変わる件数と違います');
    await page.fill('#count', '2');
    await page.click('text=この日から有効にする');
    expect(await page.textContent('[role=status]')).toContain('令和9年4月1日（木）から、2件の役割');
    await page.goto(`${system.web}/console/contacts?on=2027-03-31`);
    expect(await page.textContent('main')).not.toContain('kotei@iizuka.example');
    await page.click('text=建築課');
    await page.fill('#on', '2027-04-01');
    await page.click('text=この日を見る');
    expect(await page.textContent('main')).toContain('kotei@iizuka.example');
    await page.context().close();
  });

  it('rolls the year over once its year is typed, and says afterwards that it is done', async () => {
    const page = await signIn('jimukyoku');
    await page.goto(`${system.web}/console/year?to=2026`);
    await page.getByLabel('資格取得者数').fill('３０');
    await page.click('text=変わるものを確認する');
    const text = () => page.textContent('main');
    expect(await text()).toContain('30人');
    await page.getByLabel('更新の理由').fill('令和8年度に入ったため');
    await page.getByLabel('確認のため').fill('令和7年度');
    await page.click('text=年度を更新する');
    expect(await text()).toContain('書いた年度が違います');
    await page.getByLabel('確認のため').fill('令和8年度');
    await page.click('text=年度を更新する');
    expect(await text()).toContain('令和7年度を締め、令和8年度に更新しました。');
    await page.goto(`${system.web}/console/year?to=2026`);
    expect(await text()).toContain('令和7年度は締めてあります');
    await page.context().close();
  });

  it('keeps the trail of what was done from whoever may not see it', async () => {
    const page = await signIn('etsuran');
    const response = await page.goto(`${system.web}/console/audit`);
    expect(response?.status()).toBe(403);
    expect(await page.textContent('h1')).toBe('この画面を使う権限がありません');
    await page.context().close();
  });

  it.each([
    ['wide', WIDE],
    ['narrow', NARROW],
  ])('has nothing an accessibility check objects to on a %s screen', async (_, viewport) => {
    const page = await signIn('jimukyoku', { viewport, bypassCSP: true, javaScriptEnabled: true });
    const paths = [
      ...ROOMS.map(({ path }) => path),
      '/console/calendar/2026-10-01',
      '/console/calendar/load',
      '/console/inquiries/new',
      '/console/inquiries/2026Q2I01',
      ...['', '/receivers', '/texts', '/preview', '/activate'].map((step) => `/console/schedule/edit${step}`),
      '/console/mails?round=tests',
      '/console/calendar/2026-10-07/1',
      '/console/plan/initiatives/overtime-and-leave',
      '/console/plan/initiatives/overtime-and-leave/edit',
      '/console/plan/initiatives/overtime-and-leave/kpis/overtime-hours/path',
      '/console/plan/versions?from=1&to=2',
      '/console/plan/import',
      '/console/plan/succession',
      '/console/contacts/departments/jinji?on=2027-04-01',
      '/console/contacts/departments',
      '/console/contacts/transfer',
      '/console/opinions/3',
      '/console/dashboard/pillars/digital',
      '/console/dashboard/initiatives/overtime-and-leave',
      '/console/dashboard/departments',
      '/console/dashboard/departments/jinji',
      '/console/dashboard/scorecard',
      '/console/papers/council',
      '/console/papers/answers/overtime-and-leave/overtime-hours',
      '/console/opinions/new',
      replied,
      '/console/replies/rounds/2026Q1',
      '/console/replies/rounds/2026Q1/shuno',
      '/console/replies/rounds/2026Q1/shuno/enter',
      '/console/replies/rounds/2026Q1/shuno/question?kpi=collected-arrears',
      '/console/replies/rounds/2026Q1/shuno/paper',
      '/console/replies/rounds/2026Q1/errata',
      '/console/retention',
      '/console/calendar-feed',
      '/console/escalations',
      '/console/schedule/closures',
      ...['contact-check', 'registration', 'trial', 'sheets/departments', 'sheets/secretariat'].map(
        (page) => `/console/setup/${page}`,
      ),
    ];
    if (viewport === NARROW) {
      // The list of questions has its form while one is open.
      await page.goto(`${system.web}/console/replies/rounds/2026Q1/shuno/question?kpi=collected-arrears`);
      await page.fill('#text', '内訳を確かめてください。');
      await page.check('input[value=phone]');
      await page.click('text=内容を確かめる');
      await page.click('button:has-text("確認中にする")');
    }
    await page.goto(`${system.web}/console/decisions`);
    paths.push((await page.getAttribute('main tbody a', 'href')) ?? '');
    const findings: string[] = [];
    for (const path of paths) findings.push(...(await findingsOn(page.context(), path)));
    expect(findings).toEqual([]);
    await page.context().close();
  });
});
