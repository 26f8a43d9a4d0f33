import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import type { ActivationRecord, MailRecord } from '../../../../shared/records.ts';
import { describeRules } from '../../../../shared/schedule/describe-rules.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { pendingActivation, withdrawRules } from '../../../../shared/steps/activate-rules.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import {
  pauseInForce,
  pauseMails,
  resumeMails,
  type Waiting,
  waitingMails,
} from '../../../../shared/steps/pause-mails.ts';
import { RowTable } from '../look/parts.tsx';
import { MAIL_KIND_WORDS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import type { Session } from '../sign-in/sessions.ts';
import { CsrfField, show } from './frame.tsx';
import { Echo } from './rule-echo.tsx';
import { WIZARD } from './wizard/frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/schedule';
const REASON_MAX_CHARS = 200;
const CONFLICT = '同時に別の操作で変わりました。内容を確かめて、もう一度操作してください。';

interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** The rules in force told back in plain words, who keeps which version, and the emergency stop. */
export function addSchedule(
  pages: Hono<GatedEnv>,
  { store, planId, cityId, clock, log }: ConsoleWorld,
): void {
  const showRules = async (c: Context<GatedEnv>, said: Said = {}, status: 200 | 409 | 422 = 200) => {
    const session = c.get('session');
    const isEditor = session.roles.includes('secretariat');
    const pause = c.get('pause') ?? null;
    const [city, rounds, published, pending, waiting] = await Promise.all([
      loadCity(store, planId),
      store.list('round', { plan: planId }),
      store.listVersions('rules', planId),
      pendingActivation(store, planId),
      pause === null ? null : waitingMails(store, planId, clock()),
    ]);
    // Just taken back, it stands in no banner.
    c.set('pending', pending);
    const versions = Map.groupBy(rounds, ({ value }) => value.rulesVersion);
    return show(
      c,
      {
        title: '送信設定',
        room: ROOM,
        ...said,
        children: (
          <>
            {pending && <PendingRules pending={pending} version={city.rulesVersion} session={session} />}
            {waiting !== null && <ResumeForm waiting={waiting} session={session} />}
            <section aria-labelledby="in-force">
              <h2 id="in-force">今の設定（第{city.rulesVersion}版）</h2>
              {describeRules(city, clock()).map((echo) => (
                <Echo echo={echo} />
              ))}
              {isEditor && (
                <p>
                  <a href={WIZARD}>設定を変える</a>　<a href="/console/schedule/closures">閉庁日を変える</a>
                </p>
              )}
            </section>
            <section aria-labelledby="versions">
              <h2 id="versions">設定の版</h2>
              <p class="hint">始まった照会は、締め切るまで、始まったときの版で動きます。</p>
              <RowTable
                caption={`${city.rulesVersion}版まであります（新しい順）`}
                columns={['版', '有効になった日時', 'この版で動く照会', '戻す']}
                rows={published.map(({ version, at, by }) => ({
                  cells: [
                    `第${version}版`,
                    `${shortDateTime(at)}${by === null ? '' : `　${by}`}${version === city.rulesVersion ? '　これから始まる照会に使う' : ''}`,
                    versions
                      .get(version)
                      ?.map(({ value }) => roundName(value.id))
                      .join('、') ?? null,
                    version === city.rulesVersion || !isEditor ? null : (
                      <ReturnForm version={version} session={session} />
                    ),
                  ],
                }))}
              />
            </section>
            {pause === null && <PauseForm session={session} />}
          </>
        ),
      },
      status,
    );
  };

  const actOf = (c: Context<GatedEnv>) => {
    const { name, email } = c.get('session');
    const [city, plan, by, at] = [cityId, planId, email ?? name, clock()];
    return { city, plan, by, at, cause: `console/${randomUUID()}` };
  };

  pages.get(ROOM, (c) => showRules(c));

  pages.post(`${ROOM}/pause`, only(log, 'secretariat'), async (c) => {
    const { reason } = await c.req.parseBody();
    const text = typeof reason === 'string' ? reason.trim() : '';
    if (text === '' || text.length > REASON_MAX_CHARS)
      return showRules(c, { error: `止める理由を、${REASON_MAX_CHARS}字までで書いてください。` }, 422);
    const outcome = await pauseMails(store, actOf(c), text);
    c.set('pause', await pauseInForce(store, planId));
    return outcome === 'conflict'
      ? showRules(c, { error: CONFLICT }, 409)
      : showRules(c, { notice: 'メールの送信を止めました。' });
  });

  pages.post(`${ROOM}/withdraw`, only(log, 'secretariat'), async (c) => {
    const { id } = await c.req.parseBody();
    switch (await withdrawRules(store, actOf(c), String(id))) {
      case 'withdrawn':
        return showRules(c, {
          notice: '有効化を取り消しました。今の設定のまま送ります。下書きは残っています。',
        });
      case 'nothing-waits':
        return showRules(c, { error: '取り消す前に、有効になったか、ほかの人が変えました。' }, 409);
      case 'conflict':
        return showRules(c, { error: CONFLICT }, 409);
    }
  });

  pages.post(`${ROOM}/resume`, only(log, 'secretariat'), async (c) => {
    const outcome = await resumeMails(store, actOf(c));
    c.set('pause', await pauseInForce(store, planId));
    switch (outcome.outcome) {
      case 'resumed':
        return showRules(c, {
          notice: `送信を再開しました。待っていた${outcome.goes}通を送ります。期限が過ぎた${outcome.expires}通は送りません。`,
        });
      case 'not-paused':
        return showRules(c, { notice: '送信は、すでに再開されています。' });
      case 'conflict':
        return showRules(c, { error: CONFLICT }, 409);
    }
  });
}

/** Rules that come into force in a few minutes, and the way to take them back. */
function PendingRules({
  pending: { id, by, basedOn, activatesAt },
  version,
  session,
}: {
  pending: ActivationRecord;
  version: number;
  session: Session;
}) {
  return (
    <section aria-labelledby="pending" class="pending">
      <h2 id="pending">まもなく有効になる設定</h2>
      {basedOn === version ? (
        <p>
          {by}が有効にした設定（第{version + 1}版）を、{shortDateTime(instantOf(activatesAt))}
          から使います。それまでは取り消せます。
        </p>
      ) : (
        <p>{by}が有効にした設定は、ほかの設定が先に有効になったため使いません。</p>
      )}
      {session.roles.includes('secretariat') && (
        <form method="post" action={`${ROOM}/withdraw`}>
          <CsrfField session={session} />
          <input type="hidden" name="id" value={id} />
          <button type="submit">有効化を取り消す</button>
        </form>
      )}
    </section>
  );
}

function ReturnForm({ version, session }: { version: number; session: Session }) {
  return (
    <form method="post" action={`${WIZARD}/return`}>
      <CsrfField session={session} />
      <input type="hidden" name="version" value={String(version)} />
      <button type="submit" class="quiet">
        第{version}版に戻す（プレビューへ）
      </button>
    </form>
  );
}

function PauseForm({ session }: { session: Session }) {
  if (!session.roles.includes('secretariat')) return null;
  return (
    <section aria-labelledby="stop">
      <h2 id="stop">非常停止</h2>
      <p>
        すべての送信をすぐに止めます。返信への受付のメールだけは送ります。再開するまで、送るはずのメールは待ちます。
      </p>
      <form method="post" action={`${ROOM}/pause`}>
        <CsrfField session={session} />
        <p>
          <label for="reason">止める理由</label>
          <input id="reason" name="reason" required maxlength={REASON_MAX_CHARS} size={40} />
        </p>
        <button type="submit">送信をすべて止める</button>
      </form>
    </section>
  );
}

/** What will go and what no longer will, before anybody decides to resume (decision 18). */
function ResumeForm({ waiting: { goes, expires }, session }: { waiting: Waiting; session: Session }) {
  return (
    <section aria-labelledby="resume">
      <h2 id="resume">送信の再開</h2>
      <p>
        {goes.length + expires.length}通が待っています。再開すると{goes.length}通を送り、期限が過ぎた
        {expires.length}通は送りません。
      </p>
      {goes.length > 0 && <WaitingTable caption={`再開すると送るメール　${goes.length}通`} mails={goes} />}
      {expires.length > 0 && (
        <WaitingTable caption={`期限が過ぎたため送らないメール　${expires.length}通`} mails={expires} />
      )}
      {session.roles.includes('secretariat') && (
        <form method="post" action={`${ROOM}/resume`}>
          <CsrfField session={session} />
          <button type="submit">送信を再開する</button>
        </form>
      )}
    </section>
  );
}

function WaitingTable({ caption, mails }: { caption: string; mails: readonly MailRecord[] }) {
  return (
    <RowTable
      caption={caption}
      columns={['件名', '宛先', '種類']}
      rows={mails.map(({ subject, to, kind }) => ({
        cells: [subject, to.join('、'), MAIL_KIND_WORDS[kind]],
      }))}
    />
  );
}
