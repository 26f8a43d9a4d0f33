import type { Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import { lastingSpell } from '../../../../shared/plan/undeliverable.ts';
import type { Store } from '../../../../shared/ports.ts';
import { heldStepsOf } from '../../../../shared/records/request.ts';
import { parseRoundId, RoundId } from '../../../../shared/round/round.ts';
import { holdWords, roundName, stepName } from '../../../../shared/schedule/why.ts';
import { listMails, NO_ROUND } from '../../../../shared/steps/list-mails.ts';
import { loadAddressBook, loadCity } from '../../../../shared/steps/load-city.ts';
import { Addresses, MarkChip, RowTable } from '../look/parts.tsx';
import { MAIL_KIND_WORDS, MAIL_STATE_MARKS, sendReason } from '../look/words.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/mails';
/** What somebody sent to themselves to try it out; it belongs to no round. */
const TESTS = 'tests';

/** What the secretariat keeps back of a round (見送り), department by department, the latest first. */
async function loadHeldSteps(store: Store, plan: string, round: RoundId) {
  const requests = await store.list('request', { plan, round });
  return requests
    .flatMap(({ value }) => heldStepsOf(value).map((event) => ({ ...event, department: value.department })))
    .sort((a, b) => b.at.localeCompare(a.at));
}

/** The send log: every mail of a round, newest first, with what became of it, and what was kept back. */
export function addMails(pages: Hono<GatedEnv>, { store, planId }: ConsoleWorld): void {
  pages.get(ROOM, async (c) => {
    const [city, rounds, addresses] = await Promise.all([
      loadCity(store, planId),
      store.list('round', { plan: planId }),
      loadAddressBook(store),
    ]);
    const ids = rounds
      .map(({ value }) => value)
      .sort((a, b) => b.openedAt.localeCompare(a.openedAt))
      .map(({ id }) => id);
    const isTests = c.req.query('round') === TESTS;
    const asked = RoundId.safeParse(c.req.query('round'));
    // An inquiry hides no quarter: it is asked for by its name.
    const latest = ids.find((id) => parseRoundId(id).stage !== 'inquiry') ?? ids[0];
    const round = asked.success ? asked.data : latest;
    const mails = isTests
      ? (await listMails(store, { of: { plan: planId, round: NO_ROUND } }))
          .filter(({ kind }) => kind === 'test')
          .toReversed()
      : round
        ? (await listMails(store, { of: { plan: planId, round } })).toReversed()
        : [];
    const held = round && !isTests ? await loadHeldSteps(store, planId, round) : [];
    const out = [...addresses.values()].flatMap((history) => {
      const spell = lastingSpell(history);
      return spell ? [{ address: history.address, spell }] : [];
    });
    const nameOf = (id: string | null) => (id === null ? '事務局・本部' : departmentName(city.directory, id));
    return show(c, {
      title: '送信の記録',
      room: ROOM,
      children: (
        <>
          {out.length > 0 && (
            <section aria-labelledby="out">
              <h2 id="out">届かない宛先</h2>
              <RowTable
                caption="次の宛先には送っていません。連絡先を確かめてください。"
                columns={['宛先', 'いつから', '理由']}
                rows={out.map(({ address, spell }) => ({
                  cells: [address, shortDateTime(instantOf(spell.since)), sendReason(spell.reason)],
                }))}
              />
            </section>
          )}
          <nav class="choices" aria-label="照会">
            <ul>
              {ids.map((id) => (
                <li>
                  <a
                    href={`${ROOM}?round=${id}`}
                    {...(id === round && !isTests ? { 'aria-current': 'page' } : {})}
                  >
                    {roundName(id)}
                  </a>
                </li>
              ))}
              <li>
                <a href={`${ROOM}?round=${TESTS}`} {...(isTests ? { 'aria-current': 'page' } : {})}>
                  試し送り
                </a>
              </li>
            </ul>
          </nav>
          {held.length > 0 && (
            <section aria-labelledby="held">
              <h2 id="held">見送った連絡</h2>
              <RowTable
                caption={`${held.length}件　これらは送っていません。`}
                columns={['部署', '連絡', '見送った人と理由', 'いつ']}
                rows={held.map(({ department, step, by, reason, at }) => ({
                  cells: [
                    nameOf(department),
                    stepName(step),
                    holdWords({ by, reason }),
                    shortDateTime(instantOf(at)),
                  ],
                }))}
              />
            </section>
          )}
          {mails.length === 0 ? (
            <p class="empty">送ったメールはまだありません。</p>
          ) : (
            <RowTable
              caption={`${mails.length}通（新しい順）`}
              columns={['件名', '日時', '部署', '宛先', '種類', '状態']}
              rows={mails.map(({ subject, createdAt, sentAt, department, to, kind, state, reason }) => ({
                cells: [
                  subject,
                  shortDateTime(instantOf(sentAt ?? createdAt)),
                  nameOf(department),
                  <Addresses of={to} />,
                  MAIL_KIND_WORDS[kind],
                  <>
                    <MarkChip mark={MAIL_STATE_MARKS[state]} />
                    {reason !== null && <span class="reason">{sendReason(reason)}</span>}
                  </>,
                ],
              }))}
            />
          )}
        </>
      ),
    });
  });
}
