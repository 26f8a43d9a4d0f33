import { describe, expect, it } from 'vitest';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { listQuestions } from '../../../shared/steps/answers/list-questions.ts';
import {
  askQuestion,
  previewQuestion,
  type QuestionToAsk,
  settleQuestion,
} from '../../../shared/steps/answers/questions.ts';
import { createHeldDecisions } from '../../../shared/steps/answers/settle-held.ts';
import { aDepartment, aDirectory } from '../../support/builders.ts';
import { aCity, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const KEY = { plan: PLAN, round: '2026Q1', department: 'dep-civil' } as const;
const TEXT = '前回の20台から大きく増えています。購入と借用の内訳を確かめてください。';
const QUESTION: QuestionToAsk = { ...KEY, kpi: 'kpi-tablets', text: TEXT, because: 'C4', via: 'mail' };

/** The round in which 土木管理課 has answered 32 tablets, and somebody of the secretariat who asks. */
async function anAnsweredRound(directory = aDirectory()) {
  const city = await aCity({ directory });
  await city.openRound(OPENING);
  city.clock.set('2026-07-03T10:00:00+09:00');
  await city.reply({ to: REQUEST, text: '【1-A】32\r\n【1-B】端末の操作研修を実施\r\n【1-C】順調\r\n' });
  city.clock.set('2026-07-06T10:00:00+09:00');
  const { store, clock } = city;
  const act = () => ({ city: 'small', by: '事務局 山田', at: clock.now(), cause: `test/${clock.now()}` });
  return {
    ...city,
    act,
    ask: (parts: Partial<QuestionToAsk> = {}) => askQuestion(city, { ...QUESTION, ...parts }, act()),
    settle: (as: 'confirmed' | 'withdrawn', note = '電話で確かめた') =>
      settleQuestion(store, { ...KEY, number: 1 }, { as, note }, act()),
    states: async () => (await listQuestions(store, KEY)).map(({ state, value }) => [state, value]),
    /** How the KPI stands once what happened has been judged. */
    async judged() {
      const { version } = (await city.request('dep-civil')).value;
      await city.evaluate.onSubmission({ ...KEY, version, initiatives: ['init-tablets'] }, 'test');
      const status = await store.get('status', { plan: PLAN, round: '2026Q1', initiative: 'init-tablets' });
      const kpi = status?.value.status.kpis.find((one) => one.kpi === 'kpi-tablets');
      return { status: status?.value.status.status, kpi: kpi?.judgement.status, actual: kpi?.actual };
    },
  };
}

describe('a value under question', () => {
  it('is asked about in one mail of one line, and judged by nothing meanwhile', async () => {
    const city = await anAnsweredRound();
    expect(await city.judged()).toMatchObject({ kpi: 'on-track', actual: 32 });
    expect(await city.ask()).toMatchObject({
      outcome: 'asked',
      mailedTo: ['dep-civil-officer@small.example'],
    });
    expect(await city.judged()).toEqual({ status: 'under-review', kpi: 'under-review', actual: null });
    const mail = await city.mail(`question/${PLAN}/2026Q1/dep-civil/1`);
    expect(mail).toMatchObject({ kind: 'question', state: 'pending' });
    expect(mail.subject).toMatch(/^【確認のお願い】推進プラン進捗 R8第1四半期 土木管理課［/);
    expect(mail.text).toContain('いただいた値　32台');
    expect(mail.text.replaceAll(/\n　?/g, '')).toContain(TEXT);
    expect(mail.text.match(/^【1-A】.*$/gm)).toEqual(['【1-A】実績値（台）：']);
    for (const line of mail.text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(40);
    const audit = await city.store.listAudit('2026-07-06');
    expect(audit).toContainEqual(
      expect.objectContaining({
        what: 'question.asked',
        actor: '事務局 山田',
        subject: '2026Q1/dep-civil/kpi-tablets',
        after: `32: ${TEXT}`,
      }),
    );
    expect(await city.ask()).toEqual({ outcome: 'refused', why: 'already-open' });
  });

  it.each([
    ['the same value confirms it', '32', 'confirmed', 32],
    ['another one corrects it', '23', 'corrected', 23],
  ])('is released by the department: %s', async (_, answer, state, value) => {
    const city = await anAnsweredRound();
    await city.ask();
    expect(await city.states()).toEqual([['open', 32]]);
    city.clock.set('2026-07-07T10:00:00+09:00');
    await city.reply({ to: `question/${PLAN}/2026Q1/dep-civil/1`, text: `【1-A】${answer}\r\n` });
    expect(await city.states()).toEqual([[state, value]]);
    expect((await city.judged()).actual).toBe(value);
  });

  it('stays so while the correction waits for its approval', async () => {
    const civil = aDepartment({ approval: 'chief-reply' });
    const directory = aDirectory({
      departments: aDirectory().departments.map((one) => (one.id === 'dep-civil' ? civil : one)),
    });
    const city = await anAnsweredRound(directory);
    // The first answer itself waits, so there is nothing that counts to ask about.
    expect(await city.ask()).toEqual({ outcome: 'refused', why: 'no-value' });
    const chief = 'dep-civil-chief@small.example';
    const approve = async () => {
      const pending = await city.store.list('mail', { state: 'pending' });
      const asking = pending.map(({ value }) => value).findLast(({ kind }) => kind === 'approval');
      await city.reply({ to: asking?.id ?? '', from: chief, text: '承認' });
    };
    await approve();
    await city.ask();
    city.clock.set('2026-07-07T10:00:00+09:00');
    await city.reply({ to: `question/${PLAN}/2026Q1/dep-civil/1`, text: '【1-A】23\r\n' });
    expect(await city.states()).toEqual([['open', 32]]);
    await approve();
    expect(await city.states()).toEqual([['corrected', 23]]);
  });

  it('stays so after the freeze until the secretariat lets the correction count', async () => {
    const city = await anAnsweredRound();
    await city.ask();
    const round = await city.store.get('round', { plan: PLAN, id: '2026Q1' });
    if (!round) throw new Error('the round has gone');
    await city.store.commit({
      writes: [{ kind: 'round', value: { ...round.value, state: 'frozen' }, expected: round.revision }],
      audit: [],
      events: [],
    });
    city.clock.set('2026-07-30T10:00:00+09:00');
    const { id } = await city.reply({ to: `question/${PLAN}/2026Q1/dep-civil/1`, text: '【1-A】23\r\n' });
    expect(await city.states()).toEqual([['open', 32]]);
    expect(await city.judged()).toMatchObject({ kpi: 'under-review' });
    const held = createHeldDecisions({ ...city, plan: PLAN, openForm, clock: city.clock.now });
    await held.settle(id, '事務局 山田', { does: 'apply', reason: '所管課が確認', request: null });
    expect(await city.states()).toEqual([['corrected', 23]]);
  });

  it('is asked by phone at any hour, by mail only when mails go', async () => {
    const city = await anAnsweredRound();
    city.clock.set('2026-07-04T22:00:00+09:00');
    expect(await city.ask()).toMatchObject({
      why: 'quiet',
      next: instantOf('2026-07-06T09:00:00+09:00'),
    });
    expect(await city.ask({ via: 'phone' })).toMatchObject({ outcome: 'asked', mailedTo: [] });
  });

  it('is confirmed or withdrawn by the secretariat with a note, once, and its mail is not sent any more', async () => {
    const city = await anAnsweredRound();
    await city.ask();
    expect(await city.settle('confirmed', ' ')).toBe('note');
    expect(await city.settle('confirmed')).toBe('settled');
    expect(await city.settle('withdrawn')).toBe('not-open');
    expect(await city.states()).toEqual([['confirmed', 32]]);
    expect(await city.judged()).toMatchObject({ kpi: 'on-track', actual: 32 });
    expect(await city.deliver(`question/${PLAN}/2026Q1/dep-civil/1`)).toEqual({
      outcome: 'dropped',
      reason: 'answered-meanwhile',
    });
    const audit = await city.store.listAudit('2026-07-06');
    expect(audit).toContainEqual(
      expect.objectContaining({ what: 'question.confirmed', after: '電話で確かめた' }),
    );
  });

  it.each([
    ['a KPI the department was not asked about', { kpi: 'kpi-ledger' }, 'no-such-value'],
    ['a round that is not judged', { round: '2026Q1T' as const }, 'no-such-value'],
    ['no words', { text: ' ' }, 'text'],
    ['too many words', { text: 'あ'.repeat(201) }, 'text'],
  ])('is refused for %s', async (_, parts, why) => {
    const city = await anAnsweredRound();
    const refused = await previewQuestion(city.store, { ...QUESTION, ...parts }, city.clock.now());
    expect(refused).toEqual({ outcome: 'refused', why });
  });
});
