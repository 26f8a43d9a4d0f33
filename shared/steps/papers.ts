import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { endOf, type Instant, instantOf, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import { type DecisionCase, OPTION_WORDS } from '../decision/case.ts';
import { endingsReleasedBy } from '../decision/endings.ts';
import { leadOf } from '../plan/asked.ts';
import type { Initiative, Kpi } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import { type StoredActual, totalsByQuarter } from '../progress/build-input.ts';
import type { DigestRecord, SubmissionRecord } from '../records.ts';
import { describeEndings } from '../report/headquarters-annex.ts';
import { HeadquartersPage } from '../report/headquarters-view.ts';
import type { AnswerSheetInput, PastAnswer, ReportedFigure } from '../report/paper/answer-sheet.ts';
import type { PaperInput, ReleasedDecision } from '../report/paper/compose-paper.ts';
import { isOfRhythm, parseRoundId, type Round } from '../round/round.ts';
import { newest } from './form-facts.ts';
import type { City } from './load-city.ts';
import { opinionsAsOf } from './opinions.ts';

type Reader = Pick<Store, 'get' | 'list' | 'loadHistory'>;

const isBy = (at: string | null, end: Instant) =>
  at !== null && Temporal.Instant.compare(instantOf(at), end) <= 0;

/** What a paper of a day is made of; null where nothing had been released by then. */
export async function loadPaper(
  store: Reader,
  city: City,
  planId: string,
  date: PlainDate,
): Promise<PaperInput | null> {
  const end = endOf(date);
  const released = (await releasedDigests(store, planId)).filter(({ releasedAt }) => isBy(releasedAt, end));
  const last = released.at(-1);
  const cases = (await store.list('decisionCase', { plan: planId })).map(({ value }) => value);
  if (!last?.releasedAt) return null;
  return {
    plan: city.plan,
    directory: city.directory,
    date,
    page: HeadquartersPage.parse(JSON.parse(last.page)),
    released: { on: tokyoDate(instantOf(last.releasedAt)), version: last.version },
    opinions: await opinionsAsOf(store, planId, end),
    decisions: decisionsBy(cases, city, end),
    endings: describeEndings(endingsReleasedBy(cases, end), city.plan),
  };
}

/** What the headquarters decided and released by a moment, oldest first; a case not released is not even read on. */
function decisionsBy(cases: readonly DecisionCase[], { plan }: City, end: Instant): ReleasedDecision[] {
  return cases
    .filter(({ releasedAt }) => isBy(releasedAt, end))
    .flatMap(({ initiative, decision }) => {
      if (decision === null) return [];
      const { option, text, decidedOn } = decision;
      const title = plan.initiatives.find(({ id }) => id === initiative)?.title ?? initiative;
      return [{ title, decidedOn, text: `${OPTION_WORDS[option]}。${text}` }];
    })
    .sort((a, b) => a.decidedOn.localeCompare(b.decidedOn));
}

/** The pages that were released, in the order in which they were. Drafts are nobody's business outside. */
async function releasedDigests(store: Reader, planId: string): Promise<DigestRecord[]> {
  const rounds = await store.list('round', { plan: planId });
  const digests = await Promise.all(
    rounds.map(({ value }) => store.list('digest', { plan: planId, round: value.id })),
  );
  return digests
    .flat()
    .map(({ value }) => value)
    .filter(({ releasedAt }) => releasedAt !== null)
    .sort((a, b) => (a.releasedAt ?? '').localeCompare(b.releasedAt ?? ''));
}

/** One round's answers about an initiative, as they counted on a day. */
interface RoundThen {
  readonly round: Round;
  readonly answers: readonly SubmissionRecord[];
}

/** What an answer sheet of a day for one KPI is made of. */
export async function loadAnswerSheet(
  store: Reader,
  city: City,
  planId: string,
  { initiative, kpi }: { readonly initiative: Initiative; readonly kpi: Kpi },
  date: PlainDate,
): Promise<AnswerSheetInput> {
  const end = endOf(date);
  const [history, rounds, digests, opinions] = await Promise.all([
    store.loadHistory(planId, initiative.id),
    store.list('round', { plan: planId }),
    releasedDigests(store, planId),
    opinionsAsOf(store, planId, end),
  ]);
  // Practice and what was said of the registration are no part of any paper.
  const opened = rounds
    .map(({ value }) => value)
    .filter(({ id, openedAt }) => isOfRhythm(id) && isBy(openedAt, end));
  const then = await Promise.all(opened.map((round) => answersThen(store, initiative, round, end)));
  const asked = new Set(opened.map(({ id }) => parseRoundId(id).quarter));
  // What was taken over with the plan was known before the first round.
  const before = history.actuals.filter((actual) => actual.kpi === kpi.id && !asked.has(actual.quarter));
  const current = then.flatMap(({ round, answers }) => actualsOf(round, answers, kpi));
  const totals = totalsByQuarter({
    kpi,
    initiative,
    actuals: [...before, ...current],
    directory: city.directory,
  });
  const published = new Set(
    digests.filter(({ releasedAt }) => isBy(releasedAt, end)).map(({ round }) => parseRoundId(round).quarter),
  );
  const figures = Object.entries(totals).map(([at, { value, partial }]): ReportedFigure => {
    const quarter = parseRoundId(at).quarter;
    const own = then.filter(({ round }) => parseRoundId(round.id).quarter === quarter);
    return {
      quarter,
      value,
      isPartial: partial,
      isFinal: current.some((actual) => actual.quarter === quarter && actual.stage === 'final'),
      isPublic: asked.has(quarter) ? published.has(quarter) : null,
      reported: reportOf(own, kpi),
    };
  });
  return {
    plan: city.plan,
    initiative,
    kpi,
    date,
    figures: figures.sort((a, b) => quarterIndex(a.quarter) - quarterIndex(b.quarter)),
    answers: then.flatMap(({ round, answers }) => narrativeOf(round, answers, initiative)).sort(byQuarter),
    opinions,
  };
}

async function answersThen(
  store: Reader,
  initiative: Initiative,
  round: Round,
  end: Instant,
): Promise<RoundThen> {
  const stored = await store.list('submission', { plan: round.plan, round: round.id });
  const known = stored
    .map(({ value }) => value)
    .filter(
      ({ receivedAt, approval, correction, fields }) =>
        isBy(correction?.approvedAt ?? approval.at ?? receivedAt, end) &&
        Object.values(fields).some((field) => field.initiative === initiative.id),
    );
  const byDepartment = Map.groupBy(known, ({ department }) => department);
  return { round, answers: [...byDepartment.values()].flatMap((versions) => newest(versions) ?? []) };
}

function actualsOf({ id }: Round, answers: readonly SubmissionRecord[], kpi: Kpi): StoredActual[] {
  const { quarter, stage } = parseRoundId(id);
  if (stage === 'registration' || stage === 'inquiry') return [];
  return answers.flatMap(({ department, fields }) =>
    Object.values(fields).flatMap(({ kind, subject, value }): StoredActual[] =>
      subject === kpi.id && (kind === 'actual' || kind === 'final') && typeof value !== 'string'
        ? [{ kpi: kpi.id, quarter, stage, department, value }]
        : [],
    ),
  );
}

/** The newest answer that says something of the KPI in a quarter. */
function reportOf(rounds: readonly RoundThen[], kpi: Kpi): ReportedFigure['reported'] {
  const saying = rounds
    .flatMap(({ answers }) => answers)
    .filter(({ fields }) => Object.values(fields).some(({ subject }) => subject === kpi.id))
    .sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
    .at(-1);
  return saying ? { on: tokyoDate(instantOf(saying.receivedAt)), version: saying.version } : null;
}

function narrativeOf(
  { id }: Round,
  answers: readonly SubmissionRecord[],
  initiative: Initiative,
): PastAnswer[] {
  const lead = answers.find(({ department }) => department === leadOf(initiative));
  const said = Object.values(lead?.fields ?? {}).find(
    (field) => field.initiative === initiative.id && field.kind === 'narrative',
  )?.value;
  return typeof said === 'string' ? [{ quarter: parseRoundId(id).quarter, text: said }] : [];
}

function byQuarter(a: { readonly quarter: QuarterId }, b: { readonly quarter: QuarterId }): number {
  return quarterIndex(a.quarter) - quarterIndex(b.quarter);
}
