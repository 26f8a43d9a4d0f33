import { describe, expect, it } from 'vitest';
import { sweepDates } from '../../functions/schedule/sweep-missed/sweep-dates.ts';
import { dateOf, instantOf } from '../../shared/calendar/time.ts';
import { summariseForHeadquarters } from '../../shared/report/headquarters-page.ts';
import { anchorLine } from '../../shared/round/compose-form.ts';
import {
  type CaseAct,
  openByHand,
  prepareCase,
  recordDecision,
  releaseDecision,
} from '../../shared/steps/decision-cases.ts';
import { loadFormInitiatives } from '../../shared/steps/form-facts.ts';
import { loadHeadquartersInput } from '../../shared/steps/headquarters-input.ts';
import { loadCity } from '../../shared/steps/load-city.ts';
import { loadStepPlan } from '../../shared/steps/planned-steps.ts';
import { anInitiative, aPlan } from '../support/builders.ts';
import { aCity, aStep, OPENING, PLAN } from './functions/a-city.ts';

const ENTRY = {
  option: 'improve',
  text: '対象を10施設に絞る',
  decidedOn: '2026-08-20',
  decider: '行政経営戦略推進本部',
  minutes: '令和8年度第2回本部会議 会議録3',
  nextOn: '',
  until: '',
  into: '',
};
const LATE = [
  { initiative: 'init-tablets', kind: 'actual', subject: 'kpi-tablets', value: 20 },
  { initiative: 'init-tablets', kind: 'own-rating', value: '遅れ' },
] as const;

type City = Awaited<ReturnType<typeof aCity>>;

/** A city whose tablets are 遅れ for the third quarter running when the round freezes. */
async function aCityInDelay() {
  const plan = aPlan({ initiatives: [anInitiative()] });
  const city = await aCity({ plan });
  await city.store.commit({
    writes: (['2025Q3', '2025Q4'] as const).map((quarter) => ({
      kind: 'pastStatus',
      value: {
        plan: PLAN,
        initiative: 'init-tablets',
        quarter,
        status: { quarter, status: 'off-track', tags: [] },
      },
      expected: 'any',
    })),
    audit: [],
    events: [],
  });
  await city.openRound(OPENING);
  city.clock.set('2026-07-03T10:00:00+09:00');
  await city.evaluate.onSubmission(await city.answer('dep-civil', LATE), 'answer');
  city.clock.set('2026-07-28T17:00:00+09:00');
  return city;
}

const FREEZE = aStep('freeze', '2026-07-28T17:00:00+09:00');

const casesOf = (city: City) => city.store.list('decisionCase', { plan: PLAN });

function act(stored: { value: { id: string }; revision: number }, at = '2026-08-21T10:00:00+09:00'): CaseAct {
  return {
    plan: PLAN,
    initiative: 'init-tablets',
    id: stored.value.id,
    basedOn: stored.revision,
    by: 'jimukyoku@small.example',
    at: instantOf(at),
    cause: `test/${at}/${stored.revision}`,
  };
}

async function onlyCase(city: City) {
  const [found, ...others] = await casesOf(city);
  expect(others).toEqual([]);
  if (!found) throw new Error('no case was opened');
  return found;
}

/** The decisions quoted in the department's form of a round. */
async function quotedIn(city: City, round: '2026Q1' | '2026Q2' | '2026Q3') {
  const loaded = await loadCity(city.store, PLAN);
  const asked = loaded.plan.initiatives;
  const forms = await loadFormInitiatives(city.store, loaded, PLAN, round, 'dep-civil', asked);
  return forms.flatMap(({ matters }) => matters.map(({ quote }) => quote));
}

describe('a stop condition', () => {
  it('opens one case when the round freezes, not before, and no second one when it is judged again', async () => {
    const city = await aCityInDelay();
    expect(await casesOf(city)).toEqual([]);
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    await city.evaluate.onFreeze(FREEZE, 'again');
    const { value } = await onlyCase(city);
    expect(value).toMatchObject({
      initiative: 'init-tablets',
      state: 'open',
      dueOn: '2026-08-27',
      causes: [{ kind: 'exit', trigger: 'E1', occasion: '2026Q1' }],
    });
    expect(value.causes[0]?.text).toContain('3四半期続けて遅れ');
    const trail = (await city.store.listAudit('2026-07-28')).filter(({ what }) =>
      what.startsWith('decision.'),
    );
    expect(trail.map(({ what, actor, after }) => ({ what, actor, after }))).toEqual([
      { what: 'decision.opened', actor: 'rules', after: 'E1' },
    ]);
  });
});

describe('a case opened by hand', () => {
  const opening = {
    plan: PLAN,
    code: '2-1-2',
    reason: ' 法改正により\n対象が変わった ',
    by: 'jimukyoku@small.example',
    at: instantOf('2026-07-06T10:00:00+09:00'),
    cause: 'test/open',
  };

  it('lays the reason before the headquarters once a day, and joins a case that is open', async () => {
    const initiative = anInitiative({ code: '2-1-2' });
    const city = await aCity({ plan: aPlan({ initiatives: [initiative] }) });
    const { plan, calendar } = await loadCity(city.store, PLAN);
    const open = (parts: Partial<typeof opening> = {}) =>
      openByHand(city.store, plan, calendar, { ...opening, ...parts });
    expect(await open({ code: '9-9-9' })).toMatchObject({ outcome: 'refused' });
    expect(await open({ reason: ' ' })).toMatchObject({ outcome: 'refused' });
    expect(await open()).toMatchObject({ outcome: 'opened' });
    expect(await open()).toEqual({ outcome: 'known' });
    await open({ at: instantOf('2026-07-07T10:00:00+09:00'), reason: '国の補助が終わる' });
    const { value } = await onlyCase(city);
    expect(value.causes.map(({ trigger, text }) => `${trigger} ${text}`)).toEqual([
      'R3 環境変化・制度改正（法改正により 対象が変わった）',
      'R3 環境変化・制度改正（国の補助が終わる）',
    ]);
    expect(value).toMatchObject({ state: 'open', dueOn: '2026-08-05' });
  });
});

describe('a decision', () => {
  it('is prepared, recorded and released, and reaches the form only then and until it is 対応済', async () => {
    const city = await aCityInDelay();
    const { plan } = await loadCity(city.store, PLAN);
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    const preparation = {
      options: [
        { option: 'improve' as const, text: ' 対象を絞る ' },
        { option: 'abolish' as const, text: '' },
      ],
      decider: '市長',
      dueOn: '2026-08-20',
    };
    expect(await prepareCase(city.store, act(await onlyCase(city)), preparation)).toMatchObject({
      outcome: 'done',
      record: { options: [{ option: 'improve', text: '対象を絞る' }], dueOn: '2026-08-20' },
    });
    expect(await releaseDecision(city.store, act(await onlyCase(city)))).toEqual({
      outcome: 'refused',
      reason: 'not-decided',
    });
    const recorded = await recordDecision(city.store, act(await onlyCase(city)), plan, ENTRY);
    expect(recorded).toMatchObject({ outcome: 'done', record: { state: 'decided' } });
    expect(await quotedIn(city, '2026Q2')).toEqual([]);

    await releaseDecision(city.store, act(await onlyCase(city), '2026-08-21T11:00:00+09:00'));
    expect(await quotedIn(city, '2026Q1')).toEqual([]);
    expect(await quotedIn(city, '2026Q2')).toEqual(['本部の決定（8/20）　改善：対象を10施設に絞る']);

    city.clock.set('2026-10-01T09:00:00+09:00');
    await city.openRound(aStep('request', '2026-10-01T09:00:00+09:00', { round: '2026Q2' }));
    const { value } = await onlyCase(city);
    const answerTo = async (word: string) => {
      const said = {
        initiative: 'init-tablets',
        kind: 'decision-response',
        subject: value.id,
        value: word,
      } as const;
      const recordedFor = await city.answer('dep-civil', [said], '2026Q2');
      await city.evaluate.onSubmission(recordedFor, `test/${word}`);
    };
    await answerTo('対応中');
    expect(await quotedIn(city, '2026Q3')).toHaveLength(1);
    await answerTo('対応済');
    expect(await quotedIn(city, '2026Q2')).toHaveLength(1);
    expect(await quotedIn(city, '2026Q3')).toEqual([]);
  });

  it('shows the second of two editors what the first recorded, and stores nothing of theirs', async () => {
    const city = await aCityInDelay();
    const { plan } = await loadCity(city.store, PLAN);
    await city.evaluate.onFreeze(FREEZE, 'freeze');
    const seen = await onlyCase(city);
    await recordDecision(city.store, act(seen), plan, ENTRY);
    const second = await recordDecision(city.store, act(seen), plan, { ...ENTRY, option: 'reduce' });
    expect(second).toMatchObject({
      outcome: 'conflict',
      current: { value: { decision: { option: 'improve', recordedBy: 'jimukyoku@small.example' } } },
    });
    expect(
      await recordDecision(city.store, act(await onlyCase(city)), plan, { ...ENTRY, option: '' }),
    ).toMatchObject({
      outcome: 'faults',
      faults: [{ field: 'option' }],
    });
  });
});

describe('an end date', () => {
  it('comes before the headquarters once for each step of its ladder that asks for something new', async () => {
    const plan = aPlan({ initiatives: [anInitiative({ sunset: '2027-03-31' })] });
    const city = await aCity({ plan });
    const sweepOn = async (at: string) => {
      const now = instantOf(at);
      const steps = await loadStepPlan(city.store, PLAN);
      return sweepDates({ store: city.store, city: 'small', plan: PLAN, now }, steps);
    };
    expect(await sweepOn('2026-06-29T09:00:00+09:00')).toBe(0);
    expect(await sweepOn('2026-06-30T09:00:00+09:00')).toBe(1);
    expect(await sweepOn('2026-12-31T09:00:00+09:00')).toBe(0);
    expect((await onlyCase(city)).value).toMatchObject({ dueOn: '2026-09-30', state: 'open' });
    expect(await sweepOn('2027-04-01T09:00:00+09:00')).toBe(1);
    const { value } = await onlyCase(city);
    expect(value.causes.map(({ kind }) => kind)).toEqual(['sunset', 'lapsed']);
    expect(value.causes[1]?.text).toBe('終期（令和9年3月末）を過ぎ、終了（更新なし）');
  });

  it('is asked about in the request, and what the department answers stands beside the case', async () => {
    const plan = aPlan({ initiatives: [anInitiative({ sunset: '2027-03-31' })] });
    const city = await aCity({ plan });
    await city.openRound(OPENING);
    city.clock.set('2026-07-03T10:00:00+09:00');
    const steps = await loadStepPlan(city.store, PLAN);
    await sweepDates({ store: city.store, city: 'small', plan: PLAN, now: city.clock.now() }, steps);
    const to = `${PLAN}/2026Q1/dep-civil/request`;
    const asked = await city.mail(to);
    const lines = (asked.manifest?.fields ?? []).filter(({ kind }) => kind.startsWith('sunset-'));
    expect(lines.map(({ kind }) => kind)).toEqual(['sunset-wish', 'sunset-reason']);
    const [wish, reason] = lines.map(anchorLine);
    expect(asked.text).toContain(`終期は令和9年3月末です。`);
    await city.reply({ to, text: `${wish}縮小\n${reason}利用が半分になった\n` });
    await city.evaluate.onSubmission(
      { plan: PLAN, round: '2026Q1', department: 'dep-civil', version: 1, initiatives: ['init-tablets'] },
      'reply',
    );
    const loaded = await loadCity(city.store, PLAN);
    const round = await city.store.get('round', { plan: PLAN, id: '2026Q1' });
    if (!round) throw new Error('the round is open');
    const facts = await loadHeadquartersInput(city.store, loaded, round.value, dateOf('2026-07-30'));
    expect(facts.cases.map(({ selfCheck }) => selfCheck)).toEqual([
      expect.objectContaining({ wish: '縮小', reason: '利用が半分になった', department: 'dep-civil' }),
    ]);
    const page = summariseForHeadquarters(facts);
    expect(page.approvals[0]?.text).toContain('所管課の考えは「縮小」です。');
    expect(page.annex.reviews[0]?.text).toContain('自己点検：利用が半分になった。');
    // Answered in this round, it keeps its letters; in the next it is not asked again.
    const initiatives = loaded.plan.initiatives;
    const kindsIn = async (id: '2026Q1' | '2026Q2' | '2026Q3') =>
      (await loadFormInitiatives(city.store, loaded, PLAN, id, 'dep-civil', initiatives)).flatMap(
        ({ matters }) => matters.map(({ kind }) => kind),
      );
    expect([await kindsIn('2026Q1'), await kindsIn('2026Q2'), await kindsIn('2026Q3')]).toEqual([
      ['self-check'],
      [],
      ['last-call'],
    ]);
  });
});
