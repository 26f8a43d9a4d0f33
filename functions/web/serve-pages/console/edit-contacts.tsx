import type { Context, Hono } from 'hono';
import { longDate, shortDateTime, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { atTokyo, tokyoDate } from '../../../../shared/calendar/time.ts';
import { diffDirectories } from '../../../../shared/plan/diff-directory.ts';
import { type Contact, type Directory, findDepartment } from '../../../../shared/plan/directory.ts';
import { addressKey, spellAt } from '../../../../shared/plan/undeliverable.ts';
import { explainDay, planMails } from '../../../../shared/schedule/planner.ts';
import { loadCity, loadWorld } from '../../../../shared/steps/load-city.ts';
import { publishVersion } from '../../../../shared/steps/publish-version.ts';
import { MAIL_KIND_WORDS } from '../look/words.ts';
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
} from './contact-form.ts';
import { Contacts, DepartmentFacts, FactFields, ToRoom } from './contact-views.tsx';
import { CITY_WIDE, CONTACTS_ROOM, departmentPath } from './contacts.tsx';
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
