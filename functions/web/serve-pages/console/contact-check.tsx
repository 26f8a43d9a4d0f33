import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import { composeContactCheck } from '../../../../shared/mail/compose-contact-check.ts';
import type {
  AddressToCheck,
  CheckedContact,
  CheckReport,
  CheckState,
} from '../../../../shared/plan/contact-check.ts';
import { ContactRole, departmentName } from '../../../../shared/plan/directory.ts';
import { wordingOf } from '../../../../shared/steps/city-wording.ts';
import {
  addressesOfRun,
  loadCheckReport,
  replyByOf,
  startContactCheck,
} from '../../../../shared/steps/contact-checks.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { CHECK_STATE_MARKS, ROLE_WORDS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import { SETUP } from './setup-rooms.ts';
import type { ConsoleWorld } from './world.ts';

const PATH = SETUP.contactCheck;
const Roles = z.array(ContactRole).min(1);
const Audience = z.enum(['everybody', 'unconfirmed']);
const STATES = ['confirmed', 'waiting', 'replied', 'bounced', 'not-asked'] as const;

interface Chosen {
  readonly roles: readonly ContactRole[];
  readonly audience: z.infer<typeof Audience>;
}

const EVERYBODY: Chosen = { roles: ContactRole.options, audience: 'everybody' };

/** What was ticked; null where it names no post or no known one. */
function readChosen(roles: unknown, audience: unknown): Chosen | null {
  const read = z.object({ roles: Roles, audience: Audience }).safeParse({ roles, audience });
  return read.success ? read.data : null;
}

/** 疎通確認: whom it would ask, the mail itself, and afterwards who has replied. */
export function addContactCheck(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId, clock, log } = world;

  const showPage = async (
    c: Context<GatedEnv>,
    said: { readonly notice?: string; readonly error?: string } = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const at = clock();
    const city = await loadCity(store, planId);
    const number = Number(c.req.query('run') ?? Number.NaN);
    const runs = (await store.list('contactCheckRun', { plan: planId })).map(({ value }) => value);
    const chosenRun = runs.find(({ run }) => run === number);
    const report = await loadCheckReport(store, city.directory, {
      plan: planId,
      at,
      ...(chosenRun ? { run: chosenRun.run } : {}),
    });
    const state = STATES.find((known) => known === c.req.query('state')) ?? null;
    const chosen = readChosen(c.req.queries('roles'), c.req.query('audience'));
    return show(
      c,
      {
        title: '疎通確認',
        room: SETUP.room,
        ...said,
        children: (
          <>
            <p>
              連絡先の全員に短いメールを送り、「確認」の返信を待ちます。届かないアドレスや担当の変更が、照会の前に分かります。
            </p>
            {runs.length > 0 && (
              <section aria-labelledby="report">
                <h2 id="report">{chosenRun ? `第${chosenRun.run}回の結果` : '連絡先ごとの結果'}</h2>
                <Counts report={report} run={chosenRun?.run ?? null} />
                <ReportTable report={report} city={city} state={state} />
                <h3>これまでの回</h3>
                <ul class="plain">
                  {runs.toReversed().map(({ run, startedAt, by, replyBy }) => (
                    <li>
                      <a href={`${PATH}?run=${run}`}>第{run}回</a>
                      {`　${shortDateTime(instantOf(startedAt))}　${by}　返信期限 ${shortDateTime(instantOf(replyBy))}`}
                    </li>
                  ))}
                </ul>
              </section>
            )}
            {c.get('session').roles.includes('secretariat') ? (
              <section aria-labelledby="start">
                <h2 id="start">{runs.length > 0 ? 'もう一度送る' : 'メールを送る'}</h2>
                {chosen === null ? (
                  <ChooseForm isRepeat={runs.length > 0} />
                ) : (
                  <Preview {...{ c, city, chosen, ...(await previewOf(city, chosen)) }} />
                )}
              </section>
            ) : (
              <p class="hint">送るのは、事務局が行います。</p>
            )}
          </>
        ),
      },
      status,
    );
  };

  const previewOf = async (city: City, chosen: Chosen) => {
    const at = clock();
    const { asked, askedToday } = await addressesOfRun(store, city, { plan: planId, at, ...chosen });
    const isOfficer = ({ contacts }: AddressToCheck) => contacts.some(({ role }) => role === 'officer');
    const first = asked.find(isOfficer) ?? asked[0];
    const sample =
      first &&
      composeContactCheck({
        contacts: first.contacts,
        directory: city.directory,
        replyBy: replyByOf(city, at),
        wording: wordingOf(city),
      });
    return { count: asked.length, askedToday, sample };
  };

  pages.get(PATH, (c) => showPage(c));

  pages.post(PATH, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody({ all: true });
    const chosen = readChosen([form.roles].flat(), form.audience);
    if (!chosen) return showPage(c, { error: '送る相手を、一つ以上選んでください。' }, 422);
    const { name, email } = c.get('session');
    const started = await startContactCheck(store, await loadCity(store, planId), {
      city: cityId,
      plan: planId,
      by: email ?? name,
      at: clock(),
      cause: `console/${randomUUID()}`,
      ...chosen,
    });
    switch (started.outcome) {
      case 'started':
        return showPage(c, {
          notice: `第${started.run.run}回の疎通確認を始めました。${started.addresses}件のアドレスに送ります。返信期限は${shortDateTime(instantOf(started.run.replyBy))}です。1分ほどあとに開き直すと、宛先ごとの状態が出ます。`,
        });
      case 'quiet':
        return showPage(
          c,
          {
            error: `${started.why}のため、いまは送れません。次に送れるのは${shortDateTime(started.next)}からです。`,
          },
          422,
        );
      case 'nobody':
        return showPage(c, { error: '送る相手がいません。同じアドレスに送るのは、1日に1通だけです。' }, 422);
      case 'conflict':
        return showPage(
          c,
          { error: '同時に別の人が始めました。結果を確かめてから、必要なら送ってください。' },
          409,
        );
    }
  });
}

function Counts({ report: { counts }, run }: { report: CheckReport; run: number | null }) {
  const query = (state: CheckState) => `${PATH}?state=${state}${run === null ? '' : `&run=${run}`}`;
  return (
    <ul class="counts">
      {STATES.filter((state) => counts[state] > 0).map((state) => (
        <li>
          <a href={query(state)}>
            <MarkChip mark={CHECK_STATE_MARKS[state]} /> {counts[state]}件
          </a>
        </li>
      ))}
    </ul>
  );
}

function ReportTable({
  report,
  city: { directory },
  state,
}: {
  report: CheckReport;
  city: City;
  state: CheckState | null;
}) {
  const rows = report.groups.flatMap(({ department, contacts }) =>
    contacts
      .filter((contact) => state === null || contact.state === state)
      .map((contact) => ({
        cells: [
          department === null ? '（全庁）' : departmentName(directory, department),
          contact.contact.title ?? ROLE_WORDS[contact.contact.role],
          contact.contact.address,
          <MarkChip mark={CHECK_STATE_MARKS[contact.state]} />,
          whenOf(contact),
          contact.check?.comment ?? null,
        ],
      })),
  );
  if (rows.length === 0) return <p class="empty">この状態の連絡先はありません。</p>;
  return (
    <RowTable
      caption={`${state === null ? '連絡先' : CHECK_STATE_MARKS[state].word} ${rows.length}件`}
      columns={['部署', '役割', 'アドレス', '状態', '確認', '書かれていたこと']}
      rows={rows}
    />
  );
}

function whenOf({ state, check }: CheckedContact): string | null {
  if (check?.confirmed) return shortDateTime(instantOf(check.confirmed.at));
  return state === 'waiting' && check ? `${shortDateTime(instantOf(check.replyBy))}まで` : null;
}

function ChooseForm({ isRepeat }: { isRepeat: boolean }) {
  return (
    <form method="get" action={PATH}>
      <fieldset>
        <legend>送る相手</legend>
        {EVERYBODY.roles.map((role) => (
          <p class="choice">
            <label>
              <input type="checkbox" name="roles" value={role} checked /> {ROLE_WORDS[role]}
            </label>
          </p>
        ))}
      </fieldset>
      <fieldset>
        <legend>範囲</legend>
        <p class="choice">
          <label>
            <input type="radio" name="audience" value="everybody" checked={!isRepeat} /> 全員
          </label>
        </p>
        <p class="choice">
          <label>
            <input type="radio" name="audience" value="unconfirmed" checked={isRepeat} />{' '}
            まだ確認できていないアドレスだけ
          </label>
        </p>
      </fieldset>
      <button type="submit">件数と文面を見る</button>
    </form>
  );
}

function Preview({
  c,
  chosen,
  count,
  askedToday,
  sample,
}: {
  c: Context<GatedEnv>;
  chosen: Chosen;
  count: number;
  askedToday: number;
  sample: { readonly subject: string; readonly text: string } | undefined;
}) {
  const today = askedToday > 0 && `きょうすでに送った${askedToday}件には送りません。`;
  if (!sample)
    return (
      <p>
        送る相手がいません。{today} <a href={PATH}>選び直す</a>
      </p>
    );
  return (
    <>
      <p>
        <strong>{count}件</strong>のアドレスに、次のメールを1通ずつ送ります。{today}
      </p>
      <details open>
        <summary>{sample.subject}</summary>
        <pre class="text-mail">{sample.text}</pre>
      </details>
      <form method="post" action={PATH}>
        <CsrfField session={c.get('session')} />
        {chosen.roles.map((role) => (
          <input type="hidden" name="roles" value={role} />
        ))}
        <input type="hidden" name="audience" value={chosen.audience} />
        <button type="submit">{count}件に送る</button> <a href={PATH}>選び直す</a>
      </form>
    </>
  );
}
