import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOpinionFile, writeOpinionWorkbook } from '../../../shared/adapters/opinion-file.ts';
import { layOutOpinions } from '../../../shared/opinion/lay-out-opinions.ts';
import { OpinionClass } from '../../../shared/opinion/opinion.ts';
import { readOpinionSheet } from '../../../shared/opinion/read-opinions.ts';
import { aDirectory, anInitiative } from '../../support/builders.ts';
import { anOpinion } from './builders.ts';

const initiative = anInitiative();
const world = { plan: { initiatives: [initiative] }, directory: aDirectory(), known: [] };

const bytesOf = (text: string) => new TextEncoder().encode(text);
const readCsv = (...rows: string[]) =>
  readOpinionFile({ name: 'opinions.csv', bytes: bytesOf(rows.join('\n')) }, world);

const HEAD = '番号,種類,会議,年月日,意見,対象,取組番号,区分,理由,対応方針,所管課,期限';

describe('a ledger from a file', () => {
  it('is read with the words and dates cities write', async () => {
    const reading = await readCsv(
      HEAD,
      `,パブコメ,意見募集,令和5年8月,窓口を広げてほしい,取り組み,${initiative.code},対応中,,検討する,土木管理課,R8.9.30`,
    );
    expect(reading).toMatchObject({
      ok: true,
      opinions: [
        {
          number: 1,
          kind: 'public',
          raisedOn: '2023-08',
          object: { level: 'initiative', initiative: initiative.id },
          class: 'under-way',
          department: 'dep-civil',
          due: '2026-09-30',
        },
      ],
    });
  });

  it('is refused as a whole, with every fault by its row', async () => {
    const reading = await readCsv(
      HEAD,
      '1,,審議会,いつか,目的を書くこと,,,対応中,,検討する,,',
      '1,,審議会,2026-07-14,事例を調べること,,9-9-9,済み,,,ない課,',
      '3,,審議会,2026-07-14,人を増やすこと,,,対応困難,,,,',
    );
    expect(reading.ok).toBe(false);
    const places = reading.ok ? [] : reading.faults.map(({ where }) => where);
    expect(places).toEqual([
      '3行目「番号」',
      '2行目「年月日」',
      '3行目「取組番号」',
      '3行目「区分」',
      '3行目「所管課」',
      '4行目「番号」',
    ]);
    expect(reading.ok ? '' : reading.faults.at(-1)?.message).toContain('理由を書いてください');
  });

  it('numbers new opinions after those that are known', async () => {
    const reading = await readOpinionFile(
      {
        name: 'a.csv',
        bytes: bytesOf(`${HEAD}\n,,審議会,2026-07,意見A,,,参考,,,,\n,,審議会,2026-07,意見B,,,参考,,,,`),
      },
      { ...world, known: [{ number: 8 }] },
    );
    expect(reading.ok && reading.opinions.map(({ number }) => number)).toEqual([9, 10]);
  });

  it('says what is wrong with a file that is none', async () => {
    const refused = async (name: string, bytes: Uint8Array) => {
      const reading = await readOpinionFile({ name, bytes }, world);
      return reading.ok ? '' : (reading.faults[0]?.message ?? '');
    };
    expect(await refused('a.csv', new Uint8Array())).toContain('空です');
    expect(await refused('a.docx', bytesOf('x'))).toContain('.csv か .xlsx');
    expect(await refused('a.xlsx', bytesOf('x'))).toContain('Excelブック');
    expect(await refused('a.csv', bytesOf('氏名,住所\nx,y'))).toContain('「意見」と「区分」');
  });

  it('comes back from the workbook it was written as', async () => {
    const opinions = [
      anOpinion({
        department: 'dep-civil',
        due: '2026-09-30',
        class: 'reflected',
        reflected: { where: '第2章', before: '旧文', after: '新文' },
        published: true,
        illustrative: ['class', 'policy'],
      }),
      anOpinion({ number: 2, object: { level: 'initiative', initiative: initiative.id } }),
    ];
    const bytes = await writeOpinionWorkbook(opinions, world);
    const reading = await readOpinionFile({ name: 'a.xlsx', bytes }, world);
    expect(reading).toEqual({ ok: true, opinions, notes: [] });
  });

  const line = fc.stringMatching(/^[ぁ-んァ-ヶ一-龠]{1,20}$/u);
  const opinion = fc
    .record({
      text: line,
      policy: line,
      reason: line,
      class: fc.constantFrom(...OpinionClass.options),
      kind: fc.constantFrom('council', 'assembly', 'audit', 'public'),
      raisedOn: fc.constantFrom('2023-08', '2026-07-14'),
      department: fc.constantFrom(null, 'dep-civil', 'dep-farming'),
      published: fc.boolean(),
    })
    .map((parts) => anOpinion({ ...parts, reflected: { where: '第2章', before: null, after: parts.text } }));

  it('comes back from the sheet it was laid out as, whatever it says', () => {
    fc.assert(
      fc.property(fc.array(opinion, { minLength: 1, maxLength: 8 }), (list) => {
        const opinions = list.map((one, index) => ({ ...one, number: index + 1 }));
        const reading = readOpinionSheet(layOutOpinions(opinions, world), world);
        expect(reading).toEqual({ ok: true, opinions, notes: [] });
      }),
    );
  });
});
