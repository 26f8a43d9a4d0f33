import { PERSPECTIVE_WORDS } from '../../../../../shared/plan/words.ts';
import type { PerspectiveView, Scorecard } from '../../../../../shared/report/dashboard/scorecard.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { MarkChip } from '../../look/parts.tsx';
import { pageMark } from '../../look/words.ts';
import { inQuarter } from './place.tsx';

/** The same initiatives from four perspectives (BSC). */
export function ScorecardPage({ card, round }: { card: Scorecard; round: Round }) {
  const { perspectives, assumed, unplaced } = card;
  const names = (pillars: Scorecard['assumed']) => pillars.map(({ name }) => name).join('、');
  return (
    <>
      <p>バランスト・スコアカード（BSC）の四つの視点から、同じ取組を見ます。</p>
      {assumed.length > 0 && (
        <p class="hint">
          {`計画に視点の定めがない柱（${names(assumed)}）は、通常の対応で示しています。計画で変えられます。`}
        </p>
      )}
      {unplaced.length > 0 && (
        <p class="hint">{`視点が決まっていない柱：${names(unplaced)}。計画に視点を書くと、ここに示します。`}</p>
      )}
      <div class="scorecard">
        {perspectives.map((view) => (
          <View view={view} round={round} />
        ))}
      </div>
    </>
  );
}

function View({
  view: { perspective, pillars, lines, counts },
  round,
}: {
  view: PerspectiveView;
  round: Round;
}) {
  const behind = lines.filter(({ status }) => status === 'off-track' || status === 'at-risk');
  return (
    <section aria-labelledby={`view-${perspective}`}>
      <h2 id={`view-${perspective}`}>{PERSPECTIVE_WORDS.write(perspective)}</h2>
      <p>
        {pillars.length === 0
          ? '当たる柱はありません。'
          : pillars.map(({ id, name }) => (
              <>
                <a href={inQuarter(`/pillars/${id}`, round)}>{name}</a>
                {'　'}
              </>
            ))}
      </p>
      <ul class="counts">
        {[...counts].map(([status, count]) => (
          <li>
            <MarkChip mark={pageMark(status)} /> {`${count}件`}
          </li>
        ))}
      </ul>
      {behind.length > 0 && (
        <ul>
          {behind.slice(0, BEHIND_MAX).map(({ sheet, status }) => (
            <li>
              <MarkChip mark={pageMark(status)} />{' '}
              <a href={inQuarter(`/initiatives/${sheet.id}`, round)}>{sheet.title}</a>
            </li>
          ))}
          {behind.length > BEHIND_MAX && <li>{`ほか${behind.length - BEHIND_MAX}件`}</li>}
        </ul>
      )}
    </section>
  );
}

/** So many are named in a perspective; the pillar's page has them all. */
const BEHIND_MAX = 5;
