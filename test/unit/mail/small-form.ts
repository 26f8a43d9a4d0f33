import type { Wording } from '../../../shared/mail/wording.ts';
import { type ComposedForm, composeForm } from '../../../shared/round/compose-form.ts';
import { type FormField, fieldKey } from '../../../shared/round/form.ts';
import { buildFormInitiatives } from '../../../shared/round/form-initiatives.ts';
import { STANDARD_TEXTS } from '../../../shared/schedule/mail-texts.ts';
import { aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';

export const CODE = 'K7F3-9Q2M';

export const WORDING: Wording = {
  planName: '推進プラン',
  texts: STANDARD_TEXTS,
  headquarters: '推進本部',
  signature: '推進本部事務局（企画課）内線 0000',
  senderName: '進捗照会',
};

const asked = [
  anInitiative({
    kpis: [aKpi({ targets: { 2026: 60 }, path: { '2026Q1': 35 } })],
    milestones: [aMilestone({ item: '対象業務の見直し', text: '対象業務の見直し' })],
  }),
  anInitiative({
    id: 'init-outsourcing',
    code: '2-1-2',
    title: '包括管理委託導入の検討',
    kpis: [],
    exitRules: { unset: true, by: '2026-09-30' },
    milestones: [aMilestone({ id: 'ms-scope', item: '対象施設の選定', text: '対象施設の選定' })],
  }),
];

/** 土木管理課's form of 2026Q1: a KPI that stood at 20 last time, and an initiative without one. */
export function aForm(only: readonly string[] | null = null): ComposedForm {
  const initiatives = buildFormInitiatives({
    plan: aPlan({ initiatives: asked }),
    department: 'dep-civil',
    round: '2026Q1',
    asked,
    past: [{ kpi: 'kpi-tablets', quarter: '2025Q4', department: 'dep-civil', stage: 'regular', value: 20 }],
    done: new Set(),
    flagged: new Set(),
    lastSteps: new Map(),
    handoverNotes: new Map(),
    matters: new Map(),
  });
  const input = { round: '2026Q1', department: 'dep-civil', receiptCode: CODE, initiatives } as const;
  const whole = composeForm({ ...input, only: null });
  if (only === null) return whole;
  const keys = whole.manifest.fields.filter(({ anchor }) => only.includes(anchor)).map(fieldKey);
  return composeForm({ ...input, only: new Set(keys) });
}

/** The field of the whole form at an anchor. */
export function fieldAt(anchor: string): FormField {
  const field = aForm().manifest.fields.find((candidate) => candidate.anchor === anchor);
  if (!field) throw new RangeError(`the form has no line ${anchor}`);
  return field;
}
