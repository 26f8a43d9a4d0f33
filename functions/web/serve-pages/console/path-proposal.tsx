import { raw } from 'hono/html';
import { longDate, quarterShort } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf } from '../../../../shared/calendar/time.ts';
import { EQUAL_SHARES, type Kpi, type KpiApproval } from '../../../../shared/plan/plan.ts';
import { numberWords } from '../../../../shared/progress/number-words.ts';
import type { PathDesk } from '../../../../shared/progress/path/path-desk.ts';
import type { PlannedValues } from '../../../../shared/progress/path/propose-path.ts';
import { judgedKpiOf } from '../../../../shared/progress/plan-kpi.ts';
import { isGuide, plannedValue } from '../../../../shared/progress/planned-path.ts';
import { drawKpiChart } from '../../../../shared/report/chart/draw-kpi-chart.ts';
import { tracePaths } from '../../../../shared/report/dashboard/path-figure.ts';
import { RowTable } from '../look/parts.tsx';
import { initiativePath } from './plan.tsx';

const CHART = { width: 560, height: 220 };
const CHART_WORDS = { planned: '計画の案', earlier: '今の計画' };

/** Where a KPI's planned values and shares are approved. */
export const pathPage = ({ initiative, kpi }: Pick<PathDesk, 'initiative' | 'kpi'>) =>
  `${initiativePath(initiative.id)}/kpis/${kpi.id}/path`;

/** 計画の案 under the present path of a KPI: why, as a chart, as a table, and the way to approve it. */
export function PathProposalPart({ desk }: { desk: PathDesk }) {
  const { kpi, proposal, shares } = desk;
  const heading = `proposal-${kpi.id}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>「{kpi.name}」の計画の案</h2>
      <p>{standingWords(kpi)}</p>
      {proposal.ok ? (
        <>
          <p class="hint">{proposal.basis}</p>
          <PathFigure desk={desk} values={proposal.values} />
        </>
      ) : (
        proposal.faults.map(({ message }) => <p>{message}</p>)
      )}
      {shares !== null && (
        <p>{`四半期配分の案　${shares.shares.join('・')}（${shares.source}。今は${(kpi.shares ?? EQUAL_SHARES).join('・')}）`}</p>
      )}
      {(proposal.ok || shares !== null) && (
        <p>
          <a href={pathPage(desk)}>「{kpi.name}」の計画の案を直して、承認を記録する</a>
        </p>
      )}
    </section>
  );
}

/** Whether somebody approved what is planned now. */
export function standingWords({ path, shares, ledger }: Kpi): string {
  const { path: ofPath, shares: ofShares } = ledger?.approved ?? {};
  const told = (word: string, approval: KpiApproval) =>
    `${word}は、${approval.by}が承認しています（${longDate(dateOf(approval.on))}、${quarterShort(approval.from)}から）。`;
  const approved = [
    ...(ofPath ? [told('今の計画値', ofPath)] : []),
    ...(ofShares ? [told('今の四半期配分', ofShares)] : []),
  ];
  if (approved.length > 0) return approved.join('');
  return path === undefined && shares === undefined
    ? '今の計画値は、目標から計算した目安です。承認すると計画になります。'
    : '今の計画値には、承認の記録がありません。';
}

/** The proposal beside the present path, drawn and in figures. */
export function PathFigure({ desk, values }: { desk: PathDesk; values: PlannedValues }) {
  const { kpi, frame, totals } = desk;
  const figure = tracePaths(kpi, frame.plan, totals, values, frame);
  const judged = judgedKpiOf(kpi, frame.plan.period);
  return (
    <div class="figure">
      <section class="scroll chart" tabindex={0} aria-label={`${kpi.name}の計画の案の図`}>
        {raw(drawKpiChart({ figure, size: CHART, idPrefix: `path-${kpi.id}`, words: CHART_WORDS }))}
      </section>
      <RowTable
        caption={`${kpi.name}の計画の案（単位：${kpi.unit}）`}
        columns={['四半期', '今の計画', '計画の案']}
        rows={figure.rows
          .filter(({ quarter }) => values[quarter] !== undefined)
          .map(({ quarter, planned }) => {
            const now = plannedValue(judged, quarter);
            const guide = isGuide(judged, quarter) ? '（目安）' : '';
            return {
              cells: [
                quarterShort(quarter),
                now === null ? null : `${numberWords(now)}${guide}`,
                planned === null ? null : numberWords(planned),
              ],
            };
          })}
      />
    </div>
  );
}
