import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../../shared/calendar/time.ts';
import {
  type AnswerSheetInput,
  composeAnswerSheet,
  type ReportedFigure,
} from '../../../../shared/report/paper/answer-sheet.ts';
import { aKpi, anInitiative } from '../../../support/builders.ts';
import { anOpinion } from '../../opinion/builders.ts';

const initiative = anInitiative();

function aFigure(
  quarter: ReportedFigure['quarter'],
  value: number | null,
  parts: Partial<ReportedFigure> = {},
) {
  const reported = { on: dateOf('2026-07-08'), version: 1 };
  return { quarter, value, reported, isFinal: false, isPublic: true, isPartial: false, ...parts };
}

function aSheet(parts: Partial<AnswerSheetInput> = {}) {
  return composeAnswerSheet({
    plan: { title: '推進プラン', period: { from: 2024, to: 2026 } },
    initiative,
    kpi: aKpi({ name: '手続き時間', unit: '分', definition: '窓口での平均', source: '年1回の調査' }),
    date: dateOf('2026-08-05'),
    figures: [],
    answers: [],
    opinions: [],
    ...parts,
  });
}

const linesOf = (paper: ReturnType<typeof aSheet>) => paper.sections.flatMap(({ paragraphs }) => paragraphs);

describe('the answer sheet of a KPI', () => {
  it('begins with the newest figure and the same period of the year before', () => {
    const figures = [aFigure('2025Q1', 14), aFigure('2025Q4', 13), aFigure('2026Q1', 11.5)];
    const lines = linesOf(aSheet({ figures }));
    expect(lines[0]).toMatch(/^令和8年度第1四半期の手続き時間は、.*11\.5分です。$/);
    expect(lines[1]).toBe('前年同期は14分で、2.5分減っています。');
  });

  it('says so where there is no year before, no publication, a unit missing', () => {
    const figures = [aFigure('2026Q1', 11, { isPublic: false, isPartial: true })];
    expect(linesOf(aSheet({ figures })).slice(1, 4)).toEqual([
      '前年同期の数字はありません。',
      '一部の課の値が含まれていません。',
      'この数字は、まだ公表していません。',
    ]);
  });

  it('shows each figure with the day and version it was reported in, newest first', () => {
    const figures = [
      aFigure('2025Q1', 14, { reported: null, isPublic: null }),
      aFigure('2026Q1', 11, { reported: { on: dateOf('2026-07-21'), version: 3 } }),
    ];
    const rows = aSheet({ figures }).sections.find(({ heading }) => heading.includes('数字'))?.table?.rows;
    expect(rows?.map((row) => [row[1], row[3], row[4], ...row.slice(5)])).toEqual([
      [11, 14, -3, '令和8年7月21日', '第3版', '公表済'],
      [14, null, null, '計画の取り込み', null, null],
    ]);
  });

  it('tells where the figure comes from, what was written and what was asked before', () => {
    const asked = anOpinion({
      kind: 'assembly',
      object: { level: 'initiative', initiative: initiative.id },
      text: '短くなったのか。',
      policy: '短くなったと答弁した。',
    });
    const elsewhere = anOpinion({ number: 2, kind: 'assembly', text: '別の取り組みへの質問。' });
    const lines = linesOf(
      aSheet({ opinions: [asked, elsewhere], answers: [{ quarter: '2026Q1', text: '様式を減らした。' }] }),
    );
    expect(lines).toContain('定義　　窓口での平均');
    expect(lines).toContain('出典　　年1回の調査');
    expect(lines).toContain('令和8年度第1四半期　様式を減らした。');
    expect(lines).toContain('答　短くなったと答弁した。');
    expect(lines.join('')).not.toContain('別の取り組みへの質問。');
  });
});
