import type { Pillar } from '../../../../../shared/plan/plan.ts';
import type { QuarterLine } from '../../../../../shared/report/dashboard/quarter.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { inQuarter, LineTable } from './place.tsx';

/** So many initiatives stand on one page. */
const LINES_MAX = 200;

/** The initiatives of one pillar, direction by direction; `page` counts from 1. */
export function PillarPage({
  pillar,
  lines,
  round,
  page,
}: {
  pillar: Pillar;
  lines: readonly QuarterLine[];
  round: Round;
  page: number;
}) {
  const pages = Math.max(1, Math.ceil(lines.length / LINES_MAX));
  const current = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const inOrder = pillar.directions.flatMap(({ id }) => lines.filter(({ sheet }) => sheet.direction === id));
  const shown = inOrder.slice((current - 1) * LINES_MAX, current * LINES_MAX);
  const href = (to: number) => `${inQuarter(`/pillars/${pillar.id}`, round)}&page=${to}`;
  return (
    <>
      {pages > 1 && <p>{`${lines.length}件のうち、${current}/${pages}ページを表示しています。`}</p>}
      {pillar.directions.map((direction) => {
        const own = shown.filter(({ sheet }) => sheet.direction === direction.id);
        return (
          <section aria-labelledby={`direction-${direction.id}`}>
            <h2 id={`direction-${direction.id}`}>{`${direction.code} ${direction.name}`}</h2>
            {own.length === 0 ? (
              <p class="empty">{pages > 1 ? 'このページにはありません。' : '取組はありません。'}</p>
            ) : (
              <LineTable caption={`${own.length}件`} lines={own} round={round} />
            )}
          </section>
        );
      })}
      {pages > 1 && (
        <p class="pager">
          {current > 1 && <a href={href(current - 1)}>前のページ</a>}
          {current < pages && <a href={href(current + 1)}>次のページ</a>}
        </p>
      )}
    </>
  );
}
