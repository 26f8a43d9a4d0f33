import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { composeFormSheet } from '../../../shared/mail/compose-form-sheet.ts';
import { answerRows, layOutFormSheet } from '../../../shared/round/form-sheet.ts';
import { aDepartment } from '../../support/builders.ts';
import { aForm, CODE, WORDING } from '../mail/small-form.ts';

const WORDS = { fileName: 'form.xlsx', title: '題', facts: '事項', guide: '書き方' };

const sheetOf = (department = aDepartment()) =>
  composeFormSheet({
    round: '2026Q1',
    department,
    receiptCode: CODE,
    form: aForm(),
    dueAt: instantOf('2026-07-14T17:00:00+09:00'),
    wording: WORDING,
  });

describe('the form as a sheet', () => {
  it('says what it is, whose, until when, and how to answer, above the columns', () => {
    const [title, facts, guide, columns] = sheetOf().rows;
    expect(title).toEqual({ kind: 'title', text: '推進プラン進捗 R8第1四半期　回答様式' });
    expect(facts).toEqual({
      kind: 'facts',
      text: '土木管理課　　回答期限 7月14日（火）17時　　受付番号 K7F3-9Q2M',
    });
    expect(guide).toMatchObject({ kind: 'guide', text: expect.stringContaining('返信に添付') });
    expect(columns).toEqual({ kind: 'columns' });
  });

  it('has a row for every field of the mail, with the unit or the words to choose from', () => {
    const { rows } = sheetOf();
    const fields = rows.flatMap((row) => (row.kind === 'field' ? [row] : []));
    expect(fields.map(({ anchor }) => anchor)).toEqual(aForm().manifest.fields.map(({ anchor }) => anchor));
    expect(fields[1]).toMatchObject({
      anchor: '1-B',
      label: '実績値',
      how: '台',
      hint: '指標　タブレット端末数\n目標 60台（令和8年度末）　計画 35台（6月末）　前回 20台',
      name: 'answer_1_B',
    });
    expect(fields[0]).toMatchObject({ label: '予定の状況', how: '済・実施中・未着手・延期' });
  });

  it('says beside a title what regards the whole initiative', () => {
    const titles = sheetOf().rows.flatMap((row) => (row.kind === 'section' ? [row.text] : []));
    expect(titles).toEqual([
      '■1 現場に持ち出せるタブレット端末の配備',
      '■2 包括管理委託導入の検討\n数値目標はありません。',
      '■ 回答した方',
    ]);
  });

  it.each([null, ['1-B'], ['2-A', '2-C'], ['1-A', '1-C', '9-A']])(
    'lays each answer where the manifest alone says it stands, asked again or not (%s)',
    (only) => {
      const form = aForm(only);
      const { rows } = layOutFormSheet(form, WORDS);
      const laidOut = rows.flatMap((row, index) => (row.kind === 'field' ? [[row.anchor, index]] : []));
      expect([...answerRows(form.manifest)]).toEqual(laidOut);
    },
  );

  it('has a name that any file system takes', () => {
    expect(sheetOf().fileName).toBe('進捗回答様式_土木管理課_R8第1四半期.xlsx');
    expect(sheetOf(aDepartment({ name: '総務/人事 課:A' })).fileName).toBe(
      '進捗回答様式_総務_人事_課_A_R8第1四半期.xlsx',
    );
  });
});
