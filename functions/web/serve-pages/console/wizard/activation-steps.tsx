import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../../shared/calendar/time.ts';
import { compareLadders } from '../../../../../shared/decision/sunset.ts';
import { checkTexts } from '../../../../../shared/mail/check-texts.ts';
import { ACTIVATION_DELAY_MINUTES, activationInstant } from '../../../../../shared/schedule/activation.ts';
import { checkRules, checkSwitch, type RuleFault } from '../../../../../shared/schedule/check-rules.ts';
import { describeRules } from '../../../../../shared/schedule/describe-rules.ts';
import { planMails } from '../../../../../shared/schedule/planner.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import { activateRules, pendingActivation } from '../../../../../shared/steps/activate-rules.ts';
import { loadWorld } from '../../../../../shared/steps/load-city.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { CsrfField } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { filledOf, nearestWords } from './form.ts';
import { type StepName, WIZARD } from './frame.tsx';
import { PreviewStep, type YearPlans, YearSentence } from './preview.tsx';
import {
  loadScene,
  openedRounds,
  ROOM,
  type Said,
  type Scene,
  showStep,
  stepOf,
  YEAR_DAYS,
} from './scene.tsx';

/** プレビュー and 有効化: what the draft would do, and its coming into force. */
export function addActivationSteps(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId } = world;

  const yearPlans = async ({ city, draft, now }: Scene): Promise<YearPlans> => {
    const [planned, open] = await Promise.all([loadWorld(store, city, planId), openedRounds(world)]);
    const to = now.add({ hours: 24 * YEAR_DAYS });
    const plan = (rules: ScheduleRules) =>
      planMails({ ...planned, rules }, activationInstant(now), to).filter(
        ({ department, round }) => department !== null && !open.has(round),
      );
    return {
      directory: city.directory,
      before: plan(city.rules),
      after: plan(draft.rules),
      endings: compareLadders(city.plan.initiatives, city.rules.budget, draft.rules.budget),
    };
  };

  const allFaults = async ({ city, draft: { rules }, now }: Scene) => [
    ...checkRules({ ...city, rules }, now),
    ...checkSwitch({ ...city, rules }, city.rules, await openedRounds(world), activationInstant(now)),
    ...checkTexts(rules.texts),
  ];

  /** A draft that cannot stand, whatever step it was left in: what is wrong, and where to mend it. */
  const showFaults = (c: Context<GatedEnv>, at: StepName, scene: Scene, faults: readonly RuleFault[]) =>
    showStep(
      c,
      at,
      scene,
      <ul>
        {faults.map((fault) => (
          <li>
            {fault.message}
            {nearestWords(fault)} <a href={stepOf(fault).path}>「{stepOf(fault).word}」で直す</a>
          </li>
        ))}
      </ul>,
      { error: `直すところが${faults.length}か所あるため、まだ有効にできません。` },
      422,
    );

  const showActivate = async (
    c: Context<GatedEnv>,
    scene: Scene,
    said: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const [plans, waiting] = await Promise.all([yearPlans(scene), pendingActivation(store, planId)]);
    return showStep(
      c,
      'activate',
      scene,
      <>
        <YearSentence after={plans.after} />
        <p>
          有効にすると、{ACTIVATION_DELAY_MINUTES}
          分後から使います。それまでは「送信設定」の画面で取り消せます。その間に送るメールは、今の設定で送ります。
        </p>
        {waiting && (
          <p>
            <strong>
              {waiting.by}が有効にした設定が、{shortDateTime(instantOf(waiting.activatesAt))}
              を待っています。続けると、その設定は使わずに、この設定に替えます。
            </strong>
          </p>
        )}
        <form method="post" action={`${WIZARD}/activate`}>
          <CsrfField session={c.get('session')} />
          <input type="hidden" name="basedOn" value={String(scene.city.rulesVersion)} />
          <input type="hidden" name="seen" value={waiting?.id ?? ''} />
          <p class="field">
            <label for="count">確認のため、1年の合計の通数を書いてください</label>
            <input id="count" name="count" inputmode="numeric" required autocomplete="off" />
            <span class="unit">通</span>
          </p>
          <p class="onward">
            <button type="submit">この設定を有効にする</button>
            <a href={`${WIZARD}/preview`}>「プレビュー」に戻る</a>
          </p>
        </form>
      </>,
      said,
      status,
    );
  };

  pages.get(`${WIZARD}/preview`, async (c) => {
    const scene = await loadScene(world, c);
    const faults = await allFaults(scene);
    if (faults.length > 0) return showFaults(c, 'preview', scene, faults);
    const { city, draft, now } = scene;
    return showStep(
      c,
      'preview',
      scene,
      <>
        <PreviewStep
          {...(await yearPlans(scene))}
          echoes={describeRules({ ...city, rules: draft.rules }, now, await openedRounds(world))}
        />
        <p class="onward">
          <a class="go" href={`${WIZARD}/activate`}>
            「有効化」へ進む
          </a>
          <a href={`${WIZARD}/texts`}>「文面」に戻る</a>
        </p>
      </>,
    );
  });

  pages.get(`${WIZARD}/activate`, async (c) => {
    const scene = await loadScene(world, c);
    const faults = await allFaults(scene);
    return faults.length > 0 ? showFaults(c, 'activate', scene, faults) : showActivate(c, scene);
  });

  pages.post(`${WIZARD}/activate`, async (c) => {
    const { basedOn, seen, count = '' } = filledOf(await c.req.parseBody());
    const scene = await loadScene(world, c);
    const { city, draft, now } = scene;
    const faults = await allFaults(scene);
    if (faults.length > 0) return showFaults(c, 'activate', scene, faults);
    if (Number(basedOn) !== city.rulesVersion)
      return showActivate(
        c,
        scene,
        {
          error: `ほかの人が第${city.rulesVersion}版を有効にしました。「プレビュー」で違いを確かめてください。`,
        },
        409,
      );
    const { after } = await yearPlans(scene);
    if (count.normalize('NFKC').replace(/通$/, '') !== String(after.length))
      return showActivate(
        c,
        scene,
        { error: '書いた通数が、合計の通数と違います。確かめて、もう一度書いてください。' },
        422,
      );
    const { name, email } = c.get('session');
    const act = { city: cityId, plan: planId, by: email ?? name, at: now, cause: `console/${randomUUID()}` };
    const asked = { rules: draft.rules, basedOn: city.rulesVersion, seen: seen || null };
    return (await activateRules(store, act, asked)) === 'committed'
      ? c.redirect(ROOM)
      : showActivate(
          c,
          scene,
          { error: 'ほかの人が同時に送信設定を変えました。下の内容を確かめて、もう一度操作してください。' },
          409,
        );
  });
}
