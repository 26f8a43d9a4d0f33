import { describe, expect, it } from 'vitest';
import { loadDraft, saveDraft } from '../../../functions/web/serve-pages/console/wizard/draft.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { InquiryPlan } from '../../../shared/round/inquiry.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { planMails } from '../../../shared/schedule/planner.ts';
import {
  endInquiry,
  findInquiry,
  listInquiries,
  previewInquiry,
  startInquiry,
} from '../../../shared/steps/inquiries.ts';
import { inquiryTable, loadInquiryRows } from '../../../shared/steps/inquiry-answers.ts';
import { loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { aCity, aStep, PLAN } from './a-city.ts';

const OPENS = '2026-07-02T09:00:00+09:00';
const ROUND = RoundId.parse('2026Q2I01');

const ASKED: InquiryPlan = {
  subject: '空き家の見回りの状況',
  words: '市議会から問合せがあったため、\n空き家の見回りの状況をうかがいます。',
  questions: [
    { answer: 'number', words: '6月末までに見回った空き家の数', unit: '件' },
    { answer: 'choice', words: 'これからの進め方', choices: ['続ける', 'やめる'] },
    { answer: 'date', words: '次の見回りを終える時期' },
    { answer: 'text', words: '困っていること' },
  ],
  reminds: true,
  departments: ['dep-civil', 'dep-architecture'],
  opensOn: '2026-07-02',
  dueOn: '2026-07-09',
};

/** The small city on the morning before an inquiry can go. */
async function aCityToAsk() {
  const city = await aCity();
  const { store } = city;
  const act = () => ({
    city: 'small',
    plan: PLAN,
    by: '事務局',
    at: city.clock.now(),
    cause: 'test/inquiry',
  });
  const look = async (change: Partial<InquiryPlan> = {}) =>
    previewInquiry(store, await loadCity(store, PLAN), PLAN, { ...ASKED, ...change }, city.clock.now());
  const start = async (count = 2, change: Partial<InquiryPlan> = {}) =>
    startInquiry(store, await loadCity(store, PLAN), { asked: { ...ASKED, ...change }, count }, act());
  const end = async (meant: 'planned' | 'open') =>
    endInquiry(store, await loadCity(store, PLAN), { round: ROUND, meant }, act());
  const open = async () => {
    city.clock.set(OPENS);
    return city.openRound(aStep('request', OPENS, { round: ROUND, rulesVersion: 2 }));
  };
  const standing = async () => findInquiry(store, await loadCity(store, PLAN), PLAN, ROUND);
  const planned = async () =>
    planMails(
      await loadWorld(store, await loadCity(store, PLAN), PLAN),
      city.clock.now(),
      instantOf('2026-12-31T00:00:00Z'),
    ).filter(({ round }) => round === ROUND);
  return { ...city, look, start, end, open, standing, planned };
}

const ANSWER =
  '【1-A】1,234件\r\n【1-B】続ける\r\n【1-C】9月15日\r\n【1-D】人手が足りません。\r\n【9-A】土木 太郎\r\n';

describe('an inquiry', () => {
  it('goes on the first free day, is answered by reply, corrected by a later one, and leaves no value of any KPI', async () => {
    const city = await aCityToAsk();
    expect(await city.start(3)).toEqual({ outcome: 'other-count', count: 2 });
    expect(await city.start()).toMatchObject({ outcome: 'started' });
    expect(await city.standing()).toMatchObject({ state: 'planned', departments: ASKED.departments });
    const plan = await city.planned();
    expect(plan.map(({ department, step }) => `${department} ${step}`)).toEqual([
      'dep-civil request',
      'dep-architecture request',
      'dep-civil due-minus-1',
      'dep-architecture due-minus-1',
    ]);
    expect(plan[0]?.why).toBe('令和8年度臨時照会第1号を送る日です。回答期限7/9（木）です。');
    expect(await city.open()).toMatchObject({ outcome: 'opened', requests: 2, unreached: 0 });
    const mail = await city.mail(`${PLAN}/${ROUND}/dep-civil/request`);
    expect(mail.subject).toMatch(/^【照会 7\/9（木）まで】空き家の見回りの状況［/);
    for (const words of [
      '問1　6月末までに見回った空き家の数',
      '【1-A】問1の実績値（件）：',
      '【1-C】問3の時期：',
    ])
      expect(mail.text).toContain(words);
    expect(mail.text).not.toContain('公表の対象');
    city.clock.set('2026-07-03T10:00:00+09:00');
    const { id, outcome } = await city.reply({ to: mail.id, text: ANSWER });
    expect(outcome).toBe('applied');
    const [receipt] = await city.answersTo(id);
    expect(receipt?.text).toContain('問1の実績値（6月末までに見回った空き家の数）　1,234件');
    expect((await city.request('dep-civil', ROUND)).value.state).toBe('submitted');
    city.clock.set('2026-07-06T10:00:00+09:00');
    await city.reply({ to: mail.id, text: '【1-A】1,240\r\n' });
    const unread = await city.reply({
      to: `${PLAN}/${ROUND}/dep-architecture/request`,
      from: 'architecture@city.example',
      text: 'お問い合わせの件、後日ご連絡します。\r\n',
    });
    expect(unread.outcome).toBe('held');
    city.clock.set('2026-07-10T09:00:00+09:00');
    const { directory } = await loadCity(city.store, PLAN);
    const rows = await loadInquiryRows(
      city.store,
      directory,
      { plan: PLAN, round: ROUND, inquiry: ASKED },
      city.clock.now(),
    );
    expect(inquiryTable(ASKED, rows, ({ state }) => state).slice(1)).toEqual([
      [
        '土木管理課',
        'submitted',
        '7/9（木）17時',
        null,
        '7/6（月）10時',
        '土木 太郎',
        1240,
        '続ける',
        '2026-09-15',
        '人手が足りません。',
      ],
      ['建築課', 'outstanding', '7/9（木）17時', '超過', null, null, null, null, null, null],
    ]);
    const judged = await city.evaluate.onSubmission(
      {
        plan: PLAN,
        round: ROUND,
        department: 'dep-civil',
        version: 1,
        initiatives: [`inquiry-${ROUND.toLowerCase()}`],
      },
      'test',
    );
    expect(judged).toEqual({ outcome: 'nothing-to-judge', initiatives: 0 });
    const history = await city.store.loadHistory(PLAN, 'init-tablets');
    expect([...history.actuals, ...history.statuses, ...history.statements]).toEqual([]);
    expect(await city.end('planned')).toBe('not-so');
    expect(await city.end('open')).toBe('ended');
    // Closed early it stands in no rules any more, and is listed with its questions all the same.
    const listed = await listInquiries(city.store, await loadCity(city.store, PLAN), PLAN);
    expect(listed).toMatchObject([{ round: ROUND, state: 'closed', inquiry: { subject: ASKED.subject } }]);
    const next = await city.look({ opensOn: '2026-07-14', dueOn: '2026-07-21' });
    expect(next).toMatchObject({ preview: { extra: { round: '2026Q2I02' } } });
  });

  it('never goes once it was called off, and cannot be called off twice', async () => {
    const city = await aCityToAsk();
    await city.start();
    expect(await city.end('open')).toBe('not-so');
    expect(await city.end('planned')).toBe('ended');
    expect(await city.end('planned')).toBe('not-so');
    expect(await city.planned()).toEqual([]);
    expect(await city.open()).toMatchObject({ outcome: 'superseded', requests: 0 });
  });

  it.each([
    ['a closed day', { opensOn: '2026-07-04' }, 'opensOn', '2026-07-06'],
    ['today', { opensOn: '2026-07-01' }, 'opensOn', '2026-07-02'],
    ['a day on which one of them is reminded', { opensOn: '2026-07-07' }, 'opensOn', '2026-07-08'],
    ['a due date on a closed day', { dueOn: '2026-07-20' }, 'dueOn', '2026-07-21'],
    ['a due date too near', { dueOn: '2026-07-03' }, 'dueOn', '2026-07-06'],
    ['a due date too far', { dueOn: '2027-07-01' }, 'dueOn', '2026-12-28'],
  ])('is refused for %s, with the nearest day that can stand', async (_, change, field, nearest) => {
    const city = await aCityToAsk();
    const looked = await city.look(change);
    expect(looked).toMatchObject({ outcome: 'faults', faults: [{ field, nearest }] });
  });

  it('stays when somebody activates a draft of the rules made before it, or goes back to a former version', async () => {
    const city = await aCityToAsk();
    const session = { subject: 's', name: '事務局', email: null, roles: ['secretariat'], csrf: '' } as const;
    const world = { store: city.store, planId: PLAN, clock: () => city.clock.now() };
    const before = await loadCity(city.store, PLAN);
    await saveDraft(world, session, { rules: { ...before.rules, sendAt: '10:00' }, basedOn: 1 });
    await city.start();
    const draft = await loadDraft(world, session, await loadCity(city.store, PLAN));
    expect(draft.rules).toMatchObject({ sendAt: '10:00', extraRounds: [{ round: ROUND }] });
  });
});
