import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { shortDateTime } from '../../../../../shared/calendar/japanese-date.ts';
import { type Instant, instantOf, tokyoDate } from '../../../../../shared/calendar/time.ts';
import { checkTexts } from '../../../../../shared/mail/check-texts.ts';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import { ACTIVATION_DELAY_MINUTES, activationInstant } from '../../../../../shared/schedule/activation.ts';
import { checkRules, checkSwitch, type RuleFault } from '../../../../../shared/schedule/check-rules.ts';
import { describeRules } from '../../../../../shared/schedule/describe-rules.ts';
import { LETTER_KINDS, type LetterKind } from '../../../../../shared/schedule/mail-texts.ts';
import { type PlannedMail, planAbsences, planMails } from '../../../../../shared/schedule/planner.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import type { World } from '../../../../../shared/schedule/world.ts';
import { activateRules, pendingActivation } from '../../../../../shared/steps/activate-rules.ts';
import { type City, loadCity, loadWorld } from '../../../../../shared/steps/load-city.ts';
import { MASKED_CODE, renderPlanned } from '../../../../../shared/steps/render-planned.ts';
import { sendTestMail } from '../../../../../shared/steps/send-test-mail.ts';
import { type GatedEnv, only } from '../../sign-in/gate.tsx';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { type Draft, loadDraft, saveDraft } from './draft.ts';
import { type Filled, filledOf, nearestWords, type ReadForm } from './form.ts';
import { type FormState, STEPS, StepList, type StepName, WIZARD } from './frame.tsx';
import { PreviewStep, type YearPlans, YearSentence } from './preview.tsx';
import { type NextRound, ReceiversStep } from './receivers.tsx';
import { fillReceivers, readReceivers } from './receivers-form.ts';
import { RhythmStep } from './rhythm.tsx';
import { fillRhythm, readRhythm } from './rhythm-form.ts';
import { letterOf, type Sample, TextsStep } from './texts.tsx';
import { fillTexts, isLetterKind, readTexts } from './texts-form.ts';

const ROOM = '/console/schedule';
const YEAR_DAYS = 365;

interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** Everything a step is shown with. */
interface Scene {
  readonly city: City;
  readonly draft: Draft;
  readonly now: Instant;
}

/**
 * The rules changed in steps: 周期, 相手, 文面, プレビュー, 有効化. Every page leads to every other, and what was saved
 * in one stands in all: it lies in the person's own draft, which changes nothing until it is activated.
 */
export function addRuleWizard(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId, clock, workshop, log } = world;
  pages.use(`${WIZARD}/*`, only(log, 'secretariat'));

  const sceneOf = async (c: Context<GatedEnv>): Promise<Scene> => {
    const city = await loadCity(store, planId);
    return { city, draft: await loadDraft(world, c.get('session'), city), now: clock() };
  };

  const page = (
    c: Context<GatedEnv>,
    at: StepName,
    { city, draft }: Scene,
    children: Child,
    { notice, error }: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const word = STEPS.find(({ name }) => name === at)?.word ?? '';
    const others = draft.basedOn !== city.rulesVersion;
    return show(
      c,
      {
        title: `送信設定を変える　${word}`,
        room: ROOM,
        notice: notice ?? null,
        error: error ?? null,
        children: (
          <>
            <StepList at={at} />
            {others && (
              <div class="notice">
                <p>
                  この下書きは第{draft.basedOn}版から始めました。その後、第{city.rulesVersion}
                  版が有効になっています。違いは「プレビュー」で確かめられます。
                </p>
              </div>
            )}
            {children}
            <form method="post" action={`${WIZARD}/discard`} class="discard">
              <CsrfField session={c.get('session')} />
              <button type="submit" class="quiet">
                下書きを捨てて、今の設定（第{city.rulesVersion}版）からやり直す
              </button>
            </form>
          </>
        ),
      },
      status,
    );
  };

  /** A step with a form: as it stands, or as it came back with what is wrong with it. */
  const formPage = (
    c: Context<GatedEnv>,
    at: 'rhythm' | 'receivers' | 'texts',
    scene: Scene,
    state: FormState,
    fields: Child,
    said: Said = {},
  ) => {
    const named = new Set(Object.keys(state.filled));
    const loose = state.faults.filter(({ field }) => !isShown(field, named));
    const action = STEPS.find(({ name }) => name === at)?.path;
    return page(
      c,
      at,
      scene,
      <>
        {loose.map((fault) => (
          <p>
            <strong class="fault">
              {fault.message}
              {nearestWords(fault)}
            </strong>
          </p>
        ))}
        <form method="post" action={action}>
          <CsrfField session={c.get('session')} />
          {fields}
        </form>
      </>,
      state.faults.length > 0 ? { error: `直すところが${state.faults.length}か所あります。` } : said,
      state.faults.length > 0 ? 422 : 200,
    );
  };

  const showRhythm = (c: Context<GatedEnv>, scene: Scene, state: FormState, said: Said = {}) =>
    formPage(
      c,
      'rhythm',
      scene,
      state,
      <RhythmStep
        state={state}
        rules={scene.draft.rules}
        calendar={scene.city.calendar}
        today={tokyoDate(scene.now)}
      />,
      said,
    );

  const showReceivers = async (c: Context<GatedEnv>, scene: Scene, state: FormState, said: Said = {}) => {
    const { rules } = scene.draft;
    const next = nextRound({ ...(await loadWorld(store, scene.city, planId)), rules }, scene.now);
    return formPage(
      c,
      'receivers',
      scene,
      state,
      <ReceiversStep state={state} rules={rules} next={next} />,
      said,
    );
  };

  /** The mails of one kind in the year to come, with the draft's rules. */
  const lettersOf = async ({ city, draft, now }: Scene, kind: LetterKind) => {
    const planned: World = { ...(await loadWorld(store, city, planId)), rules: draft.rules };
    const mails = planMails(planned, now, now.add({ hours: 24 * YEAR_DAYS })).filter(
      (mail) => letterOf(mail) === kind,
    );
    return { planned, mails };
  };

  const showTexts = async (
    c: Context<GatedEnv>,
    scene: Scene,
    kind: LetterKind,
    state: FormState,
    said: Said = {},
    department?: string,
  ) => {
    const { planned, mails } = await lettersOf(scene, kind);
    const mail = pick(mails, department);
    const city = { ...scene.city, rules: scene.draft.rules };
    const sample: Sample | null =
      mail?.department == null
        ? null
        : {
            department: mail.department,
            content: (await renderPlanned({ store, city, world: planned, planId }, mail, MASKED_CODE))
              .content,
          };
    const departments = [...new Set(mails.flatMap((each) => each.department ?? []))].map((id) => ({
      id,
      name: departmentName(scene.city.directory, id),
    }));
    return formPage(
      c,
      'texts',
      scene,
      state,
      <TextsStep kind={kind} state={state} sample={sample} departments={departments} />,
      said,
    );
  };

  /** What a posted step says is saved and led on from, or shown again with its faults. */
  const take = async (
    c: Context<GatedEnv>,
    read: (filled: Filled, rules: ScheduleRules) => ReadForm,
    check: (rules: ScheduleRules, scene: Scene) => readonly RuleFault[],
  ) => {
    const scene = await sceneOf(c);
    const filled = filledOf(await c.req.parseBody());
    const said = read(filled, scene.draft.rules);
    if ('faults' in said) return { scene, filled, faults: said.faults, rules: scene.draft.rules };
    const faults = check(said.rules, scene);
    if (faults.length > 0) return { scene, filled, faults, rules: said.rules };
    const draft = { ...scene.draft, rules: said.rules };
    await saveDraft(world, c.get('session'), draft);
    return { scene: { ...scene, draft }, filled, faults: [], rules: said.rules };
  };

  const openedRounds = async () =>
    new Set((await store.list('round', { plan: planId })).map(({ value }) => value.id));

  const yearPlans = async ({ city, draft, now }: Scene): Promise<YearPlans> => {
    const [planned, open] = await Promise.all([loadWorld(store, city, planId), openedRounds()]);
    const to = now.add({ hours: 24 * YEAR_DAYS });
    const plan = (rules: ScheduleRules) =>
      planMails({ ...planned, rules }, activationInstant(now), to).filter(
        ({ department, round }) => department !== null && !open.has(round),
      );
    return { directory: city.directory, before: plan(city.rules), after: plan(draft.rules) };
  };

  const allFaults = async ({ city, draft: { rules }, now }: Scene) => [
    ...checkRules({ ...city, rules }, now),
    ...checkSwitch({ ...city, rules }, city.rules, await openedRounds(), activationInstant(now)),
    ...checkTexts(rules.texts),
  ];

  /** A draft that cannot stand, whatever step it was left in: what is wrong, and where to mend it. */
  const showFaults = (c: Context<GatedEnv>, at: StepName, scene: Scene, faults: readonly RuleFault[]) =>
    page(
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
    return page(
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

  pages.get(WIZARD, async (c) => {
    const scene = await sceneOf(c);
    return showRhythm(c, scene, { filled: fillRhythm(scene.draft.rules), faults: [] });
  });

  pages.post(WIZARD, async (c) => {
    const { scene, filled, faults, rules } = await take(c, readRhythm, (said, { city, now }) =>
      checkRules({ ...city, rules: said }, now).filter((fault) => stepOf(fault).name === 'rhythm'),
    );
    // Rules a form can hold are shown as they were understood, so that the faults name the right rows.
    if (faults.length > 0)
      return showRhythm(c, scene, {
        filled: rules === scene.draft.rules ? filled : fillRhythm(rules),
        faults,
      });
    if (filled.go === 'next') return c.redirect(`${WIZARD}/receivers`);
    return showRhythm(
      c,
      scene,
      { filled: fillRhythm(rules), faults: [] },
      { notice: '下書きを保存しました。' },
    );
  });

  pages.get(`${WIZARD}/receivers`, async (c) => {
    const scene = await sceneOf(c);
    return showReceivers(c, scene, { filled: fillReceivers(scene.draft.rules), faults: [] });
  });

  pages.post(`${WIZARD}/receivers`, async (c) => {
    const { scene, filled, faults, rules } = await take(c, readReceivers, (said, { city, now }) =>
      checkRules({ ...city, rules: said }, now).filter((fault) => stepOf(fault).name === 'receivers'),
    );
    if (faults.length > 0)
      return showReceivers(c, scene, {
        filled: rules === scene.draft.rules ? filled : fillReceivers(rules),
        faults,
      });
    if (filled.go === 'next') return c.redirect(`${WIZARD}/texts`);
    if (filled.go === 'back') return c.redirect(WIZARD);
    return showReceivers(
      c,
      scene,
      { filled: fillReceivers(rules), faults: [] },
      { notice: '下書きを保存しました。だれに届くかは、下の表のとおりです。' },
    );
  });

  pages.get(`${WIZARD}/texts`, async (c) => {
    const scene = await sceneOf(c);
    const asked = c.req.query('kind') ?? '';
    const kind = isLetterKind(asked) ? asked : LETTER_KINDS[0];
    return showTexts(c, scene, kind, { filled: fillTexts(scene.draft.rules, kind), faults: [] });
  });

  pages.post(`${WIZARD}/texts`, async (c) => {
    const { kind: asked, department, go } = filledOf(await c.req.parseBody());
    const kind = asked !== undefined && isLetterKind(asked) ? asked : LETTER_KINDS[0];
    const { scene, filled, faults, rules } = await take(
      c,
      (said, base) => readTexts(said, base, kind),
      () => [],
    );
    if (faults.length > 0) return showTexts(c, scene, kind, { filled, faults }, {}, department);
    if (go === 'next') return c.redirect(`${WIZARD}/preview`);
    if (go === 'back') return c.redirect(`${WIZARD}/receivers`);
    const said =
      go === 'test' ? await tryOut(c, scene, kind, department) : { notice: '下書きを保存しました。' };
    return showTexts(c, scene, kind, { filled: fillTexts(rules, kind), faults: [] }, said, department);
  });

  /** Sends the mail shown beside the words to whoever is signed in. */
  const tryOut = async (
    c: Context<GatedEnv>,
    scene: Scene,
    kind: LetterKind,
    department?: string,
  ): Promise<Said> => {
    const { email } = c.get('session');
    if (email === null) return { error: 'サインインした人のメールアドレスが分からないため、送れません。' };
    const { planned, mails } = await lettersOf(scene, kind);
    const mail = pick(mails, department);
    if (!mail) return { error: 'これから1年に、この種類のメールは送りません。' };
    const city = { ...scene.city, rules: scene.draft.rules };
    const act = { store, workshop: await workshop(), city, world: planned, planId, to: email, by: email };
    await sendTestMail({ ...act, at: clock(), cause: `console/${randomUUID()}` }, mail);
    return {
      notice: `${email}に試し送りしました。件名に【試し送り】と付きます。返信しても回答にはなりません。`,
    };
  };

  pages.get(`${WIZARD}/preview`, async (c) => {
    const scene = await sceneOf(c);
    const faults = await allFaults(scene);
    if (faults.length > 0) return showFaults(c, 'preview', scene, faults);
    const { city, draft, now } = scene;
    return page(
      c,
      'preview',
      scene,
      <>
        <PreviewStep
          {...(await yearPlans(scene))}
          echoes={describeRules({ ...city, rules: draft.rules }, now, await openedRounds())}
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
    const scene = await sceneOf(c);
    const faults = await allFaults(scene);
    return faults.length > 0 ? showFaults(c, 'activate', scene, faults) : showActivate(c, scene);
  });

  pages.post(`${WIZARD}/activate`, async (c) => {
    const { basedOn, seen, count = '' } = filledOf(await c.req.parseBody());
    const scene = await sceneOf(c);
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

  pages.post(`${WIZARD}/discard`, async (c) => {
    const city = await loadCity(store, planId);
    await saveDraft(world, c.get('session'), { rules: city.rules, basedOn: city.rulesVersion });
    return c.redirect(WIZARD);
  });

  /** A former version becomes the draft; it comes into force as any other draft does. */
  pages.post(`${WIZARD}/return`, async (c) => {
    const { version } = filledOf(await c.req.parseBody());
    const city = await loadCity(store, planId);
    const former = await store.loadDocument('rules', planId, Number(version) || 0);
    if (!former || Number(version) < 1) return c.redirect(ROOM);
    await saveDraft(world, c.get('session'), { rules: former.document, basedOn: city.rulesVersion });
    return c.redirect(`${WIZARD}/preview`);
  });
}

/** The step in which a fault is mended. */
function stepOf({ field }: RuleFault) {
  if (field.startsWith('overrides') || field.endsWith('copyChief')) return STEPS[1];
  return field.startsWith('texts') ? STEPS[2] : STEPS[0];
}

/** Whether a field, or the group it belongs to, has a place in the form. */
function isShown(field: string, named: ReadonlySet<string>): boolean {
  return [...named].some((name) => name === field || name.startsWith(`${field}.`));
}

/** The department's first mail of the year, or anybody's where it gets none. */
const pick = (mails: readonly PlannedMail[], department: string | undefined) =>
  mails.find((mail) => mail.department === department) ?? mails[0];

/** The first request of a round not open yet, department by department. */
function nextRound(world: World, now: Instant): NextRound | null {
  const to = now.add({ hours: 24 * YEAR_DAYS });
  const first = planMails(world, now, to).find(({ kind }) => kind === 'request');
  if (!first) return null;
  const isOfRound = ({ step, round }: { step: string; round: string }) =>
    step === first.step && round === first.round;
  return {
    world,
    mails: planMails(world, first.at, first.at).filter(isOfRound),
    absences: planAbsences(world, first.at, first.at).filter(isOfRound),
  };
}
