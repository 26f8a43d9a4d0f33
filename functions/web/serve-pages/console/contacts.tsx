import type { Context, Hono } from 'hono';
import { longDate, shortDateTime, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, instantOf, isoUtc, type PlainDate, tokyoDate } from '../../../../shared/calendar/time.ts';
import {
  type Contact,
  contactsOn,
  type Department,
  type Directory,
  departmentName,
  isValidOn,
} from '../../../../shared/plan/directory.ts';
import { findOrphans } from '../../../../shared/plan/orphans.ts';
import { layOutTransfer } from '../../../../shared/plan/transfer.ts';
import {
  type AddressHistory,
  addressKey,
  clearAddress,
  lastingSpell,
} from '../../../../shared/plan/undeliverable.ts';
import { DEPARTMENT_KIND_WORDS } from '../../../../shared/plan/words.ts';
import type { VersionNote } from '../../../../shared/ports.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { RowTable } from '../look/parts.tsx';
import { ROLE_WORDS, sendReason } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import type { Session } from '../sign-in/sessions.ts';
import { actOf } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import { OrphanTable } from './orphan-table.tsx';
import { readDay } from './read-day.ts';
import { answerWithCsv, publishedWords } from './revisions.tsx';
import type { ConsoleWorld } from './world.ts';

export const CONTACTS_ROOM = '/console/contacts';
/** How many of the latest changes the room lists. */
const CHANGES_LISTED = 10;

/** Where the people of the whole city stand: the secretariat and the headquarters. */
export const CITY_WIDE = 'city';
export const departmentPath = (id: string | null, on: PlainDate) =>
  id === null ? `${CONTACTS_ROOM}/${CITY_WIDE}?on=${on}` : `${CONTACTS_ROOM}/departments/${id}?on=${on}`;

/** `R8.4.1から`, `R9.3.31まで`, or 期限なし. */
export function spanWords({ from, to }: Pick<Contact, 'from' | 'to'>): string {
  const day = (text: string) => longDate(dateOf(text));
  if (from === undefined && to === undefined) return '期限なし';
  return `${from === undefined ? '' : `${day(from)}から`}${to === undefined ? '' : `${day(to)}まで`}`;
}

interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** Who exists and who is written to on a day: departments, contacts, and the addresses that take no mail. */
export function addContacts(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;

  const showRoom = async (c: Context<GatedEnv>, said: Said = {}, status: 200 | 404 | 409 = 200) => {
    const session = c.get('session');
    const on = readDay(c.req.query('on')) ?? tokyoDate(clock());
    const [{ plan, directory }, addresses, versions] = await Promise.all([
      loadCity(store, planId),
      store.list('address', {}),
      store.listVersions('directory', 'city'),
    ]);
    const out = addresses.map(({ value }) => value).filter((history) => lastingSpell(history));
    const refused = new Set(out.map(({ address }) => address));
    const here = directory.departments.filter((department) => isValidOn(department, on));
    const others = directory.departments.filter((department) => !isValidOn(department, on));
    return show(
      c,
      {
        title: '部署・連絡先',
        room: CONTACTS_ROOM,
        ...said,
        children: (
          <>
            <form method="get" action={CONTACTS_ROOM} class="line">
              <label for="on">いつの連絡先か</label>
              <input id="on" type="date" name="on" value={on.toString()} />
              <button type="submit" class="quiet">
                この日を見る
              </button>
            </form>
            <p class="back">
              {session.roles.includes('secretariat') && (
                <>
                  <a href={`${CONTACTS_ROOM}/transfer`}>人事異動を取り込む</a>
                  <a href={`${CONTACTS_ROOM}/departments`}>部署を加える</a>
                </>
              )}
              <a href={`${CONTACTS_ROOM}/template.csv?on=${on}`}>この日の連絡先をCSVで保存する</a>
            </p>
            <OrphanTable
              orphans={findOrphans(plan, directory, on)}
              directory={directory}
              day={`${longDate(on)}${weekday(on)}`}
            />
            <Undeliverable {...{ out, directory, on, session }} />
            <section aria-labelledby="departments">
              <h2 id="departments">
                {longDate(on)}
                {weekday(on)}の部署
              </h2>
              <DepartmentTable {...{ departments: here, directory, on, refused }} />
            </section>
            {others.length > 0 && <OtherDepartments {...{ departments: others, directory, on }} />}
            <Changes versions={versions} />
          </>
        ),
      },
      status,
    );
  };

  pages.get(CONTACTS_ROOM, (c) => showRoom(c));

  pages.get(`${CONTACTS_ROOM}/template.csv`, async (c) => {
    const on = readDay(c.req.query('on')) ?? tokyoDate(clock());
    const { directory } = await loadCity(store, planId);
    return answerWithCsv(c, `contacts-${on}.csv`, layOutTransfer(directory, on));
  });

  pages.post(`${CONTACTS_ROOM}/clear`, only(log, 'secretariat'), async (c) => {
    const { address } = await c.req.parseBody();
    const stored = await store.get('address', { address: addressKey(String(address)) });
    if (!stored) return showRoom(c, { error: 'このアドレスへの送信は止まっていません。' }, 404);
    const { by, at, cause } = actOf(world, c.get('session'));
    const value = clearAddress(stored.value, by, at);
    if (!value) return showRoom(c, { notice: `${value}への送信は、すでに再開されています。` });
    const audit = {
      at: isoUtc(at),
      cause,
      actor: by,
      what: 'address.cleared',
      subject: value.address,
      before: lastingSpell(stored.value)?.reason ?? null,
      after: 'cleared',
    };
    const outcome = await store.commit({
      writes: [{ kind: 'address', value, expected: stored.revision }],
      audit: [audit],
      events: [],
    });
    return outcome === 'committed'
      ? showRoom(c, { notice: `${value.address}への送信を再開しました。次の送信から送ります。` })
      : showRoom(c, { error: '同時に別の操作で変わりました。もう一度操作してください。' }, 409);
  });
}

function Undeliverable({
  out,
  directory,
  on,
  session,
}: {
  out: readonly AddressHistory[];
  directory: Directory;
  on: PlainDate;
  session: Session;
}) {
  if (out.length === 0) return null;
  const holders = (address: string) =>
    directory.contacts
      .filter((contact) => addressKey(contact.address) === address && isValidOn(contact, on))
      .map(({ role, department }) =>
        department === null
          ? ROLE_WORDS[role]
          : `${departmentName(directory, department)}　${ROLE_WORDS[role]}`,
      );
  return (
    <section aria-labelledby="undeliverable">
      <h2 id="undeliverable">届かないため、送信を止めているアドレス</h2>
      <p class="hint">アドレスが変わったときは、部署の画面で連絡先を直してください。再開は要りません。</p>
      <RowTable
        caption={`${out.length}件`}
        columns={['アドレス', '連絡先', 'いつから', '理由', '再開']}
        rows={out.map((history) => {
          const { address } = history;
          const spell = lastingSpell(history);
          return {
            cells: [
              address,
              holders(address).join('、') || '（今の連絡先にはありません）',
              spell ? shortDateTime(instantOf(spell.since)) : null,
              sendReason(spell?.reason ?? null),
              session.roles.includes('secretariat') ? (
                <form method="post" action={`${CONTACTS_ROOM}/clear`}>
                  <CsrfField session={session} />
                  <input type="hidden" name="address" value={address} />
                  <button type="submit" class="quiet" aria-label={`${address}への送信を再開する`}>
                    送信を再開する
                  </button>
                </form>
              ) : null,
            ],
          };
        })}
      />
    </section>
  );
}

function DepartmentTable({
  departments,
  directory,
  on,
  refused,
}: {
  departments: readonly Department[];
  directory: Directory;
  on: PlainDate;
  refused: ReadonlySet<string>;
}) {
  const addresses = (contacts: readonly Contact[]) =>
    contacts.length === 0 ? null : (
      <ul class="plain">
        {contacts.map(({ address }) => (
          <li>
            {address}
            {refused.has(addressKey(address)) && <strong class="fault">届きません</strong>}
          </li>
        ))}
      </ul>
    );
  const cityWide = (['secretariat', 'headquarters'] as const).flatMap((role) =>
    contactsOn(directory, role, null, on),
  );
  return (
    <RowTable
      caption={`${departments.length}部署（部署を選ぶと、連絡先を直せます）`}
      columns={['部署', '種類', '担当者', '課長', 'ほか', '期間']}
      rows={[
        {
          cells: [
            <a href={departmentPath(null, on)}>事務局・推進本部</a>,
            '市全体',
            null,
            null,
            `${cityWide.length}件`,
            null,
          ],
        },
        ...departments.map((department) => {
          const { id, name, kind, from, to } = department;
          const others = (['deputy', 'head'] as const).flatMap((role) => contactsOn(directory, role, id, on));
          return {
            cells: [
              <a href={departmentPath(id, on)}>{name}</a>,
              DEPARTMENT_KIND_WORDS.write(kind),
              addresses(contactsOn(directory, 'officer', id, on)),
              addresses(contactsOn(directory, 'chief', id, on)),
              others.length === 0 ? null : `${others.length}件`,
              from === undefined && to === undefined ? null : spanWords(department),
            ],
          };
        }),
      ]}
    />
  );
}

function OtherDepartments({
  departments,
  directory,
  on,
}: {
  departments: readonly Department[];
  directory: Directory;
  on: PlainDate;
}) {
  return (
    <section aria-labelledby="others">
      <h2 id="others">この日にはない部署</h2>
      <RowTable
        caption={`${departments.length}部署`}
        columns={['部署', '期間', '後継の部署']}
        rows={departments.map((department) => ({
          cells: [
            <a href={departmentPath(department.id, on)}>{department.name}</a>,
            spanWords(department),
            department.successors.map((id) => departmentName(directory, id)).join('、') || null,
          ],
        }))}
      />
    </section>
  );
}

function Changes({ versions }: { versions: readonly VersionNote[] }) {
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">これまでの変更</h2>
      <RowTable
        caption={`新しい順に${CHANGES_LISTED}件まで`}
        columns={['版', '日時', '誰が', '内容']}
        rows={versions.slice(0, CHANGES_LISTED).map(({ version, at, by, reason }) => ({
          cells: [`第${version}版`, publishedWords(at), by ?? '（記録なし）', reason ?? '（記録なし）'],
        }))}
      />
    </section>
  );
}
