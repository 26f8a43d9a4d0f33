import { beforeEach, describe, expect, it } from 'vitest';
import { formToken } from '../../../functions/web/serve-pages/answer/answer-form.ts';
import { createPages } from '../../../functions/web/serve-pages/pages.tsx';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { maskAnswerLinks } from '../../../shared/round/answer-link.ts';
import { aCity, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const ORIGIN = 'https://pages.small.example';

let city: Awaited<ReturnType<typeof aCity>>;
let pages: ReturnType<typeof createPages>;
let logged: unknown[];
let secret: string;
let sent: string;

/** The first round has just asked; a week later somebody opens the link. */
beforeEach(async () => {
  city = await aCity();
  await city.openRound(OPENING);
  city.clock.set('2026-07-10T10:00:00+09:00');
  const { objectKey } = await city.mail(REQUEST);
  sent = decodeMail(city.objects.kept.get(objectKey) ?? new Uint8Array()).text;
  secret = /\/answer\/([a-z2-7]{26})$/m.exec(sent)?.[1] ?? '';
  logged = [];
  const note = (...all: unknown[]) => logged.push(all);
  const nobody = () => Promise.reject(new Error('nobody signs in here'));
  pages = createPages({
    store: city.store,
    objects: city.objects,
    workshop: async () => city.workshop,
    openForm,
    cityId: 'small',
    planId: PLAN,
    clock: city.clock.now,
    wallClock: city.clock.now,
    issuer: { begin: nobody, finish: nobody },
    origin: ORIGIN,
    log: { info: note, warn: note, error: note },
  });
});

const open = async (path = `/answer/${secret}`) => {
  const response = await pages.request(path);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** Posts a form of the page as it was last shown, unless the test says otherwise. */
const post = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
  const response = await pages.request(`/answer/${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ csrf: formToken(secret), seen: '0', ...fields }).toString(),
  });
  return { status: response.status, text: await response.text() };
};

const ANSWERS = { 'answer-1-A': '３２', 'answer-1-C': '順調', 'answer-9-A': '山田' };
const versions = async () =>
  (await city.store.list('submission', { plan: PLAN, round: '2026Q1', department: 'dep-civil' })).map(
    ({ value }) => value,
  );
const valuesOf = async () =>
  Object.fromEntries(
    Object.values((await versions()).at(-1)?.fields ?? {}).map(({ kind, value }) => [kind, value]),
  );

describe('the link in a mail', () => {
  it('stands in the message alone: the row has its mask and the hash leads to the mail', async () => {
    expect(secret).toHaveLength(26);
    const row = await city.mail(REQUEST);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(row.text).toBe(maskAnswerLinks(sent));
  });

  it('is no answer when a reply quotes it, and is not kept', async () => {
    const reply = await city.reply({
      to: REQUEST,
      text: `【1-A】32\r\n\r\n> ${sent.split('\n').join('\r\n> ')}`,
    });
    expect(reply).toMatchObject({ outcome: 'applied' });
    expect(JSON.stringify(await versions())).not.toContain(secret);
    expect((await versions()).at(-1)?.comment).toBeNull();
  });
});

describe('the page of a department', () => {
  it('shows the lines of the mail, tells nobody where it is, and is kept nowhere', async () => {
    const { status, headers, text } = await open();
    expect(status).toBe(200);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(text).toContain('実績値');
    expect(text).not.toContain('<script');
  });

  it.each(['a'.repeat(26), 'x', `${'a'.repeat(26)}/..`])('is not found behind 「%s」', async (other) => {
    expect((await open(`/answer/${other}`)).status).toBe(404);
  });

  it('settles what is sent as any other door does, and shows the receipt that is mailed', async () => {
    const { status, text } = await post({ ...ANSWERS, step: 'send' });
    expect(status).toBe(200);
    expect(text).toContain('画面からの回答を');
    expect(await valuesOf()).toMatchObject({ actual: 32, 'own-rating': '順調', answerer: '山田' });
    const [version] = await versions();
    expect(version).toMatchObject({ via: 'web', enteredBy: null, version: 1 });
    const source = Object.values(version?.fields ?? {})[0]?.source ?? '';
    const [receipt] = await city.answersTo(source);
    expect(receipt?.text).toContain('画面からの回答を');
    expect((await open()).text).toContain('画面');
  });

  it('takes a second click on the button for the first', async () => {
    await post({ ...ANSWERS, step: 'send' });
    const again = await post({ ...ANSWERS, step: 'send' });
    expect(again.text).toContain('すでに受け付けています');
    expect(await versions()).toHaveLength(1);
  });

  it('shows the second of two people what the first changed, and takes their word the second time', async () => {
    await post({ ...ANSWERS, step: 'send' });
    const late = await post({ ...ANSWERS, 'answer-1-A': '35', step: 'send' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('いま「32台」');
    expect(late.text).toContain('value="35"');
    expect(await valuesOf()).toMatchObject({ actual: 32 });
    expect((await post({ ...ANSWERS, 'answer-1-A': '35', seen: '1', step: 'send' })).status).toBe(200);
    expect(await valuesOf()).toMatchObject({ actual: 35 });
  });

  it('merges what two people say of different lines', async () => {
    await city.reply({ to: REQUEST, text: '【1-B】配備を終えた。\r\n' });
    expect((await post({ 'answer-1-A': '32', 'answer-9-A': '山田', step: 'send' })).status).toBe(200);
    expect(await valuesOf()).toMatchObject({ actual: 32, narrative: '配備を終えた。' });
  });

  it('asks at the field about what has no single meaning, and stores nothing', async () => {
    const { status, text } = await post({ ...ANSWERS, 'answer-1-A': '30から35', step: 'send' });
    expect(status).toBe(422);
    expect(text).toContain('href="#answer-1-A"');
    expect(await versions()).toHaveLength(0);
  });

  it('keeps a draft for everybody whom the mail reached, and overwrites none unseen', async () => {
    expect((await post({ ...ANSWERS, step: 'save' })).text).toContain('一時保存しました');
    expect((await open()).text).toContain('value="３２"');
    const late = await post({ 'answer-1-A': '40', step: 'save' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('ほかの方「３２」');
    expect((await post({ 'answer-1-A': '40', draft: '1', step: 'save' })).status).toBe(200);
    await post({ ...ANSWERS, draft: '2', step: 'send' });
    expect((await open()).text).not.toContain('一時保存した内容');
    expect(await versions()).toHaveLength(1);
  });

  it('extends and says 該当なし as the mail does', async () => {
    const half = { 'answer-1-B': '配備の途中', until: '2026-07-24' };
    expect((await post({ ...half, step: 'extend' })).text).toContain('7月24日');
    expect((await open()).text).toContain('配備の途中');
    const { value } = await city.request('dep-civil');
    expect(value.events).toMatchObject([{ what: 'extended', until: '2026-07-24' }]);
    expect((await post({ step: 'nothing' })).status).toBe(200);
    expect((await city.request('dep-civil')).value.state).toBe('nothing-to-report');
  });

  it('refuses a form of another page or from elsewhere, and keeps the secret out of the log', async () => {
    expect((await post({ ...ANSWERS, csrf: formToken('a'.repeat(26)), step: 'send' })).status).toBe(403);
    expect((await post({ ...ANSWERS, step: 'send' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await versions()).toHaveLength(0);
    expect(logged).not.toHaveLength(0);
    expect(JSON.stringify(logged)).not.toContain(secret);
  });

  it('is read only after the freeze, and gone when the grace is over', async () => {
    await post({ ...ANSWERS, step: 'send' });
    const { freezesAt } = (await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.value ?? {};
    city.clock.set(freezesAt ?? '');
    const frozen = await open();
    expect(frozen.text).toContain('締め切りました');
    expect(frozen.text).not.toContain('<form');
    expect((await post({ ...ANSWERS, 'answer-1-A': '99', seen: '1', step: 'send' })).status).toBe(409);
    expect(await valuesOf()).toMatchObject({ actual: 32 });
    city.clock.set('2026-08-30T10:00:00+09:00');
    expect((await open()).status).toBe(410);
  });
});
