import { describe, expect, it } from 'vitest';
import { describeReason } from '../../../shared/reply/describe-reason.ts';
import { manifestFromText } from '../../../shared/reply/manifest-from-text.ts';
import { SENT_TEXT } from '../../support/replies.ts';

const field = (line: string, before = '') => manifestFromText(`${before}${line}\n`).fields[0];

describe('manifestFromText', () => {
  it('reads the whole form', () => {
    const { receiptCode, sections, fields } = manifestFromText(SENT_TEXT);
    expect(receiptCode).toBe('K7F3-9Q2M');
    expect(sections).toEqual([
      { number: 1, initiative: null, title: '現場に持ち出せるタブレット端末の配備' },
      { number: 2, initiative: null, title: '包括管理委託導入の検討' },
    ]);
    expect(fields.map(({ anchor, kind, input }) => `${anchor} ${kind} ${input}`)).toEqual([
      '1-A milestone-status choice',
      '1-B actual number',
      '1-C narrative text',
      '1-D own-rating choice',
      '2-A milestone-status choice',
      '2-B actual number',
      '2-C narrative date',
      '2-D narrative text',
      '2-E own-rating choice',
      '2-F decision-response choice',
      '9-A answerer text',
      '9-B chief-approval choice',
    ]);
    expect(fields[0]?.choices).toEqual(['済', '実施中', '未着手', '延期']);
    expect([fields[1]?.number, fields[5]?.number]).toEqual([
      { unit: '台', previous: 20 },
      { unit: '千円', previous: 900 },
    ]);
  });

  it('tells a number line by 実績値 and one parenthesis that holds only the unit', () => {
    expect(field('【1-A】実績値（％）：')).toMatchObject({
      input: 'number',
      number: { unit: '％', kpiKind: 'rate' },
    });
    expect(field('【1-A】年度末の実績値の見込み（台）：')).toMatchObject({
      kind: 'expected',
      input: 'number',
    });
    expect(field('【1-A】確定した実績値（千円）：')).toMatchObject({
      kind: 'final',
      number: { unit: '千円' },
    });
    expect(field('【1-A】実績値：')).toMatchObject({ input: 'text' });
    expect(field('【1-A】実績値（台）（6月）：')).toMatchObject({ input: 'text' });
    expect(field('【1-A】達成の見込み（A・B・C から1つ）：')).toMatchObject({
      kind: 'confidence',
      input: 'choice',
    });
    expect(field('【1-A】後任への引継ぎ（2行程度）：')).toMatchObject({
      kind: 'handover-notes',
      input: 'text',
    });
  });

  it('takes the value before from the hint above or below, also a wrapped one, and never across a ■ line', () => {
    const previous = (before: string, after = '') =>
      manifestFromText(`${before}【1-A】実績値（台）：\n${after}`).fields[0]?.number?.previous;
    expect(previous('目標 60台　前回 1,020台\n')).toBe(1020);
    expect(previous('目標 60台（令和8年度末）　計画 35台　前\n　回 20台\n')).toBe(20);
    expect(previous('目標 60台　前回 なし\n')).toBeNull();
    expect(previous('', '前回 98台\n')).toBe(98);
    expect(previous('前回 20件\n')).toBeUndefined();
    expect(previous('前回 20台\n■1 取組\n')).toBeUndefined();
    expect(previous('目標 60台\n')).toBeUndefined();
  });

  it('puts a title together that was broken over two lines', () => {
    expect(manifestFromText('■12 とても長い\n　　取組の題名\n今年度の予定\n').sections).toEqual([
      { number: 12, initiative: null, title: 'とても長い取組の題名' },
    ]);
  });

  it('finds nothing in a text without a form', () => {
    expect(manifestFromText('【おわり】\n')).toMatchObject({ receiptCode: '', fields: [], sections: [] });
  });
});

describe('describeReason', () => {
  const asked = field('【1-D】所管課の評価（順調・やや遅れ から1つ）：') ?? null;

  it('says what is the matter and shows a line answered right', () => {
    expect(describeReason('two-values', asked)).toEqual({
      sentence: '二つの答えがあります。一つにしてください。',
      example: '【1-D】所管課の評価：順調',
    });
    expect(describeReason('unit-mismatch', field('【1-B】実績値（台）：') ?? null).sentence).toContain(
      '台で',
    );
    expect(describeReason('unanchored', null).example).toBeNull();
  });
});
