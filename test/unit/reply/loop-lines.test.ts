import { describe, expect, it } from 'vitest';
import { readEntryForm } from '../../../functions/web/serve-pages/console/replies/entry-form.ts';
import { fillForm } from '../../../infra/local/departments/fill-form.ts';
import { readFormWorkbook } from '../../../shared/reply/read-form-workbook.ts';
import { composeForm } from '../../../shared/round/compose-form.ts';
import { buildFormInitiatives } from '../../../shared/round/form-initiatives.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { anInitiative, aPlan } from '../../support/builders.ts';
import { aFormFile, opened } from '../../support/excel-form.ts';
import { askedOf, quotedWith, RECEIVED_AT, readText, valuesOf } from '../../support/replies.ts';

const round = RoundId.parse('2026Q1');
const initiative = anInitiative({ kpis: [], milestones: [] });
const form = composeForm({
  round,
  department: 'dep-civil',
  receiptCode: 'K7F3-9Q2M',
  initiatives: buildFormInitiatives({
    plan: aPlan({ initiatives: [initiative] }),
    department: 'dep-civil',
    round,
    asked: [initiative],
    past: [],
    done: new Set(),
    flagged: new Set([initiative.id]),
    lastSteps: new Map(),
    handoverNotes: new Map(),
    matters: new Map(),
  }),
  only: null,
});
const sentText = form.lines.join('\n');
const read = (text: string) => readText(text, { sentText, manifest: form.manifest });

const LOOP = {
  '1-A': '応募がなかった。',
  '1-B': '条件が合わない。',
  '1-C': '条件を見直す。',
  '1-D': '管財係、9月末',
};

describe('the four lines of a flagged initiative', () => {
  it('come by phone or on paper as the secretariat types them', () => {
    const typed = Object.fromEntries(
      Object.entries(LOOP).map(([anchor, words]) => [`answer-${anchor}`, words]),
    );
    const entered = readEntryForm(
      { via: 'paper', saidAt: '2026-07-10T09:30', 'answer-9-A': '土木 太郎', ...typed },
      {
        request: { round, department: 'dep-civil' },
        fields: form.manifest.fields,
        by: 'jimukyoku@small.example',
        now: RECEIVED_AT,
      },
    );
    if (!('entry' in entered)) throw new Error('the entry was refused');
    expect(valuesOf(read(entered.entry.text))).toEqual({ ...LOOP, '9-A': '土木 太郎' });
  });

  it('come in the Excel form', async () => {
    const file = await fillForm(await aFormFile(form), LOOP);
    const reading = readFormWorkbook(opened(file), form.manifest, RECEIVED_AT);
    expect(reading && valuesOf(reading)).toEqual(LOOP);
  });

  it('are asked about where one line between two of them is all there is, and read once another tells the side', () => {
    const alone = quotedWith('> ', sentText).replace(/^(> 【1-A】.*)$/m, '$1\n応募がなかった。');
    expect([valuesOf(read(alone)), askedOf(read(alone))]).toEqual([{}, { '1-A': 'unanchored' }]);
    const told = alone.replace(/^(> 【1-F】.*)$/m, '$1\nB');
    expect(valuesOf(read(told))).toEqual({ '1-A': '応募がなかった。', '1-F': 'B' });
  });
});
