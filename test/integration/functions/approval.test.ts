import { describe, expect, it } from 'vitest';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import type { Contact } from '../../../shared/plan/directory.ts';
import { isCounting } from '../../../shared/round/submission.ts';
import { redactReceived } from '../../../shared/steps/answers/redact.ts';
import { createHeldDecisions } from '../../../shared/steps/answers/settle-held.ts';
import { aContact, aDepartment, aDirectory } from '../../support/builders.ts';
import { aCity, aStep, OPENING, PLAN } from './a-city.ts';

const REQUEST = 'plan-small/2026Q1/dep-civil/request';
const OFFICER = 'dep-civil-officer@small.example';
const CHIEF = 'dep-civil-chief@small.example';
const DEPUTY = 'dep-civil-deputy@small.example';
const WHOLE = '【1-A】32\r\n【1-B】端末の操作研修を実施\r\n【1-C】順調\r\n';

/** The small city in which the answers of 土木管理課 count once its chief, or the deputy, replies 承認. */
function aDirectoryWithApproval(contacts: readonly Contact[] = aDirectory().contacts) {
  return aDirectory({
    departments: aDirectory().departments.map((department) =>
      department.id === 'dep-civil' ? aDepartment({ approval: 'chief-reply' }) : department,
    ),
    contacts: [...contacts, aContact({ role: 'deputy' })],
  });
}

/** A mail's text without the breaks of its lines. */
const said = (mail: { text: string } | undefined) => mail?.text.replaceAll('\n', '');

async function anOpenRound(directory = aDirectoryWithApproval()) {
  const city = await aCity({ directory });
  await city.openRound(OPENING);
  city.clock.set('2026-07-03T10:00:00+09:00');
  const versions = async () =>
    (await city.store.list('submission', { plan: PLAN, round: '2026Q1', department: 'dep-civil' })).map(
      ({ value }) => value,
    );
  return {
    ...city,
    versions,
    /** The officer answers; the mail that asks the chief for the approval. */
    async answered(text = WHOLE, to = REQUEST) {
      const { id } = await city.reply({ to, text, from: OFFICER });
      const asking = (await city.answersTo(id)).find(({ kind }) => kind === 'approval');
      if (!asking) throw new Error('nobody was asked to approve');
      return asking;
    },
    /** The value of the KPI in the version that counts. */
    async counts() {
      const counting = (await versions()).filter(isCounting).at(-1);
      return Object.values(counting?.fields ?? {}).find(({ kind }) => kind === 'actual')?.value;
    },
  };
}

describe('an answer of a department whose chief approves', () => {
  it('waits: it counts for nothing, the chief is sent all of it, and the officer is told', async () => {
    const city = await anOpenRound();
    const { id } = await city.reply({ to: REQUEST, text: WHOLE, from: OFFICER });
    const [receipt, asking] = await city.answersTo(id);
    expect(receipt).toMatchObject({ kind: 'receipt', to: [OFFICER] });
    expect(said(receipt)).toContain('土木管理課長に決裁をお願いしています。');
    expect(asking).toMatchObject({ kind: 'approval', to: [CHIEF], cc: [DEPUTY], version: 1 });
    expect(said(asking)).toContain('実績値　32台');
    expect(await city.counts()).toBeUndefined();
    expect((await city.request('dep-civil')).value.state).toBe('awaiting-approval');
  });

  it('counts once the chief answers 承認, and is judged; chief and officer are told', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const { outcome, id } = await city.reply({ to: asking.id, text: '承認\r\n', from: CHIEF });
    expect(outcome).toBe('applied');
    expect(await city.counts()).toBe(32);
    expect((await city.request('dep-civil')).value).toMatchObject({ state: 'submitted', version: 1 });
    expect((await city.versions())[0]?.approval).toMatchObject({ state: 'approved', by: CHIEF, as: 'chief' });
    const [told] = await city.answersTo(id);
    expect(told).toMatchObject({ to: [CHIEF], cc: [OFFICER] });
  });

  it('counts as 代決 once a deputy answers 承認, with the words beside it passed on', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const text = '承認します。\r\n次回は根拠も添えてください。\r\n';
    const { id } = await city.reply({ to: asking.id, text, from: DEPUTY });
    expect((await city.versions())[0]?.approval).toMatchObject({
      state: 'approved',
      by: DEPUTY,
      as: 'deputy',
    });
    const [told] = await city.answersTo(id);
    expect(said(told)).toContain('代決者（土木管理課長の代わり）が承認しました');
    expect(said(told)).toContain('「次回は根拠も添えてください。」');
  });

  it('is the officer’s again once the chief sends it back: reason, form and the answers before', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const text = '差戻し 実績値は6月末の値にしてください\r\n';
    const { outcome, id } = await city.reply({ to: asking.id, text, from: CHIEF });
    expect(outcome).toBe('applied');
    expect(await city.counts()).toBeUndefined();
    expect((await city.request('dep-civil')).value.state).toBe('outstanding');
    const [told] = await city.answersTo(id);
    expect(told).toMatchObject({ to: [OFFICER], cc: [CHIEF] });
    expect(said(told)).toContain('実績値は6月末の値にしてください');
    expect(said(told)).toContain('　前の回答　32台');

    city.clock.set('2026-07-03T11:00:00+09:00');
    const again = await city.answered('【1-A】30\r\n', told?.id);
    expect(again).toMatchObject({ version: 2 });
    expect(said(again)).toContain('端末の操作研修を実施');
    await city.reply({ to: again.id, text: '承認\r\n', from: CHIEF });
    expect(await city.counts()).toBe(30);
    expect((await city.request('dep-civil')).value.state).toBe('submitted');
  });

  it('takes the lines below 差戻し for the reason, and even values written there', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const text = '差戻し\r\n根拠を書いてください。\r\n【1-A】30\r\n';
    await city.reply({ to: asking.id, text, from: CHIEF });
    const [version, ...more] = await city.versions();
    expect(version?.approval.reason).toBe('根拠を書いてください。\n【1-A】30');
    expect(more).toEqual([]);
  });

  it('is not sent back without a reason: one is asked for, and may come in reply to that', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const bare = await city.reply({ to: asking.id, text: '差戻し\r\n', from: CHIEF });
    expect(bare).toMatchObject({ outcome: 'applied', reason: 'reason-missing' });
    expect((await city.versions())[0]?.approval.state).toBe('awaiting');
    const [told] = await city.answersTo(bare.id);
    expect(said(told)).toContain('まだ差し戻していません');
    await city.reply({ to: told?.id ?? '', text: '差戻し 実績値を確認\r\n', from: CHIEF });
    expect((await city.versions())[0]?.approval).toMatchObject({ state: 'returned', reason: '実績値を確認' });
  });

  it('is not approved by 承認 to the read-back of an older version: the chief is shown the newest', async () => {
    const city = await anOpenRound();
    const older = await city.answered();
    city.clock.set('2026-07-03T11:00:00+09:00');
    await city.answered('【1-A】99\r\n');
    const stale = await city.reply({ to: older.id, text: '承認\r\n', from: CHIEF });
    expect(stale).toMatchObject({ outcome: 'applied', reason: 'not-the-newest' });
    expect(await city.counts()).toBeUndefined();
    const [shown] = await city.answersTo(stale.id);
    expect(shown).toMatchObject({ kind: 'approval', to: [CHIEF], version: 2 });
    expect(said(shown)).toContain('実績値　99台');
    await city.reply({ to: shown?.id ?? '', text: '承認\r\n', from: CHIEF });
    expect(await city.counts()).toBe(99);
  });

  it('is decided once: the second of two at the same moment is told so', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const decisions = await Promise.all([
      city.reply({ to: asking.id, text: '承認\r\n', from: CHIEF }),
      city.reply({ to: asking.id, text: '差戻し 数字を確認\r\n', from: DEPUTY }),
    ]);
    expect(decisions.map(({ reason }) => reason).toSorted()).toEqual(['decided-already', null]);
    const { state } = (await city.request('dep-civil')).value;
    const [version] = await city.versions();
    expect([state, version?.approval.state]).toEqual(
      version?.approval.as === 'chief' ? ['submitted', 'approved'] : ['outstanding', 'returned'],
    );
  });

  it('counts at once where the chief answers the request in person', async () => {
    const city = await anOpenRound();
    const { id } = await city.reply({ to: REQUEST, text: WHOLE, from: CHIEF });
    expect(await city.counts()).toBe(32);
    expect((await city.versions())[0]?.approval).toMatchObject({ state: 'approved', as: 'chief' });
    expect(await city.answersTo(id)).toMatchObject([{ kind: 'receipt', to: [CHIEF] }]);
  });

  it('does not count through values of the chief that were merged upon what nobody approved', async () => {
    const city = await anOpenRound();
    await city.answered();
    const { id } = await city.reply({ to: REQUEST, text: '【1-C】やや遅れ\r\n', from: CHIEF });
    expect(await city.counts()).toBeUndefined();
    expect(await city.answersTo(id)).toMatchObject([{ kind: 'approval', to: [CHIEF], version: 2 }]);
  });

  it('counts with the change the chief writes beside 承認, and is read back where 承認 is missing', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const changed = await city.reply({ to: asking.id, text: '【1-A】31\r\n', from: CHIEF });
    expect(await city.counts()).toBeUndefined();
    const [shown] = await city.answersTo(changed.id);
    expect(said(shown)).toContain('書いていただいた内容を回答に入れました。まだ承認していません。');
    await city.reply({ to: shown?.id ?? '', text: '承認\r\n【1-A】33\r\n', from: CHIEF });
    expect(await city.counts()).toBe(33);
  });

  it('is not approved by the officer, who is told who may', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const { id } = await city.reply({ to: asking.id, text: '承認\r\n', from: OFFICER });
    expect(await city.counts()).toBeUndefined();
    const [told] = await city.answersTo(id);
    expect(said(told)).toContain('承認と差戻しは、土木管理課長か代決者が');
  });

  it('is not approved where nothing proves the sender: it is held, and the chief is asked', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const gray = await city.reply({ to: asking.id, text: '承認\r\n', from: CHIEF, dmarc: 'GRAY' });
    expect(gray).toMatchObject({ outcome: 'held', reason: 'approval-unproved' });
    expect(await city.counts()).toBeUndefined();
    const [told] = await city.answersTo(gray.id);
    expect(told).toMatchObject({ to: [CHIEF] });
    expect(said(told)).toContain('お心当たりがない場合');
  });

  it('is approved where the secretariat made sure of the sender, as its preview said, and the mail can then be blanked', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const { id } = await city.reply({ to: asking.id, text: '承認\r\n', from: CHIEF, dmarc: 'GRAY' });
    const { store, objects, workshop } = city;
    const held = createHeldDecisions({
      store,
      objects,
      workshop,
      openForm,
      plan: PLAN,
      clock: city.clock.now,
    });
    const apply = (reason: string | null) => ({ does: 'apply', reason, request: null }) as const;
    expect(await held.preview(id, '山田', apply(null))).toEqual({ outcome: 'refused', why: 'proof-needed' });
    const preview = await held.preview(id, '山田', apply('電話で本人に確認'));
    expect(preview).toMatchObject({
      outcome: 'previewed',
      state: 'applied',
      mails: [{ to: [CHIEF, OFFICER] }],
    });
    expect(await city.counts()).toBeUndefined();
    const mark = preview.outcome === 'previewed' ? preview.mark : '';
    expect(await held.settle(id, '山田', apply('電話で本人に確認'), 'another')).toMatchObject({
      why: 'changed-meanwhile',
    });
    const early = { id, by: '山田', reason: '個人の名前', at: city.clock.now() };
    expect(await redactReceived(city, early)).toEqual({ outcome: 'refused', why: 'not-settled-yet' });
    expect(await held.settle(id, '山田', apply('電話で本人に確認'), mark)).toMatchObject({
      outcome: 'settled',
      received: { state: 'applied', decision: { by: '山田', note: '電話で本人に確認' } },
    });
    expect(await city.counts()).toBe(32);
    expect(await held.settle(id, '佐藤', apply('確認'), mark)).toMatchObject({
      why: 'not-waiting',
      decision: { by: '山田' },
    });
    const key = `inbound/${id}`;
    const raw = objects.kept.get(key);
    expect(await redactReceived(city, early)).toMatchObject({ outcome: 'redacted' });
    const left = (await store.get('received', { id }))?.value;
    expect(left).toMatchObject({
      state: 'applied',
      subject: null,
      redacted: { by: '山田', reason: '個人の名前' },
    });
    expect(new TextDecoder().decode(objects.kept.get(key))).toContain(left?.redacted?.sha256);
    expect(await redactReceived(city, early)).toEqual({ outcome: 'refused', why: 'redacted-before' });
    // Cut off between the row and the text, it is finished by ordering it again.
    await objects.put(key, raw ?? new Uint8Array());
    expect(await redactReceived(city, early)).toMatchObject({ outcome: 'redacted' });
    expect(new TextDecoder().decode(objects.kept.get(key))).not.toContain('From:');
    const trail = await store.listAudit('2026-07-03');
    expect(trail.filter(({ what }) => what === 'reply.redacted')).toMatchObject([{ actor: '山田' }]);
  });

  it.each([
    ['確認しました', 'applied'],
    ['だいたいよいと思います。', 'held'],
  ])('is not approved by 「%s」, and the chief is told', async (text, state) => {
    const city = await anOpenRound();
    const asking = await city.answered();
    const words = await city.reply({ to: asking.id, text: `${text}\r\n`, from: CHIEF });
    expect(words).toMatchObject({ outcome: state, reason: 'unclear-decision' });
    expect(await city.counts()).toBeUndefined();
    const [shown] = await city.answersTo(words.id);
    expect(shown).toMatchObject({ kind: 'approval', version: 1 });
    expect(said(shown)).toContain('まだ承認していません');
  });

  it('of 該当なし waits for its approval like any other', async () => {
    const city = await anOpenRound();
    const asking = await city.answered('該当なし\r\n');
    expect((await city.request('dep-civil')).value.state).toBe('awaiting-approval');
    expect(said(asking)).toContain('該当なし');
    await city.reply({ to: asking.id, text: '承認\r\n', from: CHIEF });
    expect((await city.request('dep-civil')).value.state).toBe('nothing-to-report');
  });

  it('waits where nobody who approves can be reached, and the officer is told that the secretariat looks', async () => {
    const { contacts } = aDirectory();
    const directory = aDirectoryWithApproval(contacts.filter(({ role }) => role !== 'chief'));
    const nobody = { ...directory, contacts: directory.contacts.filter(({ role }) => role !== 'deputy') };
    const city = await anOpenRound(nobody);
    const { id } = await city.reply({ to: REQUEST, text: WHOLE, from: OFFICER });
    const [receipt, ...more] = await city.answersTo(id);
    expect(more).toEqual([]);
    expect(said(receipt)).toContain('事務局が確認します');
    expect(await city.counts()).toBeUndefined();
  });
});

describe('the ladder, while an answer waits for its approval', () => {
  it('brings the chief the read-back again, which may be approved like the first', async () => {
    const city = await anOpenRound();
    await city.answered();
    city.clock.set('2026-07-07T09:00:00+09:00');
    await city.remind(aStep('due-minus-5', '2026-07-07T09:00:00+09:00'));
    const reminder = await city.mail('plan-small/2026Q1/dep-civil/due-minus-5');
    expect(reminder).toMatchObject({ kind: 'reminder', to: [CHIEF], cc: [DEPUTY, OFFICER], version: 1 });
    expect(said(reminder)).toContain('実績値　32台');
    await city.reply({ to: reminder.id, text: '承認\r\n', from: CHIEF });
    expect(await city.counts()).toBe(32);
  });

  it('brings the officer the reason again once it was sent back', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    await city.reply({ to: asking.id, text: '差戻し 6月末の値に\r\n', from: CHIEF });
    city.clock.set('2026-07-07T09:00:00+09:00');
    await city.remind(aStep('due-minus-5', '2026-07-07T09:00:00+09:00'));
    const reminder = await city.mail('plan-small/2026Q1/dep-civil/due-minus-5');
    expect(reminder).toMatchObject({ to: [OFFICER], version: null });
    expect(said(reminder)).toContain('理由　「6月末の値に」');
    expect(said(reminder)).toContain('【1-A】');
  });
});

describe('a mail that asks for an approval', () => {
  it('does not leave any more once it is decided, or once a newer answer is there', async () => {
    const city = await anOpenRound();
    const older = await city.answered();
    city.clock.set('2026-07-03T11:00:00+09:00');
    const newer = await city.answered('【1-A】33\r\n');
    expect(await city.deliver(older.id)).toEqual({ outcome: 'dropped', reason: 'renewed-meanwhile' });
    await city.reply({ to: older.id, text: '承認\r\n', from: CHIEF });
    await city.reply({ to: newer.id, text: '承認\r\n', from: CHIEF });
    expect(await city.deliver(newer.id)).toEqual({ outcome: 'dropped', reason: 'decided-meanwhile' });
  });

  it('takes the place of a reminder to the officer that has not left', async () => {
    const city = await anOpenRound();
    city.clock.set('2026-07-07T09:00:00+09:00');
    await city.remind(aStep('due-minus-5', '2026-07-07T09:00:00+09:00'));
    const asking = await city.answered();
    const reminder = 'plan-small/2026Q1/dep-civil/due-minus-5';
    expect(await city.deliver(reminder)).toEqual({ outcome: 'dropped', reason: 'answered-meanwhile' });
    expect(await city.deliver(asking.id)).toEqual({ outcome: 'sent' });
  });
});

describe('the freeze', () => {
  it('counts nothing that nobody approved; an approval after it is a correction for the secretariat', async () => {
    const city = await anOpenRound();
    const asking = await city.answered();
    city.clock.set('2026-07-29T17:00:00+09:00');
    await city.evaluate.onFreeze(aStep('freeze', '2026-07-29T17:00:00+09:00'), 'freeze');
    const status = await city.store.get('status', {
      plan: PLAN,
      round: '2026Q1',
      initiative: 'init-tablets',
    });
    expect(status?.value.status).toMatchObject({ status: 'not-reported' });
    expect(status?.value.status.reason).toContain('実績値の回答はあるが未決裁');
    city.clock.set('2026-07-30T10:00:00+09:00');
    const late = await city.reply({ to: asking.id, text: '承認\r\n', from: CHIEF });
    expect(late).toMatchObject({ outcome: 'held', reason: 'after-freeze' });
    expect((await city.versions())[0]).toMatchObject({ afterFreeze: true, approval: { state: 'approved' } });
    expect(await city.counts()).toBeUndefined();
  });
});
