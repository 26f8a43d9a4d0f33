import type { Hono } from 'hono';
import { fiscalYearOf, type QuarterId } from '../../../../shared/calendar/fiscal.ts';
import { fiscalYearShort, longDate, quarterShort } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, type PlainDate, tokyoDate } from '../../../../shared/calendar/time.ts';
import { exitRuleTexts } from '../../../../shared/plan/diff-fields.ts';
import { type Directory, departmentName } from '../../../../shared/plan/directory.ts';
import { yearsOf } from '../../../../shared/plan/lay-out.ts';
import {
  type Initiative,
  isUnset,
  type Kpi,
  type Milestone,
  type Plan,
  type Unset,
} from '../../../../shared/plan/plan.ts';
import { listUnset, type UnsetField } from '../../../../shared/plan/unset.ts';
import { judgedKpiOf } from '../../../../shared/progress/plan-kpi.ts';
import { plannedValue } from '../../../../shared/progress/planned-path.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { RowTable } from '../look/parts.tsx';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

export const PLAN_ROOM = '/console/plan';
const QUARTERS = [1, 2, 3, 4] as const;

export const initiativePath = (id: string) => `${PLAN_ROOM}/initiatives/${id}`;

/** The plan by pillar and direction, and every initiative's sheet as it stands. */
export function addPlan(pages: Hono<GatedEnv>, { store, planId, clock }: ConsoleWorld): void {
  pages.get(PLAN_ROOM, async (c) => {
    const { plan, planVersion, directory } = await loadCity(store, planId);
    const pillar = plan.pillars.find(({ code }) => code === c.req.query('pillar')) ?? plan.pillars[0];
    const unset = Map.groupBy(listUnset(plan), ({ initiative }) => initiative);
    return show(c, {
      title: '取り組み',
      room: PLAN_ROOM,
      children: (
        <>
          <p>
            {plan.title}（第{planVersion}版）。取り組み{plan.initiatives.length}件、そのうち
            {unset.size}件に未設定の項目があります。
          </p>
          <p class="back">
            <a href={`${PLAN_ROOM}/versions`}>改定の一覧と新旧対照表</a>
            <a href={`${PLAN_ROOM}/succession`}>前の計画からの引継ぎ</a>
            {c.get('session').roles.includes('secretariat') && (
              <a href={`${PLAN_ROOM}/import`}>ファイルから取り込む</a>
            )}
          </p>
          <nav aria-label="柱">
            <ul class="choices">
              {plan.pillars.map(({ code, name }) => (
                <li>
                  <a
                    href={`${PLAN_ROOM}?pillar=${code}`}
                    {...(code === pillar?.code ? { 'aria-current': 'page' } : {})}
                  >
                    {code} {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {pillar && <PillarInitiatives pillar={pillar} plan={plan} directory={directory} unset={unset} />}
        </>
      ),
    });
  });

  pages.get(`${PLAN_ROOM}/initiatives/:id`, async (c) => {
    const { plan, directory } = await loadCity(store, planId);
    const initiative = plan.initiatives.find(({ id }) => id === c.req.param('id'));
    if (!initiative) return c.redirect(PLAN_ROOM);
    return show(c, {
      title: `${initiative.code} ${initiative.title}`,
      room: PLAN_ROOM,
      children: (
        <InitiativeSheet
          {...{ plan, directory, initiative, today: tokyoDate(clock()) }}
          canEdit={c.get('session').roles.includes('secretariat')}
        />
      ),
    });
  });
}

function PillarInitiatives({
  pillar,
  plan,
  directory,
  unset,
}: {
  pillar: Plan['pillars'][number];
  plan: Plan;
  directory: Directory;
  unset: ReadonlyMap<string, readonly UnsetField[]>;
}) {
  return pillar.directions.map(({ id, code, name }) => {
    const initiatives = plan.initiatives.filter(({ direction }) => direction === id);
    return (
      <section aria-labelledby={`direction-${id}`}>
        <h2 id={`direction-${id}`}>
          {code} {name}
        </h2>
        {initiatives.length === 0 ? (
          <p class="empty">この方向性の取り組みはありません。</p>
        ) : (
          <RowTable
            caption={`${initiatives.length}件`}
            columns={['取り組み', '所管部署', '指標', '終期', '未設定']}
            rows={initiatives.map((initiative) => ({
              cells: [
                <a href={initiativePath(initiative.id)}>
                  {initiative.code} {initiative.title}
                </a>,
                ownersWords(initiative, directory),
                `${initiative.kpis.length}件`,
                isUnset(initiative.sunset) ? '未設定' : dayWords(initiative.sunset),
                unset.has(initiative.id) ? `${unset.get(initiative.id)?.length}項目` : null,
              ],
            }))}
          />
        )}
      </section>
    );
  });
}

const dayWords = (day: string) => longDate(dateOf(day));

/** Names with the lead first, as `土木管理課、建築課`. */
function ownersWords({ owners }: Initiative, directory: Directory): string {
  return owners
    .toSorted((a, b) => Number(b.role === 'lead') - Number(a.role === 'lead'))
    .map(({ department }) => departmentName(directory, department))
    .join('、');
}

function Settable({ value }: { value: string | Unset }) {
  return isUnset(value) ? (
    <strong>未設定（{dayWords(value.by)}までに決めます）</strong>
  ) : (
    <span class="text">{value}</span>
  );
}

function InitiativeSheet({
  plan,
  directory,
  initiative,
  today,
  canEdit,
}: {
  plan: Plan;
  directory: Directory;
  initiative: Initiative;
  today: PlainDate;
  canEdit: boolean;
}) {
  const pillar = plan.pillars.find(({ directions }) =>
    directions.some(({ id }) => id === initiative.direction),
  );
  const direction = pillar?.directions.find(({ id }) => id === initiative.direction);
  const { exitRules, kpis, sunset } = initiative;
  return (
    <>
      <p class="back">
        <a href={`${PLAN_ROOM}?pillar=${pillar?.code ?? ''}`}>「{pillar?.name}」の一覧に戻る</a>
        {canEdit && <a href={`${initiativePath(initiative.id)}/edit`}>この取り組みを直す</a>}
      </p>
      <dl class="headers">
        <dt>方向性</dt>
        <dd>{direction && `${direction.code} ${direction.name}`}</dd>
        <dt>目的</dt>
        <dd>
          <Settable value={initiative.purpose} />
        </dd>
        <dt>取組方針</dt>
        <dd class="text">{initiative.policy}</dd>
        <dt>所管部署</dt>
        <dd>{ownersWords(initiative, directory)}</dd>
        {initiative.related.length > 0 && (
          <>
            <dt>関係部署</dt>
            <dd>{initiative.related.map((id) => departmentName(directory, id)).join('、')}</dd>
          </>
        )}
        <dt>目指す姿</dt>
        <dd class="text">{initiative.desiredState}</dd>
        <dt>終期</dt>
        <dd>
          <Settable value={isUnset(sunset) ? sunset : dayWords(sunset)} />
        </dd>
        <dt>見直し方針</dt>
        <dd>
          <Settable value={initiative.review} />
        </dd>
      </dl>
      <KpiTables kpis={kpis} plan={plan} today={today} />
      <MilestoneTable milestones={initiative.milestones} plan={plan} />
      <section aria-labelledby="exit-rules">
        <h2 id="exit-rules">撤退基準</h2>
        {isUnset(exitRules) ? (
          <p>
            <Settable value={exitRules} />
          </p>
        ) : (
          <RowTable
            caption={`${exitRules.length}件`}
            columns={['内容', '条件', '措置']}
            rows={exitRules.map((rule) => {
              const texts = exitRuleTexts(rule, kpis);
              return { cells: [rule.text, texts.get('条件') ?? null, texts.get('措置') ?? null] };
            })}
          />
        )}
      </section>
    </>
  );
}

function KpiTables({ kpis, plan, today }: { kpis: readonly Kpi[]; plan: Plan; today: PlainDate }) {
  const years = yearsOf(plan.period);
  const year = Math.min(Math.max(fiscalYearOf(today), plan.period.from), plan.period.to);
  const target = ({ targets }: Kpi, of: number) => {
    const value = targets[of];
    return value === undefined ? null : isUnset(value) ? '未設定' : figure(value);
  };
  const planned = (kpi: Kpi, quarter: QuarterId) => {
    const value = plannedValue(judgedKpiOf(kpi, plan.period), quarter);
    if (value === null) return null;
    return kpi.path?.[quarter] === undefined
      ? figure(Number(value.toPrecision(CALCULATED_DIGITS)))
      : `${figure(value)}（設定）`;
  };
  return (
    <section aria-labelledby="kpis">
      <h2 id="kpis">指標</h2>
      {kpis.length === 0 ? (
        <p class="empty">指標はありません。</p>
      ) : (
        <>
          <RowTable
            caption="基準値と目標"
            columns={['指標', '単位', '基準値', ...years.map((of) => `${fiscalYearShort(of)}の目標`)]}
            rows={kpis.map((kpi) => ({
              cells: [
                kpi.name,
                kpi.unit,
                isUnset(kpi.baseline)
                  ? '未設定'
                  : `${figure(kpi.baseline.value)}（${quarterShort(kpi.baseline.at)}）`,
                ...years.map((of) => target(kpi, of)),
              ],
            }))}
          />
          <RowTable
            caption={`${fiscalYearShort(year)}の計画値（「設定」のないものは、基準値と目標から計算しています）`}
            columns={['指標', ...QUARTERS.map((quarter) => `第${quarter}四半期`)]}
            rows={kpis.map((kpi) => ({
              cells: [kpi.name, ...QUARTERS.map((quarter) => planned(kpi, `${year}Q${quarter}`))],
            }))}
          />
        </>
      )}
    </section>
  );
}

/** A calculated value is a guide, not a figure to the last digit. */
const CALCULATED_DIGITS = 4;

/** `73,000` */
const figure = (value: number) => value.toLocaleString('ja-JP', { maximumFractionDigits: 10 });

function MilestoneTable({ milestones, plan }: { milestones: readonly Milestone[]; plan: Plan }) {
  const years = yearsOf(plan.period);
  const items = [...Map.groupBy(milestones, ({ item }) => item)];
  const words = ({ text, due, key, fiscalYear }: Milestone) =>
    `${key ? '◎ ' : ''}${text}${due === `${fiscalYear}Q4` ? '' : `（第${due.slice(-1)}四半期まで）`}`;
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="milestones">
      <h2 id="milestones">年度別取り組み</h2>
      <RowTable
        caption="◎は重点です。時期のないものは、年度末までに行います。"
        columns={['項目', ...years.map((year) => fiscalYearShort(year))]}
        rows={items.map(([item, list]) => ({
          cells: [
            item,
            ...years.map(
              (year) =>
                list
                  .filter(({ fiscalYear }) => fiscalYear === year)
                  .map(words)
                  .join('、') || null,
            ),
          ],
        }))}
      />
    </section>
  );
}
