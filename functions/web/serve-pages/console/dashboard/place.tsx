import type { Child } from 'hono/jsx';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import type { Pillar } from '../../../../../shared/plan/plan.ts';
import type { Status } from '../../../../../shared/progress/judgement.ts';
import type { QuarterLine } from '../../../../../shared/report/dashboard/quarter.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { pageMark } from '../../look/words.ts';
import { DASHBOARD } from '../frame.tsx';

/** Where in the dashboard a page stands. */
export interface Place {
  readonly rounds: readonly Round[];
  readonly round: Round;
  readonly pillars: readonly Pillar[];
  /** The page's own address after the dashboard's. */
  readonly path: string;
}

/** An address of the dashboard that stays in its quarter. */
export const inQuarter = (path: string, { id }: Pick<Round, 'id'>) => `${DASHBOARD}${path}?round=${id}`;

/** What stands around every page of the dashboard: the quarter and how far to trust it, the choice of view. */
export function Around({ place, children }: { place: Place; children: Child }) {
  const { round, pillars, path } = place;
  const views = [
    { path: '', word: '全体' },
    ...pillars.map(({ id, short }) => ({ path: `/pillars/${id}`, word: short })),
    { path: '/scorecard', word: '四つの視点' },
    { path: '/departments', word: '課ごと' },
  ];
  return (
    <>
      <p class="asof">{`${roundName(round.id)}　${basisWords(round)}`}</p>
      <div class="screen">
        <QuarterChoice place={place} />
        <nav class="choices" aria-label="見方">
          <ul>
            {views.map((view) => (
              <li>
                <a
                  href={inQuarter(view.path, round)}
                  {...(view.path === path ? { 'aria-current': 'page' } : {})}
                >
                  {view.word}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      {children}
    </>
  );
}

function basisWords({ releasedAt }: Round): string {
  return releasedAt === null
    ? '速報（推進本部に発信する前の数字です）'
    : `${shortDateTime(instantOf(releasedAt))}に発信した数字です`;
}

function QuarterChoice({ place: { rounds, round, path } }: { place: Place }) {
  if (rounds.length < 2) return null;
  return (
    <form method="get" action={`${DASHBOARD}${path}`} class="line filter">
      <p>
        <label for="round">四半期</label>
        <select id="round" name="round">
          {rounds.map(({ id, releasedAt }) => (
            <option value={id} {...(id === round.id ? { selected: true } : {})}>
              {`${roundName(id)}${releasedAt === null ? '（発信前）' : ''}`}
            </option>
          ))}
        </select>
      </p>
      <button type="submit" class="quiet">
        この四半期を見る
      </button>
    </form>
  );
}

/** Initiatives with how they stand, why, and how they stood before. */
export function LineTable({
  caption,
  lines,
  round,
}: {
  caption: string;
  lines: readonly QuarterLine[];
  round: Round;
}) {
  return (
    <RowTable
      caption={caption}
      columns={['取組', '状況', '理由', '前々回から']}
      rows={lines.map(({ sheet, status, reason, change, recent, correctedTo }) => ({
        cells: [
          <a href={inQuarter(`/initiatives/${sheet.id}`, round)}>{`${sheet.code} ${sheet.title}`}</a>,
          <MarkChip mark={pageMark(status)} />,
          <>
            {reason}
            {change?.kind === 'worsened' && (
              <span class="reason">{`${pageMark(change.from).word}から下がりました。`}</span>
            )}
            {change?.kind === 'improved' && (
              <span class="reason">{`${pageMark(change.from).word}から上がりました。`}</span>
            )}
            {correctedTo !== null && (
              <span class="reason">{`発信の後の訂正により、今は${pageMark(correctedTo).word}です。`}</span>
            )}
          </>,
          <Recent statuses={recent} />,
        ],
      }))}
    />
  );
}

/** How an initiative stood, oldest first, as signs with their words for who does not see them. */
function Recent({ statuses }: { statuses: readonly (Status | null)[] }) {
  const words = statuses.map((status) => (status === null ? 'なし' : pageMark(status).word)).join('、');
  return (
    <span class="recent">
      <span aria-hidden="true">
        {statuses.map((status) => (status === null ? '・' : pageMark(status).icon)).join(' → ')}
      </span>
      <span class="spoken">{words}</span>
    </span>
  );
}
