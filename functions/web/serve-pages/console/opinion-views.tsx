import type { Child } from 'hono/jsx';
import { longDate, shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, instantOf } from '../../../../shared/calendar/time.ts';
import { roundShort } from '../../../../shared/mail/wording.ts';
import type { OpinionAnswer, Proposal } from '../../../../shared/opinion/answer.ts';
import { type Opinion, OpinionClass, OpinionKind } from '../../../../shared/opinion/opinion.ts';
import { diffOpinions } from '../../../../shared/opinion/revise.ts';
import { CLASS_WORDS, KIND_WORDS, objectWords, raisedWords } from '../../../../shared/opinion/words.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { OpinionRecord } from '../../../../shared/records.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import type { City } from '../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { OPINION_MARKS } from '../look/words.ts';
import { type FormFault, type FormName, type OpinionFields, objectValue } from './opinion-form.ts';

export const ROOM = '/console/opinions';

export const Back = () => (
  <p class="back">
    <a href={ROOM}>一覧に戻る</a>
  </p>
);

export function Sheet({ opinion, city: { plan, directory } }: { opinion: Opinion; city: City }) {
  const { reflected, illustrative } = opinion;
  const isInvented = (field: string) => illustrative.includes('*') || illustrative.includes(field);
  const line = (field: string, label: string, value: Child) =>
    value === null ? null : (
      <>
        <dt>{label}</dt>
        <dd>
          {value}
          {isInvented(field) && (
            <>
              {' '}
              <span class="chip">例示</span>
            </>
          )}
        </dd>
      </>
    );
  return (
    <dl class="headers sheet">
      {line('text', '意見', opinion.text)}
      {line('class', '区分', <MarkChip mark={OPINION_MARKS[opinion.class]} />)}
      {line('reason', '理由', opinion.reason)}
      {line('policy', '対応方針', opinion.policy)}
      {line('reflected', '反映箇所', reflected?.where ?? null)}
      {line('reflected', '反映前', reflected?.before ?? null)}
      {line('reflected', '反映後', reflected?.after ?? null)}
      {line(
        'department',
        '所管課',
        opinion.department === null ? null : departmentName(directory, opinion.department),
      )}
      {line('due', '期限', opinion.due === null ? null : longDate(dateOf(opinion.due)))}
      {line('object', '対象', objectWords(opinion.object, plan))}
      {line('kind', '種類', KIND_WORDS.write(opinion.kind))}
      {line('meeting', '会議など', `${opinion.meeting}（${raisedWords(opinion.raisedOn)}）`)}
      {line('published', '公表', opinion.published ? '公表する' : '公表しない')}
    </dl>
  );
}

export const STALE_ANSWER =
  '回答か台帳が、見ていた間に変わったため、書き換えていません。今の内容を確かめてください。';

export function Answers({ answers, city: { directory } }: { answers: readonly OpinionAnswer[]; city: City }) {
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">所管課の回答</h2>
      <RowTable
        caption={`${answers.length}件（新しい順）`}
        columns={['回', '所管課', '対応', '対応方針・反映箇所']}
        rows={answers
          .map(({ round, department, response, handling }) => ({
            cells: [
              roundShort(RoundId.parse(round)),
              departmentName(directory, department),
              response,
              handling,
            ],
          }))
          .reverse()}
      />
    </section>
  );
}

/** What the newest answer would change. The ledger stays as it is until the secretariat takes it in. */
export function Proposed({ proposal: { changes }, children }: { proposal: Proposal; children: Child }) {
  return (
    <section aria-labelledby="proposed">
      <h2 id="proposed">新しい回答</h2>
      <p>回答を台帳に移すと、次のとおり変わります。移すまで、台帳と資料は変わりません。</p>
      <ul>
        {changes.map(({ label, before, after }) => (
          <li>{`${label}：${before}→${after}`}</li>
        ))}
      </ul>
      {children}
    </section>
  );
}

export function History({ versions }: { versions: readonly OpinionRecord[] }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">これまでの変更</h2>
      <RowTable
        caption={`${versions.length}件（新しい順）`}
        columns={['日時', '誰が', '変更', '理由']}
        rows={versions
          .map(({ changedAt, changedBy, opinion, why }, index) => {
            const before = versions[index - 1]?.opinion;
            const changes = before
              ? diffOpinions(before, opinion).map((change) => (
                  <li>{`${change.label}：${change.before}→${change.after}`}</li>
                ))
              : [<li>登録</li>];
            return {
              cells: [shortDateTime(instantOf(changedAt)), changedBy, <ul class="plain">{changes}</ul>, why],
            };
          })
          .reverse()}
      />
    </section>
  );
}

/** The form of one opinion; every fault stands beside its field. */
export function OpinionForm({
  action,
  csrf,
  basedOn,
  fields,
  faults,
  city: { plan, directory },
}: {
  action: string;
  csrf: Child;
  basedOn: number | null;
  fields: OpinionFields;
  faults: readonly FormFault[];
  city: City;
}) {
  const said = (name: FormName) =>
    faults
      .filter(({ field }) => field === name)
      .map(({ message }) => <strong class="fault">{message}</strong>);
  const invalid = (name: FormName) =>
    faults.some(({ field }) => field === name) ? ({ 'aria-invalid': 'true' } as const) : {};
  const input = (name: FormName, label: string, type = 'text') => (
    <p>
      <label for={name}>{label}</label>
      <input id={name} name={name} type={type} value={fields[name]} {...invalid(name)} />
      {said(name)}
    </p>
  );
  const area = (name: FormName, label: string, rows = 3) => (
    <p>
      <label for={name}>{label}</label>
      <textarea id={name} name={name} rows={rows} {...invalid(name)}>
        {fields[name]}
      </textarea>
      {said(name)}
    </p>
  );
  const choice = (name: FormName, label: string, options: readonly (readonly [string, string])[]) => (
    <p>
      <label for={name}>{label}</label>
      <select id={name} name={name} {...invalid(name)}>
        {options.map(([value, word]) => (
          <option value={value} selected={value === fields[name]}>
            {word}
          </option>
        ))}
      </select>
      {said(name)}
    </p>
  );
  return (
    <form method="post" action={action} class="reply">
      {csrf}
      {basedOn !== null && <input type="hidden" name="basedOn" value={String(basedOn)} />}
      {choice(
        'class',
        '区分',
        OpinionClass.options.map((one) => [one, CLASS_WORDS.write(one)]),
      )}
      {area('reason', '理由（対応困難のとき）', 2)}
      {area('policy', '対応方針')}
      {input('where', '反映箇所')}
      {area('before', '反映前の文', 2)}
      {area('after', '反映後の文', 2)}
      {choice('department', '所管課', [
        ['', '（事務局）'],
        ...directory.departments.map(({ id, name }) => [id, name] as const),
      ])}
      {input('due', '期限', 'date')}
      {area('text', '意見')}
      {choice('object', '対象', [
        ['vision', 'ビジョン'],
        ['plan', 'プラン'],
        ...plan.initiatives.map(
          ({ id, code, title }) =>
            [objectValue({ level: 'initiative', initiative: id }), `${code} ${title}`] as const,
        ),
      ])}
      {choice(
        'kind',
        '種類',
        OpinionKind.options.map((kind) => [kind, KIND_WORDS.write(kind)]),
      )}
      {input('meeting', '会議など')}
      {input('raisedOn', '年月日（2026-07-14か、2026-07）')}
      <p class="check">
        <input
          id="published"
          type="checkbox"
          name="published"
          value="yes"
          checked={fields.published === 'yes'}
        />
        <label for="published">公表する</label>
      </p>
      {basedOn !== null && input('why', '変える理由（区分を変えるときは必ず）')}
      <button type="submit">{basedOn === null ? '加える' : '保存する'}</button>
    </form>
  );
}
