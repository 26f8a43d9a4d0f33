import { beforeEach, describe, expect, it } from 'vitest';
import { fillForm } from '../../../infra/local/departments/fill-form.ts';
import { writeForm } from '../../../shared/adapters/spreadsheet/form-writer.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { layOutFormSheet } from '../../../shared/round/form-sheet.ts';
import { sealForm } from '../../../shared/steps/form-seal.ts';
import { aDirectory } from '../../support/builders.ts';
import { resaved } from '../../support/excel-form.ts';
import { zipOf } from '../../support/zip.ts';
import { aCity, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const FILE = 'answer.xlsx';

/** As Office wraps a file under a password. */
const LOCKED = Buffer.concat([
  Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  Buffer.alloc(600),
  Buffer.from('EncryptedPackage', 'utf16le'),
]);

let city: Awaited<ReturnType<typeof aCity>>;

/** Every department of the small city wants the form, and the first round has just asked them. */
beforeEach(async () => {
  const { departments } = aDirectory();
  const directory = aDirectory({
    departments: departments.map((department) => ({ ...department, excelForm: true })),
  });
  city = await aCity({ directory });
  await city.openRound(OPENING);
  city.clock.set('2026-07-10T10:00:00+09:00');
});

/** The form that came with a mail. */
async function formOf(mail: string): Promise<Uint8Array> {
  const { objectKey } = await city.mail(mail);
  const { attachments } = decodeMail(city.objects.kept.get(objectKey) ?? new Uint8Array());
  return attachments[0]?.office ?? new Uint8Array();
}

const answer = (text: string, ...files: (readonly [string, Uint8Array])[]) =>
  city.reply({ to: REQUEST, text, files });

const newest = async () =>
  (await city.store.list('submission', { plan: PLAN, round: '2026Q1', department: 'dep-civil' }))
    .map(({ value }) => value)
    .at(-1);

const valuesOf = async () =>
  Object.fromEntries(Object.values((await newest())?.fields ?? {}).map(({ kind, value }) => [kind, value]));

describe('a reply with the Excel form', () => {
  it('is applied like one typed into the mail, and says where it was read', async () => {
    const form = await fillForm(await formOf(REQUEST), { '1-A': 32, '1-B': '配備を終えた。', '1-C': '順調' });
    const reply = await answer('添付のとおり回答します。', [FILE, form]);
    expect(reply).toMatchObject({ outcome: 'applied', reason: null });
    expect(await newest()).toMatchObject({ via: 'excel', version: 1 });
    expect(await valuesOf()).toEqual({ actual: 32, narrative: '配備を終えた。', 'own-rating': '順調' });
    const [receipt] = await city.answersTo(reply.id);
    expect(receipt?.text).toContain('添付の様式から読み取りました。');
    expect(receipt?.text).not.toContain('添付ファイルは開いていません');
  });

  it('is told what else was attached, and asked where mail and form say different things', async () => {
    const form = await fillForm(await formOf(REQUEST), { '1-A': 32, '1-C': '順調' });
    const reply = await answer(
      '【1-A】35\r\n【1-C】順調\r\n',
      [FILE, form],
      ['figure.png', new Uint8Array(9)],
    );
    expect(reply.outcome).toBe('applied');
    expect(await valuesOf()).toEqual({ 'own-rating': '順調' });
    const [receipt] = await city.answersTo(reply.id);
    expect(receipt?.text).toContain('二つの答えがあります');
    expect(receipt?.text).toContain('「35 / 32」');
    expect(receipt?.text).toContain('添付ファイルは開いていません：figure.png');
  });

  it('that is a locked document of another kind is applied for what the mail says', async () => {
    const reply = await answer('【1-C】順調\r\n', ['plan.docx', LOCKED]);
    expect(reply).toMatchObject({ outcome: 'applied', reason: null });
    expect(await newest()).toMatchObject({ via: 'mail' });
  });

  it('that is as blank as it was sent stores nothing and is told so', async () => {
    const reply = await answer('', [FILE, await formOf(REQUEST)]);
    expect(reply).toMatchObject({ outcome: 'applied', reason: 'nothing-answered' });
    expect(await newest()).toBeUndefined();
    const [receipt] = await city.answersTo(reply.id);
    expect(receipt?.text.replaceAll('\n', '')).toContain('添付の様式に回答が書かれていませんでした');
  });

  it('of an earlier mail of the round still counts', async () => {
    const form = await fillForm(await formOf(REQUEST), { '1-A': 32 });
    const first = await answer('【1-C】順調\r\n');
    const [receipt] = await city.answersTo(first.id);
    const reply = await city.reply({ to: receipt?.id ?? '', text: '', files: [[FILE, form]] });
    expect(reply.outcome).toBe('applied');
    expect(await valuesOf()).toEqual({ actual: 32, 'own-rating': '順調' });
  });
});

/** Forms that must not be read, by the reason their mail is held for. */
const FAULTY: Record<string, () => Promise<Uint8Array>> = {
  'form-other-department': async () =>
    fillForm(await formOf('plan-small/2026Q1/dep-farming/request'), { '1-A': 32 }),
  'form-other-round': async () => {
    const mail = await city.mail(REQUEST);
    const other = {
      ...mail,
      id: 'plan-small/2025Q4/dep-civil/request',
      round: '2025Q4' as const,
      formKey: 'ab'.repeat(32),
    };
    await city.store.commit({
      writes: [{ kind: 'mail', value: other, expected: null }],
      audit: [],
      events: [],
    });
    if (!mail.manifest) throw new Error('the request has no form');
    const form = { manifest: mail.manifest, lines: [], hints: new Map() };
    const sheet = layOutFormSheet(form, { fileName: FILE, title: '', facts: '', guide: '' });
    return writeForm(sheet, sealForm(other.formKey, other.id, mail.manifest));
  },
  'form-altered': async () => {
    const form = await fillForm(await formOf(REQUEST), { '1-A': 32 });
    return resaved(form, (workbook) => {
      const seal = workbook.getWorksheet('_shinchoku');
      if (seal) seal.getCell('B5').value = 'ab'.repeat(32);
    });
  },
  'form-macro': async () =>
    zipOf([
      { name: 'xl/workbook.xml', bytes: Buffer.from('<sheets><sheet name="_shinchoku"/></sheets>') },
      { name: 'xl/vbaProject.bin', bytes: Buffer.from('macro') },
    ]),
  'form-locked': async () => LOCKED,
  'form-too-large': async () =>
    zipOf([{ name: 'xl/workbook.xml', bytes: new Uint8Array(40 * 1024 * 1024), statedBytes: 1000 }]),
};

describe('a reply with a form that must not be read', () => {
  it.each(Object.keys(FAULTY))('is held whole, with its trace, and told why: %s', async (reason) => {
    const form = (await FAULTY[reason]?.()) ?? new Uint8Array();
    const reply = await answer('【1-C】順調\r\n', [FILE, form]);
    expect(reply).toMatchObject({ outcome: 'held', reason });
    expect(await newest()).toBeUndefined();
    expect((await city.request('dep-civil')).value).toMatchObject({ state: 'outstanding', version: 0 });
    expect(await city.store.listAudit('2026-07-10')).toContainEqual(
      expect.objectContaining({ cause: reply.id, what: 'reply.held', after: reason }),
    );
    const [told] = await city.answersTo(reply.id);
    expect(told?.text).toContain('添付の様式を読み取れませんでした。');
    expect(told?.text).toContain('もう一度返信してください');
  });

  it('is answered to nobody where the sender is forged', async () => {
    const form = (await FAULTY['form-macro']?.()) ?? new Uint8Array();
    const reply = await city.reply({ to: REQUEST, text: '', files: [[FILE, form]], dmarc: 'FAIL' });
    expect(reply).toMatchObject({ outcome: 'held', reason: 'dmarc-failed' });
    expect(await city.answersTo(reply.id)).toEqual([]);
  });
});
