import { describe, expect, it } from 'vitest';
import { diffDirectories } from '../../../shared/plan/diff-directory.ts';
import { listRevisions } from '../../../shared/plan/revision.ts';
import { aDirectory, aKpi, anInitiative, aPlan, sampleCity } from './builders.ts';

describe('the table of old and new texts', () => {
  it('has nothing to say of a version beside itself', () => {
    const { plan, directory } = sampleCity();
    expect(listRevisions(plan, structuredClone(plan), directory)).toEqual([]);
    expect(diffDirectories(directory, structuredClone(directory))).toEqual([]);
  });

  it('lists every field that changed, came or went, under its initiative and part', () => {
    const after = aPlan({
      initiatives: [
        anInitiative({
          title: '端末の配備',
          kpis: [aKpi({ targets: { 2024: 5, 2025: 20, 2026: 80 } })],
          milestones: [
            { id: 'm2', item: '配備', fiscalYear: 2026, text: '全課に配る', due: '2026Q2', key: true },
          ],
        }),
      ],
    });
    const rows = listRevisions(aPlan(), after, aDirectory()).map(({ under, part, field, was, now }) =>
      [under, part, field, was ?? '−', now ?? '−'].join('｜'),
    );
    const under = '2-1-1 端末の配備';
    expect(rows).toContain(`${under}｜｜取り組み名｜現場に持ち出せるタブレット端末の配備｜端末の配備`);
    expect(rows).toContain(`${under}｜指標「タブレット端末数」｜目標（R8）｜60｜80`);
    expect(rows).toContain(`${under}｜年度別取り組み「配備：全課に配る」｜期限｜−｜R8第2四半期`);
    expect(rows.filter((row) => row.endsWith('｜−')).length).toBeGreaterThan(2);
  });

  it('says of the directory who came, went and changed, by what people call them', () => {
    const before = aDirectory();
    const [first, ...others] = before.contacts;
    const after = {
      ...before,
      city: { ...before.city, telephone: '内線 1111' },
      contacts: [{ ...first, to: '2027-03-31' }, ...others.slice(1)],
    };
    const changes = diffDirectories(before, aDirectory(after));
    expect(changes.map(({ kind, name, fields }) => [kind, name, fields.map(({ field }) => field)])).toEqual([
      ['changed', '見本市', ['電話']],
      ['changed', '業務改善・DX推進課の担当者', ['終了日']],
      ['removed', '土木管理課の担当者', ['役割', 'メールアドレス']],
    ]);
  });
});
