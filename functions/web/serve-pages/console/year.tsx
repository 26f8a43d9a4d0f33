import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { FiscalYear as Year } from '../../../../shared/calendar/fiscal.ts';
import { FiscalYear } from '../../../../shared/calendar/fiscal.ts';
import { fiscalYearName, longDate, quarterShort } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import {
  describeRoll,
  type MilestoneLine,
  type NewTargets,
  nextRollTo,
  type TargetLine,
} from '../../../../shared/plan/roll-year.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import {
  applyRoll,
  type OpenMatter,
  previewRoll,
  type RollPreview,
} from '../../../../shared/steps/roll-year.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { isSecretariat } from '../sign-in/roles.ts';
import { actorOf, type Session } from '../sign-in/sessions.ts';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';
import { isYearTyped, readTargets, targetField } from './year-form.ts';

const ROOM = '/console/year';

/** Where what is open is dealt with. */
const PLACES: Record<OpenMatter['what'], string> = {
  unanswered: '/console/replies',
  held: '/console/replies',
  unreleased: '/console/release',
  undecided: '/console/decisions',
  'final-awaited': '/console/calendar',
};

/** 年度更新: what is open, what is carried on, the next year's targets; then exactly what changes; then once, by typing the year. */
export function addYear(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId, clock, log } = world;

  const preview = async (asked: unknown): Promise<RollPreview> => {
    const read = FiscalYear.safeParse(Number(asked));
    const to = read.success
      ? read.data
      : nextRollTo((await loadCity(store, planId)).plan, tokyoDate(clock()));
    return previewRoll(store, planId, to);
  };

  pages.get(ROOM, async (c) => showPreparation(c, await preview(c.req.query('to'))));

  pages.post(`${ROOM}/check`, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody();
    const found = await preview(form.to);
    const read = readTargets(found.roll, form);
    return read.ok
      ? showCheck(c, found, read.targets, {})
      : showPreparation(c, found, {
          error: `数字として読めない目標が${read.unread.size}件あります。数字だけを書いてください。`,
          form,
        });
  });

  pages.post(`${ROOM}/apply`, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody();
    const found = await preview(form.to);
    const read = readTargets(found.roll, form);
    if (!read.ok) return showPreparation(c, found, { error: '目標を数字で書いてください。', form });
    const reason = String(form.reason ?? '').trim();
    const refuse = (error: string, status: 409 | 422) =>
      showCheck(c, found, read.targets, { error, status, reason });
    const { to } = found.roll;
    if (Number(form.basedOn) !== found.city.planVersion)
      return refuse('ほかの人が先に計画を変えました。下の表が、いま変わるものです。', 409);
    if (!isYearTyped(String(form.year ?? ''), to))
      return refuse(`書いた年度が違います。「${fiscalYearName(to)}」と書いてください。`, 422);
    if (reason === '') return refuse('更新の理由を書いてください。', 422);
    const done = await applyRoll(store, planId, {
      to,
      targets: read.targets,
      basedOn: found.city.planVersion,
      by: actorOf(c.get('session')),
      reason,
      cityId,
      at: clock(),
      cause: `console/${randomUUID()}`,
    });
    switch (done.outcome) {
      case 'rolled':
      case 'already-done':
        return showPreparation(c, await preview(to), {
          notice: `${fiscalYearName(to - 1)}を締め、${fiscalYearName(to)}に更新しました。`,
        });
      case 'refused':
        return refuse(done.obstacles.join(''), 422);
      case 'conflict':
        return refuse('ほかの人が同時に計画を変えました。もう一度確かめてください。', 409);
    }
  });
}

type Form = Readonly<Record<string, unknown>>;

function showPreparation(
  c: Context<GatedEnv>,
  found: RollPreview,
  { form = {}, ...said }: { readonly notice?: string; readonly error?: string; readonly form?: Form } = {},
) {
  const { roll } = found;
  const mayEdit = isSecretariat(c.get('session'));
  return show(
    c,
    {
      title: `年度更新　${fiscalYearName(roll.to)}へ`,
      room: ROOM,
      ...said,
      children: roll.isDone ? (
        <Done closing={roll.closing} to={roll.to} />
      ) : (
        <>
          <p>
            {fiscalYearName(roll.closing)}を締め、終わっていない予定を{fiscalYearName(roll.to)}
            に繰り越します。この画面を開いただけでは、何も変わりません。
          </p>
          <Open open={found.open} obstacles={found.obstacles} />
          <Carried roll={roll} />
          <form method="post" action={`${ROOM}/check`} class="entry">
            {mayEdit && <CsrfField session={c.get('session')} />}
            <input type="hidden" name="to" value={String(roll.to)} />
            <Targets found={found} form={form} mayEdit={mayEdit} />
            <Rules found={found} />
            {mayEdit ? (
              <button type="submit">変わるものを確認する</button>
            ) : (
              <p class="hint">年度更新は事務局が行います。</p>
            )}
          </form>
        </>
      ),
    },
    said.error === undefined ? 200 : 422,
  );
}

function Done({ closing, to }: { closing: Year; to: Year }) {
  return (
    <>
      <p>
        {fiscalYearName(closing)}
        は締めてあります。目標と予定は変えられません。締切後の回答は、理由と承認者を付けた訂正で直します。
      </p>
      <ul class="plain">
        <li>
          <a href={`${ROOM}?to=${to + 1}`}>{fiscalYearName(to + 1)}への更新を準備する</a>
        </li>
        <li>
          <a href="/console/audit">操作の記録を見る</a>
        </li>
      </ul>
    </>
  );
}

function Open({ open, obstacles }: Pick<RollPreview, 'open' | 'obstacles'>) {
  return (
    <section aria-labelledby="open">
      <h2 id="open">1　点検</h2>
      {open.length === 0 ? (
        <p class="empty">残っているものはありません。</p>
      ) : (
        <ul class="plain">
          {open.map(({ what, words, count }) => (
            <li>
              <a href={PLACES[what]}>{words}</a>　<strong>{count}件</strong>
            </li>
          ))}
        </ul>
      )}
      {obstacles.length > 0 && (
        <>
          <p>まだ実行できません。準備と確認はできます。</p>
          <ul>
            {obstacles.map((obstacle) => (
              <li>{obstacle}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Carried({ roll }: Pick<RollPreview, 'roll'>) {
  const of = (is: MilestoneLine['becomes']) => roll.milestones.filter(({ becomes }) => becomes === is);
  const [done, ended] = [of('done'), of('ended')];
  const open = [...of('carried'), ...of('left')];
  return (
    <section aria-labelledby="carried">
      <h2 id="carried">2　繰越</h2>
      <p>
        終わった予定は{done.length}件、取り組みの終期とともに終わる予定は{ended.length}件です。
        {open.length === 0
          ? '繰り越すものはありません。'
          : `終わっていない予定は${open.length}件で、当初の期限と延期の回数を残したまま${roll.isLast ? '次の計画に引き継ぎます' : '繰り越します'}。`}
      </p>
      {open.length > 0 && (
        <RowTable
          caption={roll.isLast ? '次の計画に引き継ぐ予定' : '繰り越す予定'}
          columns={['取り組み', '予定', '当初の期限', '今の期限', '延期']}
          rows={open.map(({ code, title, milestone, original, slips }) => ({
            cells: [
              `${code} ${title}`,
              milestone.text,
              quarterShort(original),
              quarterShort(milestone.due),
              `${slips}回`,
            ],
          }))}
        />
      )}
    </section>
  );
}

function Targets({ found, form, mayEdit }: { found: RollPreview; form: Form; mayEdit: boolean }) {
  const { roll } = found;
  const missing = roll.targets.filter(({ target }) => target === null);
  const empty = roll.next.filter(({ milestones }) => milestones.length === 0);
  return (
    <section aria-labelledby="targets">
      <h2 id="targets">3　次年度の目標</h2>
      {roll.isLast ? (
        <p>
          {fiscalYearName(roll.closing)}
          は計画の最後の年度です。終わっていない予定は、次の計画に書き、「取り組み」の「前の計画からの引継ぎ」で結んでください。
        </p>
      ) : (
        <p>
          指標{roll.targets.length}件のうち、{fiscalYearName(roll.to)}の目標があるものは
          {roll.targets.length - missing.length}件、ないものは{missing.length}件です。
        </p>
      )}
      {missing.map((line) => (
        <TargetField
          closing={roll.closing}
          line={line}
          value={String(form[targetField(line.kpi)] ?? '')}
          mayEdit={mayEdit}
        />
      ))}
      {empty.length > 0 && (
        <>
          <p>
            {fiscalYearName(roll.to)}の予定がない取り組みは{empty.length}件です。
            <a href="/console/plan">計画</a>で加えます。
          </p>
          <ul>
            {empty.map(({ code, title }) => (
              <li>
                {code} {title}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface TargetFieldProps {
  readonly line: TargetLine;
  readonly closing: Year;
  readonly value: string;
  readonly mayEdit: boolean;
}

function TargetField({ line, closing, value, mayEdit }: TargetFieldProps) {
  const id = targetField(line.kpi);
  return (
    <p>
      <label for={id}>
        {line.code} {line.name}（{line.unit}）
      </label>
      <input
        id={id}
        name={id}
        inputmode="decimal"
        value={value}
        readonly={!mayEdit}
        aria-describedby={`${id}-hint`}
      />
      <span class="hint" id={`${id}-hint`}>
        {fiscalYearName(closing)}の目標は
        {line.was === null ? 'ありません。' : `${line.was}${line.unit}です。`}
        {line.by !== null && `設定期限は${longDate(dateOf(line.by))}です。`}
        {'空けておくと、未設定のままです。'}
      </span>
    </p>
  );
}

function Rules({ found: { rules } }: { found: RollPreview }) {
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">あわせて見直すもの</h2>
      <ul class="plain">
        {rules.map(({ words, now }) => (
          <li>
            <a href="/console/schedule">{words}</a>　{now}
          </li>
        ))}
        <li>
          <a href="/console/contacts">4月1日の人事異動</a>　連絡先を異動の前に入れ替えます
        </li>
      </ul>
    </section>
  );
}

interface Said {
  readonly error?: string;
  readonly status?: 409 | 422;
  readonly reason?: string;
}

function showCheck(c: Context<GatedEnv>, found: RollPreview, targets: NewTargets, said: Said) {
  const { roll, obstacles } = found;
  const changes = describeRoll(roll, targets);
  if (roll.isDone)
    return showPreparation(
      c,
      found,
      said.error === undefined ? {} : { error: 'ほかの人が先に年度を更新しました。' },
    );
  return show(
    c,
    {
      title: '年度更新の確認',
      room: ROOM,
      error: said.error ?? null,
      children: (
        <>
          <p>計画の第{found.city.planVersion}版から、次のところだけが変わります。</p>
          <RowTable
            caption="変わるもの"
            columns={['対象', '今', '変えた後']}
            rows={changes.map(({ subject, was, now }) => ({ cells: [subject, was, now] }))}
          />
          {obstacles.length > 0 ? (
            <p>まだ実行できません。{obstacles.join('')}</p>
          ) : (
            <Execution
              session={c.get('session')}
              found={found}
              targets={targets}
              reason={said.reason ?? ''}
            />
          )}
          <p class="back">
            <a href={`${ROOM}?to=${roll.to}`}>やめて、準備に戻る</a>
          </p>
        </>
      ),
    },
    said.status ?? 200,
  );
}

function Execution({
  session,
  found: { city, roll },
  targets,
  reason,
}: {
  session: Session;
  found: RollPreview;
  targets: NewTargets;
  reason: string;
}) {
  return (
    <form method="post" action={`${ROOM}/apply`} class="entry">
      <CsrfField session={session} />
      <input type="hidden" name="to" value={String(roll.to)} />
      <input type="hidden" name="basedOn" value={String(city.planVersion)} />
      {[...targets].map(([kpi, target]) => (
        <input type="hidden" name={targetField(kpi)} value={String(target)} />
      ))}
      <p>
        <label for="reason">更新の理由</label>
        <input id="reason" name="reason" value={reason} required />
      </p>
      <p>
        <label for="year">確認のため、「{fiscalYearName(roll.to)}」と書いてください</label>
        <input id="year" name="year" required />
      </p>
      <button type="submit">年度を更新する</button>
      <p class="hint">始まっている回は、始めた時の計画のままです。次に始まる回から使います。</p>
    </form>
  );
}
