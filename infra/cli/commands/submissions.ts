import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import { compareCodes } from '../../../shared/plan/asked.ts';
import type { Store } from '../../../shared/ports.ts';
import type { SubmissionRecord } from '../../../shared/records.ts';
import { FieldKind, fieldKey } from '../../../shared/round/form.ts';
import { isCounting, type StoredField, type SubmissionVia } from '../../../shared/round/submission.ts';
import { newest } from '../../../shared/steps/form-facts.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type CityNames, namesOf } from '../city-names.ts';
import { Refusal, type Run } from '../command.ts';
import { requiredRound } from '../read-input.ts';
import { withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

/** `awaiting-approval`, `returned`: not approved (決裁). `after-freeze`: a correction that counts only once the secretariat adopts it (decision 24). */
type FieldState = 'stored' | 'to-confirm' | 'after-freeze' | 'awaiting-approval' | 'returned';

const STATE_WORDS: Record<FieldState, string> = {
  stored: '登録済',
  'to-confirm': '要確認',
  'after-freeze': '締切後の訂正',
  'awaiting-approval': '決裁待ち',
  returned: '差戻し',
};

const VIA_WORDS: Record<SubmissionVia, string> = {
  mail: 'メール',
  excel: 'Excel',
  web: '画面',
  phone: '電話',
  paper: '書面',
};

const FIELD_WORDS: Record<FieldKind, string> = {
  'milestone-status': '予定の状況',
  actual: '実績値',
  expected: '年度末の見込み',
  final: '確定値',
  narrative: '取組内容・課題',
  observe: '観察',
  orient: '判断',
  decide: '決定（次の一手）',
  act: '実行（担当・期限）',
  'own-rating': '所管課の評価',
  confidence: '達成の見込み',
  'decision-response': '決定への対応',
  'handover-notes': '引継ぎ',
  answerer: '回答者',
  'chief-approval': '課長確認',
};

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
    const stored = (await store.list('submission', { plan, round })).map(({ value }) => value);
    const standing = await withoutRefused(store, stored);
    const cityNames = namesOf(city);
    return { rows: rowsOf(standing, cityNames, initiative?.id ?? null), names: cityNames };
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
      view.correction ? `訂正（${view.correction.approvedBy}）` : STATE_WORDS[view.state],
      VIA_WORDS[view.via] + (view.enteredBy === null ? '' : `（${view.enteredBy}）`),
    ]);
    for (const line of tableLines([head, ...lines])) terminal.print(line);
  }
  return 0;
};

const aboutOf = (subject: string | null) => (subject === null ? '' : `（${subject}）`);

/** Leaves out the corrections that were not adopted: what was refused is no answer. */
async function withoutRefused(
  store: Store,
  versions: readonly SubmissionRecord[],
): Promise<SubmissionRecord[]> {
  const standing = await Promise.all(
    versions.map(async (version) => {
      if (!version.afterFreeze) return [version];
      const counting = newest(versions.filter(({ department }) => department === version.department));
      const known = new Set(sourcesOf(counting));
      const own = sourcesOf(version).filter((source) => !known.has(source));
      const received = await Promise.all(own.map((id) => store.get('received', { id })));
      return received.some((mail) => mail?.value.state === 'held') ? [version] : [];
    }),
  );
  return standing.flat();
}

/** The received mails and entries a version's fields came from. */
function sourcesOf(version: SubmissionRecord | null): string[] {
  return [...new Set(Object.values(version?.fields ?? {}).map(({ source }) => source))];
}

/** The newest version of each department, field by field, in the order of the codes and of the form. */
function rowsOf(stored: readonly SubmissionRecord[], names: CityNames, initiative: string | null) {
  const byDepartment = Map.groupBy(stored, ({ department }) => department);
  return [...byDepartment.values()]
    .flatMap((versions) => {
      const latest = versions.toSorted((a, b) => b.version - a.version)[0];
      return latest ? fieldsOf({ latest, counting: newest(versions), versions }, names, initiative) : [];
    })
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

interface Answered {
  readonly latest: SubmissionRecord;
  readonly counting: SubmissionRecord | null;
  readonly versions: readonly SubmissionRecord[];
}

/** The version that brought a field in: it knows the door, who typed it, and why it counts after the freeze. */
function originOf({ source }: StoredField, { latest, versions }: Answered): SubmissionRecord {
  const bringing = versions
    .filter((version) => sourcesOf(version).includes(source))
    .sort((a, b) => a.version - b.version);
  // A correction that was adopted came in twice: as it waited, and as it counts.
  return bringing.find(({ correction }) => correction !== null) ?? bringing[0] ?? latest;
}

function fieldsOf({ latest, counting, versions }: Answered, names: CityNames, initiative: string | null) {
  const { department, comment, version } = latest;
  return Object.values(latest.fields)
    .filter((field) => initiative === null || field.initiative === initiative)
    .map((field) => ({ field, origin: originOf(field, { latest, counting, versions }) }))
    .map(({ field, origin }) => ({
      department,
      view: {
        initiative: field.initiative === null ? null : names.initiativeCode(field.initiative),
        department: names.departmentCode(department),
        field: field.kind,
        kpi: KPI_FIELDS.includes(field.kind) ? field.subject : null,
        milestone: field.kind === 'milestone-status' ? field.subject : null,
        value: field.value,
        unit: field.unit,
        comment,
        version,
        via: origin.via,
        enteredBy: origin.enteredBy,
        correction: origin.correction,
        receivedAt: isoTokyo(instantOf(field.receivedAt)),
        state: stateOf(field, latest, counting),
      },
    }));
}

/** A version that does not count repeats all that counts already; only what it adds or changes waits. */
function stateOf(
  field: StoredField,
  latest: SubmissionRecord,
  counting: SubmissionRecord | null,
): FieldState {
  const before = counting?.fields[fieldKey(field)];
  if (!isCounting(latest) && !(before?.source === field.source && before.value === field.value)) {
    const { state } = latest.approval;
    if (state === 'awaiting') return 'awaiting-approval';
    return state === 'returned' ? state : 'after-freeze';
  }
  return field.confidence === 'low' ? 'to-confirm' : 'stored';
}
