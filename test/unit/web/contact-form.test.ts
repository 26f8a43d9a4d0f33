import { describe, expect, it } from 'vitest';
import {
  type ContactsChange,
  readDepartmentEnd,
  readDepartmentFacts,
  readEnd,
  readNewContact,
  readNewDepartment,
  readReplacement,
} from '../../../functions/web/serve-pages/console/contact-form.ts';
import type { Contact, Department } from '../../../shared/plan/directory.ts';
import { aDirectory } from '../plan/builders.ts';

const directory = aDirectory();
const contact = directory.contacts.find(({ id }) => id === 'c-doboku') as Contact;
const department = directory.departments.find(({ id }) => id === 'doboku') as Department;
const told = (change: ContactsChange) => (change.ok ? change.words : change.faults.join(' '));

describe('the forms of contacts and departments', () => {
  it.each([
    [
      'a new contact',
      readNewContact(
        { role: 'chief', address: 'kacho@city.example', from: '2026-10-01' },
        directory,
        'doboku',
      ),
      '土木管理課の課長を加えた',
    ],
    [
      'a replacement',
      readReplacement({ address: 'new@city.example', title: '主査', from: '2026-10-01' }, directory, contact),
      '土木管理課の担当者を2026-10-01から変えた',
    ],
    ['an end', readEnd({ to: '2026-09-30' }, directory, contact), '土木管理課の担当者を2026-09-30で終えた'],
    [
      'a department’s end',
      readDepartmentEnd({ to: '2026-09-30', successors: '建築課' }, directory, department),
      '「土木管理課」を2026-09-30で終えた',
    ],
    [
      'a new department',
      readNewDepartment(
        { code: '70', name: '都市整備課', kind: 'section', approval: 'form-line', from: '2026-10-01' },
        directory,
      ),
      '「都市整備課」を加えた',
    ],
  ])('say in words what was done by %s', (_, change, words) => {
    expect(told(change)).toBe(words);
  });

  it.each([
    [
      'no address',
      readNewContact({ role: 'chief', address: 'kacho' }, directory, 'doboku'),
      'メールアドレス：「kacho」とありますが、メールアドレスにしてください。',
    ],
    [
      'a role of the whole city',
      readNewContact({ role: 'secretariat', address: 'a@city.example' }, directory, 'doboku'),
      '部署を書かず、空欄にしてください',
    ],
    [
      'a span that runs backwards',
      readNewContact(
        { role: 'chief', address: 'a@city.example', from: '2026-10-01', to: '2026-09-30' },
        directory,
        'doboku',
      ),
      '逆です',
    ],
    [
      'no day',
      readReplacement({ address: 'new@city.example', from: '' }, directory, contact),
      '日付を選んでください。',
    ],
    [
      'nothing changed',
      readReplacement({ address: contact.address, from: '2026-10-01' }, directory, contact),
      '変わっていません',
    ],
    [
      'an unknown successor',
      readDepartmentEnd({ to: '2026-09-30', successors: 'ない課' }, directory, department),
      '「ない課」という部署はありません。',
    ],
    [
      'a code that is taken',
      readNewDepartment({ code: '61', name: '新課', kind: 'section', approval: 'form-line' }, directory),
      '部署コード「61」が',
    ],
    [
      'an approval nobody could give',
      readDepartmentFacts({ ...department, approval: 'chief-reply' }, directory, department),
      '課長も代決者も連絡先にありません',
    ],
  ])('refuse %s, and say why', (_, change, words) => {
    expect(change.ok).toBe(false);
    expect(told(change)).toContain(words);
  });

  it('set a department’s facts right without touching its dates and successors', () => {
    const change = readDepartmentFacts({ ...department, headTitle: '', name: '土木課' }, directory, {
      ...department,
      to: '2027-03-31',
    });
    if (!change.ok) throw new Error(change.faults.join());
    expect(change.directory.departments.find(({ id }) => id === 'doboku')).toMatchObject({
      name: '土木課',
      headTitle: '土木課長',
      to: '2027-03-31',
    });
  });
});
