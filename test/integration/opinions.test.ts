import { describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/calendar/time.ts';
import { opinionId } from '../../shared/opinion/opinion.ts';
import {
  compareOpinions,
  importOpinions,
  loadOpinions,
  opinionsAsOf,
  saveOpinion,
} from '../../shared/steps/opinions.ts';
import { aDirectory, anInitiative } from '../support/builders.ts';
import { anOpinion } from '../unit/opinion/builders.ts';
import { aTable } from './functions/a-store.ts';

const world = { plan: { initiatives: [anInitiative()] }, directory: aDirectory() };
const act = (at: string, why: string | null = null) => ({
  plan: 'plan',
  by: 'jimukyoku@small.example',
  at: instantOf(at),
  cause: `test/${at}`,
  why,
});
const JULY = '2026-07-01T00:00:00Z';
const AUGUST = '2026-08-01T00:00:00Z';

describe('the ledger of opinions', () => {
  it('keeps every version, shows the ledger as of a day, and leaves a trail', async () => {
    const store = (await aTable()).store();
    const opinion = anOpinion();
    expect(await saveOpinion(store, world, act(JULY), opinion, null)).toEqual({ outcome: 'added' });
    const noted = { ...opinion, class: 'noted' as const };
    const without = await saveOpinion(store, world, act(AUGUST), noted, 1);
    expect(without).toMatchObject({ outcome: 'refused', faults: [{ field: 'why' }] });
    expect(await saveOpinion(store, world, act(AUGUST, '審議会に報告した'), noted, 1)).toMatchObject({
      outcome: 'changed',
      changes: [{ label: '区分', before: '対応中', after: '参考' }],
    });
    expect(await saveOpinion(store, world, act(AUGUST), noted, 2)).toEqual({ outcome: 'unchanged' });

    const classOn = async (at: string) =>
      (await opinionsAsOf(store, 'plan', instantOf(at))).map((one) => one.class);
    expect(await classOn('2026-06-30T00:00:00Z')).toEqual([]);
    expect(await classOn('2026-07-31T00:00:00Z')).toEqual(['under-way']);
    expect(await classOn('2026-08-02T00:00:00Z')).toEqual(['noted']);
    const versions = await store.list('opinionVersion', { plan: 'plan', id: opinionId(1) });
    expect(versions.map(({ value }) => [value.version, value.why])).toEqual([
      [1, null],
      [2, '審議会に報告した'],
    ]);
    expect(await store.listAudit('2026-08-01')).toMatchObject([
      { what: 'opinion.class-changed', before: '対応中', after: '参考', reason: '審議会に報告した' },
    ]);
  });

  it('shows the second of two editors what the first wrote, and stores nothing of theirs', async () => {
    const store = (await aTable()).store();
    await saveOpinion(store, world, act(JULY), anOpinion(), null);
    const first = { ...anOpinion(), policy: '九月までに改める。' };
    const second = { ...anOpinion(), policy: '来年度に改める。' };
    const outcomes = await Promise.all([
      saveOpinion(store, world, act(AUGUST), first, 1),
      saveOpinion(store, world, act(AUGUST), second, 1),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'conflict']);
    const lost = outcomes.find(({ outcome }) => outcome === 'conflict');
    const [stored] = await loadOpinions(store, 'plan');
    expect(lost).toMatchObject({ current: { opinion: { policy: stored?.value.opinion.policy } } });
    expect(stored?.value.version).toBe(2);
  });

  it('takes a file in, and changes nothing when it is taken in again', async () => {
    const store = (await aTable()).store();
    const opinions = [anOpinion({ number: 12 }), anOpinion({ number: 2, text: '事例を調べること。' })];
    const why = '台帳の取り込み';
    expect(await importOpinions(store, world, act(JULY, why), opinions)).toEqual({
      stored: 2,
      stoppedAt: null,
    });
    expect(await importOpinions(store, world, act(AUGUST, why), opinions)).toEqual({
      stored: 0,
      stoppedAt: null,
    });
    const ledger = (await loadOpinions(store, 'plan')).map(({ value }) => value);
    expect(ledger.map(({ opinion }) => opinion.number)).toEqual([2, 12]);
    const compared = compareOpinions(ledger, [
      anOpinion({ number: 12, policy: '改める。' }),
      anOpinion({ number: 13 }),
    ]);
    expect(compared).toMatchObject({
      added: [{ number: 13 }],
      changed: [{ opinion: { number: 12 } }],
      unchanged: 0,
    });
  });
});
