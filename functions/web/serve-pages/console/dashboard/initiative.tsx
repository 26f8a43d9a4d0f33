import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import {
  fiscalYearName,
  longDate,
  quarterName,
  quarterShort,
} from '../../../../../shared/calendar/japanese-date.ts';
import { dateOf } from '../../../../../shared/calendar/time.ts';
import { OPTION_WORDS, STATE_WORDS } from '../../../../../shared/decision/case.ts';
import { causeTexts } from '../../../../../shared/decision/cause-texts.ts';
import { type Directory, departmentName } from '../../../../../shared/plan/directory.ts';
import { type Initiative, isUnset, type Plan, type Unset } from '../../../../../shared/plan/plan.ts';
import { numberWords } from '../../../../../shared/progress/number-words.ts';
import { drawKpiChart } from '../../../../../shared/report/chart/draw-kpi-chart.ts';
import type { InitiativeSheet, KpiPart } from '../../../../../shared/report/dashboard/initiative-sheet.ts';
import { type KpiFigure, rowsToTell } from '../../../../../shared/report/dashboard/kpi-figure.ts';
import { reasonWithRule } from '../../../../../shared/report/headquarters-parts.ts';
import type { Round } from '../../../../../shared/round/round.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { OPINION_MARKS, pageMark } from '../../look/words.ts';
import { Forebears } from './forebears.tsx';
import { SheetMoney } from './money.tsx';
import { inQuarter } from './place.tsx';

const CHART = { width: 640, height: 260 };

interface Props {
  readonly sheet: InitiativeSheet;
  readonly plan: Plan;
  readonly directory: Directory;
  readonly round: Round;
}

const dayWords = (day: string) => longDate(dateOf(day));
const unsetWords = ({ by }: Unset) => `未設定（設定期限 ${dayWords(by)}）`;

/** 個票: one initiative on A4. */
export function SheetPage({ sheet, plan, directory, round }: Props) {
  return (
    <article class="sheet">
      <Standing sheet={sheet} />
      <Purpose initiative={sheet.initiative} plan={plan} directory={directory} round={round} />
      {sheet.kpis.map((part) => (
        <KpiSection part={part} sheet={sheet} />
      ))}
      <Milestones sheet={sheet} />
      <SheetMoney years={sheet.money} basis={sheet.initiative.money?.basis ?? null} />
      <Decisions sheet={sheet} />
      <Opinions sheet={sheet} />
      <Answers sheet={sheet} />
      <History sheet={sheet} />
      <Forebears sheet={sheet} />
    </article>
  );
}

function Standing({ sheet: { standing, correctedTo, asOf } }: { sheet: InitiativeSheet }) {
  if (standing === null) return <p class="empty">{`${quarterName(asOf)}の判定は、まだありません。`}</p>;
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">状況</h2>
      <p>
        <MarkChip mark={pageMark(standing.status)} />　{standing.reason}
      </p>
      {correctedTo !== null && (
        <p>
          発信の後の訂正により、今は
          <MarkChip mark={pageMark(correctedTo.status)} />
          です。{correctedTo.reason}
        </p>
      )}
    </section>
  );
}

function Purpose({
  initiative,
  plan,
  directory,
  round,
}: {
  initiative: Initiative;
  plan: Plan;
  directory: Directory;
  round: Round;
}) {
  const pillar = plan.pillars.find(({ directions }) =>
    directions.some(({ id }) => id === initiative.direction),
  );
  const facts: readonly (readonly [string, Child])[] = [
    ['柱', pillar ? <a href={inQuarter(`/pillars/${pillar.id}`, round)}>{pillar.name}</a> : null],
    ['目的', isUnset(initiative.purpose) ? unsetWords(initiative.purpose) : initiative.purpose],
    ['目指す姿', initiative.desiredState],
    ['担当', initiative.owners.map(({ department }) => departmentName(directory, department)).join('、')],
    ['終期', isUnset(initiative.sunset) ? unsetWords(initiative.sunset) : dayWords(initiative.sunset)],
    [
      '撤退基準',
      isUnset(initiative.exitRules)
        ? unsetWords(initiative.exitRules)
        : initiative.exitRules.map(({ text }) => text).join('　'),
    ],
  ];
  return (
    <section aria-labelledby="purpose">
      <h2 id="purpose">目的と決まり</h2>
      <dl class="headers">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function KpiSection({ part, sheet }: { part: KpiPart; sheet: InitiativeSheet }) {
  const { kpi, figure, judged, isRepeated } = part;
  const heading = `kpi-${kpi.id}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{kpi.name}</h2>
      {judged !== null && (
        <p>
          <MarkChip mark={pageMark(judged.judgement.status)} />　{reasonWithRule(judged.judgement)}
          {judged.pace !== null && <span class="reason">{judged.pace}</span>}
          {judged.judgement.outlook !== null && <span class="reason">{judged.judgement.outlook}</span>}
          {(judged.judgement.signals ?? []).map((signal) => (
            <span class="reason">月別の値　{signal}</span>
          ))}
          {judged.yearRank !== undefined && <span class="reason">{judged.yearRank.text}</span>}
        </p>
      )}
      {part.pastRanks.map(({ year, rank }) => (
        <p>{`${fiscalYearName(year)}の${rank.text}`}</p>
      ))}
      {isRepeated ? (
        <p>再掲の指標です。数字は、もとの取組の個票にあります。</p>
      ) : (
        <Figure figure={figure} sheet={sheet} idPrefix={heading} />
      )}
      <p class="screen">
        <a href={`/console/papers/answers/${sheet.initiative.id}/${kpi.id}`}>議会答弁用の資料</a>
        <span class="where">{`（${quarterName(sheet.asOf)}とは別に、日を選べます）`}</span>
      </p>
      {figure.revisions.length > 0 && (
        <ul>
          {figure.revisions.map((revision) => (
            <li>{revision}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figure({
  figure,
  sheet,
  idPrefix,
}: {
  figure: KpiFigure;
  sheet: InitiativeSheet;
  idPrefix: string;
}) {
  const words = (value: number | null) => (value === null ? null : numberWords(value));
  const rows = rowsToTell(figure, sheet.asOf);
  const hasForecast = rows.some(({ forecast }) => forecast !== null);
  return (
    <div class="figure">
      <section class="scroll chart" tabindex={0} aria-label={`${figure.name}の図`}>
        {raw(drawKpiChart({ figure, size: CHART, idPrefix }))}
      </section>
      <RowTable
        caption={`${figure.message}単位：${figure.unit}`}
        columns={[
          '四半期',
          '実績',
          '計画',
          '目標',
          ...(hasForecast ? ['見通しの幅（目安）'] : []),
          ...figure.oldPaths.map((on) => `${dayWords(on)}までの計画`),
        ]}
        rows={rows.map(({ quarter, actual, planned, isGuide, target, forecast, earlier }) => ({
          cells: [
            quarterShort(quarter),
            words(actual),
            planned === null ? null : `${numberWords(planned)}${isGuide ? '（目安）' : ''}`,
            words(target),
            ...(hasForecast
              ? [forecast === null ? null : `${numberWords(forecast.low)}から${numberWords(forecast.high)}`]
              : []),
            ...earlier.map(words),
          ],
        }))}
      />
    </div>
  );
}

function Milestones({ sheet: { milestones } }: { sheet: InitiativeSheet }) {
  if (milestones.length === 0) return null;
  return (
    <section aria-labelledby="milestones">
      <h2 id="milestones">年度別の取り組み</h2>
      <RowTable
        caption={`${milestones.length}件`}
        columns={['内容', '期限', '状態', '延期']}
        rows={milestones.map(({ milestone, state, doneIn, originally, slips }) => ({
          cells: [
            milestone.text,
            quarterShort(milestone.due),
            doneIn === null ? state : `済（${quarterShort(doneIn)}）`,
            originally === null ? null : `${slips}回（当初は${quarterShort(originally)}）`,
          ],
        }))}
      />
    </section>
  );
}

function Decisions({ sheet: { decisions, cases, initiative } }: { sheet: InitiativeSheet }) {
  if (decisions.length + cases.length === 0) return null;
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">本部の決定</h2>
      <ul>
        {cases.map(({ id, state, causes, dueOn }) => (
          <li>
            <a href={`/console/decisions/${initiative.id}/${id}`}>{STATE_WORDS[state]}</a>
            {`（本部と事務局だけ、判断の期限 ${dayWords(dueOn)}）　${causeTexts(causes).join('、')}`}
          </li>
        ))}
        {decisions.map(({ option, text, decidedOn }) => (
          <li>{`${dayWords(decidedOn)}　${OPTION_WORDS[option]}。${text}`}</li>
        ))}
      </ul>
    </section>
  );
}

function Opinions({ sheet: { opinions } }: { sheet: InitiativeSheet }) {
  if (opinions.length === 0) return null;
  return (
    <section aria-labelledby="opinions">
      <h2 id="opinions">審議会などの意見</h2>
      <ul>
        {opinions.map(({ number, meeting, text, policy, class: is }) => (
          <li>
            <MarkChip mark={OPINION_MARKS[is]} /> <a href={`/console/opinions/${number}`}>{`${number}番`}</a>
            {`　${text}（${meeting}）`}
            {policy !== null && <span class="reason">{policy}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answers({ sheet: { answers } }: { sheet: InitiativeSheet }) {
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">所管課の回答</h2>
      {answers.length === 0 ? (
        <p>まだありません。</p>
      ) : (
        <RowTable
          caption="新しい順"
          columns={['四半期', '取組内容・課題', '所管課の評価', '次の一手']}
          rows={answers.map(({ quarter, narrative, ownRating, nextStep }) => ({
            cells: [quarterShort(quarter), narrative, ownRating, nextStep],
          }))}
        />
      )}
    </section>
  );
}

function History({ sheet: { history } }: { sheet: InitiativeSheet }) {
  if (history.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history">状況の推移</h2>
      <RowTable
        caption="新しい順。訂正があった四半期は、訂正を反映しています。"
        columns={['四半期', '状況', '理由']}
        rows={history.map(({ quarter, status, reason }) => ({
          cells: [quarterShort(quarter), <MarkChip mark={pageMark(status)} />, reason],
        }))}
      />
    </section>
  );
}
