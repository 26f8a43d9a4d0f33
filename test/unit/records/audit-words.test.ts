import { describe, expect, it } from 'vitest';
import { deedWords, doerWords } from '../../../shared/records/audit-words.ts';
import { MailRecord } from '../../../shared/records/mail.ts';
import { ReceivedState } from '../../../shared/records/received.ts';

describe('an entry of the audit trail in words', () => {
  it('says what was done to which thing', () => {
    expect(deedWords('round.opened')).toBe('照会：開始');
    expect(deedWords('opinion.answer-changed')).toBe('意見：変更');
    expect(deedWords('step.kept-back')).toBe('課長・部局長への連絡：見送り');
    expect(deedWords('step.let-go')).toBe('課長・部局長への連絡：見送りの取消し');
    const ends = ['question.asked', 'question.confirmed', 'question.dropped'];
    expect(ends.map(deedWords)).toEqual([
      '値の確認：確認中に変更',
      '値の確認：値を確かめた',
      '値の確認：取下げ',
    ]);
  });

  it('has words for every kind of mail and for every end of a reply', () => {
    const names = [
      ...MailRecord.shape.kind.options.map((kind) => `${kind}.sent`),
      ...ReceivedState.options.map((state) => `reply.${state}`),
    ];
    expect(names.filter((what) => deedWords(what) === what)).toEqual([]);
  });

  it('keeps the name where it has no words, so that nothing goes unsaid', () => {
    expect(deedWords('moon.landed')).toBe('moon.landed');
    expect(deedWords('plan.landed')).toBe('plan.landed');
  });

  it('names a person as signed in and a part of the system in words', () => {
    expect(doerWords({ actor: 'jimukyoku@iizuka.example' })).toBe('jimukyoku@iizuka.example');
    expect(doerWords({ actor: 'sweep' })).toBe('定時の点検');
  });
});
