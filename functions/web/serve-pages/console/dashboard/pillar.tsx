import type { Pillar } from '../../../../../shared/plan/plan.ts';
import type { QuarterLine } from '../../../../../shared/report/dashboard/quarter.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { LineTable } from './place.tsx';

/** The initiatives of one pillar, direction by direction. */
export function PillarPage({
  pillar,
  lines,
  round,
}: {
  pillar: Pillar;
  lines: readonly QuarterLine[];
  round: Round;
}) {
  return (
    <>
      {pillar.directions.map((direction) => {
        const own = lines.filter(({ sheet }) => sheet.direction === direction.id);
        return (
          <section aria-labelledby={`direction-${direction.id}`}>
            <h2 id={`direction-${direction.id}`}>{`${direction.code} ${direction.name}`}</h2>
            {own.length === 0 ? (
              <p class="empty">取組はありません。</p>
            ) : (
              <LineTable caption={`${own.length}件`} lines={own} round={round} />
            )}
          </section>
        );
      })}
    </>
  );
}
