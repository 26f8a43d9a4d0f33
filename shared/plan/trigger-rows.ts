import { STANDARD_TRIGGERS, type TriggerId, type Triggers } from './plan.ts';

/** How the triggers are called on the plan's sheet. A number of quarters, where 0 switches one off. */
const RUNNING_LABELS: Record<TriggerId, string> = {
  E1: 'E1 遅れの連続',
  E2: 'E2 悪化の連続',
  E3: 'E3 検証後の遅れ',
  E4: 'E4 単位コスト超過の連続（年度）',
  E5: 'E5 未報告の連続',
  R1: 'R1 遅れの連続（見直し）',
  R2: 'R2 計画超過の連続',
  R4: 'R4 ペース不足',
};
const AHEAD = 'R2 計画超過の計画比';
const TIMES = 'R4 必要なペースの倍率';
const TRIAL = 'E3 検証を表す語';

const IDS: readonly TriggerId[] = ['E1', 'E2', 'E3', 'E4', 'E5', 'R1', 'R2', 'R4'];

export const TRIGGER_LABELS: readonly string[] = [
  ...IDS.map((id) => RUNNING_LABELS[id]),
  AHEAD,
  TIMES,
  TRIAL,
];

/** The triggers as rows of the plan's sheet, in the order of {@link TRIGGER_LABELS}. */
export function triggerRows({
  running,
  aheadRatio,
  paceTimes,
  trialWord,
}: Triggers): (readonly [label: string, value: number | string])[] {
  return [
    ...IDS.map((id) => [RUNNING_LABELS[id], running[id] ?? 0] as const),
    [AHEAD, aheadRatio],
    [TIMES, paceTimes],
    [TRIAL, trialWord],
  ];
}

/** Reads the rows back; what the sheet leaves out is as it usually is. */
export function readTriggers(
  numberOf: (label: string) => number | undefined,
  textOf: (label: string) => string | undefined,
): Triggers {
  const running = (id: TriggerId) => {
    const given = numberOf(RUNNING_LABELS[id]);
    return given === undefined ? STANDARD_TRIGGERS.running[id] : given === 0 ? null : given;
  };
  return {
    running: {
      E1: running('E1'),
      E2: running('E2'),
      E3: running('E3'),
      E4: running('E4'),
      E5: running('E5'),
      R1: running('R1'),
      R2: running('R2'),
      R4: running('R4'),
    },
    aheadRatio: numberOf(AHEAD) ?? STANDARD_TRIGGERS.aheadRatio,
    paceTimes: numberOf(TIMES) ?? STANDARD_TRIGGERS.paceTimes,
    trialWord: textOf(TRIAL) ?? STANDARD_TRIGGERS.trialWord,
  };
}
