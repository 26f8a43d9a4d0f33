import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { listExpired, loadRetention, publishRetention } from '../../../shared/steps/retention.ts';
import { aCity, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';

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

  it('name what is past them and leave it where it is', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    const { id } = await city.reply({ to: REQUEST, text: '【1-A】32\r\n' });
    const on = (day: string) => listExpired(city.store, PLAN, instantOf(`${day}T12:00:00+09:00`));
    expect(await on('2032-03-31')).toMatchObject({ rawMails: { count: 0 }, submissions: { count: 0 } });
    const expired = await on('2032-04-01');
    expect(expired).toMatchObject({ rawMails: { count: 1, ids: [id] }, submissions: { count: 0 } });
    expect(expired.rawMails.since.toString()).toBe('2027-04-01');
    const later = await on('2037-04-01');
    expect(later.submissions.count).toBe(1);
    expect(later.audit.count).toBeGreaterThan(0);
    expect(await city.store.get('received', { id })).not.toBeNull();
  });
});
