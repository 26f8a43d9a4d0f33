import type { Hono } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import { describeHoldReason } from '../../../../../shared/reply/hold-reasons.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import { loadCity } from '../../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../../look/parts.tsx';
import { RECEIVED_STATE_MARKS } from '../../look/words.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { ROOM, receivedPath, roundPath } from './parts.tsx';

/** The replies that wait for a person, oldest first: the longest wait is the most pressing. Below, every round. */
export function addWaiting(pages: Hono<GatedEnv>, { store, planId }: ConsoleWorld): void {
  pages.get(ROOM, async (c) => {
    const [city, rounds, ...lists] = await Promise.all([
      loadCity(store, planId),
      store.list('round', { plan: planId }),
      store.list('received', { state: 'held' }),
      store.list('received', { state: 'quarantined' }),
    ]);
    const waiting = lists
      .flat()
      .map(({ value }) => value)
      .sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    const nameOf = (id: string | null) => (id === null ? null : departmentName(city.directory, id));
    return show(c, {
      title: '返信',
      room: ROOM,
      children: (
        <>
          <section aria-labelledby="waiting">
            <h2 id="waiting">確認を待つ返信</h2>
            {waiting.length === 0 ? (
              <p class="empty">確認を待つ返信はありません。</p>
            ) : (
              <RowTable
                caption={`${waiting.length}件（古い順）`}
                columns={['返信', '受信', '部署', '照会', '理由', '確認する行']}
                rows={waiting.map(
                  ({ id, receivedAt, from, department, round, reason, toConfirm, state }) => ({
                    cells: [
                      <a href={receivedPath(id)}>{from ?? '差出人を読み取れない返信'}</a>,
                      shortDateTime(instantOf(receivedAt)),
                      nameOf(department),
                      round === null ? null : roundName(round),
                      <>
                        <MarkChip mark={RECEIVED_STATE_MARKS[state]} />{' '}
                        {reason === null ? '' : describeHoldReason(reason)}
                      </>,
                      toConfirm.length === 0 ? null : (
                        <ul class="plain">
                          {toConfirm.map((line) => (
                            <li>{line}</li>
                          ))}
                        </ul>
                      ),
                    ],
                  }),
                )}
              />
            )}
          </section>
          <section aria-labelledby="rounds">
            <h2 id="rounds">届いた回答</h2>
            {rounds.length === 0 ? (
              <p class="empty">まだ照会を始めていません。</p>
            ) : (
              <RowTable
                caption="照会の回ごと（新しい順）"
                columns={['照会', '状態', '期限', '締切']}
                rows={rounds
                  .map(({ value }) => value)
                  .sort((a, b) => b.openedAt.localeCompare(a.openedAt))
                  .map(({ id, state, dueAt, freezesAt }) => ({
                    cells: [
                      <a href={roundPath(id)}>{roundName(id)}</a>,
                      state === 'open' ? '受付中' : '締切済',
                      shortDateTime(instantOf(dueAt)),
                      shortDateTime(instantOf(freezesAt)),
                    ],
                  }))}
              />
            )}
            <p class="hint">
              電話や書面の回答の入力、回答用紙の印刷、締切後の訂正は、照会と部署を選んで行います。
            </p>
          </section>
        </>
      ),
    });
  });
}
