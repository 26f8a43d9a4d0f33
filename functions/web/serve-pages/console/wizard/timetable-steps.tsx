import type { Context, Hono } from 'hono';
import { type Instant, tokyoDate } from '../../../../../shared/calendar/time.ts';
import { isOfRhythm } from '../../../../../shared/round/round.ts';
import { checkRules } from '../../../../../shared/schedule/check-rules.ts';
import { planAbsences, planMails } from '../../../../../shared/schedule/planner.ts';
import type { World } from '../../../../../shared/schedule/world.ts';
import { loadWorld } from '../../../../../shared/steps/load-city.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import type { ConsoleWorld } from '../world.ts';
import { type FormState, WIZARD } from './frame.tsx';
import { type NextRound, ReceiversStep } from './receivers.tsx';
import { fillReceivers, readReceivers } from './receivers-form.ts';
import { RhythmStep } from './rhythm.tsx';
import { fillRhythm, readRhythm } from './rhythm-form.ts';
import { loadScene, type Said, type Scene, showForm, stepOf, takeStep, YEAR_DAYS } from './scene.tsx';

/** 周期 and 相手: when mails go, and to whom. */
export function addTimetableSteps(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId } = world;

  const showRhythm = (c: Context<GatedEnv>, scene: Scene, state: FormState, said: Said = {}) =>
    showForm(
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
    return showForm(
      c,
      'receivers',
      scene,
      state,
      <ReceiversStep state={state} rules={rules} next={next} />,
      said,
    );
  };

  pages.get(WIZARD, async (c) => {
    const scene = await loadScene(world, c);
    return showRhythm(c, scene, { filled: fillRhythm(scene.draft.rules), faults: [] });
  });

  pages.post(WIZARD, async (c) => {
    const { scene, filled, faults, rules } = await takeStep(world, c, readRhythm, (said, { city, now }) =>
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
    const scene = await loadScene(world, c);
    return showReceivers(c, scene, { filled: fillReceivers(scene.draft.rules), faults: [] });
  });

  pages.post(`${WIZARD}/receivers`, async (c) => {
    const { scene, filled, faults, rules } = await takeStep(world, c, readReceivers, (said, { city, now }) =>
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
}

/** The first request of a round not open yet, department by department. */
function nextRound(world: World, now: Instant): NextRound | null {
  const to = now.add({ hours: 24 * YEAR_DAYS });
  const first = planMails(world, now, to).find(({ kind, round }) => kind === 'request' && isOfRhythm(round));
  if (!first) return null;
  const isOfRound = ({ step, round }: { step: string; round: string }) =>
    step === first.step && round === first.round;
  return {
    world,
    mails: planMails(world, first.at, first.at).filter(isOfRound),
    absences: planAbsences(world, first.at, first.at).filter(isOfRound),
  };
}
