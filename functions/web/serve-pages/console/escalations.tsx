import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { shortDate, shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { atTokyo, type Instant, tokyoDate } from '../../../../shared/calendar/time.ts';
import { type Directory, departmentName } from '../../../../shared/plan/directory.ts';
import { Id } from '../../../../shared/plan/ids.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import { toldWhom } from '../../../../shared/schedule/escalations.ts';
import { holdWords, roundName, stepName } from '../../../../shared/schedule/why.ts';
import {
  chooseStep,
  loadEscalations,
  type StepChoiceOutcome,
  type WaitingEscalation,
} from '../../../../shared/steps/hold-step.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { isSecretariat } from '../sign-in/roles.ts';
import type { Session } from '../sign-in/sessions.ts';
import { actOf, REASON_MAX_CHARS } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const PATH = '/console/escalations';

const Form = z.object({
  round: RoundId,
  department: Id,
  step: z.string().min(1).max(60),
  do: z.enum(['hold', 'free']),
  reason: z.string().trim().max(REASON_MAX_CHARS).default(''),
});

interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** What reaches chiefs and heads until the next business day is over, each with its one click (decision 20). */
export function addEscalations(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;

  const showList = async (c: Context<GatedEnv>, said: Said = {}, status: 200 | 409 | 422 = 200) => {
    const city = await loadCity(store, planId);
    const now = clock();
    const until = city.calendar.next(tokyoDate(now));
    const escalations = await loadEscalations(store, planId, now, endOf(city, now));
    return show(
      c,
      {
        title: '課長・部局長への連絡の見送り',
        room: '/console/calendar',
        ...said,
        children: (
          <>
            <p>
              次の開庁日の{shortDate(until)}までに、課長や部局長に届く予定の連絡です。
              見送ると、その部署については届きません。届く時刻までは、見送りを取り消せます。
            </p>
            {escalations.length === 0 ? (
              <p class="empty">
                課長や部局長に届く予定の連絡はありません。<a href="/console/calendar">1年の予定を見る</a>
              </p>
            ) : (
              <Escalations {...{ escalations, session: c.get('session'), directory: city.directory }} />
            )}
          </>
        ),
      },
      status,
    );
  };

  pages.get(PATH, (c) => showList(c));

  pages.post(PATH, only(log, 'secretariat'), async (c) => {
    const form = Form.safeParse(await c.req.parseBody());
    if (!form.success)
      return showList(c, { error: `理由は${REASON_MAX_CHARS}字までで書き、もう一度選んでください。` }, 422);
    const { do: what, ...about } = form.data;
    const { by, at, cause } = actOf(world, c.get('session'));
    const outcome = await chooseStep(store, {
      ...about,
      plan: planId,
      by,
      at,
      cause,
      isHeld: what === 'hold',
    });
    const { directory } = await loadCity(store, planId);
    return showList(c, ...tell(outcome, departmentName(directory, about.department), about.step));
  });
}

/** The end of the next business day: so far ahead the secretariat's own digest looks, too. */
const endOf = ({ calendar }: Pick<City, 'calendar'>, now: Instant) =>
  atTokyo(calendar.next(tokyoDate(now)), '23:59');

function tell(outcome: StepChoiceOutcome, name: string, step: string): [Said, 200 | 409] {
  const what = `${name}の「${stepName(step)}」`;
  switch (outcome) {
    case 'held':
      return [{ notice: `${what}を見送ります。` }, 200];
    case 'freed':
      return [{ notice: `${what}の見送りを取り消しました。予定どおり届きます。` }, 200];
    case 'already':
      return [{ error: `${what}は、ほかの人が先に変えました。今の状態は、下の表のとおりです。` }, 409];
    case 'gone':
      return [{ error: `${what}は、もう送ったか、回答があったため、届く予定がありません。` }, 409];
    case 'conflict':
      return [{ error: `${what}は、同時に回答か別の操作で変わりました。もう一度選んでください。` }, 409];
  }
}

function Escalations({
  escalations,
  directory,
  session,
}: {
  escalations: readonly WaitingEscalation[];
  directory: Directory;
  session: Session;
}) {
  return (
    <RowTable
      caption={`${escalations.length}件、うち見送り${escalations.filter(({ hold }) => hold !== null).length}件`}
      columns={['回答のない部署', '日時', '届く相手', '何の連絡か', '見送り']}
      rows={escalations.map((one) => ({
        cells: [
          departmentName(directory, one.department),
          shortDateTime(one.at),
          toldWhom(one, directory),
          `${roundName(one.round)}　${stepName(one.step)}${togetherWith(one, directory)}`,
          <Hold escalation={one} mayAct={isSecretariat(session)} {...{ session, directory }} />,
        ],
      }))}
    />
  );
}

/** Of a mail that has been made already nothing can be taken out: all it tells of is kept back with one of them. */
function togetherWith({ mail, department }: WaitingEscalation, directory: Directory): string {
  const others = mail?.value.waiting.filter((each) => each !== department) ?? [];
  if (mail === null) return '';
  if (others.length === 0) return '（送信待ち）';
  const names = others.map((each) => departmentName(directory, each)).join('、');
  return `（送信待ち。見送ると、同じメールの${names}のことも届きません）`;
}

function Hold({
  escalation: { round, department, step, hold },
  mayAct,
  session,
  directory,
}: {
  escalation: WaitingEscalation;
  mayAct: boolean;
  session: Session;
  directory: Directory;
}) {
  const said = hold === null ? null : `見送り中（${holdWords(hold)}）`;
  if (!mayAct) return <>{said ?? '届く予定'}</>;
  const name = departmentName(directory, department);
  return (
    <form method="post" action={PATH} class="line">
      <CsrfField session={session} />
      <input type="hidden" name="round" value={round} />
      <input type="hidden" name="department" value={department} />
      <input type="hidden" name="step" value={step} />
      {said === null ? (
        <input
          name="reason"
          maxlength={REASON_MAX_CHARS}
          size={14}
          placeholder="理由（なくてもよい）"
          aria-label={`${name}を見送る理由`}
        />
      ) : (
        <span>{said}</span>
      )}
      <button type="submit" name="do" value={said === null ? 'hold' : 'free'} class="quiet">
        {said === null ? '見送る' : '見送りを取り消す'}
      </button>
    </form>
  );
}
