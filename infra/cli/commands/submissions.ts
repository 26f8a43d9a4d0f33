import { ANSWER_STATE_MARKS, FIELD_WORDS, VIA_WORDS } from '../../../functions/web/serve-pages/look/words.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { compareCodes } from '../../../shared/plan/asked.ts';
import { FieldKind } from '../../../shared/round/form.ts';
import { listAnswers, type StandingAnswer } from '../../../shared/steps/answers/list-answers.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type CityNames, namesOf } from '../city-names.ts';
import { Refusal, type Run } from '../command.ts';
import { requiredRound } from '../read-input.ts';
import { withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

/** The fields whose subject is a KPI. */
const KPI_FIELDS: readonly FieldKind[] = ['actual', 'expected', 'final'];

export const runSubmissions: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const { rows, names } = await withSession(given, async ({ store, plan }) => {
    const city = await loadCity(store, plan);
    const code = given.text('initiative');
    const initiative = city.plan.initiatives.find((candidate) => candidate.code === code);
    if (code !== null && !initiative) {
      throw new Refusal(`--initiative の「${code}」という番号の取り組みは、計画「${plan}」にありません。`);
    }
    const answers = await listAnswers(store, { plan, round });
    const cityNames = namesOf(city);
    return { rows: rowsOf(answers, cityNames, initiative?.id ?? null), names: cityNames };
  });
  if (given.flag('json')) terminal.printJson(rows.map(({ view }) => view));
  else if (rows.length === 0) terminal.print(`${round} に登録された回答はありません。`);
  else {
    const head = ['部署', '取り組み', '項目', '値', '版', '状態', '受け方'];
    const lines = rows.map(({ view, department }) => [
      names.departmentName(department),
      view.initiative ?? '',
      FIELD_WORDS[view.field] + aboutOf(view.kpi ?? view.milestone),
      view.value === null ? '（値なし）' : `${view.value}${view.unit ?? ''}`,
      String(view.version),
      view.correction ? `訂正（${view.correction.approvedBy}）` : ANSWER_STATE_MARKS[view.state].word,
      VIA_WORDS[view.via] + (view.enteredBy === null ? '' : `（${view.enteredBy}）`),
    ]);
    for (const line of tableLines([head, ...lines])) terminal.print(line);
  }
  return 0;
};

const aboutOf = (subject: string | null) => (subject === null ? '' : `（${subject}）`);

/** Every answer as it stands, in the order of the codes and of the form. */
function rowsOf(answers: readonly StandingAnswer[], names: CityNames, initiative: string | null) {
  return answers
    .filter(({ field }) => initiative === null || field.initiative === initiative)
    .map((answer) => ({ department: answer.department, view: viewOf(answer, names) }))
    .sort(({ view: a }, { view: b }) => {
      // What belongs to no initiative, as the answerer's name, comes last.
      if ((a.initiative === null) !== (b.initiative === null)) return a.initiative === null ? 1 : -1;
      return (
        compareCodes(a.initiative ?? '', b.initiative ?? '') ||
        compareCodes(a.department, b.department) ||
        FieldKind.options.indexOf(a.field) - FieldKind.options.indexOf(b.field) ||
        compareCodes(a.kpi ?? a.milestone ?? '', b.kpi ?? b.milestone ?? '')
      );
    });
}

function viewOf({ department, field, latest, origin, state }: StandingAnswer, names: CityNames) {
  return {
    initiative: field.initiative === null ? null : names.initiativeCode(field.initiative),
    department: names.departmentCode(department),
    field: field.kind,
    kpi: KPI_FIELDS.includes(field.kind) ? field.subject : null,
    milestone: field.kind === 'milestone-status' ? field.subject : null,
    value: field.value,
    unit: field.unit,
    comment: latest.comment,
    version: latest.version,
    via: origin.via,
    enteredBy: origin.enteredBy,
    correction: origin.correction,
    receivedAt: isoTokyo(instantOf(field.receivedAt)),
    state,
  };
}
