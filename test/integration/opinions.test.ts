import { describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/calendar/time.ts';
import { proposalOf } from '../../shared/opinion/answer.ts';
import { opinionId } from '../../shared/opinion/opinion.ts';
import { loadFormInitiatives } from '../../shared/steps/form-facts.ts';
import { loadCity } from '../../shared/steps/load-city.ts';
import {
  compareOpinions,
  importOpinions,
  loadOpinionAnswers,
  loadOpinions,
  loadProposed,
  opinionsAsOf,
  saveOpinion,
} from '../../shared/steps/opinions.ts';
import { aDirectory, anInitiative, aPlan } from '../support/builders.ts';
import { anOpinion } from '../unit/opinion/builders.ts';
import { aCity, OPENING, PLAN } from './functions/a-city.ts';
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

describe('an opinion about an initiative', () => {
  it('is quoted until it is settled; the answer is a proposal until it is taken in', async () => {
    const city = await aCity({ plan: aPlan({ initiatives: [anInitiative()] }) });
    const loaded = await loadCity(city.store, PLAN);
    const by = (at: string) => ({ ...act(at, '所管課の回答'), plan: PLAN });
    const opinion = anOpinion({ object: { level: 'initiative', initiative: 'init-tablets' } });
    await saveOpinion(city.store, loaded, by('2026-06-01T00:00:00Z'), opinion, null);
    const quotedIn = async (round: '2026Q1' | '2026Q2') => {
      const asked = loaded.plan.initiatives;
      const forms = await loadFormInitiatives(city.store, loaded, PLAN, round, 'dep-civil', asked);
      return forms.flatMap(({ matters }) => matters.map(({ quote }) => quote));
    };
    expect(await quotedIn('2026Q1')).toEqual(['審議会の意見（令和5年8月）「目的を明記すること。」']);

    await city.openRound(OPENING);
    city.clock.set('2026-07-03T10:00:00+09:00');
    const line = { initiative: 'init-tablets', subject: opinionId(1) } as const;
    const answered = await city.answer('dep-civil', [
      { ...line, kind: 'opinion-response', value: '反映済' },
      { ...line, kind: 'opinion-handling', value: '実施要領第3条' },
    ]);
    await city.evaluate.onSubmission(answered, 'answer');
    const ledger = (await loadOpinions(city.store, PLAN)).map(({ value }) => value);
    expect(ledger[0]?.opinion.class).toBe('under-way');
    expect(await loadProposed(city.store, PLAN, ledger)).toEqual(new Set([1]));
    const answers = await loadOpinionAnswers(city.store, PLAN, opinion);
    const proposal = ledger[0] ? proposalOf(ledger[0], answers) : null;
    expect(proposal?.changes.map(({ label, after }) => [label, after])).toEqual([
      ['区分', '反映済'],
      ['反映箇所', '実施要領第3条'],
    ]);

    if (!proposal) throw new Error('nothing is proposed');
    await saveOpinion(city.store, loaded, by('2026-07-04T00:00:00Z'), proposal.opinion, 1);
    // No letter moves in the mails of a round that has opened.
    expect(await quotedIn('2026Q1')).toHaveLength(1);
    expect(await quotedIn('2026Q2')).toEqual([]);
    const settled = (await loadOpinions(city.store, PLAN)).map(({ value }) => value);
    expect(await loadProposed(city.store, PLAN, settled)).toEqual(new Set());
  });
});
