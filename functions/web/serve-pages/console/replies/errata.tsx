import type { Hono } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { RoundId } from '../../../../../shared/round/round.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import { loadErrata } from '../../../../../shared/steps/answers/load-errata.ts';
import { RowTable } from '../../look/parts.tsx';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { ROOM, requestPath, roundPath, valueWords } from './parts.tsx';

/** 正誤表: what was corrected in a round after its freeze, and what the papers that had left said (decision 24). */
export function addErrata(pages: Hono<GatedEnv>, { store, planId }: ConsoleWorld): void {
  pages.get(`${ROOM}/rounds/:round/errata`, async (c) => {
    const round = RoundId.safeParse(c.req.param('round'));
    const errata = round.success ? await loadErrata(store, planId, round.data) : null;
    if (!errata) return c.redirect(ROOM);
    const { id } = errata.round;
    return show(c, {
      title: `正誤表　${roundName(id)}`,
      room: ROOM,
      children: (
        <>
          <p>
            締切（{shortDateTime(instantOf(errata.round.freezesAt))}
            ）の後に訂正した回答です。作成済みの資料は、作成した日の値のまま残します。
          </p>
          {errata.rows.length === 0 ? (
            <p class="empty">締切後の訂正はありません。</p>
          ) : (
            <RowTable
              caption={`${errata.rows.length}件（古い順）`}
              columns={['部署', '項目', '誤', '正', '理由', '認めた人', '日時', '資料に載った値']}
              rows={errata.rows.map(({ department, departmentName, label, field, reported }) => ({
                cells: [
                  <a href={requestPath(id, department)}>{departmentName}</a>,
                  label,
                  field.before ? valueWords(field.before) : '（空欄）',
                  <strong>{valueWords(field.after)}</strong>,
                  field.correction.reason,
                  field.correction.approvedBy,
                  shortDateTime(instantOf(field.correction.approvedAt)),
                  reported.length === 0 ? null : (
                    <ul class="plain">
                      {reported.map(({ madeAt, releasedAt, value }) => (
                        <li>
                          {shortDateTime(instantOf(releasedAt ?? madeAt))}
                          {releasedAt === null ? 'の案' : 'に発信'}　{value ? valueWords(value) : '（空欄）'}
                        </li>
                      ))}
                    </ul>
                  ),
                ],
              }))}
            />
          )}
          <p class="back no-print">
            <a href={roundPath(id)}>{roundName(id)}の回答に戻る</a>
          </p>
        </>
      ),
    });
  });
}
