import { describe, expect, it } from 'vitest';
import { createPrintPapers } from '../../../functions/report/print-papers/print-papers.ts';
import { createSendDigest } from '../../../functions/report/send-digest/send-digest.ts';
import { connectPress } from '../../../shared/adapters/press.ts';
import { writeBook } from '../../../shared/adapters/spreadsheet/write-book.ts';
import { atTokyo, dateOf } from '../../../shared/calendar/time.ts';
import type { Press } from '../../../shared/ports.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { findPastDigest } from '../../../shared/steps/past-digest.ts';
import { aContact, aDirectory } from '../../support/builders.ts';
import { aCity, aStep, OPENING, PLAN, QUIET } from './a-city.ts';

const ROUND = RoundId.parse('2026Q1');
const DRAFTED = { plan: PLAN, round: ROUND, version: 1 };
const MAYOR = `${PLAN}/${ROUND}/headquarters/digest-v1/mayor`;

const aMayor = () =>
  aContact({ id: 'mayor', department: null, role: 'headquarters', address: 'mayor@small.example' });

/** The city on the morning the page was drafted. */
async function aDraftedCity(press: Press = connectPress()) {
  const city = await aCity({ directory: aDirectory({ contacts: [...aDirectory().contacts, aMayor()] }) });
  await city.openRound(OPENING);
  const { store, workshop, objects, clock } = city;
  const sendDigest = createSendDigest({ store, workshop, clock: clock.now, writeBook, log: QUIET });
  const printPapers = createPrintPapers({ store, objects, press, clock: clock.now });
  clock.set('2026-07-29T17:00:00+09:00');
  await city.evaluate.onFreeze(aStep('freeze', '2026-07-29T17:00:00+09:00'), 'freeze');
  clock.set('2026-07-30T09:00:00+09:00');
  await sendDigest.onStep(aStep('digest-draft', '2026-07-30T09:00:00+09:00'));
  const release = async () => {
    await sendDigest.onReleased({ ...DRAFTED, releasedBy: 'test' });
    const mail = await city.mail(MAYOR);
    const raw = await objects.get(mail.objectKey);
    return { mail, message: Buffer.from(raw ?? []).toString('latin1') };
  };
  return { ...city, printPapers, release };
}

const broken = async () => {
  throw new Error('no paper in the press');
};

describe('what goes along with a digest', () => {
  it('is printed once and leaves with it: the chart in its place, the page and the workbook to take out', async () => {
    const city = await aDraftedCity();
    expect(await city.printPapers(DRAFTED)).toEqual({ outcome: 'printed', papers: 3 });
    expect(await city.printPapers(DRAFTED)).toEqual({ outcome: 'already-done', papers: 0 });
    const { mail, message } = await city.release();
    expect(mail.text).toContain('添付　本部資料（PDF）、進捗管理表（Excel）');
    expect(message).toContain('multipart/related');
    expect(message).toContain('Content-ID: <chart@shinchoku>');
    for (const type of ['image/png', 'application/pdf', 'spreadsheetml.sheet'])
      expect(message).toContain(type);
  });

  it('holds nothing up where it cannot be made: the digest says what is missing', async () => {
    const city = await aDraftedCity({ ...connectPress(), printPaper: broken, paintChart: broken });
    await expect(city.printPapers(DRAFTED)).rejects.toThrow('not printed: chart, page');
    const stored = await city.store.get('papers', DRAFTED);
    expect(stored?.value.papers).toMatchObject({
      chart: null,
      page: null,
      workbook: { bytes: expect.any(Number) },
    });
    const { mail, message } = await city.release();
    expect(mail.text.replaceAll('\n　', '')).toContain(
      '添付できなかった資料　本部資料（PDF）（作成できなかったため）',
    );
    expect(mail.text).toContain('添付　進捗管理表（Excel）');
    expect(message).not.toContain('image/png');
  });

  it('is made by another try of what the first one left out', async () => {
    const press = connectPress();
    let tries = 0;
    const painted: Press['paintChart'] = (svg) => {
      tries += 1;
      return tries === 1 ? broken() : press.paintChart(svg);
    };
    const city = await aDraftedCity({
      ...press,
      paintChart: painted,
      printPaper: async () => ({ pdf: new Uint8Array([1]), sheets: 1 }),
    });
    await expect(city.printPapers(DRAFTED)).rejects.toThrow('not printed: chart');
    expect(await city.printPapers(DRAFTED)).toEqual({ outcome: 'printed', papers: 1 });
  });

  it('belongs to a digest that exists', async () => {
    const city = await aDraftedCity();
    expect(await city.printPapers({ ...DRAFTED, version: 7 })).toEqual({
      outcome: 'no-such-draft',
      papers: 0,
    });
  });
});

describe('a past digest', () => {
  it('is shown to the byte as it was made, whatever is corrected later', async () => {
    const city = await aDraftedCity();
    const asked = { plan: PLAN, round: ROUND, asOf: null };
    const made = await findPastDigest(city.store, asked);
    expect(made).toMatchObject({ isSame: true, digest: { pins: { planVersion: 1, directoryVersion: 1 } } });
    const cover = await city.mail(`${PLAN}/${ROUND}/secretariat/digest-draft`);
    expect(cover.text.endsWith(made?.text ?? 'none')).toBe(true);
    for (const { value, revision } of await city.store.list('status', { plan: PLAN, round: ROUND }))
      await city.store.commit({
        writes: [
          {
            kind: 'status',
            value: { ...value, status: { ...value.status, status: 'achieved' } },
            expected: revision,
          },
        ],
        audit: [],
        events: [],
      });
    expect(await findPastDigest(city.store, asked)).toEqual(made);
    const dayBefore = atTokyo(dateOf('2026-07-29'), '23:59');
    expect(await findPastDigest(city.store, { ...asked, asOf: dayBefore })).toBeNull();
  });
});
