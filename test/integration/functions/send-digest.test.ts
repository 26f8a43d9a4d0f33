import { describe, expect, it } from 'vitest';
import { createSendDigest } from '../../../functions/report/send-digest/send-digest.ts';
import { writeBook } from '../../../shared/adapters/spreadsheet/write-book.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { decideNote, decideRelease, decideRewording } from '../../../shared/steps/release-digest.ts';
import { aContact, aDirectory } from '../../support/builders.ts';
import { aCity, aStep, type CityParts, OPENING, PLAN, QUIET } from './a-city.ts';

const OFFICER = 'dep-civil-officer@small.example';
const FARMER = 'dep-farming-officer@small.example';
const bounced = (address: string) => ({ bounceType: 'Permanent', by: [address] }) as const;
const onDay = (day: string) => `2026-07-${day}T09:00:00+09:00`;

/** The city with its round open, and the function that reports on it. */
async function aReportedCity(parts: CityParts = {}) {
  const city = await aCity(parts);
  await city.openRound(OPENING);
  const { store, workshop, clock } = city;
  return {
    ...city,
    sendDigest: createSendDigest({ store, workshop, clock: clock.now, writeBook, log: QUIET }),
  };
}
type City = Awaited<ReturnType<typeof aReportedCity>>;

/** Makes the digest that is due in the morning of a day, and gives its text. */
async function digestOf(city: City, day: string): Promise<string> {
  city.clock.set(onDay(day));
  const outcome = await city.sendDigest.onStep(aStep('secretariat-digest', onDay(day)));
  expect(outcome).toEqual({ outcome: 'reported', mails: 1 });
  return (await city.mail(`plan-small/2026Q1/secretariat/secretariat-digest-202607${day}`)).text;
}

describe('the secretariat’s digest', () => {
  it('names whom no mail reaches, until the address is in use again', async () => {
    const city = await aReportedCity();
    for (const [department, address] of [
      ['dep-civil', OFFICER],
      ['dep-farming', FARMER],
    ] as const) {
      await city.deliver(`plan-small/2026Q1/${department}/request`);
      await city.report(`plan-small/2026Q1/${department}/request`, 'Bounce', bounced(address));
    }
    const text = await digestOf(city, '06');
    expect(text).toContain('　届かない連絡先　2件\n');
    expect(text).toContain('不達2件（土木管理課、農業委員会）');
    const joined = text.replaceAll(/\n　+/g, '');
    expect(joined).toContain(`土木管理課　担当者　${OFFICER}7/1（水）から不達`);
    expect(joined).toMatch(/土木管理課　担当者[^　]*　.*ほかの連絡先に送ります。/);
    expect(joined).toMatch(/農業委員会　担当者.*送れる連絡先がありません。電話などで確かめてください。/);
  });

  it('brings the workbook of the week on its first day, and leaves without it where it cannot be made', async () => {
    const city = await aReportedCity();
    const filesOf = async (day: string) => {
      const { objectKey } = await city.mail(`plan-small/2026Q1/secretariat/secretariat-digest-202607${day}`);
      return decodeMail(city.objects.kept.get(objectKey) ?? new Uint8Array()).attachments.map(
        ({ name }) => name,
      );
    };
    expect(await digestOf(city, '06')).toContain('添付　事務局週次（Excel）');
    expect(await filesOf('06')).toEqual(['R8第1四半期_事務局週次_20260706.xlsx']);
    const { store, workshop, clock } = city;
    const broken = () => Promise.reject(new Error('no workbook'));
    const failing = createSendDigest({ store, workshop, clock: clock.now, writeBook: broken, log: QUIET });
    expect(await digestOf({ ...city, sendDigest: failing }, '13')).toContain(
      '添付できなかった資料　事務局週次',
    );
    expect(await digestOf(city, '14')).not.toContain('事務局週次');
    expect(await filesOf('14')).toEqual([]);
  });

  it('tells of mails that left with the digest before what became of them', async () => {
    const city = await aReportedCity();
    await digestOf(city, '06');
    city.clock.set(onDay('13'));
    await city.remind(aStep('due-minus-1', onDay('13')));
    const reminder = 'plan-small/2026Q1/dep-civil/due-minus-1';
    await city.deliver(reminder);
    await city.report(reminder, 'Bounce', bounced(OFFICER));
    expect(await digestOf(city, '13')).not.toContain('不達1件');
    expect(await digestOf(city, '14')).toContain('不達1件（土木管理課）');
    expect(await digestOf(city, '15')).not.toContain('不達1件');
  });
});

describe('the page for the headquarters', () => {
  it('goes to the members whose address takes mail, as many as the draft named', async () => {
    const member = aContact({
      id: 'mayor',
      department: null,
      role: 'headquarters',
      address: 'Mayor@small.example',
    });
    const city = await aReportedCity({
      directory: aDirectory({ contacts: [...aDirectory().contacts, member] }),
    });
    const spell = { since: '2026-07-02T00:00:00.000Z', reason: 'complaint', mail: 'earlier', cleared: null };
    const value = { address: 'mayor@small.example', spells: [spell] };
    await city.store.commit({ writes: [{ kind: 'address', value, expected: null }], audit: [], events: [] });
    city.clock.set('2026-07-29T17:00:00+09:00');
    await city.evaluate.onFreeze(aStep('freeze', '2026-07-29T17:00:00+09:00'), 'freeze');
    city.clock.set(onDay('30'));
    await city.sendDigest.onStep(aStep('digest-draft', onDay('30')));
    const cover = await city.mail('plan-small/2026Q1/secretariat/digest-draft');
    expect(cover.text.replaceAll('\n', '')).toContain('本部員1名に送ります。');
    const released = await city.sendDigest.onReleased({
      plan: PLAN,
      round: '2026Q1',
      version: 1,
      releasedBy: 'test',
    });
    expect(released).toEqual({ outcome: 'sent', mails: 1 });
  });
});

describe('a draft', () => {
  const FREEZE = '2026-07-29T17:00:00+09:00';
  const secretariat = { by: 'jimukyoku@small.example', roles: ['secretariat'] } as const;
  const releaser = { by: 'bucho@small.example', roles: ['releaser'] } as const;

  async function aDraftedCity(releaseSteps: 'one' | 'two') {
    const city = await aReportedCity({ rules: { ...STANDARD_RULES, releaseSteps } });
    city.clock.set(FREEZE);
    await city.evaluate.onFreeze(aStep('freeze', FREEZE), 'freeze');
    city.clock.set(onDay('30'));
    await city.sendDigest.onStep(aStep('digest-draft', onDay('30')));
    const wish = (version: number) => ({
      plan: PLAN,
      round: '2026Q1' as const,
      at: instantOf(onDay('30')),
      cause: 'test',
      seen: { version },
      city: 'small',
    });
    const commit = async (
      decision: Awaited<ReturnType<typeof decideRelease | typeof decideRewording | typeof decideNote>>,
    ) => {
      if ('writes' in decision) expect(await city.store.commit(decision)).toBe('committed');
      return decision.outcome;
    };
    const versions = async () =>
      (await city.store.list('digest', { plan: PLAN, round: '2026Q1' })).map(({ value }) => value);
    return { ...city, wish, commit, versions };
  }

  it('is confirmed by the secretariat and released by somebody else, where the rules want two steps', async () => {
    const { store, wish, commit, mail, versions } = await aDraftedCity('two');
    expect((await mail('plan-small/2026Q1/secretariat/digest-draft')).text).toContain('確認済にします。');
    const release = async (who: typeof secretariat | typeof releaser) =>
      commit(await decideRelease(store, { ...wish(1), ...who }));
    expect(await release(releaser)).toBe('not-confirmed');
    expect(await release(secretariat)).toBe('confirmed');
    expect(await release(secretariat)).toBe('awaits-releaser');
    expect(await release(releaser)).toBe('released');
    expect(await release(releaser)).toBe('already-released');
    expect(await versions()).toMatchObject([{ state: 'released', releasedBy: releaser.by }]);
  });

  it('keeps its figures when its covering words are written anew, and is confirmed again', async () => {
    const { store, wish, commit, versions } = await aDraftedCity('two');
    expect(
      await commit(await decideNote(store, { ...wish(1), by: 'a' }, { kind: 'confirmed', text: '' })),
    ).toBe('noted');
    const reword = async (version: number, words: string, allowsFigures = false) =>
      commit(
        await decideRewording(store, { ...wish(version), by: secretariat.by }, { words, allowsFigures }),
      );
    expect(await reword(1, 'あと9999件です。')).toBe('unknown-figures');
    expect(await reword(1, '回答を集めています。')).toBe('reworded');
    expect(await reword(1, '古い版を見た人の言葉です。')).toBe('draft-changed');
    const [first, second] = await versions();
    expect([first?.state, second?.state]).toEqual(['superseded', 'draft']);
    const [before, after] = [first, second].map((digest) =>
      HeadquartersPage.parse(JSON.parse(digest?.page ?? '')),
    );
    expect(after).toEqual({ ...before, overview: ['回答を集めています。'], overviewEdited: true });
    expect(second?.madeAt).toBe(first?.madeAt);
    expect(await commit(await decideRelease(store, { ...wish(1), ...releaser }))).toBe('draft-changed');
    expect(await commit(await decideRelease(store, { ...wish(2), ...releaser }))).toBe('not-confirmed');
  });

  it('is not released by an answer to a mail that showed other words', async () => {
    const { store, wish, commit } = await aDraftedCity('one');
    const later = instantOf('2026-07-30T10:00:00+09:00');
    const rewording = { words: '回答を集めています。', allowsFigures: false };
    await commit(await decideRewording(store, { ...wish(1), at: later, by: secretariat.by }, rewording));
    const seenIn = async (madeAt: string) =>
      commit(await decideRelease(store, { ...wish(1), ...secretariat, seen: { madeAt: instantOf(madeAt) } }));
    expect(await seenIn(onDay('30'))).toBe('draft-changed');
    expect(await seenIn('2026-07-30T11:00:00+09:00')).toBe('released');
  });
});
