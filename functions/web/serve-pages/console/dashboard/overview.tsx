import { raw } from 'hono/html';
import type { Plan } from '../../../../../shared/plan/plan.ts';
import { drawStatusChart } from '../../../../../shared/report/chart/draw-status-chart.ts';
import type { Overview } from '../../../../../shared/report/dashboard/overview.ts';
import { differenceMark, PAGE_WORDS, type StatusCount } from '../../../../../shared/report/status-table.ts';
import { describeTrend } from '../../../../../shared/report/trend.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { pageMark } from '../../look/words.ts';
import { EndingSection, MoneySection, RankSection } from './money.tsx';
import { inQuarter } from './place.tsx';

const CHART = { width: 640, height: 220 };

/** How the quarter stands as a whole. */
export function OverviewPage({ overview, plan, round }: { overview: Overview; plan: Plan; round: Round }) {
  const { sentences, corrected } = overview;
  return (
    <>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {corrected > 0 && (
        <p>{`発信の後の訂正により、状況が変わった取組が${corrected}件あります。柱ごとの画面に示します。`}</p>
      )}
      <Questions overview={overview} />
      <Counts overview={overview} plan={plan} round={round} />
      <TrendFigure overview={overview} />
      <Goals overview={overview} />
      <RankSection overview={overview} />
      <MoneySection overview={overview} />
      <EndingSection overview={overview} />
      <Awaited overview={overview} />
    </>
  );
}

function Questions({ overview: { questions } }: { overview: Overview }) {
  if (questions === null) return null;
  return (
    <section aria-labelledby="questions">
      <h2 id="questions">ご判断をお願いする事項</h2>
      {questions.length === 0 ? (
        <p>ありません。</p>
      ) : (
        <ol>
          {questions.map(({ title, text }) => (
            <li>
              <strong>{title}</strong>
              <span class="reason">{text}</span>
            </li>
          ))}
        </ol>
      )}
      <p class="screen">
        <a href="/console/decisions">見直し判断の一覧</a>
      </p>
    </section>
  );
}

function Counts({ overview: { table }, plan, round }: { overview: Overview; plan: Plan; round: Round }) {
  const linkOf = (label: string) => {
    const pillar = plan.pillars.find(({ short }) => short === label);
    return pillar ? <a href={inQuarter(`/pillars/${pillar.id}`, round)}>{label}</a> : label;
  };
  const cells = (counts: readonly StatusCount[]) =>
    counts.map((count) => `${count.count}${differenceMark(count)}`);
  return (
    <section aria-labelledby="counts">
      <h2 id="counts">柱ごとの状況</h2>
      <RowTable
        caption="取組の件数。かっこは前回との差"
        columns={['柱', ...table.columns.map((status) => PAGE_WORDS[status])]}
        rows={[
          ...table.rows.map((row) => ({ cells: [linkOf(row.label), ...cells(row.cells)] })),
          { cells: ['計', ...cells(table.total)] },
        ]}
      />
    </section>
  );
}

function TrendFigure({ overview: { trend } }: { overview: Overview }) {
  const message = describeTrend(trend) ?? '';
  return (
    <section aria-labelledby="trend">
      <h2 id="trend">四半期ごとの推移</h2>
      <p>{message}</p>
      <section class="scroll chart" tabindex={0} aria-label="推移の図">
        {raw(drawStatusChart({ trend, message, size: CHART, idPrefix: 'trend' }))}
      </section>
      <details open>
        <summary>数値を表で見る</summary>
        <RowTable
          caption="四半期ごとの件数"
          columns={['四半期', ...trend.columns.map((status) => PAGE_WORDS[status])]}
          rows={trend.points.map(({ label, counts }) => ({ cells: [label, ...counts.map(String)] }))}
        />
      </details>
    </section>
  );
}

function Goals({ overview: { goals } }: { overview: Overview }) {
  return (
    <section aria-labelledby="goals">
      <h2 id="goals">5年後の目標（ビジョン）</h2>
      <RowTable
        caption={`${goals.length}項目`}
        columns={['目標', '計画と実績', '状況']}
        rows={goals.map(({ name, comparison, status, illustrative }) => ({
          cells: [
            `${name}${illustrative ? '（例示）' : ''}`,
            comparison,
            status === null ? null : <MarkChip mark={pageMark(status)} />,
          ],
        }))}
      />
    </section>
  );
}

function Awaited({ overview: { waiting } }: { overview: Overview }) {
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">回答待ち</h2>
      {waiting.length === 0 ? (
        <p>ありません。</p>
      ) : (
        <ul class="counts">
          {waiting.map(({ department, count }) => (
            <li>{`${department}　${count}件`}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
