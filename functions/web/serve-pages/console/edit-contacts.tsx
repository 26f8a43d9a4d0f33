import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { longDate, shortDateTime, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { atTokyo, type PlainDate, tokyoDate } from '../../../../shared/calendar/time.ts';
import { diffDirectories } from '../../../../shared/plan/diff-directory.ts';
import {
  type Contact,
  Department,
  type Directory,
  departmentName,
  findDepartment,
  isValidOn,
} from '../../../../shared/plan/directory.ts';
import { addressKey, spellAt } from '../../../../shared/plan/undeliverable.ts';
import { APPROVAL_WORDS, DEPARTMENT_KIND_WORDS, WISH_WORDS } from '../../../../shared/plan/words.ts';
import { explainDay, type PlannedMail, planMails } from '../../../../shared/schedule/planner.ts';
import { loadCity, loadWorld } from '../../../../shared/steps/load-city.ts';
import { publishVersion } from '../../../../shared/steps/publish-version.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { MAIL_KIND_WORDS, ROLE_WORDS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf } from './acts.ts';
import {
  type ContactsChange,
  readDepartmentEnd,
  readDepartmentFacts,
  readEnd,
  readNewContact,
  readNewDepartment,
  readReplacement,
  rolesFor,
} from './contact-form.ts';
import { CITY_WIDE, CONTACTS_ROOM, departmentPath, spanWords } from './contacts.tsx';
import { CsrfField, show } from './frame.tsx';
import { readDay } from './read-day.ts';
import type { ConsoleWorld } from './world.ts';

/** What was done, or what could not be. */
interface Said {
  readonly notice?: string;
  readonly error?: string;
}

type Form = Readonly<Record<string, unknown>>;

/** One department's contacts and facts, each change in force from a day and published as a version of the directory. */
export function addContactEditing(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  const dayOf = (c: Context<GatedEnv>) => readDay(c.req.query('on')) ?? tokyoDate(clock());

  const showDepartment = async (
    c: Context<GatedEnv>,
    id: string | null,
    said: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const session = c.get('session');
    const on = dayOf(c);
    const city = await loadCity(store, planId);
    const { directory } = city;
    const department = id === null ? null : findDepartment(directory, id);
    if (department === undefined) return c.redirect(CONTACTS_ROOM);
    const schedule = await loadWorld(store, city, planId, 'all');
    const mails = planMails(schedule, atTokyo(on, '00:00'), atTokyo(on, '23:59')).filter(
      (mail) => id !== null && mail.department === id,
    );
    const contacts = directory.contacts.filter((contact) => contact.department === id);
    const now = clock();
    const isRefused = ({ address }: Contact) =>
      spellAt(schedule.undeliverable.get(addressKey(address)), now) !== undefined;
    const hidden = (
      <>
        <CsrfField session={session} />
        <input type="hidden" name="basedOn" value={String(city.directoryVersion)} />
      </>
    );
    const canEdit = session.roles.includes('secretariat');
    return show(
      c,
      {
        title: department?.name ?? '事務局・推進本部',
        room: CONTACTS_ROOM,
        ...said,
        children: (
          <>
            <p class="back">
              <a href={`${CONTACTS_ROOM}?on=${on}`}>部署の一覧に戻る</a>
            </p>
            <form method="get" action={departmentPath(id, on).split('?')[0]} class="line">
              <label for="on">いつの連絡先か</label>
              <input id="on" type="date" name="on" value={on.toString()} />
              <button type="submit" class="quiet">
                この日を見る
              </button>
            </form>
            {department && (
              <section aria-labelledby="why">
                <h2 id="why">
                  {longDate(on)}
                  {weekday(on)}に送るか、送らないか
                </h2>
                {mails.length === 0 && <p>送りません。</p>}
                {mails.map(({ at, kind }) => (
                  <p>
                    <strong>
                      {shortDateTime(at)}に、{MAIL_KIND_WORDS[kind]}を送ります。
                    </strong>
                  </p>
                ))}
                <ul>
                  {explainDay(schedule, department.id, on).map((sentence) => (
                    <li>{sentence}</li>
                  ))}
                </ul>
              </section>
            )}
            <Contacts {...{ contacts, department: id, on, mails, isRefused, canEdit, hidden }} />
            {department && <DepartmentFacts {...{ department, directory, on, canEdit, hidden }} />}
          </>
        ),
      },
      status,
    );
  };

  const showNewDepartment = (
    c: Context<GatedEnv>,
    { version, form = {}, error = null }: { version: number; form?: Form; error?: string | null },
    status: 200 | 409 | 422 = 200,
  ) =>
    show(
      c,
      {
        title: '部署を加える',
        room: CONTACTS_ROOM,
        error,
        children: (
          <>
            <p class="back">
              <a href={CONTACTS_ROOM}>部署の一覧に戻る</a>
            </p>
            <form method="post" action={`${CONTACTS_ROOM}/departments`} class="narrow">
              <CsrfField session={c.get('session')} />
              <input type="hidden" name="basedOn" value={String(version)} />
              <FactFields values={(name) => String(form[name] ?? '')} />
              <p>
                <label for="from">始まる日（空欄は期限なし）</label>
                <input id="from" type="date" name="from" value={String(form.from ?? '')} />
              </p>
              <button type="submit">部署を加える</button>
            </form>
          </>
        ),
      },
      status,
    );

  /** Publishes what a form makes of the directory; the second of two editors sees what the first changed. */
  const change = async (
    c: Context<GatedEnv>,
    make: (form: Form, directory: Directory) => ContactsChange,
    answer: (said: Said, status: 200 | 409 | 422) => Response | Promise<Response>,
  ) => {
    const form = await c.req.parseBody();
    const { directory, directoryVersion } = await loadCity(store, planId);
    const met = async () => {
      const [was, now] = await Promise.all([
        store.loadDocument('directory', 'city', Number(form.basedOn)),
        store.loadDocument('directory', 'city'),
      ]);
      const changed = was && now ? diffDirectories(was.document, now.document) : [];
      const names = [...new Set(changed.map(({ name }) => name))].join('、');
      const error = `ほかの人が先に連絡先を変えたため、保存していません（変わったところ：${names}）。今の内容を確かめて、もう一度操作してください。`;
      return answer({ error }, 409);
    };
    if (Number(form.basedOn) !== directoryVersion) return met();
    const made = make(form, directory);
    if (!made.ok) return answer({ error: `保存していません。${made.faults.join(' ')}` }, 422);
    const outcome = await publishVersion(store, {
      kind: 'directory',
      id: 'city',
      document: made.directory,
      basedOn: directoryVersion,
      plan: planId,
      reason: made.words,
      ...actOf(world, c.get('session')),
    });
    return outcome === 'conflict' ? met() : answer({ notice: `保存しました（${made.words}）。` }, 200);
  };

  for (const [path, idOf] of [
    [`${CONTACTS_ROOM}/${CITY_WIDE}`, () => null],
    [`${CONTACTS_ROOM}/departments/:id`, (c: Context<GatedEnv>) => c.req.param('id') ?? ''],
  ] as const) {
    pages.get(path, (c) => showDepartment(c, idOf(c)));
    pages.post(`${path}/contacts`, only(log, 'secretariat'), (c) =>
      change(
        c,
        (form, directory) => readNewContact(form, directory, idOf(c)),
        (said, status) => showDepartment(c, idOf(c), said, status),
      ),
    );
    for (const [act, read] of [
      ['replace', readReplacement],
      ['end', readEnd],
    ] as const)
      pages.post(`${path}/contacts/:contact/${act}`, only(log, 'secretariat'), (c) =>
        change(
          c,
          (form, directory) => {
            const contact = directory.contacts.find(({ id }) => id === c.req.param('contact'));
            return contact ? read(form, directory, contact) : NO_CONTACT;
          },
          (said, status) => showDepartment(c, idOf(c), said, status),
        ),
      );
  }

  for (const [act, read] of [
    ['end', readDepartmentEnd],
    ['facts', readDepartmentFacts],
  ] as const)
    pages.post(`${CONTACTS_ROOM}/departments/:id/${act}`, only(log, 'secretariat'), (c) =>
      change(
        c,
        (form, directory) => {
          const department = findDepartment(directory, c.req.param('id'));
          return department ? read(form, directory, department) : NO_CONTACT;
        },
        (said, status) => showDepartment(c, c.req.param('id'), said, status),
      ),
    );

  pages.get(`${CONTACTS_ROOM}/departments`, only(log, 'secretariat'), async (c) =>
    showNewDepartment(c, { version: (await loadCity(store, planId)).directoryVersion }),
  );

  pages.post(`${CONTACTS_ROOM}/departments`, only(log, 'secretariat'), (c) =>
    change(c, readNewDepartment, async ({ error = null, notice }, status) => {
      if (error === null)
        return show(c, {
          title: '部署を加えました',
          room: CONTACTS_ROOM,
          notice: notice ?? null,
          children: <ToRoom />,
        });
      const form = await c.req.parseBody();
      return showNewDepartment(
        c,
        { version: (await loadCity(store, planId)).directoryVersion, form, error },
        status,
      );
    }),
  );
}

const NO_CONTACT: ContactsChange = { ok: false, faults: ['この連絡先か部署は、もうありません。'] };

function ToRoom() {
  return (
    <>
      <p>続けて、部署の一覧からこの部署を選び、連絡先を加えてください。</p>
      <p class="back">
        <a href={CONTACTS_ROOM}>部署の一覧に戻る</a>
      </p>
    </>
  );
}

function Contacts({
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

function DepartmentFacts({
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
function FactFields({ values }: { values: (name: string) => string }) {
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
