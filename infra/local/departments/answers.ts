import { parseQuarter } from '../../../shared/calendar/fiscal.ts';
import type { SampleScenario } from '../../../shared/plan/sample/sample.ts';
import { type FormField, type FormManifest, fieldKey } from '../../../shared/round/form.ts';
import { parseRoundId } from '../../../shared/round/round.ts';
import { numberOf, typeNumber } from './habits.ts';

/** What a department of the scenario writes behind each anchor of a form. What it has no answer to stays blank. */
export function answersOf(
  scenario: SampleScenario,
  department: string,
  manifest: FormManifest,
): Record<string, string> {
  return Object.fromEntries(
    manifest.fields.flatMap((field) => {
      const answer = answerTo(scenario, department, manifest, field);
      return answer === null ? [] : [[field.anchor, answer]];
    }),
  );
}

function answerTo(
  scenario: SampleScenario,
  department: string,
  { round }: FormManifest,
  field: FormField,
): string | null {
  if (round === null) return null;
  const { quarter } = parseRoundId(round);
  const seed = numberOf(department, round, fieldKey(field));
  const told = scenario.answers.find(
    (answer) =>
      answer.initiative === field.initiative &&
      answer.quarter === quarter &&
      answer.department === department,
  );
  const typed = (value: number | undefined) =>
    value === undefined ? null : typeNumber(value, field.number?.unit ?? '', seed);
  switch (field.kind) {
    case 'actual':
      return typed(
        scenario.actuals.find(
          (row) => row.kpi === field.subject && row.quarter === quarter && row.department === department,
        )?.value,
      );
    case 'final':
      return typed(
        scenario.finals.find((row) => row.kpi === field.subject && row.department === department)?.value,
      );
    case 'expected':
      return typed(
        scenario.actuals.findLast((row) => row.kpi === field.subject && row.department === department)?.value,
      );
    // The scenario has no months; whoever is asked for them leaves the line blank.
    case 'monthly':
      return null;
    case 'milestone-status':
      return (
        scenario.milestones.find((row) => row.milestone === field.subject && row.quarter === quarter)
          ?.state ?? '実施中'
      );
    case 'narrative':
      return told?.note ?? '計画どおり進めています。';
    case 'observe':
      return told?.note ?? '予定より遅れています。';
    case 'orient':
      return '関係課との調整に時間がかかりました。';
    case 'decide':
      return ['手順を見直して続ける', '対象を絞って進める', '関係課と体制を組み直す'][seed % 3] ?? '続ける';
    case 'act':
      return '担当係が次の四半期の末までに行う';
    case 'own-rating':
      return told?.rating ?? '順調';
    case 'confidence':
      return ['A', 'B', 'B', 'C'][seed % 4] ?? 'B';
    case 'decision-response':
      return '対応中';
    case 'opinion-response':
      return parseQuarter(quarter).quarter < 3 ? '対応中' : '反映済';
    case 'opinion-handling':
      return parseQuarter(quarter).quarter < 3
        ? '担当者会議で案をまとめている'
        : '取り組みの実施要領第3条（例示）';
    case 'sunset-wish':
      return ['継続', '改善', '継続', '縮小'][seed % 4] ?? '継続';
    case 'sunset-reason':
      return '利用は増えており、撤退基準には当たらない（例示）';
    case 'sunset-steps':
      return '後任の課と手順をまとめる（例示）';
    case 'handover-notes':
      return '関係課との打合せ記録は共有フォルダにあります。';
    case 'registration-check':
      return '正しい';
    case 'correction':
      return '';
    case 'inquiry':
      return null;
    case 'answerer':
      return '担当者（例示）';
    case 'chief-approval':
      return '済';
  }
}
