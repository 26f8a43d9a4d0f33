import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import {
  addDepartment,
  endContact,
  endDepartment,
  replaceContact,
} from '../../../shared/plan/contact-changes.ts';
import { contactsOn, type Directory } from '../../../shared/plan/directory.ts';
import { findDirectoryFaults } from '../../../shared/plan/directory-faults.ts';
import { findOrphans } from '../../../shared/plan/orphans.ts';
import { aDirectory, anInitiative, aPlan } from './builders.ts';

const OCTOBER = dateOf('2026-10-01');
const SEPTEMBER = dateOf('2026-09-30');
const officers = (directory: Directory, on = OCTOBER) =>
  contactsOn(directory, 'officer', 'doboku', on).map(({ address }) => address);
const theOfficer = (directory: Directory) => {
  const [officer] = contactsOn(directory, 'officer', 'doboku', SEPTEMBER);
  if (!officer) throw new Error('nobody');
  return officer;
};

describe('a contact changed from a day on', () => {
  it('is the former up to the day before, and the new one for as long as the former was to last', () => {
    const before = aDirectory();
    const limited = endContact(before, theOfficer(before).id, dateOf('2027-03-31'));
    const after = replaceContact(
      limited,
      theOfficer(limited),
      { address: 'new@city.example', title: undefined },
      OCTOBER,
    );
    expect(officers(after, SEPTEMBER)).toEqual(['doboku@city.example']);
    expect(officers(after)).toEqual(['new@city.example']);
    expect(officers(after, dateOf('2027-04-01'))).toEqual([]);
  });

  it('leaves no trace of one that would have ended before it began', () => {
    const before = aDirectory();
    const after = replaceContact(
      before,
      theOfficer(before),
      { address: 'new@city.example', title: undefined },
      OCTOBER,
    );
    const [coming] = contactsOn(after, 'officer', 'doboku', OCTOBER);
    expect(endContact(after, coming?.id ?? '', SEPTEMBER).contacts).toHaveLength(before.contacts.length);
  });
});

describe('a department that ends', () => {
  it('ends its contacts with it, names who takes over, and leaves its initiatives to be moved', () => {
    const added = addDepartment(aDirectory(), {
      code: '65',
      name: '都市整備課',
      kind: 'section',
      headTitle: '都市整備課長',
      successors: [],
      approval: 'form-line',
      excelForm: false,
      from: '2026-10-01',
    });
    const after = endDepartment(added, 'doboku', SEPTEMBER, ['dep-65']);
    expect(findDirectoryFaults(after)).toEqual([]);
    expect(officers(after, SEPTEMBER)).toHaveLength(1);
    expect(officers(after)).toEqual([]);
    const plan = aPlan({ initiatives: [anInitiative({ owners: [{ department: 'doboku' }] })] });
    expect(findOrphans(plan, after, SEPTEMBER)).toEqual([]);
    expect(findOrphans(plan, after, OCTOBER)).toMatchObject([{ department: 'doboku', reason: 'ended' }]);
  });

  it('is an orphan too where its answers need an approval and nobody could give it', () => {
    const [first, ...rest] = aDirectory().departments;
    const directory = aDirectory({ departments: [{ ...first, approval: 'chief-reply' }, ...rest] });
    const plan = aPlan({ initiatives: [anInitiative({ owners: [{ department: 'dx' }] })] });
    expect(findOrphans(plan, directory, OCTOBER)).toMatchObject([{ reason: 'no-approver' }]);
  });
});
