import type { Child } from 'hono/jsx';
import { longDate, weekday } from '../../../../shared/calendar/japanese-date.ts';
import type { PlainDate } from '../../../../shared/calendar/time.ts';
import {
  type Contact,
  Department,
  type Directory,
  departmentName,
  isValidOn,
} from '../../../../shared/plan/directory.ts';
import { APPROVAL_WORDS, DEPARTMENT_KIND_WORDS, WISH_WORDS } from '../../../../shared/plan/words.ts';
import type { PlannedMail } from '../../../../shared/schedule/planner.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { ROLE_WORDS } from '../look/words.ts';
import { rolesFor } from './contact-form.ts';
import { CONTACTS_ROOM, departmentPath, spanWords } from './contacts.tsx';

export function ToRoom() {
  return (
    <>
      <p>続けて、部署の一覧からこの部署を選び、連絡先を加えてください。</p>
      <p class="back">
        <a href={CONTACTS_ROOM}>部署の一覧に戻る</a>
      </p>
    </>
  );
}

export function Contacts({
  contacts,
  department,
  on,
  mails,
  isRefused,
  canEdit,
  hidden,
}: {
  contacts: readonly Contact[];
  department: string | null;
  on: PlainDate;
  mails: readonly PlannedMail[];
  isRefused: (contact: Contact) => boolean;
  canEdit: boolean;
  hidden: Child;
}) {
  const [path = '', query = ''] = departmentPath(department, on).split('?');
  const inForce = contacts.filter((contact) => isValidOn(contact, on));
  const others = contacts.filter((contact) => !isValidOn(contact, on));
  const facts = (contact: Contact): Child[] => [
    ROLE_WORDS[contact.role],
    contact.title ?? null,
    contact.address,
    spanWords(contact),
  ];
  return (
    <section aria-labelledby="contacts">
      <h2 id="contacts">
        {longDate(on)}
        {weekday(on)}の連絡先
      </h2>
      {inForce.length === 0 ? (
        <p class="empty">この日の連絡先はありません。</p>
      ) : (
        <RowTable
          caption={`${inForce.length}件`}
          columns={['役割', '職名', 'アドレス', '期間', '状態', 'この日']}
          rows={inForce.map((contact) => ({
            cells: [
              ...facts(contact),
              <MarkChip
                mark={
                  isRefused(contact)
                    ? { icon: '×', word: '届きません', tone: 'bad' }
                    : { icon: '○', word: '送れます', tone: 'good' }
                }
              />,
              partIn(mails, contact),
            ],
          }))}
        />
      )}
      {others.length > 0 && (
        <RowTable
          caption="ほかの日の連絡先"
          columns={['役割', '職名', 'アドレス', '期間']}
          rows={others.map((contact) => ({ cells: facts(contact) }))}
        />
      )}
      {canEdit && inForce.map((contact) => <ContactForms {...{ contact, path, query, hidden }} />)}
      {canEdit && (
        <details>
          <summary>連絡先を加える</summary>
          <form method="post" action={`${path}/contacts?${query}`} class="narrow">
            {hidden}
            <p>
              <label for="new-role">役割</label>
              <select id="new-role" name="role">
                {rolesFor(department).map((role) => (
                  <option value={role}>{ROLE_WORDS[role]}</option>
                ))}
              </select>
            </p>
            <p>
              <label for="new-address">メールアドレス</label>
              <input id="new-address" name="address" type="email" required />
            </p>
            <p>
              <label for="new-title">職名（なくてもかまいません）</label>
              <input id="new-title" name="title" maxlength={60} />
            </p>
            <p>
              <label for="new-from">始まる日</label>
              <input id="new-from" name="from" type="date" value={on.toString()} />
            </p>
            <p>
              <label for="new-to">終わる日（空欄は期限なし）</label>
              <input id="new-to" name="to" type="date" />
            </p>
            <button type="submit">連絡先を加える</button>
          </form>
        </details>
      )}
    </section>
  );
}

/** What a contact is to the mails of a day. */
function partIn(mails: readonly PlannedMail[], { address }: Contact): string {
  if (mails.some(({ to }) => to.includes(address))) return '宛先';
  return mails.some(({ cc }) => cc.includes(address)) ? '写し' : '送りません';
}

function ContactForms({
  contact: { id, role, title, address },
  path,
  query,
  hidden,
}: {
  contact: Contact;
  path: string;
  query: string;
  hidden: Child;
}) {
  const action = (act: string) => `${path}/contacts/${id}/${act}?${query}`;
  return (
    <details>
      <summary>
        {ROLE_WORDS[role]}（{address}）を直す
      </summary>
      <form method="post" action={action('replace')} class="narrow">
        {hidden}
        <p>
          <label for={`address-${id}`}>新しいアドレス</label>
          <input id={`address-${id}`} name="address" type="email" value={address} required />
        </p>
        <p>
          <label for={`title-${id}`}>職名</label>
          <input id={`title-${id}`} name="title" value={title ?? ''} maxlength={60} />
        </p>
        <p>
          <label for={`from-${id}`}>この日から変える</label>
          <input id={`from-${id}`} name="from" type="date" required />
        </p>
        <button type="submit" aria-label={`${address}を変える`}>
          変える
        </button>
      </form>
      <form method="post" action={action('end')} class="narrow">
        {hidden}
        <p>
          <label for={`to-${id}`}>この日で終える</label>
          <input id={`to-${id}`} name="to" type="date" required />
        </p>
        <button type="submit" class="quiet" aria-label={`${address}を終える`}>
          終える
        </button>
      </form>
    </details>
  );
}

export function DepartmentFacts({
  department,
  directory,
  on,
  canEdit,
  hidden,
}: {
  department: Department;
  directory: Directory;
  on: PlainDate;
  canEdit: boolean;
  hidden: Child;
}) {
  const { id, code, kind, parent, headTitle, escalatesTo, successors, approval, excelForm } = department;
  const nameOf = (other: string | undefined) => (other === undefined ? '' : departmentName(directory, other));
  const values: Readonly<Record<string, string>> = {
    code,
    name: department.name,
    kind,
    headTitle,
    parent: nameOf(parent),
    escalatesTo: nameOf(escalatesTo),
    approval,
    excelForm: excelForm ? 'yes' : 'no',
  };
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">部署の登録内容</h2>
      <dl class="headers">
        <dt>部署コード</dt>
        <dd>{code}</dd>
        <dt>種類</dt>
        <dd>{DEPARTMENT_KIND_WORDS.write(kind)}</dd>
        <dt>長の職名</dt>
        <dd>{headTitle}</dd>
        <dt>所属先</dt>
        <dd>{nameOf(parent) || '−'}</dd>
        <dt>督促の最終連絡先</dt>
        <dd>{nameOf(escalatesTo) || '−'}</dd>
        <dt>決裁</dt>
        <dd>{APPROVAL_WORDS.write(approval)}</dd>
        <dt>Excel様式</dt>
        <dd>{WISH_WORDS.write(excelForm ? 'yes' : 'no')}</dd>
        <dt>期間</dt>
        <dd>{spanWords(department)}</dd>
        {successors.length > 0 && (
          <>
            <dt>後継の部署</dt>
            <dd>{successors.map(nameOf).join('、')}</dd>
          </>
        )}
      </dl>
      {canEdit && (
        <>
          <details>
            <summary>登録内容を直す</summary>
            <p class="hint">
              すべての日に効きます。機構改革で名称が変わるときは、新しい部署を加え、この部署を終えてください。
            </p>
            <form method="post" action={`${CONTACTS_ROOM}/departments/${id}/facts?on=${on}`} class="narrow">
              {hidden}
              <FactFields values={(name) => values[name] ?? ''} />
              <button type="submit">登録内容を直す</button>
            </form>
          </details>
          <details>
            <summary>この部署を終える（機構改革）</summary>
            <p class="hint">
              連絡先も同じ日で終わります。取り組みの所管部署は自動では移りません。終えたあと、取り組みの画面で移してください。
            </p>
            <form method="post" action={`${CONTACTS_ROOM}/departments/${id}/end?on=${on}`} class="narrow">
              {hidden}
              <p>
                <label for="end-to">終わる日</label>
                <input id="end-to" name="to" type="date" required />
              </p>
              <p>
                <label for="end-successors">後継の部署（1行に1つ）</label>
                <textarea id="end-successors" name="successors" rows={2} />
              </p>
              <button type="submit" class="quiet">
                この部署を終える
              </button>
            </form>
          </details>
        </>
      )}
    </section>
  );
}

/** The lines in which a department is described, new or known. */
export function FactFields({ values }: { values: (name: string) => string }) {
  const choose = (name: string, choices: readonly (readonly [string, string])[]) => (
    <select id={`fact-${name}`} name={name}>
      {choices.map(([value, label]) => (
        <option value={value} selected={value === values(name)}>
          {label}
        </option>
      ))}
    </select>
  );
  const line = (name: string, label: string, more: { required?: boolean } = {}) => (
    <p>
      <label for={`fact-${name}`}>{label}</label>
      <input id={`fact-${name}`} name={name} value={values(name)} {...more} />
    </p>
  );
  const { kind, approval } = Department.shape;
  return (
    <>
      {line('name', '部署名', { required: true })}
      {line('code', '部署コード', { required: true })}
      <p>
        <label for="fact-kind">種類</label>
        {choose(
          'kind',
          kind.options.map((value) => [value, DEPARTMENT_KIND_WORDS.write(value)]),
        )}
      </p>
      {line('headTitle', '長の職名（空欄は「部署名＋長」）')}
      {line('parent', '所属先の部署（なくてもかまいません）')}
      {line('escalatesTo', '督促の最終連絡先の部署（なくてもかまいません）')}
      <p>
        <label for="fact-approval">決裁</label>
        {choose(
          'approval',
          approval.unwrap().options.map((value) => [value, APPROVAL_WORDS.write(value)]),
        )}
      </p>
      <p>
        <label for="fact-excelForm">Excel様式</label>
        {choose(
          'excelForm',
          (['no', 'yes'] as const).map((value) => [value, WISH_WORDS.write(value)]),
        )}
      </p>
    </>
  );
}
