import type { Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import { describeHoldReason } from '../../../../shared/reply/hold-reasons.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { RECEIVED_STATE_MARKS } from '../look/words.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/replies';

/** The replies that wait for a person, oldest first: the longest wait is the most pressing. */
export function addReplies(pages: Hono<GatedEnv>, { store, planId }: ConsoleWorld): void {
  pages.get(ROOM, async (c) => {
    const [city, ...lists] = await Promise.all([
      loadCity(store, planId),
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
        <section aria-labelledby="waiting">
          <h2 id="waiting">確認を待つ返信</h2>
          {waiting.length === 0 ? (
            <p class="empty">確認を待つ返信はありません。</p>
          ) : (
            <RowTable
              caption={`${waiting.length}件`}
              columns={['受信', '差出人', '部署', '照会', '理由', '確認する行', '受信番号']}
              rows={waiting.map(({ id, receivedAt, from, department, round, reason, toConfirm, state }) => ({
                cells: [
                  shortDateTime(instantOf(receivedAt)),
                  from ?? '（読み取れません）',
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
                  id,
                ],
              }))}
            />
          )}
        </section>
      ),
    });
  });
}
