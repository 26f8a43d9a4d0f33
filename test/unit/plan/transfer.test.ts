import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTransferFile } from '../../../shared/adapters/transfer-file.ts';
import { dateOf } from '../../../shared/calendar/time.ts';
import { contactsOn, Directory } from '../../../shared/plan/directory.ts';
import { findDirectoryFaults } from '../../../shared/plan/directory-faults.ts';
import { findOrphans } from '../../../shared/plan/orphans.ts';
import { layOutTransfer, type TransferReading } from '../../../shared/plan/transfer.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import { aDirectory, anInitiative, aPlan, sampleCity } from './builders.ts';

const APRIL = dateOf('2027-04-01');
const MARCH = dateOf('2027-03-31');
const HEAD = '部署コード,部署名,役割,職名,メールアドレス';
const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string, directory = aDirectory()) => readTransferFile(utf8(text), directory, APRIL);
const taken = (reading: TransferReading) => {
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
  return reading;
};
const faultsOf = (reading: TransferReading) =>
  reading.ok ? [] : reading.faults.map(({ where, message }) => `${where} ${message}`);
const officers = (directory: Directory, on = APRIL) =>
  contactsOn(directory, 'officer', 'doboku', on).map(({ address }) => address);
/** A heading and 「土木管理課,担当者,new@city.example」 as Japanese Excel saves it (CP932). */
const CP932 =
  '95948f9096bc2c96f08a842c8381815b838b83418368838c83580d0a937996d88ac7979d89db2c925393968ed22c6e657740636974792e6578616d706c650d0a';

describe('a transfer', () => {
  it('ends the predecessor the day before and begins the successor on the day', () => {
    const { directory, changes } = taken(read(`${HEAD}\n61,土木管理課,担当者,主査,new@city.example\n`));
    expect(officers(directory, MARCH)).toEqual(['doboku@city.example']);
    expect(officers(directory)).toEqual(['new@city.example']);
    expect(changes).toMatchObject([
      {
        department: 'doboku',
        role: 'officer',
        was: [{ address: 'doboku@city.example' }],
        now: [{ address: 'new@city.example', title: '主査', from: '2027-04-01' }],
      },
    ]);
  });

  it('leaves alone whoever stays, and every post the file does not name', () => {
    const before = aDirectory();
    const { directory, changes } = taken(read(`${HEAD}\n,土木管理課,担当者,,DOBOKU@city.example\n`, before));
    expect(changes).toEqual([]);
    expect(directory).toEqual(before);
  });

  it('reads a row without an address as a post that nobody holds', () => {
    const { directory, changes } = taken(read(`${HEAD}\n61,土木管理課,担当者,,\n`));
    expect(officers(directory)).toEqual([]);
    expect(changes).toMatchObject([{ department: 'doboku', now: [] }]);
    const plan = aPlan({ initiatives: [anInitiative({ owners: [{ department: 'doboku' }] })] });
    expect(findOrphans(plan, directory, MARCH)).toEqual([]);
    expect(findOrphans(plan, directory, APRIL)).toMatchObject([
      { department: 'doboku', reason: 'no-officer', initiatives: [expect.stringContaining('2-1-1')] },
    ]);
  });

  it('tells every fault by its row and column, all at once, and changes nothing', () => {
    const text = `${HEAD}
61,土木管理課,担当者,主査,not-an-address
,存在しない課,担当者,,a@city.example
63,土木管理課,担当者,,b@city.example
61,土木管理課,係長,,c@city.example
61,土木管理課,課長,,d@city.example
61,土木管理課,課長,,D@city.example
,,担当者,,e@city.example
61,土木管理課,事務局,,f@city.example
`;
    expect(faultsOf(read(text))).toEqual([
      '2行目「メールアドレス」 「not-an-address」とありますが、メールアドレスにしてください。',
      '3行目「部署名」 「存在しない課」という部署は、この日の部署一覧にありません。一覧の名称かコードにしてください。',
      '4行目「部署コード」 部署コード「63」は、「土木管理課」のコードではありません。どちらかを直してください。',
      expect.stringMatching(/^5行目「役割」 「係長」とありますが、担当者・課長・/),
      '7行目「メールアドレス」 「D@city.example」は、6行目「メールアドレス」にもあります。どちらかの行を消してください。',
      expect.stringMatching(/^8行目.* 「部署名」が空です。/),
      '9行目「部署名」 事務局の行では、部署コードと部署名を空欄にしてください。',
    ]);
  });

  it.each([
    ['an empty file', '', 'ファイル ファイルが空です。'],
    ['missing columns', '部署名,役割\n土木管理課,担当者\n', '1行目 見出し（部署名・役割・メールアドレス）'],
    ['headings alone', `${HEAD}\n`, '2行目 見出しの下に行がありません。'],
    ['a broken quote', `${HEAD}\n61,"土木管理課,担当者,,a@city.example\n`, '引用符'],
  ])('refuses %s in words', (_, text, words) => {
    expect(faultsOf(read(text)).join('\n')).toContain(words);
  });

  it('reads what Japanese Excel saves', () => {
    const reading = taken(readTransferFile(Buffer.from(CP932, 'hex'), aDirectory(), APRIL));
    expect(officers(reading.directory)).toEqual(['new@city.example']);
  });

  it('refuses a department that has ended by the day', () => {
    const [first, ...rest] = aDirectory().departments;
    const directory = aDirectory({ departments: [{ ...first, to: '2027-03-31' }, ...rest] });
    const text = `${HEAD}\n11,業務改善・DX推進課,担当者,,a@city.example\n`;
    expect(faultsOf(read(text, directory)).join()).toContain('この日の部署一覧にありません');
  });

  it('notes an address outside the city’s domain, and takes it', () => {
    const { notes } = taken(read(`${HEAD}\n61,土木管理課,担当者,,a@elsewhere.example\n`));
    expect(notes[0]?.message).toContain('市のドメイン（city.example）のアドレスではありません');
  });

  it('takes its own template back without a change, whatever Excel marks it with', () => {
    const { directory } = sampleCity();
    const csv = csvOf(layOutTransfer(directory, APRIL));
    expect(csv.startsWith('\uFEFF"部署コード"')).toBe(true);
    expect(taken(readTransferFile(utf8(csv), directory, APRIL)).changes).toEqual([]);
  });

  it('keeps every day before as it was, holds on the day what the file says, and is the same read twice', () => {
    const rows = fc.array(
      fc.record({
        department: fc.constantFrom('土木管理課', '建築課', '業務改善・DX推進課'),
        role: fc.constantFrom('担当者', '課長', '代決者', '部局長'),
        address: fc.constantFrom('', ...Array.from({ length: 6 }, (_, n) => `person${n}@city.example`)),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (list) => {
        const text = [HEAD, ...list.map((row) => `,${row.department},${row.role},,${row.address}`)].join(
          '\n',
        );
        const before = aDirectory();
        const reading = read(text, before);
        const keys = list
          .filter(({ address }) => address !== '')
          .map(({ department, role, address }) => `${department}${role}${address}`);
        expect(reading.ok).toBe(new Set(keys).size === keys.length);
        if (!reading.ok) return;
        const { directory } = reading;
        expect(layOutTransfer(directory, MARCH)).toEqual(layOutTransfer(before, MARCH));
        const held = layOutTransfer(directory, APRIL).map(
          ([, name, role, , address]) => `${name}${role}${address}`,
        );
        for (const key of keys) expect(held).toContain(key);
        expect(findDirectoryFaults(directory)).toEqual([]);
        expect(Directory.parse(directory)).toEqual(directory);
        expect(taken(read(text, directory)).changes).toEqual([]);
      }),
    );
  });
});
