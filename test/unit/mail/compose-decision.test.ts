import { describe, expect, it } from 'vitest';
import { composeRejection, composeReturn, type ReturnInput } from '../../../shared/mail/compose-decision.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { aForm, CODE, fieldAt, WORDING } from './small-form.ts';

const returned = (parts: Partial<ReturnInput> = {}) =>
  composeReturn({
    round: '2026Q1',
    receiptCode: CODE,
    note: '数値だけでも、7月14日までに書いてください。',
    opening: 'read',
    form: { manifest: aForm().manifest, names: new Map() },
    blank: [fieldAt('1-B'), fieldAt('2-A')],
    wording: WORDING,
    ...parts,
  });

describe('a reply sent back', () => {
  it('carries the words of the secretariat and the lines that are blank', () => {
    const { subject, text } = returned();
    expect(subject).toBe('【ご確認】推進プラン進捗 R8第1四半期 返信について［K7F3-9Q2M］');
    expect(text).toBe(`お送りいただいた返信を、事務局が確認しました。

事務局から
　数値だけでも、7月14日までに書いてください。

次の行の「：」の後ろに書いて、
このメールにそのまま返信してください。

■1 現場に持ち出せるタブレット端末の配備
【1-B】実績値（台）：

■2 包括管理委託導入の検討
【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：

【受付番号 K7F3-9Q2M】
【おわり】ここより下は読み取りません

推進本部事務局（企画課）内線 0000
`);
  });

  it('says how to correct a line where none is blank', () => {
    expect(returned({ blank: [] }).text).toContain('【1-A】のような番号を付けて返信してください。');
  });

  it('of nobody proved tells the registered address that it was not taken for an answer', () => {
    expect(returned({ opening: 'sender-unproved' }).text).toContain('差出人を確かめられなかったため、');
  });

  it('has no form where it is not known what it answers', () => {
    const { subject, text } = returned({ round: null, receiptCode: null, form: null, blank: [] });
    expect(subject).toBe('【ご確認】推進プラン進捗 返信について');
    expect(text).not.toMatch(/【(おわり|受付番号)】?/);
  });
});

describe('a reply that was not taken', () => {
  const rejected = (isCorrection: boolean) =>
    composeRejection({
      round: '2026Q1',
      receiptCode: CODE,
      reason: '根拠となる資料が確認できないため。',
      isCorrection,
      wording: WORDING,
    });

  it('says why, and that nothing has changed', () => {
    const { text } = rejected(true);
    expect(text).toContain('お送りいただいた締切後の訂正は、\n次の理由により採用しませんでした。');
    expect(text).toContain('これまでに登録した回答は変わりません。');
    expect(text).toContain('理由　根拠となる資料が確認できないため。');
    expect(rejected(false).text).toContain('次の理由により回答として登録しませんでした。');
  });
});

it('keeps every line within thirty full-width characters', () => {
  const long = 'あ'.repeat(100);
  const mails = [
    returned({ note: long }),
    composeRejection({
      round: null,
      receiptCode: null,
      reason: long,
      isCorrection: false,
      wording: WORDING,
    }),
  ];
  for (const { text } of mails)
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(30);
});
