import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTexts, type TextPiece } from '../../../shared/plan/text-diff.ts';

const marked = (pieces: readonly TextPiece[]) =>
  pieces
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'deleted' ? `[-${text}]` : `[+${text}]`))
    .join('');
const without = (pieces: readonly TextPiece[], kind: TextPiece['kind']) =>
  pieces
    .filter((piece) => piece.kind !== kind)
    .map(({ text }) => text)
    .join('');

describe('telling how a text became another', () => {
  it.each([
    ['土木管理課が行う。', '土木管理課が行う。', '土木管理課が行う。'],
    ['端末を20台配備する。', '端末を60台配備する。', '端末を[-20][+60]台配備する。'],
    ['', '新しい目的', '[+新しい目的]'],
    ['古い目的', '', '[-古い目的]'],
    ['市民への対応を早める。', '市民と職員への対応を早める。', '市民[+と職員]への対応を早める。'],
  ])('reads 「%s」 to 「%s」 by whole words', (was, now, expected) => {
    expect(marked(diffTexts(was, now))).toBe(expected);
  });

  it('takes a particle between two changes into the change, so that no change reads as crumbs', () => {
    expect(marked(diffTexts('甲町の窓口', '乙村の会場'))).toBe('[-甲町の窓口][+乙村の会場]');
  });

  const sentence = fc
    .array(fc.constantFrom('市民', 'の', '対応', 'を', '早める', '。', '端末', '60', '台', ' ', 'が', '𠮷'), {
      maxLength: 40,
    })
    .map((list) => list.join(''));

  it('always gives back both texts, and marks only what differs', () => {
    fc.assert(
      fc.property(fc.oneof(sentence, fc.string({ unit: 'binary' })), sentence, (was, now) => {
        const pieces = diffTexts(was, now);
        expect(without(pieces, 'inserted')).toBe(was);
        expect(without(pieces, 'deleted')).toBe(now);
        for (const { text } of pieces) expect(text).not.toBe('');
        expect(pieces.every(({ kind }) => kind === 'same')).toBe(was === now);
        pieces.forEach(({ kind }, index) => {
          expect(kind).not.toBe(pieces[index + 1]?.kind);
        });
      }),
    );
  });

  it('tells texts too long to compare as replaced, whole and without loss', () => {
    const [was, now] = ['あ、い。'.repeat(1000), 'う！え？'.repeat(1000)];
    expect(diffTexts(was, now)).toEqual([
      { kind: 'deleted', text: was },
      { kind: 'inserted', text: now },
    ]);
  });
});
