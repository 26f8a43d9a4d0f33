import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { departmentName } from '../../../../../shared/plan/directory.ts';
import { LETTER_KINDS, type LetterKind } from '../../../../../shared/schedule/mail-texts.ts';
import { type PlannedMail, planMails } from '../../../../../shared/schedule/planner.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import type { World } from '../../../../../shared/schedule/world.ts';
import { asIfStarted } from '../../../../../shared/steps/extra-rounds.ts';
import { loadWorld } from '../../../../../shared/steps/load-city.ts';
import { attachmentNames, MASKED_CODE, renderPlanned } from '../../../../../shared/steps/render-planned.ts';
import { sendTestMail } from '../../../../../shared/steps/send-test-mail.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import type { ConsoleWorld } from '../world.ts';
import { filledOf } from './form.ts';
import { type FormState, WIZARD } from './frame.tsx';
import { loadScene, type Said, type Scene, showForm, takeStep, YEAR_DAYS } from './scene.tsx';
import { letterOf, type Sample, TextsStep } from './texts.tsx';
import { fillTexts, isLetterKind, readTexts } from './texts-form.ts';

/** 文面: the words of the mails, beside one of them as it would go. */
export function addTextsStep(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, workshop } = world;

  /** The mails of one kind in the year to come, with the draft's rules; those of round zero as if it were started now. */
  const lettersOf = async ({ city, draft, now }: Scene, kind: LetterKind) => {
    const world = await loadWorld(store, city, planId);
    const plan = (rules: ScheduleRules) => {
      const planned: World = { ...world, rules };
      const year = planMails(planned, now, now.add({ hours: 24 * YEAR_DAYS }));
      return { planned, mails: year.filter((mail) => letterOf(mail) === kind) };
    };
    const found = plan(draft.rules);
    if (kind !== 'registration' || found.mails.length > 0) return found;
    return plan(asIfStarted('registration', { rules: draft.rules, calendar: city.calendar }, now));
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
    const city = { ...scene.city, rules: planned.rules };
    const rendered =
      mail?.department == null
        ? null
        : await renderPlanned({ store, city, world: planned, planId }, mail, MASKED_CODE);
    const sample: Sample | null =
      rendered === null
        ? null
        : { department: mail?.department ?? '', content: rendered.content, files: attachmentNames(rendered) };
    const departments = [...new Set(mails.flatMap((each) => each.department ?? []))].map((id) => ({
      id,
      name: departmentName(scene.city.directory, id),
    }));
    return showForm(
      c,
      'texts',
      scene,
      state,
      <TextsStep kind={kind} state={state} sample={sample} departments={departments} />,
      said,
    );
  };

  pages.get(`${WIZARD}/texts`, async (c) => {
    const scene = await loadScene(world, c);
    const asked = c.req.query('kind') ?? '';
    const kind = isLetterKind(asked) ? asked : LETTER_KINDS[0];
    return showTexts(c, scene, kind, { filled: fillTexts(scene.draft.rules, kind), faults: [] });
  });

  pages.post(`${WIZARD}/texts`, async (c) => {
    const { kind: asked, department, go } = filledOf(await c.req.parseBody());
    const kind = asked !== undefined && isLetterKind(asked) ? asked : LETTER_KINDS[0];
    const { scene, filled, faults, rules } = await takeStep(
      world,
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
    const city = { ...scene.city, rules: planned.rules };
    const act = { store, workshop: await workshop(), city, world: planned, planId, to: email, by: email };
    await sendTestMail({ ...act, at: clock(), cause: `console/${randomUUID()}` }, mail);
    return {
      notice: `${email}に試し送りしました。件名に【試し送り】と付きます。返信しても回答にはなりません。`,
    };
  };
}

/** The department's first mail of the year, or anybody's where it gets none. */
const pick = (mails: readonly PlannedMail[], department: string | undefined) =>
  mails.find((mail) => mail.department === department) ?? mails[0];
