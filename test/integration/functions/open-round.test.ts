import { describe, expect, it } from 'vitest';
import { createOpenRound } from '../../../functions/collect/open-round/open-round.ts';
import { writeForm } from '../../../shared/adapters/spreadsheet/form-writer.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/read-form.ts';
import type { Store } from '../../../shared/ports.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { readFormSeal } from '../../../shared/reply/read-form-workbook.ts';
import { maskAnswerLinks } from '../../../shared/round/answer-link.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { isSealProved } from '../../../shared/steps/form-seal.ts';
import { hashKey } from '../../../shared/steps/prepare-mail.ts';
import { aContact, aDirectory, anInitiative, aPlan } from '../../support/builders.ts';
import { aCity, aStep, OPENING, PLAN } from './a-city.ts';

const DEPARTMENTS = ['dep-architecture', 'dep-civil', 'dep-farming'];

type City = Awaited<ReturnType<typeof aCity>>;

/** Whom the round has asked so far. */
async function askedIn(city: City): Promise<string[]> {
  const requests = await city.store.list('request', { plan: PLAN, round: '2026Q1' });
  return requests.map(({ value }) => value.department).toSorted();
}

const waiting = (city: City) => city.store.list('mail', { state: 'pending' });

describe('a round that opens', () => {
  it('asks every department that owes it, each with a mail at the door', async () => {
    const city = await aCity();
    expect(await city.openRound(OPENING)).toEqual({ outcome: 'opened', requests: 3, unreached: 0 });
    expect(await askedIn(city)).toEqual(DEPARTMENTS);
    const mails = await waiting(city);
    expect(mails.map(({ value }) => value.id).toSorted()).toEqual(
      DEPARTMENTS.map((id) => `plan-small/2026Q1/${id}/request`),
    );
  });

  it('pins the versions in force and the instants of its timetable', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    expect((await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.value).toEqual({
      id: '2026Q1',
      plan: PLAN,
      planVersion: 1,
      rulesVersion: 1,
      state: 'open',
      openedAt: '2026-07-01T00:00:00.000Z',
      dueAt: '2026-07-14T08:00:00.000Z',
      freezesAt: '2026-07-29T08:00:00.000Z',
      releasedAt: null,
    });
  });

  it('gives each request a code of its own, in its mail and findable by it', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    const codes = new Set<string>();
    for (const department of DEPARTMENTS) {
      const { value } = await city.request(department);
      const mail = await city.mail(`plan-small/2026Q1/${department}/request`);
      codes.add(value.receiptCode);
      expect(mail.subject).toContain(`［${value.receiptCode}］`);
      expect(mail.text).toContain(`【受付番号 ${value.receiptCode}】`);
      expect(mail.manifest?.receiptCode).toBe(value.receiptCode);
      const found = await city.store.get('receiptCode', { code: value.receiptCode });
      expect(found?.value.mail).toBe(mail.id);
    }
    expect(codes.size).toBe(3);
  });

  it('keeps of the reply key the hash alone; the key stands in the message', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    const mail = await city.mail('plan-small/2026Q1/dep-civil/request');
    const raw = Buffer.from(city.objects.kept.get(mail.objectKey) ?? []);
    const key = /Reply-To: r-([a-z2-7]{26})@in\.small\.example/.exec(raw.toString('latin1'))?.[1] ?? '';
    expect(hashKey(key)).toBe(mail.keyHash);
    expect(JSON.stringify(mail)).not.toContain(key);
    expect((await city.store.get('replyKey', { keyHash: mail.keyHash }))?.value.mail).toBe(mail.id);
  });

  it('attaches the form, sealed under a key of its mail, where a department wants it', async () => {
    const { departments } = aDirectory();
    const directory = aDirectory({
      departments: departments.map((department) => ({
        ...department,
        excelForm: department.id === 'dep-civil',
      })),
    });
    const city = await aCity({ directory });
    await city.openRound(OPENING);
    const mail = await city.mail('plan-small/2026Q1/dep-civil/request');
    const { attachments } = decodeMail(city.objects.kept.get(mail.objectKey) ?? new Uint8Array());
    expect(attachments.map(({ name }) => name)).toEqual([
      '進捗回答様式_土木管理課_R8第1四半期.xlsx',
      '提出期限.ics',
    ]);
    const opening = openForm(attachments[0]?.office ?? new Uint8Array());
    const seal = opening.kind === 'opened' ? readFormSeal(opening.workbook) : null;
    expect(seal).toMatchObject({ form: mail.id, department: 'dep-civil', receiptCode: mail.receiptCode });
    expect(seal && isSealProved(seal, mail)).toBe(true);
    expect(mail.text).toContain('添付のExcel様式に記入し');

    const other = await city.mail('plan-small/2026Q1/dep-architecture/request');
    expect(other.formKey).toBeNull();
    expect(other.text).not.toContain('Excel');
    const { attachments: files } = decodeMail(city.objects.kept.get(other.objectKey) ?? new Uint8Array());
    expect(files.map(({ name }) => name)).toEqual(['提出期限.ics']);
  });

  it('stores the text exactly as the message carries it', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    const mail = await city.mail('plan-small/2026Q1/dep-civil/request');
    const decoded = decodeMail(city.objects.kept.get(mail.objectKey) ?? new Uint8Array());
    // The link stands in the message alone: what is stored has its mask.
    expect(maskAnswerLinks(decoded.text).trimEnd()).toBe(mail.text.trimEnd());
    expect(decoded.text).not.toBe(maskAnswerLinks(decoded.text));
    expect(decoded.subject).toBe(mail.subject);
  });

  it('says in the audit trail why each mail goes', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    const trail = await city.store.listAudit('2026-07-01');
    expect(trail.filter(({ what }) => what === 'round.opened')).toHaveLength(1);
    expect(trail.filter(({ what }) => what === 'request.sent').map(({ after }) => after)).toContain(
      '令和8年度第1四半期の照会を始める日です。担当する取組は1件、回答期限7/14（火）です。',
    );
  });
});

describe('opened again', () => {
  it('asks nobody twice', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    const before = await Promise.all(DEPARTMENTS.map((id) => city.request(id)));
    expect(await city.openRound(OPENING)).toMatchObject({ outcome: 'opened' });
    expect(await Promise.all(DEPARTMENTS.map((id) => city.request(id)))).toEqual(before);
    expect(await waiting(city)).toHaveLength(3);
  });

  it('at the same moment asks nobody twice', async () => {
    const city = await aCity();
    await Promise.all([city.openRound(OPENING), city.openRound(OPENING), city.openRound(OPENING)]);
    expect(await askedIn(city)).toEqual(DEPARTMENTS);
    expect(await waiting(city)).toHaveLength(3);
    expect((await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.revision).toBe(1);
  });

  it('after a fault asks those still missing, and a fault at one department keeps no other from being asked', async () => {
    const city = await aCity();
    let fails = true;
    const faulty = createOpenRound({
      store: city.store,
      writeForm,
      workshop: {
        ...city.workshop,
        compose: (parts) => {
          if (fails && parts.mailId.includes('dep-civil')) throw new Error('no ink');
          return city.workshop.compose(parts);
        },
      },
      clock: city.clock.now,
    });
    await expect(faulty(OPENING)).rejects.toThrow('1 of 3 failed');
    expect(await askedIn(city)).toEqual(['dep-architecture', 'dep-farming']);
    fails = false;
    await faulty(OPENING);
    expect(await askedIn(city)).toEqual(DEPARTMENTS);
  });

  it('keeps the plan and the rules it opened with, whatever was published since', async () => {
    const city = await aCity();
    await city.openRound(OPENING);
    await city.publish('plan', PLAN, aPlan({ title: '改訂した計画' }), 1);
    await city.publish('rules', PLAN, { ...STANDARD_RULES, dueAt: '12:00' }, 1);
    await city.openRound(OPENING);
    expect((await city.store.get('round', { plan: PLAN, id: '2026Q1' }))?.value).toMatchObject({
      planVersion: 1,
      rulesVersion: 1,
      dueAt: '2026-07-14T08:00:00.000Z',
    });
  });
});

describe('opened by somebody else in the same moment', () => {
  it('the round is theirs, with the versions they pinned', async () => {
    let interrupt: (() => Promise<void>) | null = null;
    const throughStore = (store: Store): Store => ({
      ...store,
      async commit(commit) {
        const next = interrupt;
        if (next && commit.writes.some(({ kind }) => kind === 'round')) {
          interrupt = null;
          await next();
        }
        return store.commit(commit);
      },
    });
    const city = await aCity({ throughStore });
    interrupt = async () => {
      const initiatives = [anInitiative({ title: '改めた題名' })];
      await city.publish('plan', PLAN, aPlan({ initiatives }), 1);
      const theirs = { ...city.workshop, compose: () => Promise.reject(new Error('no ink')) };
      const open = createOpenRound({ store: city.store, workshop: theirs, writeForm, clock: city.clock.now });
      await expect(open(OPENING)).rejects.toThrow('1 of 1 failed');
    };
    expect(await city.openRound(OPENING)).toMatchObject({ outcome: 'opened', requests: 1 });
    expect((await city.mail('plan-small/2026Q1/dep-civil/request')).text).toContain('■1 改めた題名');
  });
});

describe('a round whose hour has changed', () => {
  it('does not open at the old one', async () => {
    const city = await aCity({ rules: { ...STANDARD_RULES, sendAt: '10:00' } });
    expect(await city.openRound(OPENING)).toEqual({ outcome: 'superseded', requests: 0, unreached: 0 });
    expect(await city.store.get('round', { plan: PLAN, id: '2026Q1' })).toBeNull();
    city.clock.set('2026-07-01T10:00:00+09:00');
    const moved = aStep('request', '2026-07-01T10:00:00+09:00');
    expect(await city.openRound(moved)).toMatchObject({ outcome: 'opened', requests: 3 });
  });
});

describe('a round that opens late', () => {
  it('opens all the same, with the due date as it was planned', async () => {
    const city = await aCity({ at: '2026-07-06T11:30:00+09:00' });
    expect(await city.openRound(OPENING)).toMatchObject({ outcome: 'opened', requests: 3 });
    expect(await city.mail('plan-small/2026Q1/dep-civil/request')).toMatchObject({
      scheduledAt: '2026-07-01T00:00:00.000Z',
      createdAt: '2026-07-06T02:30:00.000Z',
    });
    expect((await city.request('dep-civil')).value.dueAt).toBe('2026-07-14T08:00:00.000Z');
  });
});

describe('a department no mail can reach', () => {
  const withoutCivil = aDirectory({
    contacts: aDirectory().contacts.filter(({ department }) => department !== 'dep-civil'),
  });

  it('is asked all the same, so that its answer is missed and can be given by telephone', async () => {
    const city = await aCity({ directory: withoutCivil });
    expect(await city.openRound(OPENING)).toEqual({ outcome: 'opened', requests: 2, unreached: 1 });
    expect((await city.request('dep-civil')).value).toMatchObject({
      state: 'outstanding',
      initiatives: ['init-tablets'],
      version: 0,
    });
    expect(await city.store.get('mail', { id: 'plan-small/2026Q1/dep-civil/request' })).toBeNull();
    const trail = await city.store.listAudit('2026-07-01');
    expect(trail.filter(({ what }) => what === 'request.unreached').map(({ subject }) => subject)).toEqual([
      '2026Q1/dep-civil',
    ]);
  });

  it('is asked once', async () => {
    const city = await aCity({ directory: withoutCivil });
    await city.openRound(OPENING);
    const { value } = await city.request('dep-civil');
    await city.openRound(OPENING);
    expect(await city.request('dep-civil')).toEqual({ value, revision: 1 });
  });

  it('gets its reminders, under the code of its request, once an address is known', async () => {
    const city = await aCity({ directory: withoutCivil });
    await city.openRound(OPENING);
    const { contacts } = withoutCivil;
    await city.publish('directory', 'city', aDirectory({ contacts: [...contacts, aContact()] }), 1);
    city.clock.set('2026-07-07T09:00:00+09:00');
    await city.remind(aStep('due-minus-5', '2026-07-07T09:00:00+09:00'));
    const { receiptCode } = (await city.request('dep-civil')).value;
    expect(await city.mail('plan-small/2026Q1/dep-civil/due-minus-5')).toMatchObject({ receiptCode });
    expect(await city.store.get('receiptCode', { code: receiptCode })).toMatchObject({
      value: { mail: 'plan-small/2026Q1/dep-civil/due-minus-5' },
    });
  });

  it('gets its request, under the same code, when the round is opened again with an address', async () => {
    const city = await aCity({ directory: withoutCivil });
    await city.openRound(OPENING);
    const { receiptCode } = (await city.request('dep-civil')).value;
    const { contacts } = withoutCivil;
    await city.publish('directory', 'city', aDirectory({ contacts: [...contacts, aContact()] }), 1);
    expect(await city.openRound(OPENING)).toMatchObject({ requests: 3, unreached: 0 });
    expect((await city.mail('plan-small/2026Q1/dep-civil/request')).receiptCode).toBe(receiptCode);
  });
});

describe('a code that is taken already', () => {
  it('is no silent loss: the event fails, and comes again with another code', async () => {
    let drawn = 0;
    const random = (count: number) => {
      const bytes = new Uint8Array(count);
      drawn += 1;
      // The first two codes drawn are the same; every key differs.
      bytes[0] = count === 5 && drawn <= 6 ? 0 : drawn;
      return bytes;
    };
    const city = await aCity({ random });
    await expect(city.openRound(OPENING)).rejects.toThrow(/of 3 failed/);
    await city.openRound(OPENING);
    expect(await askedIn(city)).toEqual(DEPARTMENTS);
    expect(await waiting(city)).toHaveLength(3);
  });
});
