import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../../shared/calendar/time.ts';
import { Status } from '../../../../shared/progress/judgement.ts';
import type { HeadquartersInput } from '../../../../shared/report/headquarters-input.ts';
import { summariseForHeadquarters } from '../../../../shared/report/headquarters-page.ts';
import { withoutDepartments } from '../../../../shared/report/paper/anonymous.ts';
import {
  composeAssemblyPaper,
  composeCouncilPaper,
  type PaperInput,
} from '../../../../shared/report/paper/compose-paper.ts';
import type { Paper } from '../../../../shared/report/paper/paper.ts';
import { paperRows, renderPaperText } from '../../../../shared/report/paper/paper-text.ts';
import { anOpinion } from '../../opinion/builders.ts';
import { aDirectory, anInput, aPlan, aStanding, aStatus, aTellingInput } from '../small-city.ts';

const OPINIONS = [
  anOpinion({ number: 1, published: true }),
  anOpinion({ number: 2, class: 'noted', text: '審議会だけの意見。' }),
  anOpinion({ number: 3, kind: 'assembly', published: true, text: '減っているのか。' }),
  anOpinion({ number: 4, kind: 'assembly', text: 'まだ公表していない質問。' }),
];

function aPaperInput(input: HeadquartersInput, parts: Partial<PaperInput> = {}): PaperInput {
  return {
    plan: input.plan,
    directory: input.directory,
    date: dateOf('2026-08-05'),
    page: summariseForHeadquarters(input),
    released: { on: dateOf('2026-07-31'), version: 1 },
    opinions: OPINIONS,
    decisions: [],
    endings: [],
    ...parts,
  };
}

const sectionOf = ({ sections }: Paper, word: string) =>
  sections.find(({ heading }) => heading.includes(word));

describe('the papers', () => {
  it('say whose figures they are and of which day', () => {
    const paper = composeCouncilPaper(aPaperInput(aTellingInput()));
    expect(paper).toMatchObject({
      date: '令和8年8月5日',
      basis: '令和8年7月31日に発信した本部資料（第1版）の数字です。',
      title: '小さな市の推進プランの進捗状況（令和8年度第1四半期）',
    });
  });

  it('list for the council every initiative in trouble, worst first, and its own opinions alone', () => {
    const paper = composeCouncilPaper(aPaperInput(aTellingInput()));
    const trouble = sectionOf(paper, '遅れている')?.table?.rows ?? [];
    expect(trouble.map(([, , status]) => status)).toEqual(
      trouble.map(([, , status]) => status).toSorted((a, b) => (a === b ? 0 : a === '遅れ' ? -1 : 1)),
    );
    expect(trouble.length).toBeGreaterThan(1);
    const numbers = sectionOf(paper, '意見')?.table?.rows.map(([number]) => number);
    // What is still open stands first.
    expect(numbers).toEqual([1, 2]);
  });

  it('tell the assembly nothing that is not public', () => {
    const input = aTellingInput();
    const { page } = aPaperInput(input);
    expect(page.approvals.length + page.annex.reviews.length).toBeGreaterThan(0);
    expect(page.annex.waiting.length).toBeGreaterThan(0);
    const edited = { ...page, overview: ['庁内コンテストの廃止を検討しています。'], overviewEdited: true };
    const paper = composeAssemblyPaper(aPaperInput(input, { page: edited }));
    const said = JSON.stringify(paper);
    for (const { department } of page.annex.waiting) expect(said).not.toContain(department);
    for (const { text } of [...page.approvals, ...page.annex.reviews]) expect(said).not.toContain(text);
    expect(said).not.toContain('廃止');
    expect(said).not.toContain('撤退基準');
    expect(said).not.toContain('まだ公表していない質問。');
    expect(said).not.toContain('審議会だけの意見。');
    expect(said).toContain('減っているのか。');
    expect(said).not.toMatch(/未報告|回答待ち/);
    expect(said).toContain('集計中');
  });

  it('name nobody whose value is missing, whatever the order of names inside one another', () => {
    const departments = ['水道課', '下水道課', '建築課'].map((name, index) => ({
      id: `dep-${index}`,
      code: String(index),
      name,
      kind: 'section' as const,
      headTitle: `${name}長`,
      successors: [],
      approval: 'form-line' as const,
      excelForm: false,
    }));
    expect(withoutDepartments('水道課の料金：下水道課、建築課を除く値で、3件', { departments })).toBe(
      '水道課の料金：一部の課を除く値で、3件',
    );
  });

  it('read the same as text and as a file, line by line', () => {
    const paper = composeCouncilPaper(aPaperInput(aTellingInput()));
    const text = renderPaperText(paper).replaceAll(/\s/gu, '');
    for (const { heading } of paper.sections) expect(text).toContain(heading.replaceAll(/\s/gu, ''));
    const rows = paperRows(paper);
    const table = sectionOf(paper, '柱ごと')?.table;
    for (const row of table?.rows ?? []) expect(rows).toContainEqual(row);
    expect(rows).toContainEqual(table?.total);
  });

  const plan = aPlan();
  const statuses = fc.array(fc.constantFrom(...Status.options), {
    minLength: plan.initiatives.length,
    maxLength: plan.initiatives.length,
  });

  it('add up: every row to its last cell, every column to its total, all to the initiatives there are', () => {
    fc.assert(
      fc.property(statuses, fc.constantFrom(composeCouncilPaper, composeAssemblyPaper), (list, compose) => {
        const input = anInput({
          plan,
          changed: plan.initiatives.map(({ id }, index) =>
            aStanding({ initiative: id, judgement: aStatus(list[index] ?? 'on-track') }),
          ),
        });
        const paper = compose(aPaperInput(input));
        const table = sectionOf(paper, '柱ごと')?.table;
        const numbers = (row: readonly unknown[]) => row.slice(1).map(Number);
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        const rows = (table?.rows ?? []).map(numbers);
        const total = numbers(table?.total ?? []);
        for (const row of [...rows, total]) expect(sum(row.slice(0, -1))).toBe(row.at(-1));
        expect(total.map((_, column) => sum(rows.map((row) => row[column] ?? 0)))).toEqual(total);
        expect(total.at(-1)).toBe(plan.initiatives.length);
        const late = list.filter((status) => status === 'off-track' || status === 'at-risk').length;
        expect(sectionOf(paper, '遅れている')?.table?.rows.length ?? 0).toBe(late);
      }),
      { numRuns: 60 },
    );
  });

  it('keep every name of the directory out of the assembly’s paper, whoever is missing', () => {
    const names = aDirectory().departments.map(({ name }) => name);
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), (missing) => {
        const reason = `徴収額：${missing.join('、')}を除く値で、計画10件に対し5件（50％、判定基準5）`;
        const standing = aStanding({ initiative: 'grants', judgement: aStatus('off-track', { reason }) });
        const said = JSON.stringify(composeAssemblyPaper(aPaperInput(anInput({ changed: [standing] }))));
        for (const name of names) expect(said).not.toContain(name);
      }),
      { numRuns: 40 },
    );
  });
});
