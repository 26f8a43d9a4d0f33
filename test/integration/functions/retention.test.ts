import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSweepMissed } from '../../../functions/schedule/sweep-missed/sweep-missed.ts';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import { isPastRetention } from '../../../shared/plan/retention.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
import { deleteExpired } from '../../../shared/steps/delete-expired.ts';
import { findExpired, loadRetention, publishRetention } from '../../../shared/steps/retention.ts';
import { aReceivedMail } from '../../support/builders.ts';
import { aCity, OPENING, PLAN } from './a-city.ts';
import { aMemoryTable } from './a-store.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const YEARS = { rawMailYears: 5, submissionYears: 10, auditYears: 10 };
const on = (day: string) => instantOf(`${day}T12:00:00+09:00`);
const act = (day: string) => ({ by: 'retention', at: on(day), cause: `retention/${day}` });

/** A city with one answer by mail, whose years somebody has set. */
async function anAnsweredCity() {
  const city = await aCity();
  await city.openRound(OPENING);
  const { id } = await city.reply({ to: REQUEST, text: '【1-A】32\r\n' });
  const change = { settings: YEARS, basedOn: 0, by: '山田', at: city.clock.now(), cause: 'set' };
  await publishRetention(city.store, change);
  const received = async () => (await city.store.get('received', { id }))?.value;
  const answers = () => city.store.list('submission', { plan: PLAN, round: '2026Q1' });
  return { ...city, id, received, answers };
}

describe('the years of retention', () => {
  it('are versions: the second of two who change them at once is refused, and the trail says what was', async () => {
    const { store, clock } = await aCity();
    expect(await loadRetention(store)).toMatchObject({ version: 0, settings: { rawMailYears: 5 } });
    const settings = { rawMailYears: 3, submissionYears: 10, auditYears: 10 };
    const change = { settings, basedOn: 0, at: clock.now() };
    expect(await publishRetention(store, { ...change, by: '山田', cause: 'one' })).toBe('committed');
    expect(await publishRetention(store, { ...change, by: '佐藤', cause: 'two' })).toBe('conflict');
    expect(await loadRetention(store)).toEqual({ settings, version: 1 });
    const trail = await store.listAudit('2026-07-01');
    expect(trail.filter(({ what }) => what === 'retention.published')).toMatchObject([
      {
        actor: '山田',
        before: expect.stringContaining('原文 5年'),
        after: expect.stringContaining('原文 3年'),
      },
    ]);
  });

  it('name what is past them', async () => {
    const city = await anAnsweredCity();
    const at = async (day: string) => {
      const { rawMails, submissions, audit } = await findExpired(city.store, on(day));
      return [rawMails.map(({ id }) => id), submissions.length, audit !== null];
    };
    expect(await at('2032-03-31')).toEqual([[], 0, false]);
    expect(await at('2032-04-01')).toEqual([[city.id], 0, false]);
    expect(await at('2037-04-01')).toEqual([[city.id], 1, true]);
  });
});

describe('what is past its years', () => {
  it('goes when its day has come and not before: the text leaves hash and trace, answers and trail go whole', async () => {
    const city = await anAnsweredCity();
    const { store, objects } = city;
    const before = await city.received();
    expect(await deleteExpired({ store, objects }, act('2032-03-31'))).toMatchObject({
      rawMails: 0,
      isDone: true,
    });
    expect(await city.received()).toEqual(before);
    expect(await deleteExpired({ store, objects }, act('2032-04-01'))).toMatchObject({
      rawMails: 1,
      submissions: 0,
    });
    expect(await city.received()).toMatchObject({
      state: 'applied',
      redacted: { by: 'retention', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const text = new TextDecoder().decode(await objects.get(before?.objectKey ?? ''));
    expect(text).toContain('Redacted at');
    expect(text).not.toContain('【1-A】');
    expect(await city.answers()).toHaveLength(1);
    const trail = await store.listAudit('2032-04-01');
    expect(trail.filter(({ what }) => what === 'retention.deleted')).toMatchObject([
      { subject: 'raw-mails', before: '1通', reason: '保存年数（5年）を過ぎたため' },
    ]);
    expect((await store.listAudit('2026-07-01')).length).toBeGreaterThan(0);
    await deleteAll(city, '2037-04-01');
    expect(await city.answers()).toEqual([]);
    expect(await store.listAudit('2026-07-01')).toEqual([]);
    const asked = { plan: PLAN, round: '2026Q1', department: 'dep-civil' };
    expect((await store.get('request', asked))?.value.state).toBe('partial');
  });

  it('stays while a reply about the same department and round waits for a person', async () => {
    const city = await anAnsweredCity();
    const { store, objects } = city;
    const waiting = aReceivedMail({
      ...{ id: 'late', state: 'held', round: '2026Q1', department: 'dep-civil' },
      receivedAt: '2026-08-01T00:00:00Z',
    });
    await store.commit({
      writes: [{ kind: 'received', value: waiting, expected: null }],
      audit: [],
      events: [],
    });
    expect(await deleteExpired({ store, objects }, act('2040-04-01'))).toMatchObject({
      rawMails: 0,
      submissions: 0,
    });
    expect(await city.answers()).toHaveLength(1);
    expect((await city.received())?.redacted).toBeNull();
  });

  it('is deleted by the sweep once a day, and by nobody before the years were set', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    await city.reply({ to: REQUEST, text: '【1-A】32\r\n' });
    const { store, objects } = city;
    const sweepOn = (day: string) =>
      createSweepMissed({
        ...{ store, objects, clock: () => on(day), city: 'small' },
        listSchedules: async () => [],
      })(PLAN);
    expect(await sweepOn('2032-04-01')).toMatchObject({ deletedRecords: 0 });
    await publishRetention(store, {
      settings: YEARS,
      basedOn: 0,
      by: '山田',
      at: on('2032-04-01'),
      cause: 'set',
    });
    expect(await sweepOn('2032-04-01')).toMatchObject({ deletedRecords: 1 });
    expect((await store.get('retentionRun', {}))?.value.doneOn).toBe('2032-04-01');
    expect(await sweepOn('2032-04-01')).toMatchObject({ deletedRecords: 0 });
  });

  it('is nothing within its years, whenever it came in and however the years are set', async () => {
    const instants = fc.date({
      min: new Date('2010-01-01T00:00:00Z'),
      max: new Date('2030-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(instants, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        instants,
        async (arrivals, years, now) => {
          const store = (await aMemoryTable()).store();
          const received = arrivals.map((at, index) =>
            aReceivedMail({ id: `m-${index}`, receivedAt: isoUtc(instantOf(at.toISOString())) }),
          );
          const texts = new Map<string, Uint8Array>(
            received.map(({ objectKey }) => [objectKey, new TextEncoder().encode('text')]),
          );
          const objects = {
            get: async (key: string) => texts.get(key),
            put: async (key: string, bytes: Uint8Array) => {
              texts.set(key, bytes);
              return 'stored' as const;
            },
          };
          const at = instantOf(now.toISOString());
          const settings = { ...YEARS, rawMailYears: years };
          await publishRetention(store, { settings, basedOn: 0, by: 'test', at, cause: 'set' });
          await store.commit({
            writes: received.map((value) => ({ kind: 'received', value, expected: null })),
            audit: [],
            events: [],
          });
          await deleteExpired({ store, objects }, { by: 'retention', at, cause: 'run' });
          for (const { id, receivedAt } of received) {
            const kept: ReceivedMail | undefined = (await store.get('received', { id }))?.value;
            const isPast = isPastRetention(
              instantOf(receivedAt),
              years,
              at.toZonedDateTimeISO('Asia/Tokyo').toPlainDate(),
            );
            expect(kept?.redacted !== null, receivedAt).toBe(isPast);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

/** Deletes run by run, as day follows day, until nothing is left. */
async function deleteAll(
  { store, objects }: Pick<Awaited<ReturnType<typeof aCity>>, 'store' | 'objects'>,
  day: string,
): Promise<void> {
  for (let run = 1; run <= 10; run += 1) {
    const { isDone } = await deleteExpired({ store, objects }, { ...act(day), cause: `run-${run}` });
    if (isDone) return;
  }
  throw new Error('something past its years does not go away');
}
