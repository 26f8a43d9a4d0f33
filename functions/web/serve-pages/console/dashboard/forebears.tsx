import { quarterShort } from '../../../../../shared/calendar/japanese-date.ts';
import { isOtherUnit } from '../../../../../shared/plan/succession.ts';
import { numberWords } from '../../../../../shared/progress/number-words.ts';
import type { InitiativeSheet } from '../../../../../shared/report/dashboard/initiative-sheet.ts';
import type { Inherited, InheritedKpi } from '../../../../../shared/round/inherited.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { pageMark } from '../../look/words.ts';

/** A year of quarters tells how it went. */
const VALUES_SHOWN_MAX = 4;

/** 前計画からの経過: what the plan before tells of this initiative, each KPI in its own unit. */
export function Forebears({ sheet: { inherited, kpis } }: { sheet: InitiativeSheet }) {
  if (inherited.length === 0) return null;
  return (
    <section aria-labelledby="forebears">
      <h2 id="forebears">前計画からの経過</h2>
      {inherited.map((forebear) => (
        <Forebear forebear={forebear} heirs={kpis.map(({ kpi }) => kpi)} />
      ))}
    </section>
  );
}

type Heirs = readonly InitiativeSheet['kpis'][number]['kpi'][];

function Forebear({ forebear, heirs }: { forebear: Inherited; heirs: Heirs }) {
  const { initiative, statuses, undone, kpis } = forebear;
  const last = statuses.at(-1);
  return (
    <>
      <p>
        {initiative.code} {initiative.title}
        {last !== undefined && (
          <>
            {`　${quarterShort(last.quarter)}　`}
            <MarkChip mark={pageMark(last.status)} />
          </>
        )}
      </p>
      {kpis.length > 0 && (
        <RowTable
          caption="前の計画での実績。今の指標の実績とは合計しません。"
          columns={['前の計画の指標', '実績', '今の指標']}
          rows={kpis.map((old) => ({ cells: [old.kpi.name, valueWords(old), heirWords(old, heirs)] }))}
        />
      )}
      {undone.length > 0 && (
        <RowTable
          caption={`前の計画で終わらなかった予定　${undone.length}件`}
          columns={['内容', '当初の期限']}
          rows={undone.map(({ text, due, slips }) => ({
            cells: [text, quarterShort(slips?.[0]?.from ?? due)],
          }))}
        />
      )}
    </>
  );
}

function valueWords({ kpi, values }: InheritedKpi): string | null {
  const told = values.slice(-VALUES_SHOWN_MAX);
  if (told.length === 0) return null;
  return told
    .map(({ quarter, value }) => `${quarterShort(quarter)} ${numberWords(value)}${kpi.unit}`)
    .join('、');
}

function heirWords({ kpi, heir }: InheritedKpi, heirs: Heirs): string | null {
  const now = heirs.find(({ id }) => id === heir);
  if (now === undefined) return null;
  return isOtherUnit(kpi, now) ? `${now.name}（数え方が違うため、比べません）` : now.name;
}
