import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { dateOf, instantOf, tokyoDate } from '../../../shared/calendar/time.ts';
import { composeContactCheck } from '../../../shared/mail/compose-contact-check.ts';
import { addressesToCheck, type ContactCheck, reportChecks } from '../../../shared/plan/contact-check.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { sendingMoment } from '../../../shared/schedule/sending-days.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { aContact, aDirectory } from '../../support/builders.ts';

const DAY = dateOf('2026-07-01');
const NOBODY_OUT = new Map();

const aCheck = (run: number, address: string, parts: Partial<ContactCheck> = {}): ContactCheck => ({
  plan: 'plan-small',
  run,
  address,
  mail: `mail-${run}`,
  askedAt: '2026-07-01T00:00:00Z',
  replyBy: '2026-07-06T08:00:00Z',
  confirmed: null,
  comment: null,
  ...parts,
});

describe('whom a check of contacts asks', () => {
  it('is each address once, however many posts it stands for and however it is written', () => {
    const contacts = [
      aContact({ address: 'One@small.example' }),
      aContact({ id: 'other', role: 'chief', address: 'one@small.example' }),
      aContact({ id: 'gone', address: 'gone@small.example', to: '2026-06-30' }),
    ];
    const asked = addressesToCheck({ contacts }, ['officer', 'chief'], DAY);
    expect(asked.map(({ address, contacts }) => [address, contacts.length])).toEqual([
      ['one@small.example', 2],
    ]);
  });
});

describe('the report of a check', () => {
  const directory = aDirectory();

  it('counts every address exactly once, whatever happened in whatever run', () => {
    const addresses = [...new Set(directory.contacts.map(({ address }) => address))];
    const check = fc.record({
      address: fc.constantFrom(...addresses),
      run: fc.integer({ min: 1, max: 5 }),
      confirmed: fc.option(fc.constant({ at: '2026-07-01T01:00:00Z', by: 'x' }), { nil: null }),
      comment: fc.option(fc.constant('担当が代わりました'), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(check, { maxLength: 30 }), (told) => {
        const checks = told.map(({ address, run, ...parts }) => aCheck(run, address, parts));
        const { counts, groups } = reportChecks(directory, checks, NOBODY_OUT, DAY);
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(addresses.length);
        expect(groups.flatMap(({ contacts }) => contacts)).toHaveLength(directory.contacts.length);
      }),
    );
  });

  it('goes by the newest run: who confirmed in the first is waited for again in the second', () => {
    const address = 'dep-civil-officer@small.example';
    const first = aCheck(1, address, { confirmed: { at: '2026-07-01T01:00:00Z', by: address } });
    const stateAfter = (checks: ContactCheck[]) =>
      reportChecks(directory, checks, NOBODY_OUT, DAY)
        .groups.flatMap(({ contacts }) => contacts)
        .find(({ contact }) => contact.address === address)?.state;
    expect(stateAfter([first])).toBe('confirmed');
    expect(stateAfter([aCheck(2, address), first])).toBe('waiting');
    expect(stateAfter([])).toBe('not-asked');
  });
});

describe('the mail of a check', () => {
  it('says what to do and by when in lines an old mail client shows whole', () => {
    const directory = aDirectory();
    const { subject, text } = composeContactCheck({
      contacts: [aContact()],
      directory,
      replyBy: instantOf('2026-07-06T17:00:00+09:00'),
      wording: wordingOf({ directory, rules: STANDARD_RULES }),
    });
    expect(subject).toBe('【疎通確認 7/6（月）まで】推進プラン進捗 「確認」と返信してください');
    expect(text).toContain('土木管理課長 様（担当者扱い）');
    expect(text).toContain('返信期限　7月6日（月）17時');
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(30);
  });
});

describe('the moment a mail may be started by hand', () => {
  const calendar = createBusinessCalendar();

  it('is inside the hours of a day mails go; else the next one is named, and is such a moment itself', () => {
    const minutes = fc.integer({ min: 0, max: 60 * 24 * 400 });
    fc.assert(
      fc.property(minutes, (count) => {
        const at = instantOf('2026-04-01T00:00:00+09:00').add({ minutes: count });
        const moment = sendingMoment(STANDARD_RULES, calendar, at);
        if (moment.open) {
          expect(calendar.isBusinessDay(tokyoDate(at))).toBe(true);
        } else {
          expect(moment.next.epochMilliseconds).toBeGreaterThan(at.epochMilliseconds);
          expect(sendingMoment(STANDARD_RULES, calendar, moment.next)).toEqual({ open: true });
        }
      }),
    );
  });
});
