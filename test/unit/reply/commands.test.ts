import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { readCommand } from '../../../shared/reply/read-command.ts';
import { filled, quotedWith, RECEIVED_AT, readText, SENT_TEXT, valuesOf } from '../../support/replies.ts';

const read = (line: string, at = RECEIVED_AT) => readCommand(line, at);

describe('readCommand', () => {
  it.each([
    '承認',
    '承認します',
    '承認です。',
    '「承認」',
    '【承認】します。',
    ' 承認いたします！',
    '承認しました',
  ])('reads %j as approval', (line) => expect(read(line)).toEqual({ kind: 'approve' }));

  it.each([
    ['差戻し', null],
    ['差し戻します。', null],
    ['差戻し：実績値の根拠を示してください', '実績値の根拠を示してください'],
    ['差し戻し 数値が前回と同じです', '数値が前回と同じです'],
  ])('reads %j as sending back', (line, reason) => expect(read(line)).toEqual({ kind: 'send-back', reason }));

  it.each([
    '延期 7/24',
    '延期　７／２４',
    '延期：7月24日',
    '延期 7月24日（金）',
    '延期7/24',
    '「延期 7/24」',
    '延期 7/24 でお願いします。',
    '延期 7月24日まで',
    '7/24まで延期',
    '7月24日まで延期をお願いします',
    '回答期限を7/24まで延期してください',
    '期限の延期をお願いします 7/24',
    '延期 令和8年7月24日',
    '延期 R8.7.24',
  ])('reads %j as an extension', (line) =>
    expect(read(line)).toMatchObject({ kind: 'extend', until: '2026-07-24' }),
  );

  it('reads an extension without a usable date, so that the date can be asked for', () => {
    expect(read('延期')).toEqual({ kind: 'extend', until: null, raw: '延期' });
    expect(read('延期 7/32')).toEqual({ kind: 'extend', until: null, raw: '延期 7/32' });
  });

  it('takes the year nearest to the day the reply came', () => {
    const until = (line: string, at: string) => read(line, instantOf(at));
    expect(until('延期 1/10', '2026-12-25T10:00:00+09:00')).toMatchObject({ until: '2027-01-10' });
    expect(until('延期 12/28', '2027-01-05T10:00:00+09:00')).toMatchObject({ until: '2026-12-28' });
    expect(until('延期 4/3', '2026-03-31T10:00:00+09:00')).toMatchObject({ until: '2026-04-03' });
  });

  it.each([
    ['該当なし', 'nothing-to-report'],
    ['該当なしです。', 'nothing-to-report'],
    ['該当ありません', 'nothing-to-report'],
    ['報告事項はありません。', 'nothing-to-report'],
    ['確認', 'confirm'],
    ['確認しました。', 'confirm'],
    ['発信', 'release'],
    ['発信してください', 'release'],
    ['発信をお願いします。', 'release'],
  ])('reads %j', (line, kind) => expect(read(line)).toEqual({ kind }));

  it.each([
    ['担当変更', null],
    ['担当が変わりました。', null],
    ['担当者変更：新しい担当は山田です', '新しい担当は山田です'],
  ])('reads %j as a change of hands', (line, note) =>
    expect(read(line)).toEqual({ kind: 'hand-over', note }),
  );

  it.each([
    '承認しません',
    '承認できません。',
    '承認は来週になります',
    '確認中です',
    '発信しないでください',
    '延期した工事が完了しました',
    '延期の理由は用地交渉です',
    '延期 の時期は用地交渉の後に決めます',
    '担当課で確認しています',
    '該当なしの欄が足りません',
    '',
    `延期 7/24${'あ'.repeat(200)}`,
  ])('takes %j for a comment', (line) => expect(read(line)).toBeNull());
});

describe('commands in a reply', () => {
  it('stand alone over the quotation', () => {
    const reading = readText(
      `お世話になっております。\n延期 7/24 でお願いします。\n\n${quotedWith('> ', SENT_TEXT)}`,
    );
    expect(reading).toMatchObject({
      command: { kind: 'extend', until: '2026-07-24' },
      fields: [],
      comment: null,
    });
  });

  it('stand beside values', () => {
    const reading = readText(`【1-B】35\n\n延期 7/24\n`);
    expect([valuesOf(reading), reading.command?.kind]).toEqual([{ '1-B': 35 }, 'extend']);
  });

  it('are not read out of the quotation, where our own mail explains them', () => {
    for (const text of [SENT_TEXT, quotedWith('> ', SENT_TEXT), quotedWith('> ', '承認\n該当なし')]) {
      expect(readText(text).command).toBeNull();
    }
  });

  it('count in the form under an Outlook header block, not inside quote marks', () => {
    const block = '差出人: a\n送信日時: b\n宛先: c\n\n';
    const inForm = filled({ '1-B': '35\n延期 7/24' });
    expect(readText(`${block}${inForm}`).command).toMatchObject({ kind: 'extend' });
    expect(readText(quotedWith('> ', inForm)).command).toBeNull();
  });

  it('are not meant by the answer on an anchor line', () => {
    expect(readText(filled({ '1-B': '該当なし', '1-A': '延期' }))).toMatchObject({ command: null });
    expect(valuesOf(readText(filled({ '1-B': '該当なし', '1-A': '延期' })))).toEqual({
      '1-A': '延期',
      '1-B': null,
    });
  });

  it('cancel each other where two are given', () => {
    const reading = readText('承認\n差戻し\n');
    expect(reading.command).toBeNull();
    expect(reading.notUnderstood.map(({ reason }) => reason)).toEqual(['two-values', 'two-values']);
  });
});
