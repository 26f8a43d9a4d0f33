import { describe, expect, it } from 'vitest';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';
import { registrationAnswers } from '../../../shared/round/registration-answers.ts';
import { planMails } from '../../../shared/schedule/planner.ts';
import { type ExtraKind, endExtraRound, startExtraRound } from '../../../shared/steps/extra-rounds.ts';
import { loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { anInitiative, aPlan } from '../../support/builders.ts';
import { aCity, aStep, PLAN } from './a-city.ts';

const OPENS = '2026-07-02T09:00:00+09:00';

/** The small city in which a round outside the rhythm was started and has opened. */
async function withExtraRound(kind: ExtraKind, departments: readonly string[]) {
  const plan = aPlan({
    initiatives: [
      anInitiative(),
      anInitiative({
        id: 'init-roof',
        code: '4-1-1',
        title: '屋根の修繕',
        owners: [{ department: 'dep-architecture' }],
      }),
    ],
  });
  const city = await aCity({ plan });
  const act = { city: 'small', plan: PLAN, by: '事務局', at: city.clock.now(), cause: 'test/extra' };
  const before = await loadCity(city.store, PLAN);
  const started = await startExtraRound(
    city.store,
    before,
    { kind, departments, dueOn: dateOf('2026-07-09') },
    act,
  );
  if (started.outcome !== 'started') throw new Error(`not started: ${started.outcome}`);
  const { round } = started.timetable;
  city.clock.set(OPENS);
  const opened = await city.openRound(aStep('request', OPENS, { round, rulesVersion: 2 }));
  const end = async () =>
    endExtraRound(city.store, await loadCity(city.store, PLAN), kind, { ...act, at: city.clock.now() });
  return { ...city, round, opened, end, act, before };
}

describe('a round for practice', () => {
  it('asks only the departments chosen, says so, and leaves neither a value nor a status', async () => {
    const city = await withExtraRound('trial', ['dep-civil']);
    expect(city.round).toBe('2026Q1T');
    expect(city.opened).toMatchObject({ outcome: 'opened', requests: 1, unreached: 0 });
    const mail = await city.mail('plan-small/2026Q1T/dep-civil/request');
    expect(mail.subject).toContain('【試行】');
    expect(mail.text).toContain('これは試行です。');
    city.clock.set('2026-07-03T10:00:00+09:00');
    const { outcome } = await city.reply({ to: mail.id, text: '【1-A】32\r\n【1-C】順調\r\n' });
    expect(outcome).toBe('applied');
    const judged = await city.evaluate.onSubmission(
      { plan: PLAN, round: city.round, department: 'dep-civil', version: 1, initiatives: ['init-tablets'] },
      'test',
    );
    expect(judged).toEqual({ outcome: 'nothing-to-judge', initiatives: 0 });
    const history = await city.store.loadHistory(PLAN, 'init-tablets');
    expect([...history.actuals, ...history.statuses]).toEqual([]);
    expect(await city.store.list('status', { plan: PLAN, round: city.round })).toEqual([]);
  });

  it('is over at once when it is ended: nothing is planned any more, and a reminder that falls due reminds nobody', async () => {
    const city = await withExtraRound('trial', ['dep-civil']);
    expect(await city.end()).toBe('ended');
    expect(await city.end()).toBe('none');
    const world = await loadWorld(city.store, await loadCity(city.store, PLAN), PLAN);
    const mails = planMails(world, instantOf(OPENS), instantOf('2026-07-31T00:00:00Z'));
    expect(mails.filter(({ round }) => round === city.round)).toEqual([]);
    city.clock.set('2026-07-08T09:00:00+09:00');
    const step = aStep('due-minus-1', '2026-07-08T09:00:00+09:00', { round: city.round, rulesVersion: 2 });
    expect(await city.remind(step)).toMatchObject({ outcome: 'round-not-open' });
  });

  it('is refused a second time, and to whoever looked at rules that have changed since', async () => {
    const city = await withExtraRound('trial', ['dep-civil']);
    const again = { kind: 'trial', departments: ['dep-civil'], dueOn: null } as const;
    expect(await startExtraRound(city.store, await loadCity(city.store, PLAN), again, city.act)).toEqual({
      outcome: 'already',
    });
    const zero = { kind: 'registration', departments: [], dueOn: null } as const;
    expect(await startExtraRound(city.store, city.before, zero, city.act)).toEqual({ outcome: 'conflict' });
  });
});

describe('round zero', () => {
  it('shows each department what is registered, and takes 正しい or a correction', async () => {
    const city = await withExtraRound('registration', []);
    expect(city.round).toBe('2026Q2Z');
    const mail = await city.mail('plan-small/2026Q2Z/dep-civil/request');
    for (const words of ['目的　', '定義　', '出典　', '基準値　', '登録内容（正しい・訂正あり から1つ）'])
      expect(mail.text).toContain(words);
    const answer = '【1-A】訂正あり\r\n【1-B】基準値は18台です。\r\n';
    expect(await city.reply({ to: mail.id, text: answer })).toMatchObject({ outcome: 'applied' });
    const roof = await city.reply({
      to: 'plan-small/2026Q2Z/dep-architecture/request',
      text: '【1-A】正しい\r\n',
    });
    expect(roof).toMatchObject({ outcome: 'applied' });
    const said = async (department: string) => {
      const key = { plan: PLAN, round: city.round, department, version: 1 };
      const submission = await city.store.get('submission', key);
      return submission && registrationAnswers(submission.value);
    };
    expect(await said('dep-civil')).toEqual([
      { initiative: 'init-tablets', state: 'correction', correction: '基準値は18台です。' },
    ]);
    expect(await said('dep-architecture')).toEqual([
      { initiative: 'init-roof', state: 'right', correction: null },
    ]);
    expect((await city.request('dep-architecture', city.round)).value.state).toBe('submitted');
    // The plan stays as it is until somebody edits it.
    expect((await loadCity(city.store, PLAN)).planVersion).toBe(1);
  });
});
