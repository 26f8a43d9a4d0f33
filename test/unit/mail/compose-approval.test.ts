import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import {
  type ApprovalRequestInput,
  composeApprovalRequest,
  composeApproved,
  composeReturned,
  composeUndecided,
  type Undecided,
} from '../../../shared/mail/compose-approval.ts';
import type { ReadField } from '../../../shared/reply/reading.ts';
import type { FormField } from '../../../shared/round/form.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { aDepartment } from '../../support/builders.ts';
import { notJis } from '../report/jis.ts';
import { aForm, CODE, WORDING } from './small-form.ts';

const { manifest } = aForm();
const SUBJECT = { round: '2026Q1', department: aDepartment(), receiptCode: CODE, wording: WORDING } as const;
const DUE = instantOf('2026-07-14T17:00:00+09:00');
const DECIDED = { as: 'chief', at: instantOf('2026-07-10T15:20:00+09:00'), words: null } as const;

const answerTo = (field: FormField): ReadField['value'] => {
  if (field.input === 'number') return 32;
  return field.input === 'choice' ? (field.choices?.[0] ?? '') : '試行2課で端末の操作研修を実施';
};
const stored = manifest.fields.map((field) => ({
  field,
  value: answerTo(field),
  unit: field.number?.unit ?? null,
  raw: '',
  confidence: 'high' as const,
  reason: null,
  echo: null,
}));

function ask(parts: Partial<ApprovalRequestInput> = {}) {
  return composeApprovalRequest({
    ...SUBJECT,
    because: 'answered',
    manifest,
    stored,
    blank: [],
    names: new Map(),
    judgements: new Map(),
    ratingGaps: [],
    nothingToReport: false,
    comment: null,
    answered: 2,
    total: 2,
    dueAt: DUE,
    freezesAt: instantOf('2026-07-29T17:00:00+09:00'),
    hasDeputy: true,
    afterFreeze: false,
    ...parts,
  });
}

const returned = composeReturned({
  ...SUBJECT,
  decided: { ...DECIDED, words: '実績値は6月末の値にしてください' },
  dueAt: DUE,
  manifest,
  stored,
  names: new Map(),
});
const approved = (answered: number, as: 'chief' | 'deputy' = 'chief') =>
  composeApproved({ ...SUBJECT, decided: { ...DECIDED, as }, answered, total: 2, afterFreeze: false });
const undecided = (because: Undecided) => composeUndecided({ ...SUBJECT, because });

describe('the mail that asks for an approval', () => {
  it('says in its first lines what came, what to reply and by when', () => {
    const { subject, text } = ask();
    expect(subject).toBe(`【決裁のお願い 7/14（火）まで】推進プラン進捗 R8第1四半期 土木管理課［${CODE}］`);
    expect(text.split('■')[0]).toBe(`土木管理課長 様

推進プランの令和8年度第1四半期の照会に、土木管理課から回答が
ありました。
承認いただくと、回答済みになります。
回答期限は7月14日（火）17時です。

よろしければ「承認」、
直すときは「差戻し 理由」と返信してください。
ご不在のときは、代決者が返信しても構いません。
【受付番号 ${CODE}】

`);
  });

  it('reads every answer back', () => {
    const { text } = ask();
    for (const { field } of stored) expect(text).toContain(field.label.split('（')[0]);
  });

  it('says after the due date what becomes of an answer nobody approves', () => {
    const { subject, text } = ask({ because: { days: 3 } });
    expect(subject).not.toContain('まで');
    expect(text.replaceAll('\n', '')).toContain(
      '7月29日（水）までに承認がないときは、資料に「未決裁」と記載します。',
    );
  });

  it('leaves the blank lines to the officer in copy, in the same mail', () => {
    const blank = manifest.fields.slice(0, 1);
    const { text } = ask({ stored: stored.slice(1), blank, answered: 1 });
    expect(text).toContain('まだ空いている行');
    expect(text).toContain('【おわり】');
    expect(text.replaceAll('\n', '')).toContain('（2件中1件。残りは担当者にお尋ねしています）');
  });
});

describe('the mails about a decision', () => {
  it('tell chief and officer alike, and name 代決', () => {
    expect(approved(2).text).toContain('回答済みになりました。');
    expect(approved(1).text.replaceAll('\n', '')).toContain('2件中1件が回答済みになりました。');
    expect(approved(2, 'deputy').text.replaceAll('\n', '')).toContain('代決者（土木管理課長の代わり）が承認');
  });

  it('bring the officer the reason first, then each line with what was answered before', () => {
    const reason = returned.text.indexOf('実績値は6月末の値にしてください');
    expect(reason).toBeGreaterThan(0);
    expect(reason).toBeLessThan(returned.text.indexOf('　前の回答　'));
    expect(returned.subject).toContain('【差戻し 7/14（火）まで】');
  });

  it('keep to the width of a line and to the characters of ISO-2022-JP', () => {
    const mails = [
      ask(),
      ask({ because: { days: -1 } }),
      ask({ because: 'not-the-newest' }),
      ask({ because: 'changed' }),
      ask({ because: 'unclear', nothingToReport: true, afterFreeze: true }),
      returned,
      approved(2, 'deputy'),
      undecided('reason-missing'),
      undecided('decided-already'),
      undecided('nothing-to-decide'),
      undecided('unproved'),
    ];
    for (const { subject, text } of mails) {
      expect(notJis(subject + text)).toEqual([]);
      const lines = text.split('\n').filter((line) => !line.startsWith('【'));
      expect(lines.filter((line) => widthOf(line) > 30)).toEqual([]);
    }
  });
});
