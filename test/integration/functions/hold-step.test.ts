import { describe, expect, it } from 'vitest';
import { createSweepMissed } from '../../../functions/schedule/sweep-missed/sweep-missed.ts';
import { CSRF_FIELD } from '../../../functions/web/serve-pages/sign-in/gate.tsx';
import { instantOf } from '../../../shared/calendar/time.ts';
import { planMails } from '../../../shared/schedule/planner.ts';
import { chooseStep, loadEscalations } from '../../../shared/steps/hold-step.ts';
import { loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { createNoteStep } from '../../../shared/steps/note-step.ts';
import { pauseMails, resumeMails } from '../../../shared/steps/pause-mails.ts';
import { aCity, aStep, OPENING, PLAN } from './a-city.ts';
import { aConsole } from './a-console.ts';

const SEVENTH = '2026-07-24T09:00:00+09:00';
const TO_HEAD = 'plan-small/2026Q1/dep-construction/due-plus-7';
const BY = 'jimukyoku@small.example';

/** The city on the afternoon before the heads are told, and the secretariat's hand in it. */
async function theDayBefore() {
  const city = await aCity();
  await city.openRound(OPENING);
  city.clock.set('2026-07-23T15:00:00+09:00');
  const choose = (department: string, isHeld: boolean, step = 'due-plus-7') =>
    chooseStep(city.store, {
      plan: PLAN,
      round: '2026Q1',
      department,
      step,
      isHeld,
      reason: isHeld ? '電話で確認済み' : '',
      by: BY,
      at: city.clock.now(),
      cause: `test/${department}/${isHeld}`,
    });
  const preview = async () => {
    const world = await loadWorld(city.store, await loadCity(city.store, PLAN), PLAN);
    const at = instantOf(SEVENTH);
    return planMails(world, at, at).filter(({ department }) => department !== null);
  };
  const fallDue = async () => {
    city.clock.set(SEVENTH);
    return city.remind(aStep('due-plus-7', SEVENTH));
  };
  const act = { city: 'small', plan: PLAN, by: BY, cause: 'test/pause' };
  return { ...city, choose, preview, fallDue, act };
}

describe('an escalation kept back from one department', () => {
  it('is sent as previewed: the head hears of the others alone', async () => {
    const city = await theDayBefore();
    expect(await city.choose('dep-civil', true)).toBe('held');
    const previewed = await city.preview();
    expect(previewed.map(({ department, waiting }) => [department, waiting])).toEqual([
      ['dep-construction', ['dep-architecture']],
      ['dep-farming', ['dep-farming']],
    ]);
    expect(await city.fallDue()).toEqual({ outcome: 'reminded', mails: 2 });
    const mail = await city.mail(TO_HEAD);
    expect(mail).toMatchObject({ waiting: ['dep-architecture'], to: previewed[0]?.to });
    expect(mail.text).toContain('建築課');
    expect(mail.text).not.toContain('土木管理課');
    const trail = await city.store.listAudit('2026-07-23');
    expect(trail).toMatchObject([
      {
        what: 'step.kept-back',
        actor: BY,
        subject: '2026Q1/dep-civil/due-plus-7',
        reason: '電話で確認済み',
      },
    ]);
  });

  it('makes no mail at all where nobody else is told of, and the sweep misses nothing', async () => {
    const city = await theDayBefore();
    const sweep = createSweepMissed({
      ...{ store: city.store, objects: city.objects, clock: city.clock.now, city: 'small' },
      listSchedules: async () => [],
    });
    await sweep(PLAN);
    for (const department of ['dep-civil', 'dep-architecture', 'dep-farming'])
      expect(await city.choose(department, true)).toBe('held');
    expect(await city.fallDue()).toEqual({ outcome: 'reminded', mails: 0 });
    expect(await city.store.get('mail', { id: TO_HEAD })).toBeNull();
    await createNoteStep({ store: city.store, clock: city.clock.now })(aStep('due-plus-7', SEVENTH));
    city.clock.set('2026-07-24T10:00:00+09:00');
    await sweep(PLAN);
    const findings = await city.store.list('finding', { plan: PLAN, month: '2026-07' });
    expect(findings.map(({ value }) => value.subject)).not.toContain('2026Q1/due-plus-7');
  });

  it('goes after all once it is freed, until its time and not after', async () => {
    const city = await theDayBefore();
    await city.choose('dep-farming', true);
    expect(await city.choose('dep-farming', true)).toBe('already');
    city.clock.set('2026-07-24T08:59:00+09:00');
    expect(await city.choose('dep-farming', false)).toBe('freed');
    expect(await city.choose('dep-farming', false)).toBe('already');
    await city.fallDue();
    await city.deliver('plan-small/2026Q1/dep-farming/due-plus-7');
    expect((await city.mail('plan-small/2026Q1/dep-farming/due-plus-7')).state).toBe('sent');
    expect(await city.choose('dep-farming', true)).toBe('gone');
  });

  it('is refused of a department that has answered, of a plain reminder and of a step nobody knows', async () => {
    const city = await theDayBefore();
    await city.settle('dep-civil', {
      state: 'submitted',
      events: [{ what: 'answered', at: '2026-07-20T01:00:00.000Z', outstanding: [] }],
    });
    expect(await city.choose('dep-civil', true)).toBe('gone');
    expect(await city.choose('dep-farming', true, 'due-minus-5')).toBe('gone');
    expect(await city.choose('dep-farming', true, 'due-plus-99')).toBe('gone');
    expect((await city.request('dep-farming')).value.events).toEqual([]);
  });
});

describe('an escalation kept back when its mail has been made already', () => {
  /** The mails to the heads were made while sending was paused, and wait at the door. */
  async function waitingAtTheDoor() {
    const city = await theDayBefore();
    await pauseMails(city.store, { ...city.act, at: city.clock.now() }, '宛先の確認');
    await city.fallDue();
    for (const head of ['dep-construction', 'dep-farming'])
      await city.deliver(`plan-small/2026Q1/${head}/due-plus-7`);
    const resume = () => resumeMails(city.store, { ...city.act, at: city.clock.now() });
    return { ...city, resume };
  }

  it('never leaves, though held at the very instant it was made', async () => {
    const city = await waitingAtTheDoor();
    const listed = await loadEscalations(city.store, PLAN, city.clock.now(), city.clock.now());
    expect(listed.map(({ department, mail }) => [department, mail?.value.state])).toEqual([
      ['dep-civil', 'paused'],
      ['dep-architecture', 'paused'],
      ['dep-farming', 'paused'],
    ]);
    expect(await city.choose('dep-farming', true)).toBe('held');
    await city.resume();
    const outcome = { outcome: 'dropped', reason: 'step-held' };
    expect(await city.deliver('plan-small/2026Q1/dep-farming/due-plus-7')).toEqual(outcome);
    expect(await city.deliver(TO_HEAD)).toEqual({ outcome: 'sent' });
    expect(city.handed.map(({ mailId }) => mailId)).toEqual([TO_HEAD]);
    expect(await city.choose('dep-farming', false)).toBe('gone');
  });

  it('takes what the same mail tells of others with it, and says so', async () => {
    const city = await waitingAtTheDoor();
    expect(await city.choose('dep-civil', true)).toBe('held');
    await city.resume();
    expect(await city.deliver(TO_HEAD)).toEqual({ outcome: 'dropped', reason: 'step-held-in-part' });
    expect(city.handed).toEqual([]);
  });

  it('goes after all when it is freed before sending resumes', async () => {
    const city = await waitingAtTheDoor();
    await city.choose('dep-farming', true);
    expect(await city.choose('dep-farming', false)).toBe('freed');
    await city.resume();
    expect(await city.deliver('plan-small/2026Q1/dep-farming/due-plus-7')).toEqual({ outcome: 'sent' });
  });

  it('does not leave with somebody who looked at it before and is about to send it', async () => {
    const city = await theDayBefore();
    await city.fallDue();
    const mail = await city.store.get('mail', { id: TO_HEAD });
    if (!mail) throw new Error('there is no letter to the head');
    expect(await city.choose('dep-civil', true)).toBe('held');
    const claim = { ...mail.value, state: 'claimed' } as const;
    const writes = [{ kind: 'mail', value: claim, expected: mail.revision }] as const;
    expect(await city.store.commit({ writes, audit: [], events: [] })).toBe('conflict');
  });
});

describe('the page of the console', () => {
  async function thePage(role: 'secretariat' | 'viewer') {
    const city = await theDayBefore();
    const { ask } = await aConsole(city, role);
    const csrf = /name="csrf" value="([^"]+)"/.exec((await ask('/console/escalations')).html)?.[1] ?? '';
    const choose = (what: string, department = 'dep-civil') =>
      ask('/console/escalations', {
        [CSRF_FIELD]: csrf,
        round: '2026Q1',
        department,
        step: 'due-plus-7',
        do: what,
        reason: '電話で確認済み',
      });
    return { city, ask, choose };
  }

  it('keeps a step back with one click, shows who did so and why, and lets it go again', async () => {
    const { ask, choose, city } = await thePage('secretariat');
    const before = await ask('/console/escalations');
    expect(before.html).toContain('3件、うち見送り0件');
    expect(before.html).toContain('都市建設部長');
    const held = await choose('hold');
    expect(held.status).toBe(200);
    expect(held.html).toContain('土木管理課の「期限の7開庁日後の送信」を見送ります。');
    expect(held.html).toContain(`見送り中（${BY}、電話で確認済み）`);
    expect((await choose('hold')).status).toBe(409);
    expect((await ask('/console/calendar/2026-07-24')).html).toContain('見送りのためです');
    expect((await ask('/console/mails')).html).toContain('見送った連絡');
    expect((await ask('/console')).html).toContain(
      '次の開庁日までに課長、部局長に届く連絡</a>　<strong class="nowrap">2件',
    );
    expect((await choose('free')).html).toContain('見送りを取り消しました');
    expect((await choose('hold', 'dep-nowhere')).status).toBe(409);
    city.clock.set('2026-07-27T15:00:00+09:00');
    expect((await ask('/console/escalations')).html).toContain('届く予定の連絡はありません');
  });

  it('only shows it to somebody who may not decide', async () => {
    const { ask, choose } = await thePage('viewer');
    const { html } = await ask('/console/escalations');
    expect(html).toContain('届く予定');
    expect(html).not.toContain('見送る</button>');
    expect((await choose('hold')).status).toBe(403);
  });
});
