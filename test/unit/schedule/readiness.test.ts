import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { reportChecks } from '../../../shared/plan/contact-check.ts';
import { judgeReadiness, READINESS_ITEMS, type ReadinessFacts } from '../../../shared/schedule/readiness.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aContact, aDirectory, aPlan } from '../../support/builders.ts';

const NOTHING: ReadinessFacts = {
  at: instantOf('2026-07-01T09:00:00+09:00'),
  plan: null,
  directory: null,
  rules: null,
  undeliverable: new Map(),
  rolesUsed: new Set(),
  checks: null,
  registration: { state: 'none' },
  trial: { state: 'none' },
  isSampleSent: false,
  ticked: new Set(),
};

const of = (item: (typeof READINESS_ITEMS)[number], facts: Partial<ReadinessFacts>) =>
  judgeReadiness({ ...NOTHING, ...facts }).find((one) => one.item === item);

describe('the checklist of the first day', () => {
  it('has everything still to do where nothing was imported, and does not fail', () => {
    const readiness = judgeReadiness(NOTHING);
    expect(readiness.map(({ item }) => item)).toEqual(READINESS_ITEMS);
    expect(new Set(readiness.map(({ state }) => state))).toEqual(new Set(['open']));
  });

  it('names the department whose officer, chief or last contact is missing', () => {
    const whole = aDirectory();
    const plan = aPlan();
    const contacts = whole.contacts.filter(
      ({ role, department }) => role !== 'chief' || department !== 'dep-civil',
    );
    const missing = (directory: typeof whole) =>
      of('directory', { plan, directory, rules: STANDARD_RULES })?.missing;
    expect(missing({ ...whole, contacts })).toContain('土木管理課の課長');
    expect(missing(whole)).not.toContain('土木管理課の課長');
  });

  it('counts the contacts nobody has confirmed, and is content once all are', () => {
    const directory = aDirectory({ contacts: [aContact()] });
    const check = {
      ...{ plan: 'plan-small', run: 1, address: aContact().address, mail: 'm', comment: null },
      ...{ askedAt: '2026-07-01T00:00:00Z', replyBy: '2026-07-06T08:00:00Z' },
    };
    const day = instantOf('2026-07-01T09:00:00+09:00').toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
    const told = (confirmed: { at: string; by: string } | null) =>
      of('contact-check', {
        directory,
        checks: reportChecks(directory, [{ ...check, confirmed }], new Map(), day),
      });
    expect(told(null)).toEqual({ item: 'contact-check', state: 'under-way', missing: ['土木管理課1件'] });
    expect(told({ at: '2026-07-01T01:00:00Z', by: 'x' })?.state).toBe('done');
  });

  it('takes a round that is over as held, and one that runs with whom it waits for', () => {
    const directory = aDirectory();
    const waiting = ['dep-civil'];
    expect(of('trial', { directory, trial: { state: 'open', waiting } })).toMatchObject({
      state: 'under-way',
      missing: ['土木管理課'],
    });
    expect(of('trial', { directory, trial: { state: 'over', waiting } })?.state).toBe('done');
    expect(of('releaser', { rolesUsed: new Set(['releaser']) })?.state).toBe('done');
  });
});
