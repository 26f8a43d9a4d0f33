import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../shared/plan/plan.ts';
import {
  countSuccession,
  findSuccessionFaults,
  heirOf,
  partsOf,
  proposeSuccession,
  type Succession,
} from '../../../shared/plan/succession.ts';
import {
  layOutSuccession,
  readSuccessionRows,
  type SuccessionRow,
} from '../../../shared/plan/succession-rows.ts';
import { aKpi, anInitiative, aPlan } from './builders.ts';

const old = (): Plan =>
  aPlan({
    initiatives: [
      anInitiative(),
      anInitiative({
        id: 'desk',
        code: '2-1-2',
        title: '窓口の改善',
        kpis: [aKpi({ id: 'wait', name: '待ち時間', unit: '分' })],
      }),
      anInitiative({
        id: 'paper',
        code: '2-1-3',
        title: '紙の削減',
        kpis: [aKpi({ id: 'sheets', name: '用紙', unit: '枚' })],
      }),
    ],
  });

const next = (): Plan =>
  aPlan({
    id: 'next',
    title: '第2次推進プラン',
    period: { from: 2027, to: 2029 },
    initiatives: [
      anInitiative({
        id: 'n-desk',
        code: '1-1-1',
        title: '窓口の 改善',
        kpis: [aKpi({ id: 'n-wait', name: '待ち時間', unit: '秒' })],
      }),
      anInitiative({
        id: 'n-field',
        code: '2-1-1',
        title: '現場のデジタル化',
        kpis: [aKpi({ id: 'n-count', name: 'タブレット端末数', unit: '台' })],
      }),
      anInitiative({
        id: 'n-ai',
        code: '2-1-2',
        title: '生成AIの活用',
        kpis: [aKpi({ id: 'n-hours', name: '削減時間', unit: '時間' })],
      }),
    ],
  });

const whole = (parts: Partial<Succession> = {}): Succession => ({
  from: 'plan',
  to: 'next',
  links: [
    { level: 'initiative', from: 'tablets', to: 'n-field' },
    { level: 'kpi', from: 'count', to: 'n-count' },
    { level: 'initiative', from: 'desk', to: 'n-desk' },
    { level: 'kpi', from: 'wait', to: 'n-wait' },
  ],
  ends: [{ level: 'initiative', id: 'paper', end: 'done' }],
  news: [{ level: 'initiative', id: 'n-ai' }],
  ...parts,
});

const messages = (succession: Succession) =>
  findSuccessionFaults(old(), next(), succession).map(({ message }) => message);

describe('a succession', () => {
  it('is proposed from equal titles, then equal codes, and leaves the rest to a person', () => {
    const proposed = proposeSuccession(old(), next());
    expect(proposed.links).toEqual([
      { level: 'initiative', from: 'desk', to: 'n-desk' },
      { level: 'initiative', from: 'tablets', to: 'n-field' },
      { level: 'kpi', from: 'count', to: 'n-count' },
      { level: 'kpi', from: 'wait', to: 'n-wait' },
    ]);
    expect(messages(proposed)).toEqual([
      '前の計画の「2-1-3 紙の削減」を、引き継ぐか終えるか決めてください。',
      '前の計画の「2-1-3/1 用紙」を、引き継ぐか終えるか決めてください。',
      '次の計画の「2-1-2 生成AIの活用」を、新規か引継ぎか決めてください。',
      '次の計画の「2-1-2/1 削減時間」を、新規か引継ぎか決めてください。',
    ]);
  });

  it('stands once every part of both plans was spoken of; a KPI ends and is new with its initiative', () => {
    expect(messages(whole())).toEqual([]);
    expect(messages(whole({ ends: [] }))).toHaveLength(2);
    expect(messages(whole({ news: [] }))).toHaveLength(2);
    const [, ...withoutFirst] = whole().links;
    expect(messages(whole({ links: withoutFirst })).join()).toContain('「2-1-1 現場に持ち出せる');
  });

  it('does not let a part both go on and end, or be new and taken over, nor name one that is not there', () => {
    const { ends, news, links } = whole();
    expect(messages(whole({ ends: [...ends, { level: 'kpi', id: 'wait', end: 'moved' }] }))).toEqual([
      '前の計画の「2-1-2/1 待ち時間」は、引継ぎと終わりの両方になっています。',
    ]);
    expect(messages(whole({ news: [...news, { level: 'initiative', id: 'n-desk' }] }))).toEqual([
      '次の計画の「1-1-1 窓口の 改善」は、引継ぎと新規の両方になっています。',
    ]);
    expect(messages(whole({ links: [...links, { level: 'kpi', from: 'count', to: 'gone' }] }))).toEqual([
      '「gone」は、次の計画にありません。',
    ]);
  });

  it('is counted: mergers, splits, ends, and what goes on in another unit', () => {
    const { links } = whole();
    const counted = countSuccession(
      old(),
      next(),
      whole({
        links: [
          ...links,
          { level: 'initiative', from: 'paper', to: 'n-desk' },
          { level: 'initiative', from: 'desk', to: 'n-ai' },
        ],
        ends: [{ level: 'kpi', id: 'sheets', end: 'abolished' }],
        news: [{ level: 'kpi', id: 'n-hours' }],
      }),
    );
    expect(counted).toMatchObject({
      succeeded: { initiative: 3, kpi: 2 },
      merged: 1,
      split: 1,
      ended: { done: 0, abolished: 1, moved: 0 },
      fresh: { initiative: 0, kpi: 1 },
    });
    expect(counted.unitChanges.map(({ from, to }) => `${from.mark} ${to.mark}`)).toEqual(['2-1-2/1 1-1-1/1']);
  });

  it('leaves what is not settled to the first heir by code, and to nobody where the initiative ends', () => {
    const split = whole({
      links: [...whole().links, { level: 'initiative', from: 'tablets', to: 'n-desk' }],
    });
    expect(heirOf(split, next(), 'tablets')).toBe('n-desk');
    expect(heirOf(split, next(), 'paper')).toBeNull();
  });
});

describe('the table of a succession', () => {
  it('is read back as it was laid out, whatever is mapped to what', () => {
    const [before, after] = [partsOf(old()), partsOf(next())];
    const level = fc.constantFrom('initiative' as const, 'kpi' as const);
    const link = fc.tuple(level, fc.nat(), fc.nat()).map(([of, one, other]) => {
      const [olds, news] = [before, after].map((parts) => parts.filter((part) => part.level === of));
      const pick = (parts: typeof before = [], at = 0) => parts[at % parts.length]?.id ?? '';
      return { level: of, from: pick(olds, one), to: pick(news, other) };
    });
    fc.assert(
      fc.property(fc.uniqueArray(link, { selector: (one) => JSON.stringify(one) }), (links) => {
        const taken = new Set(links.map(({ from }) => from));
        const given = new Set(links.map(({ to }) => to));
        const mapping: Succession = {
          from: 'plan',
          to: 'next',
          links,
          ends: before.flatMap(({ level: of, id }) =>
            taken.has(id) ? [] : [{ level: of, id, end: 'moved' }],
          ),
          news: after.flatMap(({ level: of, id }) => (given.has(id) ? [] : [{ level: of, id }])),
        };
        const read = readSuccessionRows(layOutSuccession(old(), next(), mapping), old(), next());
        if (!read.ok) throw new Error(JSON.stringify(read.faults));
        const sorted = ({ links: l, ends: e, news: n }: Succession) =>
          [l, e, n].map((list) => list.map((one) => JSON.stringify(one)).sort());
        expect(sorted(read.succession)).toEqual(sorted(mapping));
      }),
    );
  });

  it('names the line that cannot be read, and takes marks of any width', () => {
    const row = (parts: Partial<SuccessionRow>): SuccessionRow => ({ from: '', fate: '', to: '', ...parts });
    const read = readSuccessionRows(
      [
        row({ from: '２－１－１', fate: '引継ぎ', to: '２-1-1' }),
        row({ from: '9-9-9', fate: '完了' }),
        row({ from: '2-1-2', fate: '継続' }),
        row({ from: '2-1-2', fate: '完了', to: '1-1-1' }),
        row({ from: '2-1-2/1', to: '1-1-1' }),
        row({ to: '2-1-2', fate: '廃止' }),
        row({ from: '2-1-3', fate: '引継ぎ' }),
      ],
      old(),
      next(),
    );
    expect(read).toMatchObject({ ok: false });
    if (read.ok) return;
    expect(read.faults.map(({ row: at, message }) => `${at} ${message}`)).toEqual([
      '1 前の計画に「9-9-9」はありません。',
      '2 扱いの「継続」は読めません。引継ぎ、完了、廃止、他計画へ のどれかにしてください。',
      '3 「完了」とした行には、次の計画の記号を書かないでください。',
      '4 取り組みは取り組みに、指標は指標に引き継いでください。',
      '5 前の計画の記号がない行の扱いは、「新規」だけです。',
      '6 引き継ぐ先の記号を書いてください。',
    ]);
  });
});
