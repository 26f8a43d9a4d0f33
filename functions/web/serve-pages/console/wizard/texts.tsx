import { PLACEHOLDERS, placeholdersOf } from '../../../../../shared/mail/check-texts.ts';
import type { MailText } from '../../../../../shared/mail/wording.ts';
import { parseRoundId } from '../../../../../shared/round/round.ts';
import { LETTER_KINDS, type LetterKind } from '../../../../../shared/schedule/mail-texts.ts';
import type { PlannedMail } from '../../../../../shared/schedule/planner.ts';
import { Faults, Field, type FormState, faultAttributes, Onward, Tick, WIZARD } from './frame.tsx';

const LETTER_WORDS: Readonly<Record<LetterKind, string>> = {
  request: '照会',
  reminder: '再送（期限の前）',
  overdue: 'ご確認（期限の後）',
  lastCall: 'ご確認（3開庁日後から）',
  escalation: '部局長へのお知らせ',
  handover: '引継ぎの照会',
  final: '確定値の照会',
  registration: '登録内容の確認照会',
};

/** Of which kind a planned mail is, as the words are chosen when it goes. */
export function letterOf({
  kind,
  step,
  round,
}: Pick<PlannedMail, 'kind' | 'step' | 'round'>): LetterKind | null {
  const { stage } = parseRoundId(round);
  // An inquiry goes in its own words.
  if (stage === 'inquiry') return null;
  switch (kind) {
    case 'request':
      return stage === 'final' || stage === 'registration' ? stage : 'request';
    case 'handover':
      return 'handover';
    case 'escalation':
      return 'escalation';
    case 'reminder':
    case 'overdue':
      return letterOfStep(step);
    default:
      return null;
  }
}

/** From the third day after the due date on, the mail names the day by which an answer still counts. */
function letterOfStep(step: string): LetterKind {
  const after = /^due-plus-(\d+)$/.exec(step)?.[1];
  if (after === undefined) return 'reminder';
  return Number(after) >= 3 ? 'lastCall' : 'overdue';
}

/** An actual department's mail with the words of the draft. */
export interface Sample {
  readonly department: string;
  readonly content: MailText;
  /** What is attached to it, by name. */
  readonly files: readonly string[];
}

/** The words of one kind of mail, with a mail as a department would get it beside them. */
export function TextsStep({
  kind,
  state,
  sample,
  departments,
}: {
  kind: LetterKind;
  state: FormState;
  sample: Sample | null;
  departments: readonly { readonly id: string; readonly name: string }[];
}) {
  return (
    <>
      <p>
        メールの種類ごとに、件名と前書きを直せます。【照会】などの印、期限、受付番号、回答欄は、システムが入れるため変えられません。始まった照会は、始まったときの文面のまま送ります。
      </p>
      <nav class="choices" aria-label="メールの種類">
        <ul>
          {LETTER_KINDS.map((each) => (
            <li>
              <a
                href={`${WIZARD}/texts?kind=${each}`}
                {...(each === kind ? { 'aria-current': 'page' as const } : {})}
              >
                {LETTER_WORDS[each]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <input type="hidden" name="kind" value={kind} />
      <div class="side-by-side">
        <div>
          <h2>{LETTER_WORDS[kind]}の文面</h2>
          <Field name={`texts.${kind}.subject`} label="件名（印と受付番号の間）" state={state} size={36} />
          <Lines name={`texts.${kind}.opening`} label="前書き" rows={6} state={state} />
          <Placeholders names={placeholdersOf(kind)} />
          <h2>どのメールにも入る文面</h2>
          <Lines name="texts.greeting" label="あいさつ（なくてもよい）" rows={2} state={state} />
          <Lines name="texts.closing" label="結び（なくてもよい）" rows={2} state={state} />
          <Lines name="texts.contact" label="連絡先の行" rows={2} state={state} />
          <p class="hint">
            1行は全角30字までです。連絡先の行の {'{連絡先}'} には、事務局の名と電話が入ります。
          </p>
          <Tick
            name="dueDateFile"
            label="照会に、回答期限を予定表に登録するファイル（提出期限.ics）を付ける"
            state={state}
          />
          <Onward back="相手" next="プレビュー" stay="保存して、見本を作り直す" />
        </div>
        <section aria-labelledby="sample">
          <h2 id="sample">実際のメールの見本</h2>
          {sample === null ? (
            <p class="empty">これから1年に、この種類のメールは送りません。</p>
          ) : (
            <>
              <p class="field">
                <label for="department">見本の宛先</label>
                <select id="department" name="department">
                  {departments.map(({ id, name }) => (
                    <option value={id} selected={id === sample.department}>
                      {name}
                    </option>
                  ))}
                </select>
              </p>
              <p>
                <strong>{sample.content.subject}</strong>
              </p>
              {sample.files.length > 0 && <p>添付　{sample.files.join('、')}</p>}
              <pre class="text-mail">{sample.content.text}</pre>
              <p class="hint">受付番号は、送るときに決まるため、伏せてあります。</p>
              <p>
                <button type="submit" name="go" value="test" class="quiet">
                  保存して、自分に試し送りする
                </button>
              </p>
            </>
          )}
        </section>
      </div>
    </>
  );
}

function Lines({
  name,
  label,
  rows,
  state: { filled, faults },
}: {
  name: string;
  label: string;
  rows: number;
  state: FormState;
}) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <textarea id={name} name={name} rows={rows} cols={60} {...faultAttributes(name, faults)}>
        {filled[name] ?? ''}
      </textarea>
      <Faults field={name} faults={faults} />
    </p>
  );
}

function Placeholders({ names }: { names: readonly string[] }) {
  return (
    <details open>
      <summary>差し込みの一覧（消さずに残してください）</summary>
      <dl class="headers">
        {names.map((name) => (
          <>
            <dt>{`{${name}}`}</dt>
            <dd>例　{PLACEHOLDERS[name]}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}
